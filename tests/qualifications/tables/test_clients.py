"""The file of clients: who may come as what, and what is wrong with a file that says it badly."""

from typing import Any

import pytest
import yaml

from deploy.local.home import CHECKOUT
from deploy.services import PARTNERS
from services.qualifications.messages.common import Actor
from services.qualifications.rules.clients import ClientsInvalid, parse_clients, read_clients
from services.qualifications.rules.experts import Expert

FILE = CHECKOUT / "deploy" / PARTNERS["qualifications"]


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def test_a_proposer_proposes_for_its_own_organisations_alone() -> None:
    clients = read_clients(FILE)
    assert clients.actor("hr-bridge") == Actor("hr-bridge", "proposer")
    assert clients.proposes_for("hr-bridge", "91370100MA3BR1D1X9")
    assert not clients.proposes_for("hr-bridge", "91370100MA3TE5T030")
    assert not clients.proposes_for("talent-officer-wu", "91370100MA3TE5T030")
    assert clients.actor("someone-else") is None


def test_experts_come_with_their_institution_and_applicants_are_known_as_such() -> None:
    clients = read_clients(FILE)
    assert clients.experts["expert-kong"] == Expert("expert-kong", "91370100MA3TE5T030")
    assert (clients.is_applicant("anna-eriksson"), clients.is_applicant("expert-kong")) == (True, False)
    assert not clients.is_applicant("someone-else")


def test_every_mistake_is_told_with_its_place() -> None:
    file = content()
    file["applicants"][0]["client"] = "hr-bridge"
    file["proposers"][1]["organisations"] = ["91370100MA3TE5T030"]
    with pytest.raises(ClientsInvalid) as told:
        parse_clients(file)
    assert str(told.value).splitlines() == [
        "applicants[0].client: hr-bridge is named before",
        "proposers[1].organisations[0]: 91370100MA3TE5T030 is spring-robotics's already",
    ]
    file = content()
    del file["experts"][0]["institution"]
    file["proposers"][0]["organisations"] = ["91370100MA3TE5T03O"]
    with pytest.raises(
        ClientsInvalid, match=r"proposers\[0\]\.organisations\[0\]: (.*\n)*experts\[0\]\.inst"
    ):
        parse_clients(file)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ClientsInvalid, match=r"nowhere\.yaml"):
        read_clients(CHECKOUT / "nowhere.yaml")
