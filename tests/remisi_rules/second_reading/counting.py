"""How time is counted: the last unbroken detention, months of 30 days, calendar sums, expiry."""

import calendar
from datetime import date, timedelta

ENDLESS = ("seumur_hidup", "mati")


def plus(day, days):
    return day + timedelta(days=days)


def add_calendar(origin, years, months, days):
    """Years and months together from the origin day, clipped to the end of the month, then the days."""
    month = origin.month - 1 + months
    year = origin.year + years + month // 12
    month = month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return plus(date(year, month, min(origin.day, last)), days)


def birthday(birth_on, age):
    """The day somebody turns this age; born on 29 February, it is 28 February in other years."""
    return add_calendar(birth_on, age, 0, 0)


def thirty_day_length(sentence):
    """D = years·360 + months·30 + days. A null part counts 0 beside a given one; None where all are null."""
    parts = sentence["years"], sentence["months"], sentence["days"]
    if parts == (None, None, None):
        return None
    return (parts[0] or 0) * 360 + (parts[1] or 0) * 30 + (parts[2] or 0)


def unbroken(periods):
    """Periods that touch are one: a sorted list of (starts_on, ends_on or None)."""
    merged = []
    for starts_on, ends_on in sorted(periods, key=lambda each: each[0]):
        if merged and (merged[-1][1] is None or starts_on <= merged[-1][1]):
            before_start, before_end = merged[-1]
            later = None if before_end is None or ends_on is None else max(before_end, ends_on)
            merged[-1] = (before_start, later)
        else:
            merged.append((starts_on, ends_on))
    return merged


def detained(question):
    """(first day of the last unbroken detention containing `on`, days of earlier detention), or None outside."""
    earlier = 0
    for starts_on, ends_on in unbroken(question.f["detention"] or []):
        if starts_on <= question.on and (ends_on is None or question.on < ends_on):
            return starts_on, earlier
        if ends_on is not None:
            earlier += (ends_on - starts_on).days
    return None


def has_no_end(question):
    return question.f["sentence"]["kind"] in ENDLESS


def unreduced_expiry(question):
    """start + sentence − earlier detention days; None where it cannot be told or has no end."""
    sentence, inside = question.f["sentence"], detained(question)
    if inside is None or has_no_end(question) or thirty_day_length(sentence) is None:
        return None
    start, earlier = inside
    end = add_calendar(start, sentence["years"] or 0, sentence["months"] or 0, sentence["days"] or 0)
    return plus(end, -earlier)


def expiry_before(question):
    """start + sentence − earlier detention days − days of remissions dated before `on`."""
    end = unreduced_expiry(question)
    if end is None:
        return None
    return plus(end, -sum(days for _kind, on, days in question.f["remissions"] or [] if on < question.on))


# "families: RU+PMPU, RK+PMPK, RD+PMPD, RT, RAN, RKL+RKS"
FAMILIES = (("RU", "PMPU"), ("RK", "PMPK"), ("RD", "PMPD"), ("RT",), ("RAN",), ("RKL", "RKS"))


def same_family(question):
    """The remissions of the family of this kind, as (kind, on, days)."""
    family = next(each for each in FAMILIES if question.kind in each)
    return [each for each in question.f["remissions"] or [] if each[0] in family]


def count_n(question):
    """n = 1 + remissions of the same family dated before `on`."""
    return 1 + sum(1 for _kind, on, _days in same_family(question) if on < question.on)
