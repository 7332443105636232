"""Child processes: ended by their own id, never another's, and never left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import process
from deploy.local.failure import StackError
from deploy.local.home import Home

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-uc",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(60)",
]
KILLED_STARTER = """
import time
from deploy.local import process
from deploy.local.testing import leashed_home
with leashed_home() as home:
    child = process.start(home, "sleeper", ["/bin/sleep", "60"], {})
    print(home.root, child.pid, child.started, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


def test_a_child_is_found_by_another_shell_and_ended(home: Home) -> None:
    child = process.start(home, "sleeper", SLEEP, os.environ)
    assert process.recorded(home) == [child]
    process.stop(home, "sleeper", grace_s=5)
    assert not child.is_alive()
    assert process.recorded(home) == []


def test_a_child_that_ignores_the_request_is_killed_after_the_grace(home: Home) -> None:
    child = process.start(home, "stubborn", STUBBORN, os.environ)
    _wait_for(lambda: "deaf" in (home.logs / "stubborn.log").read_text())
    process.stop(home, "stubborn", grace_s=0.2)
    assert not child.is_alive()


def test_a_process_that_was_given_a_recorded_id_since_is_not_touched(home: Home) -> None:
    stranger = subprocess.Popen(SLEEP)
    record = {"pid": stranger.pid, "started": 1}
    (home.pids / "sleeper.json").write_text(json.dumps(record))
    process.stop(home, "sleeper", grace_s=1)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_child_that_dies_while_starting_is_quoted(home: Home) -> None:
    child = process.start(home, "broken", [sys.executable, "-c", "raise SystemExit('no disk')"], os.environ)
    _wait_for(lambda: not child.is_alive())
    with pytest.raises(StackError, match="broken ended while starting: no disk"):
        process.require_alive(home, child)


def test_a_killed_starter_leaves_no_process_and_no_folder() -> None:
    starter = subprocess.Popen([sys.executable, "-c", KILLED_STARTER], stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    folder, pid, started = starter.stdout.readline().split()
    child = process.Child("sleeper", int(pid), int(started))
    assert child.is_alive()
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    _wait_for(lambda: not Path(folder).exists())
    assert not child.is_alive()


def _wait_for(condition: Callable[[], bool], within_s: float = 10) -> None:
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)
