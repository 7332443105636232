"""The composition root of the permits service: everything is made and put together here."""

from __future__ import annotations

from fastapi import FastAPI

from services.permits import topics
from services.permits.api import (
    assessments,
    desk,
    drafts,
    employer_records,
    employers,
    exit_entry,
    papers,
    permits,
    programme,
    worklist,
)
from services.permits.api.context import Context, member
from services.permits.api.titles import TITLES
from services.permits.consumer import Inbound
from services.permits.kinds import application_case, employer_case, permit_case, talent_case
from services.permits.look_up import facts_from
from services.permits.rules.clients import Clients, ClientsInvalid, read_clients
from services.permits.rules.desk import DeskInvalid
from services.permits.rules.policy import PolicyInvalid
from services.permits.rules.rulebook import Rulebook, read_rulebook
from services.permits.settings import PermitsSettings
from shared import logs
from shared.application import add_routes, application
from shared.files import Files
from shared.mongo import index
from shared.runtime import Runtime, Service
from shared.settings import load

INDEXES = {
    "cases": [
        index("kind", "opened", name="kind"),
        index("kind", "columns.state", "opened", name="state"),
        index("kind", "columns.employer_client", "opened", name="employer_client"),
        index("kind", "columns.applicant", "opened", name="applicant"),
        index("columns.officer", "opened", name="officer"),
        index("columns.liaison", "columns.open", name="liaison"),
        index("columns.submitted", name="submitted"),
        index("columns.at_risk", "opened", name="at_risk"),
        index("columns.breached", "opened", name="breached"),
    ]
}
ROUTERS = (
    employers,
    employer_records,
    drafts,
    worklist,
    papers,
    desk,
    permits,
    programme,
    assessments,
    exit_entry,
)


def service_of(clients: Clients, rulebook: Rulebook) -> Service:
    """What is particular about this service."""
    kinds = (application_case, permit_case, employer_case, talent_case)
    return Service(
        name=topics.SERVICE,
        kinds={kind.kind: kind for kind in kinds},
        readers=Inbound(clients).readers(),
        topic=topics.EVENTS,
        source=topics.SOURCE,
        facts=facts_from(rulebook),
        indexes=INDEXES,
    )


def create_app() -> FastAPI:
    """The service as the environment describes it; ends the program with a line for what is missing."""
    settings = load(PermitsSettings)
    logs.configure(topics.SERVICE, settings.log_level)
    return build(settings)


def build(settings: PermitsSettings) -> FastAPI:
    """The application over ``settings``; SystemExit with every problem of a file that cannot be used."""
    try:
        clients, rulebook = read_clients(settings.partners), read_rulebook(settings.policy)
        clients.require_staff(rulebook.desk)
    except (ClientsInvalid, PolicyInvalid, DeskInvalid) as error:
        raise SystemExit(f"the permits service cannot start:\n{error}") from None
    runtime = Runtime(service_of(clients, rulebook), settings)
    app = application(
        runtime,
        title="Quancheng work permits",
        context=Context(runtime, clients, rulebook, Files(runtime.store)),
        titles=TITLES,
        own_body_limits={
            papers.CONTENT: settings.max_document_bytes,
            employers.IMPORT: settings.max_import_bytes,
        },
    )
    add_routes(
        app,
        runtime,
        (part.router for part in ROUTERS),
        lambda scope: member(scope, "officer", "supervisor"),
    )
    return app
