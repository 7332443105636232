"""The medical service for the tests over the wire: its day is fixed, its database its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from deploy.local.home import CHECKOUT
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from services.medical import topics
from services.medical.app import build
from services.medical.rules.partners import read_registry
from services.medical.settings import MedicalSettings
from shared.clock import SystemClock
from tests.running import Published, Running, running

PARTNERS = CHECKOUT / "deploy" / "partners.yaml"
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def settings_for(stack: Stack, database: str, **changes: Any) -> MedicalSettings:
    """The service's settings over ``stack``; its port is the thread's to find.

    Its day is one whose working days are announced, whenever the tests run; time goes on from there.
    """
    issuer = Issuer.of(stack.home).environment()
    values: dict[str, Any] = {
        "kafka": stack.kafka,
        "mongo": stack.mongo,
        "database": database,
        "port": 1,
        "clock_ahead_s": (START - SystemClock().now()).total_seconds(),
        "partners": PARTNERS,
        "jwks": issuer["QUANCHENG_JWKS"],
        "token_issuer": issuer["QUANCHENG_TOKEN_ISSUER"],
        **changes,
    }
    return MedicalSettings(**values)


@contextmanager
def medical(stack: Stack, database: str, *, ready: bool = True, **changes: Any) -> Iterator[Running]:
    """The service for as long as the block runs; unless told otherwise, the block begins when it is ready."""
    settings = settings_for(stack, database, **changes)
    with running(stack, lambda: build(settings, read_registry(settings.partners)), ready=ready) as found:
        yield found


def medical_events(stack: Stack) -> Published:
    """What partners read from ``medical.events``."""
    return Published(stack.kafka, topics.EVENTS, "cn.quancheng.medical.")
