"""Who writes to a SQLite file next."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, PendingRollbackError

from rehab import turns
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import IdempotencyKey, drop_old_keys, saving
from rehab.turns import turn_of
from tests.conftest import make_app, make_settings


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("turns")
    app = make_app(make_settings(f"sqlite:///{folder / 'bina.db'}", folder), RAISE_FAULTS=False, WTF_CSRF_ENABLED=False)
    with app.app_context():
        upgrade()
    return app


@pytest.fixture
def file(house: Flask) -> Iterator[Path]:
    """The file of an application that nobody writes to."""
    with house.app_context():
        found = Path(str(db.engine.url.database))
        with saving():
            drop_old_keys(at=clock.now() + timedelta(days=9))
    yield found
    assert not turn_of(str(found)).locked()


def write(app: Flask, key: str) -> None:
    with app.app_context(), saving():
        made = {"user_id": 1, "body_hash": "0" * 64, "status": 303, "flashes": [], "created_at": clock.now()}
        db.session.add(IdempotencyKey(key=key, **made))
        db.session.flush()


def kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(IdempotencyKey)) or 0


def held(file: Path) -> "closing[sqlite3.Connection]":
    """Another process in the middle of writing."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


def test_writers_of_this_process_and_of_another_are_waited_for(house: Flask, file: Path) -> None:
    writers = [threading.Thread(target=write, args=(house, f"key-{number}")) for number in range(8)]
    with held(file) as other:
        for each in writers:
            each.start()
        while not turn_of(str(file)).locked():
            threading.Event().wait(0.001)
        assert kept(house) == 0
        other.execute("ROLLBACK")
    for each in writers:
        each.join()
    assert kept(house) == len(writers)


def test_the_turn_ends_with_the_transaction_however_it_ends(house: Flask, file: Path) -> None:
    write(house, "committed")
    assert not turn_of(str(file)).locked()
    with pytest.raises(ZeroDivisionError), house.app_context(), saving():
        db.session.execute(select(IdempotencyKey.id)).all()
        assert turn_of(str(file)).locked()
        raise ZeroDivisionError
    assert not turn_of(str(file)).locked()
    with pytest.raises(PendingRollbackError), house.app_context(), saving():
        db.session.connection().invalidate()
    write(house, "after a connection that broke")


def test_whose_patience_ends_is_told_that_the_file_is_locked(house: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with held(file):
        with pytest.raises(OperationalError, match="locked"):
            write(house, "early")
        assert not turn_of(str(file)).locked()
        assert house.test_client().post("/login", data={"username": "x", "password": "x"}).status_code == 503
    write(house, "late")
    assert kept(house) == 1


def test_a_second_connection_of_the_same_thread_waits_as_long_and_no_longer(
    house: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with house.app_context(), saving():
        db.session.execute(select(IdempotencyKey.id)).all()
        with pytest.raises(OperationalError, match="locked"), db.engine.begin():
            pass
    write(house, "afterwards")


def test_a_connection_used_for_several_transactions_keeps_its_turn(house: Flask, file: Path) -> None:
    with house.app_context(), saving(), db.engine.connect() as connection:
        for _ in range(2):
            with connection.begin():
                assert turn_of(str(file)).locked()
