"""The page Impor in a browser without JavaScript."""

import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.intake.models import ImportRun
from rehab.intake.sheets import SHEETS
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import read_bytes
from rehab.wbp.models import Wbp
from tests import factories
from tests.intake.books import person, sheet, workbook

BROKEN = (Path(__file__).parents[1] / "data" / "roster-broken.xlsx").read_bytes()


@pytest.fixture
def officer(app, client):
    with app.app_context(), saving():
        place = factories.facility("LAPAS-01").id
        factories.user("rina", Role.REGISTRASI, place)
        factories.user("lain", Role.REGISTRASI, factories.facility("LAPAS-02").id)
        factories.user("wati", Role.WALI, place)
    return client.sign_in("rina")


def count(app, model, *conditions):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def send(client, content, name="roster.xlsx", status=303):
    return client.post("/intake", {"file": (io.BytesIO(content), name)}, status=status, content_type="multipart/form-data")


def version(app, run_id=1):
    with app.app_context():
        return db.session.get(ImportRun, run_id).version


def test_the_template_has_every_sheet_and_comes_back_without_a_complaint(app, officer):
    content = officer.get("/intake/template.xlsx").data
    sheets = {found.name: found.rows for found in read_bytes(content, "a.xlsx")}
    for rule in SHEETS:
        assert sheets[rule.name][0] == [column.header for column in rule.columns]
    page = officer.follow(send(officer, content)).get_data(as_text=True)
    assert "tidak dikenal" not in page


def test_a_file_is_shown_before_it_is_saved_and_saved_whole(app, officer):
    answer = send(officer, BROKEN)
    page = officer.follow(answer).get_data(as_text=True)
    assert "Belum ada yang disimpan" in page
    assert count(app, Wbp) == 0
    officer.post("/intake/1/commit", {"version": version(app)})
    assert count(app, Wbp) == 8
    assert "Tersimpan" in officer.get("/intake").get_data(as_text=True)


def test_every_tab_and_the_error_sheet_open(app, officer):
    send(officer, BROKEN)
    for tab in ("new", "changed", "refused", "conflicts", "absent", "nonsense"):
        officer.get(f"/intake/1?tab={tab}&page=2")
    refused = officer.get("/intake/1?tab=refused").get_data(as_text=True)
    assert "15 digit" in refused
    rows = read_bytes(officer.get("/intake/1/refused.xlsx").data, "a.xlsx")[0].rows
    assert rows[4][:3] == ["WBP", 7.0, "NIK"]
    assert len(rows) == 4 + 41


def test_changes_and_conflicts_are_shown_with_both_values(app, officer):
    send(officer, workbook(sheet("WBP", person(Agama="Islam", Alias="Kancil"))))
    officer.post("/intake/1/commit", {"version": version(app)})
    with app.app_context(), saving():
        db.session.scalars(select(Wbp)).one().alias = "Rusa"
    send(officer, workbook(sheet("WBP", person(Agama="Hindu", Alias="Kelinci"), person("A.2", "<script>alert(1)</script>"))))
    changed = officer.get("/intake/2?tab=changed").get_data(as_text=True)
    assert "Islam → Hindu" in changed
    conflicts = officer.get("/intake/2?tab=conflicts").get_data(as_text=True)
    assert "Kelinci" in conflicts
    assert "Rusa" in conflicts
    assert "<script>alert" not in officer.get("/intake/2?tab=new").get_data(as_text=True)


def test_a_preview_of_older_data_is_made_anew_instead_of_saved(app, officer):
    send(officer, workbook(sheet("WBP", person(Agama="Islam"))))
    with app.app_context(), saving():
        place = db.session.get(ImportRun, 1).facility_id
        factories.wbp(place, "Sarno", register_no="A.1", religion="katolik")
    answer = officer.post("/intake/1/commit", {"version": version(app)})
    assert "pratinjau yang baru" in officer.follow(answer).get_data(as_text=True)
    assert count(app, Wbp, Wbp.religion == "katolik") == 1
    officer.post("/intake/1/commit", {"version": version(app)})
    assert count(app, ImportRun, ImportRun.state == "committed") == 1


def test_a_preview_is_saved_once(app, officer):
    send(officer, BROKEN)
    seen = version(app)
    officer.post("/intake/1/commit", {"version": seen})
    officer.post("/intake/1/commit", {"version": seen}, status=409)
    officer.post("/intake/1/commit", {"version": version(app)}, status=409)
    assert count(app, Wbp) == 8


def test_the_same_form_sent_twice_answers_the_same(app, officer):
    send(officer, BROKEN)
    form = {"version": version(app), "idempotency_key": "satu"}
    officer.post("/intake/1/commit", form)
    officer.post("/intake/1/commit", form)
    assert count(app, AuditEntry, AuditEntry.action == "intake.commit") == 1


def test_a_preview_can_be_dropped_and_keeps_nothing(app, officer):
    send(officer, BROKEN)
    officer.post("/intake/1/drop", {"version": version(app)})
    officer.get("/intake/1", status=404)
    with app.app_context():
        run = db.session.get(ImportRun, 1)
        assert (run.content, run.report) == (None, None)


def test_an_import_is_undone_by_a_button(app, officer):
    send(officer, BROKEN)
    officer.post("/intake/1/commit", {"version": version(app)})
    assert "Batalkan impor" in officer.get("/intake/1").get_data(as_text=True)
    officer.post("/intake/1/undo")
    assert count(app, Wbp) == 0
    officer.post("/intake/1/undo", status=409)


def test_another_facility_sees_none_of_it(app, officer):
    send(officer, BROKEN)
    other = officer.sign_in("lain")
    assert "roster.xlsx" not in other.get("/intake").get_data(as_text=True)
    for path in ("/intake/1", "/intake/1/refused.xlsx"):
        other.get(path, status=404)
    for step in ("commit", "drop", "undo"):
        other.post(f"/intake/1/{step}", {"version": 1}, status=404)
    assert count(app, Wbp) == 0


def test_a_wali_does_not_import(app, officer):
    officer.sign_in("wati").get("/intake", status=403)


def test_reading_a_preview_leaves_a_trace(app, officer):
    send(officer, BROKEN)
    officer.get("/intake/1")
    assert count(app, AuditEntry, AuditEntry.action == "intake.read") == 1


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "a.xlsx", 422, "kosong"),
        (b"%PDF-1.7", "a.pdf", 415, "bukan Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", 422, "kata sandi"),
        (BROKEN[:5000], "a.xlsx", 422, "rusak atau terpotong"),
        (b"x" * 11_000_000, "a.xlsx", 413, "10 MB"),
        (b"x" * 13_000_000, "a.xlsx", 413, "10 MB"),
        (workbook(sheet("Lembar1", person())), "a.xlsx", 422, "tidak memuat lembar"),
        (workbook(sheet("WBP", person(), above=12)), "a.xlsx", 422, "judul kolom"),
    ],
    ids=["empty", "pdf", "encrypted", "cut", "large", "beyond-the-body-limit", "no-sheet", "no-header"],
)
def test_a_bad_file_gets_a_sentence_the_right_status_and_one_line(app, officer, content, name, status, words):
    before = count(app, AuditEntry)
    page = send(officer, content, name, status=status).get_data(as_text=True)
    assert words in page
    assert count(app, AuditEntry) == before + 1
    assert [count(app, model) for model in (Wbp, ImportRun)] == [0, 0]


def test_no_file_at_all_is_said(app, officer):
    assert "Pilih berkas" in officer.post("/intake", {}, status=422).get_data(as_text=True)
