"""Delivery on real Kafka and MongoDB: in through the inlet, out through the relay, with faults between."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.local.stack import Stack
from shared.clock import FixedClock
from shared.deadlines import Deadlines
from shared.engine import Engine
from shared.envelope import Message
from shared.inlet import Inlet
from shared.kafka import Producer, Sending, TransportError, make_broker, subscribe
from shared.lease import Lease
from shared.loaded import Kinds
from shared.mongo import Store
from shared.relay import Relay
from tests.engine import tally
from tests.engine.tally import KINDS, Tally, add

# aiokafka has no type information: its records are what they are.
Raw = Any

CONSISTENT = [4, 4, 4, 2, 5, 5, 3]
"""The partitions of case-0 to case-6 among six, by librdkafka's ``consistent`` partitioner (CRC-32)."""


@pytest.fixture
async def producer(stack: Stack) -> AsyncIterator[Producer]:
    made = Producer(stack.kafka, client="test")
    yield made
    await made.close()


async def put(stack: Stack, topic: str, records: list[tuple[bytes, list[tuple[str, bytes]]]]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka, acks="all")
    await producer.start()
    for value, headers in records:
        await producer.send(topic, value, key=b"k", headers=headers, partition=0)
    await producer.stop()


async def read_all(stack: Stack, topic: str) -> list[Raw]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Raw] = []
    while batch := await consumer.getmany(timeout_ms=500):
        found += [record for records in batch.values() for record in records]
    await consumer.stop()
    return found


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.05)


def relay_of(store: Store, producer: Producer, topic: str, clock: FixedClock, kinds: Kinds = KINDS) -> Relay:
    lease = Lease(store, "relay", ttl_s=2)
    return Relay(store, producer, lease, kinds, topic=topic, source="urn:test", now=clock.now)


def sequence(records: list[Raw], case: str) -> list[int]:
    return [int(dict(record.headers)["ce_sequence"]) for record in records if record.key == case.encode()]


async def drained(store: Store, relay: Relay) -> None:
    while await store["pending"].count_documents({}):
        await relay.step()


async def test_poison_and_a_header_that_is_not_utf8_do_not_keep_the_others(
    stack: Stack, store: Store, engine: Engine, group: str, new_topic: Any
) -> None:
    topic = await new_topic("tallies", partitions=1)
    good = [json.dumps({"case": "a", "add": n}).encode() for n in (1, 2, 3)]
    await put(
        stack,
        topic,
        [
            (good[0], []),
            (b"\x00poison", []),
            (good[1], [("ce_id", b"\xff\xfe"), ("junk", b"\xc3\x28")]),
            (good[2], []),
        ],
    )
    inlet = Inlet(engine, {topic: tally.read})
    broker = make_broker(stack.kafka, client="test")
    inlet.subscribe(broker, group=group, consumers=2, max_records=100, wait_ms=20)
    await broker.start()
    try:
        await until(lambda: _total_is(store, "a", 6))
    finally:
        await broker.stop()
    (parked,) = await store["parked"].find().to_list(None)
    assert (parked["value"], parked["topic"], parked["offset"]) == (b"\x00poison", topic, 1)


async def _total_is(store: Store, case: str, total: int) -> bool:
    row = await store["cases"].find_one({"_id": case})
    return row is not None and Tally.model_validate_json(row["state"]).total == total


async def test_a_crash_between_commit_and_acknowledgement_repeats_nothing(
    stack: Stack, store: Store, engine: Engine, group: str, new_topic: Any
) -> None:
    topic = await new_topic("tallies", partitions=1)
    await put(stack, topic, [(json.dumps({"case": "a", "add": 1}).encode(), []) for _ in range(20)])
    inlet = Inlet(engine, {topic: tally.read})
    crashed = asyncio.Event()

    async def commit_then_crash(raw: Any) -> None:
        await inlet.on_batch(raw)
        crashed.set()
        raise ConnectionResetError("the process died before the offset was committed")

    first = make_broker(stack.kafka, client="first")
    subscribe(first, topic, group=group, handler=commit_then_crash, max_records=100, wait_ms=20)
    await first.start()
    await asyncio.wait_for(crashed.wait(), 15)
    await first.stop()

    second = make_broker(stack.kafka, client="second")
    inlet.subscribe(second, group=group, consumers=1, max_records=100, wait_ms=20)
    await second.start()
    await put(stack, topic, [(json.dumps({"case": "b", "add": 1}).encode(), [])])
    try:
        await until(lambda: _total_is(store, "b", 1))
    finally:
        await second.stop()
    assert await _total_is(store, "a", 20)


