"""Signing in: the delay against guessing, the password, the second factor, the session that can be ended."""

import hashlib
import secrets
import time
from datetime import datetime, timedelta

from flask import Flask, current_app, flash, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security.proxies import _security
from flask_security.utils import hash_password, login_user, logout_user, verify_password
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import PARTNER_ROLES, WIDE_ROLES, Role
from rehab.access.scope import Scope
from rehab.accounts.models import SigninDelay, User, UserSession
from rehab.accounts.recovery import kept_code
from rehab.audit.actions import write_entry
from rehab.audit.refusals import refusal_is_noted
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saving

FREE_TRIES = 4
# Guesses at one name from many addresses count together, with more of them free.
ANYWHERE, FREE_ANYWHERE = "*", 20
LONGEST_WAIT = timedelta(minutes=15)
CODE_WITHIN = 300


class SigninRefused(Refusal):
    status = 401
    message = _l("Nama pengguna atau kata sandi tidak cocok. Periksa lalu coba lagi.")


class TooManyTries(Refusal):
    status = 429
    message = _l("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")


def scope_of_user(user: User, agency_id: int | None = None) -> Scope:
    """The scope of a signed-in person; a wide role without a facility reaches all of them."""
    role = Role(user.role)
    wide = user.facility_id is None and role in WIDE_ROLES
    ids = None if wide else frozenset({user.facility_id} if user.facility_id else set())
    agency = agency_id if role in PARTNER_ROLES else None
    return Scope(user_id=user.id, name=user.name, role=role, facility_ids=ids, agency_id=agency)  # type: ignore[arg-type]


def check_password(*, username: str, password: str, address: str, at: datetime) -> User:
    """The user whose name and password these are. Raises SigninRefused or TooManyTries.

    An unknown name costs the same time as a wrong password. No hashing happens inside a write transaction.
    """
    username = username.strip().lower()[:60]
    _check_delay(username, address, at)
    user = db.session.scalar(select(User).where(User.username == username))
    if user is None:
        hash_password(password[:256])
        _note_failure(username, address, at)
        raise SigninRefused()
    # An invented account never opens a real database.
    misplaced = user.is_demo and not current_app.config["DEMO"]
    if not verify_password(password[:256], user.password) or not user.active or misplaced:
        _note_failure(username, address, at)
        raise SigninRefused()
    return user


def _known(address: str) -> str:
    """The name under which an address is kept from which this person has signed in before."""
    return f"known {address}"[:60]


def _check_delay(username: str, address: str, at: datetime) -> None:
    """Raise TooManyTries while this address waits, or the whole name does; whoever signed in from here before waits alone."""
    places = (address, ANYWHERE, _known(address))
    rows = select(SigninDelay).where(SigninDelay.username == username, SigninDelay.address.in_(places))
    found = {row.address: row for row in db.session.scalars(rows.order_by(SigninDelay.id))}
    waiting = {name for name, row in found.items() if row.wait_until and row.wait_until > at}
    if address in waiting or (ANYWHERE in waiting and _known(address) not in found):
        raise TooManyTries()


def _note_failure(username: str, address: str, at: datetime, user: User | None = None) -> None:
    with saving():
        for place, free in ((address, FREE_TRIES), (ANYWHERE, FREE_ANYWHERE)):
            delay = _delay(username, place)
            delay.failures += 1
            if delay.failures >= free:
                delay.wait_until = at + min(LONGEST_WAIT, timedelta(seconds=15 * 2 ** min(delay.failures - free, 8)))
        nobody = Scope(user_id=None, name=username, role=Role.GURU, facility_ids=frozenset())
        write_entry(
            scope=scope_of_user(user) if user else nobody, action="accounts.signin_failed", subject="user", subject_id=None,
            at=at, facility_id=user.facility_id if user else None, details={"username": username},
        )  # fmt: skip
    refusal_is_noted()


def _delay(username: str, place: str) -> SigninDelay:
    found = select(SigninDelay).where(SigninDelay.username == username, SigninDelay.address == place)
    delay = db.session.scalar(found.with_for_update())
    if delay is None:
        try:
            with db.session.begin_nested():
                db.session.add(SigninDelay(username=username, address=place, failures=0))
        except IntegrityError:
            # Another guess at the same moment wrote it first.
            pass
        delay = db.session.scalars(found.with_for_update()).one()
    return delay


def prove_password(*, user: User, password: str, address: str, at: datetime) -> bool:
    """Whether somebody signed in knows their own password; guesses are slowed like those at the door. Raises TooManyTries.

    Call it before a write transaction begins.
    """
    name = f"self:{user.username}"[:60]
    _check_delay(name, address, at)
    if verify_password(password[:256], user.password):
        return True
    _note_failure(name, address, at, user)
    return False


