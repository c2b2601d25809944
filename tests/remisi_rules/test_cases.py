"""Every case file, published or worked by hand, is answered as it says."""

from pathlib import Path

import pytest

from rehab.remisi_rules.cases import UnreadableCaseError, case_files, differences, read_case

CASES = Path(__file__).parent / "cases"
FILES = list(case_files([CASES]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).as_posix())
def test_the_case_is_answered_as_written(path: Path) -> None:
    assert differences(read_case(path)) == []


def test_the_folder_holds_the_published_and_the_hand_worked_cases() -> None:
    assert len(list((CASES / "published").iterdir())) == 27
    assert len(FILES) > 200


def test_hand_worked_cases_show_their_working_and_wait_for_a_reviewer() -> None:
    own = [path for path in FILES if path.parent.name not in {"published", "boundaries"}]
    for path in own:
        case = read_case(path)
        assert case["working"], path
        assert case["law"], path
        assert "reviewed_by" in case, path


def test_a_case_that_expects_something_else_is_reported() -> None:
    case = read_case(CASES / "served_minimum" / "religious__180_days.yaml")
    case["expect"] = {"outcome": "eligible", "days": 30}
    assert differences(case) == ["days: expected 30, got 15"]


def test_a_case_that_expects_another_article_of_the_amount_is_reported() -> None:
    case = read_case(CASES / "served_minimum" / "religious__180_days.yaml")
    case["expect"] = {"articles": {"amount": ["another law, Pasal 1"]}}
    assert len(differences(case)) == 1
    assert differences(case)[0].startswith("articles.amount: expected ['another law, Pasal 1'], got ['")


def test_a_file_with_a_fault_over_several_lines_is_told_in_one(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [1,\n  2\nb: 3\n")
    with pytest.raises(UnreadableCaseError) as told:
        read_case(broken)
    assert str(told.value) == " ".join(str(told.value).split())
    assert str(told.value).startswith("while parsing a flow sequence in ")
    assert "XX" not in str(told.value)


def test_the_spotless_dossier_of_a_childrens_kind_is_that_of_a_child() -> None:
    told = {"profile": "complete", "sentence": {"kind": "penjara", "years": 2}, "detention": [{"starts_on": "2024-06-01"}]}
    case = {"kind": "PMPU", "on": "2025-07-23", "facts": told, "expect": {"outcome": "eligible", "failed": [], "unknown": []}}
    assert differences(case) == []
