"""Background loops that outlive infrastructure faults, and say how they are."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from shared.health import Progress
from shared.kafka import TransportError
from shared.logs import log
from shared.metrics import INFRASTRUCTURE_RETRIES
from shared.mongo import StoreError

LONGEST_REST_S = 5.0

Step = Callable[[], Awaitable[float]]


async def run_loop(name: str, step: Step, progress: Progress, *, once: bool = False) -> None:
    """Call ``step`` until cancelled, or until it succeeds when ``once``.

    ``step`` returns the seconds to rest before the next call.

    An infrastructure fault is met with backoff and jitter, without end; the loop is alive while it waits,
    because a restart would not bring the infrastructure back. Anything else is a bug: it is logged with its
    trace and met the same way, and ``progress`` goes stale if it does not pass.
    """
    faults = 0
    while True:
        try:
            rest = await step()
            faults = 0
            progress.beat()
            if once:
                return
        except (StoreError, TransportError) as error:
            faults += 1
            progress.beat()
            INFRASTRUCTURE_RETRIES.labels(name).inc()
            rest = backoff_s(faults)
            log.warning("loop waits for infrastructure", loop=name, fault=type(error).__name__, rest_s=rest)
        except Exception:
            faults += 1
            rest = backoff_s(faults)
            log.exception("loop failed", loop=name, rest_s=rest)
        if rest:
            await asyncio.sleep(rest)


def backoff_s(faults: int, longest_s: float = LONGEST_REST_S) -> float:
    """Seconds to rest after so many faults in a row: doubling up to ``longest_s``, with jitter."""
    seconds = min(longest_s, 0.1 * float(2 ** min(faults, 8)))
    return round(seconds * random.uniform(0.5, 1.0), 2)  # noqa: S311 - jitter, not a secret
