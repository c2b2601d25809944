"""A NIK is never readable where it lies: in the database's own files, its log, a dump, or a backup."""

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text

from rehab.extensions import db
from rehab.plumbing import postgres_tools
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import vault
from tests import factories

PLANTED = [f"33012345059{number:05d}" for number in range(60)]


@pytest.fixture
def filled(app: Flask) -> Flask:
    with app.app_context(), saving():
        place = factories.facility()
        for number, nik in enumerate(PLANTED):
            factories.wbp(place.id, name=f"Budi Contoh {number}", nik=nik, nik_index=vault().blind_index(nik))
    return app


def at_rest(app: Flask, folder: Path) -> bytes:
    """Every byte that an SQLite database leaves on the disk, or a plain dump of a PostgreSQL one."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return b"".join(path.read_bytes() for path in Path(url.database).parent.glob(Path(url.database).name + "*"))
    with app.app_context():
        server = postgres_tools.server_major(db.session.connection())
    dump = folder / "dump.sql"
    program = str(postgres_tools._folder(server) / "pg_dump")
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([program, f"--dbname={plain}", f"--file={dump}"], check=True)
    return dump.read_bytes()


def readable(body: bytes) -> list[str]:
    return [nik for nik in PLANTED if nik.encode() in body]


def test_no_nik_can_be_read_in_the_database_or_in_a_backup(filled, tmp_path):
    body = at_rest(filled, tmp_path)
    assert b"Budi Contoh 59" in body
    assert readable(body) == []
    done = filled.test_cli_runner().invoke(args=["backup", str(tmp_path / "a.backup")])
    assert done.exit_code == 0, done.output
    sealed = (tmp_path / "a.backup").read_bytes()
    assert readable(sealed) == []
    assert b"Budi Contoh" not in sealed
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("a.backup", "dump.sql")] == []


def test_the_search_finds_a_nik_that_stands_in_the_clear(filled, tmp_path):
    with filled.app_context(), saving():
        db.session.execute(text("UPDATE wbp SET name = :nik WHERE id = 1"), {"nik": PLANTED[7]})
    assert readable(at_rest(filled, tmp_path)) == [PLANTED[7]]


def test_the_index_finds_the_person_and_the_value_opens_only_with_the_key(filled):
    with filled.app_context():
        row = db.session.execute(
            text("SELECT nik FROM wbp WHERE nik_index = :index"), {"index": vault().blind_index("33.0123.450590.0007")}
        ).one()
        assert vault().decrypt(bytes(row.nik), context="wbp.nik") == PLANTED[7]
