"""The invented classes: agreements, plans, timetables, a year of sessions and marks, exams and certificates."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert

from rehab.attendance.models import MARKS, Mark
from rehab.demo.people import Person
from rehab.demo.words import PLANS, PROGRAMMES
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.outcomes.models import Certificate, ExamResult
from rehab.partners.models import Agency, Agreement, PlanItem
from rehab.plumbing import clock
from rehab.programs.models import Cohort, Instructor, Programme, ScheduleSlot, Session
from rehab.wbp.models import EDUCATIONS

HOURS = ((7, 30), (9, 0), (10, 30), (13, 0), (14, 30), (15, 30))
ROOMS = ("Aula", "Ruang belajar 1", "Ruang belajar 2", "Bengkel kerja", "Kebun", "Perpustakaan")
STATUSES = (
    ("hadir",) * 84 + ("terlambat",) * 4 + ("sakit",) * 4 + ("izin",) * 3 + ("berhalangan_resmi",) * 2 + ("tanpa_keterangan",) * 3
)


REASONS_OF = {
    "sakit": ("di_kamar", "klinik"), "izin": ("keluarga", "ibadah", "tugas"), "berhalangan_resmi": ("sidang", "kunjungan"),
    "tanpa_keterangan": ("belum_diketahui", "menolak", "tidak_diantar"),
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What every invented class shares."""

    facility: Facility
    agencies: dict[str, Agency]
    draw: Random
    on: date
    at: datetime

    def agency_name(self, programme: Programme) -> str:
        """The name of a programme's agency."""
        return next(agency.name for agency in self.agencies.values() if agency.id == programme.agency_id)


def sign_agreements(place: Setting) -> dict[str, Agreement]:
    """One agreement of each agency with the facility, and its action plan."""
    agreements = {}
    for index, (code, agency) in enumerate(sorted(place.agencies.items()), 1):
        starts = place.on - timedelta(days=200 + 37 * index)
        agreement = Agreement(
            facility_id=place.facility.id, agency_id=agency.id, number=f"PKS-CONTOH/{index:02d}/{starts.year}",
            title=f"Pembinaan bersama {agency.name}", starts_on=starts, ends_on=starts + timedelta(days=730), state="active",
            created_at=place.at,
        )  # fmt: skip
        db.session.add(agreement)
        db.session.flush()
        agreements[code] = agreement
        for title, unit, target in PLANS[code]:
            share = place.draw.uniform(0.3, 0.95)
            budget = Decimal(place.draw.randrange(8, 60)) * 1_000_000
            spent = (budget * Decimal(str(round(share, 2)))).quantize(Decimal(1))
            db.session.add(
                PlanItem(
                    facility_id=place.facility.id, agreement_id=agreement.id, title=title, unit=unit, target=target,
                    achieved=int(target * share), budget=budget, spent=spent,
                    due_on=place.on + timedelta(days=place.draw.randrange(20, 200)), state="running",
                )
            )  # fmt: skip
    return agreements


def run_classes(
    place: Setting, *, people: list[Person], agreements: dict[str, Agreement], teachers: dict[str, int], large: bool
) -> None:
    """Every programme of the list with its classes; the first class of a teacher with an account meets today."""
    free = [person for person in people if person.final_on]
    for number, (code, name, kind, least, small, big) in enumerate(PROGRAMMES):
        classes = big if large else small
        if not classes:
            continue
        programme = Programme(
            facility_id=place.facility.id, agency_id=place.agencies[code].id, agreement_id=agreements[code].id, name=name,
            kind=kind, least_education=least, description=f"{name}, bersama {place.agencies[code].name}.", created_at=place.at,
        )  # fmt: skip
        db.session.add(programme)
        db.session.flush()
        account = None if large else teachers.get(f"{code}:{name}")
        teacher = Instructor(
            facility_id=place.facility.id, agency_id=programme.agency_id, user_id=account, name=f"Pengajar {name}"
        )
        db.session.add(teacher)
        db.session.flush()
        for letter in "ABCD"[:classes]:
            _class(place, programme, teacher, letter, number, _fit(free, least, place.draw))


def _fit(people: list[Person], least: str | None, draw: Random) -> list[Person]:
    floor = EDUCATIONS.index(least) if least else 0
    able = [person for person in people if EDUCATIONS.index(person.row.education or "tidak_sekolah") >= floor]
    return draw.sample(able, min(len(able), draw.randrange(18, 27)))


def _class(place: Setting, programme: Programme, teacher: Instructor, letter: str, number: int, members: list[Person]) -> None:
    _draw, on = place.draw, place.on
    cohort = Cohort(
        facility_id=place.facility.id, programme_id=programme.id, instructor_id=teacher.id, name=f"Kelas {letter} {on.year}",
        room=ROOMS[number % len(ROOMS)], capacity=28, target_completions=20, starts_on=on - timedelta(days=350),
        ends_on=on + timedelta(days=90), state="running", created_at=place.at,
    )  # fmt: skip
    db.session.add(cohort)
    db.session.flush()
    meets_today = teacher.user_id is not None or number % 2 == 0
    weekdays = sorted({on.weekday() if meets_today else (on.weekday() + number) % 6, (on.weekday() + 2 + number) % 6})
    hour, minute = HOURS[(number + ord(letter)) % len(HOURS)]
    starts, ends = time(hour, minute), time(hour + 1, minute)
    keys = {"facility_id": place.facility.id, "cohort_id": cohort.id, "room": cohort.room}
    slots = [ScheduleSlot(weekday=day, starts_time=starts, ends_time=ends, **keys) for day in weekdays]
    db.session.add_all(slots)
    joined = _enrol(place, cohort, members)
    sessions = _sessions(place, cohort, weekdays, starts, ends)
    _marks(place, sessions, joined, teacher)
    _results(place, cohort, programme, members)


