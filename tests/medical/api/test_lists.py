"""Lists: filters, and pages that stay whole while claims arrive."""

import asyncio
from typing import Any

import pytest

from tests.medical import claims
from tests.medical.claims import INSURER, OTHER_COVERAGE, OTHER_INSURER, Json, encode, new_number
from tests.medical.conftest import HOSPITAL_SCOPES
from tests.medical.talk import Partner
from tests.running import Published

SENDER = "shandong-provincial-hospital"


@pytest.fixture(scope="session")
def hospital(open_client: Any, published: Published) -> Partner:
    """One that no other test sends for: its lists are short."""
    return Partner(open_client(SENDER, *HOSPITAL_SCOPES), published)


def claim(number: str, **changes: Any) -> Json:
    return claims.claim(number, provider={"reference": f"Organization/{SENDER}"}, **changes)


def id_of(number: str) -> str:
    return claims.id_of(number, SENDER)


async def pages(partner: Partner, limit: int, **query: Any) -> list[str]:
    """All ids of a list, page by page."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await partner.get("/claims", limit=limit, **query, **cursor)
        assert len(page["claims"]) <= limit
        found += [each["id"] for each in page["claims"]]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


async def submitted(partner: Partner, count: int, published: Published, **changes: Any) -> list[str]:
    numbers = [new_number() for _ in range(count)]
    for number in numbers:
        await partner.send(claim(number, **changes))
    for number in numbers:
        await published.of(id_of(number), count=2)
    return [id_of(number) for number in numbers]


async def test_pages_neither_repeat_nor_skip_while_claims_arrive_and_change(
    hospital: Partner, published: Published
) -> None:
    here = await submitted(hospital, 30, published)
    stop = asyncio.Event()

    async def arrivals() -> None:
        while not stop.is_set():
            await hospital.send(claim(new_number()))
            await hospital.command(f"/claims/{here[len(published.cases) % 30]}/cancel", {"reason": "x"})

    arriving = asyncio.create_task(arrivals())
    found = await pages(hospital, 7)
    stop.set()
    await arriving
    assert len(found) == len(set(found))
    assert set(here) <= set(found)


async def test_a_list_is_in_the_order_of_receipt(hospital: Partner, published: Published) -> None:
    first, second = [(await submitted(hospital, 1, published))[0] for _ in range(2)]
    found = await pages(hospital, 200)
    assert found.index(first) < found.index(second)


async def test_the_filters_narrow_a_list(hospital: Partner, office: Partner, published: Published) -> None:
    (plain,) = await submitted(hospital, 1, published)
    (elsewhere,) = await submitted(hospital, 1, published, coverage=OTHER_COVERAGE)
    (held,) = await submitted(hospital, 1, published, coverage="Coverage/nobody-knows")
    double = claim(new_number(), patient={"reference": "Patient/twice-in-this-test"})
    once = (await hospital.send(double))["id"]
    await published.of(once, last="claim.dispatched")
    twice = (await hospital.send(double | {"identifier": claim(new_number())["identifier"]}))["id"]
    await published.of(twice, last="claim.dispatched")
    wanted = {plain, elsewhere, held, once, twice}
    cases = [
        ({"state": "held"}, {held}),
        ({"state": "dispatched", "insurer": INSURER}, {plain, once, twice}),
        ({"insurer": OTHER_INSURER}, {elsewhere}),
        ({"flagged": "true"}, {twice}),
        ({"flagged": "false", "state": "dispatched"}, {plain, elsewhere, once}),
        ({"from": "2026-11-24"}, wanted),
        ({"from": "2026-11-25"}, set()),
        ({"hospital": SENDER}, wanted),
        ({"hospital": "jinan-central-hospital"}, set()),
    ]
    for query, expected in cases:
        assert wanted.intersection(await pages(hospital, 200, **query)) == expected, query
        assert wanted.intersection(await pages(office, 200, **{"hospital": SENDER} | query)) == expected, (
            query
        )


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "somewhere"},
        {"cursor": "00"},
        {"cursor": "x" * 101},
        {"state": "lost"},
        {"state": "$ne"},
        {"from": "yesterday"},
        {"from": "2026-13-01"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"flagged": "perhaps"},
        {"insurer": "x" * 101},
    ],
)
async def test_a_question_that_makes_no_sense_is_422_and_names_what(hospital: Partner, query: Any) -> None:
    response = await hospital.http.get("/claims", params=query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid-request")
    assert next(iter(query)) in response.text


@pytest.mark.parametrize(
    "query",
    [
        {"$where": "sleep(5000)"},
        {"state[$gt]": ""},
        {"insurer[$ne]": "x"},
        {"hospital[$regex]": ".*"},
        {"columns.hospital": "jinan-central-hospital"},
        {"insurer": "$ne"},
        {"insurer": '{"$ne": ""}'},
        {"correlation": '{"$gt": ""}'},
        {"hospital": "\x00"},
    ],
)
async def test_operators_of_the_database_do_nothing(
    hospital: Partner, other_hospital: Partner, published: Published, query: Any
) -> None:
    await submitted(hospital, 1, published)
    response = await other_hospital.http.get("/claims", params=query)
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        assert all(each["hospital"] == "jinan-central-hospital" for each in response.json()["claims"])


async def test_a_flag_does_not_tell_a_hospital_which_claim_of_another_it_is_like(
    hospital: Partner, other_hospital: Partner, office: Partner, published: Published
) -> None:
    receipt = {"system": "urn:qilu:receipts", "value": new_number()}
    info = {"sequence": 1, "category": {"coding": [{"code": "receipt"}]}, "valueString": receipt["value"]}
    first = await hospital.submit(claim(new_number(), supportingInfo=[info]))
    theirs = claim(new_number(), supportingInfo=[info])
    sent = await other_hospital.post("/fhir/Claim", encode(theirs | {"provider": {"display": "Central"}}))
    await published.of(sent.json()["id"], last="claim.dispatched")
    shown = (await other_hospital.claim(sent.json()["id"]))["flags"]
    assert shown == [{"flag": "duplicate-receipt"}]
    (told,) = (await office.claim(sent.json()["id"]))["flags"]
    assert told == {"flag": "duplicate-receipt", "other_claim": first}
    assert first not in str(await other_hospital.history(sent.json()["id"]))
