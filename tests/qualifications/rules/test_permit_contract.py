"""6. What the permits service publishes, from its own events, is what this service reads of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.permits.messages import permit as permits
from services.permits.messages.permit import Holding, Post
from services.qualifications.messages.holder import PermitFields
from services.qualifications.messages.permits import PERMIT_TYPES, PermitTold, read_permit
from shared.cases import Event

FIRST, LAST = date(2026, 3, 10), date(2027, 3, 9)
PERSONS = ("key-of-the-old-passport", "key-of-the-new-one")
HOLDING = Holding(
    application_id="a-1",
    employer="employer-1",
    category="A",
    post=Post(title="engineer", occupation="2-02-07", place="Jinan"),
    valid_from=FIRST,
    valid_to=LAST,
)
HELD = {"number": "WP-1", "persons": PERSONS, "holding": HOLDING}
ENDED = {"number": "WP-1", "persons": PERSONS, "on": LAST}
OF_APPLICATION = {**ENDED, "application_id": "a-1"}
IN_FORCE = PermitFields(standing="in-force", standing_on=FIRST, valid_from=FIRST)


def ended(standing: Any) -> PermitFields:
    return PermitFields(standing=standing, standing_on=LAST)


TOLD: list[tuple[Event, PermitFields | None]] = [
    (permits.PermitGranted.model_validate({**HELD, "employer_client": "e", "applicant": "anna"}), IN_FORCE),
    (permits.PermitExtended.model_validate(HELD), IN_FORCE),
    (permits.PermitChanged.model_validate(HELD), IN_FORCE),
    (permits.ExtensionDeemedGranted.model_validate(OF_APPLICATION), ended("in-force")),
    (permits.PermitCancelled.model_validate({**ENDED, "cause": "application"}), ended("cancelled")),
    (permits.PermitCancelled.model_validate({**ENDED, "cause": "expiry"}), None),
    (permits.PermitCancelled.model_validate({**ENDED, "cause": "revocation"}), None),
    (permits.PermitRevoked.model_validate({**OF_APPLICATION, "reason": "forged"}), ended("revoked")),
    (permits.PermitExpired.model_validate(ENDED), ended("expired")),
]


@pytest.mark.parametrize(("event", "fields"), TOLD, ids=lambda each: getattr(each, "type", ""))
def test_6_20_an_event_as_published_is_read_for_every_key_of_its_person(
    event: Event, fields: PermitFields | None
) -> None:
    assert read_permit(event.type, event.published()) == PermitTold(persons=PERSONS, fields=fields)


def test_6_21_every_event_that_is_read_is_published_under_that_type() -> None:
    assert {event.type for event, _ in TOLD} == PERMIT_TYPES
