"""Writing users: creating, resetting, moving, disabling, second factors; each with its audit entry."""

import re
import secrets
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_security.proxies import _security
from sqlalchemy import select, update

from rehab.access.permissions import DECIDERS, PARTNER_ROLES, WIDE_ROLES, Role
from rehab.access.scope import Scope
from rehab.accounts.models import User, UserSession
from rehab.accounts.passwords import NewPassword
from rehab.accounts.queries import get_self, get_user
from rehab.accounts.reach import lies_within
from rehab.accounts.recovery import kept_code
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.errors import Refusal, check_version


class UsernameTaken(Refusal):
    message = _l("Nama pengguna ini sudah dipakai. Pilih yang lain.")


class BadUsername(Refusal):
    message = _l("Nama pengguna memakai 3 sampai 60 huruf kecil, angka, titik, atau garis bawah.")


class WrongPassword(Refusal):
    message = _l("Kata sandi sekarang tidak cocok.")


class WrongCode(Refusal):
    message = _l("Kode tidak cocok. Periksa jam HP Anda, lalu isi kode yang sedang tampil.")


class WrongPlace(Refusal):
    message = _l("Peran ini memerlukan UPT. Pilih UPT untuk pengguna ini.")


class OwnAccount(Refusal):
    message = _l("Akun sendiri tidak dapat diubah di sini. Minta admin lain melakukannya.")


class ReachesFurther(Refusal):
    status = 403
    message = _l("Akun mitra ini juga membuka data UPT lain. Minta admin semua UPT melakukannya.")


def create_user(
    *,
    scope: Scope,
    username: str,
    name: str,
    role: Role,
    facility_id: int | None,
    at: datetime,
    password: NewPassword,
    is_demo: bool = False,
) -> User:
    """Create a user with a password; a one-time one must be changed at the first sign-in.

    Raises UsernameTaken, BadUsername, WrongPlace.
    """
    username = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9._-]{3,60}", username):
        raise BadUsername()
    if db.session.scalar(select(User.id).where(User.username == username)):
        raise UsernameTaken()
    _check_place(role, facility_id, scope)
    user = User(
        username=username,
        name=name,
        role=role.value,
        facility_id=facility_id,
        password=password.kept,
        active=True,
        is_demo=is_demo,
        must_change_password=password.is_one_time,
        fs_uniquifier=secrets.token_hex(16),
        created_at=at,
    )
    db.session.add(user)
    db.session.flush()
    _note(scope, "accounts.create", user, at, role=role.value, username=username)
    return user


def _check_place(role: Role, facility_id: int | None, scope: Scope) -> None:
    if role in PARTNER_ROLES:
        return
    if facility_id is None and role not in WIDE_ROLES:
        raise WrongPlace()
    if scope.facility_ids is not None and facility_id not in scope.facility_ids:
        raise WrongPlace()


def reset_password(*, scope: Scope, user_id: int, password: NewPassword, at: datetime) -> User:
    """Give a user a new one-time password and end their sessions. Raises ReachesFurther."""
    user = _within_reach(scope, _other(scope, user_id))
    user.password, user.must_change_password = password.kept, password.is_one_time
    end_sessions(scope=scope, user_id=user.id, at=at, why="reset")
    _note(scope, "accounts.reset_password", user, at)
    return user


def change_password(*, scope: Scope, proven: str, new: NewPassword, at: datetime) -> User:
    """Change one's own password; every session ends, this one too.

    `proven` is the hash of the password that was shown to be known. Raises WrongPassword where it is another by now.
    """
    user = get_self(scope)
    _check_proven(user, proven)
    user.password, user.must_change_password = new.kept, new.is_one_time
    _end_all(user, at, "password")
    _note(scope, "accounts.change_password", user, at)
    return user


