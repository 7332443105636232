"""1. There is an example of every event, and each is a whole CloudEvent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from deploy.services import SERVICES
from shared.cases import Event
from shared.cloudevents import attributes
from shared.envelope import Record
from shared.runtime import Service
from tests.contracts.house import HOUSE
from tests.contracts.listening import Example, Heard
from tests.contracts.records import record_of, state_record_of


def types_of(service: Service) -> dict[str, type[Event]]:
    """Every event type that the service publishes."""
    return {event.type: event for kind in service.kinds.values() if kind.published for event in kind.events}


def records_of(service: Service, heard: Heard) -> Iterator[tuple[Example, Record]]:
    for example in heard.examples:
        yield example, record_of(example, service)
        if (state := state_record_of(example, service)) is not None:
            yield example, state


def test_1_1_every_service_of_the_house_is_here() -> None:
    assert set(HOUSE) == set(SERVICES)


def test_1_2_every_story_comes_to_its_end(heard: Mapping[str, Heard]) -> None:
    assert [story for each in heard.values() for story in each.broken] == []


def test_1_3_every_published_event_type_has_an_example(heard: Mapping[str, Heard]) -> None:
    without = {
        type_
        for name, service in HOUSE.items()
        for type_ in types_of(service).keys() - {example.out.type for example in heard[name].examples}
    }
    assert without == set()


def test_1_4_nothing_else_is_published(heard: Mapping[str, Heard]) -> None:
    for name, service in HOUSE.items():
        assert {example.out.type for example in heard[name].examples} <= types_of(service).keys()


def test_1_5_a_type_is_one_services_and_versioned() -> None:
    types = [(name, type_) for name, service in HOUSE.items() for type_ in types_of(service)]
    assert len({type_ for _, type_ in types}) == len(types)
    assert all(type_.startswith(f"cn.quancheng.{name}.") and type_.endswith(".v1") for name, type_ in types)


def test_1_6_what_goes_out_at_once_and_from_the_journal_is_the_same(heard: Mapping[str, Heard]) -> None:
    for each in heard.values():
        for example in each.examples:
            assert example.event.published() == example.out.data


def test_1_7_every_record_has_all_attributes(heard: Mapping[str, Heard]) -> None:
    for name, service in HOUSE.items():
        for example, record in records_of(service, heard[name]):
            expect_whole(record, service, example)


def expect_whole(record: Record, service: Service, example: Example) -> None:
    said, headers = attributes(record), dict(record.headers)
    assert UUID(said.id)
    assert (said.source, said.sequence) == (service.source, example.out.version)
    assert said.type is not None
    assert said.type.startswith(f"cn.quancheng.{service.name}.")
    assert said.correlation
    assert headers["ce_specversion"] == b"1.0"
    assert headers["content-type"] == b"application/json"
    assert headers["ce_subject"] == record.key == example.out.case_id.encode()
    assert datetime.fromisoformat(headers["ce_time"].decode()).utcoffset() is not None
    assert isinstance(json.loads(record.value or b"{}"), dict)


def test_1_8_no_two_records_have_the_same_id(heard: Mapping[str, Heard]) -> None:
    ids = [
        attributes(record).id
        for name, service in HOUSE.items()
        for _, record in records_of(service, heard[name])
    ]
    assert len(set(ids)) == len(ids)


def test_1_9_a_case_counts_its_events_from_one_without_a_gap(heard: Mapping[str, Heard]) -> None:
    for each in heard.values():
        for beside in {id(example.beside): example.beside for example in each.examples}.values():
            counts: dict[str, int] = {}
            for out in beside:
                counts[out.case_id] = counts.get(out.case_id, 0) + 1
                assert out.version == counts[out.case_id]
