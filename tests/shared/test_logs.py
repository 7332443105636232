"""Logs that can be kept: structured, correlated, and without persons in them."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import structlog
from pydantic import BaseModel

from shared import logs
from shared.logs import log
from shared.redaction import is_withheld, masked, redacted
from tests.shared.app import PRIVATE

PERSONAL_OR_SECRET = (
    *("name", "patientName", "family_name", "passport_no", "birthDate", "ContactPhone", "patient"),
    *("body", "raw_payload", "value", "headers", "query", "Authorization", "access_token", "API_Password"),
)
OPERATIONAL = (
    *("case", "reason", "topic", "partition", "offset", "position", "client", "records", "rest_s", "fault"),
    *("loop", "check", "route", "hostname", "error", "detail", "version", "correlation", "lease"),
)

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What was logged so far, from a fresh configuration that is undone afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("medical", "info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_is_json_with_time_level_service_and_fields(lines: Lines) -> None:
    log.info("batch committed", records=500, topic="medical.claims.submitted")
    [line] = lines()
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "event": "batch committed",
        "service": "medical",
        "records": 500,
        "topic": "medical.claims.submitted",
    }


def test_what_is_below_the_level_is_not_written(lines: Lines) -> None:
    log.debug("too much")
    logging.getLogger("anything").debug("too much")
    assert lines() == []


@pytest.mark.parametrize(
    "field",
    PERSONAL_OR_SECRET,
)
def test_a_field_that_may_hold_a_person_or_a_secret_is_dropped(field: str, lines: Lines) -> None:
    log.info("claim received", **{field: PRIVATE}, inner={field: PRIVATE, "list": [{field: PRIVATE}]})
    [line] = lines()
    assert PRIVATE not in json.dumps(line)
    assert line["inner"] == {"list": [{}]}


@pytest.mark.parametrize(
    "field",
    OPERATIONAL,
)
def test_fields_that_operate_the_house_stay(field: str) -> None:
    assert not is_withheld(field)


def test_queries_credentials_and_tokens_are_masked_in_any_text() -> None:
    text = "GET https://u:pw@host/claims?patient=Li&x=1 and /claims?name=Li with Bearer eyJhbGci.eyJpc3M.c2ln"
    clean = masked(text)
    assert "https://[withheld]@host/claims?[withheld] and /claims?[withheld]" in clean
    assert not any(word in clean for word in ("pw", "Li", "eyJ"))


def test_bytes_are_counted_and_not_shown() -> None:
    assert redacted({"record": b"Li Wei"}) == {"record": "6 bytes"}


class Patient(BaseModel):
    age: int


def test_an_exception_is_logged_by_type_and_place_without_what_it_quotes(lines: Lines) -> None:
    try:
        try:
            Patient.model_validate({"age": PRIVATE})
        except ValueError as error:
            raise RuntimeError(PRIVATE) from error
    except RuntimeError as error:
        log.exception("reader failed", error=error)
    [line] = lines()
    assert "E12345678" not in json.dumps(line)
    assert line["error"] == "RuntimeError"
    assert line["trace"].startswith("RuntimeError\n  ")
    assert "caused by ValidationError\n" in line["trace"]
    assert "test_logs.py:" in line["trace"]


def test_a_connection_error_says_what_it_could_not_reach(lines: Lines) -> None:
    log.warning("store away", error=ConnectionRefusedError("127.0.0.1:27017 refused"))
    assert lines()[0]["error"] == "ConnectionRefusedError: 127.0.0.1:27017 refused"


def test_the_standard_library_speaks_the_same_way(lines: Lines) -> None:
    try:
        raise KeyError(PRIVATE)
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in %s", "/claims?name=Li")
    [line] = lines()
    assert (line["event"], line["logger"]) == ("Exception in /claims?[withheld]", "uvicorn.error")
    assert (line["level"], line["service"]) == ("error", "medical")
    assert line["trace"].startswith("KeyError\n")
    assert PRIVATE not in json.dumps(line)


def test_libraries_that_log_every_message_are_heard_from_warning_up(lines: Lines) -> None:
    for name in ("faststream", "aiokafka.consumer.fetcher", "pymongo.command", "httpx"):
        logging.getLogger(name).info("one more message")
        logging.getLogger(name).warning("trouble")
    assert [line["event"] for line in lines()] == ["trouble"] * 4


def test_there_is_no_access_log(lines: Lines) -> None:
    logging.getLogger("uvicorn.access").info('%s - "%s %s"', "127.0.0.1", "GET", "/claims?name=Li")
    assert lines() == []


async def test_what_a_request_logs_carries_its_correlation_and_no_more(
    lines: Lines, client: httpx.AsyncClient
) -> None:
    await client.get("/cases/broken?page=7", headers={"X-Correlation-Id": "day-in-jinan-1"})
    [line] = [line for line in lines() if line["event"] == "a request failed unexpectedly"]
    assert (line["correlation"], line["route"]) == ("day-in-jinan-1", "/cases/{case_id}")
    assert PRIVATE not in json.dumps(line)
    assert "page=7" not in json.dumps(line)
    log.info("afterwards")
    assert "correlation" not in lines()[-1]
