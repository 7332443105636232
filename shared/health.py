"""Whether this process is alive and ready, from the progress of its loops and from named checks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.logs import log

CHECK_TIMEOUT_S = 2.0

Check = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Progress:
    """A loop's heartbeat: it calls ``beat`` each time round, and is stuck ``stuck_after_s`` later."""

    name: str
    stuck_after_s: float
    clock: Callable[[], float] = time.monotonic
    _last: float = field(init=False)

    def __post_init__(self) -> None:
        self.beat()

    def beat(self) -> None:
        """Say that the loop goes on."""
        self._last = self.clock()

    @property
    def is_stuck(self) -> bool:
        return self.clock() - self._last > self.stuck_after_s


@dataclass(slots=True)
class Health:
    """What a process watches: its loops for liveness, its surroundings for readiness."""

    clock: Callable[[], float] = time.monotonic
    _loops: list[Progress] = field(default_factory=list, init=False)
    _checks: dict[str, Check] = field(default_factory=dict, init=False)

    def watch(self, name: str, stuck_after_s: float) -> Progress:
        """A heartbeat for a new loop; the process is no longer alive once it is stuck."""
        progress = Progress(name, stuck_after_s, self.clock)
        self._loops.append(progress)
        return progress

    def forget(self, progress: Progress) -> None:
        """Stop watching a loop that has ended as it should."""
        self._loops.remove(progress)

    def require(self, name: str, check: Check) -> None:
        """Be ready only while ``check`` returns within 2 s without raising."""
        self._checks[name] = check

    def stuck(self) -> list[str]:
        """The loops that make no progress."""
        return [progress.name for progress in self._loops if progress.is_stuck]

    async def failing(self) -> list[str]:
        """The checks that fail now; all run at once, so this takes 2 s at most."""
        names = list(self._checks)
        passed = await asyncio.gather(*(self._passes(name) for name in names))
        return [name for name, ok in zip(names, passed, strict=True) if not ok]

    async def _passes(self, name: str) -> bool:
        try:
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                await self._checks[name]()
        except Exception as error:
            log.warning("a readiness check fails", check=name, error=type(error).__name__)
            return False
        return True
