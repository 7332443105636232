"""The file of clients and roles is checked whole at start."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.home import CHECKOUT
from services.permits.rules.clients import ClientsInvalid, parse_clients, read_clients
from services.permits.rules.desk import official_desk

FILE = CHECKOUT / "deploy" / "permits.yaml"
CONTENT = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def changed(path: tuple[Any, ...], value: Any) -> Any:
    """The shipped file with another value at ``path``."""
    content = deepcopy(CONTENT)
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return content


def test_the_shipped_file_knows_everybody_by_role_and_agrees_with_the_shipped_desk() -> None:
    clients = read_clients(FILE)
    roles = {name: clients.role(name) for name in ("spring-robotics", "supervisor-sun", "nobody")}
    assert roles == {"spring-robotics": "employer-agent", "supervisor-sun": "supervisor", "nobody": None}
    assert clients.acts_for("spring-robotics", "91370100MA3TE5T030")
    assert not clients.acts_for("luneng-materials", "91370100MA3TE5T030")
    assert clients.sources[clients.source("exit-entry-bureau")] == "exit-entry-bureau"
    clients.require_staff(official_desk())


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            ("officers", 0, "client"),
            "spring-robotics",
            r"officers\[0\]\.client: spring-robotics is named before",
        ),
        (("officers", 0, "client"), "Zhao", r"officers\[0\]\.client: String should match"),
        (("employer_agents", 0, "usccs"), [], r"employer_agents\[0\]\.usccs: .* at least 1"),
        (("employer_agents", 0, "usccs"), ["91370100MA3TE5T031"], r"usccs\[0\]: the check character is"),
        (("employer_agents", 1, "usccs"), ["91370100MA3TE5T030"], "is spring-robotics's already"),
        (("employer_agents", 0, "usccs"), ["91370100ma3te5t030"], "write .* in capitals"),
        (("bureaus", 0, "source"), "no uri", r"bureaus\[0\]\.source"),
        (("keepers",), None, "keepers"),
    ],
)
def test_a_mistake_is_told_with_its_place(path: tuple[Any, ...], value: Any, problem: str) -> None:
    with pytest.raises(ClientsInvalid, match=problem):
        parse_clients(changed(path, value))


def test_two_bureaus_have_two_sources() -> None:
    again = {**CONTENT["bureaus"][0], "client": "another-bureau"}
    with pytest.raises(ClientsInvalid, match=r"bureaus\[1\]\.source"):
        parse_clients(changed(("bureaus",), [CONTENT["bureaus"][0], again]))


def test_a_liaison_officer_of_the_desk_is_an_officer_here() -> None:
    clients = parse_clients(changed(("officers",), CONTENT["officers"][:1]))
    with pytest.raises(ClientsInvalid, match="liaison-li, liaison-wang"):
        clients.require_staff(official_desk())


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_what_is_no_such_file_is_told_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(text)
    with pytest.raises(ClientsInvalid, match=r"clients\.yaml"):
        read_clients(path)
