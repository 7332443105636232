"""The schooling service for the tests over the wire: its day is fixed, its database its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.stack import Stack
from services.schooling.app import build
from services.schooling.settings import SchoolingSettings
from tests.running import Running, running, settings_over

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026: every school takes applications for 2026/27."""


def settings_for(
    stack: Stack, database: str, later: timedelta = timedelta(), **changes: Any
) -> SchoolingSettings:
    """The service's settings over ``stack``, on a clock that says ``START`` (and ``later``) now."""
    values = settings_over(stack, database, "schooling.yaml", START + later)
    values["consumers"] = 1  # fewer of them agree sooner on who reads what
    return SchoolingSettings(**{**values, **changes})


@contextmanager
def schooling(
    stack: Stack, database: str, later: timedelta = timedelta(), **changes: Any
) -> Iterator[Running]:
    """The service for as long as the block runs; run again with ``later``, time has passed meanwhile."""
    with running(stack, lambda: build(settings_for(stack, database, later, **changes))) as found:
        yield found
