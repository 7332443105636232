"""The schooling service for the tests over the wire: its day is fixed, its database its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.home import CHECKOUT
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from services.schooling.app import build
from services.schooling.settings import SchoolingSettings
from shared.clock import SystemClock
from tests.running import Running, running

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026: every school takes applications for 2026/27."""


def settings_for(
    stack: Stack, database: str, later: timedelta = timedelta(), **changes: Any
) -> SchoolingSettings:
    """The service's settings over ``stack``, on a clock that says ``START`` (and ``later``) now."""
    issuer = Issuer.of(stack.home).environment()
    values: dict[str, Any] = {
        "kafka": stack.kafka,
        "mongo": stack.mongo,
        "database": database,
        "port": 1,
        "consumers": 1,  # fewer of them agree sooner on who reads what
        "clock_ahead_s": (START + later - SystemClock().now()).total_seconds(),
        "partners": CHECKOUT / "deploy" / "schooling.yaml",
        "jwks": issuer["QUANCHENG_JWKS"],
        "token_issuer": issuer["QUANCHENG_TOKEN_ISSUER"],
        **changes,
    }
    return SchoolingSettings(**values)


@contextmanager
def schooling(
    stack: Stack, database: str, later: timedelta = timedelta(), **changes: Any
) -> Iterator[Running]:
    """The service for as long as the block runs; run again with ``later``, time has passed meanwhile."""
    with running(stack, lambda: build(settings_for(stack, database, later, **changes))) as found:
        yield found
