"""Filling an empty demo database: two prisons, ten agencies, a year of work."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from rehab.access.scope import command_line_scope
from rehab.demo.classes import Setting, run_classes, sign_agreements
from rehab.demo.conduct import behave
from rehab.demo.logins import make_walis, open_accounts, write_logins
from rehab.demo.owed import leave_open
from rehab.demo.path import walk_path
from rehab.demo.people import people_of
from rehab.demo.words import AGENCIES
from rehab.extensions import db
from rehab.facilities.actions import add_facility, mark_installation, seed_holidays
from rehab.facilities.day_off_actions import seed_days_off
from rehab.facilities.models import Facility, Holiday, Installation
from rehab.facilities.queries import list_days_off
from rehab.partners.models import Agency
from rehab.plumbing.errors import Refusal
from rehab.programs.day_off_actions import confirm_days_off
from rehab.programs.session_actions import extend_sessions
from rehab.remisi.actions import open_round
from rehab.remisi.models import Round
from rehab.wbp.models import Wbp

SEED = 20260817
KOP = [
    "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN (CONTOH)",
    "DIREKTORAT JENDERAL PEMASYARAKATAN (CONTOH)",
    "KANTOR WILAYAH CONTOH",
]


class NotADemo(Refusal):
    message = _l("Basis data ini bukan basis data contoh. Contoh hanya mengisi basis data kosong miliknya sendiri.")


def is_filled() -> bool:
    """Whether there are people in this database already."""
    return bool(db.session.scalar(select(func.count()).select_from(Wbp)))


def fill_demo(*, on: date, at: datetime, folder: Path, seed: int = SEED, small: bool = False) -> None:
    """Fill an empty database. The same day and seed give the same people; `small` is for tests.

    Raises NotADemo where the database carries another mark or holds anything already.
    """
    mark = db.session.get(Installation, 1)
    if (mark is not None and not mark.is_demo) or db.session.scalar(select(func.count()).select_from(Facility)):
        raise NotADemo()
    mark_installation(is_demo=True, at=at)
    scope = command_line_scope()
    seed_holidays(scope=scope, years=range(on.year - 7, on.year + 3), at=at)
    great_days = _confirm(on, at)
    agencies = {code: _agency(code, name, at) for code, name in AGENCIES}
    sizes = (40, 60) if small else (350, 1500)
    for number, (code, name, kind) in enumerate(
        (("RUTAN-01", "Rutan Kelas IIB Contoh", "rutan"), ("LAPAS-01", "Lapas Kelas IIA Contoh", "lapas"))
    ):
        draw = Random(f"{seed}:{on.isoformat()}:{code}")
        facility = add_facility(
            scope=scope, code=code, name=name, zone="WITA", kind=kind, at=at, city="Kota Contoh", address="Jalan Contoh Nomor 1",
            letterhead=KOP, head_name="Kepala Contoh", head_nip="99999999 999999 9 999",
        )  # fmt: skip
        if number == 0:
            logins, ids = open_accounts(facility, agencies["DISDIK"], at)
            write_logins(folder, logins)
        walis = make_walis(facility, sizes[number], at) + ([ids["wali"]] if number == 0 else [])
        people = people_of(facility, number=sizes[number], draw=draw, on=on, at=at, wali_ids=walis, great_days=great_days)
        behave(people, draw=draw, on=on, at=at)
        place = Setting(facility=facility, agencies=agencies, draw=draw, on=on, at=at)
        agreements = sign_agreements(place)
        teachers = {f"DISDIK:Kejar Paket {letter}": ids["guru"] for letter in "B"}
        run_classes(place, people=people, agreements=agreements, teachers=teachers, large=number == 1)
        db.session.flush()
        round_ = _open_newest_round(facility.id, on, at)
        if number == 0:
            walk_path(round_=round_, ids=ids, at=at)
            leave_open(round_=round_, ids=ids, on=on, at=at)
        _days_off(facility.id, on, at)
    # As the worker does every day, so that a second start of the same day changes nothing.
    extend_sessions(scope=scope, at=at)


def _agency(code: str, name: str, at: datetime) -> Agency:
    agency = Agency(code=code, name=name, regency="Kabupaten Contoh", province="Provinsi Contoh", created_at=at)
    db.session.add(agency)
    db.session.flush()
    return agency


def _confirm(on: date, at: datetime) -> dict[int, dict[str, date]]:
    """Confirm every great day up to the end of this year; returns date by year and code."""
    table: dict[int, dict[str, date]] = {}
    for holiday in db.session.scalars(select(Holiday).order_by(Holiday.held_on, Holiday.id)):
        if holiday.held_on.year <= on.year:
            holiday.state, holiday.decree, holiday.confirmed_at = "ditetapkan", "SKB contoh", at
            table.setdefault(holiday.held_on.year, {})[holiday.code] = holiday.held_on
    return table


def _days_off(facility_id: int, on: date, at: datetime) -> None:
    """The national days of two years: those still to come this year confirmed, the others estimates."""
    scope = command_line_scope(facility_id)
    seed_days_off(scope=scope, facility_id=facility_id, years=range(on.year, on.year + 2), at=at)
    coming = list_days_off(scope, facility_id, from_on=on + timedelta(days=1), to_on=date(on.year + 1, 1, 1))
    confirm_days_off(scope=scope, facility_id=facility_id, ids=[day.id for day in coming if day.kind == "nasional"], at=at)


def _open_newest_round(facility_id: int, on: date, at: datetime) -> Round:
    """Keep the round of the newest 17 August, as its preparation stood."""
    day = date(on.year - (on <= date(on.year, 8, 17)), 8, 17)
    scope = command_line_scope(facility_id)
    return open_round(scope=scope, facility_id=facility_id, kind="RU", on=day, holiday=None, late_on=None, at=at)
