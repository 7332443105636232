"""6. What is kept of the permits service's events: whatever the order, the same in the end."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.qualifications.cases.holder import HolderState, PermitRecord
from services.qualifications.intake import permit_told
from services.qualifications.messages.holder import NotePermit, PermitFields, PermitNoted
from services.qualifications.messages.permits import PERMIT_TYPES, PermitTold, read_permit
from services.qualifications.messages.talent import FollowHolder
from tests.qualifications.rules.make import ADMISSION, HOLDER, PERMIT, PERSON, TALENT
from tests.qualifications.rules.stories import admitted, told
from tests.qualifications.rules.world import World

PREFIX = "cn.quancheng.permits.permit"
HOLDING = {
    "application_id": "a-1",
    "employer": "employer-1",
    "category": "A",
    "post": {"title": "engineer", "occupation": "2-02", "place": "Jinan"},
    "valid_from": "2026-03-10",
    "valid_to": "2027-03-09",
}
OTHER = {**HOLDING, "employer": "employer-2", "valid_from": "2026-05-01", "valid_to": "2028-04-30"}
LIFE: list[tuple[str, dict[str, Any]]] = [
    ("granted", {"number": "WP-1", "holding": HOLDING}),
    ("changed", {"number": "WP-1", "holding": {**HOLDING, "category": "B"}}),
    ("extended", {"number": "WP-1", "holding": {**HOLDING, "valid_to": "2028-03-09"}}),
    ("cancelled", {"number": "WP-1", "cause": "application", "on": "2026-04-20"}),
    ("granted", {"number": "WP-1", "holding": OTHER}),
    ("changed", {"number": "WP-1", "holding": {**OTHER, "category": "B"}}),
    ("expired", {"number": "WP-1", "on": "2028-04-30"}),
    ("cancelled", {"number": "WP-1", "cause": "expiry", "on": "2028-05-08"}),
]


def read(type_: str, data: dict[str, Any], persons: tuple[str, ...] = (PERSON,)) -> PermitTold:
    view = read_permit(f"{PREFIX}.{type_}.v1", json.dumps({**data, "persons": persons}).encode())
    assert isinstance(view, PermitTold), view
    return view


def lived(world: World, events: list[int]) -> World:
    """The events of ``LIFE`` by their sequence, in the order given."""
    for sequence in events:
        world.when(*permit_told(read(*LIFE[sequence - 1]), PERMIT, sequence))
    return world


def test_6_1_each_field_is_what_the_highest_sequence_said() -> None:
    state = lived(World(), [1, 2, 3, 4, 5, 6]).state(HOLDER)
    (record,) = state.permits
    assert record.fields == PermitFields(
        standing="in-force",
        standing_on=date(2026, 5, 1),
        valid_from=date(2026, 5, 1),
    )
    assert record.said == {"standing": 6, "standing_on": 6, "valid_from": 6}


@pytest.mark.parametrize("order", [(7, 8), (8, 7)])
def test_6_1_a_permit_ends_on_the_day_that_it_expired_and_not_when_it_was_struck_off(
    order: tuple[int, int],
) -> None:
    state = lived(World(), [1, *order]).state(HOLDER)
    (record,) = state.permits
    assert (record.fields.standing, record.ended_on) == ("expired", date(2028, 4, 30))
    assert record.said["standing"] == 7


@st.composite
def upset(draw: st.DrawFn) -> list[int]:
    """Every event at least once, some more often, in any order."""
    once = list(range(1, len(LIFE) + 1))
    more = draw(st.lists(st.sampled_from(once), max_size=6))
    return draw(st.permutations([*once, *more]))


@given(upset())
@settings(max_examples=150, deadline=None, database=None)
def test_6_2_permuted_and_doubled_events_end_in_the_same_state(events: list[int]) -> None:
    assert lived(World(), events).state(HOLDER) == lived(World(), sorted(set(events))).state(HOLDER)


@given(st.permutations([1, 2, 3, 4, 5, 6]))
@settings(max_examples=60, deadline=None, database=None)
def test_6_3_an_admission_stands_after_a_change_of_employer_in_whatever_order_it_is_told(
    events: list[int],
) -> None:
    world = lived(admitted(), events)
    admission = world.state(TALENT).admission(ADMISSION)
    assert (admission.status, admission.grace) == ("admitted", None)


def test_6_4_the_same_event_again_and_a_late_one_are_no_news() -> None:
    world = lived(World(), [5])
    told(world, 5, **world.state(HOLDER).permits[0].fields.model_dump(exclude_none=True)).then()
    world.when(*permit_told(read(*LIFE[3]), PERMIT, 4)).then()


def test_6_5_a_new_passport_gives_the_person_a_further_key_and_both_are_told() -> None:
    both = read("granted", LIFE[0][1], ("old-key", PERSON))
    commands = permit_told(both, PERMIT, 1)
    assert [type(command) for command in commands] == [NotePermit, FollowHolder] * 2
    World().when(*commands).then(PermitNoted, PermitNoted)


def test_6_6_permits_are_kept_apart_and_one_in_force_is_enough() -> None:
    world = told(World(), 1, "p-2", standing="in-force")
    told(world, 4, "p-1", standing="expired", standing_on=date(2026, 3, 1))
    state = world.state(HOLDER)
    assert [record.permit for record in state.permits] == ["p-1", "p-2"]
    assert (state.in_force, state.fallen) == (True, False)
    assert HolderState(person=PERSON).fallen is False


def test_6_7_nothing_said_of_the_standing_is_neither_in_force_nor_fallen() -> None:
    record = PermitRecord(permit="p", fields=PermitFields(valid_from=date(2027, 1, 1)), said={})
    state = HolderState(person=PERSON, permits=(record,))
    assert (state.in_force, state.fallen) == (False, False)


@pytest.mark.parametrize(
    ("type_", "data", "standing"),
    [
        ("granted", LIFE[0][1], "in-force"),
        ("extension-deemed-granted", {"number": "1", "application_id": "a", "on": "2027-03-09"}, "in-force"),
        ("cancelled", LIFE[3][1], "cancelled"),
        ("revoked", {"number": "1", "application_id": "a", "reason": "x", "on": "2027-03-09"}, "revoked"),
        ("expired", LIFE[6][1], "expired"),
        ("changed", LIFE[1][1], "in-force"),
    ],
)
def test_6_8_what_each_event_says_of_the_standing(type_: str, data: dict[str, Any], standing: str) -> None:
    fields = read(type_, data).fields
    assert fields is not None
    assert fields.standing == standing
    assert f"{PREFIX}.{type_}.v1" in PERMIT_TYPES


@pytest.mark.parametrize("cause", ["expiry", "revocation"])
def test_6_8_a_cancellation_after_an_expiry_or_a_revocation_is_no_news(cause: str) -> None:
    told_ = read("cancelled", {"number": "1", "cause": cause, "on": "2027-03-20"})
    assert told_.fields is None
    assert permit_told(told_, PERMIT, 9) == ()


@pytest.mark.parametrize(
    ("raw", "told_"),
    [
        (b"{}", "persons: missing"),
        (b'{"persons": [], "on": "2026-01-01"}', "persons: too_short"),
        (b'{"persons": ["k"], "on": "Anna"}', "on: date_from_datetime_parsing"),
        (b"Anna", "data: json_invalid"),
    ],
)
def test_6_9_what_cannot_be_read_is_named_without_its_content(raw: bytes, told_: str) -> None:
    said = read_permit(f"{PREFIX}.expired.v1", raw)
    assert said == told_
    assert "Anna" not in said


def test_6_10_other_events_are_ignored() -> None:
    ignored = {f"{PREFIX}.entry-reported.v1", f"{PREFIX}.residence-recorded.v1"}
    assert not ignored & PERMIT_TYPES
    with pytest.raises(KeyError):
        read_permit(f"{PREFIX}.entry-reported.v1", b"{}")
