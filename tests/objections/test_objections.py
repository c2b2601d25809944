"""An objection is recorded, answered by a named person in time, and stays as it was said."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.objections.models import Objection
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from tests import factories
from tests.objections.people import Scene, scene, stranger
from tests.pages import PageClient

WORDS = "Kakak saya sudah menjalani dua tahun.\nMengapa namanya tidak diusulkan?"


def _typed(found: Scene, **more: object) -> dict[str, object]:
    today = clock.today("WITA")
    return {
        "about": f"round:{found.round_id}", "raised_by": "keluarga", "raised_name": "Siti Kakak", "text": WORDS,
        "received_on": today.strftime("%d-%m-%Y"), "answerer_id": found.verifier,
    } | more  # fmt: skip


def _recorded(app: Flask, client: PageClient, found: Scene, wbp_id: int, **more: object) -> Objection:
    client.sign_in(found.wali_name)
    client.post(f"/objections/of/{wbp_id}", _typed(found, **more))
    with app.app_context():
        row = db.session.query(Objection).order_by(Objection.id.desc()).first()
        db.session.expunge_all()
    assert row is not None
    return row


def test_the_family_is_heard_and_gets_a_number_and_a_day(app: Flask, client: PageClient) -> None:
    found = scene(app)
    client.sign_in(found.wali_name)
    listed = client.get("/objections/new?q=Ani").text
    assert f"/objections/new?wbp={found.ani}" in listed
    form = client.get(f"/objections/new?wbp={found.ani}&round={found.round_id}").text
    assert "14 hari sejak diterima" in form
    page = client.follow(client.post(f"/objections/of/{found.ani}", _typed(found))).text
    today = clock.today("WITA")
    assert f"Keberatan 1/{today.year}" in page
    assert "Mengapa namanya tidak diusulkan?" in page
    with app.app_context():
        kept = db.session.query(Objection).one()
        assert (kept.due_on - kept.received_on).days == 14
        assert kept.decider_id == found.head
        assert db.session.query(AuditEntry).filter_by(action="objections.record", subject_id=kept.id).count() == 1


def test_numbers_run_through_a_year_and_a_facility_sets_its_own_days(app: Flask, client: PageClient) -> None:
    found = scene(app)
    with app.app_context(), saving():
        db.session.get_one(Facility, found.place).policy = {"objection_days": 7, "sppn_min": 65}
    first = _recorded(app, client, found, found.ani)
    second = _recorded(app, client, found, found.budi, about="date:pb_on")
    assert [first.number, second.number] == [1, 2]
    assert (second.due_on - second.received_on).days == 7
    assert (second.round_id, second.date_name, second.decider_id) == (None, "pb_on", None)


def test_nobody_is_named_to_answer_about_their_own_decision(app: Flask, client: PageClient) -> None:
    found = scene(app)
    client.sign_in(found.wali_name)
    page = client.post(f"/objections/of/{found.ani}", _typed(found, answerer_id=found.head), status=422).text
    assert "sendiri yang memutuskan" in page
    # Nobody has decided on Budi yet, so the head may answer; once the head has, not any more.
    kept = _recorded(app, client, found, found.budi, answerer_id=found.head)
    with app.app_context(), saving():
        round_row = db.session.get_one(factories.Round, found.round_id)
        candidate = db.session.query(factories.Candidate).filter_by(wbp_id=found.budi).one()
        made = factories.deed(round_row, db.session.get_one(factories.User, found.head), "prepare")
        candidate.proposal, candidate.state = "propose", "prepared"
        candidate.prepared_by, candidate.prepared_deed_id = found.head, made.id
    client.sign_in(found.head_name)
    answer = {"version": "1", "result": "explained", "answer": "Sudah diperiksa."}
    assert "sendiri yang memutuskan" in client.post(f"/objections/{kept.id}/answer", answer, status=422).text
    client.sign_in(found.wali_name)
    client.post(f"/objections/{kept.id}/answerer", {"version": "1", "answerer_id": found.verifier})
    client.sign_in(found.verifier_name)
    client.post(f"/objections/{kept.id}/answer", answer | {"version": "2"})
    with app.app_context():
        row = db.session.get_one(Objection, kept.id)
        assert (row.decider_id, row.answered_by, row.result) == (found.head, found.verifier, "explained")


def test_only_the_named_person_answers_and_only_once(app: Flask, client: PageClient) -> None:
    found = scene(app)
    kept = _recorded(app, client, found, found.ani)
    answer = {"version": "1", "result": "accepted", "answer": "Tanggalnya diperbaiki."}
    client.sign_in(found.head_name)
    assert "Simpan jawaban" not in client.get(f"/objections/{kept.id}").text
    client.post(f"/objections/{kept.id}/answer", answer, status=403)
    client.sign_in(found.verifier_name)
    client.post(f"/objections/{kept.id}/answer", answer | {"answer": " "}, status=422)
    page = client.follow(client.post(f"/objections/{kept.id}/answer", answer)).text
    assert "Tanggalnya diperbaiki." in page
    client.post(f"/objections/{kept.id}/answer", answer, status=409)
    client.post(f"/objections/{kept.id}/answerer", {"version": "2", "answerer_id": found.head}, status=409)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM objection",
        "UPDATE objection SET text = 'lain'",
        "UPDATE objection SET due_on = '2030-01-01'",
        "UPDATE objection SET round_id = NULL, about = 'date', date_name = 'pb_on'",
        "UPDATE objection SET number = 99",
        "UPDATE objection SET answerer_id = decider_id",
        "UPDATE objection SET result = 'refused'",
    ],
)
def test_no_statement_deletes_or_rewrites_an_objection(app: Flask, client: PageClient, statement: str) -> None:
    found = scene(app)
    _recorded(app, client, found, found.ani)
    with app.app_context(), pytest.raises(DatabaseError), saving():
        db.session.execute(text(statement))


def test_an_answer_stays_as_it_was_given(app: Flask, client: PageClient) -> None:
    found = scene(app)
    kept = _recorded(app, client, found, found.ani)
    client.sign_in(found.verifier_name)
    client.post(f"/objections/{kept.id}/answer", {"version": "1", "result": "refused", "answer": "Tidak."})
    with app.app_context(), pytest.raises(DatabaseError), saving():
        db.session.execute(text("UPDATE objection SET answer = 'Ya.'"))


def test_what_is_overdue_stands_on_its_tab_and_on_beranda(app: Flask, client: PageClient) -> None:
    found = scene(app)
    long_ago = clock.today("WITA") - timedelta(15)
    _recorded(app, client, found, found.ani, received_on=long_ago.strftime("%d-%m-%Y"))
    _recorded(app, client, found, found.budi)
    client.sign_in(found.verifier_name)
    overdue = client.get("/objections?tab=overdue").text
    assert "Ani Lengkap" in overdue and "Budi Nanti" not in overdue
    assert "Budi Nanti" in client.get("/objections?answerer=me").text
    home = client.get("/home").text
    assert "Keberatan lewat waktu" in home
    assert "/objections?tab=overdue" in home
    client.sign_in(found.head_name)
    assert "Budi Nanti" not in client.get("/objections?answerer=me").text


def test_tomorrow_is_no_day_to_have_received_it_and_an_unknown_answerer_is_not_there(app: Flask, client: PageClient) -> None:
    found = scene(app)
    client.sign_in(found.wali_name)
    tomorrow = clock.today("WITA") + timedelta(1)
    client.post(f"/objections/of/{found.ani}", _typed(found, received_on=tomorrow.strftime("%d-%m-%Y")), status=422)
    client.post(f"/objections/of/{found.ani}", _typed(found, answerer_id=999), status=422)
    client.post(f"/objections/of/{found.ani}", _typed(found, about="round:999"), status=422)
    with app.app_context():
        assert db.session.query(Objection).count() == 0


def test_another_prisons_objection_is_not_there(app: Flask, client: PageClient) -> None:
    found = scene(app)
    kept = _recorded(app, client, found, found.ani)
    client.sign_in(stranger(app))
    for path in (f"/objections/{kept.id}", f"/objections/{kept.id}/receipt.pdf", f"/objections/new?wbp={found.ani}"):
        client.get(path, status=404)
    client.post(f"/objections/of/{found.ani}", _typed(found), status=404)
    client.post(f"/objections/{kept.id}/answer", {"version": "1", "result": "refused", "answer": "x"}, status=404)
    assert "Ani Lengkap" not in client.get("/objections").text


def test_the_receipt_says_number_day_and_who_answers(app: Flask, client: PageClient) -> None:
    found = scene(app)
    kept = _recorded(app, client, found, found.ani)
    client.sign_in(found.wali_name)
    paper = client.get(f"/objections/{kept.id}/receipt.pdf")
    assert paper.data.startswith(b"%PDF")
    assert f"keberatan-{kept.number}-{kept.year}.pdf" in paper.headers["Content-Disposition"]
