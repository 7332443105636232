"""The file of clients: who may come as what, and what is wrong with a file that says it badly."""

from typing import Any

import pytest
import yaml

from deploy.local.home import CHECKOUT
from deploy.services import PARTNERS
from services.schooling.messages.common import Actor
from services.schooling.rules.clients import ClientsInvalid, parse_clients, read_clients
from services.schooling.rules.schools import official_schools

FILE = CHECKOUT / "deploy" / PARTNERS["schooling"]


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def test_a_school_may_have_several_clients_and_each_acts_for_it_alone() -> None:
    clients = read_clients(FILE)
    for client in ("thomas-admissions", "thomas-register"):
        assert clients.actor(client) == Actor(client, "school", "jinan-thomas-school")
    assert clients.actor("anna-eriksson") == Actor("anna-eriksson", "guardian")
    assert clients.actor("someone-else") is None


def test_every_school_that_a_client_acts_for_is_in_the_data() -> None:
    read_clients(FILE).require_schools(official_schools())
    file = content()
    file["schools"][1]["school"] = "a-school-of-nowhere"
    with pytest.raises(ClientsInvalid, match="there is no school a-school-of-nowhere"):
        parse_clients(file).require_schools(official_schools())


def test_every_mistake_is_told_with_its_place() -> None:
    file = content()
    file["guardians"][0]["client"] = "thomas-register"
    with pytest.raises(ClientsInvalid, match=r"guardians\[0\]\.client: thomas-register is named before"):
        parse_clients(file)
    file = content()
    del file["schools"][0]["school"]
    file["office"][0]["client"] = "Officer Lin"
    with pytest.raises(ClientsInvalid, match=r"schools\[0\]\.school: .*\noffice\[0\]\.client: "):
        parse_clients(file)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ClientsInvalid, match=r"nowhere\.yaml"):
        read_clients(CHECKOUT / "nowhere.yaml")
