"""The law's files: a planted fault of each sort is refused when they are read."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.law import check_names, in_force_on, rules_on
from rehab.remisi_rules.parameters import DATA, english_questions, load, parameters
from rehab.remisi_rules.policy import DEFAULT

GOOD = """description: A topic.
parameters:
  served:
    description: A number.
    unit: days
    values:
      - from: 1999-12-23
        value: 180
        reference: {title: Keppres 174/1999, article: Pasal 4}
        confidence: A
        last_checked_on: 2026-03-01
      - from: 2022-08-03
        value: 170
        reference: {title: UU 22/2022, article: Pasal 10}
        confidence: C
        last_checked_on: 2026-03-01
        question: Benarkah begitu?
        question_en: Is it so?
"""


def _load(folder: Path, text: str):
    (folder / "topic.yaml").write_text(text, "utf-8")
    return load(folder)


def test_a_good_file_is_read_with_its_values_by_date(tmp_path: Path) -> None:
    parameter = _load(tmp_path, GOOD)["served"]
    assert (parameter.name, parameter.topic, parameter.description, parameter.unit) == ("served", "topic", "A number.", "days")
    first, second = parameter.values
    assert (first.written, first.question, first.question_en, first.confidence) == (180, None, None, "A")
    assert (second.question, second.question_en, second.last_checked_on) == ("Benarkah begitu?", "Is it so?", date(2026, 3, 1))
    assert parameter.on(date(1999, 12, 22)) is None
    assert parameter.on(date(1999, 12, 23)).value == 180
    assert parameter.on(date(2022, 8, 2)).value == 180
    assert parameter.on(date(2022, 8, 3)).value == 170


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("{}", "holds no parameters"),
        ("[served]", "holds no parameters"),
        ("{served: 180}", "served: parameter must be a mapping"),
        ("{served: {description: A number., unit: days, values: []}}", "served: has no values"),
        ("{served: {description: A number., unit: days, values: 180}}", "served: has no values"),
    ],
)
def test_a_topic_without_parameters_or_a_parameter_without_values_is_refused(tmp_path: Path, parameters: str, says: str) -> None:
    with pytest.raises(LawDataError) as refused:
        _load(tmp_path, f"description: A topic.\nparameters: {parameters}\n")
    assert str(refused.value) == f"topic.yaml: {says}"


def test_not_in_force_is_a_value(tmp_path: Path) -> None:
    parameter = _load(tmp_path, GOOD.replace("value: 170", "value: not in force"))["served"]
    assert parameter.on(date(2023, 1, 1)).value is None


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("from: 2022-08-03", "from: 1999-12-01", "served: 1999-12-01 does not come after 1999-12-23"),
        ("from: 2022-08-03", "from: 1999-12-23", "served: 1999-12-23 does not come after 1999-12-23"),
        ("from: 2022-08-03", "from: 2022-02-30", "served: from: not a date that exists (YYYY-MM-DD)"),
        ("last_checked_on: 2026-03-01", "last_checked_on: soon", "served: last_checked_on: not a date that exists (YYYY-MM-DD)"),
        ("        reference: {title: UU 22/2022, article: Pasal 10}\n", "", "served: value lacks reference"),
        ("article: Pasal 10", "article: ''", "served: article must be a text"),
        (", article: Pasal 10}", "}", "served: reference lacks article"),
        ("confidence: A", "confidence: D", "served: confidence must be A, B or C"),
        ("        confidence: A\n", "", "served: value lacks confidence"),
        (
            "        question: Benarkah begitu?\n        question_en: Is it so?\n",
            "",
            "served: confidence C needs the question to be asked",
        ),
        ("        question_en: Is it so?\n", "", "served: value lacks question_en"),
        ("        question: Benarkah begitu?\n", "", "served: value lacks question"),
        ("question_en: Is it so?", "question_en: ''", "served: question_en must be a text"),
        ("        last_checked_on: 2026-03-01\n", "", "served: value lacks last_checked_on"),
        ("unit: days", "unit: moons", "served: unknown unit moons"),
        ("    unit: days\n", "", "served: parameter lacks unit"),
        ("    description: A number.\n", "", "served: parameter lacks description"),
        ("description: A topic.\n", "", "file lacks description"),
        ("value: 170", "value: '170'", "served: must be a whole number from 0 up"),
        ("value: 170", "value: -1", "served: must be a whole number from 0 up"),
        ("value: 170", "value: true", "served: must be a whole number from 0 up"),
        ("        value: 170\n", "", "served: value lacks value"),
        ("confidence: C", "confidence: C\n        colour: red", "served: value has an unknown key colour"),
        ("unit: days", "unit: days\n    unit: days", "a key stands twice"),
        ("parameters:\n", "parameters:\n  served: {}\n", "a key stands twice"),
        ("    unit: days\n    values:", "    values:", "served: parameter lacks unit"),
        ("    description: A number.\n    unit: days\n", "", "served: parameter lacks description, unit"),
        ("unit: days", "unit: days\n    tone: soft\n    colour: red", "served: parameter has an unknown key colour, tone"),
        ("unit: days", "unit: 5", "served: unit must be a text"),
        ("description: A number.", "description: ''", "served: description must be a text"),
        ("description: A topic.", "description: ''", "description must be a text"),
        ("  served:", "  '':", ": name must be a text"),
        ("from: 2022-08-03", "from:", "served: from: a date is required"),
        ("description: A topic.", "description: A topic.\nauthor: me", "file has an unknown key author"),
        ("reference: {title: UU 22/2022, article: Pasal 10}", "reference: []", "served: reference is missing"),
        ("reference: {title: UU 22/2022, article: Pasal 10}", "reference: UU 22/2022", "served: reference must be a mapping"),
    ],
)
def test_a_planted_fault_is_refused(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in GOOD
    with pytest.raises(LawDataError) as refused:
        _load(tmp_path, GOOD.replace(right, wrong, 1))
    assert str(refused.value).splitlines()[0] == f"topic.yaml: {says}"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "says"),
    [
        ("amounts.yaml", "steps: [60, 90, 120, 150, 150, 180]", "steps: []", "ladder_general: must be a list of names"),
        (
            "amounts.yaml",
            "value: 1/12",
            "value: 12",
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        (
            "amounts.yaml",
            "value: 1/12",
            "value: 1/0",
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        (
            "amounts.yaml",
            "value: 1/12",
            "value: one/12",
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        (
            "amounts.yaml",
            "value: 1/12",
            'value: "0.25"',
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        (
            "amounts.yaml",
            "value: 1/12",
            "value: 13/12",
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        ("amounts.yaml", "pemuka: 1/3", "tamping: 1/3", "additional_parts: unknown key tamping"),
        ("amounts.yaml", "pemuka: 1/3", "tamping: 1/3, korve: 1/3", "additional_parts: unknown key korve, tamping"),
        (
            "conditions.yaml",
            'value: "0.80"',
            "value: 0.8",
            'active_min: must be a decimal between 0 and 1, written as text ("0.80")',
        ),
        (
            "conditions.yaml",
            'value: "0.80"',
            'value: "four fifths"',
            'active_min: must be a decimal between 0 and 1, written as text ("0.80")',
        ),
        (
            "conditions.yaml",
            'value: "0.80"',
            'value: "NaN"',
            'active_min: must be a decimal between 0 and 1, written as text ("0.80")',
        ),
        (
            "conditions.yaml",
            'value: "0.80"',
            'value: "1.01"',
            'active_min: must be a decimal between 0 and 1, written as text ("0.80")',
        ),
        (
            "amounts.yaml",
            "value: 1/12",
            "value: 0/12",
            'tenth_year_part: must be a fraction between 0 and 1, written as text ("1/3")',
        ),
        ("conditions.yaml", "value: 65", "value:", "sppn_min: must be a score"),
        ("conditions.yaml", "value: 65", "value: 101", "sppn_min: score: must lie between 0 and 100"),
        (
            "conditions.yaml",
            "value: [sedang, berat]",
            "value: {sedang: berat}",
            "discipline_levels: must be a list of berat, ringan, sedang",
        ),
        ("conditions.yaml", "value: [sedang, berat]", "value: [sedang, sedang]", "discipline_levels: names something twice"),
        ("criteria.yaml", "children_only: true", "children_only: 1", "criterion.under_18: must be true or false"),
        (
            "offences.yaml",
            "except_offences: [umum]",
            "except_offences: [ringan]",
            "criterion.one_third_served: must be a list of "
            "ham_berat, keamanan_negara, korupsi, narkotika, terorisme, transnasional, umum",
        ),
        (
            "offences.yaml",
            "final_before: 2012-11-12",
            "final_before: 2012-11-31",
            "criterion.one_third_served: date: not a date that exists (YYYY-MM-DD)",
        ),
        ("offences.yaml", "final_before: 2012-11-12", "final_before: ~", "criterion.one_third_served: must be a date"),
        (
            "offences.yaml",
            "long_offences: [narkotika], long_from_days",
            "long_offences: [korupsi], long_from_days",
            "criterion.justice_collaborator: names an offence or a kind twice",
        ),
        (
            "offences.yaml",
            "long_offences: [narkotika], ",
            "",
            "criterion.justice_collaborator: long_offences and long_from_days belong together",
        ),
        (
            "offences.yaml",
            "except_offences: [umum]",
            "except_offences: [umum], long_offences: [narkotika], long_from_days: 1800",
            "criterion.one_third_served: long_offences stands beside offences",
        ),
        (
            "offences.yaml",
            "long_from_days: 1800, ",
            "",
            "criterion.justice_collaborator: long_offences and long_from_days belong together",
        ),
        (
            "kinds.yaml",
            "family: umum",
            "family: keluarga",
            "kind.RU: must be one of dasawarsa, hari_anak, kemanusiaan, khusus, tambahan, umum",
        ),
        ("kinds.yaml", "every_years: 10", "every: 10", "kind.RD: unknown key every"),
        ("kinds.yaml", "family: umum, ", "", "kind.RU: lacks family"),
        ("kinds.yaml", "family: umum, statuses: [narapidana, anak_binaan], ", "", "kind.RU: lacks family, statuses"),
        (
            "kinds.yaml",
            "value: {family: umum, statuses: [narapidana, anak_binaan]",
            "value: [{family: umum}]\n        x: {y: [z]",
            "kind.RU: value has an unknown key x",
        ),
        (
            "criteria.yaml",
            "value: {kinds: [RU, RK, RT, RD, RKL, RKS, RAN]}",
            "value: [RU]",
            "criterion.final_judgment: must be a mapping",
        ),
        ("papers.yaml", "with: fine_paid", "beside: fine_paid", "paper.bukti_bayar: unknown key beside"),
        (
            "counting.yaml",
            "islam: idul_fitri",
            "islam: lebaran",
            "religion_days: must be one of idul_fitri, imlek, natal, nyepi, waisak",
        ),
    ],
)
def test_a_wrong_value_in_the_real_files_is_refused(tmp_path: Path, file: str, right: str, wrong: str, says: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / file).read_text("utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(LawDataError) as refused:
        load(folder)
    assert str(refused.value) == f"{file}: {says}"


@pytest.mark.parametrize("written", ["0.00", "1.00"])
def test_a_share_of_none_or_of_all_is_a_share(tmp_path: Path, written: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / "conditions.yaml").read_text("utf-8")
    (folder / "conditions.yaml").write_text(text.replace('value: "0.80"', f'value: "{written}"'), "utf-8")
    assert load(folder)["active_min"].values[-1].value == int(written[0])


def test_the_whole_is_a_part(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / "amounts.yaml").read_text("utf-8")
    (folder / "amounts.yaml").write_text(text.replace("value: 1/12", "value: 12/12"), "utf-8")
    assert load(folder)["tenth_year_part"].values[-1].value == 1


def test_a_key_that_stands_twice_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(LawDataError, match=r"a key stands twice\n.*line 4, column 5"):
        _load(tmp_path, GOOD.replace("unit: days", "unit: days\n    unit: days"))


@pytest.mark.parametrize("key", ["[served]", "{served: 180}"])
def test_a_key_that_is_a_list_or_a_mapping_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(LawDataError, match="unhashable key"):
        _load(tmp_path, GOOD.replace("parameters:\n", f"parameters:\n  ? {key}\n  : {{}}\n"))


def test_a_parameter_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(LawDataError, match="stands twice"):
        _load(tmp_path, GOOD)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawDataError) as refused:
        load(tmp_path)
    assert str(refused.value) == f"{tmp_path.name}: holds no parameters"


def test_a_reference_may_tell_where_the_text_is_found(tmp_path: Path) -> None:
    told = GOOD.replace("article: Pasal 4}", "article: Pasal 4, address: https://jdih.example/174}")
    (reference,) = _load(tmp_path, told)["served"].values[0].references
    assert (reference.title, reference.article, reference.address) == ("Keppres 174/1999", "Pasal 4", "https://jdih.example/174")


def test_a_parameter_the_engine_does_not_know_or_misses_is_refused() -> None:
    names = set(parameters())
    check_names(names)
    with pytest.raises(LawDataError, match=r"^parameters missing: \[\]; not known: \['invented'\]$"):
        check_names(names | {"invented"})
    with pytest.raises(LawDataError, match=r"^parameters missing: \['month_days'\]; not known: \[\]$"):
        check_names(names - {"month_days"})


def test_every_parameter_has_an_article_and_every_c_a_question() -> None:
    for parameter in parameters().values():
        for value in parameter.values:
            assert value.references
            assert value.confidence != "C" or value.question


def test_every_open_question_has_its_english() -> None:
    questions = {value.question for parameter in parameters().values() for value in parameter.values if value.question}
    assert english_questions().keys() == questions
    assert all(english and english not in questions for english in english_questions().values())


def test_a_condition_is_in_force_from_its_day_and_not_before() -> None:
    names_before = {parameter.name for parameter, _ in in_force_on(date(2022, 1, 27))}
    names_after = {parameter.name for parameter, _ in in_force_on(date(2022, 1, 28))}
    assert names_after - names_before == {"criterion.sppn_good", "sppn_min"}
    assert "risk_reduced" not in rules_on(date(2022, 8, 2), DEFAULT).criteria
    assert "risk_reduced" in rules_on(date(2022, 8, 3), DEFAULT).criteria
