"""When a class meets: hours that come every week or every few weeks, worked out without a database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations
from math import gcd
from typing import Any, Protocol

MOST_WEEKS = 8


@dataclass(frozen=True)
class Slot:
    """One hour of a timetable: weekday 0 (Monday) to 6, wall-clock times in the facility's zone.

    Every `every_weeks` weeks counted from the week of `first_on`, and not before it; None: every week.
    Room "" and no teacher mean the class's own.
    """

    weekday: int
    starts_time: time
    ends_time: time
    room: str = ""
    every_weeks: int = 1
    first_on: date | None = None
    instructor_id: int | None = None

    @property
    def order(self) -> tuple[int, time, date]:
        """Its place in the week."""
        return self.weekday, self.starts_time, self.first_on or date.min


class Hour(Protocol):
    """What says when an hour comes and who teaches it: a Slot, or the row that keeps it."""

    weekday: Any
    starts_time: Any
    ends_time: Any
    every_weeks: Any
    first_on: Any
    instructor_id: Any


def week_of(on: date) -> int:
    """The number of the week of a date, Monday first."""
    return (on.toordinal() - 1) // 7


def meets(hour: Hour, on: date) -> bool:
    """Whether an hour comes on a date."""
    if hour.weekday != on.weekday():
        return False
    if hour.first_on is None:
        return True
    weeks = week_of(on) - week_of(hour.first_on)
    return weeks >= 0 and weeks % int(hour.every_weeks) == 0


def overlap(one: Hour, other: Hour) -> bool:
    """Whether two hours ever fall on each other."""
    if one.weekday != other.weekday or one.starts_time >= other.ends_time or other.starts_time >= one.ends_time:
        return False
    if one.first_on is None or other.first_on is None:
        return True
    return (week_of(one.first_on) - week_of(other.first_on)) % gcd(one.every_weeks, other.every_weeks) == 0


def any_overlap(hours: Iterable[Hour]) -> bool:
    """Whether two hours of a timetable ever fall on each other."""
    return any(overlap(one, other) for one, other in combinations(hours, 2))


def meetings(hours: Iterable[Any], first: date, until: date, *, off: Collection[date] = ()) -> list[tuple[date, Any]]:
    """Every (date, hour) from `first` until `until` (excluded), in order of days, without the days off."""
    kept = list(hours)
    days = (first + timedelta(days=number) for number in range(max(0, (until - first).days)))
    return [(on, hour) for on in days if on not in off for hour in kept if meets(hour, on)]
