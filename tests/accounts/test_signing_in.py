"""Signing in: the password, the second factor, one-time passwords, the delay, and going out again."""

import re

import pytest
from flask import Flask
from flask_security.proxies import _security
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.accounts.models import User, UserSession
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

PASSWORD = "sandi-contoh-42"


def _seed(app: Flask, **values: object) -> None:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("sari", Role.PEMBINAAN, place.id, **values)


def _sign_in(client: PageClient, username: str = "sari", password: str = PASSWORD, status: int = 303, **more: str) -> str:
    answer = client.post("/login", {"username": username, "password": password, **more}, status=status)
    return answer.headers.get("Location", "") if status == 303 else answer.get_data(as_text=True)


def _actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_right_password_opens_a_session_and_leaves_an_audit_line(app: Flask, client: PageClient) -> None:
    _seed(app)
    assert _sign_in(client) == "/"
    assert "accounts.signin" in _actions(app)
    assert "Sari" in client.get("/account").get_data(as_text=True)


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nothing(app: Flask, client: PageClient) -> None:
    _seed(app)
    wrong = _sign_in(client, password="bukan-sandinya", status=401)
    unknown = _sign_in(client, username="tono", password="bukan-sandinya", status=401)
    assert wrong.replace("sari", "tono") == unknown.replace("sari", "tono") or "tidak cocok" in wrong
    assert "tidak cocok" in unknown
    assert "accounts.signin" not in _actions(app)


def test_a_closed_account_does_not_open(app: Flask, client: PageClient) -> None:
    _seed(app, active=False)
    _sign_in(client, status=401)


def test_guessing_meets_a_growing_wait(app: Flask, client: PageClient) -> None:
    _seed(app)
    for _try in range(4):
        _sign_in(client, password="salah-salah-1", status=401)
    assert "Tunggu" in _sign_in(client, status=429)


def test_an_empty_form_says_what_to_fill(app: Flask, client: PageClient) -> None:
    text = _sign_in(client, username="", password="", status=422)
    assert "Isi nama pengguna." in text
    assert "Isi kata sandi." in text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_an_address_outside_the_house_is_not_followed(app: Flask, client: PageClient, address: str) -> None:
    _seed(app)
    assert _sign_in(client, next=address) == "/"


def test_the_page_asked_for_opens_after_signing_in(app: Flask, client: PageClient) -> None:
    _seed(app)
    answer = client.get("/account", status=302)
    assert answer.headers["Location"] == "/login?next=/account"
    assert _sign_in(client, next="/account") == "/account"


def test_a_one_time_password_is_changed_before_anything_else(app: Flask, client: PageClient) -> None:
    _seed(app, must_change_password=True)
    _sign_in(client)
    assert client.get("/account", status=302).headers["Location"] == "/account/password"
    new = "tiga ekor burung pipit"
    answer = client.post("/account/password", {"current": PASSWORD, "new": new, "again": new})
    assert answer.headers["Location"] == "/login"
    assert "Kata sandi Anda sudah diganti. Masuk dengan kata sandi baru." in client.get("/login").text
    client.get("/account", status=302)
    _sign_in(client, password=PASSWORD, status=401)
    _sign_in(client, password=new)
    client.get("/account")


@pytest.mark.parametrize(
    ("current", "new", "again", "says"),
    [
        ("salah", "tiga ekor burung pipit", "tiga ekor burung pipit", "tidak cocok"),
        (PASSWORD, "pendek", "pendek", "paling sedikit 12 huruf"),
        (PASSWORD, "sari sari sari sari", "sari sari sari sari", "tidak memuat nama pengguna"),
        (PASSWORD, "tiga ekor burung pipit", "tiga ekor burung pipih", "harus sama"),
        ("", "", "", "Isi kata sandi sekarang."),
    ],
)
def test_a_bad_new_password_is_refused_with_its_reason(
    app: Flask, client: PageClient, current: str, new: str, again: str, says: str
) -> None:
    _seed(app)
    client.sign_in("sari")
    answer = client.post("/account/password", {"current": current, "new": new, "again": again}, status=422)
    assert says in answer.get_data(as_text=True)
    with app.app_context():
        assert "accounts.change_password" not in _actions(app)


def test_leaving_ends_the_session_in_the_database(app: Flask, client: PageClient) -> None:
    _seed(app)
    _sign_in(client)
    client.post("/logout")
    client.get("/account", status=302)
    with app.app_context():
        assert [row.ended_why for row in db.session.scalars(select(UserSession))] == ["signed out"]


def test_ending_all_own_sessions_ends_this_one_too(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("sari").post("/account/sessions")
    client.get("/account", status=302)


def _set_up(app: Flask, client: PageClient) -> tuple[str, list[str]]:
    """Bind an authenticator as a decider must; returns the code it was bound with and the recovery codes."""
    client.get("/account/second-factor")
    with client.http.session_transaction() as session:
        code = _code(app, session["totp"])
    client.post("/account/second-factor", {"code": code})
    page = client.get("/account/recovery-codes").get_data(as_text=True)
    return code, re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)


