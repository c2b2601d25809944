"""flask import-wbp without the shell around it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.intake.command import UnknownFacility, import_file
from rehab.intake.models import ImportRun
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import UnreadableFile
from rehab.wbp.models import Wbp
from tests import factories

BROKEN = Path(__file__).parents[1] / "data" / "roster-broken.xlsx"


@pytest.fixture
def place(app):
    with app.app_context():
        with saving():
            factories.facility("LAPAS-01")
        yield app
        db.session.rollback()


def how_many(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_without_commit_nothing_is_written(place):
    report = import_file(BROKEN, facility_code="LAPAS-01")
    assert report["new"] == 8
    assert [how_many(model) for model in (Wbp, ImportRun, AuditEntry)] == [0, 0, 0]


def test_with_commit_the_people_come_in_and_the_second_time_brings_nothing(place):
    first = import_file(BROKEN, facility_code="LAPAS-01", commit=True)
    second = import_file(BROKEN, facility_code="LAPAS-01", commit=True)
    assert (first["new"], first["changed"], len(first["refused"])) == (8, 0, 41)
    assert (second["new"], second["changed"], second["unchanged"], len(second["refused"])) == (0, 0, 8, 41)
    assert how_many(Wbp) == 8


def test_the_report_is_json_with_a_reason_in_words_for_each_refused_row(place):
    report = json.loads(json.dumps(import_file(BROKEN, facility_code="LAPAS-01")))
    assert set(report) >= {"new", "changed", "unchanged", "refused", "conflicts", "absent", "unknown_columns"}
    numeric = report["refused"][0]
    assert (numeric["sheet"], numeric["row"], numeric["column"], numeric["kind"]) == ("WBP", 7, "NIK", "nik_numeric")
    assert "15 digit" in numeric["message"]
    assert all("%(" not in refusal["message"] and len(refusal["message"]) > 15 for refusal in report["refused"])


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b""), ("a.xlsx", b"%PDF"), ("a.xlsx", b"PK\x03\x04 cut")])
def test_a_file_that_cannot_be_read_leaves_one_line_in_the_history(place, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        import_file(tmp_path / name, facility_code="LAPAS-01", commit=True)
    assert str(refusal.value.message)
    assert [how_many(model) for model in (Wbp, ImportRun, AuditEntry)] == [0, 0, 1]


def test_an_unknown_facility_is_named(place):
    with pytest.raises(UnknownFacility) as refusal:
        import_file(BROKEN, facility_code="LAPAS-99", commit=True)
    assert "LAPAS-99" in str(refusal.value.message)
    assert how_many(Wbp) == 0
