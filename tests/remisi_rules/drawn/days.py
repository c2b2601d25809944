"""Days near the borders of the law and of the calendar."""

from datetime import date, timedelta

BORDERS = (
    date(1999, 12, 23), date(2006, 7, 28), date(2012, 11, 12), date(2018, 2, 15), date(2021, 10, 28), date(2022, 1, 28),
    date(2022, 8, 3),
)  # fmt: skip
SINCE = {"PMPU": date(2022, 8, 3), "PMPK": date(2022, 8, 3), "PMPD": date(2022, 8, 3), "RKL": date(2018, 2, 15)}
SINCE["RKS"] = SINCE["RKL"]
ROUND_YEARS = {"RD": (2005, 2015, 2015, 2025, 2025, 2035), "PMPD": (2025, 2025, 2035)}
LAST_DAYS = ((1, 31), (2, 28), (2, 29), (3, 1), (3, 31), (4, 30), (8, 31), (12, 31), (1, 1))


def shifted(day, days):
    """The day so many days later."""
    return day + timedelta(days=days)


def jitter(chance):
    """−1, 0 or 1 day."""
    return chance.choice((-1, 0, 1))


def on_day(year, month, day):
    """That day, or the last of February where the year has no 29th."""
    return date(year, month, 28 if (month, day) == (2, 29) and year % 4 else day)


def any_day(chance):
    lot = chance.random()
    if lot < 0.3:
        return shifted(chance.choice(BORDERS), jitter(chance))
    if lot < 0.6:
        return date(chance.randint(2000, 2036), 8, 17)
    if lot < 0.75:
        return on_day(chance.randint(2004, 2030), *chance.choice(LAST_DAYS))
    return shifted(date(2005, 1, 1), chance.randrange(8400))


def day_of_round(chance, kind):
    """A day to ask about, nearly always one on which the kind can be asked."""
    on = any_day(chance)
    allowed = chance.random() > 0.04
    if kind in ROUND_YEARS and allowed:
        on = on_day(chance.choice(ROUND_YEARS[kind]), on.month, on.day)
    if kind in SINCE and allowed and on < SINCE[kind]:
        on = shifted(SINCE[kind], chance.choice((-1, 0, 1, 30, chance.randrange(1200))))
        if kind in ROUND_YEARS:
            on = date(2025, on.month, min(on.day, 28))
    return on


def months_before(day, months):
    """The first day of the month so many months before that of the day."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def months_after(day, months):
    """The same day so many months later, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    last = (date(index // 12 + (index % 12 == 11), (index + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(index // 12, index % 12 + 1, min(day.day, last))


def text(value):
    """The same as plain JSON data: days written YYYY-MM-DD."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: text(part) for key, part in value.items()}
    return [text(part) for part in value] if isinstance(value, list) else value
