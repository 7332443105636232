"""The terms that a year group opens with, from the school's data of the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.schooling.messages.common import GroupRef
from services.schooling.messages.year_group import GroupTerms
from services.schooling.rules.schools import RulesNotInForce, SchoolRules, Schools
from shared.cases import Refusal
from shared.clock import end_of_law_day


def terms_of(schools: Schools, group: GroupRef, day: date) -> GroupTerms | Refusal:
    """What holds for a group that opens on ``day``, or why there is no such group."""
    school = schools.get(group.school)
    if school is None:
        return Refusal("school-unknown", f"there is no school {group.school}")
    try:
        rules = school.on(day)
    except RulesNotInForce as error:
        return Refusal("rules-not-in-force", str(error))
    seats = rules.seats(group.year, group.grade)
    if seats is None:
        return Refusal("grade-not-planned", f"{group.school} does not plan {group.grade} in {group.year}")
    return _terms(rules, group, seats, schools.version)


def _terms(rules: SchoolRules, group: GroupRef, seats: int, version: str) -> GroupTerms:
    offers = rules.edition.offers.value
    _, last = rules.window(group.year)
    return GroupTerms(
        seats=seats,
        waiting=rules.edition.waiting.value,
        mode=offers.mode,
        window_closes=end_of_law_day(last),
        seed_until=_seed_until(rules, last),
        kept=rules.kept(group.year, group.grade),
        kept_until=end_of_law_day(rules.edition.moving_up.value.until.of(group.year)),
        closes=end_of_law_day(rules.year_days(group.year)[1]),
        validity=offers.validity,
        offers_each=offers.offers_each,
        after_decline=offers.after_decline,
        after_expiry=offers.after_expiry,
        deferral=rules.edition.deferral.value.allowed,
        policy=version,
    )


def _seed_until(rules: SchoolRules, last: date) -> datetime | None:
    seed = rules.edition.seed
    return None if seed is None else end_of_law_day(last - timedelta(days=seed.value.days_before_close))
