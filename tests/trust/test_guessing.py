"""Guesses at a password count for the name too, wherever they come from; the owner's own place stays open."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.accounts import signin
from rehab.accounts.models import SigninDelay, User
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

PASSWORD = "sandi-contoh-42"


def _from(client: PageClient, address: str, password: str) -> int:
    client.http.get("/login")
    form = {"username": "sari", "password": password}
    return client.http.post("/login", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.fixture
def sari(app: Flask) -> Flask:
    with app.app_context(), saving():
        factories.user("sari", Role.PEMBINAAN, factories.facility().id)
    return app


def test_guesses_from_a_hundred_addresses_are_guesses_at_one_name(sari: Flask) -> None:
    answers = [_from(PageClient(sari), f"10.0.{number}.1", "bukan-sandinya") for number in range(40)]
    assert answers.count(401) == 20
    assert set(answers[20:]) == {429}


def test_the_owner_still_gets_in_from_where_they_signed_in_before(sari: Flask) -> None:
    assert _from(PageClient(sari), "10.9.9.9", PASSWORD) == 303
    for number in range(30):
        _from(PageClient(sari), f"10.0.{number}.1", "bukan-sandinya")
    assert _from(PageClient(sari), "10.0.77.1", PASSWORD) == 429
    assert _from(PageClient(sari), "10.9.9.9", PASSWORD) == 303


def test_guesses_at_the_same_moment_are_all_counted_and_none_is_a_fault(sari: Flask) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(_from(PageClient(sari), "10.0.0.1", "bukan-sandinya")))
        for _number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sari.app_context():
        counted = db.session.scalar(select(SigninDelay.failures).where(SigninDelay.address == "10.0.0.1"))
    assert set(answers) <= {401, 429}
    assert counted == answers.count(401)


def test_no_wait_is_for_ever(sari: Flask) -> None:
    with sari.app_context():
        at = factories.NOW
        for number in range(60):
            signin._note_failure("sari", f"10.0.{number}.1", at)
        with pytest.raises(signin.TooManyTries):
            signin.check_password(username="sari", password=PASSWORD, address="10.1.1.1", at=at)
        later = at + timedelta(minutes=16)
        assert signin.check_password(username="sari", password=PASSWORD, address="10.1.1.1", at=later).username == "sari"


@pytest.mark.parametrize("change", [{"active": False}, {"fs_uniquifier": "x" * 32}], ids=["closed", "new password"])
def test_what_was_half_begun_is_worth_nothing_after_a_closing_or_a_new_password(app: Flask, change: dict[str, object]) -> None:
    with app.app_context(), saving():
        factories.user("kepala", Role.KEPALA, factories.facility().id)
    client = PageClient(app)
    assert client.post("/login", {"username": "kepala", "password": PASSWORD}).headers["Location"] == "/login/code"
    assert client.http.get("/login/code").status_code == 200
    with app.app_context(), saving():
        row = db.session.query(User).filter_by(username="kepala").one()
        for name, value in change.items():
            setattr(row, name, value)
    assert client.http.get("/login/code").headers["Location"] == "/login"
