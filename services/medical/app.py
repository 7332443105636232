"""The composition root of the medical service: everything is made and put together here."""

from __future__ import annotations

from fastapi import FastAPI

from services.medical import topics
from services.medical.api import commands, coverage_checks, doors, importing, queries, unsupported
from services.medical.api.context import Context, member
from services.medical.consumer import Submissions
from services.medical.kinds import claim_case, payment_case, resident_case
from services.medical.look_up import facts_from
from services.medical.rules.codes import TITLES
from services.medical.rules.partners import PartnersInvalid, Registry, read_registry
from services.medical.settings import MedicalSettings
from shared import logs
from shared.application import add_routes, application
from shared.mongo import index
from shared.runtime import Runtime, Service
from shared.settings import load
from shared.working_days import WorkingDays

INDEXES = {
    "cases": [
        index("opened", name="opened"),
        index("correlation", name="correlation"),
        index("columns.hospital", "opened", name="hospital"),
        index("columns.insurer", "opened", name="insurer"),
        index("columns.state", "opened", name="state"),
    ]
}

ROUTERS = (importing, doors, queries, commands, coverage_checks, unsupported)


def service_of(partners: Registry) -> Service:
    """What is particular about this service."""
    return Service(
        name=topics.SERVICE,
        kinds={kind.kind: kind for kind in (claim_case, payment_case, resident_case)},
        readers=Submissions(partners).readers(),
        topic=topics.EVENTS,
        source=topics.SOURCE,
        facts=facts_from(partners, WorkingDays.load()),
        indexes=INDEXES,
    )


def create_app() -> FastAPI:
    """The service as the environment describes it; ends the program with a line for what is missing."""
    settings = load(MedicalSettings)
    logs.configure(topics.SERVICE, settings.log_level)
    try:
        partners = read_registry(settings.partners)
    except PartnersInvalid as error:
        raise SystemExit(f"the partners file cannot be used:\n{error}") from None
    return build(settings, partners)


def build(settings: MedicalSettings, partners: Registry) -> FastAPI:
    """The application over ``settings`` and ``partners``."""
    runtime = Runtime(service_of(partners), settings)
    app = application(
        runtime,
        title="Quancheng medical claims",
        context=Context(runtime, partners),
        titles=TITLES,
        own_body_limits={"/fhir/Claim/$import": None},
    )
    add_routes(app, runtime, (part.router for part in ROUTERS), lambda scope: member(scope, "office"))
    return app
