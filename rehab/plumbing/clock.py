"""The only reader of the clock; everyone else is given `at=` or `on=`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The legal date now in a zone (WIB, WITA, WIT)."""
    return local_date(now(), zone)


def local_date(at: datetime, zone: str) -> date:
    """The legal date of an instant in a zone (WIB, WITA, WIT)."""
    return at.astimezone(ZONES[zone]).date()


def instant(on: date, hour: int, minute: int, zone: str) -> datetime:
    """The UTC instant of a wall-clock time on a legal date in a zone."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONES[zone]).astimezone(UTC)
