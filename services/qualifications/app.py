"""The composition root of the qualifications service: everything is made and put together here."""

from __future__ import annotations

from fastapi import FastAPI

from services.qualifications import consumer, topics
from services.qualifications.api import (
    admissions,
    authority,
    notices,
    panels,
    recognitions,
    reference,
    talents,
)
from services.qualifications.api.context import Context, member
from services.qualifications.api.titles import TITLES
from services.qualifications.kinds import holder_case, recognition_case, talent_case
from services.qualifications.look_up import facts_from
from services.qualifications.rules.clients import Clients, ClientsInvalid, read_clients
from services.qualifications.rules.policy_file import PolicyInvalid
from services.qualifications.rules.rulebook import Rulebook, read_rulebook
from services.qualifications.settings import QualificationsSettings
from shared import logs
from shared.application import add_routes, application
from shared.mongo import index
from shared.runtime import Runtime, Service
from shared.settings import load

INDEXES = {
    "cases": [
        index("kind", "opened", name="kind"),
        index("kind", "columns.state", "opened", name="state"),
        index("kind", "columns.proposer", "opened", name="proposer"),
        index("kind", "columns.applicant", "opened", name="applicant"),
        index("kind", "columns.experts", "opened", name="experts"),
        index("kind", "columns.clients", "opened", name="clients"),
        index("columns.person", name="person"),
    ]
}
ROUTERS = (recognitions, panels, authority, notices, reference, talents, admissions)


def service_of(rulebook: Rulebook) -> Service:
    """What is particular about this service."""
    kinds = (recognition_case, talent_case, holder_case)
    return Service(
        name=topics.SERVICE,
        kinds={kind.kind: kind for kind in kinds},
        readers=consumer.READERS,
        topic=topics.EVENTS,
        source=topics.SOURCE,
        facts=facts_from(rulebook),
        indexes=INDEXES,
    )


def create_app() -> FastAPI:
    """The service as the environment describes it; ends the program with a line for what is missing."""
    settings = load(QualificationsSettings)
    logs.configure(topics.SERVICE, settings.log_level)
    return build(settings)


def build(settings: QualificationsSettings) -> FastAPI:
    """The application over ``settings``; SystemExit with every problem of a file that cannot be used."""
    try:
        clients, rulebook = _files(settings)
    except (ClientsInvalid, PolicyInvalid) as error:
        raise SystemExit(f"the qualifications service cannot start:\n{error}") from None
    runtime = Runtime(service_of(rulebook), settings)
    app = application(
        runtime,
        title="Quancheng qualifications",
        context=Context(runtime, clients, rulebook),
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


def _files(settings: QualificationsSettings) -> tuple[Clients, Rulebook]:
    clients = read_clients(settings.partners)
    return clients, read_rulebook(clients.experts, settings.policy)
