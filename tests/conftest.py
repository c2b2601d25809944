"""Fixtures of all tests: one application a database, emptied between tests, and clients that check every page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings

from rehab.app import create_app
from rehab.config import Settings
from rehab.extensions import db, metadata
from tests.databases import KEY, OTHER_KEY, Cleaner, Missing, drop_postgresql, fresh_postgresql, postgresql_server, sqlite_url
from tests.pages import PageClient

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile("house")

BOTH = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*BOTH, "both"], default=os.environ.get("TEST_DATABASES", "both"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("database", BOTH if chosen == "both" else (chosen,), scope="session", indirect=True)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database of the kind under test, of this process alone."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path_factory.mktemp("sqlite"))
        return
    server = postgresql_server()
    if isinstance(server, Missing):
        if os.environ.get("CI"):
            pytest.fail(f"not proven on PostgreSQL: {server.why}")
        pytest.skip(f"not proven on PostgreSQL: {server.why}")
    name = f"bina_test_{os.getpid()}"
    yield fresh_postgresql(server, name)
    drop_postgresql(server, name)


def make_settings(url: str, folder: Path, *, demo: bool = False) -> Settings:
    """Settings for a test application."""
    keys = {"SECRET_KEY": "test-" * 8, "NIK_KEY": KEY, "NIK_INDEX_KEY": OTHER_KEY, "BACKUP_KEY": KEY}
    url = url.replace("postgresql://", "postgresql+psycopg://")
    return Settings(
        database_url=url, keys=keys, instance=folder, demo=demo, public_url="http://127.0.0.1:8000", port=8000,
        idle_minutes=15, session_hours=10, argon_memory_kib=16,
    )  # fmt: skip


@pytest.fixture(scope="session")
def house(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cleaner]]:
    """The migrated application of one database, and what empties it."""
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(make_settings(database, folder), TESTING=True, WTF_CSRF_ENABLED=False)
    watch_session(app)
    place = Path(database.removeprefix("sqlite:///")).parent if database.startswith("sqlite") else folder
    cleaner = Cleaner(app, place)
    with app.app_context():
        upgrade()
        cleaner.keep_template(db.engine)
    yield app, cleaner
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(house: tuple[Flask, Cleaner]) -> Iterator[Flask]:
    """The application over an empty database. No context is open: seed in one, ask in another."""
    application, cleaner = house
    with application.app_context():
        db.session.remove()
        cleaner.clean(db.engine, metadata)
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without JavaScript that checks every page it is given."""
    return PageClient(app)


class DirtyView(AssertionError):
    """A view ended with changes nobody saved."""


def watch_session(app: Flask) -> None:
    """After each answer the session must hold nothing unsaved."""

    @app.after_request
    def no_unsaved_changes(response: object) -> object:
        left = [*db.session.new, *db.session.dirty, *db.session.deleted]
        if left:
            names = sorted({type(row).__name__ for row in left})
            db.session.rollback()
            raise DirtyView(f"left unsaved: {', '.join(names)}")
        return response
