"""Child processes that outlive the command that started them, and are ended by their own id only."""

import json
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failure import StackError
from deploy.local.home import Home

POLL_S = 0.05


@dataclass(frozen=True)
class Child:
    """A process that this stack started; its start time tells it from a later owner of the same id."""

    name: str
    pid: int
    started: int

    def is_alive(self) -> bool:
        return _start_time(self.pid) == self.started

    def send(self, number: signal.Signals) -> None:
        """Signals this process, and no other that was given its id since."""
        if self.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


def start(home: Home, name: str, command: list[str], env: Mapping[str, str]) -> Child:
    """Starts `command` in a session of its own, its output in `logs/<name>.log`, and records its id.

    The caller's Ctrl-C does not reach it. `env` is the whole environment of the child.
    """
    log = str(home.logs / f"{name}.log")
    pid = os.posix_spawn(
        command[0],
        command,
        env,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    child = Child(name, pid, _start_time(pid) or 0)
    _record(home, name).write_text(json.dumps({"pid": child.pid, "started": child.started}))
    return child


def find(home: Home, name: str) -> Child | None:
    """The live process recorded under `name`, or None; a stale record counts for nothing."""
    try:
        record = json.loads(_record(home, name).read_text())
        child = Child(name, int(record["pid"]), int(record["started"]))
    except (OSError, ValueError, KeyError):
        return None
    return child if child.is_alive() else None


def recorded(home: Home) -> list[Child]:
    """Every live process of this stack."""
    found = (find(home, record.stem) for record in sorted(home.pids.glob("*.json")))
    return [child for child in found if child]


def stop(home: Home, name: str, grace_s: float) -> None:
    """Ends the process recorded under `name`: SIGTERM, and SIGKILL after `grace_s` seconds."""
    child = find(home, name)
    if child:
        child.send(signal.SIGTERM)
        if not _gone(child, grace_s):
            child.send(signal.SIGKILL)
            _gone(child, grace_s)
    _record(home, name).unlink(missing_ok=True)


def require_alive(home: Home, child: Child) -> None:
    """Raises `StackError` with the last line that a dead child wrote."""
    if not child.is_alive():
        raise StackError(f"{child.name} ended while starting: {_last_line(home.logs / f'{child.name}.log')}")


def _gone(child: Child, within_s: float) -> bool:
    until = time.monotonic() + within_s
    while child.is_alive():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_S)
    return True


def _start_time(pid: int) -> int | None:
    """Clock ticks since boot at which `pid` started; None when it is gone or only waits to be reaped."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in brackets may itself hold spaces and brackets: state is field 3, start time field 22.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def _record(home: Home, name: str) -> Path:
    return home.pids / f"{name}.json"


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return f"{said[-1][:300]} ({log})" if said else f"it wrote nothing ({log})"
