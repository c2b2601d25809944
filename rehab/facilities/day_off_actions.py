"""Writing the days on which no class of a facility meets. What becomes of the sessions is the programmes' part."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import holidays as holiday_tables
from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.models import DayOff
from rehab.facilities.queries import days_off_by_id, list_days_off
from rehab.plumbing.errors import NotFound, Refusal

MOST_DAYS = 60
LONGEST_NAME = 200


class DayTaken(Refusal):
    message = _l("Hari ini sudah ada di daftar. Tetapkan yang sudah ada itu.")


class WrongDays(Refusal):
    message = _l("Hari terakhir tidak boleh sebelum hari pertama, dan paling banyak 60 hari sekaligus.")


def seed_days_off(*, scope: Scope, facility_id: int, years: range, at: datetime) -> int:
    """Enter the national days and joint leave of some years as estimates; returns how many are new. Never the authority."""
    if not scope.covers(facility_id):
        raise NotFound()
    table = holiday_tables.country_holidays("ID", years=list(years), language="id", categories=("public", "government"))
    first, until = date(years.start, 1, 1), date(years.stop, 1, 1)
    known = {row.held_on for row in list_days_off(scope, facility_id, from_on=first, to_on=until)}
    fresh = [(on, name) for on, name in sorted(table.items()) if on not in known]
    for on, name in fresh:
        day = {"facility_id": facility_id, "held_on": on, "kind": "nasional", "state": "perkiraan"}
        db.session.add(DayOff(name=name[:LONGEST_NAME], **day))
    db.session.flush()
    if fresh:
        _note(scope, "facilities.seed_days_off", facility_id, at, added=len(fresh), first=first, until=until)
    return len(fresh)


def add_days_off(*, scope: Scope, facility_id: int, first: date, last: date, name: str, at: datetime) -> list[DayOff]:
    """Enter days of the facility's own, one row a day, confirmed at once. Raises DayTaken, WrongDays, NotFound."""
    if not scope.covers(facility_id):
        raise NotFound()
    length = (last - first).days + 1
    if not 1 <= length <= MOST_DAYS:
        raise WrongDays()
    if list_days_off(scope, facility_id, from_on=first, to_on=last + timedelta(days=1)):
        raise DayTaken()
    days = [first + timedelta(days=number) for number in range(length)]
    own = {"facility_id": facility_id, "kind": "upt", "state": "ditetapkan", "confirmed_by": scope.user_id, "confirmed_at": at}
    rows = [DayOff(held_on=on, name=name, **own) for on in days]
    db.session.add_all(rows)
    db.session.flush()
    _note(scope, "facilities.add_days_off", facility_id, at, name=name, days=days)
    return rows


def confirm_days_off(*, scope: Scope, facility_id: int, ids: Iterable[int], at: datetime) -> list[DayOff]:
    """Confirm estimates; returns those that were not confirmed before."""
    rows = [row for row in days_off_by_id(scope, facility_id, ids) if row.state == "perkiraan"]
    for row in rows:
        row.state, row.confirmed_by, row.confirmed_at = "ditetapkan", scope.user_id, at
    if rows:
        _note(scope, "facilities.confirm_days_off", facility_id, at, days=[row.held_on for row in rows])
    return rows


def take_back_days_off(*, scope: Scope, facility_id: int, ids: Iterable[int], reason: str, at: datetime) -> list[DayOff]:
    """Make confirmed days estimates again; returns those that were confirmed before."""
    rows = [row for row in days_off_by_id(scope, facility_id, ids) if row.state == "ditetapkan"]
    for row in rows:
        row.state, row.confirmed_by, row.confirmed_at = "perkiraan", None, None
    if rows:
        _note(scope, "facilities.take_back_days_off", facility_id, at, days=[row.held_on for row in rows], reason=reason)
    return rows


def _note(scope: Scope, action: str, facility_id: int, at: datetime, **details: object) -> None:
    write_entry(
        scope=scope, action=action, subject="facility", subject_id=facility_id, at=at, facility_id=facility_id, details=details
    )
