"""The service as it is run: a process of its own, told by its environment what it needs."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from deploy.commands.token import app
from deploy.local import process
from deploy.local.home import CHECKOUT
from deploy.local.stack import Stack
from services.qualifications.app import build
from tests.qualifications.api.people import OFFICER
from tests.qualifications.api.service import settings_for


def test_it_starts_as_a_process_and_takes_the_tokens_of_the_command(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        stack.start_service("qualifications")  # start_services would end the run's servers if it failed
        monkeypatch.setenv("QUANCHENG_HOME", str(stack.home.root))
        told = CliRunner().invoke(app, ["--client", OFFICER, "--scope", "qualifications:read"])
        headers = {"Authorization": f"Bearer {told.stdout.strip()}"}
        address = f"{stack.address('qualifications')}/projects"
        response = httpx.get(address, headers=headers, timeout=10, trust_env=False)
        assert (response.status_code, response.json()["version"]) == (200, "jinan-projects-2026-11")
    finally:
        process.stop(stack.home, "qualifications", 20)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("partners", CHECKOUT / "deploy" / "permits.yaml", "proposers: Field required"),
        ("policy", CHECKOUT / "deploy", "policy-jinan"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_with_its_problems(
    stack: Stack, own_database: str, name: str, value: Path, problem: str
) -> None:
    changes: dict[str, Any] = {name: value}
    settings = settings_for(stack, own_database, **changes)
    with pytest.raises(SystemExit, match=f"cannot start:\n(.|\n)*{problem}"):
        build(settings)
