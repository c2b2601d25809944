"""Stretches of time: the last unbroken detention, calendar sums, birthdays."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from rehab.remisi_rules.facts import Period, Sentence
from rehab.remisi_rules.reading import KEPT

MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = date.min.year, date.max.year
_FIRST_DAY = itemgetter(0)


class Custody(NamedTuple):
    """starts_on of the unbroken detention that holds the day, and the days of those before it."""

    starts_on: date
    earlier_days: int


def custody_on(detention: Sequence[Period], day: date) -> Custody | None:
    """The unbroken detention holding `day` (periods that touch or overlap are one), or None."""
    starts_on: date | None = None
    ends_on: date | None = None
    earlier = 0
    for period in detention if len(detention) == 1 else sorted(detention, key=_FIRST_DAY):
        if period.starts_on > day:
            break
        if starts_on is None:
            starts_on, ends_on = period
        elif ends_on is None or period.starts_on <= ends_on:
            if ends_on is not None and (period.ends_on is None or period.ends_on > ends_on):
                ends_on = period.ends_on
        else:
            earlier += (ends_on - starts_on).days
            starts_on, ends_on = period
    if starts_on is None or (ends_on is not None and ends_on <= day):
        return None
    return Custody(starts_on, earlier)


@lru_cache(maxsize=KEPT)
def span(days: int) -> timedelta:
    """So many days; the common ones are made once. Raises OverflowError."""
    return timedelta(days)


@lru_cache(maxsize=KEPT)
def text_of(day: date) -> str:
    """`YYYY-MM-DD`."""
    return day.isoformat()


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of that month. Raises OverflowError."""
    index = day.year * MONTHS + day.month - 1 + months
    year, month = index // MONTHS, index % MONTHS + 1
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise OverflowError("date out of range")
    if day.day > 28:
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    return date(year, month, day.day)


def add_sentence(day: date, sentence: Sentence) -> date:
    """The calendar end of a sentence begun on `day`: years and months together, clipped, then days."""
    months = (sentence.years or 0) * MONTHS + (sentence.months or 0)
    return add_months(day, months) + span(sentence.days or 0)


def birthday(birth_on: date, age: int) -> date:
    """The day a person turns `age`; those born on 29 February on the 28th in other years."""
    return add_months(birth_on, age * MONTHS)


def part_of(days: int, part: Fraction) -> int:
    """That part of a number of days, part of a day rounded up."""
    return -(-days * part.numerator // part.denominator)
