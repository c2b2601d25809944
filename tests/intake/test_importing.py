"""Importing into a facility: again and again, kept corrections, undo, one transaction."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from rehab.access.scope import command_line_scope
from rehab.attendance.models import Recap
from rehab.audit.models import AuditEntry
from rehab.conduct.models import SppnMonth
from rehab.extensions import db
from rehab.intake import actions, queries, undo_actions
from rehab.intake import bulk as intake_bulk
from rehab.intake.models import ImportChange, ImportRun, LastImported
from rehab.intake.report import counts_of
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import read_path
from rehab.plumbing.vault import vault
from rehab.wbp.models import Detention, Paper, Placement, RemissionReceived, Sentence, Wbp
from tests import factories
from tests.intake.books import person, sheet
from tests.intake.test_accounting import mutated
from tests.query_counter import counted_queries

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2025, 8, 1, 3, 0, tzinfo=UTC)
LATER = datetime(2025, 8, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def place(app):
    """An empty facility in an application context; its id."""
    with app.app_context():
        with saving():
            facility_id = factories.facility("LAPAS-01", kind="lapas", zone="WIB").id
        yield facility_id
        db.session.rollback()


def bring(facility_id, *sheets, at=AT):
    """Import sheets at once; the counts of the report."""
    with saving():
        file = actions.file_of(name="a.xlsx", content=b"", sheets=list(sheets))
        report = actions.import_now(scope=command_line_scope(facility_id), facility_id=facility_id, file=file, at=at)
    return counts_of(report), report


def counts(facility_id, *sheets):
    found = bring(facility_id, *sheets)[0]
    return found["new"], found["changed"], found["unchanged"]


def undo(facility_id, run_id):
    with saving():
        undo_actions.undo_import(scope=command_line_scope(facility_id), run_id=run_id, at=LATER)


def only(model):
    return db.session.scalars(select(model)).one()


def how_many(model):
    return db.session.scalar(select(func.count()).select_from(model))


def change(model, **values):
    """Correct the one row of a table by hand."""
    with saving():
        row = only(model)
        for name, value in values.items():
            setattr(row, name, value)


def test_the_real_roster_comes_in_once_and_the_second_time_changes_nothing(place):
    sheets = read_path(DATA / "roster-idul-fitri-2022.xlsx")
    first, _report = bring(place, *sheets)
    assert first == {"new": 825, "changed": 0, "unchanged": 0, "refused": 0, "conflicts": 0, "absent": 0}
    tables = [how_many(model) for model in (Wbp, Placement, Sentence, Detention, RemissionReceived, SppnMonth, Paper, Recap)]
    assert tables == [825, 825, 825, 1151, 1392, 4184, 4809, 4265]
    before = how_many(LastImported)
    again, _report = bring(place, *sheets, at=LATER)
    assert again == {"new": 0, "changed": 0, "unchanged": 825, "refused": 0, "conflicts": 0, "absent": 0}
    assert [
        how_many(model) for model in (Wbp, Placement, Sentence, Detention, RemissionReceived, SppnMonth, Paper, Recap)
    ] == tables
    assert how_many(LastImported) == before


def test_the_broken_roster_brings_its_eight_people_and_refuses_forty_one_rows(place):
    found, report = bring(place, *read_path(DATA / "roster-broken.xlsx"))
    assert (found["new"], found["refused"]) == (8, 41)
    assert all(refusal["sheet"] and refusal["row"] and refusal["problems"][0][0] for refusal in report["refused"])


def test_a_person_comes_in_with_everything_the_sheets_say(place):
    bring(
        place,
        sheet(
            "WBP",
            person(NIK="3399011203900001", Agama="Kristen", Pendidikan="SMK", CMB="", Blok="A", Kamar=4.0)
            | {"Lama Pidana": "2 Tahun 3 Bulan", "Melarikan Diri": "T", "Tanggal Inkracht": "02-05-2024"}
            | {"Tanggal Masuk": "01-02-2024"},
        ),
        sheet("Penahanan", {"No. Registrasi": "a.1", "Mulai": "03-01-2024", "Selesai": "22-01-2024"}),
    )  # fmt: skip
    wbp, sentence, stay, detention = only(Wbp), only(Sentence), only(Placement), only(Detention)
    assert (wbp.name, wbp.religion, wbp.education, wbp.pre_release_leave, wbp.escaped) == (
        "Sarno",
        "protestan",
        "sma",
        None,
        False,
    )
    assert (wbp.nik, wbp.nik_index) == ("3399011203900001", vault().blind_index("3399011203900001"))
    assert (sentence.kind, sentence.years, sentence.months, sentence.days, sentence.final_on) == (
        "penjara",
        2,
        3,
        0,
        date(2024, 5, 2),
    )
    assert (stay.block, stay.cell, stay.starts_on, stay.ends_on, stay.register_no) == ("A", "4", date(2024, 2, 1), None, "A.1")
    assert (detention.starts_on, detention.ends_on) == (date(2024, 1, 3), date(2024, 1, 23))


def test_a_nik_stands_nowhere_in_the_clear(place):
    bring(place, sheet("WBP", person(NIK="3399011203900001")))
    for model in (Wbp, LastImported, ImportChange, ImportRun):
        for row in db.session.execute(text(f'SELECT * FROM "{model.__tablename__}"')):
            assert "3399011203900001" not in " ".join(
                str(bytes(cell)) if isinstance(cell, memoryview) else str(cell) for cell in row
            )


def test_an_empty_cell_never_erases(place):
    bring(place, sheet("WBP", person(Agama="Islam", Blok="A", **{"Tanggal Masuk": "01-02-2024"})))
    assert counts(place, sheet("WBP", person(Agama="", Blok=""))) == (0, 0, 1)
    assert (only(Wbp).religion, only(Placement).block) == ("islam", "A")


def test_a_value_the_file_changes_is_changed_and_said(place):
    bring(place, sheet("WBP", person(Agama="Islam")))
    found, report = bring(place, sheet("WBP", person(Agama="Hindu", Blok="B")))
    assert (found["changed"], only(Wbp).religion, only(Placement).block) == (1, "hindu", "B")
    assert report["changed"][0]["changes"] == [["WBP", "Agama", "Islam", "Hindu"], ["WBP", "Blok", None, "B"]]


def test_a_value_corrected_in_bina_is_kept_and_listed_until_they_agree(place):
    bring(place, sheet("WBP", person(Agama="Islam")))
    change(Wbp, religion="katolik")
    for religion in ("Islam", "Hindu"):
        found, report = bring(place, sheet("WBP", person(Agama=religion)))
        assert (found["changed"], found["conflicts"], only(Wbp).religion) == (0, 1, "katolik")
        assert report["conflicts"] == [
            {
                "sheet": "WBP",
                "row": 2,
                "column": "Agama",
                "register_no": "A.1",
                "name": "Sarno",
                "in_file": religion,
                "in_bina": "Katolik",
            }
        ]
    assert bring(place, sheet("WBP", person(Agama="Katolik")))[0]["conflicts"] == 0
    assert counts(place, sheet("WBP", person(Agama="Hindu"))) == (0, 1, 0)


def test_a_value_erased_in_bina_after_the_import_stays_erased(place):
    bring(place, sheet("WBP", person(Alias="Kancil")))
    change(Wbp, alias=None)
    assert bring(place, sheet("WBP", person(Alias="Kancil")))[0]["conflicts"] == 1
    assert only(Wbp).alias is None


def test_what_was_typed_in_bina_and_never_imported_is_kept_too(place):
    with saving():
        factories.wbp(place, "Sarno", register_no="A.1", religion="katolik", alias=None)
    found, _report = bring(place, sheet("WBP", person(Agama="Islam", Alias="Kancil")))
    assert found["new"] == 0
    assert (only(Wbp).religion, only(Wbp).alias) == ("katolik", "Kancil")


def test_a_row_deleted_in_bina_does_not_come_back_by_itself(place):
    sheets = [sheet("WBP", person()), sheet("SPPN", {"No. Registrasi": "A.1", "Bulan": "2025-07", "Nilai": "80"})]
    bring(place, *sheets)
    with saving():
        db.session.delete(only(SppnMonth))
    found, report = bring(place, *sheets)
    assert (found["conflicts"], how_many(SppnMonth)) == (1, 0)
    assert (report["conflicts"][0]["sheet"], report["conflicts"][0]["column"]) == ("SPPN", None)


SENTENCES = [
    ({"Lama Pidana": "Seumur Hidup"}, {"Lama Pidana": "20 Tahun"}, ("penjara", 20, 0, 0)),
    ({"Lama Pidana": "2 Tahun", "Jenis Pidana": "Kurungan"}, {"Lama Pidana": "3 Tahun"}, ("kurungan", 3, 0, 0)),
    ({"Lama Pidana": "2 Tahun"}, {"Lama Pidana": "Mati"}, ("mati", None, None, None)),
    ({"Lama Pidana": "2 Tahun"}, {}, ("penjara", 2, 0, 0)),
]


@pytest.mark.parametrize(("first", "second", "stands"), SENTENCES)
def test_a_changed_sentence_changes_as_one(place, first, second, stands):
    bring(place, sheet("WBP", person(**first)))
    bring(place, sheet("WBP", person(**second)))
    sentence = only(Sentence)
    assert (sentence.kind, sentence.years, sentence.months, sentence.days) == stands


def test_a_sentence_corrected_in_bina_is_kept_as_one(place):
    bring(place, sheet("WBP", person(**{"Lama Pidana": "2 Tahun"})))
    change(Sentence, months=6)
    assert bring(place, sheet("WBP", person(**{"Lama Pidana": "3 Tahun"})))[0]["conflicts"] == 2
    assert (only(Sentence).years, only(Sentence).months) == (2, 6)


def detention(starts, ends=""):
    return {"No. Registrasi": "A.1", "Mulai": starts, "Selesai": ends}


def test_a_detention_that_the_file_ends_makes_room_for_the_next(place):
    bring(place, sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024")))
    assert bring(place, sheet("Penahanan", detention("23-01-2024"), detention("03-01-2024", "22-01-2024")))[0]["refused"] == 0
    assert {(row.starts_on, row.ends_on) for row in db.session.scalars(select(Detention))} == {
        (date(2024, 1, 3), date(2024, 1, 23)),
        (date(2024, 1, 23), None),
    }


def test_a_detention_that_overlaps_one_in_bina_is_refused(place):
    bring(place, sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024")))
    report = bring(place, sheet("Penahanan", detention("04-01-2024")))[1]
    assert report["refused"][0]["problems"][0][:2] == ["Mulai", "overlapping_periods"]
    assert how_many(Detention) == 1


def test_an_end_that_bina_knows_counts_where_the_file_leaves_it_empty(place):
    bring(place, sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024", "22-01-2024"), detention("01-03-2024")))
    found, _report = bring(place, sheet("Penahanan", detention("03-01-2024")))
    assert (found["refused"], found["conflicts"]) == (0, 0)


def test_a_recap_that_together_with_bina_would_exceed_is_refused(place):
    def recap(attended, excused):
        return {
            "No. Registrasi": "A.1",
            "Bulan": "2025-07",
            "Program": "Pramuka",
            "Dijadwalkan": 10.0,
            "Hadir": attended,
            "Izin": excused,
        }

    bring(place, sheet("WBP", person()), sheet("Rekap Kehadiran", recap(5.0, 5.0)))
    report = bring(place, sheet("Rekap Kehadiran", recap(8.0, "")))[1]
    assert report["refused"][0]["problems"][0][1] == "attended_exceeds_scheduled"
    assert (only(Recap).attended, only(Recap).excused) == (5, 5)


def test_somebody_who_left_and_comes_back_gets_a_second_stay(place):
    bring(place, sheet("WBP", person(**{"Tanggal Masuk": "01-02-2024", "Tanggal Keluar": "01-03-2024", "Sebab Keluar": "Bebas"})))
    bring(place, sheet("WBP", person(**{"Tanggal Masuk": "01-06-2025", "Blok": "C"})))
    stays = [(row.starts_on, row.ends_on, row.end_reason) for row in db.session.scalars(select(Placement).order_by(Placement.id))]
    assert stays == [(date(2024, 2, 1), date(2024, 3, 1), "bebas"), (date(2025, 6, 1), None, None)]


def test_people_missing_from_the_file_stay_and_are_listed(place):
    bring(place, sheet("WBP", person(), person("A.2", "Tigor")))
    report = bring(place, sheet("WBP", person("A.2", "Tigor")))[1]
    assert report["absent"] == [{"register_no": "A.1", "name": "Sarno"}]
    assert how_many(Wbp) == 2
    assert bring(place, sheet("SPPN", {"No. Registrasi": "A.1", "Bulan": "2025-07", "Nilai": "80"}))[1]["absent"] == []


def test_two_facilities_may_use_one_register_number(place):
    with saving():
        other = factories.facility("LAPAS-02").id
    bring(place, sheet("WBP", person()))
    assert counts(other, sheet("WBP", person(name="Tigor"))) == (1, 0, 0)
    assert sorted(row.name for row in db.session.scalars(select(Wbp))) == ["Sarno", "Tigor"]


def test_somebody_transferred_away_is_not_admitted_again(place):
    with saving():
        other = factories.facility("LAPAS-02").id
    bring(place, sheet("WBP", person()))
    with saving():
        only(Wbp).facility_id, only(Wbp).register_no = other, "Z.9"
        only(Placement).ends_on = date(2025, 1, 1)
    report = bring(place, sheet("WBP", person()))[1]
    assert report["refused"][0]["problems"][0][1] == "placed_elsewhere"


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 6])
def test_whatever_part_of_a_mutilated_file_came_in_does_not_come_in_again(place, seed):
    sheets = mutated(read_path(DATA / "roster-broken.xlsx"), random.Random(seed))
    first, _report = bring(place, *sheets)
    again, _report = bring(place, *sheets, at=LATER)
    assert (again["new"], again["changed"], again["conflicts"]) == (0, 0, 0)
    assert again["unchanged"] == first["new"]


def test_an_import_is_one_entry_of_the_history_and_no_query_a_row(place):
    small = [sheet("WBP", person())]
    large = [sheet("WBP", *(person(f"B.{number}", f"Nama {number}") for number in range(300)))]
    with counted_queries() as few:
        bring(place, *small)
    entries = how_many(AuditEntry)
    with counted_queries() as many:
        bring(place, *large)
    assert how_many(AuditEntry) == entries + 1
    assert len(many) <= len(few) + 12


def test_an_error_half_way_leaves_nothing(place, monkeypatch):
    def fail(**_keywords):
        raise RuntimeError("disk")

    monkeypatch.setattr(intake_bulk.OWNERS["sppn_month"], "record_imported_rows", fail)
    with pytest.raises(RuntimeError, match="disk"):
        bring(place, sheet("WBP", person()), sheet("SPPN", {"No. Registrasi": "A.1", "Bulan": "2025-07", "Nilai": "80"}))
    assert [how_many(model) for model in (Wbp, Placement, ImportRun, LastImported, AuditEntry)] == [0, 0, 0, 0, 0]


def test_undo_takes_back_everything_and_the_file_can_come_again(place):
    sheets = read_path(DATA / "roster-broken.xlsx")
    bring(place, *sheets)
    undo(place, 1)
    assert [how_many(model) for model in (Wbp, Placement, Sentence, Detention, Paper, Recap, LastImported, ImportChange)] == [
        0
    ] * 8
    assert only(ImportRun).state == "undone"
    assert bring(place, *sheets)[0]["new"] == 8


def test_undo_puts_changed_values_back_and_the_next_import_sees_no_correction(place):
    scores = {"No. Registrasi": "A.1", "Bulan": "2025-07"}
    bring(place, sheet("WBP", person(Agama="Islam")), sheet("SPPN", scores | {"Nilai": "80"}))
    bring(place, sheet("WBP", person(Agama="Hindu")), sheet("SPPN", scores | {"Nilai": "81,5"}), at=LATER)
    undo(place, 2)
    assert (only(Wbp).religion, str(only(SppnMonth).score)) == ("islam", "80.00")
    assert bring(place, sheet("WBP", person(Agama="Hindu")))[0]["conflicts"] == 0


def build_a_class_on(place):
    with saving():
        group = factories.cohort(factories.programme(place))
        factories.enrolment(group, only(Wbp))


def type_a_score_on(place):
    with saving():
        db.session.add(SppnMonth(facility_id=place, wbp_id=only(Wbp).id, month_on=date(2025, 6, 1), score=70, recorded_at=AT))


def correct_a_name_on(place):
    change(Wbp, name="Sarno Wagiman")


def import_again_on(place):
    bring(place, sheet("WBP", person(Agama="Islam")), at=LATER)


@pytest.mark.parametrize("build", [build_a_class_on, type_a_score_on, correct_a_name_on, import_again_on])
def test_an_import_that_something_was_built_on_cannot_be_undone(place, build):
    bring(place, sheet("WBP", person()))
    build(place)
    with pytest.raises(undo_actions.BuiltOn):
        undo(place, 1)
    assert how_many(Wbp) == 1


def test_an_import_is_undone_once(place):
    bring(place, sheet("WBP", person()))
    undo(place, 1)
    with pytest.raises(undo_actions.NotCommitted):
        undo(place, 1)


def test_an_import_of_another_facility_does_not_exist(place):
    bring(place, sheet("WBP", person()))
    with saving():
        other = factories.facility("LAPAS-02").id
    with pytest.raises(NotFound):
        undo(other, 1)
    assert queries.people_of(command_line_scope(other), place) == {}