async def test_the_relay_publishes_in_order_what_partners_may_see(
    stack: Stack, store: Store, engine: Engine, producer: Producer, clock: FixedClock, new_topic: Any
) -> None:
    topic = await new_topic("events")
    relay = relay_of(store, producer, topic, clock)
    engine.tell(relay)
    await relay.step()
    for n in range(10):
        await engine.handle([add(2 * n, "a", 1), add(2 * n + 1, "b", 1)])
    await drained(store, relay)
    records = await read_all(stack, topic)
    assert sequence(records, "a") == sequence(records, "b") == list(range(1, 11))
    first = records[0]
    headers = dict(first.headers)
    assert json.loads(first.value or b"") == {"amount": 1}
    assert headers["ce_type"] == b"test.tally.added.v1"
    assert headers["ce_subject"] == first.key
    assert await store["journal"].count_documents({}) == 20


async def test_a_relay_killed_between_publishing_and_marking_repeats_but_loses_nothing(
    stack: Stack, store: Store, engine: Engine, producer: Producer, clock: FixedClock, new_topic: Any
) -> None:
    topic = await new_topic("events")
    killed = relay_of(store, producer, topic, clock)

    async def die(documents: Any) -> None:
        raise asyncio.CancelledError

    killed._mark = die  # type: ignore[method-assign]
    await engine.handle([add(n, "a", 1) for n in range(5)])
    with pytest.raises(asyncio.CancelledError):
        await killed.step()
    await engine.handle([add(9, "a", 1)])
    await killed.stop()
    await drained(store, relay_of(store, producer, topic, clock))
    assert sequence(await read_all(stack, topic), "a") == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6]


async def test_only_one_relay_is_active_and_a_paused_one_finds_itself_fenced(
    store: Store, engine: Engine, producer: Producer, clock: FixedClock, new_topic: Any, stack: Stack
) -> None:
    topic = await new_topic("events")
    paused, other = (relay_of(store, producer, topic, clock) for _ in range(2))
    await paused.step()
    assert await other.step() == 1.0
    await engine.handle([add(0, "a", 1)])
    documents = await store.snapshot(paused._pending)
    await asyncio.sleep(2.2)
    await drained(store, other)
    await engine.handle([add(1, "a", 1)])
    await drained(store, other)
    await paused._publish(documents)
    assert sequence(await read_all(stack, topic), "a") == [1, 2]
    assert other._lease.fence == 2
    assert await paused.step() == 1.0


async def test_order_within_a_case_holds_when_two_workers_commits_are_read_back(
    stack: Stack, store: Store, producer: Producer, clock: FixedClock, new_topic: Any
) -> None:
    """Pending documents overlap: each holds events of cases that the other worker touched between."""
    topic = await new_topic("events")
    engines = [Engine(store, KINDS, clock) for _ in range(2)]
    await engines[0].prepare()
    cases = [f"case-{n}" for n in range(12)]

    async def work(engine: Engine, base: int) -> None:
        for round_ in range(25):
            await engine.handle([add(base + 100 * round_ + k, case, 1) for k, case in enumerate(cases)])

    await asyncio.gather(work(engines[0], 0), work(engines[1], 1_000_000))
    relay = relay_of(store, producer, topic, clock)
    relay._limit = 3
    while await store["pending"].count_documents({}):
        await relay.step()
        relay._limit = min(relay._limit, 3)
    records = await read_all(stack, topic)
    for case in cases:
        assert sequence(records, case) == list(range(1, 51))


async def test_pending_documents_that_all_reach_far_ahead_do_not_stall_the_relay(
    stack: Stack, store: Store, engine: Engine, producer: Producer, clock: FixedClock, new_topic: Any
) -> None:
    topic = await new_topic("events")
    await engine.handle([add(0, "ahead", 1)])
    ahead = await store["cases"].find_one({"_id": "ahead"})
    future = type(ahead["last_event"])(int=ahead["last_event"].int + (3_600_000 << 80))
    await store["cases"].update_one({"_id": "ahead"}, {"$set": {"last_event": future}})
    for n in range(8):
        await engine.handle([add(10 + 2 * n, f"c{n}", 1), add(11 + 2 * n, "ahead", 1)])
    relay = relay_of(store, producer, topic, clock)
    relay._limit = 4
    async with asyncio.timeout(20):
        await drained(store, relay)
    assert sequence(await read_all(stack, topic), "ahead") == list(range(1, 10))


