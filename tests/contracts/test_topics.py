"""5. The table of topics names the services that write and read each of them."""

from __future__ import annotations

from typing import Any

import yaml

from deploy.local.topics import TABLE
from tests.contracts.house import HOUSE

TOPICS: dict[str, Any] = yaml.safe_load(TABLE.read_text("utf-8"))["topics"]
STATES = {
    kind.state_topic.topic: service.name
    for service in HOUSE.values()
    for kind in service.kinds.values()
    if kind.state_topic is not None
}


def services_in(names: list[str]) -> set[str]:
    """Those of the names that are services of the house; the others are partners."""
    return {name for name in names if name in HOUSE}


def test_5_1_a_topic_names_as_readers_exactly_the_services_that_subscribe() -> None:
    named = {topic: services_in(row["readers"]) for topic, row in TOPICS.items()}
    subscribed = {topic: {s.name for s in HOUSE.values() if topic in s.readers} for topic in TOPICS}
    assert named == subscribed


def test_5_2_no_service_reads_or_writes_a_topic_that_has_no_row() -> None:
    read = {topic for service in HOUSE.values() for topic in service.readers}
    written = {service.topic for service in HOUSE.values()}
    assert read | written | STATES.keys() == TOPICS.keys()


def test_5_3_a_topic_names_the_service_that_publishes_there() -> None:
    published = {service.topic: service.name for service in HOUSE.values()} | STATES
    named = {topic: services_in(row["writers"]) for topic, row in TOPICS.items()}
    assert named == {topic: {published[topic]} if topic in published else set() for topic in TOPICS}


def test_5_4_only_states_are_compacted() -> None:
    compacted = {
        topic for topic, row in TOPICS.items() if row.get("configs", {}).get("cleanup.policy") == "compact"
    }
    assert compacted == STATES.keys()
