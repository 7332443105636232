"""People, credentials and commands of plain requests, to be varied by each test."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.qualifications import names
from services.qualifications.messages.common import Actor, Credential, Person
from services.qualifications.messages.outcomes import (
    FacilitationOnly,
    PracticePermission,
    RefusedOutcome,
    TitleOutcome,
    TitlePrecondition,
)
from services.qualifications.messages.recognition import Consent, Propose, Request, Verification
from services.qualifications.rules.experts import Expert
from shared.persons import person_key

PROPOSER = Actor("spring-robotics", "proposer")
RIVAL = Actor("luneng-materials", "proposer")
APPLICANT = Actor("anna-eriksson", "applicant")
OFFICER = Actor("officer-zhao", "officer")
SUPERVISOR = Actor("supervisor-sun", "supervisor")

EMPLOYER, UNIVERSITY = "91370100MA3TE5T030", "12370000495570303U"
EXPERTS = {
    client: Expert(client, institution)
    for client, institution in {
        "expert-a": "institute-a",
        "expert-b": "institute-b",
        "expert-c": "institute-c",
        "expert-d": "institute-d",
        "expert-e": "institute-e",
        "expert-f": "institute-f",
        "expert-of-employer": EMPLOYER,
        "expert-of-university": UNIVERSITY,
    }.items()
}
PANEL = ("expert-a", "expert-b", "expert-c", "expert-d", "expert-e")
CHAIR = Actor("expert-a", "expert")

NAME, NUMBER = "Eriksson, Anna Maria", "CEng-570001"
PERSON = person_key("UTO", "L898902C3", date(1990, 1, 12))
RECOGNITION = names.recognition_id(PROPOSER.client, "2026-001")
ADMISSION = names.admission_id(APPLICANT.client, "p-1")
TALENT, HOLDER = names.talent_id(PERSON), names.holder_id(PERSON)
PERMIT = "permit-case-1"

PLACE = "Jinan Area of the Shandong Pilot Free Trade Zone"
SENIOR_ENGINEER = TitleOutcome(title="高级工程师", level="senior", series="Engineering", place=PLACE)
ECONOMIST_CONDITION = TitlePrecondition(
    title="经济师", level="intermediate", series="Economics", place=PLACE, still_needed="the yearly review"
)
ENGINEER_CONDITION = ECONOMIST_CONDITION.model_copy(
    update={"title": "高级工程师", "level": "senior", "series": "Engineering"}
)
ARCHITECT = PracticePermission(practice="Design of public buildings", place=PLACE)
EASES_PERMIT = FacilitationOnly(facilitates="the work permit", place=PLACE)
REFUSED = RefusedOutcome(grounds=("not-equivalent",))
UNCONFIRMED = RefusedOutcome(grounds=("issuer-not-confirmed",))

CONFIRMED = Verification(method="register", on=date(2026, 3, 2), reference="V-1", result="confirmed")
NOT_CONFIRMED = CONFIRMED.model_copy(update={"result": "not-confirmed"})
CONSENT = Consent(
    regulator="Housing and construction authority",
    reference="C-7",
    on=date(2026, 3, 2),
    practice=ARCHITECT.practice,
)

CREDENTIALS: dict[str, dict[str, Any]] = {
    "en-001": {"issuer": "Engineering Council", "title": "Chartered Engineer", "field": "engineering"},
    "sk-001": {
        "issuer": "Example Chamber of Crafts",
        "title": "Master Craftsman in Mechatronics",
        "field": "skilled-trades",
    },
    "fi-001": {
        "issuer": "Example Institute of Financial Analysts",
        "title": "Certified Financial Analyst",
        "field": "finance",
    },
    "ar-001": {
        "issuer": "Example Board of Architects",
        "title": "Registered Architect",
        "field": "architecture",
    },
    "it-001": {
        "issuer": "Example Institute of Computing",
        "title": "Certified Software Architect",
        "field": "information-technology",
    },
    "none": {"issuer": "Guild of Elsewhere", "title": "Master of Robots", "field": "engineering"},
}


def credential(which: str = "en-001", **changes: Any) -> Credential:
    values = {"country": "GBR", "awarded_on": date(2015, 6, 1), **CREDENTIALS[which], **changes}
    return Credential(**values)


def person(**changes: Any) -> Person:
    values = {"key": PERSON, "name": NAME, "nationality": "UTO", "employer": UNIVERSITY, **changes}
    return Person(**values)


def request(which: str = "en-001", **changes: Any) -> Request:
    """A request by catalogue."""
    values: dict[str, Any] = {
        "person": person(),
        "credential": credential(which),
        "credential_number": NUMBER,
        "organisation": EMPLOYER,
        "route": "catalogue",
        **changes,
    }
    return Request(**values)


def special(which: str = "none", **changes: Any) -> Request:
    """A request case by case."""
    reasons = "nobody else in the province has it"
    return request(which, **{"route": "case-by-case", "wanted": "title", "reasons": reasons, **changes})


def propose(asked: Request | None = None, **changes: Any) -> Propose:
    values: dict[str, Any] = {
        "case_id": RECOGNITION,
        "actor": PROPOSER,
        "request": asked or request(),
        "applicant": APPLICANT.client,
        **changes,
    }
    return Propose(**values)
