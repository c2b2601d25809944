"""The weeks of a timetable against a plain loop over days."""

from datetime import date, time, timedelta
from math import lcm

from hypothesis import given
from hypothesis import strategies as st

from rehab.programs.pattern import Slot, any_overlap, meetings, meets, overlap

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    starts = draw(st.integers(7, 16))
    ends = draw(st.integers(starts + 1, 18))
    every = draw(st.integers(1, 8))
    first = draw(DAYS) if every > 1 else draw(st.none() | DAYS)
    return Slot(draw(st.integers(0, 6)), time(starts), time(ends), every_weeks=every, first_on=first)


def plain_days(slot: Slot, first: date, until: date) -> list[date]:
    """Walk from the Monday of the first week, step by step."""
    if slot.first_on is None:
        day = first
        found = []
        while day < until:
            if day.weekday() == slot.weekday:
                found.append(day)
            day += timedelta(days=1)
        return found
    monday = slot.first_on
    while monday.weekday() != 0:
        monday -= timedelta(days=1)
    day, found = monday + timedelta(days=slot.weekday), []
    while day < until:
        if day >= first:
            found.append(day)
        day += timedelta(weeks=slot.every_weeks)
    return found


@given(slots(), DAYS, st.integers(0, 200))
def test_an_hour_comes_on_the_days_a_plain_loop_finds(slot: Slot, first: date, length: int) -> None:
    until = first + timedelta(days=length)
    assert [on for on, _slot in meetings([slot], first, until)] == plain_days(slot, first, until)


@given(slots(), slots())
def test_two_hours_overlap_only_where_some_day_has_both(one: Slot, other: Slot) -> None:
    start = max(one.first_on or date(2026, 1, 1), other.first_on or date(2026, 1, 1))
    days = (start + timedelta(days=number) for number in range(7 * (lcm(one.every_weeks, other.every_weeks) + 1)))
    hours = [range(slot.starts_time.hour, slot.ends_time.hour) for slot in (one, other)]
    together = any(meets(one, on) and meets(other, on) for on in days) and bool(set(hours[0]) & set(hours[1]))
    assert overlap(one, other) is overlap(other, one) is together


@given(st.lists(slots(), min_size=1, max_size=5), DAYS, st.integers(14, 90), st.data())
def test_days_off_have_no_meeting_and_the_others_all_of_theirs(
    hours: list[Slot], first: date, length: int, data: st.DataObject
) -> None:
    until = first + timedelta(days=length)
    everything = meetings(hours, first, until)
    off = data.draw(st.sets(st.sampled_from([on for on, _slot in everything] or [first])))
    assert meetings(hours, first, until, off=off) == [each for each in everything if each[0] not in off]


def test_two_fortnightly_hours_in_turn_share_a_weekday_and_an_hour() -> None:
    odd = Slot(0, time(9), time(11), every_weeks=2, first_on=date(2026, 11, 23))
    even = Slot(0, time(9), time(11), every_weeks=2, first_on=date(2026, 11, 30))
    assert not any_overlap([odd, even])
    assert any_overlap([odd, even, Slot(0, time(10), time(12))])