async def test_while_kafka_is_away_events_wait_and_go_out_later(
    store: Store, engine: Engine, clock: FixedClock, new_topic: Any, stack: Stack, producer: Producer
) -> None:
    topic = await new_topic("events")
    away = Producer("127.0.0.1:1", client="test", timeout_s=1)
    relay = relay_of(store, away, topic, clock)
    await engine.handle([add(0, "a", 1)])
    with pytest.raises(TransportError):
        await relay.step()
    await relay.stop()
    assert await store["pending"].count_documents({}) == 1
    await drained(store, relay_of(store, producer, topic, clock))
    assert sequence(await read_all(stack, topic), "a") == [1]


async def test_a_producer_is_made_anew_after_an_error(
    stack: Stack, producer: Producer, new_topic: Any
) -> None:
    topic = await new_topic("events")
    with pytest.raises(TransportError):
        await producer.send([Sending(topic, "k", b"x" * 9_000_000, [])])
    await producer.send([Sending(topic, "k", b"x", [])])
    assert [record.value for record in await read_all(stack, topic)] == [b"x"]


async def test_many_records_go_out_in_few_batches_where_librdkafkas_clients_would_put_them(
    stack: Stack, producer: Producer, new_topic: Any
) -> None:
    topic = await new_topic("events")
    sendings = [Sending(topic, f"case-{n % 7}", b"%d" % n * 20_000, []) for n in range(210)]
    await producer.send(sendings)
    records = await read_all(stack, topic)
    assert sorted(record.value for record in records) == sorted(s.value or b"" for s in sendings)
    for n in range(7):
        mine = [record for record in records if record.key == f"case-{n}".encode()]
        assert [record.value for record in mine] == [s.value for s in sendings[n::7]]
        assert {record.partition for record in mine} == {CONSISTENT[n]}


async def test_a_deadline_fires_once_never_early_and_not_for_a_paused_runner(
    store: Store, engine: Engine, clock: FixedClock
) -> None:
    due = clock.now() + timedelta(hours=48)
    arm = tally.Arm(case_id="a", rings_at=due)
    await engine.handle([Message(id="m", actor="t", commands=(arm,), correlation="c", fingerprint="f")])
    runner = Deadlines(engine, Lease(store, "deadlines", ttl_s=2), clock)
    clock.advance(timedelta(hours=48) - timedelta(milliseconds=1))
    await runner.step()
    assert (await _tally(store, "a")).rang == 0
    clock.advance(timedelta(milliseconds=1))
    rows = await runner._due(clock.now())
    await runner.step()
    assert (await _tally(store, "a")).rang == 1
    late = [message for row in rows for message, _ in runner._wakes(row, clock.now())]
    (outcome,) = await engine.handle(late)
    assert outcome.status == "duplicate"
    assert (await store["cases"].find_one({"_id": "a"}))["due_at"] is None


async def _tally(store: Store, case: str) -> Tally:
    return Tally.model_validate_json((await store["cases"].find_one({"_id": case}))["state"])


async def test_what_other_cases_make_of_a_deadline_is_in_the_same_commit(
    store: Store, clock: FixedClock
) -> None:
    def followed(command: Any, case_id: str, state: Tally) -> tuple[Any, ...]:
        return (command, tally.Add(case_id=f"follower-of-{case_id}", amount=1))

    engine = Engine(store, {"tally": replace(tally.TALLY, followers=followed)}, clock)
    await engine.prepare()
    arm = tally.Arm(case_id="a", rings_at=clock.now())
    await engine.handle([Message(id="m", actor="t", commands=(arm,), correlation="c", fingerprint="f")])
    await Deadlines(engine, Lease(store, "deadlines"), clock).step()
    assert (await _tally(store, "a")).rang == 1
    assert (await _tally(store, "follower-of-a")).total == 1
    causes = await store["journal"].distinct("cause", {"type": {"$ne": "test.tally.armed.v1"}})
    assert len(causes) == 1
