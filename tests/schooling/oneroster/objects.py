"""Enrolments, objects and filters of every kind that can be, for properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from services.schooling.cases.enrolment_state import EnrolmentState, Period
from services.schooling.decide.roster_name import roster_name
from services.schooling.messages.child import ChildNames
from services.schooling.messages.common import GroupRef, school_year
from services.schooling.rules.schools import official_schools

SCHOOLS = official_schools()
TODAY = date(2026, 11, 19)

_names = st.text(st.characters(categories=["L", "M", "Pd"]), min_size=1, max_size=20)


@st.composite
def child_names(draw: st.DrawFn) -> ChildNames:
    """Both names, or only one of them."""
    given, family = draw(st.none() | _names), draw(st.none() | _names)
    return ChildNames(given=given if given or family else "Suharto", family=family)


@st.composite
def periods(draw: st.DrawFn, school: str) -> tuple[Period, ...]:
    """One after the other, each in a school year of its own; ends may lie in the holidays, or be open."""
    found, count = [], draw(st.integers(1, 3))
    for number in range(count):
        year = school_year(2026 + number)
        first, last = official(school).year_days(year)
        end_of_year, days = last + timedelta(days=1), (last - first).days
        begin = first + timedelta(days=draw(st.integers(0, days)))
        end = draw(st.dates(begin, first.replace(year=first.year + 1)))
        closed = number < count - 1 or draw(st.booleans())
        group = GroupRef(school=school, year=year, grade=draw(st.sampled_from(["KG", "01", "02"])))
        found.append(Period(group=group, begin=begin, year_end=end_of_year, end=end if closed else None))
    return tuple(found)


@st.composite
def enrolments(draw: st.DrawFn) -> EnrolmentState:
    """A child at one of the schools, at any point of its case."""
    school = draw(st.sampled_from([each.id for each in SCHOOLS]))
    erased, names = draw(st.booleans()), draw(child_names())
    status = "left" if erased else draw(st.sampled_from(["enrolled", "deferred", "left"]))
    at = datetime(2026, 1, 1, tzinfo=UTC) + draw(st.timedeltas(timedelta(), timedelta(days=900)))
    child = {} if erased else {"names": names, "roster": roster_name(names, SCHOOLS.zone_on(TODAY))}
    return EnrolmentState(
        status=status,
        school=school,
        periods=draw(periods(school)),
        applications=("application",),
        changed_at=at,
        erased=erased,
        **child,
    )


def official(school: str) -> Any:
    """The rules of a school on the day of these tests."""
    found = SCHOOLS.get(school)
    assert found is not None
    return found.on(TODAY)
