"""The machine door: answers in JSON whatever happens, and never leads elsewhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from rehab.attendance.models import SentMark
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from tests import factories as make
from tests.api.phone import Phone
from tests.attendance.classroom import TEN, Classroom, classroom
from tests.pages import PageClient


@pytest.fixture
def room(app: Flask) -> Classroom:
    return classroom(app)


@pytest.fixture
def phone(app: Flask, room: Classroom, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(clock, "now", lambda: TEN)
    return Phone(PageClient(app).sign_in(room.teacher), TEN)


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def told(answer: Any, status: int, code: str) -> str:
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.get_json()["error"] == code
    return str(answer.get_json()["sentence"])


def test_whoever_is_not_signed_in_is_told_and_not_led_away(app: Flask, phone: Phone) -> None:
    stranger = PageClient(app).http
    told(stranger.get("/api/classes"), 401, "signed_out")
    told(stranger.post("/api/marks", json=phone.batch()), 401, "signed_out")


def test_a_missing_token_is_told_apart_from_a_session_that_ended(app: Flask, phone: Phone, guarded: None) -> None:
    assert "Muat ulang" in told(phone.client.http.post("/api/marks", json=phone.batch()), 400, "csrf")
    told(PageClient(app).http.post("/api/marks", json=phone.batch()), 401, "signed_out")
    token = phone.client.http.get("/api/classes").get_json()["csrf"]
    answer = phone.client.http.post("/api/marks", json=phone.batch(), headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.get_json()["results"]) == (200, [])


def test_a_first_password_is_changed_before_anything_is_sent(app: Flask, room: Classroom, phone: Phone) -> None:
    with app.app_context(), saving():
        db.session.query(make.User).filter_by(username=room.teacher).one().must_change_password = True
    told(phone.client.http.get("/api/classes"), 401, "signed_out")


def test_other_roles_are_refused(app: Flask, phone: Phone, room: Classroom) -> None:
    for username in (room.officer, room.dinas):
        client = PageClient(app).sign_in(username).http
        told(client.get("/api/classes"), 403, "forbidden")
        told(client.post("/api/marks", json=phone.batch()), 403, "forbidden")


DEEP = b"[" * 100_000
HEAD = b'{"device": "35afed3a-a4b2-4b31-a679-1f63eef6d47e", "sent_at": '
NOON = b'"2026-11-20T02:00:00Z"'
UNREADABLE = {
    "nothing": b"",
    "no json": b"halo",
    "no utf-8": b"\xff\xfe\x00",
    "a list": b"[]",
    "a list without end": DEEP,
    "marks without end": b'{"marks": [' + DEEP,
    "no device": b'{"sent_at": ' + NOON + b', "marks": []}',
    "no time": HEAD + b'"besok", "marks": []}',
    "marks that are no list": HEAD + NOON + b', "marks": 1}',
    "a number of 5,000 digits": HEAD + NOON + b', "marks": [' + b"9" * 5000 + b"]}",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_is_no_batch_is_told(phone: Phone, name: str) -> None:
    answer = phone.client.http.post("/api/marks", data=UNREADABLE[name], content_type="application/json")
    told(answer, 422, "unreadable")


def test_too_many_marks_or_bytes_are_told(app: Flask, room: Classroom, phone: Phone) -> None:
    taps = [phone.tap(room.session_id, room.people[0]) for _ in range(501)]
    assert "500" in told(phone.client.http.post("/api/marks", json=phone.batch(*taps)), 422, "unreadable")
    big = json.dumps(phone.batch()) + " " * (256 * 1024)
    told(phone.client.http.post("/api/marks", data=big, content_type="application/json"), 413, "too_large")
    with app.app_context():
        assert db.session.query(SentMark).count() == 0
    assert set(phone.states(*taps[:500])) == {"stored"}


def test_sentences_are_in_the_readers_language(room: Classroom, phone: Phone) -> None:
    with phone.client.http.session_transaction() as session:
        session["language"] = "en"
    assert phone.send(phone.tap(room.session_id, room.people[0]))[0]["sentence"] == "Recorded."
