"""Backup and restore: equal on both databases, refused where it must be, and nothing readable on the way."""

import sqlite3
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import JSON, DateTime, LargeBinary, MetaData, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from rehab.extensions import writing
from rehab.plumbing import postgres_tools
from rehab.plumbing.backup import BackupError, back_up, restore
from rehab.plumbing.crypto import new_key
from tests.plumbing.engines import KINDS, empty_database

AT = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)
KEYS = {"SECRET_KEY": "s" * 40, "NIK_KEY": new_key(), "NIK_INDEX_KEY": new_key(), "BACKUP_KEY": new_key()}


class Apart(DeclarativeBase):
    """Tables of these tests alone."""

    metadata = MetaData()


class Person(Apart):
    """Every kind of column the house uses."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[dict] = mapped_column(JSON)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    present: Mapped[bool | None]


class Note(Apart):
    """A table whose key is text."""

    __tablename__ = "note"
    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


@pytest.fixture(autouse=True)
def may_write():
    token = writing.set(True)
    yield
    writing.reset(token)


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    """A filled database and an empty one of the same kind, with a folder for files."""
    with empty_database(request.param, tmp_path) as full, empty_database(request.param, tmp_path) as empty:
        fill(full)
        yield Place(full, empty, tmp_path)


class Place:
    def __init__(self, full: str, empty: str, folder: Path) -> None:
        self.full, self.empty, self.file = full, empty, folder / "bina.backup"

    def back_up(self, **changes):
        return back_up(**{"target": self.file, "database_url": self.full, "keys": KEYS, "at": AT} | changes)

    def restore(self, **changes):
        return restore(**{"source": self.file, "database_url": self.empty, "keys": KEYS} | changes)


def fill(url: str) -> None:
    engine = create_engine(url)
    Apart.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(1, 301):
            facts = {"z": number, "a": [None, "Ü"]}
            session.add(
                Person(id=number, name=f"ORANG {number}", secret=bytes([number % 256]), facts=facts, seen_at=AT, present=None)
            )
        session.add_all([Note(key=key, body="isi") for key in ("b", "A", "ä", "a b", "10", "9")])
        session.commit()
    engine.dispose()


def rows_in(url: str) -> list[tuple]:
    engine = create_engine(url)
    with Session(engine) as session:
        found = list(
            session.execute(select(Person.id, Person.name, Person.secret, Person.facts, Person.present).order_by(Person.id))
        )
        notes = sorted(session.scalars(select(Note.key)))
    engine.dispose()
    return [tuple(row) for row in found] + notes


def add_person(url: str, number: int) -> None:
    engine = create_engine(url)
    with Session(engine) as session:
        session.add(Person(id=number, name="BARU", secret=None, facts={}, seen_at=AT, present=True))
        session.commit()
    engine.dispose()


def test_a_restored_database_is_equal_row_by_row(place):
    made = place.back_up()
    put = place.restore()
    assert rows_in(place.empty) == rows_in(place.full)
    assert (put.tables, put.rows) == (made.tables, 306)
    assert {name: each.rows for name, each in made.tables.items()} == {"note": 6, "person": 300}


def test_the_checksum_sees_one_changed_value_in_one_row(place):
    before = place.back_up()
    engine = create_engine(place.full)
    with Session(engine) as session:
        session.get(Person, 150).present = False
        session.commit()
    engine.dispose()
    after = place.back_up(target=place.file.with_suffix(".2"))
    assert before.tables["person"].sha256 != after.tables["person"].sha256
    assert before.tables["note"] == after.tables["note"]


def test_nothing_of_the_data_can_be_read_in_the_file(place):
    place.back_up()
    body = place.file.read_bytes()
    assert b"ORANG" not in body
    assert b"person" not in body
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600


def test_no_plain_copy_stays_behind(place):
    place.back_up()
    place.restore()
    assert [each for each in place.file.parent.iterdir() if each.name.startswith(".bina-backup")] == []


def test_a_database_with_rows_is_left_alone_unless_told(place):
    place.back_up()
    add_person(place.full, 999)
    before = rows_in(place.full)
    with pytest.raises(BackupError, match="holds 307 rows"):
        place.restore(database_url=place.full)
    assert rows_in(place.full) == before
    place.restore(database_url=place.full, replace=True)
    assert len(rows_in(place.full)) == 306


def test_a_wrong_backup_key_is_one_clear_sentence_and_changes_nothing(place):
    place.back_up()
    with pytest.raises(BackupError, match="BACKUP_KEY is not the key this backup was made with"):
        place.restore(keys=KEYS | {"BACKUP_KEY": new_key()})
    place.restore()


def test_data_that_needs_another_key_is_refused_by_the_name_of_the_key(place):
    place.back_up()
    with pytest.raises(BackupError, match="needs another NIK_KEY"):
        place.restore(keys=KEYS | {"NIK_KEY": new_key()})


@pytest.mark.parametrize("cut", [0, 30, 2000, -1])
def test_a_cut_file_is_refused_and_changes_nothing(place, cut):
    place.back_up()
    place.file.write_bytes(place.file.read_bytes()[:cut])
    with pytest.raises(BackupError, match="damaged, cut short, or no backup"):
        place.restore(database_url=place.full, replace=True)
    assert len(rows_in(place.full)) == 306


def test_a_missing_key_a_missing_file_and_an_existing_target_are_refused(place):
    with pytest.raises(BackupError, match="BACKUP_KEY must be set"):
        place.back_up(keys=KEYS | {"BACKUP_KEY": ""})
    with pytest.raises(BackupError, match="does not exist"):
        place.restore()
    place.back_up()
    with pytest.raises(BackupError, match="exists already"):
        place.back_up()


def test_a_backup_under_load_is_one_moment_of_the_database(place):
    over = threading.Event()

    def write():
        token = writing.set(True)
        for number in range(1000, 1400):
            if over.is_set():
                break
            add_person(place.full, number)
        writing.reset(token)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = place.back_up()
    finally:
        over.set()
        writer.join()
    put = place.restore()
    assert put.tables == made.tables
    ids = [row[0] for row in rows_in(place.empty)[:-6]]
    assert ids == [*range(1, 301), *range(1000, 1000 + len(ids) - 300)]


def test_a_copy_of_another_kind_is_refused(tmp_path):
    with empty_database("sqlite", tmp_path) as full, empty_database("postgresql", tmp_path) as other:
        fill(full)
        back_up(tmp_path / "x", database_url=full, keys=KEYS, at=AT)
        with pytest.raises(BackupError, match="holds a sqlite database"):
            restore(tmp_path / "x", database_url=other, keys=KEYS)


def test_a_restore_onto_an_open_database_is_seen_by_its_readers(tmp_path):
    with empty_database("sqlite", tmp_path) as full, empty_database("sqlite", tmp_path) as other:
        fill(full)
        fill(other)
        add_person(other, 999)
        back_up(tmp_path / "x", database_url=full, keys=KEYS, at=AT)
        with sqlite3.connect(other.removeprefix("sqlite:///")) as reader:
            assert reader.execute("select count(*) from person").fetchone() == (301,)
            restore(tmp_path / "x", database_url=other, keys=KEYS, replace=True)
            assert reader.execute("select count(*) from person").fetchone() == (300,)


def test_the_password_of_the_database_is_not_among_the_arguments(monkeypatch, tmp_path):
    seen = {}

    def watched(command, **keywords):
        seen.update(command=command, env=keywords.get("env"))
        raise postgres_tools.ToolError

    monkeypatch.setattr(postgres_tools, "_folder", lambda server: Path("/x"))
    monkeypatch.setattr(postgres_tools.subprocess, "run", watched)
    url = create_engine("postgresql+psycopg://bina:rahasia@db/bina").url
    with pytest.raises(postgres_tools.ToolError):
        postgres_tools.load(url, tmp_path / "dump", server=15)
    assert "rahasia" not in " ".join(seen["command"])
    assert seen["env"]["PGPASSWORD"] == "rahasia"


def test_missing_tools_are_named_with_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres_tools, "_folders", lambda: iter(()))
    with pytest.raises(postgres_tools.ToolError, match="postgresql-client-18"):
        postgres_tools._folder(18)
