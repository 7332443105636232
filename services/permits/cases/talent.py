"""A person's case: memberships of the Quancheng Programme, and what the qualifications service says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Generic, TypeVar, assert_never

from services.permits.messages.common import Part
from services.permits.messages.talent import (
    Admission,
    AdmissionEnded,
    AdmissionRecorded,
    MemberAdmitted,
    MembershipEnded,
    Qualification,
    QualificationEnded,
    QualificationRecorded,
)
from shared.cases import Deadline, State

ToldEvent = QualificationRecorded | QualificationEnded | AdmissionRecorded | AdmissionEnded
TalentEvent = MemberAdmitted | MembershipEnded | ToldEvent
W = TypeVar("W", Qualification, Admission)


class Membership(Part):
    """One period on the programme's list, first and last day included; ``end`` None: until it is ended."""

    keeper: str
    start: date
    end: date | None = None

    def on(self, day: date) -> bool:
        """Whether the person is a member on ``day``."""
        return self.start <= day <= (self.end or date.max)


class Told(Part, Generic[W]):
    """What the qualifications service said of one recognition or admission, and that it ended.

    Each is kept with the version that its case had there, and a lower one changes nothing: so what was told
    twice or in another order comes to the same.
    """

    id: str
    what: W | None = None
    said: int = 0
    ended: int = 0
    ended_on: date | None = None
    cause: str | None = None

    @property
    def holds(self) -> W | None:
        """What counts; None once it was said later that it ended."""
        return self.what if self.said > self.ended else None


class TalentState(State):
    """``memberships`` are in the order of their start, never overlapping; what was told is by its id."""

    person: str
    memberships: tuple[Membership, ...] = ()
    recognitions: tuple[Told[Qualification], ...] = ()
    admissions: tuple[Told[Admission], ...] = ()

    @property
    def qualifications(self) -> tuple[Qualification, ...]:
        """The recognised qualifications that count."""
        return tuple(each.holds for each in self.recognitions if each.holds is not None)

    def projects_on(self, day: date) -> tuple[str, ...]:
        """The codes of the talent projects that the person belongs to on ``day``."""
        return tuple(sorted({admission.project for admission in self._admitted_on(day)}))

    def member_on(self, day: date) -> bool:
        """Whether the person is of the Quancheng Programme on ``day``: by the list, or by an admission."""
        listed = any(membership.on(day) for membership in self.memberships)
        return listed or any(admission.fast_track for admission in self._admitted_on(day))

    def _admitted_on(self, day: date) -> Iterator[Admission]:
        for told in self.admissions:
            admission = told.holds
            if admission is not None and admission.start <= day <= (admission.end or date.max):
                yield admission


def evolve(state: TalentState | None, event: TalentEvent) -> TalentState:
    """Fold one event."""
    if state is None:
        assert not isinstance(event, MembershipEnded), "a membership ends after it began"
        state = TalentState(person=event.person)
    return state.model_copy(update=_change(state, event))


def _change(state: TalentState, event: TalentEvent) -> Mapping[str, Any]:
    match event:
        case MemberAdmitted():
            new = Membership(keeper=event.keeper, start=event.start, end=event.end)
            return {"memberships": tuple(sorted((*state.memberships, new), key=lambda each: each.start))}
        case MembershipEnded():
            return {"memberships": tuple(_ended(each, event.on) for each in state.memberships)}
        case QualificationRecorded() | QualificationEnded():
            return {"recognitions": _recognitions(state, event)}
        case AdmissionRecorded() | AdmissionEnded():
            return {"admissions": _admissions(state, event)}
    assert_never(event)


def told(known: tuple[Told[W], ...], id_: str) -> Told[W] | None:
    """What was said of the recognition or admission of this id."""
    return next((each for each in known if each.id == id_), None)


def _recognitions(
    state: TalentState, event: QualificationRecorded | QualificationEnded
) -> tuple[Told[Qualification], ...]:
    id_ = event.id if isinstance(event, QualificationEnded) else event.qualification.id
    known = told(state.recognitions, id_) or Told[Qualification](id=id_)
    if isinstance(event, QualificationEnded):
        return _with(state.recognitions, _over(known, event))
    return _with(state.recognitions, _said(known, event.qualification, event.sequence))


def _admissions(state: TalentState, event: AdmissionRecorded | AdmissionEnded) -> tuple[Told[Admission], ...]:
    id_ = event.id if isinstance(event, AdmissionEnded) else event.admission.id
    known = told(state.admissions, id_) or Told[Admission](id=id_)
    if isinstance(event, AdmissionEnded):
        return _with(state.admissions, _over(known, event))
    return _with(state.admissions, _said(known, event.admission, event.sequence))


def _said(known: Told[W], what: W, sequence: int) -> Told[W]:
    return known.model_copy(update={"what": what, "said": sequence})


def _over(known: Told[W], event: QualificationEnded | AdmissionEnded) -> Told[W]:
    update = {"ended": event.sequence, "ended_on": event.on, "cause": event.cause}
    return known.model_copy(update=update)


def _with(known: tuple[Told[W], ...], new: Told[W]) -> tuple[Told[W], ...]:
    """In the order of the ids, so that the order of arrival leaves no trace."""
    by_id = {each.id: each for each in known} | {new.id: new}
    return tuple(by_id[id_] for id_ in sorted(by_id))


def _ended(membership: Membership, on: date) -> Membership:
    return membership.model_copy(update={"end": on}) if membership.on(on) else membership


def deadlines(_state: TalentState) -> tuple[Deadline, ...]:
    """A list waits for nothing: whether somebody is on it is asked by day."""
    return ()


def columns(state: TalentState) -> Mapping[str, Any]:
    """What lists filter by; the one-way key of the person is no name."""
    return {
        "person": state.person,
        "members_until": max(
            ((each.end or date.max).isoformat() for each in state.memberships), default=None
        ),
    }