def _code(app: Flask, secret: str) -> str:
    with app.app_context():
        return _security.totp_factory.generate_totp_password(secret)


def _decider(app: Flask) -> None:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("kepala", Role.KEPALA, place.id, tf_primary_method=None)


def test_those_who_decide_set_up_a_second_factor_first(app: Flask, client: PageClient) -> None:
    _decider(app)
    _sign_in(client, "kepala")
    assert client.get("/account", status=302).headers["Location"] == "/account/second-factor"
    _used, codes = _set_up(app, client)
    assert len(codes) == 8
    assert client.get("/account/recovery-codes", status=302).headers["Location"] == "/account"
    client.get("/account")


def test_a_wrong_first_code_binds_nothing(app: Flask, client: PageClient) -> None:
    _decider(app)
    client.sign_in("kepala").get("/account/second-factor")
    answer = client.post("/account/second-factor", {"code": "000000"}, status=422)
    assert "Kode tidak cocok" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(User.tf_totp_secret)) is None


def test_replacing_the_authenticator_takes_the_password(app: Flask, client: PageClient) -> None:
    _decider(app)
    client.sign_in("kepala")
    _set_up(app, client)
    client.get("/account/second-factor")
    with client.http.session_transaction() as session:
        code = _code(app, session["totp"])
    client.post("/account/second-factor", {"code": code, "password": "salah"}, status=422)


def test_a_recovery_code_opens_the_door_once(app: Flask, client: PageClient) -> None:
    _decider(app)
    client.sign_in("kepala")
    _used, codes = _set_up(app, client)
    client.post("/logout")
    assert _sign_in(client, "kepala") == "/login/code"
    client.get("/account", status=302)
    assert client.post("/login/code", {"code": codes[0]}).headers["Location"] == "/"
    client.post("/logout")
    _sign_in(client, "kepala")
    client.post("/login/code", {"code": codes[0]}, status=401)


def test_the_code_of_the_set_up_does_not_count_twice(app: Flask, client: PageClient) -> None:
    _decider(app)
    client.sign_in("kepala")
    used, _codes = _set_up(app, client)
    client.post("/logout")
    _sign_in(client, "kepala")
    answer = client.post("/login/code", {"code": used}, status=401)
    assert "sudah dipakai" in answer.get_data(as_text=True)


def test_a_code_without_a_password_before_it_opens_nothing(app: Flask, client: PageClient) -> None:
    _decider(app)
    assert client.post("/login/code", {"code": "123456"}).headers["Location"] == "/login"
    assert client.get("/login/code", status=302).headers["Location"] == "/login"


def test_the_language_is_kept_with_the_account(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("sari").post("/language/en", {"next": "/account"})
    assert '<html lang="en">' in client.get("/account").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(User.language)) == "en"


def test_the_language_can_be_chosen_before_signing_in(client: PageClient) -> None:
    client.post("/language/en", {"next": "/login"})
    assert '<html lang="en">' in client.get("/login").get_data(as_text=True)
    client.post("/language/fr", status=404)


def test_a_session_is_kept_awake_by_asking(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("sari").get("/stay", status=204)


def test_help_is_open_to_all(app: Flask, client: PageClient) -> None:
    client.get("/help")
    _seed(app)
    client.sign_in("sari").get("/help")


def test_guesses_of_ones_own_password_are_slowed_too(app: Flask, client: PageClient) -> None:
    """Somebody at an unlocked screen tries passwords on the page that changes the password."""
    with app.app_context(), saving():
        factories.user("budi", Role.PEMBINAAN, factories.facility("TEBAK-01").id)
    client.sign_in("budi")
    guess = {"current": "bukan-sandi-ini", "new": "sawah luas di kaki bukit", "again": "sawah luas di kaki bukit"}
    statuses = [client.http.post("/account/password", data=guess).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"seen": 0}, "Sesi Anda berakhir agar orang lain tidak memakainya."), ({"sid": "tidak-ada"}, "Sesi Anda sudah diakhiri.")],
)
def test_who_is_put_out_reads_why_at_the_door_in_their_language(
    app: Flask, client: PageClient, changed: dict[str, object], says: str
) -> None:
    _seed(app)
    client.sign_in("sari")
    with client.http.session_transaction() as session:
        session.update(changed)
    door = client.get("/account", status=302).headers["Location"]
    assert says in client.get(door).text
    assert says not in client.get(door).text


def test_going_out_of_bina_and_leaving_a_class_are_two_words_in_english(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("sari").post("/language/en")
    page = client.get("/home").text
    assert "Sign out" in page
    assert "Left" not in page
