"""An application's case: when it wants to be woken, and how it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.permits import names
from services.permits.cases import bureau
from services.permits.cases.application_state import OPEN, ApplicationState
from services.permits.cases.clock import ALARMS, alarm_at
from shared.cases import Deadline
from shared.clock import law_day

PRE_CHECK = "pre-check"
CORRECTION = "correction"


def deadlines(state: ApplicationState) -> tuple[Deadline, ...]:
    """Every instant at which something happens of itself, under the name that ``decide`` knows it by."""
    return tuple(_deadlines(state))


def _deadlines(state: ApplicationState) -> Iterator[Deadline]:
    if state.status == "submitted" and state.answer_due is not None:
        yield Deadline(PRE_CHECK, state.answer_due)
    if state.status == "returned" and state.correction is not None and state.correction.due is not None:
        yield Deadline(CORRECTION, state.correction.due)
    for clock in state.running:
        if clock.due is not None:
            for alarm in ALARMS:
                if alarm not in clock.rang:
                    yield Deadline(f"{alarm}:{clock.name}", alarm_at(clock.due, alarm))
    for follow_up in state.follow_ups:
        if follow_up.state == "open" and follow_up.due is not None and not follow_up.rang:
            yield Deadline(f"follow-up:{follow_up.code}", follow_up.due)
    yield from bureau.deadlines(state)


def aliases(case_id: str, state: ApplicationState) -> tuple[str, ...]:
    """While it is open: the person, so that a qualification recognised meanwhile finds it. Once the bureau
    is asked: its name for that, so that an answer which came too early is taken up.
    """
    found = []
    if state.submission is not None and state.status in OPEN:
        found.append(names.open_application_of(state.submission.person))
    if state.residence is not None:
        found.append(names.residence_asked(case_id))
    return tuple(found)


def columns(state: ApplicationState) -> Mapping[str, Any]:
    """What lists filter by; plain values, no personal data but the one-way key of the person."""
    submission = state.submission
    return {
        "state": state.status,
        "open": state.status in OPEN,
        "type": state.form.type,
        "category": state.form.category,
        "track": state.track if submission else None,
        "person": submission.person if submission else None,
        "employer": state.form.employer,
        "employer_client": state.employer_client,
        "applicant": state.applicant,
        "officer": state.officer,
        "liaison": state.liaison,
        "flagged": bool(state.flags),
        "held": state.held_year is not None,
        "submitted": law_day(submission.at).isoformat() if submission else None,
        "at_risk": sorted(clock.name for clock in state.running if "at-risk" in clock.rang),
        "breached": sorted(clock.name for clock in state.clocks if "breached" in clock.rang),
        "follow_ups": sum(each.state in ("open", "provided") for each in state.follow_ups),
        "residence": _residence(state),
    }


def _residence(state: ApplicationState) -> str | None:
    return None if state.residence is None else state.residence.outcome or "asked"
