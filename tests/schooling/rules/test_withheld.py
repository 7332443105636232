"""15. Who acted, and what people wrote, is for the journal alone."""

from __future__ import annotations

import pytest

from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from services.schooling.messages.year_group_events import SeatsChanged
from shared.cases import Event

KINDS = (application_case, enrolment_case, guardian_case, year_group_case)
EVENTS: list[type[Event]] = [event for kind in KINDS for event in kind.events]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_partner_reads_who_acted_or_what_people_wrote(event: type[Event]) -> None:
    assert {"by", "reason", "reasons"} & set(event.model_fields) <= event.withheld


def test_of_seats_that_change_partners_read_how_many() -> None:
    changed = SeatsChanged(before=24, seats=26, reason="the twins of Zhang Wei", by="thomas-admissions")
    assert changed.published() == b'{"before":24,"seats":26}'
