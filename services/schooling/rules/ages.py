"""Ages for school: full years on the cut-off day of the school year, never on the day of asking.

Birth dates are plain dates, without a time zone: Jinan had summer time until 1991, and whoever turned a birth
date into an instant and back could find a child a day younger.

Somebody born on 29 February is a year older from 1 March in common years, as everywhere in this product: on a
cut-off day of 28 February a child of 29 February 2020 is five in 2026, on one of 1 March it is six. No source
was found for schools; it follows the plain count of full years.
"""

from __future__ import annotations

from datetime import date, datetime

from services.schooling.messages.common import SchoolYear, start_year
from services.schooling.rules.schools_file import AgeRule


def age_on(birth: date, day: date) -> int:
    """Full years of age on ``day``. TypeError for an instant, as its date would be the one in UTC."""
    if isinstance(birth, datetime) or isinstance(day, datetime):
        raise TypeError("an age is counted between plain dates")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def cut_off_day(ages: AgeRule, year: SchoolYear) -> date:
    """The day on which ages for a school year are counted."""
    return ages.by.of(start_year(year))


def is_of_age(birth: date, ages: AgeRule, year: SchoolYear) -> bool:
    """Whether a child of this birth date has the age for it in a school year."""
    return ages.at_least <= age_on(birth, cut_off_day(ages, year)) <= ages.at_most
