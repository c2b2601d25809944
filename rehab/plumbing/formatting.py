"""Dates, times and numbers in the reader's language, as template filters."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale

from rehab.plumbing.clock import ZONES

DASH = "–"


def day(value: date | None) -> str:
    """Senin, 17 Agustus 2026."""
    return format_date(value, "EEEE, d MMMM y", locale=get_locale()) if value else DASH


def long_date(value: date | None) -> str:
    """17 Agustus 2026."""
    return format_date(value, "d MMMM y", locale=get_locale()) if value else DASH


def short_date(value: date | None) -> str:
    """17-08-2026."""
    return value.strftime("%d-%m-%Y") if value else DASH


def month(value: date | None) -> str:
    """Agustus 2026."""
    return format_date(value, "MMMM y", locale=get_locale()) if value else DASH


def clock_time(value: datetime | None, zone: str = "WIB") -> str:
    """20.05 WIB (Indonesian) or 20:05 WIB (English)."""
    if value is None:
        return DASH
    pattern = "HH.mm" if str(get_locale()) == "id" else "HH:mm"
    return f"{format_time(value.astimezone(ZONES[zone]).time(), pattern, locale=get_locale())} {zone}"


def moment(value: datetime | None, zone: str = "WIB") -> str:
    """17 Agustus 2026 20.05 WIB."""
    return f"{long_date(value.astimezone(ZONES[zone]).date())} {clock_time(value, zone)}" if value else DASH


def number(value: int | float | Decimal | None) -> str:
    """12.345,678."""
    return format_decimal(value, locale=get_locale()) if value is not None else DASH


def percent(part: int, base: int) -> str:
    """A whole percentage rounded half up; a dash where the base is nothing."""
    if not base:
        return DASH
    return f"{(Decimal(part) * 100 / base).quantize(Decimal(1), ROUND_HALF_UP)} %"


def install(app: Flask) -> None:
    """Give the templates the filters."""
    filters = {"day": day, "date": long_date, "short_date": short_date, "month": month, "clock": clock_time}
    app.jinja_env.filters.update(filters, moment=moment, number=number, percent=percent)