def change_user(
    *, scope: Scope, user_id: int, version: int, name: str, role: Role, facility_id: int | None, at: datetime
) -> User:
    """Rename a user or move them to another role or facility; a move ends their sessions."""
    user = _within_reach(scope, _other(scope, user_id))
    _within_reach(scope, user, role)
    check_version(user, version)
    _check_place(role, facility_id, scope)
    before = {"name": user.name, "role": user.role, "facility_id": user.facility_id}
    moved = (user.role, user.facility_id) != (role.value, facility_id)
    user.name, user.role, user.facility_id = name, role.value, facility_id
    if moved:
        _end_all(user, at, "moved")
    _note(scope, "accounts.change", user, at, before=before, name=name, role=role.value, to=facility_id)
    return user


def set_active(*, scope: Scope, user_id: int, active: bool, at: datetime) -> User:
    """Disable a user (sessions end at once) or enable them again."""
    user = _other(scope, user_id)
    user.active = active
    if active:
        _within_reach(scope, user)
    else:
        _end_all(user, at, "disabled")
    _note(scope, "accounts.enable" if active else "accounts.disable", user, at)
    return user


def forget_second_factor(*, scope: Scope, user_id: int, at: datetime) -> User:
    """The phone is lost: the second factor is set up anew at the next sign-in, and sessions end."""
    user = _other(scope, user_id)
    user.tf_totp_secret = user.tf_primary_method = user.tf_last_counter = user.mf_recovery_codes = None
    _end_all(user, at, "lost phone")
    _note(scope, "accounts.forget_second_factor", user, at)
    return user


def _check_proven(user: User, proven: str | None) -> None:
    """The password was proven before the transaction began; in between another device may have changed it."""
    if user.password != proven:
        raise WrongPassword()


def set_up_second_factor(*, scope: Scope, totp_secret: str, code: str, at: datetime, proven: str | None = None) -> list[str]:
    """Bind an authenticator to one's own account once its code proves it; returns the recovery codes, shown once.

    Replacing another authenticator takes the password as well: `proven` is its hash. Raises WrongCode, WrongPassword.
    """
    user = get_self(scope)
    if user.has_second_factor:
        _check_proven(user, proven)
    if not _security.totp_factory.verify_totp(code.strip(), totp_secret, user, window=30):
        raise WrongCode()
    user.tf_totp_secret, user.tf_primary_method = totp_secret, "authenticator"
    codes: list[str] = _security.totp_factory.generate_recovery_codes(8)
    user.mf_recovery_codes = [kept_code(user.id, each) for each in codes]
    _note(scope, "accounts.set_up_second_factor", user, at)
    return codes


def choose_language(*, scope: Scope, language: str, at: datetime) -> User:
    """Keep the language a person reads in."""
    user = get_self(scope)
    user.language = language
    _note(scope, "accounts.choose_language", user, at, language=language)
    return user


def end_sessions(*, scope: Scope, user_id: int, at: datetime, why: str = "ended") -> User:
    """End every session of a user (or one's own)."""
    user = get_self(scope) if user_id == scope.user_id else get_user(scope, user_id)
    _end_all(user, at, why)
    _note(scope, "accounts.end_sessions", user, at, why=why)
    return user


def _end_all(user: User, at: datetime, why: str) -> None:
    live = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    db.session.execute(live.values(ended_at=at, ended_why=why[:30]))
    user.fs_uniquifier = secrets.token_hex(16)


def _other(scope: Scope, user_id: int) -> User:
    if user_id == scope.user_id:
        raise OwnAccount()
    return get_user(scope, user_id)


def _within_reach(scope: Scope, user: User, role: Role | None = None) -> User:
    """A partner's account that (in a role, or its own) opens another facility's records is no matter of one facility's admin."""
    role = role or Role(user.role)
    theirs = Scope(user_id=user.id, name=user.name, role=role, facility_ids=frozenset())
    if role in PARTNER_ROLES and not lies_within(scope, theirs):
        raise ReachesFurther()
    return user


def _note(scope: Scope, action: str, user: User, at: datetime, **details: object) -> None:
    write_entry(
        scope=scope, action=action, subject="user", subject_id=user.id, at=at, facility_id=user.facility_id, details=dict(details)
    )


def must_have_second_factor(*, role: str) -> bool:
    """Whether a role decides and so always signs in with a second factor."""
    return Role(role) in DECIDERS
