"""Fixtures of all tests: one application a database, emptied between tests, and clients that check every page."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from rehab.app import create_app
from rehab.config import Settings
from rehab.demo.fill import fill_demo
from rehab.extensions import db, metadata
from rehab.plumbing.saving import saving
from tests import factories
from tests.databases import KEY, OTHER_KEY, Cleaner, Missing, drop_postgresql, fresh_postgresql, postgresql_server, sqlite_url
from tests.pages import PageClient
from tests.sharing import ByPart, turn_of

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile("house")

BOTH = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*BOTH, "both"], default=os.environ.get("TEST_DATABASES", "both"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("database", BOTH if chosen == "both" else (chosen,), scope="session", indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPart:
    config.option.loadscopereorder = False
    return ByPart(config, log)


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


def make_app(settings: Settings, **config: Any) -> Flask:
    """The application, with templates that every process of the tests compiles once between them."""
    app = create_app(settings, **config)
    folder = Path(tempfile.gettempdir()) / f"bina-tests-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    return app


@pytest.fixture(scope="session")
def house(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cleaner]]:
    """The migrated application of one database, and what empties it."""
    folder = tmp_path_factory.mktemp("instance")
    app = make_app(make_settings(database, folder), TESTING=True, WTF_CSRF_ENABLED=False)
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
        cleaner.let_go(db.engine)


@pytest.fixture
def demonstration(app: Flask, house: tuple[Flask, Cleaner], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over the small demonstration of one day: two prisons with something in every room.

    It is filled once in each process for each database, and brought again for every further test.
    """
    cleaner = house[1]
    with app.app_context():
        if "demonstration" in cleaner.kept:
            cleaner.bring("demonstration", db.engine, metadata)
        else:
            with saving():
                fill_demo(on=factories.NOW.date(), at=factories.NOW, folder=tmp_path_factory.mktemp("logins"), small=True)
            db.session.remove()
            cleaner.keep("demonstration", db.engine)
    return app


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
