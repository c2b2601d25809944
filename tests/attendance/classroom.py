"""A class on a Friday at nine (WITA) with its officer, its teacher and as many people as a test asks for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.actions import NewMark, Recorded, record_attendance
from rehab.demo.words import INVENTED, MEN
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.wbp.models import Placement, Wbp
from tests import factories as make

FRIDAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09.00 WITA
TEN = NINE + timedelta(hours=1)
ENROLLED = datetime(2026, 1, 4, tzinfo=UTC)


@dataclass
class Classroom:
    """Ids of one seeded class."""

    facility_id: int
    agency_id: int
    programme_id: int
    cohort_id: int
    session_id: int
    officer: str
    teacher: str
    dinas: str
    people: list[int] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)


def classroom(app: Flask, people: int = 3, code: str = "RUTAN-01", on: date = FRIDAY) -> Classroom:
    """Seed a class of `people` with one session on a day; usernames end in the facility's code."""
    low = code.lower()
    with app.app_context(), saving():
        facility = make.facility(code)
        officer = make.user(f"petugas-{low}", Role.PEMBINAAN, facility.id)
        teacher = make.user(f"guru-{low}", Role.GURU)
        dinas = make.user(f"dinas-{low}", Role.DINAS)
        agency = make.agency(f"DISDIK-{code}")
        make.member(teacher, agency)
        make.member(dinas, agency)
        instructor = make.instructor(facility.id, f"Guru {code}", user_id=teacher.id, agency_id=agency.id)
        programme = make.programme(facility.id, agency_id=agency.id)
        cohort = make.cohort(programme, instructor_id=instructor.id)
        session = make.session(cohort, on)
        ids = [_member(cohort, number) for number in range(people)]
        return Classroom(
            facility.id, agency.id, programme.id, cohort.id, session.id, officer.username, teacher.username, dinas.username,
            ids, [session.id],
        )  # fmt: skip


def _member(cohort: Any, number: int) -> int:
    person = make.wbp(cohort.facility_id, f"Orang {number:03d} Contoh")
    make.enrolment(cohort, person, created_at=ENROLLED)
    return int(person.id)


def scope_of(username: str) -> Scope:
    """The scope of a user; call inside an application context."""
    user = db.session.query(User).filter_by(username=username).one()
    return make.scope_for(user)


def record(app: Flask, room: Classroom, marks: dict[int, str], **values: Any) -> Recorded:
    """Record marks as the class's officer; whoever is absent gets the reason "klinik"."""
    session_id = values.pop("session_id", room.session_id)
    settings = {"source": "officer", "at": TEN} | values
    new = [NewMark(each, status, reason="klinik") for each, status in marks.items()]
    with app.app_context(), saving():
        return record_attendance(scope=scope_of(room.officer), session_id=session_id, marks=new, **settings)


def spread(app: Flask, room: Classroom, *, marked: bool) -> None:
    """Names as long and numbers, cells and, where `marked`, marks as different as those of a prison."""
    draw = Random(400)
    numbers = draw.sample(range(1, 1_500), len(room.people))
    with app.app_context(), saving():
        for person in db.session.scalars(select(Wbp).order_by(Wbp.id)):
            given = " ".join(draw.sample(MEN, 2)) + draw.choice([" ", " bin "])
            person.name, person.register_no = given + draw.choice(INVENTED), f"B.I {numbers.pop():04}/{draw.randint(2022, 2025)}"
        for stay in db.session.scalars(select(Placement).order_by(Placement.id)):
            stay.block, stay.cell = draw.choice("ABCDEFGH"), str(draw.randint(1, 12))
    if marked:
        kinds = ["hadir"] * 12 + ["terlambat"] * 4 + ["sakit", "izin", "tanpa_keterangan"]
        record(app, room, {each: draw.choice(kinds) for each in room.people})
