"""How recognitions and talent cases are shown over HTTP, to each role as much as it may know.

The one-way key of the person stays inside. Who sits on a panel and how its members vote is for the office and
the panel; so are the reasons of an objection and who objected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.qualifications.api.context import Context, Member
from services.qualifications.cases import recognition, talent
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.cases.talent_state import Admission, TalentState
from services.qualifications.messages.common import PREFIX
from services.qualifications.rules import actions, admissions
from shared.cases import Deadline
from shared.cloudevents import rfc3339
from shared.history import Found

PERSON = {"person": {"key": True}}
SECRET = (f"{PREFIX}.panel.", f"{PREFIX}.notice.objection-lodged.")
INSIDE = {"panel", "motions", "proposal", "objections", "answered"}


def recognition_line(found: Found) -> dict[str, Any]:
    """One line of a list."""
    state = found.state
    assert isinstance(state, RecognitionState)
    credential = state.request.credential
    return {
        "id": found.id,
        "version": found.version,
        "state": state.status,
        "route": state.request.route,
        "issuer": credential.issuer,
        "title": credential.title,
        "field": state.field,
        "organisation": state.request.organisation,
        "proposed_on": state.proposed_on.isoformat(),
        "outcome": state.decision.outcome.effect if state.decision else None,
        "overdue": state.overdue,
    }


def recognition_view(found: Found, who: Member) -> dict[str, Any]:
    """The whole recognition, and what the caller may do next: each action is a path below it."""
    state = found.state
    assert isinstance(state, RecognitionState)
    hidden: dict[str, Any] = {"request": PERSON}
    if not _inside(who):
        hidden |= dict.fromkeys(INSIDE, True)
    return {
        **recognition_line(found),
        **state.model_dump(mode="json", exclude_none=True, exclude={"status": True, **hidden}),
        "proposed": _proposed(state),
        "deadlines": _shown(recognition.deadlines(state)),
        "blocked": found.blocked,
        "correlation": found.correlation,
        "actions": sorted(actions.permitted(state, who.actor)),
    }


def _inside(who: Member) -> bool:
    return who.in_office or who.role == "expert"


def _proposed(state: RecognitionState) -> dict[str, Any] | None:
    """The panel's proposal, which a notice makes known; what was moved and voted stays with the panel."""
    if state.proposal is None or state.notice is None:
        return None
    return state.proposal.model_dump(mode="json", exclude_none=True)


def talent_view(found: Found, who: Member) -> dict[str, Any]:
    """The applications and admissions of one person that the caller may see, with what it may do next."""
    state = found.state
    assert isinstance(state, TalentState)
    view: dict[str, Any] = {
        "id": found.id,
        "version": found.version,
        "admissions": [_admission(each, who) for each in seen_by(who, state)],
        "blocked": found.blocked,
    }
    if who.in_office:
        view["qualifications"] = [each.model_dump(mode="json") for each in state.qualifications]
        view["deadlines"] = _shown(talent.deadlines(state))
    return view


def seen_by(who: Member, state: TalentState) -> list[Admission]:
    """Those of a person's applications that the caller may see."""
    return [each for each in state.admissions if admissions.may_see(each, who.actor)]


def _admission(admission: Admission, who: Member) -> dict[str, Any]:
    shown = admission.model_dump(mode="json", exclude_none=True)
    return {**shown, "actions": sorted(admissions.permitted(admission, who.actor))}


async def history_view(ctx: Context, who: Member, found: Found) -> list[dict[str, Any]]:
    """The events of a case as the caller may know them, oldest first, without the person's key."""
    events = await ctx.cases.history(found.id)
    if isinstance(found.state, TalentState) and not who.in_office:
        own = {admission.id for admission in seen_by(who, found.state)}
        events = [each for each in events if each["data"].get("admission") in own]
    return [_entry(each, who) for each in events]


def _entry(event: dict[str, Any], who: Member) -> dict[str, Any]:
    """Who did something on a panel sits on it, and that is for the office and the panel."""
    data = {name: value for name, value in event["data"].items() if name != "person"}
    if event["type"].startswith(SECRET) and not _inside(who):
        event = {name: value for name, value in event.items() if name != "actor"}
    return {**event, "data": data}


def _shown(waiting: Iterable[Deadline]) -> list[dict[str, str]]:
    return [{"name": each.name, "due": rfc3339(each.due_at)} for each in waiting]
