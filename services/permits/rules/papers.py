"""Whether the papers that came are the papers that this case needs."""

from __future__ import annotations

from datetime import date

from services.permits.cases.application_state import ApplicationState
from services.permits.messages.decisions import RequiredPaper
from services.permits.messages.form import Attachment
from services.permits.rules.documents import AgeRule
from shared.cases import Refusal

CHINESE = "zh"


def objection(state: ApplicationState, required: tuple[RequiredPaper, ...], day: date) -> Refusal | None:
    """Why the application cannot be handed in with these papers on ``day``; None when it can."""
    missing = [paper.code for paper in required if paper.must and state.document(paper.code) is None]
    if missing:
        return Refusal("documents-missing", f"missing: {', '.join(missing)}")
    for paper in required:
        document = state.document(paper.code)
        found = _objection(document, paper, state, day) if document else None
        if found is not None:
            return found
    return None


def _objection(
    document: Attachment, paper: RequiredPaper, state: ApplicationState, day: date
) -> Refusal | None:
    if document.instead == "promise" and not paper.promise:
        return Refusal("promise-not-allowed", f"{paper.code} is proved, not promised, in this case")
    if document.instead == "tolerance" and not paper.tolerance:
        return Refusal("tolerance-not-allowed", f"{paper.code} is a main paper and cannot follow")
    if document.instead is not None:
        return None
    if paper.translation and document.language != CHINESE and not document.translated:
        return Refusal("translation-missing", f"{paper.code} needs a sealed translation into Chinese")
    return _age_objection(document, paper, state, day)


def _age_objection(
    document: Attachment, paper: RequiredPaper, state: ApplicationState, day: date
) -> Refusal | None:
    if paper.age is None or paper.months is None:
        return None
    rule = AgeRule(paper.age, paper.months, paper.source)
    if paper.age == "valid-for":
        until = state.form.person.passport_expires if paper.code == "passport" else document.expires_on
        if until is None or not rule.met(until, day):
            return Refusal("document-expires", f"{paper.code} must be valid for {paper.months} months more")
    elif document.issued_on is None or not rule.met(document.issued_on, day):
        return Refusal("document-too-old", f"{paper.code} must not be older than {paper.months} months")
    return None
