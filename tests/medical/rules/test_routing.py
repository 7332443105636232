"""2. A claim goes to the insurer of its focal coverage; what is unclear waits for the office."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.medical.messages.events import ClaimDispatched, ClaimFlagged, ClaimHeld, ClaimReceived
from services.medical.messages.resources import BusinessIdentifier, Coverage, Days, ResourceRef
from services.medical.rules.limits import answer_due, filed_in_time, last_filing_day
from services.medical.rules.partner_file import AnswerLimit, FilingLimit, Limits
from shared.working_days import WorkingDays, YearNotLoaded
from tests.medical.rules.make import POLICY, STRANGE_POLICY, cny, line, submit
from tests.medical.rules.scenario import MONDAY, Scenario, given

TAISHAN_SYSTEM = BusinessIdentifier("urn:quancheng:policy:taishan-health", "any-number")


def hold_of(**changes: Any) -> str:
    return str(given().when(submit(**changes)).last(ClaimHeld).reason)


def insurer_of(*coverages: Coverage, **changes: Any) -> str:
    case = given().when(submit(coverages=coverages, **changes))
    return str(case.last(ClaimDispatched).insurer)


def test_2_1_a_coverage_is_known_by_reference_by_identifier_and_by_its_numbering_system() -> None:
    known = BusinessIdentifier("urn:quancheng:policy:taishan-health", "TS-2026-001")
    for ref in (POLICY.coverage, ResourceRef(identifier=known), ResourceRef(identifier=TAISHAN_SYSTEM)):
        assert insurer_of(Coverage(1, True, ref)) == "taishan-health"


def test_2_2_a_coverage_inside_the_claim_is_known_by_its_payor() -> None:
    for payor in (
        ResourceRef("Organization/2"),
        ResourceRef(identifier=BusinessIdentifier("urn:quancheng:insurer", "TS")),
    ):
        contained = Coverage(1, True, ResourceRef("#coverage-1"), payors=(payor,))
        assert insurer_of(contained) in ("hl7-insurer", "taishan-health")


def test_2_3_of_several_coverages_the_focal_one_counts() -> None:
    other = Coverage(1, False, ResourceRef("Coverage/baotu-2026-001"))
    assert insurer_of(other, Coverage(2, True, POLICY.coverage)) == "taishan-health"


def test_2_4_a_coverage_that_nobody_knows_is_held() -> None:
    assert hold_of(coverages=(STRANGE_POLICY,)) == "coverage-unknown"


def test_2_5_an_insurer_that_is_not_connected_is_held_whether_named_by_the_claim_or_the_coverage() -> None:
    stranger = ResourceRef("Organization/elsewhere")
    assert hold_of(insurer=stranger) == "insurer-not-connected"
    contained = Coverage(1, True, ResourceRef("#coverage-1"), payors=(stranger,))
    assert hold_of(coverages=(contained,)) == "insurer-not-connected"


def test_2_6_an_insurer_to_whom_the_coverage_does_not_belong_is_shown_nothing() -> None:
    assert hold_of(insurer=ResourceRef("Organization/2")) == "coverage-unknown"
    assert insurer_of(POLICY, insurer=ResourceRef("Organization/taishan-health")) == "taishan-health"


def test_2_7_an_insurer_named_in_words_only_is_not_named() -> None:
    assert insurer_of(POLICY, insurer=ResourceRef()) == "taishan-health"


def late(day: date, now: datetime = MONDAY, **changes: Any) -> Scenario:
    return given().at(now).when(submit(lines=(line(1, cny("10.00"), day),), **changes))


def test_2_8_a_claim_filed_more_than_three_months_after_the_last_service_is_held() -> None:
    assert late(date(2025, 11, 30)).last(ClaimHeld).reason == "out-of-window"
    assert late(date(2020, 5, 1)).last(ClaimHeld).reason == "out-of-window"
    assert late(date(2025, 12, 1)).last(ClaimDispatched)  # to Sunday, 1 March, so to Monday


def test_2_9_the_end_of_the_billed_period_counts_where_no_line_has_a_day() -> None:
    lines = (line(1, cny("10.00"), None),)
    period = Days(date(2025, 9, 1), date(2025, 9, 30))
    assert hold_of(lines=lines, billable_period=period) == "out-of-window"
    given().when(submit(lines=lines)).then(ClaimReceived, ClaimDispatched)


def test_2_10_questions_ahead_of_the_service_are_never_late() -> None:
    assert late(date(2025, 1, 6), use="preauthorization").last(ClaimDispatched)


def test_2_11_an_insurer_without_a_filing_limit_takes_old_claims_and_has_them_flagged() -> None:
    coverage = Coverage(1, True, ResourceRef("Coverage/9876B1"))
    case = late(date(2014, 8, 16), coverages=(coverage,), insurer=ResourceRef("Organization/2"))
    case.then(ClaimReceived, ClaimFlagged, ClaimDispatched)
    assert case.last(ClaimFlagged).flag == "outside-coverage"


def test_2_12_while_the_calendar_is_not_announced_the_claim_is_held_and_no_day_is_guessed() -> None:
    december = datetime(2026, 12, 28, 2, tzinfo=UTC)
    case = late(date(2026, 12, 20), december).then(ClaimReceived, ClaimHeld)
    assert case.last(ClaimHeld).reason == "calendar-not-loaded"
    january = datetime(2027, 1, 3, 2, tzinfo=UTC)
    assert late(date(2026, 10, 2), january).last(ClaimHeld).reason == "calendar-not-loaded"


# --- the limits themselves ---

CALENDAR = WorkingDays.load()


def limits(days: int, percent: int = 80) -> Limits:
    limit = AnswerLimit(value=days, unit="working-days", source="test")
    return Limits(answer=limit, at_risk_percent=percent, filing="none")


@pytest.mark.parametrize(
    ("start", "days", "at_risk", "due"),
    [
        ("2026-02-13", 5, "2026-02-26", "2026-02-27"),  # over the Spring Festival, a Saturday worked
        ("2026-02-13", 10, "2026-03-03", "2026-03-05"),
        ("2026-09-18", 3, "2026-09-21", "2026-09-22"),  # Sunday, 20 September is worked
        ("2026-09-30", 5, "2026-10-12", "2026-10-13"),
        ("2026-03-02", 1, "2026-03-02", "2026-03-03"),
    ],
)
def test_2_13_an_answer_is_due_at_the_end_of_the_last_working_day(
    start: str, days: int, at_risk: str, due: str
) -> None:
    found = answer_due(limits(days), datetime.fromisoformat(f"{start}T10:00+08:00"), CALENDAR)
    ends = {"at_risk": found.at_risk, "due": found.due}
    midnight = {
        name: datetime.fromisoformat(f"{day}T00:00+08:00")
        for name, day in (("at_risk", at_risk), ("due", due))
    }
    assert {name: (ends[name] - midnight[name]).total_seconds() for name in ends} == {
        "at_risk": 86400.0,
        "due": 86400.0,
    }


def test_2_14_the_day_of_dispatch_is_the_day_in_china() -> None:
    before = answer_due(limits(1), datetime(2026, 3, 2, 15, 59, tzinfo=UTC), CALENDAR)
    after = answer_due(limits(1), datetime(2026, 3, 2, 16, 0, tzinfo=UTC), CALENDAR)
    assert (after.due - before.due).days == 1


def filing(value: int, unit: Any) -> FilingLimit:
    return FilingLimit(value=value, unit=unit, source="test")


def test_2_15_months_end_on_the_same_day_or_on_the_last_of_the_month() -> None:
    assert last_filing_day(filing(3, "months"), date(2025, 11, 30)) == date(2026, 2, 28)
    assert last_filing_day(filing(3, "months"), date(2025, 12, 2)) == date(2026, 3, 2)
    assert last_filing_day(filing(3, "months"), date(2026, 1, 31)) == date(2026, 4, 30)
    assert last_filing_day(filing(180, "days"), date(2026, 1, 1)) == date(2026, 6, 30)


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00+08:00")


def test_2_16_a_filing_limit_that_ends_on_free_days_ends_on_the_next_working_day() -> None:
    limit, service = filing(3, "months"), date(2026, 7, 1)  # ends on the first day of the National holiday
    assert filed_in_time(limit, service, morning("2026-10-08"), CALENDAR)
    assert not filed_in_time(limit, service, morning("2026-10-09"), CALENDAR)


def test_2_17_a_year_that_is_not_announced_is_refused() -> None:
    with pytest.raises(YearNotLoaded):
        answer_due(limits(15), datetime(2026, 12, 28, tzinfo=UTC), CALENDAR)
