"""The qualifications service's own balances: decisions, panels, precedents, admissions. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from deploy.demo import balances
from deploy.demo.balances import Check
from deploy.demo.qualifications.ledger import QualificationsLedger
from services.qualifications.cases.precedents import rows
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.outcomes import RefusedOutcome
from services.qualifications.messages.panel_events import OutcomeProposed, VoteCast
from services.qualifications.messages.recognition_events import (
    QualificationEnded,
    QualificationRecognised,
    RecognitionDecided,
    RecognitionProposed,
)


def checks(ledger: QualificationsLedger) -> list[Check]:
    """Every balance that the books alone can show."""
    return [*balances.checks(ledger), *(check(ledger) for check in CHECKS)]


def _states(ledger: QualificationsLedger) -> Check:
    opened = sum(1 for _ in ledger.of(RecognitionProposed))
    parts = " + ".join(f"{number} {state}" for state, number in sorted(ledger.states.items()))
    return Check(
        "every recognition proposed is in one state", opened == ledger.states.total(), f"{opened} = {parts}"
    )


def _told(ledger: QualificationsLedger) -> Check:
    """What other services are told is what was decided, in the same commit, once, and nothing refused."""
    given = Counter(
        (entry.cause, entry.case, event.outcome.effect)
        for entry, event in ledger.of(RecognitionDecided)
        if not isinstance(event.outcome, RefusedOutcome)
    )
    told = Counter(
        (entry.cause, entry.case, event.outcome) for entry, event in ledger.of(QualificationRecognised)
    )
    decided = sum(1 for _ in ledger.of(RecognitionDecided))
    return Check(
        "every decision that recognises is told as what it is, and no refusal is",
        given == told,
        f"{decided} decided, {told.total()} recognised",
    )


def _standing(ledger: QualificationsLedger) -> Check:
    """A person's talent case knows the recognitions that stand, and no other."""
    stands = {id_: state.person for id_, state in ledger.recognitions.items() if state.status == "in-force"}
    known = {
        each.recognition: state.person for state in ledger.talents.values() for each in state.qualifications
    }
    ended = sum(1 for _ in ledger.of(QualificationEnded))
    return Check(
        "what stands for a person is what is in force",
        stands == known,
        f"{len(stands)} in force, {len(known)} known to their persons; {ended} ended",
    )


def _grounds(ledger: QualificationsLedger) -> Check:
    """A decision rests on what it needs: the issuer's answer, the regulator's consent, or a panel's votes."""
    bare = sum(not _rests(ledger, id_, state) for id_, state in ledger.recognitions.items())
    return Check(
        "every decision rests on an answer of the issuer, a consent and a panel, where it needs them",
        not bare,
        f"{ledger.outcomes.total()} decisions; {bare} without",
    )


def _rests(ledger: QualificationsLedger, id_: str, state: RecognitionState) -> bool:
    decision = state.decision
    if decision is None:
        return True
    if isinstance(decision.outcome, RefusedOutcome):
        return bool(decision.outcome.grounds and decision.outcome.appeal_routes)
    verified = state.verification is not None and state.verification.result == "confirmed"
    consented = decision.outcome.effect != "practice-permission" or not state.regulator or state.consent
    panelled = state.request.route == "catalogue" or id_ in _panelled(ledger)
    return (verified or not state.verification_needed) and bool(consented) and panelled


def _panelled(ledger: QualificationsLedger) -> set[str]:
    return {entry.case for entry, _ in ledger.of(OutcomeProposed)}


def _votes(ledger: QualificationsLedger) -> Check:
    """Only who declared to have no conflict has voted, and a proposal has its quorum."""
    odd, votes = 0, sum(1 for _ in ledger.of(VoteCast))
    for state in ledger.recognitions.values():
        panel = state.panel
        if panel is None or panel.motion is None:
            continue
        free = {seat.member.client for seat in panel.seats if seat.counts}
        counted = [vote for vote in panel.motion.votes if vote.member in free]
        odd += any(vote.member not in free for vote in panel.motion.votes)
        odd += state.proposal is not None and len(counted) < panel.rules.quorum
    return Check(
        "only members without a conflict have voted, and every proposal has its quorum",
        not odd,
        f"{votes} votes, {odd} panels differ",
    )


def _precedents(ledger: QualificationsLedger) -> Check:
    """The read model holds a row for every decision, made of its state, and nothing of a person."""
    wanted = {id_: made[id_] for id_, state in ledger.recognitions.items() if (made := rows(id_, state))}
    extra = {"_id", "case", "version"}
    there = {
        case: {name: value for name, value in row.items() if name not in extra}
        for case, row in ledger.precedents.items()
    }
    differing = sum(wanted.get(id_) != there.get(id_) for id_ in wanted.keys() | there.keys())
    return Check(
        "the precedents are the decisions, row by row",
        not differing,
        f"{len(there)} rows, {differing} differ",
    )


def _one_request(ledger: QualificationsLedger) -> Check:
    """A credential of a person is proposed or recognised once at a time."""
    found = Counter(alias for state in ledger.recognitions.values() for alias in state.requests())
    twice = sum(number > 1 for number in found.values())
    return Check(
        "a person's credential is proposed or recognised once", not twice, f"{len(found)}; {twice} twice"
    )


CHECKS: Sequence[Callable[[QualificationsLedger], Check]] = (
    _states,
    _told,
    _standing,
    _grounds,
    _votes,
    _precedents,
    _one_request,
)
