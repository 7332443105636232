"""What the measured processes share: what they are told, when they began, and how they are ended."""

from __future__ import annotations

import asyncio
import signal
import time
from argparse import ArgumentParser
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """One run of one process: the topics it reads and writes, the group and database of its own.

    ``began`` is a file into which the process writes, once, the monotonic clock (system-wide on Linux) of
    the moment at which the first batch was in its hands. ``profile`` is where it leaves its profile, or "".
    """

    claims: str
    events: str
    group: str
    database: str
    batch: int
    began: Path
    profile: str = ""

    def arguments(self) -> list[str]:
        """The command line that ``Task.read`` reads."""
        return [f"--{field.name}={getattr(self, field.name)}" for field in fields(self)]

    @staticmethod
    def read() -> Task:
        """The task on this process's command line."""
        parser = ArgumentParser()
        for field in fields(Task):
            parser.add_argument(f"--{field.name}", required=True)
        given = vars(parser.parse_args())
        return Task(**given | {"batch": int(given["batch"]), "began": Path(given["began"])})

    def begin(self) -> None:
        """Note the moment, at the first call only."""
        if not self.began.exists():
            draft = self.began.with_suffix(".draft")
            draft.write_text(repr(time.monotonic()))
            draft.rename(self.began)


async def until_told() -> None:
    """Wait for SIGTERM."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
