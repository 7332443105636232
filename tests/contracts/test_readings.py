"""2. Whoever subscribes to events of the house can read each of them, and takes those of its table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from services.medical.messages import permits as medical_permits
from services.permits.messages import recognitions as permits_recognitions
from services.qualifications.messages import permits as qualifications_permits
from services.schooling.messages import permits as schooling_permits
from services.schooling.messages import told as schooling_told
from shared.envelope import Record
from tests.contracts.house import HOUSE, READINGS, WRITERS
from tests.contracts.listening import Heard
from tests.contracts.records import record_of, short

Reading = tuple[str, str]

CANCELLED = "permits.permit.cancelled.v1"
RESIDENCE, EXPIRED = "permits.permit.residence-recorded.v1", "permits.permit.expired.v1"
OF_ALL = (
    "permits.permit.granted.v1",
    "permits.permit.extended.v1",
    "permits.permit.changed.v1",
    "permits.permit.extension-deemed-granted.v1",
    "permits.permit.revoked.v1",
    CANCELLED,
)
"""What a permit tells everybody who reads of permits."""

PLACE = {"FollowPlace", "FollowDeferral", "UnlinkChild"}
REVIEW = {"FollowReview"}

TAKEN: Mapping[Reading, Mapping[str, set[str]]] = {
    ("qualifications", "permits.events"): {
        type_: {"NotePermit", "FollowHolder"} for type_ in (*OF_ALL, EXPIRED)
    },
    ("schooling", "permits.events"): {type_: {"FollowPermit"} for type_ in (*OF_ALL, RESIDENCE, EXPIRED)},
    ("medical", "permits.events"): {type_: {"NotePermit"} for type_ in (*OF_ALL, RESIDENCE)},
    ("permits", "qualifications.events"): {
        "qualifications.qualification.recognised.v1": {"RecordQualification", "FollowTalent"},
        "qualifications.qualification.ended.v1": {"EndQualification", "FollowTalent"},
        "qualifications.project.admitted.v1": {"RecordAdmission", "FollowTalent"},
        "qualifications.project.ended.v1": {"EndAdmission", "FollowTalent"},
    },
    ("schooling", "schooling.events"): {
        "schooling.guardian.review-opened.v1": REVIEW,
        "schooling.guardian.review-extended.v1": REVIEW,
        "schooling.guardian.review-due.v1": REVIEW,
        "schooling.guardian.review-closed.v1": REVIEW,
        "schooling.guardian.standing-changed.v1": {"FollowStanding", "FollowGuardian", "Join"},
        "schooling.offer.declined.v1": PLACE,
        "schooling.offer.lapsed.v1": PLACE,
        "schooling.year-group.closed.v1": PLACE,
        "schooling.application.erased.v1": {"Forget"},
    },
}
"""The commands that each event means to each of its readers; every other event means none."""

DECLARED: Mapping[Reading, frozenset[str]] = {
    ("qualifications", "permits.events"): qualifications_permits.PERMIT_TYPES,
    ("schooling", "permits.events"): schooling_permits.READ,
    ("medical", "permits.events"): medical_permits.READ,
    ("permits", "qualifications.events"): frozenset(permits_recognitions.READ),
    ("schooling", "schooling.events"): schooling_told.READ,
}
each_reading = pytest.mark.parametrize("reading", TAKEN, ids=" reads ".join)


def records(reading: Reading, heard: Mapping[str, Heard]) -> Iterator[tuple[str, Record]]:
    writer = WRITERS[reading[1]]
    for offset, example in enumerate(heard[writer].examples):
        yield short(example.out.type), record_of(example, HOUSE[writer], offset)


def says_nothing(reader: str, type_: str, data: Mapping[str, Any]) -> bool:
    """Whether it concerns nobody there: what has run out was ended by another event already."""
    if reader in ("schooling", "qualifications") and type_ == CANCELLED:
        return bool(data["cause"] != "application")
    named = [data[name] for name in ("enrolments", "applications", "groups") if name in data]
    return bool(named) and not any(named)


def test_2_1_every_subscription_has_its_table() -> None:
    assert set(READINGS) == set(TAKEN)


@each_reading
def test_2_2_a_reader_declares_the_types_of_its_table(reading: Reading) -> None:
    assert {short(type_) for type_ in DECLARED[reading]} == set(TAKEN[reading])


@each_reading
def test_2_3_every_example_can_be_read(reading: Reading, heard: Mapping[str, Heard]) -> None:
    for type_, record in records(reading, heard):
        assert READINGS[reading](record).unreadable is None, type_


@each_reading
def test_2_4_each_type_becomes_the_commands_of_its_table(
    reading: Reading, heard: Mapping[str, Heard]
) -> None:
    taken: dict[str, set[str]] = {}
    for type_, record in records(reading, heard):
        for command in READINGS[reading](record).commands:
            assert command.kind in HOUSE[reading[0]].kinds
            taken.setdefault(type_, set()).add(type(command).__name__)
    assert taken == TAKEN[reading]


@each_reading
def test_2_5_no_example_of_a_type_that_is_read_is_passed_over(
    reading: Reading, heard: Mapping[str, Heard]
) -> None:
    for type_, record in records(reading, heard):
        if type_ in TAKEN[reading]:
            silent = says_nothing(reading[0], type_, json.loads(record.value))
            assert bool(READINGS[reading](record).commands) is not silent, record.value


@each_reading
def test_2_6_a_record_that_comes_again_is_the_same_message(
    reading: Reading, heard: Mapping[str, Heard]
) -> None:
    ids = []
    for _, record in records(reading, heard):
        first = READINGS[reading](record)
        again = READINGS[reading](replace(record, partition=5, offset=record.offset + 10**6))
        assert (first.id, first.commands) == (again.id, again.commands)
        ids.append(first.id)
    assert len(set(ids)) == len(ids)


@each_reading
def test_2_7_what_is_new_in_an_event_is_ignored_until_it_is_asked_for(
    reading: Reading, heard: Mapping[str, Heard]
) -> None:
    for _, record in records(reading, heard):
        more = replace(record, value=json.dumps({**json.loads(record.value), "unheard_of": [1]}).encode())
        assert READINGS[reading](more).commands == READINGS[reading](record).commands


@each_reading
def test_2_8_another_services_events_are_parked(reading: Reading, heard: Mapping[str, Heard]) -> None:
    for type_, record in records(reading, heard):
        strange = tuple(header for header in record.headers if header[0] != "ce_source")
        refused = READINGS[reading](replace(record, headers=(*strange, ("ce_source", b"urn:else"))))
        assert refused.unreadable is not None, type_
        assert refused.unreadable.reason == "unknown-source"
