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
from services.schooling.app import build
from tests.schooling.api.people import PARENT, SCHOOL
from tests.schooling.api.service import settings_for


def test_it_starts_as_a_process_and_takes_the_tokens_of_the_command(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        stack.start_service("schooling")  # start_services would end the run's servers if it failed
        monkeypatch.setenv("QUANCHENG_HOME", str(stack.home.root))
        told = CliRunner().invoke(app, ["--client", PARENT, "--scope", "schooling:read"])
        headers = {"Authorization": f"Bearer {told.stdout.strip()}"}
        address = f"{stack.address('schooling')}/schools"
        response = httpx.get(address, headers=headers, timeout=10, trust_env=False)
        assert (response.status_code, response.json()["schools"][0]["id"]) == (200, SCHOOL)
    finally:
        process.stop(stack.home, "schooling", 20)


OTHER_FILE = CHECKOUT / "deploy" / "permits.yaml"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("partners", OTHER_FILE, "schools: Field required"),
        ("schools", OTHER_FILE, "jurisdiction: Field required"),
        ("schools", CHECKOUT / "nowhere.yaml", "No such file"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_with_its_problems(
    stack: Stack, own_database: str, name: str, value: Path, problem: str
) -> None:
    changes: dict[str, Any] = {name: value}
    settings = settings_for(stack, own_database, **changes)
    with pytest.raises(SystemExit, match=f"cannot start:\n(.|\n)*{problem}"):
        build(settings)
