"""The reports of development of everybody eligible: asked for once, made part by part, by block, and gone after a week."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from rehab.access.permissions import Role
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.extensions import db
from rehab.letters import sheet_actions, sheet_queries
from rehab.letters.models import SheetFile, SheetPart
from rehab.plumbing.jobs import Job
from rehab.plumbing.saving import saving
from rehab.remisi.models import Round, RoundVerdict
from tests import factories
from tests.letters.eligible import OUTSIDERS, archive_of, ask, eligible_round
from tests.letters.making import fail_then_make, kept_at_age, kill_at_the_second_part, page_of, part_at, the_file, work
from tests.letters.round import Seeded
from tests.pages import PageClient


@pytest.fixture
def round_of_blocks(app: Flask, client: PageClient) -> Seeded:
    found = eligible_round(app)
    client.sign_in(f"wali.{found.facility_id}")
    return found


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Whose reports were drawn, part by part; nothing is really drawn."""
    seen: list[list[str]] = []

    def names(drawing: Any, *_args: object, **_more: object) -> bytes:
        seen.append([sheet["name"].partition(",")[0] for sheet in drawing.data["sheets"]])
        return b"%PDF " + ", ".join(seen[-1]).encode()

    monkeypatch.setattr(sheet_actions, "draw", names)
    return seen


def report_page(client: PageClient, round_id: int) -> str:
    """What the page of papers says about reports of development."""
    return page_of(client, round_id).partition('id="perkembangan"')[2].partition('id="terbit')[0]


def compute_anew(round_id: int, *eligible: int) -> None:
    """The round is computed again, and only some are eligible then. Call inside `with saving():`."""
    db.session.get_one(Round, round_id).computed_at += timedelta(minutes=1)
    for kept in db.session.query(RoundVerdict).filter_by(outcome="eligible"):
        kept.outcome = "eligible" if kept.wbp_id in eligible else "incomplete"


