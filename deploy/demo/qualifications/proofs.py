"""What proposers, experts and the office were told, held against the ledger; and trouble made on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo.balances import Check
from deploy.demo.doors import Effects, seen
from deploy.demo.people import Told
from deploy.demo.qualifications.ledger import QualificationsLedger
from services.qualifications.messages import panel_events, recognition_events, talent_events

EFFECTS: Effects = {
    "propose": (recognition_events.RecognitionProposed,),
    "withdraw": (recognition_events.RecognitionWithdrawn,),
    "record-verification": (recognition_events.IssuerVerified,),
    "record-consent": (recognition_events.RegulatorConsented,),
    "appoint-panel": (panel_events.PanelAppointed,),
    "declare-conflict": (panel_events.ConflictDeclared,),
    "move-outcome": (panel_events.OutcomeMoved,),
    "cast-vote": (panel_events.VoteCast,),
    "conclude-vote": (panel_events.OutcomeProposed, panel_events.MotionFailed),
    "publish-notice": (recognition_events.NoticePublished,),
    "object": (recognition_events.ObjectionLodged,),
    "answer-objections": (recognition_events.ObjectionsAnswered,),
    "revoke": (recognition_events.RecognitionRevoked,),
    "apply": (talent_events.ProjectApplied,),
    "assess": (talent_events.ApplicationAssessed,),
    "admit": (talent_events.ProjectAdmitted,),
}

Found = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


def precedents(ledger: QualificationsLedger, found: Found) -> Check:
    """What an expert finds by issuer and title, however they are written, is every decision on it."""
    odd = 0
    for (issuer, title), rows in found.items():
        there = [
            row for row in ledger.precedents.values() if (row["issuer"], row["title"]) == (issuer, title)
        ]
        odd += sorted(map(_decision, rows)) != sorted(map(_decision, there))
    number = sum(len(rows) for rows in found.values())
    return Check(
        "precedents that are asked for are the decisions of the same credential",
        not odd and number == len(ledger.precedents),
        f"{len(found)} credentials asked for, {number} precedents found; {odd} differ",
    )


def _decision(row: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("outcome", "level", "place", "edition", "item", "decided_on")
    return tuple(str(row.get(name)) for name in names)


def trouble(ledger: QualificationsLedger, told: Told) -> list[Check]:
    """The day had trouble of every kind, and each shows where it should."""
    events, refused = ledger.events, told.refused
    grounds = [row["grounds"] for row in ledger.precedents.values() if row["outcome"] == "refused"]
    return [
        seen(
            "an issuer that does not confirm: refused with that ground",
            _with(grounds, "issuer-not-confirmed"),
        ),
        seen(
            "a credential that is not equivalent: refused with its ground", _with(grounds, "not-equivalent")
        ),
        seen("a credential of no edition: told so, and taken case by case", refused["not-in-catalogue"]),
        seen("a decision ahead of the issuer's answer: refused", refused["verification-missing"]),
        seen("a regulated profession without its regulator: refused", refused["consent-missing"]),
        seen("more than the catalogue gives: refused", refused["outcome-not-allowed"]),
        seen("a second request for a credential: refused", refused["duplicate-request"]),
        seen("an expert with a conflict: takes no part", refused["member-in-conflict"]),
        seen("too few votes, and a tie: decide nothing", refused["no-quorum"] + refused["no-majority"]),
        seen("a motion that fails: told", events["panel.motion-failed"]),
        seen("an objection to a notice: answered", events["notice.objections-answered"]),
        seen("a recognition revoked: its admission ended with it", events["project.ended"]),
    ]


def _with(grounds: Sequence[Sequence[str]], code: str) -> int:
    return sum(code in each for each in grounds)