def ask_for_code(user: User) -> None:
    """Remember for five minutes who has given the right password, until the code comes."""
    session.clear()
    session["half_signed_in"] = user.id
    session["half_at"] = int(time.time())
    # Changes with the password, on a move and on closing: what was half begun before is then worth nothing.
    session["half_of"] = user.fs_uniquifier


def half_signed_in() -> User | None:
    """Who has given the password and now owes the code; None after five minutes."""
    user_id, since = session.get("half_signed_in"), session.get("half_at", 0)
    if not user_id or time.time() - since > CODE_WITHIN:
        return None
    user = db.session.get(User, user_id)
    return user if user and user.active and user.fs_uniquifier == session.get("half_of") else None


def check_code(*, user: User, code: str, address: str, at: datetime) -> None:
    """Accept the authenticator's present code once, or one recovery code once. Raises SigninRefused, TooManyTries."""
    name = f"code:{user.username}"[:60]
    _check_delay(name, address, at)
    code, user_id = code.strip().replace(" ", ""), user.id
    recovery = None if code.isdecimal() else _matching_recovery_code(user, code)
    with saving():
        fresh = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
        good = fresh is not None and _use_code(fresh, code, recovery)
    if not good:
        _note_failure(name, address, at)
        raise SigninRefused(_l("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi."))


def _use_code(user: User, code: str, recovery: str | None) -> bool:
    if code.isdecimal():
        return bool(user.tf_totp_secret) and _security.totp_factory.verify_totp(code, user.tf_totp_secret, user, window=30)
    codes = list(user.mf_recovery_codes or [])
    if recovery is None or recovery not in codes:
        return False
    codes.remove(recovery)
    user.mf_recovery_codes = codes
    return True


def _matching_recovery_code(user: User, code: str) -> str | None:
    kept = kept_code(user.id, code)
    return kept if kept in (user.mf_recovery_codes or []) else None


def open_session(*, user: User, address: str, agent: str, at: datetime) -> None:
    """Sign in: a new session id, a row that can be ended, one audit line, the delay forgotten."""
    session.clear()
    token, user_id = secrets.token_urlsafe(32), user.id
    with saving():
        fresh = db.session.get(User, user_id)
        assert fresh is not None
        db.session.add(UserSession(token_hash=_hash(token), user_id=user_id, agent=agent[:200], created_at=at))
        fresh.last_login_at = at
        for name in (fresh.username, f"code:{fresh.username}"[:60]):
            for place in (address, ANYWHERE, _known(address)):
                delay = _delay(name, place)
                delay.failures, delay.wait_until = 0, None
        write_entry(
            scope=scope_of_user(fresh), action="accounts.signin", subject="user", subject_id=user_id, at=at,
            facility_id=fresh.facility_id,
        )  # fmt: skip
    fresh = db.session.get(User, user_id)
    login_user(fresh, remember=False)
    session["sid"], session["seen"], session["since"] = token, int(time.time()), int(time.time())
    session["language"] = fresh.language if fresh else "id"


def close_session(*, at: datetime) -> None:
    """Sign out: the row ends, the cookie is emptied."""
    row = _session_row()
    if row is not None and row.ended_at is None:
        with saving():
            ended = db.session.get(UserSession, row.id)
            if ended is not None:
                ended.ended_at, ended.ended_why = at, "signed out"
    forget_session()


def forget_session() -> None:
    """Empty the cookie of everything but the language its reader chose."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _session_row() -> UserSession | None:
    token = session.get("sid")
    return db.session.scalar(select(UserSession).where(UserSession.token_hash == _hash(token))) if token else None


# Asked before every request, so built once.
_HOLDER = (
    select(User)
    .join(UserSession, UserSession.user_id == User.id)
    .where(UserSession.token_hash == bindparam("token"), UserSession.ended_at.is_(None))
    .where(User.fs_uniquifier == bindparam("uniquifier"), User.active)
)


def _holder(uniquifier: str) -> User | None:
    """Whose session this is, in one query: the user and the row that says the session still lives."""
    token = session.get("sid")
    if not token or not uniquifier:
        return None
    return db.session.scalar(_HOLDER, {"token": _hash(token), "uniquifier": uniquifier})


def install(app: Flask) -> None:
    """Before every request: a session that was ended, idle too long or too old is no session."""
    app.login_manager.user_loader(_holder)  # type: ignore[attr-defined]

    @app.before_request
    def check_session() -> None:
        if not current_user.is_authenticated:
            if "sid" in session:
                forget_session()
                flash(_("Sesi Anda sudah diakhiri. Masuk lagi untuk melanjutkan."), "info")
            return
        now = int(clock.now().timestamp())
        idle = now - session.get("seen", 0) > current_app.config["IDLE_MINUTES"] * 60
        old = now - session.get("since", 0) > current_app.config["SESSION_HOURS"] * 3600
        if idle or old:
            forget_session()
            flash(_("Sesi Anda berakhir agar orang lain tidak memakainya. Masuk lagi untuk melanjutkan."), "info")
            return
        session["seen"] = now
