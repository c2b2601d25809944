"""What a reader finds on the papers of a round."""

import re

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.letters.queries import people_of
from rehab.letters.subjects import DRAWN, drawing_of, subject_of
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import read_bytes
from rehab.proposals.models import Candidate, Withdrawal
from rehab.remisi.models import Round, RoundVerdict
from tests import factories
from tests.letters.round import bring_to_grant, in_order, needs_reader, pages_of, seeded, settle
from tests.letters.test_releasing import release, the_paper
from tests.pages import PageClient
from tests.query_counter import counted_queries

HOSTILE = "=1+1 \u202eTERBALIK\u202c #panic() *tebal* <b>x</b>"


def on_screen(app: Flask, found, kind: str, **more):
    """A paper before it is drawn."""
    with app.test_request_context():
        subject = subject_of(command_line_scope(found.facility_id), found.round_id, kind, at=factories.NOW, **more)
        return drawing_of(subject, kind)


@needs_reader
def test_the_letter_keeps_the_order_of_official_letters(app: Flask, client: PageClient, tmp_path) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "proposal")
    pages = pages_of(client.get(f"/letters/papers/{the_paper(app).id}.pdf").data, tmp_path)
    assert in_order(
        pages[0], "KEMENTERIAN CONTOH", "Rutan RUTAN-01", "Makassar", "Nomor", "W.1-1/2026", "Sifat", "Lampiran", "Hal",
        "Yth.", "Direktur Jenderal Pemasyarakatan", "di Jakarta", "Bersama ini", "Demikian", "Kepala Rutan Contoh",
        "PEJABAT SATU", "NIP 19800101", "Tembusan:", "Kantor Wilayah", f"halaman 1 dari {len(pages)}",
    ) == []  # fmt: skip
    assert in_order(pages[1], "Lampiran I · W.1-1/2026", "Daftar yang diusulkan", "Ani Lengkap", "/verify/", "halaman 2") == []
    assert (
        in_order(pages[2], "Lampiran II · W.1-1/2026", "tidak diusulkan", "Alasan", "Budi Berkas", "/verify/", "halaman 3") == []
    )


def test_both_lists_stand_together_and_add_up_to_everybody(app: Flask) -> None:
    found = seeded(app)
    drawing = on_screen(app, found, "lists")
    proposed, others = drawing.data["sections"]
    assert [row[1] for row in proposed["rows"]] == ["Ani Lengkap"]
    assert [row[1] for row in others["rows"]] == ["Budi Berkas", "Cici Muda", "Dodi Rapi"]
    assert all(row[-1] for row in others["rows"])
    assert drawing.totals["proposed"] + drawing.totals["not_proposed"] == drawing.totals["people"] == 4
    with app.app_context():
        assert len(people_of(command_line_scope(found.facility_id), found.round_id)) == db.session.query(RoundVerdict).count()


def test_before_anybody_is_decided_on_the_lists_are_drafts_over_the_verdicts(app: Flask) -> None:
    found = seeded(app, states=("recommended", "prepared", "open", "open"))
    drawing = on_screen(app, found, "lists")
    assert [row[1] for row in drawing.data["sections"][0]["rows"]] == ["Ani Lengkap", "Dodi Rapi"]
    assert drawing.data["draft"] is True
    assert drawing.data["subtitle"] == ["Menurut hitungan; belum ada yang diputus"]


def test_who_waits_for_a_decision_is_on_neither_side_of_it_unsaid(app: Flask) -> None:
    found = seeded(app)
    rows = {row[1]: row[-1] for row in on_screen(app, found, "lists").data["sections"][1]["rows"]}
    assert rows["Dodi Rapi"].startswith("Belum diputus kepala")
    assert rows["Budi Berkas"].startswith("Tidak memenuhi syarat menurut hitungan")
    assert "paling cepat" in rows["Cici Muda"]


def test_a_withdrawal_that_was_only_filed_changes_nothing_but_is_said(app: Flask) -> None:
    found = seeded(app)
    with app.app_context(), saving():
        row = db.session.query(Candidate).filter_by(wbp_id=found.people["ani"]).one()
        round_ = db.session.get_one(Round, found.round_id)
        by = db.session.query(factories.User).filter_by(username=f"verifier.{found.facility_id}").one()
        act = factories.deed(round_, by, "withdraw")
        factories.add(
            Withdrawal(
                facility_id=found.facility_id, candidate_id=row.id, discipline_id=1, reason="hukuman", filed_by=by.id,
                filed_deed_id=act.id, filed_at=factories.NOW,
            )
        )  # fmt: skip
    proposed = on_screen(app, found, "lists").data["sections"][0]["rows"]
    assert [row[1] for row in proposed] == ["Ani Lengkap"]
    assert "penarikan diajukan" in proposed[0][-1]


