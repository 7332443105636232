"""Earlier decisions, to be found by issuer and title: no person, no proposer, no words of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.outcomes import (
    RefusedOutcome,
    level_of,
    place_of,
    scope_of,
    series_of,
)
from services.qualifications.rules.wording import normal
from shared.views import View


def rows(case_id: str, state: RecognitionState) -> Mapping[str, dict[str, Any]]:
    """The one row of a decided recognition; none while it is undecided or when it was withdrawn.

    ``issuer_key`` and ``title_key`` are what is searched by: ``rules.wording.normal`` of what is asked for.
    ``grounds`` are the codes of a refusal.
    """
    decided = state.decision
    if decided is None:
        return {}
    credential, outcome = state.request.credential, decided.outcome
    return {
        case_id: {
            "issuer_key": normal(credential.issuer),
            "title_key": normal(credential.title),
            "issuer": credential.issuer,
            "title": credential.title,
            "country": credential.country,
            "field": state.field,
            "outcome": outcome.effect,
            "level": level_of(outcome),
            "series": series_of(outcome),
            "place": place_of(outcome),
            "scope": scope_of(outcome),
            "route": state.request.route,
            "edition": state.item.edition if state.item else None,
            "item": state.item.item if state.item else None,
            "panel": state.panel.number if state.panel else None,
            "grounds": list(outcome.grounds) if isinstance(outcome, RefusedOutcome) else [],
            "departed_from_panel": decided.departed,
            "decided_on": decided.on.isoformat(),
            "policy": decided.policy,
            "state": state.status,
        }
    }


PRECEDENTS = View(
    name="precedents",
    rows=rows,
    indexes=(("issuer_key", "title_key", "-decided_on"), ("title_key", "-decided_on")),
)
