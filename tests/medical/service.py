"""The medical service for the tests over the wire: its day is fixed, its database its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from deploy.local.stack import Stack
from services.medical import topics
from services.medical.app import build
from services.medical.rules.partners import read_registry
from services.medical.settings import MedicalSettings
from tests.running import Published, Running, running, settings_over

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def settings_for(stack: Stack, database: str, **changes: Any) -> MedicalSettings:
    """The service's settings over ``stack``; its port is the thread's to find.

    Its day is one whose working days are announced, whenever the tests run; time goes on from there.
    """
    return MedicalSettings(**{**settings_over(stack, database, "partners.yaml", START), **changes})


@contextmanager
def medical(stack: Stack, database: str, *, ready: bool = True, **changes: Any) -> Iterator[Running]:
    """The service for as long as the block runs; unless told otherwise, the block begins when it is ready."""
    settings = settings_for(stack, database, **changes)
    with running(stack, lambda: build(settings, read_registry(settings.partners)), ready=ready) as found:
        yield found


def medical_events(stack: Stack) -> Published:
    """What partners read from ``medical.events``."""
    return Published(stack.kafka, topics.EVENTS, "cn.quancheng.medical.")
