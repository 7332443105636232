"""4. A school reads the states of its enrolments by a closed model: a field more would be a breach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.schooling.messages.enrolment_events import Erased
from services.schooling.topics import ENROLMENTS
from shared.cloudevents import attributes
from shared.envelope import Record
from tests.contracts.house import HOUSE
from tests.contracts.journals import KEYS, PERSONAL, in_journal
from tests.contracts.listening import Example, Heard
from tests.contracts.records import short, state_record_of

SCHOOLING = HOUSE["schooling"]


class Known(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Names(Known):
    given: str | None
    family: str | None
    chinese: str | None
    single: bool


class Period(Known):
    year: str
    grade: str
    begin: date
    end: date | None


class Task(Known):
    code: str
    due: date | None
    overdue: bool


class Enrolment(Period):
    """All that a school may see."""

    enrolment: str
    school: str
    status: Literal["enrolled", "deferred", "left"]
    exit: Literal["transferred", "withdrawn", "completed", "no-show"] | None
    names: Names
    periods: tuple[Period, ...]
    conditions: tuple[Task, ...]
    follow_ups: tuple[Task, ...]
    review: Literal["eligibility"] | None


def states(heard: Mapping[str, Heard]) -> Iterator[tuple[Example, Record]]:
    for example in heard["schooling"].examples:
        if (record := state_record_of(example, SCHOOLING)) is not None:
            yield example, record


def enrolments(heard: Mapping[str, Heard]) -> list[tuple[Record, Enrolment]]:
    return [
        (record, Enrolment.model_validate_json(record.value)) for _, record in states(heard) if record.value
    ]


def test_4_1_every_event_of_an_enrolment_and_of_nothing_else_brings_its_state(
    heard: Mapping[str, Heard],
) -> None:
    for example in heard["schooling"].examples:
        record = state_record_of(example, SCHOOLING)
        assert (record is not None) == (example.kind.kind == "enrolment")
        if record is not None:
            said = attributes(record)
            assert record.topic == ENROLMENTS
            assert short(said.type or "") == "schooling.enrolment.state.v1"
            assert said.id != str(example.out.id)


def test_4_2_a_state_has_the_agreed_fields_and_no_more(heard: Mapping[str, Heard]) -> None:
    read = enrolments(heard)
    assert all(record.key.decode() == state.enrolment for record, state in read)
    assert {state.status for _, state in read} == {"enrolled", "deferred", "left"}
    assert {state.exit for _, state in read} == {None, "transferred", "withdrawn", "completed", "no-show"}
    assert {state.review for _, state in read} == {None, "eligibility"}
    assert any(state.conditions for _, state in read)
    assert any(state.follow_ups for _, state in read)


def test_4_3_of_a_child_only_the_names_are_told(heard: Mapping[str, Heard]) -> None:
    names = in_journal(heard["schooling"], {"given", "family", "chinese"})
    private = in_journal(heard["schooling"], PERSONAL | KEYS | {"reason", "reasons"}) - names
    assert private
    for record, _ in enrolments(heard):
        told = record.value.decode()
        assert [text for text in private if text in told] == []


def test_4_4_an_enrolment_is_on_the_topic_until_its_child_is_erased_and_never_again(
    heard: Mapping[str, Heard],
) -> None:
    gone: set[tuple[int, str]] = set()
    for example, record in states(heard):
        case = (id(example.beside), example.out.case_id)
        if isinstance(example.event, Erased):
            gone.add(case)
        assert (record.value == b"") == (case in gone), example.out.type
    assert gone