def test_everybody_eligible_has_one_report_and_nobody_else(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    assert drawn == [["Ani Lengkap", "Dodi Rapi"], ["Eka Rajin", "Fitri Tekun"], ["Gita Cermat", "Hari Sabar"]]
    page = report_page(client, round_of_blocks.round_id)
    assert "6 orang, diminta Wali" in page and "Blok A" in page and "Tanpa blok" in page and "Blok C" not in page
    assert "hanya untuk yang hasilnya memenuhi syarat" in page


def test_a_large_block_is_shared_out_and_nobody_stands_twice_or_nowhere(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sheet_queries.PEOPLE_A_PART, "development", 2)
    with app.app_context(), saving():
        for row in db.session.query(RoundVerdict):
            row.block = "C"
            # Kept before all the others, but the last by name.
            row.name = "Zeni Lengkap" if row.wbp_id == round_of_blocks.people["ani"] else row.name
    ask(client, round_of_blocks.round_id)
    work(app)
    assert drawn == [["Dodi Rapi", "Eka Rajin"], ["Fitri Tekun", "Gita Cermat"], ["Hari Sabar", "Zeni Lengkap"]]
    assert "Blok C, bagian 3" in report_page(client, round_of_blocks.round_id)


def test_the_archive_holds_the_parts_under_the_names_they_have_alone(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    with app.app_context():
        ids = [part.id for part in db.session.query(SheetPart).order_by(SheetPart.number)]
    alone = [client.get(f"/letters/developments/parts/{each}.pdf") for each in ids]
    names = [each.headers["Content-Disposition"].partition('filename="')[2].rstrip('"') for each in alone]
    assert names == ["perkembangan-01-blok-A-1.pdf", "perkembangan-02-blok-B-1.pdf", "perkembangan-03-tanpa-blok-1.pdf"]
    assert archive_of(client, the_file(app).id) == {name: each.data for name, each in zip(names, alone, strict=True)}
    whole = client.get(f"/letters/developments/{the_file(app).id}.zip")
    assert whole.headers["Content-Disposition"] == 'attachment; filename="perkembangan-RU-2026-08-17.zip"'


def test_both_kinds_are_made_side_by_side_and_neither_door_opens_the_other(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    client.sign_in(f"preparer.{round_of_blocks.facility_id}")
    client.post(f"/letters/rounds/{round_of_blocks.round_id}/sheets")
    ask(client, round_of_blocks.round_id)
    ask(client, round_of_blocks.round_id)
    with app.app_context():
        assert [file.kind for file in db.session.query(SheetFile).order_by(SheetFile.id)] == ["sheets", "development"]
    assert work(app) == ["done", "done"]
    with app.app_context():
        files = {file.kind: file.id for file in db.session.query(SheetFile)}
        parts = {kind: db.session.query(SheetPart.id).filter_by(file_id=each).first()[0] for kind, each in files.items()}
        assert db.session.query(AuditEntry).filter_by(action="letters.ask_developments").count() == 1
    for own, address, strange in (("sheets", "sheets", "development"), ("development", "developments", "sheets")):
        client.get(f"/letters/{address}/{files[own]}.zip")
        client.get(f"/letters/{address}/parts/{parts[own]}.pdf")
        client.get(f"/letters/{address}/{files[strange]}.zip", status=404)
        client.get(f"/letters/{address}/parts/{parts[strange]}.pdf", status=404)


def test_who_may_not_read_conduct_meets_no_report_whichever_door_is_tried(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    file_id, part_id = the_file(app).id, part_at(app, 1)
    for role in OUTSIDERS:
        client.sign_in(role)
        page = page_of(client, round_of_blocks.round_id)
        assert "Lembar penjelasan semua orang" in page
        assert "perkembangan" not in page and "developments" not in page
        ask(client, round_of_blocks.round_id, status=403)
        there, absent = (f"{file_id}.zip", f"parts/{part_id}.pdf"), ("999.zip", "parts/999.pdf")
        for path in (*there, *absent):
            client.get(f"/letters/developments/{path}", status=403)
            client.get(f"/letters/sheets/{path}", status=404)


def test_another_prisons_officer_finds_nothing(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    file_id, part_id = the_file(app).id, part_at(app, 1)
    with app.app_context(), saving():
        other = factories.facility("RUTAN-02")
        factories.user("asing", Role.WALI, other.id)
    client.sign_in("asing")
    ask(client, round_of_blocks.round_id, status=404)
    client.get(f"/letters/developments/{file_id}.zip", status=404)
    client.get(f"/letters/developments/parts/{part_id}.pdf", status=404)


def test_each_download_stands_in_the_trail_with_file_part_and_people(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    file_id, part_id = the_file(app).id, part_at(app, 2)
    client.get(f"/letters/developments/{file_id}.zip")
    client.get(f"/letters/developments/parts/{part_id}.pdf")
    with app.app_context():
        asked = db.select(AuditEntry.subject_id, AuditDetail.payload).join(AuditDetail).order_by(AuditEntry.id)
        lines = db.session.execute(asked.where(AuditEntry.action == "letters.export_developments")).all()
        assert [line.subject_id for line in lines] == [round_of_blocks.round_id] * 2
        said = [json.loads(line.payload) for line in lines]
        assert said == [{"file": file_id, "people": 6}, {"file": file_id, "part": 2, "people": 2}]


def test_the_page_tells_how_far_it_is_and_asking_again_is_the_same_job(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    assert "6 orang memenuhi syarat" in report_page(client, round_of_blocks.round_id)
    first = ask(client, round_of_blocks.round_id)
    with app.app_context(), saving():
        job = db.session.query(Job).one()
        job.state, job.done = "running", 4
    page = client.follow(first).get_data(as_text=True)
    assert "Laporan 6 orang sedang dibuat" in page
    ask(client, round_of_blocks.round_id)
    page = report_page(client, round_of_blocks.round_id)
    assert "4 dari 6" in page and f'action="/letters/rounds/{round_of_blocks.round_id}/developments"' not in page
    client.get(f"/letters/developments/{the_file(app).id}.zip", status=404)
    with app.app_context():
        assert db.session.query(Job).count() == db.session.query(SheetFile).count() == 1


def test_a_killed_worker_is_followed_by_one_that_draws_only_what_lacks(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, round_of_blocks.round_id)
    kill_at_the_second_part(app, drawn, monkeypatch)
    assert work(app) == ["done"]
    assert drawn == [["Ani Lengkap", "Dodi Rapi"], ["Eka Rajin", "Fitri Tekun"], ["Gita Cermat", "Hari Sabar"]]
    with app.app_context():
        assert [part.people for part in db.session.query(SheetPart).order_by(SheetPart.number)] == [2, 2, 2]


@pytest.mark.parametrize("still_eligible", [("dodi", "eka", "fitri", "gita"), ("dodi",), ()], ids=["fewer", "one", "nobody"])
def test_a_round_computed_anew_between_two_workers_leaves_no_mixed_file(
    app: Flask,
    client: PageClient,
    round_of_blocks: Seeded,
    drawn: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    still_eligible: tuple[str, ...],
) -> None:
    """Also where the new list is no longer than what was kept, so that no part seems to lack."""
    ask(client, round_of_blocks.round_id)
    kill_at_the_second_part(app, drawn, monkeypatch)
    with app.app_context(), saving():
        compute_anew(round_of_blocks.round_id, *(round_of_blocks.people[name] for name in still_eligible))
    assert work(app) == ["done"]
    with app.app_context():
        assert db.session.query(SheetPart).count() == 0
    assert "Putaran dihitung ulang saat berkas dibuat" in report_page(client, round_of_blocks.round_id)
    client.get(f"/letters/developments/{the_file(app).id}.zip", status=404)


def test_a_round_computed_anew_while_a_part_is_drawn_ends_the_work_there_and_nothing_is_kept(
    app: Flask, client: PageClient, round_of_blocks: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = []

    def draws(*_args: object, **_more: object) -> bytes:
        parts.append(1)
        if len(parts) == 2:
            with saving():
                compute_anew(round_of_blocks.round_id, *round_of_blocks.people.values())
        return b"%PDF"

    monkeypatch.setattr(sheet_actions, "draw", draws)
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    with app.app_context():
        assert db.session.query(SheetPart).count() == 0
    assert len(parts) == 2


def test_a_verdict_that_does_not_follow_from_its_findings_is_named_as_the_cause(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    with app.app_context(), saving():
        db.session.query(RoundVerdict).filter_by(wbp_id=round_of_blocks.people["cici"]).one().outcome = "eligible"
    ask(client, round_of_blocks.round_id)
    work(app)
    with app.app_context():
        assert db.session.query(SheetPart).count() == 0
    assert "Hitung ulang putaran ini dahulu" in report_page(client, round_of_blocks.round_id)


def test_what_failed_says_what_to_do_and_can_be_asked_for_again(
    app: Flask, client: PageClient, round_of_blocks: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = round_of_blocks.round_id
    page = fail_then_make(app, lambda: ask(client, round_id), lambda: report_page(client, round_id), monkeypatch)
    assert "6 orang, diminta" in page


def test_where_nobody_is_eligible_the_page_says_so_and_nothing_is_made(
    app: Flask, client: PageClient, round_of_blocks: Seeded
) -> None:
    with app.app_context(), saving():
        compute_anew(round_of_blocks.round_id)
    page = report_page(client, round_of_blocks.round_id)
    assert "Tidak ada yang memenuhi syarat pada putaran ini" in page and "/developments" not in page
    answer = ask(client, round_of_blocks.round_id, status=422).get_data(as_text=True)
    assert "Tidak ada yang memenuhi syarat pada putaran ini" in answer
    with app.app_context():
        assert db.session.query(SheetFile).count() == db.session.query(Job).count() == 0


def test_a_new_file_takes_the_place_of_the_old_one_of_its_kind_alone(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    client.sign_in(f"preparer.{round_of_blocks.facility_id}")
    client.post(f"/letters/rounds/{round_of_blocks.round_id}/sheets")
    ask(client, round_of_blocks.round_id)
    work(app)
    with app.app_context():
        sheets, first = (each.id for each in db.session.query(SheetFile).order_by(SheetFile.id))
    ask(client, round_of_blocks.round_id)
    client.get(f"/letters/developments/{first}.zip")
    work(app)
    client.get(f"/letters/developments/{first}.zip", status=404)
    client.get(f"/letters/developments/{the_file(app).id}.zip")
    client.get(f"/letters/sheets/{sheets}.zip")


@pytest.mark.parametrize(("age", "kept"), [(timedelta(days=6, hours=23), 1), (timedelta(days=7), 0)])
def test_a_file_goes_after_a_week(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]], age: timedelta, kept: int
) -> None:
    ask(client, round_of_blocks.round_id)
    work(app)
    assert kept_at_age(app, age) == (kept, kept * 3)


def test_going_back_before_reports_keeps_sheets_and_hands_no_report_out_as_one(
    app: Flask, client: PageClient, round_of_blocks: Seeded, drawn: list[list[str]]
) -> None:
    client.sign_in(f"preparer.{round_of_blocks.facility_id}")
    client.post(f"/letters/rounds/{round_of_blocks.round_id}/sheets")
    ask(client, round_of_blocks.round_id)
    work(app)
    with app.app_context():
        sheets = db.session.query(SheetFile.id).filter_by(kind="sheets").one()[0]
        db.session.remove()
        downgrade(revision="0007")
        with db.engine.connect() as connection:
            assert [row.id for row in connection.execute(text("SELECT id FROM sheet_file"))] == [sheets]
            assert {row.file_id for row in connection.execute(text("SELECT file_id FROM sheet_part"))} == {sheets}
        upgrade()
        assert [(row.id, row.kind) for row in db.session.query(SheetFile)] == [(sheets, "sheets")]
