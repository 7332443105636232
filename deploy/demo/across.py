"""The ledger across the services: what one told is what the others know. Pure functions over four ledgers.

The services share no database: each knows of the others what their topics told it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from deploy.demo.balances import Check
from deploy.demo.ledger import Ledger
from deploy.demo.permits.ledger import PermitsLedger
from deploy.demo.qualifications.ledger import QualificationsLedger
from deploy.demo.schooling.ledger import SchoolingLedger
from services.medical.kinds import resident_case
from services.medical.messages.permits import READ
from services.permits import topics
from services.permits.cases.permit_state import PermitState
from services.permits.cases.talent import TalentState
from services.permits.kinds import permit_case, talent_case
from services.qualifications.cases.holder import HolderState
from services.qualifications.messages.holder import Standing
from services.schooling.cases.guardian import GuardianState
from services.schooling.kinds import guardian_case

SAFE = {"effect", "known", "repeat", "ignored"}
"""What may become of a record that another service published."""


@dataclass(frozen=True, slots=True)
class House:
    """The ledgers of the four services, read when nothing moved any more."""

    medical: Ledger
    permits: PermitsLedger
    qualifications: QualificationsLedger
    schooling: SchoolingLedger

    @property
    def readers(self) -> Mapping[str, Ledger]:
        """Who reads the permits' events."""
        return {
            "medical": self.medical,
            "qualifications": self.qualifications,
            "schooling": self.schooling,
        }


def checks(house: House) -> list[Check]:
    """Every balance between services."""
    return [check(house) for check in CHECKS]


def _permits_events(house: House) -> Check:
    """Each reader has every record, and set none aside."""
    out = len(house.permits.books.published)
    odd, shown = 0, []
    for name, ledger in house.readers.items():
        fates = ledger.fates_on(topics.EVENTS)
        odd += sum(fates.values()) != out or not fates.keys() <= SAFE
        shown.append(f"{name} {_taken(fates)}")
    return Check(
        "every permit event is taken or of no concern in each service that reads it, and none is parked",
        not odd,
        f"{out} published; {'; '.join(shown)}",
    )


def _qualifications_events(house: House) -> Check:
    out = len(house.qualifications.books.published)
    fates = house.permits.fates_on(topics.QUALIFICATIONS)
    return Check(
        "every qualification event is taken or of no concern in permits, and none is parked",
        sum(fates.values()) == out and fates.keys() <= SAFE,
        f"{out} published; permits {_taken(fates)}",
    )


def _taken(fates: Mapping[str, int]) -> str:
    shown = {"effect": "taken", "known": "known", "ignored": "of no concern"}
    return " + ".join(f"{fates.get(fate, 0)} {words}" for fate, words in shown.items())


def _persons(house: House) -> Iterator[tuple[str, str, PermitState]]:
    """Every key of a person, with the case of its permit."""
    for id_, state in house.permits.states_of(permit_case).items():
        for person in state.persons:
            yield person, id_, state


_STANDINGS: Mapping[str, Standing] = {
    "valid": "in-force",
    "expired": "expired",
    "cancelled": "cancelled",
    "revoked": "revoked",
}


def _holders(house: House) -> Check:
    """Standing and first day of every permit, under every key of its person: qualifications reads no more."""
    wanted = {
        (person, id_): (_STANDINGS[state.status], state.holding.valid_from)
        for person, id_, state in _persons(house)
    }
    there = dict(_noted(house.qualifications.holders))
    differing = sum(wanted.get(key) != there.get(key) for key in wanted.keys() | there.keys())
    return Check(
        "qualifications knows of every person's permit what permits says",
        not differing,
        f"{len(wanted)} permits, {differing} differ",
    )


def _noted(holders: Mapping[str, HolderState]) -> Iterator[tuple[tuple[str, str], Noted]]:
    for state in holders.values():
        for permit in state.permits:
            yield (state.person, permit.permit), (permit.fields.standing, permit.fields.valid_from)


Noted = tuple[Standing | None, date | None]
Known = tuple[bool | None, date | None]


def _guardians(house: House) -> Check:
    """Only whether it is in force, and until when its holder may live here: schooling reads no more."""
    wanted = {
        (person, id_): (state.status == "valid", state.residence_valid_to)
        for person, id_, state in _persons(house)
    }
    there = dict(_known(house.schooling.states_of(guardian_case)))
    differing = sum(wanted.get(key) != there.get(key) for key in wanted.keys() | there.keys())
    return Check(
        "schooling knows of every person's permit what permits says",
        not differing,
        f"{len(wanted)} permits, {differing} differ",
    )


def _known(guardians: Mapping[str, GuardianState]) -> Iterator[tuple[tuple[str, str], Known]]:
    for state in guardians.values():
        for id_, permit in state.permits.items():
            yield (state.person, id_), (permit.in_force, permit.residence_until)


def _residents(house: House) -> Check:
    """The events of a permit from which the days of a stay are counted, under every key of its holder."""
    told = {
        (person, entry.case, entry.version)
        for entry in house.permits.books.journal
        if entry.event.type in READ
        for person in getattr(entry.event, "persons", ())
    }
    noted = {
        (state.person, note.permit, note.sequence)
        for state in house.medical.states_of(resident_case).values()
        for note in state.notes
    }
    return Check(
        "medical knows of every person's permit what permits says",
        told == noted,
        f"{len(told)} events of permits, {len(told ^ noted)} differ",
    )


def _reviews(house: House) -> Check:
    """A review is open for who has children here and no permit in force, unless a person closed it."""
    odd = number = 0
    for state in house.schooling.states_of(guardian_case).values():
        should = state.fall is not None and bool(state.linked("enrolment")) and state.settled != state.fall
        number += state.review is not None
        odd += (state.review is not None) != should
    marked = sum(state.under_review for state in house.schooling.enrolments.values())
    return Check(
        "a review is open exactly where a guardian's permits have ended, and at its enrolments",
        not odd and bool(marked) == bool(number),
        f"{number} open, {marked} enrolments under review; {odd} differ",
    )


def _qualified(house: House) -> Check:
    """The recognitions in force and the admissions that stand, person by person."""
    wanted = {
        (state.person, id_)
        for id_, state in house.qualifications.recognitions.items()
        if state.status == "in-force"
    }
    wanted |= {
        (person, id_)
        for id_, (person, admission) in house.qualifications.admissions.items()
        if admission.status == "admitted"
    }
    there = set(_counted(house.permits.states_of(talent_case)))
    return Check(
        "permits counts for every person what qualifications has recognised and admitted",
        wanted == there,
        f"{len(wanted)} stand, {len(there)} counted, {len(wanted ^ there)} differ",
    )


def _counted(talents: Mapping[str, TalentState]) -> Iterator[tuple[str, str]]:
    for state in talents.values():
        recognised = (told.id for told in state.recognitions if told.holds is not None)
        admitted = (told.id for told in state.admissions if told.holds is not None)
        yield from ((state.person, id_) for id_ in (*recognised, *admitted))


CHECKS: Sequence[Callable[[House], Check]] = (
    _permits_events,
    _qualifications_events,
    _holders,
    _guardians,
    _residents,
    _reviews,
    _qualified,
)
