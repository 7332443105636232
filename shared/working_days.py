"""China's working days, counted on the official table and never beyond it.

Which weekends are worked and which weekdays are free is announced year by year, so a count that would
leave the announced years is refused. Source: ``data/working-days-cn.yaml``, which names each notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

_DAY = timedelta(days=1)
_SATURDAY = 5


class YearNotLoaded(LookupError):
    """The count needs ``year``, whose notice is not in the table; ``loaded`` are the years that are."""

    def __init__(self, year: int, loaded: Sequence[int]) -> None:
        super().__init__(f"no working days are known for {year}; loaded: {', '.join(map(str, loaded))}")
        self.year = year
        self.loaded = tuple(loaded)


class Holiday(BaseModel):
    """Free days that belong together, ``first`` and ``last`` included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    english: str
    first: date
    last: date

    def days(self) -> list[date]:
        """Every day of the holiday, in order."""
        return list(_days(self.first, self.last))


class Notice(BaseModel):
    """One year as it was announced. ValidationError when its days contradict one another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int
    notice: str
    number: str
    issued: date
    source: str
    holidays: tuple[Holiday, ...]
    working_weekends: tuple[date, ...]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        free = [day for holiday in self.holidays for day in holiday.days()]
        named = free + list(self.working_weekends)
        if not all(holiday.days() for holiday in self.holidays):
            raise ValueError(f"a holiday of {self.year} ends before it begins")
        if len(set(named)) != len(named):
            raise ValueError(f"a day of {self.year} is named twice")
        if any(day.weekday() < _SATURDAY for day in self.working_weekends):
            raise ValueError(f"a working weekend of {self.year} is not on a weekend")
        if any(not date(self.year - 1, 12, 1) <= day <= date(self.year, 12, 31) for day in named):
            raise ValueError(f"the notice of {self.year} names a day of another year")
        return self


class WorkingDays:
    """Counts working days over the years of ``notices``, which follow one another (else ValueError).

    Days are plain dates of ``shared.clock.law_day``; an instant is a TypeError, for its date would be the
    one in UTC. A count that needs a year outside the table raises YearNotLoaded. The last days of December
    are as known so far: the next year's notice may still move them.
    """

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = tuple(notices)
        self.years = tuple(notice.year for notice in notices)
        if not notices or any(after != before + 1 for before, after in pairwise(self.years)):
            raise ValueError(f"the years must follow one another: {self.years}")
        self._first = date(self.years[0], 1, 1).toordinal()
        self._working: list[date] = []  # every working day, in order
        self._upto: list[int] = []  # for each calendar day, how many working days have begun by its end
        self._fill()

    @classmethod
    def load(cls) -> WorkingDays:
        """The official table that comes with the product; read once in a process."""
        return _official()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        upto = self._worked_by(day)
        return upto > 0 and self._working[upto - 1] == day

    def add(self, start: date, days: int) -> date:
        """The working day that is ``days`` working days after ``start``, which is not counted itself.

        With 0 days, ``start`` rolled forward. ValueError when ``days`` is negative.
        """
        if days < 1:
            if days < 0:
                raise ValueError(f"cannot add {days} working days")
            return self.roll_forward(start)
        return self._nth(self._worked_by(start) + days)

    def roll_forward(self, day: date) -> date:
        """``day`` itself when it is a working day, otherwise the next one."""
        return day if self.is_working_day(day) else self._nth(self._worked_by(day) + 1)

    def between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to and including ``b``; negative when ``b`` is earlier."""
        return self._worked_by(b) - self._worked_by(a)

    def _fill(self) -> None:
        free = {day for notice in self.notices for holiday in notice.holidays for day in holiday.days()}
        worked = {day for notice in self.notices for day in notice.working_weekends}
        for day in _days(date(self.years[0], 1, 1), date(self.years[-1], 12, 31)):
            if day in worked or (day.weekday() < _SATURDAY and day not in free):
                self._working.append(day)
            self._upto.append(len(self._working))

    def _worked_by(self, day: date) -> int:
        if isinstance(day, datetime):
            raise TypeError("an instant is not a day: take its law_day first")
        index = day.toordinal() - self._first
        if 0 <= index < len(self._upto):
            return self._upto[index]
        raise YearNotLoaded(day.year, self.years)

    def _nth(self, number: int) -> date:
        if number > len(self._working):
            raise YearNotLoaded(self.years[-1] + 1, self.years)
        return self._working[number - 1]


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


@cache
def _official() -> WorkingDays:
    text = files("shared").joinpath("data/working-days-cn.yaml").read_text(encoding="utf-8")
    return WorkingDays(TypeAdapter(list[Notice]).validate_python(yaml.safe_load(text)))
