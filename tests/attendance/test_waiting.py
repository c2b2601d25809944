"""What waits for an officer: shown beside what stands, used or left with a reason, decided once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.attendance.models import Mark, SentMark
from rehab.audit.models import AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Session
from tests import factories as make
from tests.api.phone import Phone
from tests.attendance.classroom import TEN, Classroom, classroom, record
from tests.pages import PageClient


@pytest.fixture
def room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    monkeypatch.setattr(clock, "now", lambda: TEN)
    return classroom(app)


@pytest.fixture
def phone(app: Flask, room: Classroom) -> Phone:
    return Phone(PageClient(app).sign_in(room.teacher), TEN)


@pytest.fixture
def taps(app: Flask, room: Classroom, phone: Phone) -> list[int]:
    """Three taps that wait: of one sick, one present already otherwise, one of somebody else; the officer recorded first."""
    record(app, room, dict.fromkeys(room.people, "hadir"))
    assert phone.states(*(phone.tap(room.session_id, each, "izin") for each in room.people)) == ["waiting"] * 3
    with app.app_context():
        return list(db.session.scalars(select(SentMark.id).order_by(SentMark.id)))


@pytest.fixture
def decide(app: Flask, room: Classroom) -> Callable[..., Any]:
    def post(taps: list[int], decision: str = "use", why: str = "Pengajar benar", status: int = 303, **values: Any) -> Any:
        with app.app_context():
            seen = db.session.scalar(select(db.func.max(Mark.id)))
        data = {"tap": taps, "decision": decision, "why": why, "seen": str(seen)} | values
        officer = PageClient(app).sign_in(room.officer)
        return officer.post(f"/attendance/sessions/{room.session_id}/waiting", data, status=status)

    return post


def standing(app: Flask) -> dict[int, tuple[str, str]]:
    with app.app_context():
        found = select(Mark.wbp_id, Mark.status, Mark.correction).where(Mark.is_current)
        return {row[0]: (row[1], row[2]) for row in db.session.execute(found)}


def decisions(app: Flask) -> list[Any]:
    with app.app_context():
        found = select(SentMark.state, SentMark.decision, SentMark.decided_why).order_by(SentMark.id)
        return [tuple(row) for row in db.session.execute(found)]


def test_the_page_shows_each_beside_what_stands(app: Flask, room: Classroom, taps: list[int]) -> None:
    text = PageClient(app).sign_in(room.officer).get("/attendance/waiting").get_data(as_text=True)
    assert text.count('name="tap"') == 3
    for word in ("Orang 000 Contoh", "Kabar dari petugas", "Berbeda dari yang tercatat", "Guru-Rutan-01", "Petugas-Rutan-01"):
        assert word in text
    assert "jam HP 20 November 2026 10.00 WITA" in text


def test_what_is_used_becomes_the_mark_with_the_officers_reason(
    app: Flask, room: Classroom, taps: list[int], decide: Any
) -> None:
    decide(taps[:2])
    one, two, three = room.people
    assert standing(app) == {one: ("izin", "Pengajar benar"), two: ("izin", "Pengajar benar"), three: ("hadir", "")}
    assert decisions(app) == [("waiting", "used", "Pengajar benar")] * 2 + [("waiting", None, "")]
    with app.app_context():
        used = db.session.get(SentMark, taps[0])
        assert used is not None and db.session.get(Mark, used.mark_id).wbp_id == one  # type: ignore[union-attr]
        assert verify_chains() == []


def test_what_is_left_changes_nothing_and_is_kept(app: Flask, room: Classroom, taps: list[int], decide: Any) -> None:
    decide(taps, "leave", "Sudah dicek di kelas")
    assert set(standing(app).values()) == {("hadir", "")}
    assert decisions(app) == [("waiting", "left", "Sudah dicek di kelas")] * 3
    with app.app_context():
        assert [each.action for each in db.session.query(AuditEntry).order_by(AuditEntry.id)][-1] == "attendance.decide"
    assert "Tidak ada presensi dari HP" in PageClient(app).sign_in(room.officer).get("/attendance/waiting").get_data(as_text=True)


def test_the_phone_gets_the_answer_it_had_after_the_decision(app: Flask, room: Classroom, phone: Phone, decide: Any) -> None:
    record(app, room, {room.people[0]: "sakit"})
    tap = phone.tap(room.session_id, room.people[0])
    first = phone.send(tap)
    decide([1])
    assert phone.send(tap) == first


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"why": "  "}, "Isi alasan keputusan ini."),
        ({"tap": []}, "Pilih paling sedikit satu baris."),
        ({"why": "x" * 201}, "Paling banyak 200 huruf."),
    ],
)
def test_nothing_is_decided_without_reason_or_choice(
    app: Flask, room: Classroom, taps: list[int], decide: Any, values: dict[str, Any], said: str
) -> None:
    assert said in decide(taps, status=422, **values).get_data(as_text=True)
    assert decisions(app) == [("waiting", None, "")] * 3


def test_of_two_devices_one_is_used(app: Flask, room: Classroom, phone: Phone, taps: list[int], decide: Any) -> None:
    other = Phone(phone.client, TEN)
    assert other.states(other.tap(room.session_id, room.people[0], "sakit")) == ["waiting"]
    assert "Pilih satu saja" in decide([taps[0], 4], status=422).get_data(as_text=True)
    decide([4])
    decide([taps[0]], "leave")
    assert standing(app)[room.people[0]][0] == "sakit"


def test_a_decision_on_what_was_decided_or_changed_meanwhile_is_refused(
    app: Flask, room: Classroom, taps: list[int], decide: Any
) -> None:
    seen = str(max(taps))
    record(app, room, {room.people[0]: "sakit"}, correction="Surat dokter")
    decide([taps[0]], status=409, seen=seen)
    decide([taps[1]], "leave")
    decide(taps, "leave", status=409)
    assert [each[1] for each in decisions(app)] == [None, "left", None]


def test_a_late_tap_is_used_after_the_register_closed(
    app: Flask, room: Classroom, phone: Phone, decide: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tap = phone.tap(room.session_id, room.people[0], "izin")
    monkeypatch.setattr(clock, "now", lambda: TEN + timedelta(days=3))
    phone.now += timedelta(days=3)
    phone.client.sign_in(room.teacher)
    assert phone.states(tap) == ["waiting"]
    decide([1])
    assert standing(app) == {room.people[0]: ("izin", "")}
    with app.app_context():
        held = db.session.get(Session, room.session_id)
        assert held is not None and held.state == "held"


def test_the_number_stands_on_the_home_page_the_days_page_and_the_register(app: Flask, room: Classroom, taps: list[int]) -> None:
    officer = PageClient(app).sign_in(room.officer)
    assert "Presensi dari HP perlu diputuskan" in officer.get("/home").get_data(as_text=True)
    for path in ("/attendance", f"/attendance/sessions/{room.session_id}"):
        assert "3 catatan dari HP perlu diputuskan" in officer.get(path).get_data(as_text=True)


def test_another_prison_sees_and_decides_nothing(app: Flask, room: Classroom, taps: list[int]) -> None:
    other = classroom(app, code="LAPAS-02")
    stranger = PageClient(app).sign_in(other.officer)
    assert 'name="tap"' not in stranger.get("/attendance/waiting").get_data(as_text=True)
    data = {"tap": taps, "decision": "use", "why": "x", "seen": "99"}
    stranger.post(f"/attendance/sessions/{room.session_id}/waiting", data, status=404)
    stranger.post(f"/attendance/sessions/{other.session_id}/waiting", data, status=409)
    assert [each[1] for each in decisions(app)] == [None] * 3


def test_whoever_reads_only_does_not_decide(app: Flask, room: Classroom, taps: list[int]) -> None:
    with app.app_context(), saving():
        make.user("wali", Role.WALI, room.facility_id)
    wali = PageClient(app).sign_in("wali")
    wali.get("/attendance/waiting", status=403)
    assert "perlu diputuskan" not in wali.get("/attendance").get_data(as_text=True)
