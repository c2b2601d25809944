"""The slow hash of a password is made and compared before a write transaction begins: SQLite has one writer."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.accounts.models import User
from rehab.accounts.passwords import WeakPassword, chosen_password, one_time_password
from rehab.extensions import db, writing
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

PASSWORD = "sandi-contoh-42"
NEW = "kapal nelayan pulang 7"
CHANGE = {"current": PASSWORD, "new": NEW, "again": NEW}
REPLACE = {"code": "123456", "password": PASSWORD}
MEMBER = {"username": "bu.rina", "name": "Rina", "role": "guru"}
DEEDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "making a user": ("admin", "/users/new", {"username": "baru", "name": "Budi", "role": "wali", "facility_id": "1"}),
    "a user that is refused": ("admin", "/users/new", {"username": "admin", "name": "Budi", "role": "wali", "facility_id": "1"}),
    "a reset": ("admin", "/users/2/password", {}),
    "changing one's own": ("wali", "/account/password", CHANGE),
    "a wrong present one": ("wali", "/account/password", CHANGE | {"current": "bukan-sandinya"}),
    "a weak new one": ("wali", "/account/password", CHANGE | {"new": "rahasia", "again": "rahasia"}),
    "replacing the phone": ("admin", "/account/second-factor", REPLACE),
    "making a teacher's account": ("admin", "/partners/agencies/1/members/new", MEMBER),
    "resetting a teacher's account": ("admin", "/partners/agencies/1/members/3/password", {}),
    "signing in": ("", "/login", {"username": "wali", "password": PASSWORD}),
    "signing in wrongly": ("", "/login", {"username": "wali", "password": "bukan-sandinya"}),
    "signing in as nobody": ("", "/login", {"username": "siapa", "password": "bukan-sandinya"}),
}


class Spy:
    """Passlib's context, which remembers whether a transaction could write while it worked."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.seen: list[tuple[str, bool]] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        return self._watched(name, found) if name in ("hash", "verify") else found

    def _watched(self, name: str, found: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.seen.append((name, writing.get()))
            return found(*args, **kwargs)

        return watched


@pytest.fixture
def spy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Spy:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("admin", Role.ADMIN, place.id)
        factories.user("wali", Role.WALI, place.id)
        factories.member(factories.user("guru", Role.GURU), factories.agency())
    watcher = Spy(app.extensions["security"].pwd_context)
    monkeypatch.setattr(app.extensions["security"], "pwd_context", watcher)
    return watcher


@pytest.mark.parametrize("deed", DEEDS)
def test_no_password_is_hashed_while_others_wait_for_the_writer(app: Flask, client: PageClient, spy: Spy, deed: str) -> None:
    who, address, form = DEEDS[deed]
    if who:
        client.sign_in(who)
        client.http.get("/account/second-factor")
    spy.seen.clear()
    client.http.post(address, data=form)
    assert spy.seen
    assert [each for each in spy.seen if each[1]] == []


def test_the_command_line_hashes_first_too(app: Flask, spy: Spy) -> None:
    done = app.test_cli_runner().invoke(args=["user", "add", "siti", "--role", "wali", "--facility", "RUTAN-01"])
    assert done.exit_code == 0, done.output
    assert spy.seen == [("hash", False)]


def test_the_spy_sees_a_hash_inside_a_write_transaction(app: Flask, spy: Spy) -> None:
    with app.app_context(), saving():
        one_time_password()
    assert spy.seen == [("hash", True)]


def test_a_password_changed_meanwhile_on_another_device_stops_the_change(
    app: Flask, client: PageClient, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("wali")
    make = chosen_password

    def meanwhile(text: str, *, username: str) -> Any:
        with saving():
            db.session.query(User).filter_by(username="wali").one().password = "lain"
        return make(text, username=username)

    monkeypatch.setattr("rehab.accounts.routes._proven", lambda _password: True)
    before = {}
    with app.app_context():
        before["hash"] = db.session.query(User).filter_by(username="wali").one().password
    monkeypatch.setattr("rehab.accounts.routes.chosen_password", meanwhile)
    client.post("/account/password", CHANGE, status=422)
    with app.app_context():
        assert db.session.query(User).filter_by(username="wali").one().password == "lain"


@pytest.mark.parametrize("text", ["pendek", "aaaaaaaaaaaaaaaa", "rahasia", "budi-yang-panjang", "x" * 257])
def test_a_password_easily_guessed_is_refused_before_it_is_hashed(app: Flask, spy: Spy, text: str) -> None:
    with app.app_context(), pytest.raises(WeakPassword):
        chosen_password(text, username="budi")
    assert spy.seen == []
