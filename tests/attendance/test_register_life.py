"""A register moves one way: a draft, then finished; afterwards nothing changes without a reason, and no mark is lost."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Permission, Role
from rehab.access.scope import Scope
from rehab.attendance import queries
from rehab.attendance.actions import CorrectionNeedsReason
from rehab.attendance.finish_actions import NothingToTakeBack, StillUnrecorded, finish_register, take_back_marks
from rehab.attendance.models import Finish, Mark, TakenBack
from rehab.attendance.states import PROPOSAL_MOVES, REGISTER_MOVES, may_move
from rehab.audit.models import AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from tests.api.phone import Phone
from tests.attendance.classroom import TEN, Classroom, classroom, record, scope_of
from tests.attendance.test_pages import text_of, url
from tests.attendance.test_recording import marks_of
from tests.pages import PageClient

NOON = TEN + timedelta(hours=2)


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


def finish(app: Flask, room: Classroom, known: tuple[int, ...] = (), *, at: datetime = TEN, teacher: bool = False) -> Any:
    scope, source = (room.teacher, "teacher") if teacher else (room.officer, "officer")
    with app.app_context(), saving():
        return finish_register(scope=scope_of(scope), session_id=room.session_id, source=source, known=known, at=at)


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


DRAWN = {
    "register": (REGISTER_MOVES, {("draft", "finished"): {Role.PEMBINAAN, Role.GURU}}),
    "proposal": (
        PROPOSAL_MOVES,
        {
            ("unasked", "proposed"): {Role.PEMBINAAN},
            ("proposed", "confirmed"): {Role.PEMBINAAN},
            ("proposed", "declined"): {Role.PEMBINAAN},
        },
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_registers_and_proposals_move_only_along_their_tables(name: str) -> None:
    moves, drawn = DRAWN[name]
    states = {each for pair in drawn for each in pair}
    for before in states:
        for after in states:
            who = {role for role in Role if may_move(moves, Scope(1, "x", role, None), before, after)}
            assert who == drawn.get((before, after), set()), (before, after)


def test_it_asks_only_when_people_are_unrecorded_and_names_them(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    data = {f"status-{each}": "hadir" for each in room.people[:2]} | {"seen": "0", "then": "finish"}
    answer = client.sign_in(room.officer).post(url(room), data)
    assert answer.headers["Location"] == f"{url(room)}/finish"
    page = client.follow(answer).get_data(as_text=True)
    assert "Orang 002 Contoh" in page and "Orang 000 Contoh" not in page and "Tetap selesai" in page
    assert "Draf" in text_of(client.get(url(room)))
    client.post(f"{url(room)}/finish", {"known": str(room.people[2])})
    page = text_of(client.get(url(room)))
    assert "Selesai, terkunci" in page and "Belum dicatat waktu itu: 1 orang." in page
    with app.app_context():
        row = db.session.scalars(select(Finish)).one()
        assert (row.unrecorded, row.finished_by, row.finished_at) == (1, scope_of(room.officer).user_id, TEN)
        assert verify_chains() == []
    assert "attendance.finish" in actions(app)


def test_it_does_not_ask_when_everybody_is_recorded(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    data = {f"status-{each}": "hadir" for each in room.people} | {"seen": "0", "then": "finish"}
    answer = client.sign_in(room.officer).post(url(room), data)
    assert answer.headers["Location"] == url(room)
    assert "Daftar hadir selesai. Belum dicatat: 0 orang." in text_of(client.follow(answer))


def test_somebody_who_was_not_named_is_named_first(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    record(app, room, {room.people[0]: "hadir"})
    with pytest.raises(StillUnrecorded):
        finish(app, room, (room.people[1],))
    page = client.sign_in(room.officer).post(f"{url(room)}/finish", {"known": str(room.people[1])}, status=422)
    assert "Orang 002 Contoh" in text_of(page)
    with app.app_context():
        assert db.session.scalars(select(Finish)).all() == []


def test_a_register_in_which_nobody_is_recorded_is_not_finished(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    data = {"known": [str(each) for each in room.people]}
    page = client.sign_in(room.officer).post(f"{url(room)}/finish", data, status=422)
    assert "batalkan sesinya" in text_of(page)


def test_finishing_twice_keeps_the_first(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    assert not finish(app, room, teacher=True).before
    assert finish(app, room, at=NOON).before
    with app.app_context():
        row = db.session.scalars(select(Finish)).one()
        assert (row.finished_at, row.finished_by) == (TEN, scope_of(room.teacher).user_id)
    assert actions(app).count("attendance.finish") == 1


@pytest.mark.parametrize("what", ["first", "change"])
def test_after_it_every_change_takes_a_reason_and_stands_in_the_history(app: Flask, client: PageClient, what: str) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir"})
    finish(app, room, (room.people[1],))
    person, status = (room.people[1], "hadir") if what == "first" else (room.people[0], "terlambat")
    with pytest.raises(CorrectionNeedsReason):
        record(app, room, {person: status})
    client.sign_in(room.officer)
    data = {f"status-{person}": status, "seen": "9"}
    assert "Isi alasan perubahan" in text_of(client.post(url(room), data, status=422))
    client.post(url(room), data | {"correction": "Lihat kertas"})
    page = text_of(client.get(url(room)))
    assert "Alasan: Lihat kertas" in page and "Selesai, terkunci" in page
    assert f"Diubah dari {'Belum dicatat' if what == 'first' else 'Hadir'}: Lihat kertas" in page
    assert marks_of(app, room.session_id)[person] == status


def test_a_teacher_finishes_the_own_register_and_changes_it_with_a_reason(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    path = f"/portal/sessions/{room.session_id}"
    data = {f"status-{room.people[0]}": "hadir", "seen": "0", "then": "finish"}
    client.sign_in(room.teacher)
    page = client.follow(client.post(path, data)).get_data(as_text=True)
    assert "Orang 001 Contoh" in page and "Tetap selesai" in page
    client.post(f"{path}/finish", {"known": str(room.people[1])})
    page = client.get(path).get_data(as_text=True)
    # A tap carries no reason: the phone's script finds no register to take over.
    assert "Selesai, terkunci" in page and "data-session" not in page and "data-finish" not in page
    change = {f"status-{room.people[0]}": "terlambat", "seen": "9"}
    client.post(path, change, status=422)
    client.post(path, change | {"correction": "Datang 09.20"})
    assert marks_of(app, room.session_id) == {room.people[0]: "terlambat"}


def test_another_prison_and_whoever_may_not_record_finish_nothing(app: Flask) -> None:
    room, other = classroom(app), classroom(app, code="LAPAS-02")
    record(app, room, dict.fromkeys(room.people, "hadir"))
    for path in (f"{url(room)}/finish", f"/portal/sessions/{room.session_id}/finish"):
        who = other.teacher if "portal" in path else other.officer
        PageClient(app).sign_in(who).post(path, {}, status=404)
        PageClient(app).sign_in(who).get(path, status=404)
    with app.app_context(), pytest.raises(NotFound), saving():
        finish_register(scope=scope_of(room.dinas), session_id=room.session_id, source="officer", known=(), at=TEN)
    with app.app_context():
        assert db.session.scalars(select(Finish)).all() == []


# What a phone had before, and what it makes after.


@pytest.mark.parametrize(
    ("made_minutes_later", "cause"), [(-5, "Dibuat sebelum daftar selesai"), (5, "Dibuat setelah daftar dinyatakan selesai")]
)
def test_a_tap_that_arrives_after_it_waits_for_an_officer_and_is_never_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch, made_minutes_later: int, cause: str
) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir"})
    phone = Phone(PageClient(app).sign_in(room.teacher), TEN + timedelta(minutes=made_minutes_later))
    first, same = phone.tap(room.session_id, room.people[1], "izin"), phone.tap(room.session_id, room.people[0])
    finish(app, room, (room.people[1],))
    monkeypatch.setattr(clock, "now", lambda: TEN + timedelta(minutes=10))
    phone.now = TEN + timedelta(minutes=10)
    assert phone.states(first, same) == ["waiting", "stored"]
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir"}
    officer = PageClient(app).sign_in(room.officer)
    assert cause in text_of(officer.get("/attendance/waiting"))
    data = {"tap": "1", "decision": "use", "why": "Pengajar mencatat di kelas", "seen": "1"}
    officer.post(f"/attendance/sessions/{room.session_id}/waiting", data)
    assert marks_of(app, room.session_id)[room.people[1]] == "izin"
    assert "Alasan: Pengajar mencatat di kelas" in text_of(officer.get(url(room)))


def test_a_phone_is_told_that_a_register_is_finished(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    finish(app, room)
    session = PageClient(app).sign_in(room.teacher).get("/api/classes").get_json()["sessions"][0]
    assert session["finished_at"] == "2026-11-20T02:00:00Z"


# Urungkan.


def undo_of(page: str) -> list[str]:
    return re.findall(r'action="([^"]*/take-back/\d+)"', page)


@pytest.mark.parametrize("who", ["officer", "teacher"])
def test_a_save_is_taken_back_from_the_history_and_stays_in_it(app: Flask, client: PageClient, who: str) -> None:
    room = classroom(app, people=3)
    path = url(room) if who == "officer" else f"/portal/sessions/{room.session_id}"
    client.sign_in(room.officer if who == "officer" else room.teacher)
    client.post(path, {f"status-{room.people[0]}": "izin", f"reason-{room.people[0]}": "keluarga", "seen": "0"})
    clock_at = TEN + timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: clock_at)
        client.post(path, {"seen": "9", "mark": "all_present"})
    addresses = undo_of(client.get(path).get_data(as_text=True))
    assert len(addresses) == 2
    answer = client.post(addresses[0])
    assert "2 orang kembali belum dicatat." in text_of(client.follow(answer))
    assert marks_of(app, room.session_id) == {room.people[0]: "izin"}
    page = text_of(client.get(path))
    assert "Pencatatan 2 orang diurungkan" in page and re.search(r"Orang 002 Contoh: Hadir → +Belum dicatat", page)
    client.post(addresses[0], status=409)
    with app.app_context():
        assert len(db.session.scalars(select(TakenBack)).all()) == 2 and len(db.session.scalars(select(Mark)).all()) == 3
        assert verify_chains() == []


def test_a_corrected_mark_is_not_taken_back(app: Flask) -> None:
    room = classroom(app, people=2)
    record(app, room, dict.fromkeys(room.people, "hadir"))
    record(app, room, {room.people[0]: "sakit"}, correction="Salah baris", at=TEN + timedelta(minutes=1))
    with app.app_context(), saving():
        save = db.session.scalar(select(Mark.id).where(Mark.wbp_id == room.people[1]))
        take_back_marks(scope=scope_of(room.officer), session_id=room.session_id, mark_id=save or 0, source="officer", at=TEN)
    assert marks_of(app, room.session_id) == {room.people[0]: "sakit"}


@pytest.mark.parametrize("why", ["finished", "late", "of another", "no mark"])
def test_what_cannot_be_taken_back(app: Flask, why: str) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    if why == "finished":
        finish(app, room)
    who, source = (room.teacher, "teacher") if why == "of another" else (room.officer, "officer")
    at = TEN + timedelta(days=8) if why == "late" else TEN
    with app.app_context(), pytest.raises(NothingToTakeBack), saving():
        mark = db.session.scalar(select(Mark.id)) or 0
        number = mark + (why == "no mark")
        take_back_marks(scope=scope_of(who), session_id=room.session_id, mark_id=number, source=source, at=at)
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir"}


def test_a_session_of_which_everything_was_taken_back_lacks_a_register_again(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    with app.app_context(), saving():
        mark = db.session.scalar(select(Mark.id)) or 0
        take_back_marks(scope=scope_of(room.officer), session_id=room.session_id, mark_id=mark, source="officer", at=NOON)
    with app.app_context():
        scope, tomorrow = scope_of(room.officer), TEN.date() + timedelta(days=1)
        assert queries.count_missing(scope, tomorrow) == 1
        assert [line.session.id for line in queries.list_missing(scope, tomorrow).items] == [room.session_id]
    assert scope.can(Permission.ATTENDANCE_RECORD)
