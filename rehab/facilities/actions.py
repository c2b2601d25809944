"""Writing facilities and great days."""

from datetime import date, datetime
from typing import Any

import holidays as holiday_tables
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.models import GREAT_DAYS, KINDS, ZONES, Facility, Holiday, Installation
from rehab.facilities.queries import get_facility, get_holiday
from rehab.plumbing.errors import Refusal, check_version

# Words of the holiday library's Indonesian names, in the order they are looked for.
_WORDS = {
    "idul_fitri": "Idul Fitri",
    "natal": "Natal",
    "nyepi": "Nyepi",
    "waisak": "Waisak",
    "imlek": "Imlek",
}


class CodeTaken(Refusal):
    message = _l("Kode UPT ini sudah dipakai.")


class UnknownZone(Refusal):
    message = _l("Zona waktu adalah WIB, WITA, atau WIT; jenis UPT adalah rutan, lapas, atau lpka.")


class HolidayTaken(Refusal):
    message = _l("Hari besar ini sudah tercatat pada tanggal itu.")


def add_facility(*, scope: Scope, code: str, name: str, zone: str, kind: str, at: datetime, **details: Any) -> Facility:
    """Make a facility; `details` may set city, address, letterhead, head_name, head_nip. Raises CodeTaken, UnknownZone."""
    if zone not in ZONES or kind not in KINDS:
        raise UnknownZone()
    if db.session.scalar(select(Facility.id).where(Facility.code == code)):
        raise CodeTaken()
    facility = Facility(code=code, name=name, zone=zone, kind=kind, created_at=at, **details)
    db.session.add(facility)
    db.session.flush()
    write_entry(
        scope=scope, action="facilities.add", subject="facility", subject_id=facility.id, at=at, facility_id=facility.id,
        details={"code": code, "name": name},
    )  # fmt: skip
    return facility


def change_facility(*, scope: Scope, facility_id: int, version: int, at: datetime, **values: Any) -> Facility:
    """Change name, zone, city, address, letterhead, head_name, head_nip, paper, correction_days or policy of a facility."""
    facility = get_facility(scope, facility_id)
    check_version(facility, version)
    before = {key: getattr(facility, key) for key in values}
    for key, value in values.items():
        setattr(facility, key, value)
    write_entry(
        scope=scope, action="facilities.change", subject="facility", subject_id=facility.id, at=at, facility_id=facility.id,
        details={"before": before, "after": values},
    )  # fmt: skip
    return facility


def add_holiday(*, scope: Scope, code: str, held_on: date, at: datetime) -> Holiday:
    """Enter a great day by hand as an estimate. Raises HolidayTaken."""
    if db.session.scalar(select(Holiday.id).where(Holiday.code == code, Holiday.held_on == held_on)):
        raise HolidayTaken()
    holiday = Holiday(code=code, held_on=held_on, state="perkiraan")
    db.session.add(holiday)
    db.session.flush()
    write_entry(scope=scope, action="facilities.add_holiday", subject="holiday", subject_id=holiday.id, at=at)
    return holiday


def confirm_holiday(*, scope: Scope, holiday_id: int, version: int, decree: str, at: datetime) -> Holiday:
    """Confirm a great day by the decree (SKB) that names it."""
    holiday = get_holiday(scope, holiday_id)
    check_version(holiday, version)
    holiday.state, holiday.decree = "ditetapkan", decree
    holiday.confirmed_by, holiday.confirmed_at = scope.user_id, at
    write_entry(
        scope=scope, action="facilities.confirm_holiday", subject="holiday", subject_id=holiday.id, at=at,
        details={"code": holiday.code, "held_on": holiday.held_on, "decree": decree},
    )  # fmt: skip
    return holiday


def seed_holidays(*, scope: Scope, years: range, at: datetime) -> int:
    """Enter the library's great days of some years as estimates; returns how many were new. Never the authority."""
    known = set(db.session.execute(select(Holiday.code, Holiday.held_on)).tuples())
    table = holiday_tables.country_holidays("ID", years=list(years), language="id")
    added = 0
    for held_on, names in sorted(table.items()):
        for code in _codes_of(names):
            if (code, held_on) not in known:
                known.add((code, held_on))
                db.session.add(Holiday(code=code, held_on=held_on, state="perkiraan"))
                added += 1
    if added:
        write_entry(
            scope=scope, action="facilities.seed_holidays", subject="holiday", subject_id=None, at=at, details={"added": added}
        )
    return added


def _codes_of(names: str) -> list[str]:
    parts = [part.strip() for part in names.replace(";", ",").split(",")]
    plain = [part for part in parts if not part.lower().startswith(("cuti bersama", "malam", "hari kedua", "kedua"))]
    return [code for code in GREAT_DAYS if any(_WORDS[code] in part for part in plain)]


def mark_installation(*, is_demo: bool, at: datetime) -> None:
    """Write the mark of a fresh database; an existing mark stays."""
    if db.session.get(Installation, 1) is None:
        db.session.add(Installation(id=1, is_demo=is_demo, created_at=at))
