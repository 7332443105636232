"""Where the time of a process goes, function by function: cProfile over all of its threads."""

from __future__ import annotations

import cProfile
import io
import pstats
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

TOP = 40


@contextmanager
def profiled(path: str) -> Iterator[None]:
    """Profile the block and every thread that it starts, and leave the figures in ``path``; "" does nothing.

    From Python 3.12 on one profiler runs in a process at a time; there the figures are of this thread alone,
    without the driver's threads.
    """
    if not path:
        yield
        return
    profiles = [cProfile.Profile()]

    def in_thread(*_: Any) -> None:
        profile = cProfile.Profile()
        with suppress(ValueError):
            profile.enable()
            profiles.append(profile)

    threading.setprofile(in_thread)
    profiles[0].enable()
    try:
        yield
    finally:
        profiles[0].disable()
        threading.setprofile(None)
        _sum(profiles).dump_stats(path)


def _sum(profiles: list[cProfile.Profile]) -> pstats.Stats:
    total = pstats.Stats(profiles[0])
    for profile in profiles[1:]:
        total.add(profile)
    return total


def top(path: str, order: str) -> str:
    """The ``TOP`` functions by ``order``: ``cumulative`` (with what they call) or ``tottime``."""
    text = io.StringIO()
    pstats.Stats(path, stream=text).strip_dirs().sort_stats(order).print_stats(TOP)
    return text.getvalue().strip()
