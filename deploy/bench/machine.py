"""What a figure was measured on: it means nothing without."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from deploy.local import kafka

PACKAGES = ("quancheng", "faststream", "aiokafka", "motor", "pymongo", "pydantic", "uvloop")


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores, memory (GiB), and the versions of everything that takes part."""

    cores: int
    processor: str
    memory_gib: float
    system: str
    python: str
    kafka: str
    mongodb: str
    packages: dict[str, str]

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{self.cores} cores ({self.processor}), {self.memory_gib} GiB, {self.system}",
            f"Python {self.python}, Kafka {self.kafka}, MongoDB {self.mongodb}, "
            + ", ".join(f"{name} {number}" for name, number in self.packages.items()),
        ]


def this_machine(mongo: str) -> Machine:
    """The machine that this process runs on, with the database server at ``mongo``."""
    with MongoClient[dict[str, Any]](mongo) as client:
        mongodb = str(client.server_info()["version"])
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        processor=_processor(),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=platform.platform(),
        python=platform.python_version(),
        kafka=kafka.COORDINATES.split("+", 1)[0].rsplit(":", 1)[1],
        mongodb=mongodb,
        packages={name: version(name) for name in PACKAGES},
    )


def cpu_seconds(pid: int) -> float:
    """The processor time, user and system, that a process has used with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """The processor time that the machine has spent on anything at all, time stolen by its host included."""
    numbers = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    user, nice, system, _idle, _iowait, *others = (int(number) for number in numbers[:8])
    return (user + nice + system + sum(others)) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
