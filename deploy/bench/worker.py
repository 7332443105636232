"""The measured service: the medical service's own worker and relay, on topics and a database of one round.

Only the names differ from the process that `quancheng serve medical` runs: its topics and its consumer group
are fixed, and a round needs fresh ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import uvloop

from deploy.bench.child import Task, until_told
from deploy.bench.profiling import profiled
from services.medical import topics
from services.medical.app import service_of
from services.medical.rules.partners import read_registry
from services.medical.settings import MedicalSettings
from shared import logs
from shared.envelope import Message, Record
from shared.runtime import Runtime, Service
from shared.settings import load


async def run(task: Task) -> None:
    """Work until told to end."""
    settings = load(MedicalSettings)
    logs.configure(topics.SERVICE, settings.log_level)
    runtime = Runtime(_renamed(service_of(read_registry(settings.partners)), task), settings)
    await runtime.start()
    await until_told()
    await runtime.stop()


def _renamed(service: Service, task: Task) -> Service:
    reader = service.readers[topics.CLAIMS]
    return replace(
        service,
        name=task.group,
        topic=task.events,
        readers={task.claims: _noting(reader, task)},
    )


def _noting(reader: Callable[[Record], Message], task: Task) -> Callable[[Record], Message]:
    begun = False

    def read(record: Record) -> Message:
        nonlocal begun
        if not begun:
            task.begin()
            begun = True
        return reader(record)

    return read


if __name__ == "__main__":
    uvloop.install()
    given = Task.read()
    with profiled(given.profile):
        asyncio.run(run(given))
