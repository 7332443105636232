"""Every metric of a service: declared once, with its unit and labels, on a registry of its own.

Label values are topics, codes, routes and the like: a small set each, and never personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
REGISTRY = CollectorRegistry()
disable_created_metrics()  # type: ignore[no-untyped-call]
ProcessCollector(registry=REGISTRY)


@dataclass(frozen=True, slots=True)
class Metric:
    """What dashboards and documentation may rely on; ``name`` is the name that Prometheus sees."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    help: str
    labels: tuple[str, ...] = ()


DECLARED: list[Metric] = []


def _counter(name: str, unit: str, help_: str, *labels: str) -> Counter:
    DECLARED.append(Metric(f"quancheng_{name}_total", "counter", unit, help_, labels))
    return Counter(f"quancheng_{name}", help_, labels, registry=REGISTRY)


def _gauge(name: str, unit: str, help_: str, *labels: str) -> Gauge:
    DECLARED.append(Metric(f"quancheng_{name}", "gauge", unit, help_, labels))
    return Gauge(f"quancheng_{name}", help_, labels, registry=REGISTRY)


def _histogram(name: str, unit: str, help_: str, buckets: Sequence[float], *labels: str) -> Histogram:
    DECLARED.append(Metric(f"quancheng_{name}", "histogram", unit, help_, labels))
    return Histogram(f"quancheng_{name}", help_, labels, registry=REGISTRY, buckets=buckets)


_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
# A deadline fires within 5 s while healthy; beyond that, outages are told apart by their length.
_LATENESS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)

RECORDS = _counter(
    "records_consumed", "records", "Records taken from a topic, by what became of them", "topic", "outcome"
)
INBOX_HITS = _counter("inbox_hits", "messages", "Messages that had been handled before")
PARKED = _counter("parked", "messages", "Messages set aside for people, by reason", "reason")
BATCH_RECORDS = _histogram("batch_records", "records", "Records handled in one transaction", _SIZES)
BATCH_SECONDS = _histogram("batch_seconds", "seconds", "Time from a batch's arrival to its commit", _FAST)

EVENTS_COMMITTED = _counter("events_committed", "events", "Events journaled")
EVENTS_PUBLISHED = _counter("events_published", "events", "Events acknowledged by all in-sync replicas")
CONFLICT_RETRIES = _counter("conflict_retries", "transactions", "Transactions run again after a conflict")
INFRASTRUCTURE_RETRIES = _counter(
    "infrastructure_retries", "attempts", "Attempts after a fault of Kafka or MongoDB, by loop", "loop"
)

OLDEST_PENDING_SECONDS = _gauge(
    "relay_oldest_pending_seconds", "seconds", "Age of the oldest event that is not published"
)
RELAY_LEASE_HELD = _gauge("relay_lease_held", "0 or 1", "Whether this process is the one that publishes")
DEADLINE_LATENESS_SECONDS = _histogram(
    "deadline_lateness_seconds", "seconds", "Time from an instant that was due to its effect", _LATENESS
)

HTTP_REQUESTS = _counter(
    "http_requests", "requests", "Requests answered, by route template", "method", "route", "status_class"
)
HTTP_SECONDS = _histogram(
    "http_request_seconds", "seconds", "Time to answer, by route template", _FAST, "method", "route"
)


def exposition() -> bytes:
    """All metrics as Prometheus text (``CONTENT_TYPE``)."""
    return generate_latest(REGISTRY)
