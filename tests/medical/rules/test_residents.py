"""11. A permit pre-qualifies coverage checks, in whatever order, how often and how late its events come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from services.medical.facts import Facts
from services.medical.intake import permit_told
from services.medical.kinds import resident_case
from services.medical.messages.events import ClaimDispatched, ClaimFlagged, ClaimReceived
from services.medical.messages.permits import READ, read_permit
from services.medical.messages.residents import PermitNoted
from services.medical.messages.resources import Days
from services.medical.names import resident_id
from services.medical.rules.stays import Stay, standing_on
from tests.medical.permits import (
    PREFIX,
    Told,
    cancelled,
    changed,
    day,
    deemed_granted,
    extended,
    granted,
    read,
    residence,
    revoked,
)
from tests.medical.rules.make import cny, line, submit
from tests.medical.rules.scenario import Scenario, facts, given

ANNA, NEW_PASSPORT = "key-of-anna", "key-of-annas-new-passport"
LIFE: tuple[Told, ...] = (
    granted("2026-01-10", "2026-06-30"),
    residence("2026-06-30"),
    extended("2026-07-01", "2027-06-30"),
    cancelled("2026-09-15"),
    granted("2026-10-01", "2027-09-30"),
    residence("2027-10-15"),
    deemed_granted("2027-09-30"),
    cancelled("2027-11-05", "expiry"),
)


def tell(known: Facts, events: Iterable[tuple[int, Told]], permit: str = "p-1", *persons: str) -> Facts:
    """What the events have made of the residents, each story told at once and never twice with effect."""
    for sequence, told in events:
        for command in permit_told(read(told, *(persons or (ANNA,))), permit, sequence):
            case = Scenario(resident_case, resident_id(command.person), facts=known)
            case.state = known.residents.get(command.person)
            case.outcome = case.kind.decide(command, case.state, known, case.now)
            assert isinstance(case.outcome, tuple)
            for event in case.outcome:
                case.state = case.kind.evolve(case.state, event)
            assert case.kind.decide(command, case.state, known, case.now) == ()
            known.observe(case.id, case.state)
    return known


def stays(*told: Told) -> list[tuple[str, str | None]]:
    """The stays after these events, in this order."""
    found = tell(facts(), enumerate(told, start=1)).stays(ANNA)
    return [(str(stay.first), str(stay.last) if stay.last else None) for stay in found]


def test_11_1_the_first_word_on_a_permit_is_noted_and_the_same_again_is_no_news() -> None:
    told = read(LIFE[0], ANNA)
    (command,) = permit_told(told, "p-1", 1)
    noted = PermitNoted(person=ANNA, persons=(ANNA,), permit="p-1", sequence=1, news=told.news)
    case = given(kind=resident_case).when(command).then(noted)
    case.when(*permit_told(read(LIFE[2], ANNA), "p-1", 1)).then()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (LIFE[:1], [("2026-01-10", "2026-06-30")]),
        (LIFE[:3], [("2026-01-10", "2027-06-30")]),
        (LIFE[:4], [("2026-01-10", "2026-09-15")]),
        (LIFE[:5], [("2026-01-10", "2026-09-15"), ("2026-10-01", "2027-09-30")]),
        (LIFE[:6], [("2026-01-10", "2026-09-15"), ("2026-10-01", "2027-10-15")]),
        (LIFE[:7], [("2026-01-10", "2026-09-15"), ("2026-10-01", None)]),
        (LIFE, [("2026-01-10", "2026-09-15"), ("2026-10-01", "2027-11-05")]),
        ((LIFE[0], changed("2026-03-01", "2026-04-30")), [("2026-01-10", "2026-04-30")]),
        ((LIFE[0], residence("2026-08-31"), revoked("2026-05-01")), [("2026-01-10", "2026-05-01")]),
        (
            (LIFE[0], residence("2026-08-31"), cancelled("2026-07-01", "expiry")),
            [("2026-01-10", "2026-08-31")],
        ),
        ((LIFE[0], residence("2026-01-01")), [("2026-01-10", "2026-06-30")]),
        (
            (LIFE[0], deemed_granted("2026-06-30"), extended("2026-08-01", "2027-07-31")),
            [("2026-01-10", "2027-07-31")],
        ),
        ((LIFE[0], cancelled("2026-01-09")), []),
        ((LIFE[0], residence("2026-01-01"), cancelled("2026-01-09", "expiry")), []),
        ((residence("2026-08-31"),), []),
        ((cancelled("2026-08-31"),), []),
    ],
)
def test_11_2_when_a_person_may_stay_follows_from_what_was_told(
    told: Sequence[Told], expected: list[tuple[str, str | None]]
) -> None:
    assert stays(*told) == expected


@st.composite
def upset(draw: st.DrawFn) -> list[tuple[int, Told]]:
    """Every event at least once, some more often, in any order."""
    once = list(enumerate(LIFE, start=1))
    return draw(st.permutations([*once, *draw(st.lists(st.sampled_from(once), max_size=6))]))


@over(upset())
@settings(max_examples=150, deadline=None, database=None)
def test_11_3_permuted_and_doubled_events_end_in_the_same_state(events: list[tuple[int, Told]]) -> None:
    in_order = tell(facts(), enumerate(LIFE, start=1)).residents[ANNA]
    upset_ = tell(facts(), events).residents[ANNA]
    assert upset_.model_dump_json() == in_order.model_dump_json()


@pytest.mark.parametrize(
    ("on", "prequalified", "reason", "first"),
    [
        ("2026-01-09", "no", "stay-not-begun", "2026-01-10"),
        ("2026-01-10", "yes", "stay-valid", "2026-01-10"),
        ("2026-09-15", "yes", "stay-valid", "2026-01-10"),
        ("2026-09-16", "no", "stay-ended", "2026-01-10"),
        ("2027-11-05", "yes", "stay-valid", "2026-10-01"),
        ("2027-11-06", "no", "stay-ended", "2026-10-01"),
    ],
)
def test_11_4_a_day_is_answered_also_long_after_it(
    on: str, prequalified: str, reason: str, first: str
) -> None:
    standing = standing_on(day(on), tell(facts(), enumerate(LIFE, start=1)).stays(ANNA))
    assert standing.stay is not None
    assert (standing.prequalified, standing.reason, str(standing.stay.first)) == (prequalified, reason, first)


def test_11_5_of_somebody_of_whom_nothing_was_told_nothing_is_known() -> None:
    standing = standing_on(day("2026-03-01"), facts().stays(ANNA))
    assert (standing.prequalified, standing.reason, standing.stay) == ("unknown", "nothing-known", None)


def test_11_6_a_new_passport_leaves_the_days_of_the_old_one_known() -> None:
    known = tell(facts(), [(1, LIFE[0])])
    tell(known, [(2, changed("2026-03-01", "2026-06-30"))], "p-1", ANNA, NEW_PASSPORT)
    assert known.stays(NEW_PASSPORT) == known.stays(ANNA) == (Stay(day("2026-01-10"), day("2026-06-30")),)


def test_11_7_permits_are_kept_apart_and_one_is_enough() -> None:
    known = tell(facts(), [(4, cancelled("2026-02-01"))], "p-1")
    tell(known, [(1, granted("2026-01-10", "2026-12-31"))], "p-2")
    assert known.stays(ANNA) == (Stay(day("2026-01-10"), day("2026-12-31")),)


# --- claims ---


def claimed(known: Facts, *days: str, **changes: Any) -> Scenario:
    """A claim of Anna's for services on these days."""
    lines = tuple(line(number, cny("10.00"), day(each)) for number, each in enumerate(days, start=1))
    return given(known=known).when(submit(**{"person": ANNA, "lines": lines, **changes}))


