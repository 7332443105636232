"""The three kinds of case of this service, as the engine knows them."""

from __future__ import annotations

from typing import get_args

from services.qualifications.cases import holder, recognition, talent
from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.precedents import PRECEDENTS
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.cases.talent_state import TalentState
from services.qualifications.decide.holder import HolderCommand, decide_holder
from services.qualifications.decide.recognition import RecognitionCommand, decide_recognition
from services.qualifications.decide.talent import TalentCommand, decide_talent
from services.qualifications.intake import with_followers
from services.qualifications.messages.holder import PermitNoted
from services.qualifications.messages.recognition import WakeRecognition
from services.qualifications.messages.talent import WakeTalent
from shared.cases import CaseType, Deadline


def wake_recognition(case_id: str, deadline: Deadline) -> RecognitionCommand:
    """The command that a deadline of a recognition gives when it has come."""
    return WakeRecognition(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


def wake_talent(case_id: str, deadline: Deadline) -> TalentCommand:
    """The command that a deadline of a talent case gives when it has come."""
    return WakeTalent(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


recognition_case: CaseType[RecognitionCommand, RecognitionState] = CaseType(
    kind="recognition",
    state=RecognitionState,
    events=get_args(recognition.RecognitionEvent),
    decide=decide_recognition,
    evolve=recognition.evolve,
    deadlines=recognition.deadlines,
    wake=wake_recognition,
    followers=with_followers,
    aliases=recognition.aliases,
    columns=recognition.columns,
    views=(PRECEDENTS,),
    facts_by_command=True,
)

talent_case: CaseType[TalentCommand, TalentState] = CaseType(
    kind="talent",
    state=TalentState,
    events=get_args(talent.TalentEvent),
    decide=decide_talent,
    evolve=talent.evolve,
    deadlines=talent.deadlines,
    wake=wake_talent,
    columns=talent.columns,
    facts_by_command=True,
)

holder_case: CaseType[HolderCommand, HolderState] = CaseType(
    kind="holder",
    state=HolderState,
    events=(PermitNoted,),
    decide=decide_holder,
    evolve=holder.evolve,
    deadlines=holder.deadlines,
    columns=holder.columns,
    facts_by_command=True,
)
