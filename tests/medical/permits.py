"""The life of a permit as ``permits.events`` tells it, with more in it than this service reads."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from services.medical.messages.permits import PermitTold, read_permit

PREFIX = "cn.quancheng.permits.permit"

Told = tuple[str, dict[str, Any]]


def _held(name: str, first: str, last: str) -> Told:
    post = {"title": "engineer", "occupation": "2-02", "place": "Jinan"}
    holding = {"application_id": "a", "employer": "e", "category": "A", "post": post}
    return name, {"number": "WP-1", "holding": {**holding, "valid_from": first, "valid_to": last}}


def granted(first: str, last: str) -> Told:
    return _held("granted", first, last)


def extended(first: str, last: str) -> Told:
    return _held("extended", first, last)


def changed(first: str, last: str) -> Told:
    return _held("changed", first, last)


def cancelled(on: str, cause: str = "application") -> Told:
    return "cancelled", {"number": "WP-1", "cause": cause, "on": on}


def revoked(on: str) -> Told:
    return "revoked", {"number": "WP-1", "application_id": "a", "reason": "r", "on": on}


def deemed_granted(on: str) -> Told:
    return "extension-deemed-granted", {"number": "WP-1", "application_id": "a", "on": on}


def residence(last: str) -> Told:
    return "residence-recorded", {"application_id": "a", "valid_to": last}


def written(told: Told, persons: tuple[str, ...]) -> tuple[str, bytes]:
    """The CloudEvents type and the data of an event."""
    name, data = told
    return f"{PREFIX}.{name}.v1", json.dumps({**data, "persons": persons}).encode()


def read(told: Told, *persons: str) -> PermitTold:
    """What this service reads of the event."""
    view = read_permit(*written(told, persons))
    assert isinstance(view, PermitTold), view
    return view


def day(text: str) -> date:
    return date.fromisoformat(text)
