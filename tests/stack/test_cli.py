"""The commands of `quancheng` that need no service."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local import topics
from deploy.local.stack import Stack
from deploy.services import SERVICES


def test_topics_makes_the_table_on_any_broker_and_names_what_is_there(stack: Stack, tmp_path: Path) -> None:
    done = _quancheng("topics", "--where", "local", home=tmp_path, QUANCHENG_KAFKA=stack.kafka)
    assert done.stdout.splitlines() == [topic.name for topic in topics.load()]
    assert done.returncode == 0


def test_a_service_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    done = _quancheng("serve", "customs", home=tmp_path)
    known = ", ".join(SERVICES)
    assert done.stderr.splitlines() == [f"quancheng: there is no service 'customs': choose from {known}"]
    assert done.returncode == 1


def test_down_on_nothing_says_so(tmp_path: Path) -> None:
    done = _quancheng("down", home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing was running.\n", "")


def test_status_of_nothing_is_down_and_exit_code_1(tmp_path: Path) -> None:
    done = _quancheng("status", home=tmp_path, QUANCHENG_PORT_BASE="18500")
    assert "kafka  127.0.0.1:18592  down" in done.stdout.splitlines()
    assert done.returncode == 1


def _quancheng(*words: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.cli", *words]
    given = os.environ | {"QUANCHENG_HOME": str(home)} | env
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)