def test_who_is_withdrawn_is_not_proposed_any_more(app: Flask) -> None:
    found = seeded(app, withdrawn=True)
    first, second = on_screen(app, found, "lists").data["sections"]
    assert first["rows"] == []
    assert next(row[-1] for row in second["rows"] if row[1] == "Ani Lengkap").startswith("Ditarik")


def test_the_minutes_name_members_and_results(app: Flask) -> None:
    found = seeded(app)
    drawing = on_screen(app, found, "minutes", hearing_id=found.hearing_id)
    _course, results, attendance = drawing.data["sections"]
    assert [row[1] for row in results["rows"]] == ["Ani Lengkap", "Budi Berkas"]
    assert [row[2] for row in attendance["rows"]] == ["Hadir", "Tidak hadir"]
    assert drawing.totals == {"people": 2, "recommended": 1, "members": 2, "present": 1}


def test_the_ceremony_list_goes_by_size(app: Flask) -> None:
    found = seeded(app, states=("granted", "decided", "open", "granted"), granted_days=90)
    drawing = on_screen(app, found, "ceremony")
    assert [section["heading"] for section in drawing.data["sections"]] == ["90 hari: 1 orang", "30 hari: 1 orang"]


@pytest.mark.parametrize(
    ("owed", "granted", "where"),
    [(0, 60, "going_home"), (30, 60, "staying"), (None, 60, "to_check"), (0, 90, "to_check"), (0, 30, "to_check")],
)
def test_nobody_goes_home_over_a_subsider_or_an_open_question(app: Flask, owed, granted, where) -> None:
    found = seeded(app, states=("absent", "decided", "open", "open"))
    with app.app_context(), saving():
        kept = db.session.query(RoundVerdict).filter_by(wbp_id=found.people["ani"]).one()
        facts = dict(kept.facts["facts"]) | {"subsidiary": {"days_outstanding": owed, "serving": False}}
        kept.facts = dict(kept.facts) | {"facts": facts}
        days = {"expiry_before": "2026-10-01", "expiry_after": "2026-08-02", "release_on": "2026-08-17", "days": 60}
        kept.verdict = dict(kept.verdict) | days
        kept.release_class = "II"
        bring_to_grant(found, "ani", granted)
    totals = on_screen(app, found, "release").totals
    assert totals == {"people": 1, "going_home": 0, "staying": 0, "to_check": 0} | {where: 1}


