"""Kafka as this house uses it: one broker configuration, safe records, a producer that heals itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.cloudevents import Headers
from shared.envelope import Record

TransportError = KafkaError

RawBatch = tuple["ConsumerRecord[bytes, bytes]", ...]


def make_broker(servers: str, *, client: str, drain_s: float = 30.0) -> KafkaBroker:
    """The consuming side. Its one acknowledgement policy rewinds on error and never commits past one.

    ``drain_s`` bounds how long a stop waits for handlers; it exceeds the longest transaction.
    """
    return KafkaBroker(
        servers,
        client_id=client,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        apply_types=False,
        graceful_timeout=drain_s,
        allow_auto_create_topics=False,
        logger=None,
    )


def subscribe(
    broker: KafkaBroker,
    topic: str,
    *,
    group: str,
    handler: Callable[[RawBatch], Awaitable[None]],
    max_records: int,
    wait_ms: int,
) -> None:
    """Have ``handler`` called with batches of untouched records of ``topic``, one batch after the other."""
    broker.subscriber(
        topic,
        group_id=group,
        batch=True,
        max_records=max_records,
        batch_timeout_ms=wait_ms,
        fetch_max_wait_ms=100,
        max_partition_fetch_bytes=4 * 1024 * 1024,
        auto_offset_reset="earliest",
        session_timeout_ms=10_000,
        heartbeat_interval_ms=2_000,
        parser=_header_safe,
        decoder=_untouched,
    )(handler)


async def _header_safe(records: RawBatch, original: Callable[[Any], Awaitable[KafkaMessage]]) -> KafkaMessage:
    """Keep FastStream from decoding headers: one that is not UTF-8 would drop the whole batch unseen."""
    message = await original((replace(records[0], headers=(), value=b""),))
    message.raw_message = records
    return message


async def _untouched(message: KafkaMessage) -> RawBatch:
    raw = message.raw_message
    assert isinstance(raw, tuple)
    return raw


def record_from(raw: ConsumerRecord[bytes, bytes]) -> Record:
    """The house's own form of a consumed record."""
    headers = tuple((str(name), value or b"") for name, value in raw.headers)
    return Record(raw.topic, raw.partition, raw.offset, raw.key or b"", raw.value or b"", headers)


@dataclass(frozen=True, slots=True)
class Sending:
    """A record to send; its key decides the partition, and so what it is ordered with.

    Without a value it is a tombstone, which removes the key from a compacted topic.
    """

    topic: str
    key: str
    value: bytes | None
    headers: Headers


class Producer:
    """Sends with ``acks=all`` and idempotence; after an error it is made anew at the next sending.

    A partition that was without a leader for longer than the request timeout leaves a gap in the
    sequence numbers, and the old producer would then fail for ever (aiokafka issue 1017).
    """

    def __init__(self, servers: str, *, client: str, timeout_s: float = 15.0, linger_ms: int = 5) -> None:
        self._servers = servers
        self._client = client
        self._timeout_s = timeout_s
        self._linger_ms = linger_ms
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def send(self, sendings: Sequence[Sending], *, within_s: float | None = None) -> None:
        """Return when every record is acknowledged by all in-sync replicas.

        Raises TransportError when one is not, by the timeout or ``within_s``, whichever is less; any of them
        may have been written even so, and none is sent two seconds later.
        """
        producer: AIOKafkaProducer | None = None
        patience_s = self._timeout_s if within_s is None else min(self._timeout_s, within_s)
        try:
            async with asyncio.timeout(patience_s):
                producer = await self._started()
                await asyncio.gather(*await _handed_over(producer, sendings))
        except (KafkaError, TimeoutError, OSError) as error:
            await self._discard(producer)
            if isinstance(error, KafkaError):
                raise
            raise TransportError(f"{type(error).__name__} after {patience_s:.1f} s") from error

    async def ping(self) -> None:
        """Raise TransportError unless a broker answers."""
        producer = await self._started()
        if not await producer.client.force_metadata_update():
            raise TransportError("no broker answers")

    async def close(self) -> None:
        """Flush and end."""
        await self._discard(self._producer)

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._servers,
                    client_id=self._client,
                    acks="all",
                    enable_idempotence=True,
                    max_batch_size=512 * 1024,
                    max_request_size=8 * 1024 * 1024,
                    linger_ms=self._linger_ms,
                    request_timeout_ms=30_000,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _discard(self, producer: AIOKafkaProducer | None) -> None:
        """Throw away this very producer: by the time it fails another may be in its place."""
        if self._producer is producer:
            self._producer = None
        if producer is None:
            return
        try:
            async with asyncio.timeout(2):
                await producer.stop()
        except (KafkaError, TimeoutError, OSError):
            # It failed, and its sendings were reported as failed; what is left of it must not linger.
            await producer.client.close()


async def _handed_over(producer: AIOKafkaProducer, sendings: Sequence[Sending]) -> list[asyncio.Future[Any]]:
    """Batches for each partition, on their way: a future a batch costs far less than one a record.

    The records of a partition keep their order, and so do those of a key.
    """
    partitions = {topic: len(await producer.partitions_for(topic)) for topic in {s.topic for s in sendings}}
    by_partition: dict[tuple[str, int], list[Sending]] = {}
    for sending in sendings:
        place = sending.topic, _partition(sending.key, partitions[sending.topic])
        by_partition.setdefault(place, []).append(sending)
    return [
        await producer.send_batch(batch, topic, partition=partition)
        for (topic, partition), waiting in by_partition.items()
        for batch in _batches(producer, waiting)
    ]


def _batches(producer: AIOKafkaProducer, sendings: Sequence[Sending]) -> Iterator[BatchBuilder]:
    """As few batches as hold the records; an empty one takes a record of any size."""
    batch = producer.create_batch()
    for sending in sendings:
        record = {"key": sending.key.encode(), "value": sending.value, "headers": sending.headers}
        if batch.append(timestamp=None, **record) is None:
            yield batch
            batch = producer.create_batch()
            batch.append(timestamp=None, **record)
    yield batch


def _partition(key: str, partitions: int) -> int:
    """Where librdkafka's clients put the key (``consistent``); Java's murmur2 costs 8 µs a key in Python."""
    return crc32(key.encode()) % partitions
