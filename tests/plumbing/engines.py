"""Empty databases of both kinds, for tests that need them without the application or several at once."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.databases import Missing, drop_postgresql, fresh_postgresql, postgresql_server

KINDS = ("sqlite", "postgresql")


@cache
def _server() -> str:
    server = postgresql_server()
    if isinstance(server, Missing):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not proven on PostgreSQL: {server.why}")
    return server


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a fresh empty database, dropped afterwards; skips, saying why, where none can be made."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{secrets.token_hex(4)}.db'}"
        return
    name = f"bina_{secrets.token_hex(6)}"
    url = make_url(fresh_postgresql(_server(), name)).set(drivername="postgresql+psycopg")
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        drop_postgresql(_server(), name)
