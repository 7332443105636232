"""The draft and its papers, and taking the application back: what applicant and employer do."""

from __future__ import annotations

from datetime import datetime

from services.permits.cases.application_state import ApplicationState
from services.permits.decide import clocks
from services.permits.facts import Facts
from services.permits.messages.application import AttachDocument, RemoveDocument, SaveDraft, Withdraw
from services.permits.messages.events import (
    DocumentAttached,
    DocumentRemoved,
    DraftSaved,
    FollowUpProvided,
    Withdrawn,
)
from services.permits.messages.form import Attachment
from services.permits.rules.guards import UNKNOWN, when_permitted
from shared.cases import Decision, Event, Refusal


def save(command: SaveDraft, state: ApplicationState | None, facts: Facts) -> Decision:
    """Open the case with a form, or change the form while the application is not with the office."""
    employer = facts.employers.get(command.form.employer)
    if employer is None:
        return Refusal("employer-unknown", "no employer is registered under this id")
    if command.actor.role == "employer-agent" and employer.registration.client != command.actor.client:
        return Refusal("not-your-employer", "an agent applies for its own employer")
    saved = DraftSaved(
        form=command.form,
        employer_client=employer.registration.client,
        permit_id=facts.permit_case_of(command.form.held_by),
        applicant=_applicant(command, state),
        by=command.actor.client,
    )
    if state is None:
        if command.actor.role not in ("applicant", "employer-agent"):
            return Refusal("not-permitted-now", f"edit is not open to the {command.actor.role}: no draft")
        return (saved,)
    return when_permitted(
        command.actor,
        state,
        "edit",
        lambda state: _resaved(saved, state),
        already=lambda state: _same(saved, state),
    )


def _applicant(command: SaveDraft, state: ApplicationState | None) -> str | None:
    if command.actor.role == "applicant":
        return command.actor.client
    return command.applicant or (state.applicant if state else None)


def _same(saved: DraftSaved, state: ApplicationState) -> bool:
    before = (state.form, state.applicant, state.permit_id)
    return (saved.form, saved.applicant, saved.permit_id) == before


def _resaved(saved: DraftSaved, state: ApplicationState) -> Decision:
    """What was submitted once stays the same person's, employer's and type's."""
    if state.submission is not None:
        before, after = state.form, saved.form
        if (before.type, before.employer, before.joint) != (after.type, after.employer, after.joint):
            return Refusal("not-a-correction", "type, employer and joint handling are not corrected")
        if before.person.key != after.person.key:
            return Refusal("not-a-correction", "another person is another application")
    return (saved,)


def attach(command: AttachDocument, state: ApplicationState | None) -> Decision:
    """A paper, or a promise or tolerance in its place; after acceptance only what was to follow."""

    def take(state: ApplicationState) -> Decision:
        document = command.document
        if (document.instead is None) != (document.sha256 is not None):
            return Refusal("document-incomplete", "a paper has a content, a promise or tolerance has none")
        attached = DocumentAttached(document=document, by=command.actor.client)
        if state.status in ("draft", "returned"):
            return (attached,)
        return _follow_up(attached, document, state)

    return when_permitted(
        command.actor, state, "attach", take, already=lambda state: command.document in state.documents
    )


def _follow_up(attached: Event, document: Attachment, state: ApplicationState) -> Decision:
    follow_up = state.follow_up(document.code)
    if follow_up is None or follow_up.state not in ("open", "provided") or document.instead is not None:
        return Refusal("not-awaited", "only a paper that was to follow is taken now")
    provided = () if follow_up.state == "provided" else (FollowUpProvided(code=document.code),)
    return (attached, *provided)


def remove(command: RemoveDocument, state: ApplicationState | None) -> Decision:
    """Take a paper back while the application is not with the office."""
    return when_permitted(
        command.actor,
        state,
        "edit",
        lambda state: (DocumentRemoved(code=command.code, by=command.actor.client),),
        already=lambda state: state.document(command.code) is None,
    )


def withdraw(command: Withdraw, state: ApplicationState | None, now: datetime) -> Decision:
    """Taken back before it is decided."""
    if state is None:
        return UNKNOWN
    return when_permitted(
        command.actor,
        state,
        "withdraw",
        lambda state: (
            *clocks.stop(state, now),
            Withdrawn(reason=command.reason, by=command.actor.client),
        ),
        already=lambda state: state.status == "withdrawn",
    )
