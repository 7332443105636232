"""Forms, papers and commands of a plain application of one engineer, to be varied by each test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from services.permits import names
from services.permits.messages.application import AttachDocument, SaveDraft
from services.permits.messages.common import Actor
from services.permits.messages.employer import Registration
from services.permits.messages.form import Attachment, Contract, Form, Instead, Person, Profile
from services.permits.messages.permit import Post
from services.permits.rules.persons import PersonNames
from shared.money import Money

APPLICANT = Actor("anna", "applicant")
AGENT = Actor("spring-robotics", "employer-agent")
OFFICER = Actor("officer-zhao", "officer")
SUPERVISOR = Actor("supervisor-sun", "supervisor")

USCC = "91370100MA3TE5T030"
OTHER_USCC = "91110000600037341L"
EMPLOYER, OTHER_EMPLOYER = names.employer_id(USCC), names.employer_id(OTHER_USCC)
APPLICATION = names.application_id(AGENT.client, "2026-001")
NUMBER = "WP-0001"


def registration(**changes: Any) -> Registration:
    values = {"uscc": USCC, "name": "泉城机器人", "client": AGENT.client, **changes}
    return Registration(**values)


def person(**changes: Any) -> Person:
    values: dict[str, Any] = {
        "names": PersonNames(
            mrz_primary="ERIKSSON", mrz_secondary="ANNA MARIA", visual="Eriksson, Anna Maria"
        ),
        "passport_country": "UTO",
        "passport_number": "L898902C3",
        "passport_expires": date(2035, 4, 15),
        "nationality": "UTO",
        "birth": date(1990, 1, 12),
        **changes,
    }
    return Person(**values)


PERSON = person().key
PERMIT = names.permit_id(PERSON)
POST = Post(title="Robotics engineer", occupation="2-02-07", place="Jinan")
PROFILE = Profile(
    education=("masters",),
    degree="masters",
    degree_from="top",
    experience_months=96,
    months_in_china=12,
    hsk=4,
    merits=("high-level-university",),
)


def form(**changes: Any) -> Form:
    """New from abroad, category B by degree and experience, for two years."""
    values: dict[str, Any] = {
        "type": "new-abroad",
        "person": person(),
        "employer": EMPLOYER,
        "post": POST,
        "category": "B",
        "route": "degree-and-experience",
        "contract": Contract(
            start=date(2026, 4, 1), end=date(2028, 12, 31), annual_pay=Money(Decimal("300000.00"), "CNY")
        ),
        "wanted_from": date(2026, 4, 1),
        "wanted_to": date(2026, 12, 31),
        "profile": PROFILE,
        **changes,
    }
    return Form(**values)


def draft(actor: Actor = AGENT, applicant: str | None = APPLICANT.client, **changes: Any) -> SaveDraft:
    case_id = changes.pop("case_id", APPLICATION)
    return SaveDraft(case_id=case_id, actor=actor, form=form(**changes), applicant=applicant)


def paper(code: str, **changes: Any) -> Attachment:
    """A paper in Chinese, issued on 1 February 2026."""
    values: dict[str, Any] = {
        "code": code,
        "content": f"content-{code}",
        "sha256": "0" * 64,
        "size": 1000,
        "media_type": "application/pdf",
        "language": "zh",
        "issued_on": date(2026, 2, 1),
        **changes,
    }
    return Attachment(**values)


def instead(code: str, of: Instead) -> Attachment:
    """A promise or a tolerance in place of a paper."""
    return Attachment(code=code, instead=of)


def attach(document: Attachment, actor: Actor = AGENT, case_id: str = APPLICATION) -> AttachDocument:
    return AttachDocument(case_id=case_id, actor=actor, document=document)
