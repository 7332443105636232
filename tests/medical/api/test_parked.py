"""Parked messages over HTTP: seen with their bytes, replayed or released, and a block of one case only."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local.stack import Stack
from services.medical import topics
from services.medical.decide import claim as deciding
from services.medical.decide import submission
from services.medical.messages.commands import SubmitClaim
from tests.medical.claims import (
    HOSPITAL,
    INSURER,
    Json,
    answer,
    claim,
    decided,
    encode,
    id_of,
    new_number,
)
from tests.medical.journeys.test_early import parked_of
from tests.medical.talk import Partner, put
from tests.running import Published, names


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The rules raise for the claims whose ids are put under `on`; the error quotes `says`."""
    planted: dict[str, Any] = {"on": set(), "says": "?"}
    submit = submission.submit

    def failing(command: SubmitClaim, *more: Any) -> Any:
        if command.case_id in planted["on"]:
            raise ZeroDivisionError(planted["says"])
        return submit(command, *more)

    monkeypatch.setattr(deciding, "submit", failing)
    yield planted
    planted["on"].clear()


async def parked_with(office: Partner, **wanted: Any) -> list[Json]:
    """All parked rows with these values, once there are any."""
    async with asyncio.timeout(10):
        while True:
            rows: list[Json] = []
            cursor: dict[str, str] = {}
            while True:
                page = await office.get("/parked", limit=500, **cursor)
                rows += page["parked"]
                if page["next"] is None:
                    break
                cursor = {"cursor": page["next"]}
            if found := [row for row in rows if wanted.items() <= row.items()]:
                return found
            await asyncio.sleep(0.05)


async def test_a_record_that_cannot_be_read_is_parked_with_its_bytes(office: Partner, stack: Stack) -> None:
    value = b"\x00\xff{" + new_number().encode()
    more = [("ce_id", b"\xff"), ("x", b"\xc3\x28")]
    await put(stack.kafka, topics.CLAIMS, value, client=HOSPITAL, more=more)
    async with asyncio.timeout(15):
        while True:  # others' unreadable records may be there before this one
            rows = await parked_with(office, reason="unreadable", topic=topics.CLAIMS)
            details = [await office.get(f"/parked/{row['id']}") for row in rows]
            if own := [each for each in details if base64.b64decode(each["value"]) == value]:
                break
    (row,) = own
    headers = [(name, base64.b64decode(held)) for name, held in row["headers"]]
    assert set(more) <= set(headers)
    assert row["actor"] == HOSPITAL
    assert "value" not in rows[0]
    refused = await office.command(f"/parked/{row['id']}/replay", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot-replay")


@pytest.mark.parametrize(
    ("client", "topic", "reason"),
    [
        ("nobody", topics.CLAIMS, "unknown-source"),
        (INSURER, topics.CLAIMS, "wrong-source"),
        (HOSPITAL, topics.ADJUDICATIONS, "wrong-source"),
    ],
)
async def test_a_record_of_a_stranger_is_parked_and_changes_nothing(
    office: Partner, stack: Stack, client: str, topic: str, reason: str
) -> None:
    number = new_number()
    await put(stack.kafka, topic, encode(claim(number)), client=client)
    await parked_with(office, reason=reason, topic=topic)
    assert (await office.http.get(f"/claims/{id_of(number)}")).status_code == 404


async def test_a_bug_in_the_rules_blocks_only_its_case_which_follows_on_after_the_replay(
    hospital: Partner, office: Partner, published: Published, bug: dict[str, Any]
) -> None:
    number, other, secret = new_number(), new_number(), f"Canary{new_number()}"
    bug["on"], bug["says"] = {id_of(number)}, secret
    await hospital.send(claim(number))
    (failed,) = await parked_with(office, case_id=id_of(number), reason="failed")
    await hospital.submit(claim(other))
    await hospital.send(claim(number, status="cancelled"))
    await parked_with(office, case_id=id_of(number), reason="behind")
    assert failed["detail"].startswith("ZeroDivisionError in ")
    assert secret not in str(failed)
    still = await office.command(f"/parked/{failed['id']}/replay", {})
    assert (still.status_code, still.json()["code"]) == (409, "cannot-replay")
    assert secret not in still.text
    bug["on"] = set()
    done = await office.command(f"/parked/{failed['id']}/replay", {})
    assert (done.status_code, done.json()["status"], done.json()["by"]) == (200, "replayed", "ftz-office")
    events = await published.of(id_of(number), last="claim.cancelled")
    assert names(events) == ["claim.received", "claim.dispatched", "claim.cancelled"]
    again = await office.command(f"/parked/{failed['id']}/replay", {})
    assert (again.status_code, again.json()["code"]) == (409, "not-parked")


async def test_a_block_on_a_case_is_told_and_commands_wait_for_its_end(
    hospital: Partner, office: Partner, published: Published, bug: dict[str, Any]
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    bug["on"] = {claim_id}
    await hospital.send(claim(number, created="2026-11-21"))
    (failed,) = await parked_with(office, case_id=claim_id, reason="failed")
    assert (await hospital.claim(claim_id))["blocked"] is True
    refused = await hospital.command(f"/claims/{claim_id}/cancel", {"reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "case-blocked")
    note = {"note": "the hospital took it back by telephone"}
    done = await office.command(f"/parked/{failed['id']}/release", note)
    assert (done.json()["status"], done.json()["note"]) == ("released", note["note"])
    assert (await hospital.claim(claim_id))["blocked"] is False
    assert (await hospital.command(f"/claims/{claim_id}/cancel", {"reason": "x"})).status_code == 200
    kept = await office.get(f"/parked/{failed['id']}")
    assert base64.b64decode(kept["value"]) == encode(claim(number, created="2026-11-21"))


async def test_an_unmatched_answer_stays_until_it_is_replayed_or_released(
    insurer: Partner, office: Partner
) -> None:
    sent = await insurer.send(answer(new_number(), (decided(1, benefit="1.00"),)))
    (row,) = await parked_of(office, sent["correlation"])
    refused = await office.command(f"/parked/{row['id']}/replay", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot-replay")
    for body in ({}, {"note": ""}, {"note": "x" * 501}):
        assert (await office.command(f"/parked/{row['id']}/release", body)).status_code == 422
    await office.command(f"/parked/{row['id']}/release", {"note": "sent by mistake"})
    (row,) = await parked_of(office, sent["correlation"])
    assert (row["status"], row["note"]) == ("released", "sent by mistake")


async def test_a_parked_message_that_is_not_there_is_404_and_no_id_is_422(office: Partner) -> None:
    missing = "00000000-0000-7000-8000-000000000000"
    for path in (f"/parked/{missing}", "/parked/nothing"):
        expected = 404 if missing in path else 422
        assert (await office.http.get(path)).status_code == expected
        assert (await office.command(f"{path}/replay", {})).status_code == expected
        assert (await office.command(f"{path}/release", {"note": "x"})).status_code == expected
