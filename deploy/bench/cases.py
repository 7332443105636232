"""Permits and applications as the permits service's own rules make them, as many as a bench needs.

One of each is decided and folded for real; the others differ from it in who they are and when they are due.
They have no journal of the past.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

from services.permits import names
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.permit_state import PermitState
from services.permits.intake import with_followers
from services.permits.kinds import application_case, employer_case, permit_case, talent_case
from services.permits.messages.application import (
    Accept,
    Approve,
    AttachDocument,
    BeginReview,
    Issue,
    SaveDraft,
    Submit,
)
from services.permits.messages.common import Actor
from services.permits.messages.employer import RegisterEmployer, Registration
from services.permits.messages.form import Attachment, Contract, Form, Person
from services.permits.messages.permit import Post
from services.permits.rules.persons import PersonNames
from services.permits.rules.rulebook import Rulebook
from shared.batch import Batch
from shared.cases import CaseType, Command, State
from shared.envelope import Json, Message
from shared.ids import next_id, stable_id
from shared.loaded import Loaded

AGENT, OFFICER = Actor("bench-agent", "employer-agent"), Actor("bench-officer", "officer")
USCC = "91370100MA3TE5T030"
EMPLOYER = names.employer_id(USCC)
APPLICATION = names.application_id(AGENT.client, "the-first")
KINDS: dict[str, CaseType[Any, Any]] = {
    kind.kind: kind for kind in (application_case, permit_case, employer_case, talent_case)
}


class Mould:
    """The one application and the one permit that the others are made after, as of ``now``."""

    def __init__(self, rulebook: Rulebook, now: datetime) -> None:
        self._batch = Batch(KINDS, rulebook.facts(), now)
        registration = Registration(uscc=USCC, name="A bench", client=AGENT.client)
        self._take(RegisterEmployer(case_id=EMPLOYER, actor=AGENT, registration=registration))
        self._hand_in()

    @cached_property
    def submitted(self) -> ApplicationState:
        """An application that waits for the office to say something."""
        state = self._batch.cases[APPLICATION].state
        assert isinstance(state, ApplicationState)
        return state

    @cached_property
    def permit(self) -> PermitState:
        """A valid permit, which waits for its window to open and to close, and for its end."""
        submitted = self.submitted
        for command in (Accept, BeginReview):
            self._take(command(case_id=APPLICATION, actor=OFFICER))
        first, last = submitted.form.wanted_from, submitted.form.wanted_to
        self._take(Approve(case_id=APPLICATION, actor=OFFICER, category="B", valid_from=first, valid_to=last))
        issue = Issue(case_id=APPLICATION, actor=OFFICER, permit_number="the-first")
        self._take(*with_followers(issue, APPLICATION, submitted))
        state = self._batch.cases[submitted.permit_id].state
        assert isinstance(state, PermitState)
        return state

    def employer(self) -> Json:
        """The employer of all of them, as the database keeps it."""
        return {"_id": EMPLOYER, **self._batch.cases[EMPLOYER].document()}

    def permits(self, numbers: range) -> Iterator[Json]:
        """Permits of as many persons, as the database keeps them."""
        for number in numbers:
            person = stable_id("bench", str(number))
            state = self.permit.model_copy(update={"number": f"N{number}", "persons": (person,)})
            yield _document(names.permit_id(person), permit_case, state)

    def applications(self, dues: list[datetime], run: str) -> Iterator[Json]:
        """One application for each instant at which the office's time to answer ends."""
        submission = self.submitted.submission
        assert submission is not None
        for number, due in enumerate(dues):
            own = submission.model_copy(update={"person": stable_id("bench", run, str(number))})
            state = self.submitted.model_copy(update={"submission": own, "answer_due": due})
            yield _document(application_id(run, number), application_case, state)

    def _hand_in(self) -> None:
        self._take(SaveDraft(case_id=APPLICATION, actor=AGENT, form=_form(self._batch.now.date())))
        papers = ("application-form", "work-experience", "degree", "criminal-record", "medical")
        for code in (*papers, "contract", "passport", "photo", "category-evidence", "recommendation"):
            self._take(
                AttachDocument(case_id=APPLICATION, actor=AGENT, document=_paper(code, self._batch.now))
            )
        self._take(Submit(case_id=APPLICATION, actor=AGENT))

    def _take(self, *commands: Command) -> None:
        message = Message(id=str(next_id()), actor="bench", commands=commands, correlation="bench")
        outcome = self._batch.take(message)
        assert outcome.refusal is None, outcome.refusal


def application_id(run: str, number: int) -> str:
    """The case of the application with this number in a run of the bench."""
    return names.application_id(AGENT.client, f"{run}-{number}")


def _document(case_id: str, kind: CaseType[Any, Any], state: State) -> Json:
    case = Loaded(case_id, kind, version=1, state=state, opened=next_id(), correlation="bench")
    case.last_event, case.aliases = case.opened, kind.aliases(case_id, state)
    return {"_id": case_id, **case.document()}


def _paper(code: str, now: datetime) -> Attachment:
    """A content that nobody looks into."""
    return Attachment(
        code=code,
        content="0" * 24,
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        language="zh",
        issued_on=now.date(),
        expires_on=date(now.year + 10, 1, 1),
    )


def _form(today: date) -> Form:
    person = Person(
        names=PersonNames(mrz_primary="BENCH", mrz_secondary="B", visual="Bench, B"),
        passport_country="UTO",
        passport_number="B0000001",
        passport_expires=date(today.year + 9, 4, 15),
        nationality="UTO",
        birth=date(1990, 1, 12),
    )
    return Form(
        type="new-abroad",
        person=person,
        employer=EMPLOYER,
        post=Post(title="Engineer", occupation="2-02-07", place="Jinan"),
        category="B",
        contract=Contract(start=today, end=date(today.year + 2, 12, 31)),
        wanted_from=today,
        wanted_to=date(today.year + 1, today.month, 1),
    )
