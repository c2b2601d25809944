"""The only commit of the house: `@saves` on a route, `with saving():` in the command line and in jobs."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, make_response, redirect, request, session
from sqlalchemy import JSON, Integer, String, UniqueConstraint, delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from rehab.extensions import db, writing
from rehab.plumbing import clock
from rehab.plumbing.base import Base, UtcDateTime
from rehab.plumbing.errors import Refusal, StaleVersion

P = ParamSpec("P")
KEY_FIELD = "idempotency_key"
KEPT_FOR = timedelta(days=2)
# PostgreSQL: serialization failure, deadlock; the same request is tried again under the same key.
RETRIED = ("40001", "40P01")
# Another request wrote the same unique row meanwhile; a second try finds that row, or the answer kept under the same key.
WRITTEN_FIRST = "23505"


class IdempotencyKey(Base):
    """The answer a request got, stored in the transaction that changed something."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("key", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(Integer)
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    location: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[str | None] = mapped_column(String)
    flashes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyReused(Refusal):
    """The same idempotency key came with another body."""


@contextmanager
def saving() -> Iterator[None]:
    """One write transaction: committed when the block ends, rolled back when it raises.

    What was read before belongs to an older transaction and is loaded again.
    """
    db.session.rollback()
    token = writing.set(True)
    try:
        yield
        _commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


def _commit() -> None:
    try:
        db.session.commit()
    except StaleDataError as error:
        raise StaleVersion() from error


def let_others_write() -> None:
    """End the transaction so far, which must have changed nothing, while something slow is made.

    What was read before may be different afterwards: read it again before writing.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise AssertionError("something was changed already")
    db.session.rollback()


def saves(view: Callable[P, Any]) -> Callable[P, Any]:
    """Make a POST view save: one transaction, one commit, the same request sent twice changes nothing the second time."""

    @wraps(view)
    def save_once(*args: P.args, **kwargs: P.kwargs) -> Any:
        said = list(session.get("_flashes", []))
        for attempt in range(3):
            try:
                with saving():
                    return _answer(view, *args, **kwargs)
            except _RolledBack as refused:
                return refused.response
            except (OperationalError, IntegrityError) as error:
                if attempt == 2 or not _worth_repeating(error):
                    raise
                _forget_attempt(said)
        raise AssertionError("unreachable")

    save_once.saves = True  # type: ignore[attr-defined]
    return save_once


def _worth_repeating(error: OperationalError | IntegrityError) -> bool:
    """Whether a second try may go better: another transaction stood in the way, or wrote the same row first."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED or state == WRITTEN_FIRST


def _forget_attempt(said: list[Any]) -> None:
    """Take back what a try that came to nothing left beside the database: sentences, readings, files read to their end."""
    session["_flashes"] = list(said)
    for noted in ("readings", "refusal_noted"):
        g.pop(noted, None)
    for file in request.files.values():
        file.stream.seek(0)


class _RolledBack(Exception):
    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def _answer(view: Callable[..., Any], *args: Any, **kwargs: Any) -> Response:
    key, user_id = _sent_key(), _user_id()
    if key:
        _wait_for_twin(key, user_id)
    stored = _stored(key, user_id) if key else None
    if stored is not None:
        return _replay(stored)
    response = make_response(view(*args, **kwargs))
    if response.status_code >= 400:
        raise _RolledBack(response)
    if key:
        db.session.add(_kept(key, user_id, response))
    return response


def _wait_for_twin(key: str, user_id: int) -> None:
    """Let the same request, sent twice at once, run one after the other: SQLite has one writer, PostgreSQL is asked for it."""
    if db.session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(f"{user_id}:{key}".encode()).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


def was_answered() -> bool:
    """Whether the present request came before under the same key, and will get the same answer."""
    key = _sent_key()
    return bool(key) and _stored(key, _user_id()) is not None


def _sent_key() -> str:
    return (request.headers.get("Idempotency-Key") or request.form.get(KEY_FIELD, ""))[:64]


def _user_id() -> int:
    from_login = getattr(request, "bina_user_id", 0)
    return int(from_login)


def _body_hash() -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    for name in sorted(request.form):
        if name not in ("csrf_token", KEY_FIELD):
            for value in request.form.getlist(name):
                digest.update(f"{len(name)}:{name}={len(value)}:{value}\n".encode())
    if not request.form and not request.files:
        digest.update(request.get_data(cache=True))
    for name in sorted(request.files):
        file = request.files[name]
        # The view may have read it already.
        file.stream.seek(0)
        digest.update(hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return digest.hexdigest()


def _stored(key: str, user_id: int) -> IdempotencyKey | None:
    statement = select(IdempotencyKey).where(IdempotencyKey.key == key, IdempotencyKey.user_id == user_id)
    return db.session.scalar(statement)


def _replay(stored: IdempotencyKey) -> Response:
    if stored.body_hash != _body_hash():
        raise KeyReused()
    session["_flashes"] = [*session.get("_flashes", []), *((category, message) for category, message in stored.flashes)]
    if stored.location:
        return make_response(redirect(stored.location, code=stored.status))
    return make_response(stored.body or "", stored.status)


def _kept(key: str, user_id: int, response: Response) -> IdempotencyKey:
    text = (response.mimetype or "").startswith(("text/", "application/json"))
    flashes = [[category, str(message)] for category, message in session.get("_flashes", [])]
    return IdempotencyKey(
        key=key,
        user_id=user_id,
        body_hash=_body_hash(),
        status=response.status_code,
        location=response.headers.get("Location"),
        body=response.get_data(as_text=True) if text and not response.headers.get("Location") else None,
        flashes=flashes,
        created_at=clock.now(),
    )


def drop_old_keys(*, at: datetime) -> None:
    """Forget the answers of requests nobody can still be repeating."""
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < at - KEPT_FOR))
