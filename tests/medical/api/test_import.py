"""`$import`: claims without number, a line each, streamed; what is refused is told by its line."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.medical.claims import claim, coded, encode, id_of, line, new_number
from tests.medical.talk import Partner
from tests.running import Published

PATH = "/fhir/Claim/$import"
NDJSON = {"content-type": "application/fhir+ndjson"}
LIMIT = 1024 * 1024


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def memory_kb(name: str) -> int:
    """A figure of this process, in which the service runs: its memory now, or at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def forget_the_peak() -> int:
    """Let the peak of memory begin anew; the memory now."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory_kb("VmRSS")


async def send(partner: Partner, content: bytes, size: int = 7_919) -> httpx.Response:
    """The lines in pieces that end anywhere."""
    return await partner.http.post(PATH, content=in_pieces(content, size), headers=NDJSON, timeout=120)


async def test_good_and_bad_lines_are_counted_and_the_bad_ones_are_told_by_number(
    hospital: Partner, published: Published
) -> None:
    good = [new_number() for _ in range(4)]
    lines = [
        encode(claim(good[0])),
        b"",
        encode(claim(good[1])) + b"\r",
        b"{broken",
        b"  \t ",
        encode(claim(new_number(), use="guess")),
        b" " + encode(claim(good[2])) + b" ",
        b'{"a": "' + b"x" * LIMIT + b'"}',
        b"\xff",
        encode(claim(good[3])),
    ]
    response = await send(hospital, b"\n".join(lines))
    assert response.status_code == 200
    said = response.json()
    assert (said["lines"], said["accepted"], said["refused"], said["unlisted"]) == (10, 4, 4, 0)
    assert [(each["line"], each["status"]) for each in said["refusals"]] == [
        (4, 400),
        (6, 422),
        (8, 413),
        (9, 400),
    ]
    assert said["refusals"][1]["outcome"]["issue"][0]["expression"] == ["Claim.use"]
    for number in good:
        await published.of(id_of(number), last="claim.dispatched")
    sent = await hospital.http.get(f"/fhir/Claim/{id_of(good[1])}")
    assert sent.content == encode(claim(good[1]))


async def test_three_thousand_lines_in_pieces_are_all_taken_and_keep_their_line_numbers(
    hospital: Partner, published: Published
) -> None:
    numbers = [new_number() for _ in range(2_970)]
    lines = [encode(claim(number)) for number in numbers]
    for place in range(29, 3_000, 100):
        lines.insert(place, b'{"resourceType": "Claim"}')
    response = await send(hospital, b"\r\n".join(lines) + b"\r\n", 65_536)
    said = response.json()
    assert (said["lines"], said["accepted"], said["refused"]) == (3_000, 2_970, 30)
    assert [each["line"] for each in said["refusals"]] == list(range(30, 3_001, 100))
    again = (await send(hospital, b"\n".join(lines[:50]))).json()
    assert again["accepted"] == 49
    for number in numbers:
        events = await published.of(id_of(number), last="claim.dispatched", seconds=30)
        assert len(events) == 2


async def test_an_import_larger_than_memory_should_hold_passes_through_it(hospital: Partner) -> None:
    """60 MB of one claim of 600 kB, sent again and again; the process grows by much less."""
    scan = {"sequence": 1, "category": coded("attachment"), "valueAttachment": {"data": "QUJD" * 150_000}}
    one = encode(claim(new_number(), lines=[line(1, "1.00")], supportingInfo=[scan])) + b"\n"

    async def many() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield one

    await hospital.http.post(PATH, content=one, headers=NDJSON)
    before = forget_the_peak()
    response = await hospital.http.post(PATH, content=many(), headers=NDJSON, timeout=120)
    assert response.json()["accepted"] == 100
    assert memory_kb("VmHWM") - before < 40 * 1024


async def test_refused_lines_without_end_are_counted_when_they_are_no_longer_listed(
    hospital: Partner,
) -> None:
    response = await send(hospital, b"{broken\n" * 10_500, 65_536)
    said = response.json()
    assert (said["refused"], len(said["refusals"]), said["unlisted"]) == (10_500, 10_000, 500)


async def test_an_import_of_nothing_is_nothing(hospital: Partner) -> None:
    for content in (b"", b"\n", b"\r\n\r\n"):
        said = (await send(hospital, content)).json()
        assert (said["accepted"], said["refused"]) == (0, 0)


async def test_an_import_of_another_media_type_is_415(hospital: Partner) -> None:
    response = await hospital.http.post(PATH, content=b"{}", headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["issue"][0]["code"]) == (415, "not-supported")
