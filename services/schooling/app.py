"""The composition root of the schooling service: everything is made and put together here."""

from __future__ import annotations

from fastapi import FastAPI

from services.schooling import consumer, topics
from services.schooling.api import (
    applications,
    enrolments,
    papers,
    places,
    register,
    reviews,
    roll_over,
    schools,
    year_groups,
)
from services.schooling.api.context import Context, member
from services.schooling.api.titles import TITLES
from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from services.schooling.look_up import facts_from
from services.schooling.oneroster import api as oneroster
from services.schooling.rules.clients import Clients, ClientsInvalid, read_clients
from services.schooling.rules.schools import Schools, SchoolsInvalid, official_schools, read_schools
from services.schooling.settings import SchoolingSettings
from shared import logs
from shared.application import add_routes, application
from shared.mongo import index
from shared.runtime import Runtime, Service
from shared.settings import load
from shared.working_days import WorkingDays

INDEXES = {
    "cases": [
        index("kind", "opened", name="kind"),
        index("kind", "columns.client", "opened", name="client"),
        index("kind", "columns.school", "columns.year", "columns.grade", "opened", name="year_group"),
        index("kind", "columns.review", "opened", name="review"),
    ]
}
ROUTERS = (
    schools,
    year_groups,
    applications,
    papers,
    places,
    enrolments,
    register,
    roll_over,
    reviews,
    oneroster,
)


def service_of(schools: Schools) -> Service:
    """What is particular about this service."""
    kinds = (year_group_case, application_case, enrolment_case, guardian_case)
    return Service(
        name=topics.SERVICE,
        kinds={kind.kind: kind for kind in kinds},
        readers=consumer.READERS,
        topic=topics.EVENTS,
        source=topics.SOURCE,
        facts=facts_from(schools, WorkingDays.load()),
        indexes=INDEXES,
    )


def create_app() -> FastAPI:
    """The service as the environment describes it; ends the program with a line for what is missing."""
    settings = load(SchoolingSettings)
    logs.configure(topics.SERVICE, settings.log_level)
    return build(settings)


def build(settings: SchoolingSettings) -> FastAPI:
    """The application over ``settings``; SystemExit with every problem of a file that cannot be used."""
    try:
        clients, known = _files(settings)
    except (ClientsInvalid, SchoolsInvalid) as error:
        raise SystemExit(f"the schooling service cannot start:\n{error}") from None
    runtime = Runtime(service_of(known), settings)
    app = application(
        runtime,
        title="Quancheng schooling",
        context=Context(runtime, clients, known),
        titles=TITLES,
        own_body_limits={},
    )
    add_routes(
        app,
        runtime,
        (part.router for part in ROUTERS),
        lambda scope: member(scope, "officer", "supervisor"),
    )
    return app


def _files(settings: SchoolingSettings) -> tuple[Clients, Schools]:
    known = official_schools() if settings.schools is None else read_schools(settings.schools)
    clients = read_clients(settings.partners)
    clients.require_schools(known)
    return clients, known
