"""7. Precedents: earlier decisions by issuer and title, without anybody's data."""

from __future__ import annotations

import json
from typing import Any

from services.qualifications.cases.precedents import PRECEDENTS
from services.qualifications.cases.recognition import columns
from services.qualifications.messages.recognition import Revoke, Withdraw
from services.qualifications.rules.wording import normal
from tests.qualifications.rules.make import (
    EASES_PERMIT,
    EMPLOYER,
    NAME,
    NUMBER,
    PERSON,
    PLACE,
    PROPOSER,
    RECOGNITION,
    SUPERVISOR,
    UNCONFIRMED,
)
from tests.qualifications.rules.stories import decide, denied, done, in_force, noticed, proposed, with_panel
from tests.qualifications.rules.world import World


def row(world: World) -> dict[str, Any]:
    (found,) = PRECEDENTS.rows(RECOGNITION, world.state(RECOGNITION)).values()
    return found


def test_7_1_a_decision_by_catalogue_says_what_it_rests_on() -> None:
    assert row(in_force()) == {
        "issuer_key": "engineering council",
        "title_key": "chartered engineer",
        "issuer": "Engineering Council",
        "title": "Chartered Engineer",
        "country": "GBR",
        "field": "engineering",
        "outcome": "title",
        "level": "senior",
        "series": "Engineering",
        "place": PLACE,
        "scope": None,
        "route": "catalogue",
        "edition": "jinan-2026",
        "item": "en-001",
        "panel": None,
        "grounds": [],
        "departed_from_panel": False,
        "decided_on": "2026-03-02",
        "policy": "jinan-2026-11",
        "state": "in-force",
    }


def test_7_2_a_decision_case_by_case_says_so() -> None:
    found = row(done(noticed(), decide(EASES_PERMIT, departure="shorter studies")))
    assert (found["panel"], found["edition"], found["scope"]) == (1, None, "the work permit")
    assert (found["outcome"], found["departed_from_panel"]) == ("facilitation-only", True)


def test_7_3_a_refusal_gives_its_grounds_as_codes_and_an_ended_one_stays_a_precedent() -> None:
    assert row(done(denied(proposed()), decide(UNCONFIRMED)))["grounds"] == ["issuer-not-confirmed"]
    revoked = done(in_force(), Revoke(case_id=RECOGNITION, actor=SUPERVISOR, reason="x"))
    assert row(revoked)["state"] == "revoked"


def test_7_4_what_is_undecided_or_withdrawn_is_none() -> None:
    withdrawn = done(proposed(), Withdraw(case_id=RECOGNITION, actor=PROPOSER, reason="x"))
    for world in (proposed(), with_panel(), withdrawn):
        assert PRECEDENTS.rows(RECOGNITION, world.state(RECOGNITION)) == {}


def test_7_5_no_row_knows_person_proposer_or_panel() -> None:
    text = json.dumps(row(done(noticed(), decide(EASES_PERMIT, departure="shorter studies"))))
    hidden = (NAME, NUMBER, PERSON, PROPOSER.client, EMPLOYER, "expert-", "shorter")
    assert [secret for secret in hidden if secret in text] == []


def test_7_6_issuers_are_searched_as_they_are_compared() -> None:
    assert row(in_force())["issuer_key"] == normal("ＥＮＧＩＮＥＥＲＩＮＧ   council ")


def test_7_7_lists_filter_by_plain_values_without_a_name() -> None:
    told = columns(with_panel().state(RECOGNITION))
    assert (told["state"], told["route"], told["outcome"], len(told["experts"])) == (
        "in-panel",
        "case-by-case",
        None,
        5,
    )
    assert NAME not in json.dumps(told)
