"""Everybody's explanation sheet: asked for once, made part by part, by block, and gone after a week."""

import io
import re
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, type_coerce

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.letters import sheet_actions, sheet_queries
from rehab.letters.models import SheetFile, SheetPart
from rehab.letters.sealing import opened_sheets
from rehab.plumbing.jobs import Job
from rehab.plumbing.saving import saving
from rehab.remisi.models import Round, RoundVerdict
from tests import factories
from tests.letters.making import fail_then_make, kept_at_age, kill_at_the_second_part, page_of, the_file, work
from tests.letters.round import Seeded, command_line_scope, needs_reader, pages_of, seeded
from tests.pages import PageClient


@pytest.fixture
def round_of_blocks(app: Flask, client: PageClient) -> Seeded:
    """Dodi and Ani live in block A, Budi in B, Cici in none."""
    found = seeded(app)
    with app.app_context(), saving():
        for name, block in (("ani", "A"), ("budi", "B"), ("cici", None), ("dodi", "A")):
            db.session.query(RoundVerdict).filter_by(wbp_id=found.people[name]).one().block = block
    client.sign_in(f"verifier.{found.facility_id}")
    return found


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Whose sheets were drawn, part by part; nothing is really drawn."""
    seen: list[list[str]] = []

    def draw(drawing: Any, *_args: object, **_more: object) -> bytes:
        seen.append([dict(sheet["body"][0]["facts"])["Nama"] for sheet in drawing.data["sheets"]])
        return b"%PDF " + ", ".join(seen[-1]).encode()

    monkeypatch.setattr(sheet_actions, "draw", draw)
    return seen


def ask(client: PageClient, round_id: int, status: int = 303) -> Any:
    return client.post(f"/letters/rounds/{round_id}/sheets", status=status)


def test_sheets_are_made_by_block_then_name_and_who_has_no_block_comes_last(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    assert drawn == [["Ani Lengkap", "Dodi Rapi"], ["Budi Berkas"], ["Cici Muda"]]
    archive = client.get(f"/letters/sheets/{the_file(app).id}.zip")
    with zipfile.ZipFile(io.BytesIO(archive.data)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == {
            "lembar-01-blok-A-1.pdf": b"%PDF Ani Lengkap, Dodi Rapi",
            "lembar-02-blok-B-1.pdf": b"%PDF Budi Berkas",
            "lembar-03-tanpa-blok-1.pdf": b"%PDF Cici Muda",
        }
    page = page_of(client, round_of_blocks.round_id)
    assert "4 orang, diminta Verifier" in page and "Blok A" in page and "Tanpa blok" in page


def test_a_large_block_is_shared_out_and_nobody_stands_twice_or_nowhere(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sheet_queries.PEOPLE_A_PART, "sheets", 2)
    with app.app_context(), saving():
        for row in db.session.query(RoundVerdict):
            row.block = "C"
    ask(client, round_of_blocks.round_id)
    work(app)
    assert drawn == [["Ani Lengkap", "Budi Berkas"], ["Cici Muda", "Dodi Rapi"]]
    assert "Blok C, bagian 2" in page_of(client, round_of_blocks.round_id)


def bookmarks(pdf: bytes, folder: Path) -> list[str]:
    """What the list of bookmarks beside the pages says."""
    path = folder / "marked.pdf"
    path.write_bytes(pdf)
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(path)]
    return re.findall(r'<item page="\d+">([^<]*)', subprocess.run(command, capture_output=True, check=True).stdout.decode())


@needs_reader
def test_every_part_is_tagged_and_every_sheet_counts_its_own_pages(
    app: Flask, client: PageClient, round_of_blocks: Seeded, tmp_path
) -> None:
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    with app.app_context():
        ids = [part.id for part in db.session.query(SheetPart).order_by(SheetPart.number)]
    files = [client.get(f"/letters/sheets/parts/{each}.pdf").data for each in ids]
    assert all(b"/StructTreeRoot" in each for each in files)
    marks = [mark for each in files for mark in bookmarks(each, tmp_path)]
    assert [mark.split()[0] for mark in marks] == ["Ani", "Dodi", "Budi", "Cici"]
    firsts = [page for each in files for page in pages_of(each, tmp_path) if "halaman 1 dari" in page]
    assert [name for page in firsts for name in ("Ani", "Budi", "Cici", "Dodi") if name in page] == [
        "Ani", "Dodi", "Budi", "Cici",
    ]  # fmt: skip


def test_the_page_tells_how_far_it_is_and_asking_again_is_the_same_job(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    first = ask(client, round_of_blocks.round_id)
    ask(client, round_of_blocks.round_id)
    with app.app_context(), saving():
        job = db.session.query(Job).one()
        assert db.session.query(SheetFile).count() == 1
        job.state, job.done = "running", 3
    ask(client, round_of_blocks.round_id)
    page = client.follow(first).get_data(as_text=True)
    assert "3 dari 4" in page and "Diminta Verifier" in page and "permintaan kedua tidak perlu" in page
    assert f'action="/letters/rounds/{round_of_blocks.round_id}/sheets"' not in page
    client.get(f"/letters/sheets/{the_file(app).id}.zip", status=404)
    with app.app_context():
        assert db.session.query(Job).count() == 1
        assert db.session.query(AuditEntry).filter_by(action="letters.ask_sheets").count() == 1


def test_a_killed_worker_is_followed_by_one_that_draws_only_what_lacks(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, round_of_blocks.round_id)
    kill_at_the_second_part(app, drawn, monkeypatch)
    assert work(app) == ["done"]
    assert drawn == [["Ani Lengkap", "Dodi Rapi"], ["Budi Berkas"], ["Cici Muda"]]
    with app.app_context():
        assert [part.people for part in db.session.query(SheetPart).order_by(SheetPart.number)] == [2, 1, 1]


def test_a_round_computed_anew_meanwhile_leaves_no_mixed_file(
    app: Flask, client: PageClient, round_of_blocks: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = []

    def draw(*_args: object, **_more: object) -> bytes:
        parts.append(1)
        if len(parts) == 2:
            with saving():
                db.session.get_one(Round, round_of_blocks.round_id).computed_at += timedelta(minutes=1)
        return b"%PDF"

    monkeypatch.setattr(sheet_actions, "draw", draw)
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    with app.app_context():
        assert db.session.query(SheetPart).count() == 0
    assert "Putaran dihitung ulang saat berkas dibuat" in page_of(client, round_of_blocks.round_id)
    client.get(f"/letters/sheets/{the_file(app).id}.zip", status=404)


def test_a_verdict_that_does_not_follow_from_its_findings_is_named_as_the_cause(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    with app.app_context(), saving():
        db.session.query(RoundVerdict).filter_by(wbp_id=round_of_blocks.people["cici"]).one().outcome = "eligible"
    ask(client, round_of_blocks.round_id)
    work(app)
    assert "Hitung ulang putaran ini dahulu" in page_of(client, round_of_blocks.round_id)


def test_what_failed_says_what_to_do_and_can_be_asked_for_again(
    app: Flask, client: PageClient, round_of_blocks: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = round_of_blocks.round_id
    page = fail_then_make(app, lambda: ask(client, round_id), lambda: page_of(client, round_id), monkeypatch)
    assert "4 orang, diminta" in page


def test_a_new_file_takes_the_place_of_the_old_one_only_when_it_is_there(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    first = the_file(app).id
    with app.app_context(), saving():
        db.session.get_one(Round, round_of_blocks.round_id).computed_at += timedelta(minutes=1)
    assert "Putaran sudah dihitung ulang sesudah berkas ini dibuat" in page_of(client, round_of_blocks.round_id)
    ask(client, round_of_blocks.round_id)
    client.get(f"/letters/sheets/{first}.zip")
    work(app)
    client.get(f"/letters/sheets/{first}.zip", status=404)
    page = page_of(client, round_of_blocks.round_id)
    assert f"/letters/sheets/{the_file(app).id}.zip" in page and "sudah dihitung ulang" not in page


@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=6, hours=23), 1), (timedelta(days=7), 0)])
def test_a_file_goes_after_a_week(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], age: timedelta, kept: int
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    assert kept_at_age(app, age) == (kept, kept * 3)


def test_the_kept_sheets_stand_encrypted(app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    with app.app_context():
        raw = db.session.scalars(db.select(type_coerce(SheetPart.content, LargeBinary)).order_by(SheetPart.number)).first()
        assert b"Ani" not in bytes(raw)
        part = sheet_queries.get_sheet_part(command_line_scope(round_of_blocks.facility_id), 1)
        assert opened_sheets(part) == b"%PDF Ani Lengkap, Dodi Rapi"


def test_who_may_ask_and_who_may_only_fetch(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    file_id = the_file(app).id
    with app.app_context(), saving():
        other = factories.facility("RUTAN-02")
        factories.user("asing", Role.REGISTRASI, other.id)
    client.sign_in(f"head.{round_of_blocks.facility_id}")
    ask(client, round_of_blocks.round_id, status=403)
    client.get(f"/letters/sheets/{file_id}.zip")
    client.sign_in("asing")
    ask(client, round_of_blocks.round_id, status=404)
    client.get(f"/letters/sheets/{file_id}.zip", status=404)
    client.get("/letters/sheets/parts/1.pdf", status=404)


def test_whose_sheets_were_fetched_stands_in_the_trail(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    client.get(f"/letters/sheets/{the_file(app).id}.zip")
    client.get("/letters/sheets/parts/1.pdf")
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="letters.export_sheets").count() == 2