def test_a_hostile_name_is_inert_on_paper_and_in_a_workbook(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    with app.app_context(), saving():
        kept = db.session.query(RoundVerdict).filter_by(wbp_id=found.people["dodi"]).one()
        kept.name = HOSTILE
    client.sign_in(f"head.{found.facility_id}")
    for kind in ("lists", "sdp", "ceremony"):
        book = client.get(f"/letters/rounds/{found.round_id}/{kind}.xlsx").data
        cells = [cell for sheet in read_bytes(book, "x.xlsx") for row in sheet.rows for cell in row]
        assert kind != "lists" or HOSTILE in cells
    data = on_screen(app, found, "lists").data
    assert render_pdf("list", data, lang="id", at=factories.NOW).startswith(b"%PDF")


@needs_reader
def test_bidi_marks_are_gone_from_the_paper(app: Flask, client: PageClient, tmp_path) -> None:
    found = seeded(app)
    with app.app_context(), saving():
        db.session.query(RoundVerdict).filter_by(wbp_id=found.people["dodi"]).one().name = HOSTILE
    client.sign_in(f"head.{found.facility_id}")
    text = "".join(pages_of(client.get(f"/letters/rounds/{found.round_id}/lists.pdf").data, tmp_path))
    assert "\u202e" not in text
    assert "TERBALIK" in re.sub(r"\s+", " ", text)


@needs_reader
@pytest.mark.parametrize(("size", "width", "height"), [("a4", 842, 595), ("f4", 935, 609)])
def test_lists_have_the_paper_of_the_setting(app: Flask, client: PageClient, size: str, width: int, height: int) -> None:
    found = seeded(app)
    settle(app, found, paper_lists=size)
    client.sign_in(f"head.{found.facility_id}")
    pdf = client.get(f"/letters/rounds/{found.round_id}/lists.pdf").data
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert boxes and {(round(float(a)), round(float(b))) for a, b in boxes} == {(width, height)}


@needs_reader
def test_a_draft_speaks_the_readers_language_and_a_released_paper_indonesian(app: Flask, client: PageClient, tmp_path) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    with client.http.session_transaction() as session:
        session["language"] = "en"
    draft = "".join(pages_of(client.get(f"/letters/rounds/{found.round_id}/lists.pdf").data, tmp_path))
    assert "A. Proposed: 1 people" in draft and "page 1 of" in draft and "DRAFT" in draft
    release(client, found.round_id, "lists")
    text = "".join(pages_of(client.get(f"/letters/papers/{the_paper(app).id}.pdf").data, tmp_path))
    assert "A. Diusulkan" in text and "halaman 1 dari" in text


@needs_reader
def test_the_report_of_development_says_what_is_recorded_and_what_is_not(app: Flask, client: PageClient, tmp_path) -> None:
    found = seeded(app)
    client.sign_in(f"head.{found.facility_id}")
    path = f"/letters/rounds/{found.round_id}/people/{found.people['ani']}/development.pdf"
    text = "".join(pages_of(client.get(path).data, tmp_path))
    assert in_order(text, "Laporan Perkembangan", "Ani Lengkap", "Program yang diikuti", "18 dari 20 sesi (90 %)", "Rekap kertas",
                    "Nilai SPPN", "Juli 2026", "80", "Tidak ada ujian", "Tidak ada sertifikat") == []  # fmt: skip


def test_every_kind_of_paper_is_drawn_by_one_function() -> None:
    assert set(DRAWN) == {"lists", "proposal", "minutes", "ceremony", "release"}


def test_another_prisons_officer_finds_nothing(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    paper = the_paper(app)
    with app.app_context(), saving():
        other = factories.facility("RUTAN-02")
        factories.user("asing", factories.Role.KEPALA, other.id)
    client.sign_in("asing")
    base = f"/letters/rounds/{found.round_id}"
    paths = ("", "/lists.pdf", "/lists.xlsx", f"/hearings/{found.hearing_id}/minutes.pdf", "/grants")
    for path in (*(base + each for each in paths), f"/letters/papers/{paper.id}.pdf", f"/letters/settings/{found.facility_id}"):
        client.get(path, status=404)


@needs_reader
def test_a_long_list_repeats_its_head_and_its_signature_never_stands_alone(app: Flask, tmp_path) -> None:
    found = seeded(app)
    data = on_screen(app, found, "lists").data
    for people in (40, 41, 42, 43):
        data["sections"][1]["rows"] = [[f"B.{each}", f"ORANG KE-{each}", "A", "Masa minimal"] for each in range(1, people + 1)]
        pages = pages_of(render_pdf("list", data, lang="id", at=factories.NOW), tmp_path)
        for number, page in enumerate(pages, 1):
            assert "Nomor register" in page
            assert f"halaman {number} dari {len(pages)}" in page
        last = next(page for page in pages if "bersama 4 orang" in page)
        assert f"ORANG KE-{people} " in last and f"ORANG KE-{people - 1} " in last


@needs_reader
@pytest.mark.parametrize("wanted", [True, False])
def test_the_catchword_at_the_foot_is_the_first_word_of_the_next_page(app: Flask, tmp_path, wanted: bool) -> None:
    found = seeded(app)
    data = on_screen(app, found, "proposal").data | {"catchword": wanted, "attachments": []}
    data["body"] = [f"kata{each} " * 14 for each in range(1, 60)]
    first, second, *_rest = pages_of(render_pdf("letter", data, lang="id", at=factories.NOW), tmp_path)
    word = second.split()[0]
    assert word.startswith("kata")
    assert (f"{word} …" in first) is wanted


@needs_reader
@pytest.mark.parametrize(("roman", "title"), [(True, "Lampiran I ·"), (False, "Lampiran ·")])
def test_attachments_carry_roman_numerals_where_wanted(app: Flask, client: PageClient, tmp_path, roman: bool, title: str) -> None:
    found = seeded(app)
    settle(app, found, roman=roman)
    client.sign_in(f"head.{found.facility_id}")
    pages = pages_of(client.get(f"/letters/rounds/{found.round_id}/proposal.pdf").data, tmp_path)
    assert title in pages[1]


def test_every_paper_is_tagged_and_can_be_archived(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    client.sign_in(f"head.{found.facility_id}")
    base = f"/letters/rounds/{found.round_id}"
    one = f"/people/{found.people['ani']}/development.pdf"
    for path in ("/lists.pdf", "/proposal.pdf", "/ceremony.pdf", "/release.pdf", one):
        pdf = client.get(base + path).data
        for mark in (b"/StructTreeRoot", b"pdfuaid:part", b"pdfaid:part", b"/OutputIntents"):
            assert mark in pdf, (path, mark)


def test_papers_ask_as_many_queries_for_many_as_for_few(app: Flask) -> None:
    found = seeded(app)

    def asked() -> int:
        with app.test_request_context(), counted_queries() as seen:
            drawing_of(
                subject_of(command_line_scope(found.facility_id), found.round_id, "proposal", at=factories.NOW), "proposal"
            )
        return len(seen)

    few = asked()
    with app.app_context(), saving():
        kept = db.session.query(RoundVerdict).filter_by(wbp_id=found.people["cici"]).one()
        values = {column.key: getattr(kept, column.key) for column in RoundVerdict.__table__.columns if column.key != "id"}
        for _ in range(30):
            person = factories.wbp(found.facility_id, "Orang Lain")
            db.session.add(RoundVerdict(**values | {"wbp_id": person.id, "register_no": person.register_no, "frozen": False}))
    assert asked() == few
