"""Recording attendance: once, whole or not at all, corrected with a reason, never guessed."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.attendance import queries
from rehab.attendance.actions import (
    CorrectionNeedsReason,
    MarksRefused,
    NewMark,
    RecordedMeanwhile,
    RegisterNotOpen,
    record_attendance,
)
from rehab.attendance.models import Mark
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.enrolment.models import Enrolment, Pause
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Absence, Placement, Wbp
from tests import factories as make
from tests.attendance.classroom import ENROLLED, FRIDAY, NINE, TEN, classroom, record, scope_of


def marks_of(app: Flask, session_id: int) -> dict[int, str]:
    with app.app_context():
        rows = db.session.execute(select(Mark.wbp_id, Mark.status).where(Mark.session_id == session_id, Mark.is_current))
        return {row.wbp_id: row.status for row in rows}


def deeds(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "attendance.record")).all())


def test_marks_stand_and_the_session_is_held(app: Flask) -> None:
    room = classroom(app)
    done = record(app, room, {room.people[0]: "hadir", room.people[1]: "sakit"})
    assert (done.recorded, done.corrected, done.unchanged, done.unrecorded) == (2, 0, 0, 1)
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir", room.people[1]: "sakit"}
    with app.app_context():
        assert db.session.get(Session, room.session_id).state == "held"
        detail = db.session.scalars(select(AuditDetail).order_by(AuditDetail.entry_id)).all()[-1].payload
    assert str(room.people[1]) in detail and "sakit" in detail


def test_unrecorded_people_stay_unrecorded(app: Flask) -> None:
    room = classroom(app)
    record(app, room, {room.people[0]: "hadir"})
    with app.app_context():
        register = queries.register(scope_of(room.officer), room.session_id, TEN)
    assert (register.present, register.absent, register.unrecorded) == (1, 0, 2)


def test_the_same_marks_sent_again_change_nothing(app: Flask) -> None:
    room = classroom(app)
    record(app, room, {room.people[0]: "hadir"})
    again = record(app, room, {room.people[0]: "hadir"}, at=TEN + timedelta(minutes=1))
    assert (again.recorded, again.corrected, again.unchanged) == (0, 0, 1)
    assert deeds(app) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Mark)).all()) == 1


def test_marking_all_present_never_overwrites(app: Flask) -> None:
    room = classroom(app, people=4)
    record(app, room, {room.people[0]: "sakit"})
    done = record(app, room, {room.people[1]: "izin"}, fill_present=True)
    assert done.recorded == 3 and done.unrecorded == 0
    assert marks_of(app, room.session_id) == dict(zip(room.people, ["sakit", "izin", "hadir", "hadir"], strict=True))


def test_an_absence_needs_a_reason_and_nothing_is_half_written(app: Flask) -> None:
    room = classroom(app)
    with app.app_context():
        marks = [NewMark(room.people[0], "hadir"), NewMark(room.people[1], "izin")]
        with pytest.raises(MarksRefused) as refused, saving():
            record_attendance(scope=scope_of(room.officer), session_id=room.session_id, marks=marks, source="officer", at=TEN)
    assert list(refused.value.problems) == [room.people[1]]
    assert marks_of(app, room.session_id) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "mungkin"},
        {"status": "izin", "reason": "karangan"},
        {"status": "izin", "reason": "lain_lain"},
        {"status": "hadir", "note": "x" * 101},
        {"status": "hadir", "minutes": 601},
        {"status": "hadir", "minutes": -1},
    ],
)
def test_a_wrong_mark_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    room = classroom(app, people=1)
    with app.app_context(), pytest.raises(MarksRefused), saving():
        record_attendance(
            scope=scope_of(room.officer),
            session_id=room.session_id,
            marks=[NewMark(room.people[0], **wrong)],
            source="officer",
            at=TEN,
        )


def test_a_correction_needs_a_reason_and_keeps_what_stood(app: Flask) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir", room.people[1]: "hadir"})
    with pytest.raises(CorrectionNeedsReason):
        record(app, room, {room.people[0]: "sakit"})
    done = record(app, room, {room.people[0]: "sakit", room.people[1]: "hadir"}, correction="Salah baris")
    assert (done.corrected, done.unchanged) == (1, 1)
    with app.app_context():
        rows = db.session.scalars(select(Mark).where(Mark.wbp_id == room.people[0]).order_by(Mark.id)).all()
        assert [(row.status, row.is_current) for row in rows] == [("hadir", False), ("sakit", True)]
        assert rows[1].replaces_id == rows[0].id and rows[1].correction == "Salah baris"
        register = queries.register(scope_of(room.officer), room.session_id, TEN)
    assert [(each.before, each.after, each.correction) for each in register.corrections] == [("hadir", "sakit", "Salah baris")]


def test_a_mark_the_writer_has_not_seen_is_never_overwritten(app: Flask) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "sakit"})
    with pytest.raises(RecordedMeanwhile) as refused:
        record(app, room, {room.people[0]: "hadir", room.people[1]: "hadir"}, seen_mark_id=0, correction="Salah")
    assert list(refused.value.theirs) == ["Orang 000 Contoh"]
    assert marks_of(app, room.session_id) == {room.people[0]: "sakit"}


def test_minutes_and_activity_stay_where_nothing_is_said_of_them(app: Flask) -> None:
    room = classroom(app, people=1)
    detail = NewMark(room.people[0], "hadir", minutes=75, took_part=True)
    with app.app_context(), saving():
        record_attendance(scope=scope_of(room.officer), session_id=room.session_id, marks=[detail], source="officer", at=TEN)
    assert record(app, room, {room.people[0]: "hadir"}).unchanged == 1
    with app.app_context():
        mark = db.session.scalars(select(Mark)).one()
        assert (mark.minutes, mark.took_part) == (75, True)


def test_a_register_opens_a_quarter_before_the_session(app: Flask) -> None:
    room = classroom(app, people=1)
    with pytest.raises(RegisterNotOpen):
        record(app, room, {room.people[0]: "hadir"}, at=NINE - timedelta(minutes=15, seconds=1))
    assert record(app, room, {room.people[0]: "hadir"}, at=NINE - timedelta(minutes=15)).recorded == 1


def test_a_cancelled_session_takes_no_marks(app: Flask) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        db.session.get(Session, room.session_id).state = "cancelled"
    with pytest.raises(RegisterNotOpen):
        record(app, room, {room.people[0]: "hadir"})


def test_a_teachers_register_closes_after_a_day_and_an_officers_does_not(app: Flask) -> None:
    room = classroom(app, people=1)
    end = NINE + timedelta(hours=2)
    with pytest.raises(RegisterNotOpen):
        record(app, room, {room.people[0]: "hadir"}, at=end + timedelta(hours=24, seconds=1), source="teacher")
    assert record(app, room, {room.people[0]: "hadir"}, at=end + timedelta(days=7)).recorded == 1


@pytest.mark.parametrize("role", ["officer", "dinas"])
def test_a_session_of_somebody_else_is_not_found(app: Flask, role: str) -> None:
    room, other = classroom(app), classroom(app, code="LAPAS-02")
    stranger = other.officer if role == "officer" else room.dinas
    with app.app_context(), pytest.raises(NotFound), saving():
        scope = replace(scope_of(stranger), agency_id=room.agency_id)
        record_attendance(scope=scope, session_id=room.session_id, marks=[], source="officer", at=TEN)


def test_a_person_of_another_class_cannot_be_marked(app: Flask) -> None:
    room, other = classroom(app), classroom(app, code="LAPAS-02")
    with pytest.raises(MarksRefused) as refused:
        record(app, room, {room.people[0]: "hadir", other.people[0]: "hadir"})
    assert list(refused.value.problems) == [other.people[0]]


def outside(app: Flask, room: Any) -> dict[int, str]:
    with app.app_context():
        register = queries.register(scope_of(room.officer), room.session_id, TEN)
        return {row.wbp_id: row.standing.value for row in register.outside}


def enrol(app: Flask, room: Any, **values: Any) -> int:
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        person = make.wbp(room.facility_id, "Zaenal Contoh")
        make.enrolment(cohort, person, **{"created_at": ENROLLED} | values)
        return int(person.id)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"starts_on": FRIDAY + timedelta(days=1)}, "later"),
        ({"starts_on": FRIDAY, "created_at": NINE + timedelta(minutes=1)}, "later"),
        ({"state": "withdrawn", "ends_on": FRIDAY, "end_reason": "mundur"}, "ended"),
        ({"state": "suspended"}, "suspended"),
        ({"state": "waiting"}, "waiting"),
    ],
)
def test_who_did_not_count_at_the_start_is_named_with_the_cause(app: Flask, values: dict[str, Any], why: str) -> None:
    room = classroom(app)
    person = enrol(app, room, **values)
    assert outside(app, room) == {person: why}
    with pytest.raises(MarksRefused):
        record(app, room, {person: "hadir"})


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": FRIDAY, "created_at": NINE - timedelta(minutes=1)},
        {"starts_on": FRIDAY, "created_at": NINE + timedelta(days=2)},
        {"state": "withdrawn", "ends_on": FRIDAY + timedelta(days=1), "end_reason": "mundur"},
    ],
)
def test_who_counted_at_the_start_stays_on_the_register(app: Flask, values: dict[str, Any]) -> None:
    room = classroom(app)
    person = enrol(app, room, **values)
    assert outside(app, room) == {}
    assert record(app, room, {person: "hadir"}).recorded == 1


def test_a_pause_over_the_day_takes_somebody_off_the_register(app: Flask) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        enrolment = db.session.scalars(select(Enrolment)).one()
        make.add(
            Pause(facility_id=room.facility_id, enrolment_id=enrolment.id, starts_on=FRIDAY, ends_on=FRIDAY + timedelta(days=1))
        )
    assert outside(app, room) == {room.people[0]: "suspended"}


def test_who_left_the_facility_is_grey(app: Flask) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        stay = db.session.scalars(select(Placement)).one()
        stay.ends_on, stay.end_reason = FRIDAY, "bebas"
    assert outside(app, room) == {room.people[0]: "gone"}


def away(app: Flask, room: Any, kind: str, person: int) -> None:
    with app.app_context(), saving():
        make.add(Absence(facility_id=room.facility_id, wbp_id=person, kind=kind, starts_at=TEN, ends_at=TEN + timedelta(hours=1)))


@pytest.mark.parametrize("kind", ["sidang", "kunjungan", "isolasi", "rumah_sakit", "pindah"])
def test_an_official_absence_stands_beside_the_name_and_counts_as_excused(app: Flask, kind: str) -> None:
    room = classroom(app, people=2)
    away(app, room, kind, room.people[0])
    record(app, room, dict.fromkeys(room.people, "tanpa_keterangan"))
    with app.app_context():
        rows = {row.wbp_id: row for row in queries.register(scope_of(room.officer), room.session_id, TEN).rows}
    assert [clash.kind for clash in rows[room.people[0]].clashes] == [kind]
    assert rows[room.people[0]].mark.excused and not rows[room.people[1]].mark.excused


def test_another_class_at_that_time_stands_beside_the_name(app: Flask) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        programme = make.programme(room.facility_id, "Pertanian", kind="pertanian")
        cohort = make.cohort(programme, "Kebun")
        make.session(cohort, FRIDAY, hour=10)
        make.session(make.cohort(programme, "Sore"), FRIDAY, hour=14)
        make.enrolment(cohort, db.session.get(Wbp, room.people[0]), created_at=ENROLLED)
    with app.app_context():
        row = queries.register(scope_of(room.officer), room.session_id, TEN).rows[0]
    assert [(clash.kind, clash.title) for clash in row.clashes] == [("kelas", "Pertanian, Kebun")]


def test_two_officers_at_once_write_one_mark_each_person(app: Flask) -> None:
    room = classroom(app, people=5)
    answers: list[str] = []
    ready = threading.Barrier(2)

    def save(status: str) -> None:
        ready.wait()
        try:
            record(app, room, dict.fromkeys(room.people, status), seen_mark_id=0)
            answers.append(status)
        except RecordedMeanwhile:
            answers.append("refused")
        except Exception as error:
            answers.append(type(error).__name__)

    threads = [threading.Thread(target=save, args=(status,)) for status in ("hadir", "terlambat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [answer for answer in answers if answer in ("refused", "StaleDataError", "StaleVersion")]
    won = [answer for answer in answers if answer in ("hadir", "terlambat")]
    assert (len(refused), len(won)) == (1, 1), answers
    assert marks_of(app, room.session_id) == dict.fromkeys(room.people, won[0])
    assert deeds(app) == 1
