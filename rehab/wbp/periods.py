"""Counting time inside: joining periods that touch, adding a sentence by the calendar."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

Span = tuple[date, date | None]


class Length(Protocol):
    """The parts of a sentence that tell its length."""

    kind: str | None
    years: int | None
    months: int | None
    days: int | None


def unbroken(spans: Iterable[Span]) -> list[Span]:
    """Half-open periods in order, those that touch joined into one."""
    joined: list[Span] = []
    for starts_on, ends_on in sorted(spans, key=lambda span: span[0]):
        if joined and (joined[-1][1] is None or starts_on <= joined[-1][1]):
            last_end = joined[-1][1]
            end = None if last_end is None or ends_on is None else max(last_end, ends_on)
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((starts_on, ends_on))
    return joined


def add_calendar(on: date, *, years: int, months: int, days: int) -> date:
    """Years and months together from a day, clipped to the month's end, then days."""
    counted = on.year * 12 + on.month - 1 + years * 12 + months
    year, month = divmod(counted, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last)) + timedelta(days=days)


def expiry_on(sentence: Length | None, spans: Iterable[Span], remitted_days: int) -> date | None:
    """The projected end of a sentence for periods inside and days remitted; None where it has no end or cannot be told."""
    inside = unbroken(spans)
    if sentence is None or sentence.kind in (None, "seumur_hidup", "mati") or not inside or inside[-1][1] is not None:
        return None
    if sentence.years is None and sentence.months is None and sentence.days is None:
        return None
    earlier = sum((end - start).days for start, end in inside[:-1] if end)
    try:
        end = add_calendar(inside[-1][0], years=sentence.years or 0, months=sentence.months or 0, days=sentence.days or 0)
    except (ValueError, OverflowError):
        return None
    return end - timedelta(days=earlier + remitted_days)
