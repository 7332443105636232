"""The state after each event, on a topic of its own, behind the event and as surely."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from shared.clock import FixedClock
from shared.engine import Engine
from shared.ids import stable_id
from shared.kafka import Producer, TransportError
from shared.loaded import Kinds
from shared.mongo import Store
from shared.relay import Relay
from shared.state_topic import StateTopic
from tests.conftest import NewTopic
from tests.engine.tally import TALLY, Tally, add
from tests.engine.test_delivery import drained, read_all, relay_of, sequence

ERASED_AT = 100


def seen(case_id: str, state: Tally) -> Mapping[str, Any] | None:
    return None if state.total >= ERASED_AT else {"id": case_id, "total": state.total}


def kinds_with(topic: str) -> Kinds:
    states = StateTopic(topic=topic, type="test.tally.v1", record=seen)
    return {"tally": replace(TALLY, state_topic=states)}


@dataclass
class World:
    """One service with a topic of events and one of states."""

    stack: Stack
    store: Store
    producer: Producer
    clock: FixedClock
    kinds: Kinds
    events: str
    states: str

    def engine(self) -> Engine:
        return Engine(self.store, self.kinds, self.clock)

    def relay(self) -> Relay:
        return relay_of(self.store, self.producer, self.events, self.clock, self.kinds)

    async def published(self) -> list[tuple[str, int, dict[str, Any] | None]]:
        """The records of the topic of states: key, sequence and value."""
        records = await read_all(self.stack, self.states)
        return [
            (
                record.key.decode(),
                int(dict(record.headers)["ce_sequence"]),
                None if record.value is None else json.loads(record.value),
            )
            for record in records
        ]


@pytest.fixture
async def world(
    stack: Stack, store: Store, engine: Engine, clock: FixedClock, new_topic: NewTopic
) -> AsyncIterator[World]:
    producer = Producer(stack.kafka, client="test")
    events, states = await new_topic("events"), await new_topic("states", partitions=2)
    yield World(stack, store, producer, clock, kinds_with(states), events, states)
    await producer.close()


async def test_states_follow_their_events_in_order_and_say_what_they_are_of(world: World) -> None:
    engine, relay = world.engine(), world.relay()
    engine.tell(relay)
    await relay.step()
    for n in range(4):
        await engine.handle([add(10 * n, "a", 1), add(10 * n + 1, "b", 2), add(10 * n + 2, "a", 1)])
    await world.store["journal"].rename("elsewhere")  # what this process committed comes from memory
    await drained(world.store, relay)
    found = await world.published()
    assert [r for r in found if r[0] == "a"] == [("a", n, {"id": "a", "total": n}) for n in range(1, 9)]
    assert [r for r in found if r[0] == "b"] == [("b", n, {"id": "b", "total": 2 * n}) for n in range(1, 5)]
    events = {
        (record.key, dict(record.headers)["ce_sequence"]): dict(record.headers)
        for record in await read_all(world.stack, world.events)
    }
    for record in await read_all(world.stack, world.states):
        headers = dict(record.headers)
        event = events[record.key, headers["ce_sequence"]]
        assert headers["ce_type"] == b"test.tally.v1"
        assert headers["ce_id"].decode() == stable_id(world.states, event["ce_id"].decode())
        same = ("ce_time", "ce_correlationid", "ce_subject", "ce_source", "content-type", "ce_specversion")
        assert [headers[name] for name in same] == [event[name] for name in same]


async def test_a_case_of_which_nothing_may_be_seen_any_more_is_a_tombstone(world: World) -> None:
    engine, relay = world.engine(), world.relay()
    await engine.handle([add(0, "a", 1), add(1, "a", ERASED_AT), add(2, "b", 1)])
    await drained(world.store, relay)
    assert sorted(await world.published()) == [
        ("a", 1, {"id": "a", "total": 1}),
        ("a", 2, None),
        ("b", 1, {"id": "b", "total": 1}),
    ]


async def test_a_relay_killed_between_publishing_and_marking_repeats_both(world: World) -> None:
    engine, killed = world.engine(), world.relay()
    engine.tell(killed)
    await killed.step()

    async def die(documents: Any) -> None:
        raise asyncio.CancelledError

    killed._mark = die  # type: ignore[method-assign]
    await engine.handle([add(n, "a", 1) for n in range(3)])
    with pytest.raises(asyncio.CancelledError):
        await killed.step()
    await engine.handle([add(9, "a", ERASED_AT)])
    await killed.stop()
    await drained(world.store, world.relay())
    states = [("a", n, {"id": "a", "total": n}) for n in (1, 2, 3)]
    assert await world.published() == [*states, *states, ("a", 4, None)]
    assert sequence(await read_all(world.stack, world.events), "a") == [1, 2, 3, 1, 2, 3, 4]


async def test_what_another_process_committed_is_folded_from_the_journal(world: World) -> None:
    mine, other, relay = world.engine(), world.engine(), world.relay()
    mine.tell(relay)
    await relay.step()
    for n in range(6):
        await other.handle([add(10 * n, "a", 1), add(10 * n + 1, "a", 1), add(10 * n + 2, f"c{n}", 7)])
        await mine.handle([add(1000 + n, "a", 1)])
        if n % 2:
            await drained(world.store, relay)
    await drained(world.store, relay)
    found = await world.published()
    assert [r for r in found if r[0] == "a"] == [("a", n, {"id": "a", "total": n}) for n in range(1, 19)]
    assert {key for key, _, _ in found} == {"a", *(f"c{n}" for n in range(6))}


async def test_an_event_whose_state_is_not_out_is_not_marked(world: World) -> None:
    missing = f"missing.{uuid4().hex[:12]}"
    world.kinds = kinds_with(missing)
    impatient = Producer(world.stack.kafka, client="test", timeout_s=2)
    relay = relay_of(world.store, impatient, world.events, world.clock, world.kinds)
    await world.engine().handle([add(0, "a", 1)])
    with pytest.raises(TransportError):
        await relay.step()
    assert await world.store["pending"].count_documents({}) == 1
    await relay.stop()
    await impatient.close()
    world.kinds = kinds_with(world.states)
    await drained(world.store, world.relay())
    assert await world.published() == [("a", 1, {"id": "a", "total": 1})]
