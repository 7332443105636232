"""Forms, papers and commands of a plain application for one child, to be varied by each test."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.schooling import names
from services.schooling.messages.application import Apply
from services.schooling.messages.child import Child, ChildNames, Form, Guardian, Paper, PriorRecord
from services.schooling.messages.common import Actor
from shared.persons import person_key

SCHOOL, OTHER_SCHOOL = "jinan-thomas-school", "invented-thousand-buddha-school"
PARENT = Actor("anna", "guardian")
OTHER_PARENT = Actor("boris", "guardian")
OFFICE = Actor("thomas-admissions", "school", SCHOOL)
OTHER_OFFICE = Actor("buddha-admissions", "school", OTHER_SCHOOL)
OFFICER = Actor("officer-zhao", "officer")
SUPERVISOR = Actor("supervisor-sun", "supervisor")

ANNA = person_key("UTO", "L898902C3", date(1990, 1, 12))
GUARDIAN = names.guardian_id(ANNA)
APPLICATION = "application-1"
YEAR = "2026/27"
SHA = "a" * 64


def child(**changes: Any) -> Child:
    """Six years old by 31 August 2026."""
    values: dict[str, Any] = {
        "names": ChildNames(given="Mia", family="Eriksson"),
        "passport_country": "UTO",
        "passport_number": "X1234567",
        "nationality": "UTO",
        "birth": date(2020, 5, 4),
        **changes,
    }
    return Child(**values)


CHILD = child().key
ENROLMENT = names.enrolment_id(SCHOOL, CHILD)


def paper(code: str, **changes: Any) -> Paper:
    return Paper(**{"code": code, "sha256": SHA, **changes})


ALWAYS = (paper("application-form"), paper("passport"), paper("relationship-proof"))
ALL = (
    *ALWAYS,
    paper("residence-permit", expires_on=date(2027, 12, 31)),
    paper("employment-certificate"),
    paper("address-proof"),
    paper("medical-examination", issued_on=date(2026, 2, 1)),
    paper("vaccination-card"),
)
PRIOR = PriorRecord(school="Stockholm North", exit_on=date(2026, 6, 20), last_grade="Preschool", sha256=SHA)


def form(**changes: Any) -> Form:
    """A new child for grade 1 with every paper."""
    values: dict[str, Any] = {
        "child": child(),
        "guardian": Guardian(person=ANNA, relation="mother", mobile="13800138000"),
        "school": SCHOOL,
        "year": YEAR,
        "grade": "01",
        "kind": "new",
        "documents": ALL,
        **changes,
    }
    return Form(**values)


def apply(case_id: str = APPLICATION, actor: Actor = PARENT, **changes: Any) -> Apply:
    return Apply(case_id=case_id, actor=actor, form=form(**changes))


def without(*codes: str) -> tuple[Paper, ...]:
    """All papers but these."""
    return tuple(each for each in ALL if each.code not in codes)
