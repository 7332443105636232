"""What a talent case makes of a recognition that stands or falls, and of permits that end or come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.cases.talent_state import OPEN, Admission, TalentState
from services.qualifications.decide import grace
from services.qualifications.decide.ending import ended
from services.qualifications.facts import Facts
from services.qualifications.messages.outcomes import level_of
from services.qualifications.messages.talent import FollowHolder, FollowRecognition
from services.qualifications.messages.talent_events import (
    Cause,
    Ground,
    GroundChanged,
    Qualification,
    QualificationFallen,
    QualificationNoted,
)
from services.qualifications.rules.guards import calendar_not_loaded
from shared.cases import Decision, Event
from shared.working_days import YearNotLoaded


def recognition(command: FollowRecognition, state: TalentState | None, facts: Facts) -> Decision:
    """One in force is noted; with one that ended, what nothing else of the person carries ends."""
    told = facts.recognitions.get(command.recognition)
    if told is None or told.person != command.person:
        return ()
    noted = state.standing(command.recognition) if state else None
    if told.status == "in-force" and noted is None:
        return (QualificationNoted(person=told.person, qualification=_qualification(command, told)),)
    if state is not None and noted is not None and told.status in ("lapsed", "revoked"):
        return tuple(_fallen(command.recognition, told, state, facts))
    return ()


def _qualification(command: FollowRecognition, told: RecognitionState) -> Qualification:
    assert told.decision is not None
    return Qualification(
        recognition=command.recognition,
        outcome=told.decision.outcome.effect,
        field=told.field,
        level=level_of(told.decision.outcome),
    )


def _fallen(id_: str, told: RecognitionState, state: TalentState, facts: Facts) -> Iterator[Event]:
    assert told.ended_on is not None
    lapsed = told.status == "lapsed"
    yield QualificationFallen(recognition=id_, cause="lapsed" if lapsed else "revoked", on=told.ended_on)
    cause: Cause = "recognition-lapsed" if lapsed else "recognition-revoked"
    for admission in state.admissions:
        if admission.ground.recognition != id_ or admission.status not in OPEN | {"admitted"}:
            continue
        if (ground := _other_ground(admission, state, facts)) is not None:
            yield GroundChanged(admission=admission.id, ground=ground)
        elif admission.status == "admitted":
            yield from ended(state, admission, told.ended_on, cause)


def _other_ground(admission: Admission, state: TalentState, facts: Facts) -> Ground | None:
    """Another recognition of the person that the project takes."""
    project = facts.projects.on(admission.project, admission.applied_on)
    others = [each for each in state.qualifications if each.recognition != admission.ground.recognition]
    return project.ground(others, None) if project is not None else None


def holder(command: FollowHolder, state: TalentState | None, facts: Facts, now: datetime) -> Decision:
    """With the last permit a grace begins, so that a change of employer ends nothing; a new one closes it."""
    told = facts.holders.get(command.person)
    if state is None or told is None:
        return ()
    try:
        return tuple(grace.followed(told, state, facts, now))
    except YearNotLoaded as error:
        return calendar_not_loaded(error.year)
