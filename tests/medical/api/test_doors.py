"""The FHIR doors: what is accepted, what is refused and how; a resource comes back as it was sent."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.medical.claims import (
    Json,
    answer,
    claim,
    cny,
    coded,
    detail,
    encode,
    id_of,
    line,
    new_number,
    payment,
)
from tests.medical.talk import FHIR, Partner
from tests.running import Running

DOORS = ("/fhir/Claim", "/fhir/ClaimResponse", "/fhir/PaymentReconciliation")


def issues(response: httpx.Response) -> dict[str, str]:
    """The issues of an OperationOutcome: elements, and their codes."""
    assert response.headers["content-type"].startswith("application/fhir+json")
    body = response.json()
    assert body["resourceType"] == "OperationOutcome"
    assert all(issue["severity"] == "error" and issue["diagnostics"] for issue in body["issue"])
    return {"".join(issue.get("expression", [])): issue["code"] for issue in body["issue"]}


def at(door: str, hospital: Partner, insurer: Partner) -> Partner:
    return hospital if door == "/fhir/Claim" else insurer


async def test_a_claim_is_accepted_with_its_place_and_its_id(hospital: Partner) -> None:
    number = new_number()
    response = await hospital.post("/fhir/Claim", encode(claim(number)))
    assert response.status_code == 202
    assert response.headers["location"] == f"/claims/{id_of(number)}"
    assert response.json() == {
        "id": id_of(number),
        "status": f"/claims/{id_of(number)}",
        "correlation": response.headers["x-correlation-id"],
    }


async def test_a_claim_without_a_number_is_known_by_its_id(hospital: Partner) -> None:
    bare = claim(new_number(), identifier=None, id=new_number())
    first, again = await hospital.send(bare), await hospital.send(bare)
    assert first["id"] == again["id"]
    assert first["id"] != (await hospital.send(bare | {"id": new_number()}))["id"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"a": NaN}', id="not a number"),
        pytest.param(b'{"a": -Infinity}', id="infinite"),
        pytest.param(b'{"a": 1, "a": 1}', id="a key twice"),
        pytest.param(b'{"a": "\xff"}', id="not UTF-8"),
        pytest.param(b'{"a": "\\ud800"}', id="half a character"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', id="a byte order mark"),
        pytest.param(b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", id="too deep"),
        pytest.param(b'{"a": 1} x', id="more after it"),
        pytest.param(b'{"a": 1e999999999}', id="a number without end"),
    ],
)
async def test_what_is_no_json_object_is_400(
    hospital: Partner, insurer: Partner, door: str, content: bytes
) -> None:
    response = await at(door, hospital, insurer).post(door, content)
    assert (response.status_code, issues(response)) == (400, {"": "structure"})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/fhir+xml", ""])
async def test_another_media_type_is_415(
    hospital: Partner, insurer: Partner, door: str, media_type: str
) -> None:
    response = await at(door, hospital, insurer).http.post(
        door, content=b"{}", headers={"content-type": media_type}
    )
    assert (response.status_code, issues(response)) == (415, {"": "not-supported"})


@pytest.mark.parametrize("media_type", ["application/json", "application/fhir+json; charset=utf-8"])
async def test_json_is_taken_under_both_its_names(hospital: Partner, media_type: str) -> None:
    response = await hospital.http.post(
        "/fhir/Claim", content=encode(claim(new_number())), headers={"content-type": media_type}
    )
    assert response.status_code == 202


@pytest.mark.parametrize("door", DOORS)
async def test_a_body_over_the_limit_is_413_whether_it_says_its_length_or_not(
    hospital: Partner, insurer: Partner, door: str
) -> None:
    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 64 * 1024

    partner = at(door, hospital, insurer)
    declared = await partner.post(door, b" " * (1024 * 1024 + 1))
    cut_off = await partner.http.post(door, content=streamed(), headers=FHIR)
    for response in (declared, cut_off):
        assert (response.status_code, response.json()["code"]) == (413, "content-too-large")


async def test_a_claim_of_almost_the_limit_is_taken(hospital: Partner) -> None:
    number = new_number()
    scan = {"sequence": 1, "category": coded("attachment"), "valueAttachment": {"data": "QUJD" * 240_000}}
    claim_id = await hospital.submit(claim(number, supportingInfo=[scan]))
    assert len((await hospital.http.get(f"/fhir/Claim/{claim_id}")).content) > 960_000


@pytest.mark.parametrize(
    ("changes", "element", "code"),
    [
        ({"use": "guess"}, "Claim.use", "code-invalid"),
        ({"status": None}, "Claim.status", "required"),
        ({"provider": None}, "Claim.provider", "required"),
        ({"insurance": []}, "Claim.insurance", "value"),
        ({"colour": "red"}, "Claim.colour", "structure"),
        ({"created": "yesterday"}, "Claim.created", "value"),
        ({"identifier": None}, "Claim.identifier", "required"),
        ({"total": cny("399.99")}, "Claim.total", "invariant"),
        ({"lines": [line(1, "1.001")]}, "Claim.item[0].net", "value"),
        ({"lines": [line(1, "1.00"), line(1, "2.00")]}, "Claim.item", "invariant"),
        ({"patient": {"reference": "#nobody"}}, "Claim.patient.reference", "invariant"),
        ({"resourceType": "Patient"}, "Claim.resourceType", "code-invalid"),
    ],
)
async def test_what_is_no_valid_claim_is_422_and_names_the_element(
    hospital: Partner, changes: Json, element: str, code: str
) -> None:
    response = await hospital.post("/fhir/Claim", encode(claim(new_number(), **changes)))
    assert (response.status_code, issues(response)) == (422, {element: code})


async def test_every_wrong_element_is_named_at_once(hospital: Partner) -> None:
    wrong = claim(new_number(), use="guess", patient=None, item=[{"sequence": 0}])
    response = await hospital.post("/fhir/Claim", encode(wrong))
    assert set(issues(response)) == {
        "Claim.use",
        "Claim.patient",
        "Claim.item[0].sequence",
        "Claim.item[0].productOrService",
    }


async def test_what_is_no_valid_answer_or_payment_is_422_too(insurer: Partner) -> None:
    wrong = await insurer.post("/fhir/ClaimResponse", encode(answer("1", outcome="fine")))
    assert (wrong.status_code, issues(wrong)) == (422, {"ClaimResponse.outcome": "code-invalid"})
    nameless = payment("1.00", detail("1", "1.00")) | {"identifier": []}
    wrong = await insurer.post("/fhir/PaymentReconciliation", encode(nameless))
    assert (wrong.status_code, issues(wrong)) == (422, {"PaymentReconciliation.identifier": "value"})


AS_SENT = (
    b'{ "resourceType":"Claim",\r\n\t"identifier" : [{"system":"urn:qilu:claims","value":"%s"}],'
    b'"status":"active","extension":[{"url":"urn:x","valueDecimal":1.2300}],'
    b'"contained":[{"resourceType":"Coverage","id":"c","status":"active","payor":[{"reference":'
    b'"Organization/taishan-health"}]}],"type":{"text":"\\u4f4f\\u9662 \xe4\xbd\x8f\xe9\x99\xa2"},'
    b'"use":"claim","patient":{"reference":"Patient/%s"},"created":"2026-11","provider":{"display":"Qilu"},'
    b'"priority":{"text":"normal"},"insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"#c"}}],'
    b'"item":[{"sequence":1,"productOrService":{"text":"exam"},"net":{"value":135.50,"currency":"CNY"}}],'
    b'"total":{"value":135.5e0,"currency":"CNY"}}  \n'
)


async def test_a_claim_comes_back_byte_for_byte_as_it_was_sent(hospital: Partner) -> None:
    number = new_number()
    sent = AS_SENT % (number.encode(), number.encode())
    assert (await hospital.post("/fhir/Claim", sent)).status_code == 202
    await hospital.published.of(id_of(number), last="claim.dispatched")
    response = await hospital.http.get(f"/fhir/Claim/{id_of(number)}")
    assert (response.status_code, response.content) == (200, sent)
    assert response.headers["content-type"] == "application/fhir+json"
    shown = await hospital.claim(id_of(number))
    assert shown["total"] == {"value": "135.5", "currency": "CNY"}


async def test_a_payment_comes_back_byte_for_byte_too(insurer: Partner) -> None:
    resource = payment("-0.50", detail(new_number(), "-0.50"), disposition="汇款 ")
    paid = (await insurer.send(resource))["id"]
    await insurer.published.of(paid, last="payment.received")
    response = await insurer.http.get(f"/fhir/PaymentReconciliation/{paid}")
    assert response.content == encode(resource)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/fhir/Patient", "/fhir/Patient/1", "/fhir/Coverage/1/_history/2"])
async def test_another_type_of_resource_is_404_as_an_outcome(
    hospital: Partner, method: str, path: str
) -> None:
    response = await hospital.http.request(method, path)
    assert (response.status_code, issues(response)) == (404, {"": "not-supported"})


async def test_no_answer_may_be_kept_by_a_cache_or_sniffed(hospital: Partner, service: Running) -> None:
    claim_id = await hospital.submit(claim(new_number()))
    for path in (f"/claims/{claim_id}", f"/fhir/Claim/{claim_id}", "/claims", "/claims/nothing"):
        headers = (await hospital.http.get(path)).headers
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
