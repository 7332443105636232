"""How applications, enrolments, year groups and reviews are shown over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.schooling import names
from services.schooling.api.context import Member
from services.schooling.cases import application_actions, enrolment_actions, year_group_actions
from services.schooling.cases.application import deadlines
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_record import record
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.guardian import GuardianState
from services.schooling.cases.year_group_state import Entry, YearGroupState
from services.schooling.rules.waiting import Place
from shared.cases import Deadline
from shared.cloudevents import rfc3339
from shared.history import Found

_FORM: dict[str, Any] = {"documents": True, "prior": True, "guardian": {"person"}}
"""Of the form, what is shown elsewhere as it stands now, and the key of a person, which nobody is shown."""


def application_line(found: Found) -> dict[str, Any]:
    """One line of a list; nothing of the child."""
    state = found.state
    assert isinstance(state, ApplicationState)
    return {
        "id": found.id,
        "version": found.version,
        "state": state.status,
        **state.group.model_dump(),
        "kind": state.kind,
        "submitted": rfc3339(state.at),
        "reviews": [each.review for each in state.reviews],
        "overdue": [each.code for each in state.tasks if each.overdue],
    }


def application_view(found: Found, who: Member, group: YearGroupState | None) -> dict[str, Any]:
    """The whole application with its place, and what the caller may do next: each is a path below it."""
    state = found.state
    assert isinstance(state, ApplicationState)
    actions = application_actions.permitted(state, who.role) | _answers(found.id, who, group)
    return {
        **application_line(found),
        "form": _form(state),
        "documents": [each.model_dump(mode="json", exclude_none=True) for each in state.documents],
        "prior": state.prior.model_dump(mode="json") if state.prior else None,
        "conditions": [each.model_dump(mode="json") for each in state.tasks],
        "verified": state.verified,
        **({"findings": _findings(state)} if who.in_office else {}),
        "begin": state.begin.isoformat() if state.begin else None,
        "enrolment": state.enrolment,
        "place": place_view(found.id, group),
        "policy": state.policy,
        "deadlines": _shown(deadlines(state)),
        "blocked": found.blocked,
        "correlation": found.correlation,
        "actions": sorted(actions),
    }


def _form(state: ApplicationState) -> dict[str, Any] | None:
    if state.handed_in is None:
        return None
    return state.handed_in.model_dump(mode="json", exclude_none=True, exclude=_FORM)


def _findings(state: ApplicationState) -> dict[str, list[str]]:
    """What the rules found is for the zone's desk: a school reads of a review that it is open."""
    return {each.review: list(each.findings) for each in state.reviews}


def _answers(id_: str, who: Member, group: YearGroupState | None) -> frozenset[str]:
    return year_group_actions.permitted(group, id_, who.role) if group is not None else frozenset()


def place_view(application_id: str, group: YearGroupState | None) -> dict[str, Any] | None:
    """Where an application stands in its year group; None while it is not on the list."""
    entry = group.entry(application_id) if group is not None else None
    if group is None or entry is None:
        return None
    place = group.place(application_id)
    return {
        "status": entry.status,
        "offer": _offer(entry),
        "earlier_offers": [{"number": number, "became": became} for number, became in entry.answers],
        **_lot(entry, group),
        **({"waiting": len(group.waiting), **explained(place)} if place is not None else {}),
    }


def _lot(entry: Entry, group: YearGroupState) -> dict[str, str]:
    """With the seed, what a ticket is counted from (``rules.waiting.ticket``)."""
    return {"lot": entry.record.lot} if "lottery" in group.terms.waiting else {}


def _offer(entry: Entry) -> dict[str, Any] | None:
    if entry.offer is None:
        return None
    return {"number": entry.offer.number, "expires": rfc3339(entry.offer.expires)}


def explained(place: Place) -> dict[str, Any]:
    """A place of the list, and the first rule that puts it behind the one before."""
    compared = {"own": place.own, "before": place.before} if place.own is not None else {}
    rule = {"code": place.rule, "en": place.en, "zh": place.zh, **compared}
    return {"position": place.position, "rule": rule}


def group_view(group: YearGroupState) -> dict[str, Any]:
    """What anybody may know of a year group that is open; of the free seats, ``kept`` are for own pupils."""
    return {
        "seats": group.seats,
        "taken": len(group.taken),
        "offered": len(group.offered),
        "free": group.free,
        "kept": group.kept,
        "waiting": sum(entry.status == "waiting" for entry in group.entries),
        "begun": group.begun,
        "closed": group.closed,
        "seed": group.seed,
        "terms": group.terms.model_dump(mode="json"),
    }


def waiting_list(group: YearGroupState) -> dict[str, Any]:
    """Everybody who waits in order, each with the rule of its place; and who has an offer or a seat."""
    return {
        "waiting": [
            {"application": entry.application, **_lot(entry, group), **explained(place)}
            for entry, place in group.places
        ],
        "offered": [
            {"application": entry.record.application, "offer": _offer(entry)} for entry in group.offered
        ],
        "taken": [seat.model_dump(mode="json") for seat in group.taken],
    }


def enrolment_view(found: Found, who: Member) -> dict[str, Any]:
    """What a school may see of an enrolment, and nobody is shown more; and what the caller may do next."""
    state = found.state
    assert isinstance(state, EnrolmentState)
    return {
        "id": found.id,
        "version": found.version,
        **(record(found.id, state) or {"school": state.school, "status": state.status}),
        "periods": _periods(found.id, state),
        "applications": list(state.applications),
        "leaves_on": state.leaves_on.isoformat() if state.leaves_on else None,
        "erased": state.erased,
        "blocked": found.blocked,
        "actions": sorted(enrolment_actions.permitted(state, who.role)),
    }


def _periods(id_: str, state: EnrolmentState) -> list[dict[str, Any]]:
    """Every period with how it ended; ``end`` is its first day no longer there."""
    return [
        {
            "id": names.period_id(id_, number),
            "year": each.group.year,
            "grade": each.group.grade,
            "begin": each.begin.isoformat(),
            "end": each.end.isoformat() if each.end else None,
            "exit": each.exit,
        }
        for number, each in enumerate(state.periods)
    ]


def review_view(found: Found) -> dict[str, Any]:
    """A guardian's open review; who the guardian is stays inside."""
    state = found.state
    assert isinstance(state, GuardianState)
    review = state.review
    return {
        "id": found.id,
        "version": found.version,
        "state": "closed" if review is None else "due" if review.due else "open",
        "fall": review.fall.model_dump(mode="json") if review else None,
        "grace": review.grace.isoformat() if review and review.grace else None,
        "enrolments": list(state.linked("enrolment")),
    }


def _shown(waiting: Iterable[Deadline]) -> list[dict[str, str]]:
    return [{"name": each.name, "due": rfc3339(each.due_at)} for each in waiting]