def known_to_stay() -> Facts:
    return tell(facts(), enumerate(LIFE[:5], start=1))


@pytest.mark.parametrize(
    "days", [("2026-01-10",), ("2026-02-20", "2026-02-21"), ("2026-02-20", "2026-02-28")]
)
def test_11_8_a_claim_for_days_of_a_valid_stay_is_prequalified(days: tuple[str, ...]) -> None:
    case = claimed(known_to_stay(), *days).then(ClaimReceived, ClaimDispatched)
    assert case.last(ClaimReceived).prequalified is True


@pytest.mark.parametrize("days", [("2026-01-09",), ("2026-09-20",), ("2026-02-20", "2026-01-08")])
def test_11_9_a_service_outside_the_stay_is_flagged_and_people_decide(days: tuple[str, ...]) -> None:
    case = claimed(known_to_stay(), *days).then(ClaimReceived, ClaimFlagged, ClaimDispatched)
    assert case.last(ClaimReceived).prequalified is False
    assert case.last(ClaimFlagged).flag == "outside-stay"


def test_11_10_days_between_two_services_are_no_services() -> None:
    case = claimed(known_to_stay(), "2026-09-15", "2026-10-01").when(submit(person=ANNA))
    assert case.journal[0] == case.last(ClaimReceived)
    assert case.last(ClaimReceived).prequalified is True


@pytest.mark.parametrize(
    "changes",
    [{"person": None}, {"person": "key-of-somebody-else"}, {"lines": (line(1, cny("10.00"), None),)}],
)
def test_11_11_where_person_stay_or_day_is_not_known_nothing_is_said(changes: dict[str, Any]) -> None:
    case = claimed(known_to_stay(), "2025-01-01", **changes)
    assert case.last(ClaimReceived).prequalified is None
    assert [each.flag for each in case.journal if isinstance(each, ClaimFlagged)] == (
        [] if "lines" in changes else ["outside-coverage"]
    )


def test_11_12_a_claim_without_days_in_its_lines_is_held_against_its_billed_period() -> None:
    lines = (line(1, cny("10.00"), None),)
    for last, prequalified in ((day("2026-09-15"), True), (day("2026-09-16"), False)):
        period = Days(day("2026-09-10"), last)
        case = claimed(known_to_stay(), lines=lines, billable_period=period)
        assert case.last(ClaimReceived).prequalified is prequalified


def test_11_13_partners_read_neither_the_person_nor_when_or_whether_there_is_a_stay() -> None:
    case = claimed(known_to_stay(), "2026-09-20")
    told = b"".join(event.published() for event in case.journal)
    assert not any(word in told for word in (ANNA.encode(), b"prequalified", b"2026-09-15", b"2026-10-01"))
    assert ANNA in case.last(ClaimReceived).journaled()
    assert resident_case.published is False


# --- the border ---


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{}", "persons: missing"),
        (b'{"persons": [], "on": "2026-01-01"}', "persons: too_short"),
        (b'{"persons": ["k"], "on": "Anna"}', "on: date_from_datetime_parsing"),
        (b"Anna", "data: json_invalid"),
    ],
)
def test_11_14_what_cannot_be_read_is_named_without_its_content(raw: bytes, said: str) -> None:
    assert read_permit(f"{PREFIX}.revoked.v1", raw) == said


def test_11_15_only_what_says_something_of_the_days_is_read() -> None:
    unread = {"expired", "entry-reported", "extension-lodged", "employment-ended"}
    assert READ.isdisjoint(f"{PREFIX}.{name}.v1" for name in unread)
