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
    with pytest.raises(LawDataError, match=says):
        _load(tmp_path, f"description: A topic.\nparameters: {parameters}\n")


def test_not_in_force_is_a_value(tmp_path: Path) -> None:
    parameter = _load(tmp_path, GOOD.replace("value: 170", "value: not in force"))["served"]
    assert parameter.on(date(2023, 1, 1)).value is None


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("from: 2022-08-03", "from: 1999-12-01", "does not come after"),
        ("from: 2022-08-03", "from: 1999-12-23", "does not come after"),
        ("from: 2022-08-03", "from: 2022-02-30", "not a date"),
        ("last_checked_on: 2026-03-01", "last_checked_on: soon", "not a date"),
        ("        reference: {title: UU 22/2022, article: Pasal 10}\n", "", "lacks reference"),
        ("article: Pasal 10", "article: ''", "article must be a text"),
        (", article: Pasal 10}", "}", "lacks article"),
        ("confidence: A", "confidence: D", "confidence must be"),
        ("        confidence: A\n", "", "lacks confidence"),
        ("        question: Benarkah begitu?\n        question_en: Is it so?\n", "", "question to be asked"),
        ("        question_en: Is it so?\n", "", "lacks question_en"),
        ("        question: Benarkah begitu?\n", "", "lacks question"),
        ("question_en: Is it so?", "question_en: ''", "question_en must be a text"),
        ("        last_checked_on: 2026-03-01\n", "", "lacks last_checked_on"),
        ("unit: days", "unit: moons", "unknown unit"),
        ("    unit: days\n", "", "lacks unit"),
        ("    description: A number.\n", "", "lacks description"),
        ("description: A topic.\n", "", "lacks description"),
        ("value: 170", "value: '170'", "whole number"),
        ("value: 170", "value: -1", "whole number"),
        ("value: 170", "value: true", "whole number"),
        ("        value: 170\n", "", "lacks value"),
        ("confidence: C", "confidence: C\n        colour: red", "unknown key colour"),
        ("unit: days", "unit: days\n    unit: days", "stands twice"),
        ("parameters:\n", "parameters:\n  served: {}\n", "twice"),
        ("description: A topic.", "description: A topic.\nauthor: me", "unknown key author"),
        ("reference: {title: UU 22/2022, article: Pasal 10}", "reference: []", "reference is missing"),
        ("reference: {title: UU 22/2022, article: Pasal 10}", "reference: UU 22/2022", "reference must be a mapping"),
    ],
)
def test_a_planted_fault_is_refused(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in GOOD
    with pytest.raises(LawDataError, match=says):
        _load(tmp_path, GOOD.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "says"),
    [
        ("amounts.yaml", "steps: [60, 90, 120, 150, 150, 180]", "steps: []", "list of names"),
        ("amounts.yaml", "value: 1/12", "value: 12", "must be a fraction"),
        ("amounts.yaml", "value: 1/12", "value: 1/0", "must be a fraction"),
        ("amounts.yaml", "value: 1/12", "value: one/12", "must be a fraction"),
        ("amounts.yaml", "pemuka: 1/3", "tamping: 1/3", "tamping"),
        ("conditions.yaml", 'value: "0.80"', "value: 0.8", "must be a decimal"),
        ("conditions.yaml", 'value: "0.80"', 'value: "four fifths"', "must be a decimal"),
        ("conditions.yaml", 'value: "0.80"', 'value: "NaN"', "must be a decimal"),
        ("conditions.yaml", "value: 65", "value:", "must be a score"),
        ("conditions.yaml", "value: [sedang, berat]", "value: [sedang, sedang]", "twice"),
        ("criteria.yaml", "children_only: true", "children_only: 1", "true or false"),
        ("offences.yaml", "except_offences: [umum]", "except_offences: [ringan]", "must be a list of"),
        ("offences.yaml", "final_before: 2012-11-12", "final_before: 2012-11-31", "not a date"),
        ("offences.yaml", "final_before: 2012-11-12", "final_before: ~", "must be a date"),
        ("offences.yaml", "long_offences: [narkotika], long_from_days", "long_offences: [korupsi], long_from_days", "twice"),
        ("offences.yaml", "long_offences: [narkotika], ", "", "belong together"),
        ("offences.yaml", "long_from_days: 1800, ", "", "belong together"),
        ("kinds.yaml", "family: umum", "family: keluarga", "must be one of"),
        ("kinds.yaml", "every_years: 10", "every: 10", "unknown key every"),
        ("kinds.yaml", "family: umum, ", "", "lacks family"),
        (
            "kinds.yaml",
            "value: {family: umum, statuses: [narapidana, anak_binaan]",
            "value: [{family: umum}]\n        x: {y: [z]",
            "x",
        ),
        ("criteria.yaml", "value: {kinds: [RU, RK, RT, RD, RKL, RKS, RAN]}", "value: [RU]", "must be a mapping"),
        ("papers.yaml", "with: fine_paid", "beside: fine_paid", "beside"),
        ("counting.yaml", "islam: idul_fitri", "islam: lebaran", "must be one of"),
    ],
)
def test_a_wrong_value_in_the_real_files_is_refused(tmp_path: Path, file: str, right: str, wrong: str, says: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / file).read_text("utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(LawDataError, match=says):
        load(folder)


def test_a_parameter_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(LawDataError, match="stands twice"):
        _load(tmp_path, GOOD)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawDataError):
        load(tmp_path)


def test_a_parameter_the_engine_does_not_know_or_misses_is_refused() -> None:
    names = set(parameters())
    check_names(names)
    with pytest.raises(LawDataError):
        check_names(names | {"invented"})
    with pytest.raises(LawDataError):
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
