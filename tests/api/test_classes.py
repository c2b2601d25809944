"""What a phone is told of a teacher's classes: who is in the room and what stands, nothing else of a person."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort
from rehab.wbp.models import Wbp
from tests import factories as make
from tests.attendance.classroom import FRIDAY, NINE, TEN, Classroom, classroom, record
from tests.pages import PageClient
from tests.query_counter import counted_queries


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


@pytest.fixture
def room(app: Flask) -> Classroom:
    return classroom(app)


def told(app: Flask, room: Classroom) -> Any:
    answer = PageClient(app).sign_in(room.teacher).http.get("/api/classes")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_json()


def more_sessions(app: Flask, room: Classroom, days: tuple[date, ...]) -> None:
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        for on in days:
            make.session(cohort, on, hour=13)


def test_a_phone_is_told_its_sessions_its_people_and_what_stands(app: Flask, room: Classroom) -> None:
    record(app, room, {room.people[0]: "terlambat"})
    found = told(app, room)
    session = found["sessions"][0]
    assert {name: each for name, each in session.items() if name != "people"} == {
        "id": room.session_id, "class": "Kelas 2026", "programme": "Kejar Paket B", "room": "Aula", "on": "2026-11-20",
        "zone": "WITA", "starts_at": "2026-11-20T01:00:00Z", "ends_at": "2026-11-20T03:00:00Z",
        "opens_at": "2026-11-20T00:45:00Z", "closes_at": "2026-11-21T03:00:00Z", "state": "held", "finished_at": None,
    }  # fmt: skip
    assert [each["id"] for each in session["people"]] == room.people
    first = session["people"][0]
    assert (first["family"], first["given"], first["number"][:4]) == ("CONTOH", "Orang 000", "B.I ")
    assert first["mark"]["status"] == "terlambat" and session["people"][1]["mark"] is None
    assert (found["at"], found["keep_until"]) == ("2026-11-20T02:00:00Z", "2026-11-23T02:00:00Z")
    assert found["csrf"]
    assert [each["code"] for each in found["statuses"] if each["usual"]] == ["hadir", "sakit", "izin", "tanpa_keterangan"]


def test_yesterday_until_a_week_from_now_are_told_and_no_other_day(app: Flask, room: Classroom) -> None:
    days = tuple(FRIDAY + timedelta(days=each) for each in (-2, -1, 7, 8))
    more_sessions(app, room, days)
    assert [each["on"] for each in told(app, room)["sessions"]] == ["2026-11-19", "2026-11-20", "2026-11-27"]


def test_another_teachers_sessions_are_not_told(app: Flask, room: Classroom) -> None:
    other = classroom(app, code="LAPAS-02")
    assert [each["id"] for each in told(app, room)["sessions"]] == [room.session_id]
    assert [each["id"] for each in told(app, other)["sessions"]] == [other.session_id]


def test_what_officers_wrote_and_what_is_nobodys_business_stays_inside(app: Flask, room: Classroom) -> None:
    record(app, room, {room.people[0]: "sakit"})
    with app.app_context(), saving():
        person = db.session.get(Wbp, room.people[0])
        assert person is not None
        person.nik, person.offence, person.religion = "3171012345678901", "narkotika", "hindu"
    answer = PageClient(app).sign_in(room.teacher).http.get("/api/classes")
    first = answer.get_json()["sessions"][0]["people"][0]
    assert first["mark"] == {"id": first["mark"]["id"], "status": "sakit", "reason": "dicatat_petugas", "note": ""}
    assert set(first) == {"id", "family", "given", "number", "mark"}
    text = answer.get_data(as_text=True)
    assert not [word for word in ("3171012345678901", "narkotika", "hindu", "klinik", "1990") if word in text]


def test_only_those_who_count_are_told(app: Flask, room: Classroom) -> None:
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        make.enrolment(
            cohort, make.wbp(room.facility_id, "Datang Terlambat"), starts_on=FRIDAY, created_at=NINE + timedelta(minutes=1)
        )
        make.enrolment(cohort, make.wbp(room.facility_id, "Masih Menunggu"), state="waiting")
    assert [each["id"] for each in told(app, room)["sessions"][0]["people"]] == room.people


def test_reading_leaves_one_line_a_facility(app: Flask, room: Classroom) -> None:
    told(app, room)
    with app.app_context():
        assert [(each.action, each.chain) for each in db.session.query(AuditEntry)] == [("api.read_classes", room.facility_id)]


def test_more_sessions_take_no_more_questions(app: Flask, room: Classroom) -> None:
    client = PageClient(app).sign_in(room.teacher)
    with counted_queries() as few:
        client.http.get("/api/classes")
    more_sessions(app, room, tuple(FRIDAY + timedelta(days=each) for each in range(-1, 8)))
    with counted_queries() as many:
        assert len(client.http.get("/api/classes").get_json()["sessions"]) == 10
    # The first reading of a facility also begins its chain.
    assert len(many) <= len(few)
