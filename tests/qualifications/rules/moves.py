"""Everything that anybody can do to a recognition, and the states that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from services.qualifications.messages.common import Actor
from services.qualifications.messages.recognition import (
    AnswerObjections,
    Object,
    PublishNotice,
    RecordConsent,
    RecordVerification,
    RenewCredential,
    Revoke,
    Withdraw,
)
from services.qualifications.rules.actions import Action
from tests.qualifications.rules.make import (
    APPLICANT,
    ARCHITECT,
    CONFIRMED,
    CONSENT,
    EASES_PERMIT,
    OFFICER,
    PANEL,
    PROPOSER,
    RECOGNITION,
    REFUSED,
    SENIOR_ENGINEER,
    SUPERVISOR,
)
from tests.qualifications.rules.stories import appoint, conclude, decide, declare, move, vote

NEXT: Mapping[str, set[str]] = {
    "new": {"proposed"},
    "proposed": {"in-panel", "in-force", "refused", "withdrawn"},
    "in-panel": {"outcome-proposed", "refused", "withdrawn"},
    "outcome-proposed": {"on-notice", "refused", "withdrawn"},
    "on-notice": {"noticed", "objected", "refused", "withdrawn"},
    "objected": {"in-panel", "outcome-proposed", "refused", "withdrawn"},
    "noticed": {"in-force", "refused", "withdrawn"},
    "in-force": {"lapsed", "revoked"},
    "refused": set(),
    "withdrawn": set(),
    "lapsed": set(),
    "revoked": set(),
}


ACTORS = st.sampled_from([PROPOSER, APPLICANT, OFFICER, SUPERVISOR, *(Actor(e, "expert") for e in PANEL)])


OUTCOMES = st.sampled_from([SENIOR_ENGINEER, ARCHITECT, EASES_PERMIT, REFUSED])


AT: dict[str, Any] = {"case_id": RECOGNITION, "actor": OFFICER}


COMMANDS: Mapping[Action, Any] = {
    "withdraw": Withdraw(**AT, reason="x"),
    "record-verification": RecordVerification(**AT, verification=CONFIRMED),
    "record-consent": RecordConsent(**AT, consent=CONSENT),
    "appoint-panel": appoint(),
    "declare-conflict": declare(PANEL[0]),
    "move-outcome": move(SENIOR_ENGINEER),
    "cast-vote": vote(PANEL[0]),
    "conclude-vote": conclude(),
    "publish-notice": PublishNotice(**AT),
    "object": Object(**AT, reference="o", objector="x", reasons="x"),
    "answer-objections": AnswerObjections(**AT, answer="upheld", reasons="x"),
    "decide": decide(SENIOR_ENGINEER),
    "renew-credential": RenewCredential(**AT, expires_on=date(2027, 6, 30), verification=CONFIRMED),
    "revoke": Revoke(**AT, reason="x"),
}


SOON = date(2026, 4, 30)
"""The last day of a credential that runs out while the office works."""
