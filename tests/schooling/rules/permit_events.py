"""Events of a permit as ``permits.events`` has them, with more in them than this service reads."""

from __future__ import annotations

import json
from datetime import date

from services.schooling.messages.permits import (
    CANCELLED,
    DEEMED_GRANTED,
    EXPIRED,
    EXTENDED,
    GRANTED,
    RESIDENCE_RECORDED,
    REVOKED,
)
from tests.schooling.rules.make import ANNA

Told = tuple[str, bytes]


def _told(type_: str, **data: object) -> Told:
    return type_, json.dumps({"persons": [ANNA], "number": "WP-0001", **data}).encode()


def _held(type_: str, start: date) -> Told:
    holding = {
        "application_id": "a",
        "employer": "e",
        "category": "A",
        "valid_from": start.isoformat(),
        "valid_to": date(start.year + 1, start.month, start.day).isoformat(),
    }
    return _told(type_, holding=holding)


def granted(start: date) -> Told:
    return _held(GRANTED, start)


def extended(start: date) -> Told:
    return _held(EXTENDED, start)


def cancelled(on: date, cause: str = "application") -> Told:
    return _told(CANCELLED, cause=cause, on=on.isoformat())


def expired(on: date) -> Told:
    return _told(EXPIRED, on=on.isoformat())


def revoked(on: date) -> Told:
    return _told(REVOKED, on=on.isoformat(), reason="r", application_id="a")


def deemed_granted(on: date) -> Told:
    return _told(DEEMED_GRANTED, on=on.isoformat(), application_id="a")


def residence(until: date) -> Told:
    return _told(RESIDENCE_RECORDED, valid_to=until.isoformat(), application_id="a")