def _enrol(place: Setting, cohort: Cohort, members: list[Person]) -> list[tuple[int, date, date | None]]:
    rows = []
    for person in members:
        since = max(cohort.starts_on, (person.final_on or cohort.starts_on) + timedelta(days=3))
        left = place.draw.random() < 0.06 and (place.on - since).days > 120
        ends = since + timedelta(days=90) if left else None
        rows.append(
            {
                "facility_id": cohort.facility_id, "cohort_id": cohort.id, "wbp_id": person.row.id, "starts_on": since,
                "ends_on": ends, "state": "withdrawn" if left else "active", "end_reason": "mundur" if left else None,
                "note": "", "created_at": place.at, "version": 1,
            }
        )  # fmt: skip
    if rows:
        db.session.execute(insert(Enrolment), rows)
    return [(row["wbp_id"], row["starts_on"], row["ends_on"]) for row in rows]  # type: ignore[misc]


def _sessions(place: Setting, cohort: Cohort, weekdays: list[int], starts: time, ends: time) -> list[Session]:
    sessions, day, zone = [], cohort.starts_on, place.facility.zone
    while day < place.on + timedelta(days=29):
        if day.weekday() in weekdays:
            chance = place.draw.random()
            past = day < place.on
            state = "planned" if not past or chance > 0.97 else "cancelled" if chance > 0.93 else "held"
            sessions.append(
                Session(
                    facility_id=cohort.facility_id, cohort_id=cohort.id, instructor_id=cohort.instructor_id, held_on=day,
                    starts_time=starts, ends_time=ends, starts_at=clock.instant(day, starts.hour, starts.minute, zone),
                    ends_at=clock.instant(day, ends.hour, ends.minute, zone), room=cohort.room, state=state,
                    cancel_reason="Pengajar berhalangan" if state == "cancelled" else None,
                )
            )  # fmt: skip
        day += timedelta(days=1)
    db.session.add_all(sessions)
    db.session.flush()
    return sessions


def _marks(place: Setting, sessions: list[Session], members: list[tuple[int, date, date | None]], teacher: Instructor) -> None:
    rows: list[dict[str, Any]] = []
    habits = {wbp_id: place.draw.random() < 0.88 for wbp_id, _since, _until in members}
    for session in sessions:
        if session.state != "held":
            continue
        for wbp_id, since, until in members:
            if session.held_on < since or (until and session.held_on >= until) or place.draw.random() < 0.005:
                continue
            status = place.draw.choice(STATUSES)
            if not habits[wbp_id] and place.draw.random() < 0.3:
                status = "tanpa_keterangan"
            present, excused = MARKS[status]
            rows.append(
                {
                    "facility_id": session.facility_id, "session_id": session.id, "wbp_id": wbp_id, "held_on": session.held_on,
                    "status": status, "present": present, "excused": excused, "minutes": None, "took_part": None,
                    "reason": "" if present else place.draw.choice(REASONS_OF[status]), "source": "teacher",
                    "is_current": True, "replaces_id": None, "marked_by": teacher.user_id, "marked_at": session.ends_at,
                }
            )  # fmt: skip
    if rows:
        db.session.execute(insert(Mark), rows)


def _results(place: Setting, cohort: Cohort, programme: Programme, members: list[Person]) -> None:
    exam_on = place.on - timedelta(days=45)
    exams: list[dict[str, Any]] = []
    certificates: list[dict[str, Any]] = []
    kind = "ijazah" if programme.kind.startswith("paket") else "sertifikat"
    for person in members:
        keys = {"facility_id": cohort.facility_id, "cohort_id": cohort.id, "wbp_id": person.row.id, "recorded_at": place.at}
        keys |= {"recorded_by": None, "version": 1}
        if person.final_on is None or person.final_on > exam_on - timedelta(days=90):
            continue
        score = Decimal(round(min(98, max(35, place.draw.gauss(72, 11)))))
        exams.append({**keys, "title": "Ujian tengah program", "held_on": exam_on, "score": score, "passed": score >= 60})
        if score >= 75:
            number = f"CONTOH/{cohort.id}/{person.row.id}/{exam_on.year}"
            certificate = {"kind": kind, "title": programme.name, "number": number, "issuer": place.agency_name(programme)}
            certificates.append({**keys, **certificate, "issued_on": exam_on + timedelta(days=20)})
    for model, values in ((ExamResult, exams), (Certificate, certificates)):
        if values:
            db.session.execute(insert(model), values)
