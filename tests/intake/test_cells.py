"""What one cell means."""

from datetime import date
from decimal import Decimal

import pytest

from rehab.intake.sheets import OFFENCES, RELIGIONS, read_education
from rehab.plumbing import cells


def kind_of(read, cell):
    with pytest.raises(cells.WrongCell) as refused:
        read(cell)
    return refused.value.kind


@pytest.mark.parametrize(
    "written",
    [
        "17-08-2025", "17/08/2025", "17.08.2025", "2025-08-17", "17 Agustus 2025", "17 Agu 2025", "  17  AGUSTUS 2025 ",
        date(2025, 8, 17),
    ],
)  # fmt: skip
def test_every_written_form_of_a_date_is_the_same_day(written):
    assert cells.read_date(written) == date(2025, 8, 17)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("30-02-1990", "impossible_date"), ("31/06/2024", "impossible_date"), ("2022-13-05", "impossible_date"),
        ("29 Februari 2023", "impossible_date"), ("00-00-2024", "impossible_date"),
        ("17-08-85", "two_digit_year"), ("17 Agustus 85", "two_digit_year"),
        ("belum ada", "not_a_date"), (45000.0, "not_a_date"), ("17-08/2025", "not_a_date"), ("17 Augustus 2025", "not_a_date"),
        ("17-08-1825", "out_of_range"), ("17-08-2925", "out_of_range"), (True, "not_a_date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_its_reason(written, kind):
    assert kind_of(cells.read_date, written) == kind


def test_a_leap_day_exists_in_leap_years_only():
    assert cells.read_date("29.02.1988") == date(1988, 2, 29)
    assert kind_of(cells.read_date, "29.02.1900") == "impossible_date"


@pytest.mark.parametrize(
    "written", ["2025-07", "Juli 2025", "juli  2025", "Jul 2025", "07-2025", date(2025, 7, 1), date(2025, 7, 31)]
)
def test_every_written_form_of_a_month_is_its_first_day(written):
    assert cells.read_month(written) == date(2025, 7, 1)


@pytest.mark.parametrize("written", ["2025-13", "2025-00", "Julai 2025", "2025", 202507.0, "07-25"])
def test_what_is_no_month_is_refused(written):
    assert kind_of(cells.read_month, written) == "not_a_month"


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("5 Tahun 6 Bulan 10 Hari", (None, 5, 6, 10)), ("5 Thn 6 Bln", (None, 5, 6, 0)), ("10 Hr", (None, 0, 0, 10)),
        ("8 Bln", (None, 0, 8, 0)), ("SEUMUR HIDUP", ("seumur_hidup", 0, 0, 0)), ("Mati", ("mati", 0, 0, 0)),
        ("1 tahun 20 hari", (None, 1, 0, 20)),
    ],
)  # fmt: skip
def test_a_sentence_is_read_from_one_text(written, term):
    assert cells.read_term(written) == term


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("lima tahun", "not_a_sentence"), ("5", "not_a_sentence"), (5.0, "not_a_sentence"), ("999 Tahun", "out_of_range"),
        ("-2 Tahun", "negative_number"), ("9" * 5000 + " Tahun", "not_a_sentence"),
    ],
)  # fmt: skip
def test_what_is_no_sentence_is_refused(written, kind):
    assert kind_of(cells.read_term, written) == kind


@pytest.mark.parametrize(
    ("written", "said"), [("Ya", True), ("Y", True), (1.0, True), ("1", True), ("TIDAK", False), ("t ", False), (0.0, False)]
)
def test_yes_and_no_have_three_forms(written, said):
    assert cells.read_yes_no(written) is said


@pytest.mark.parametrize("written", ["Mungkin", "Calon", 2.0, "-", "ya tidak"])
def test_what_is_neither_yes_nor_no_is_refused(written):
    assert kind_of(cells.read_yes_no, written) == "unknown_value"


