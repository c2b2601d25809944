"""The whole file at once: the two rosters, headings, totals, contradictions."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rehab.intake.roster import read_roster
from rehab.plumbing.sheet_reading import UnreadableSheet
from rehab.plumbing.spreadsheets import Sheet, read_path
from tests.intake.books import person, sheet

DATA = Path(__file__).parents[1] / "data"
HEADINGS = ["No. Registrasi", "Nama", "Jenis Kelamin", "Tanggal Lahir", "Status"]


def refused(roster):
    return [(refusal.sheet, refusal.row, refusal.column, refusal.kind) for refusal in roster.refusals]


def test_the_broken_roster_is_refused_row_by_row_exactly_as_expected():
    roster = read_roster(read_path(DATA / "roster-broken.xlsx"))
    with (DATA / "roster-broken-expected.csv").open(encoding="utf-8") as file:
        expected = [(row["sheet"], int(row["row"]), row["column"], row["reason_kind"]) for row in csv.DictReader(file)]
    assert sorted(refused(roster)) == sorted(expected)
    assert len(roster.people) == 8
    assert len(roster.people) + sum(len(rows) for rows in roster.rows.values()) == 29


def test_the_real_roster_is_taken_whole():
    roster = read_roster(read_path(DATA / "roster-idul-fitri-2022.xlsx"))
    assert roster.refusals == []
    assert len(roster.people) == 825
    assert {name: len(rows) for name, rows in roster.rows.items()} == {
        "Penahanan": 1151, "Riwayat Remisi": 1392, "SPPN": 4184, "Risiko": 160, "Register F": 10, "Dokumen": 4809,
        "Rekap Kehadiran": 4265,
    }  # fmt: skip
    assert sum(1 for row in roster.people.values() if "nik" not in row.values) == 33
    assert ("WBP", "Wali Pemasyarakatan") in roster.unknown_columns


def test_a_folder_of_csv_says_the_same_as_the_workbook(tmp_path):
    roster = read_roster(read_path(DATA / "roster-idul-fitri-2022.xlsx"))
    for found in read_path(DATA / "roster-idul-fitri-2022.xlsx"):
        with (tmp_path / f"{found.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerows(
                [str(cell).removesuffix(".0").replace(".", ",") if isinstance(cell, float) else cell for cell in row]
                for row in found.rows
            )
    again = read_roster(read_path(tmp_path))
    assert again.people == roster.people
    assert again.rows == roster.rows
    assert again.refusals == []


@pytest.mark.parametrize("above", [0, 1, 9])
def test_headings_stand_anywhere_in_the_first_ten_rows(above):
    roster = read_roster([sheet("WBP", person(), above=above)])
    assert [row.number for row in roster.people.values()] == [above + 2]


def test_headings_below_the_tenth_row_are_not_looked_for():
    with pytest.raises(UnreadableSheet) as refusal:
        read_roster([sheet("WBP", person(), above=10)])
    assert refusal.value.code == "no_header"


def test_headings_are_matched_without_case_spaces_dots_and_order():
    roster = read_roster(
        [
            Sheet(
                "wbp ",
                [
                    ["NAMA", "tanggal  lahir", "NO REGISTRASI", "jeniskelamin ", "S.tatus", "Ket"],
                    ["Sarno", "12-03-1990", "A.1", "L", "tahanan"],
                ],
            )
        ]
    )
    assert roster.people["a.1"].values["birth_on"] == date(1990, 3, 12)
    assert roster.unknown_columns == [("WBP", "Ket")]


@pytest.mark.parametrize("word", ["JUMLAH", "Total", " jumlah ", "TOTAL :"])
def test_blank_rows_and_sums_are_neither_people_nor_refusals(word):
    rows = [
        HEADINGS,
        ["", " ", "\u00a0"],
        [],
        ["A.1", "Sarno", "L", "12-03-1990", "Narapidana"],
        ["", word, "1"],
        [word, "", 825.0],
    ]
    roster = read_roster([Sheet("WBP", rows)])
    assert list(roster.people) == ["a.1"]
    assert roster.refusals == []


def test_a_missing_required_column_refuses_each_row_by_its_name():
    roster = read_roster([sheet("WBP", {key: value for key, value in person().items() if key != "Status"})])
    assert refused(roster) == [("WBP", 2, "Status", "missing_required")]


def test_one_row_with_two_wrong_cells_is_one_refusal():
    roster = read_roster([sheet("WBP", person(**{"Jenis Kelamin": "X", "Status": "Bebas"}))])
    assert refused(roster) == [("WBP", 2, "Jenis Kelamin", "unknown_value")]
    assert [problem.column for problem in roster.refusals[0].problems] == ["Jenis Kelamin", "Status"]


def test_of_two_people_with_one_register_number_the_later_is_refused():
    roster = read_roster([sheet("WBP", person(), person(name="Tigor"))])
    assert refused(roster) == [("WBP", 3, "No. Registrasi", "duplicate_register")]
    assert roster.people["a.1"].values["name"] == "Sarno"


def test_the_same_row_twice_contradicts_nothing():
    roster = read_roster(
        [sheet("WBP", person(), person()), sheet("SPPN", *[{"No. Registrasi": "A.1", "Bulan": "2025-07", "Nilai": "80"}] * 2)]
    )
    assert (roster.refusals, roster.repeated) == ([], 2)
    assert len(roster.rows["SPPN"]) == 1


def test_of_two_scores_for_one_month_the_later_is_refused():
    scores = [
        {"No. Registrasi": "A.1", "Bulan": month, "Nilai": score} for month, score in (("2025-07", "80"), ("Juli 2025", "81"))
    ]
    roster = read_roster([sheet("WBP", person()), sheet("SPPN", *scores)])
    assert refused(roster) == [("SPPN", 3, "Bulan", "duplicate_row")]
    assert roster.rows["SPPN"][0].values["score"] == Decimal(80)


def test_rows_about_a_refused_person_are_refused_with_that_reason():
    rows = [
        sheet("WBP", person(Status="Terpidana")),
        sheet("Risiko", {"No. Registrasi": "A.1", "Tanggal": "01-07-2025", "Tingkat": "Rendah"}),
    ]
    assert refused(read_roster(rows, known_registers=["A.1"])) == [
        ("WBP", 2, "Status", "unknown_value"),
        ("Risiko", 2, "No. Registrasi", "refused_person"),
    ]


def test_rows_about_people_of_the_facility_need_no_wbp_sheet():
    rows = [
        sheet(
            "Risiko",
            {"No. Registrasi": "a.1 ", "Tanggal": "01-07-2025", "Tingkat": "Rendah"},
            {"No. Registrasi": "B.2", "Tanggal": "01-07-2025", "Tingkat": "Rendah"},
        )
    ]
    roster = read_roster(rows, known_registers=["A.1"])
    assert [row.person for row in roster.rows["Risiko"]] == ["a.1"]
    assert refused(roster) == [("Risiko", 3, "No. Registrasi", "unknown_register")]
    assert not roster.lists_people


def test_people_transferred_away_do_not_come_back_by_import():
    assert refused(read_roster([sheet("WBP", person())], moved_registers=["A.1"])) == [
        ("WBP", 2, "No. Registrasi", "placed_elsewhere")
    ]


def detention(starts, ends=""):
    return {"No. Registrasi": "A.1", "Mulai": starts, "Selesai": ends}


def test_the_last_day_inside_becomes_the_half_open_end_on_the_next_day():
    roster = read_roster(
        [sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024", "22-01-2024"), detention("23-01-2024"))]
    )
    assert roster.refusals == []
    assert [row.values.get("ends_on") for row in roster.rows["Penahanan"]] == [date(2024, 1, 23), None]


@pytest.mark.parametrize(
    "later", [detention("22-01-2024"), detention("01-01-2024", "03-01-2024"), detention("10-01-2024", "11-01-2024")]
)
def test_a_detention_that_shares_a_day_with_an_earlier_row_is_refused(later):
    roster = read_roster([sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024", "22-01-2024"), later)])
    assert refused(roster) == [("Penahanan", 3, "Mulai", "overlapping_periods")]


def test_a_detention_may_begin_and_end_on_one_day_but_not_end_before_it():
    roster = read_roster(
        [sheet("WBP", person()), sheet("Penahanan", detention("03-01-2024", "03-01-2024"), detention("05-01-2024", "04-01-2024"))]
    )
    assert refused(roster) == [("Penahanan", 3, "Selesai", "end_before_start")]


def test_the_first_day_of_detention_may_stand_with_the_person():
    people = sheet(
        "WBP", person(**{"Tanggal Ditahan": "03-01-2024"}), person("A.2", "Tigor", **{"Tanggal Ditahan": "04-01-2024"})
    )
    roster = read_roster([people, sheet("Penahanan", detention("01-02-2024"))])
    assert [(row.person, row.key) for row in roster.rows["Penahanan"]] == [
        ("a.1", (date(2024, 2, 1),)),
        ("a.2", (date(2024, 1, 4),)),
    ]


def sentence(**columns):
    return read_roster([sheet("WBP", person(**columns))])


def test_a_sentence_stands_in_one_text_or_in_three_columns():
    for columns in (
        {"Lama Pidana": "2 Tahun 3 Bulan"},
        {"Tahun": 2.0, "Bulan": "3", "Hari": ""},
        {"Lama Pidana": "2 Thn 3 Bln", "Tahun": 2.0, "Bulan": 3.0, "Hari": 0.0},
    ):
        values = sentence(**columns).people["a.1"].values
        assert (values["years"], values["months"], values["days"]) == (2, 3, 0)


def test_two_different_sentences_in_one_row_are_refused():
    assert refused(sentence(**{"Lama Pidana": "2 Tahun", "Tahun": 3.0})) == [("WBP", 2, "Lama Pidana", "two_sentences")]


def test_a_sentence_of_nothing_is_unknown_and_a_life_sentence_has_no_length():
    assert "years" not in sentence(Tahun=0.0, Bulan="", Hari=0.0).people["a.1"].values
    life = sentence(**{"Lama Pidana": "Seumur Hidup"}).people["a.1"].values
    assert (life["kind"], life["years"]) == ("seumur_hidup", None)


@pytest.mark.parametrize(("attended", "excused", "fits"), [(8, "", True), (6, 2, True), (6, 3, False), (9, "", False)])
def test_present_and_excused_cannot_exceed_scheduled(attended, excused, fits):
    recap = {
        "No. Registrasi": "A.1",
        "Bulan": "2025-07",
        "Program": "Pramuka",
        "Dijadwalkan": 8.0,
        "Hadir": float(attended),
        "Izin": excused,
    }
    roster = read_roster([sheet("WBP", person()), sheet("Rekap Kehadiran", recap)])
    assert refused(roster) == ([] if fits else [("Rekap Kehadiran", 2, "Hadir", "attended_exceeds_scheduled")])


def test_a_reason_for_leaving_needs_its_day():
    assert refused(sentence(**{"Sebab Keluar": "Bebas"})) == [("WBP", 2, "Tanggal Keluar", "missing_required")]


def test_a_workbook_without_known_sheets_is_no_roster():
    with pytest.raises(UnreadableSheet) as refusal:
        read_roster([Sheet("Sheet1", [["No. Registrasi", "Nama"]])])
    assert refusal.value.code == "no_known_sheet"


def test_a_sheet_that_comes_twice_is_refused_whole():
    with pytest.raises(UnreadableSheet) as refusal:
        read_roster([sheet("WBP", person()), sheet("wbp", person("A.2"))])
    assert refusal.value.code == "duplicate_sheet"


def test_unknown_sheets_are_reported():
    assert read_roster([sheet("WBP", person()), Sheet("Catatan", [["x"]])]).unknown_sheets == ["Catatan"]
