"""The whole demo as a visitor runs it, on free ports: it balances, and leaves nothing running."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.process import recorded

SMALL = ("--claims", "120", "--applications", "12", "--recognitions", "16", "--pupils", "32")
COMMAND = [sys.executable, "-m", "deploy.cli"]


def run(home: Path, base: int, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"QUANCHENG_HOME": str(home), "QUANCHENG_PORT_BASE": str(base)}
    return subprocess.run([*COMMAND, *words], env=env, capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
def test_a_small_day_balances_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = run(tmp_path, Ports.free().base, "demo", *SMALL, "--seed", "11")
    assert recorded(Home(tmp_path / "demo")) == []
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every ledger balances." in done.stdout
    assert "BROKEN" not in done.stdout
    published = re.findall(r"^  published +([\d,]+)", done.stdout, re.MULTILINE)
    assert len(published) == 4
    assert all(int(number.replace(",", "")) > 100 for number in published)
    assert "the family's way is whole" in done.stdout


def test_a_demo_that_is_ended_stops_everything_and_says_so(tmp_path: Path) -> None:
    env = os.environ | {"QUANCHENG_HOME": str(tmp_path), "QUANCHENG_PORT_BASE": str(Ports.free().base)}
    with subprocess.Popen([*COMMAND, "demo"], env=env, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        while "start" not in demo.stdout.readline():
            assert demo.poll() is None
        started = {child.name for child in recorded(Home(tmp_path / "demo"))}
        demo.terminate()
        said = demo.stdout.read()
    assert started == {"kafka", "mongo", "medical", "permits", "qualifications", "schooling"}
    assert recorded(Home(tmp_path / "demo")) == []
    assert said.endswith("Interrupted; everything was stopped.\n")
    assert demo.returncode == 130


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    ports = Ports.free()
    server = "import socket,sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); print(); input()"
    command = [sys.executable, "-uc", server, str(ports.medical)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as taker:
        assert taker.stdout
        taker.stdout.readline()
        done = run(tmp_path, ports.base, "demo")
        taker.communicate("\n")
    assert done.returncode == 1
    assert f"port {ports.medical} (medical) is taken" in done.stderr


def test_parked_without_a_service_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, Ports.free().base, "parked", "list")
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "make up" in done.stderr