@pytest.mark.parametrize(
    ("written", "score"), [("79,5", "79.5"), ("79.5", "79.5"), (100.0, "100"), (0.0, "0"), ("61.25", "61.25")]
)
def test_a_score_takes_comma_and_point(written, score):
    assert cells.read_score(written) == Decimal(score)


@pytest.mark.parametrize(
    ("written", "kind"),
    [(101.0, "out_of_range"), ("-0,5", "out_of_range"), ("tujuh puluh", "not_a_number"), ("1.000,5", "not_a_number")],
)
def test_a_score_outside_0_to_100_or_in_words_is_refused(written, kind):
    assert kind_of(cells.read_score, written) == kind


def test_the_hundredth_part_above_a_hundred_is_refused():
    assert cells.read_score("100,00") == 100
    assert kind_of(cells.read_score, "100,01") == "out_of_range"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (-30.0, "negative_number"),
        ("-1", "negative_number"),
        (2.5, "not_a_number"),
        ("dua", "not_a_number"),
        (99999.0, "out_of_range"),
    ],
)
def test_whole_numbers_refuse_what_they_are_not(written, kind):
    assert kind_of(cells.whole_up_to(36_500), written) == kind


@pytest.mark.parametrize(("written", "days"), [("1 Bulan 15 Hari", 45), ("1 Bulan", 30), ("15 Hr", 15), (90.0, 90), ("90", 90)])
def test_a_month_of_remission_counts_thirty_days(written, days):
    assert cells.read_amount(written) == days


@pytest.mark.parametrize(
    ("written", "kind"),
    [("sebulan", "not_a_number"), (-15.0, "negative_number"), (0.0, "out_of_range"), ("1 Tahun", "not_a_number")],
)
def test_a_remission_needs_a_size(written, kind):
    assert kind_of(cells.read_amount, written) == kind


@pytest.mark.parametrize("written", [3399011708850007.0, 3399011708850007, "3,39901E+15", "3.39901170885E+15"])
def test_a_nik_that_was_a_number_is_refused_because_digits_are_lost(written):
    assert kind_of(cells.read_nik, written) == "nik_numeric"


def test_a_nik_is_sixteen_digits_of_text():
    assert cells.read_nik(" 3399011203900001 ") == "3399011203900001"
    assert kind_of(cells.read_nik, "339901120390000") == "not_a_nik"


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_a_name_that_begins_like_a_formula_is_refused(sign):
    assert kind_of(cells.read_name, f"{sign}Parjo") == "formula"
    assert kind_of(cells.read_name, f"  {sign}Parjo") == "formula"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\x07", "\t", "\n", "\u200b"])
def test_a_name_with_hidden_characters_is_refused(hidden):
    assert kind_of(cells.read_name, f"Mamat{hidden}Saman") == "control_character"


def test_a_name_may_be_two_hundred_characters_and_no_more():
    assert cells.read_name("N" * 200) == "N" * 200
    assert kind_of(cells.read_name, "N" * 201) == "too_long"


def test_other_texts_come_in_as_they_are():
    assert cells.text_up_to(200)("@tius") == "@tius"
    assert cells.text_up_to(200)("=1+1") == "=1+1"
    assert cells.text_up_to(40)(4.0) == "4"


def test_words_are_found_in_any_case_and_two_old_spellings_mean_their_faith():
    read = cells.one_of(RELIGIONS)
    assert [read(word) for word in ("ISLAM", "Islam ", "Kristen", "budha", "KATOLIK")] == [
        "islam",
        "islam",
        "protestan",
        "buddha",
        "katolik",
    ]
    assert kind_of(read, "Jedi") == "unknown_value"
    assert cells.one_of(OFFENCES)("ham berat") == "ham_berat"


def test_schools_become_levels_and_unknown_words_stay():
    assert [read_education(word) for word in ("SMK", "S1", "D3", "Pesantren")] == ["sma", "sarjana", "diploma", "Pesantren"]
