"""What a phone sends: each tap is kept once and answered once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from rehab.attendance.models import Mark, SentMark
from rehab.audit.models import AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Session
from tests.api.phone import Phone
from tests.attendance.classroom import NINE, TEN, Classroom, classroom, record
from tests.pages import PageClient


@pytest.fixture
def room(app: Flask) -> Classroom:
    return classroom(app)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the house's clock; ten in the morning of the session until a test says otherwise."""

    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(TEN)
    return set_to


@pytest.fixture
def phone(app: Flask, room: Classroom, at: Any) -> Phone:
    return Phone(PageClient(app).sign_in(room.teacher), TEN)


def standing(app: Flask) -> dict[int, tuple[str, str]]:
    """Person → status and correction of the mark that stands."""
    with app.app_context():
        found = select(Mark.wbp_id, Mark.status, Mark.correction).where(Mark.is_current)
        return {row[0]: (row[1], row[2]) for row in db.session.execute(found)}


def count(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_a_tap_stands_and_makes_the_session_held(app: Flask, room: Classroom, phone: Phone) -> None:
    one, two, _three = room.people
    results = phone.send(phone.tap(room.session_id, one), phone.tap(room.session_id, two, "sakit"))
    assert [each["state"] for each in results] == ["stored", "stored"]
    assert all(isinstance(each["mark"], int) for each in results)
    assert standing(app) == {one: ("hadir", ""), two: ("sakit", "")}
    with app.app_context():
        held = db.session.get(Session, room.session_id)
        assert held is not None and held.state == "held"


def test_the_same_key_again_gets_the_same_answer_and_writes_nothing(app: Flask, room: Classroom, phone: Phone) -> None:
    taps = [phone.tap(room.session_id, each) for each in room.people]
    first = phone.send(*taps)
    before = (count(app, Mark), count(app, SentMark), count(app, AuditEntry))
    assert phone.send(*taps) == first
    assert (count(app, Mark), count(app, SentMark), count(app, AuditEntry)) == before == (3, 3, 1)


def test_the_same_key_with_another_body_is_refused_and_the_first_stands(app: Flask, room: Classroom, phone: Phone) -> None:
    tap = phone.tap(room.session_id, room.people[0])
    phone.send(tap)
    assert phone.states(tap | {"status": "terlambat"}, tap) == ["refused", "stored"]
    assert standing(app)[room.people[0]][0] == "hadir"


def test_a_key_twice_in_one_batch_counts_once(app: Flask, room: Classroom, phone: Phone) -> None:
    tap = phone.tap(room.session_id, room.people[0])
    assert phone.states(tap, tap, tap | {"status": "terlambat"}) == ["stored", "stored", "refused"]
    assert count(app, Mark) == count(app, SentMark) == 1


def test_a_later_tap_of_the_same_device_corrects_the_earlier_in_one_batch_or_two(
    app: Flask, room: Classroom, phone: Phone
) -> None:
    one, two, _three = room.people
    taps = [phone.tap(room.session_id, one), phone.tap(room.session_id, one, "izin"), phone.tap(room.session_id, two)]
    assert phone.states(*reversed(taps)) == ["stored"] * 3
    phone.now += timedelta(minutes=5)
    assert phone.states(phone.tap(room.session_id, two, "izin")) == ["stored"]
    assert standing(app) == {one: ("izin", "Diubah di HP pukul 10.00"), two: ("izin", "Diubah di HP pukul 10.00")}


def test_the_counter_decides_which_tap_is_later_and_never_the_clock(app: Flask, room: Classroom, phone: Phone) -> None:
    one = room.people[0]
    early = phone.tap(room.session_id, one, "izin")
    phone.now -= timedelta(minutes=20)
    late = phone.tap(room.session_id, one)
    phone.now = TEN
    assert phone.states(late) == ["stored"]
    assert phone.send(early)[0] == {"key": early["key"], "state": "stored", "sentence": OVERTAKEN, "mark": None}
    assert standing(app) == {one: ("hadir", "")}


OVERTAKEN = "Sudah diganti ketukan yang lebih baru dari HP ini."


def test_a_mark_the_device_had_not_seen_is_never_overwritten(app: Flask, room: Classroom, phone: Phone) -> None:
    one, two, three = room.people
    record(app, room, {one: "sakit", two: "hadir", three: "izin"})
    with app.app_context():
        seen = db.session.scalar(select(Mark.id).where(Mark.wbp_id == three))
    taps = [phone.tap(room.session_id, one), phone.tap(room.session_id, two), phone.tap(room.session_id, three, seen=seen)]
    assert phone.states(*taps) == ["waiting", "stored", "stored"]
    assert standing(app) == {one: ("sakit", ""), two: ("hadir", ""), three: ("hadir", "Diubah di HP pukul 10.00")}


def test_two_devices_of_one_teacher_are_two_devices(app: Flask, room: Classroom, phone: Phone) -> None:
    other = Phone(phone.client, TEN)
    assert phone.states(phone.tap(room.session_id, room.people[0])) == ["stored"]
    assert other.states(other.tap(room.session_id, room.people[0], "izin")) == ["waiting"]
    assert standing(app)[room.people[0]][0] == "hadir"


@pytest.mark.parametrize(
    ("made", "sent", "arrived", "cause"),
    [
        (TEN, TEN, NINE + timedelta(hours=26), "written"),
        (TEN, TEN + timedelta(hours=30), TEN + timedelta(hours=30), "late"),
        (TEN + timedelta(hours=29), TEN + timedelta(hours=30), TEN + timedelta(hours=30), "closed"),
        (TEN + timedelta(days=3), TEN + timedelta(days=3), TEN, "written"),  # a clock three days ahead
        (TEN - timedelta(days=3), TEN - timedelta(days=3), TEN, "written"),  # and three days behind
        (TEN + timedelta(minutes=4), TEN, TEN, "written"),
        (TEN + timedelta(minutes=6), TEN, TEN, "clock"),
        (NINE - timedelta(minutes=15), TEN, TEN, "written"),
        (NINE - timedelta(minutes=16), TEN, TEN, "early"),
        (NINE - timedelta(hours=2), NINE - timedelta(hours=2), NINE - timedelta(hours=2), "early"),
    ],
)
def test_the_time_of_a_tap_is_the_devices_time_corrected_by_its_time_of_sending(
    app: Flask, room: Classroom, phone: Phone, at: Any, made: datetime, sent: datetime, arrived: datetime, cause: str
) -> None:
    at(arrived)
    phone.now = made
    tap = phone.tap(room.session_id, room.people[0])
    phone.now = sent
    phone.client.sign_in(room.teacher)
    phone.send(tap)
    with app.app_context():
        assert db.session.scalar(select(SentMark.cause)) == cause
    assert len(standing(app)) == (cause == "written")


def test_a_late_tap_that_says_what_stands_already_needs_no_officer(app: Flask, room: Classroom, phone: Phone, at: Any) -> None:
    record(app, room, {room.people[0]: "hadir"})
    tap = phone.tap(room.session_id, room.people[0])
    at(TEN + timedelta(days=5))
    phone.now = TEN + timedelta(days=5)
    phone.client.sign_in(room.teacher)
    assert phone.states(tap) == ["stored"]


def test_what_can_never_be_taken_is_refused_and_kept_with_what_was_sent(app: Flask, room: Classroom, phone: Phone) -> None:
    other = classroom(app, people=1, code="LAPAS-02")
    good = phone.tap(room.session_id, room.people[1])
    results = phone.send(
        phone.tap(other.session_id, other.people[0]), phone.tap(987654, room.people[0]),
        phone.tap(room.session_id, other.people[0]), phone.tap(room.session_id, 987654),
        phone.tap(room.session_id, room.people[0], "bolos"), phone.tap(room.session_id, room.people[0], "sakit", reason=None),
        phone.tap(room.session_id, room.people[0], "izin", reason="lain_lain"),
        phone.tap(room.session_id, room.people[0], note="x" * 101), phone.tap(room.session_id, room.people[0], minutes=601),
        good,
    )  # fmt: skip
    assert [each["state"] for each in results] == ["refused"] * 9 + ["stored"]
    assert results[0]["sentence"] == results[1]["sentence"], "another's session and none must look the same"
    assert results[2]["sentence"] == results[3]["sentence"]
    assert len({each["sentence"] for each in results}) == 8
    assert count(app, SentMark, SentMark.state == "refused", SentMark.raw.like('{"at":%')) == 9
    assert count(app, SentMark, SentMark.facility_id == other.facility_id) == 0
    assert standing(app) == {room.people[1]: ("hadir", "")}


def test_a_cancelled_session_takes_no_mark(app: Flask, room: Classroom, phone: Phone) -> None:
    with app.app_context(), saving():
        db.session.query(Session).one().state = "cancelled"
    assert phone.states(phone.tap(room.session_id, room.people[0])) == ["refused"]


def test_a_later_tap_ends_the_waiting_of_the_earlier(app: Flask, room: Classroom, phone: Phone) -> None:
    one = room.people[0]
    record(app, room, {one: "sakit"})
    with app.app_context():
        seen = db.session.scalar(select(Mark.id))
    assert phone.states(phone.tap(room.session_id, one), phone.tap(room.session_id, one, "terlambat")) == ["waiting", "waiting"]
    assert phone.states(phone.tap(room.session_id, one, "hadir", seen=seen)) == ["stored"]
    with app.app_context():
        found = db.session.execute(select(SentMark.state, SentMark.decision).order_by(SentMark.counter)).all()
    assert [tuple(each) for each in found] == [("waiting", "overtaken"), ("waiting", "overtaken"), ("stored", None)]


def test_a_number_used_twice_is_kept_and_waits(app: Flask, room: Classroom, phone: Phone) -> None:
    one, two, three = room.people
    assert phone.states(phone.tap(room.session_id, one), phone.tap(room.session_id, two, counter=1)) == ["stored", "waiting"]
    assert phone.states(phone.tap(room.session_id, three, counter=1)) == ["waiting"]
    assert count(app, SentMark) == 3


def test_the_audit_has_one_entry_a_batch_and_session(app: Flask, room: Classroom, phone: Phone) -> None:
    phone.send(*(phone.tap(room.session_id, each) for each in room.people), phone.tap(987654, 1))
    phone.send(phone.tap(room.session_id, room.people[0], "izin"))
    with app.app_context():
        found = select(AuditEntry.chain, AuditEntry.action, AuditEntry.subject_id).order_by(AuditEntry.id)
        received = [tuple(each) for each in db.session.execute(found)]
        mine = (room.facility_id, "attendance.receive", room.session_id)
        assert received == [(0, "attendance.receive", None), mine, mine]
        assert verify_chains() == []


MANGLED: list[Any] = [
    None, 7, "x", [], {}, {"key": "x"}, {"key": None}, {"status": 5}, {"counter": "1"}, {"counter": -1}, {"counter": True},
    {"at": "kemarin"}, {"at": "2026-11-20T10:00:00"}, {"at": "0001-01-01T00:00:00Z"}, {"session": 10**30}, {"person": 0},
    {"note": "a\x00b"}, {"note": "\ud800"}, {"note": 5}, {"status": "x" * 21}, {"minutes": 10**6}, {"seen": -5},
    {"took_part": "ja"},
]  # fmt: skip


@pytest.mark.parametrize("part", MANGLED)
def test_one_mark_that_cannot_be_read_spoils_no_other(app: Flask, room: Classroom, phone: Phone, part: Any) -> None:
    good = phone.tap(room.session_id, room.people[0])
    bad = phone.tap(room.session_id, room.people[1]) | part if isinstance(part, dict) and part else part
    results = phone.send(bad, good)
    assert [each["state"] for each in results] == ["refused", "stored"]
    assert results[0]["sentence"] == "Ketukan ini tidak dapat dibaca. Catat sekali lagi."
    assert results[0]["key"] == (bad.get("key") if isinstance(bad, dict) else None)
    assert standing(app) == {room.people[0]: ("hadir", "")}
