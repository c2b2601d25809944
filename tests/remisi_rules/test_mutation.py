"""The count of planted changes counts rightly."""

import json
import re
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from tests.remisi_rules import mutation


def _kept(folder: Path, **outcomes: int | None) -> Path:
    told = {f"rehab.remisi_rules.spans.{name}": outcome for name, outcome in outcomes.items()}
    (folder / "spans.py.meta").write_text(json.dumps({"exit_code_by_key": told}), "utf-8")
    return folder


def test_what_was_not_tried_does_not_count_and_a_survivor_is_named(tmp_path: Path, capsys) -> None:
    outcomes = mutation.found(_kept(tmp_path, a=1, b=0, c=None))
    assert mutation.report(outcomes) == 1
    printed = capsys.readouterr().out
    assert "spans: 1 of 2" in printed
    assert "not noticed: rehab.remisi_rules.spans.b" in printed
    assert "1 of 2 planted changes noticed, 1 not tried yet" in printed


@pytest.mark.parametrize(("killed", "survived", "failed"), [(19, 1, 0), (18, 1, 1), (0, 0, 1), (1, 0, 0)])
def test_nineteen_of_twenty_must_be_noticed(killed: int, survived: int, failed: int) -> None:
    outcomes = {f"rehab.remisi_rules.spans.{n}": int(n >= survived) for n in range(killed + survived)}
    assert mutation.report(outcomes) == failed


def test_the_files_that_judge_exist() -> None:
    assert [each for each in mutation.TESTS if not (mutation.ROOT / each).exists()] == []


PLANTED = """
def x_later__mutmut_orig(
    day: int,
) -> int:
    return day + 1


def x_later__mutmut_1(
    day: int,
) -> int:
    return day + 2

mutants = {}

class Law:
    def xǁLawǁ_of__mutmut_orig(self, day: int = 0) -> int:
        return day

    def xǁLawǁ_of__mutmut_1(self, day: int = 1) -> int:
        return day

    mutants = {}
"""
FUNCTION, METHOD = "rehab.remisi_rules.spans.x_later__mutmut_1", "rehab.remisi_rules.spans.xǁLawǁ_of__mutmut_1"


@pytest.fixture
def mutants(tmp_path: Path) -> Path:
    (tmp_path / "rehab" / "remisi_rules").mkdir(parents=True)
    (tmp_path / "rehab" / "remisi_rules" / "spans.py").write_text(PLANTED, "utf-8")
    return tmp_path


def test_a_survivor_of_which_a_row_speaks_is_explained(mutants: Path, capsys) -> None:
    table = "| Where | Written | Why |\n| `spans.earlier` `spans.later` | `+ 3` `+ 2` | so |\n| `spans.Law._of` | `= 1` | so |\n"
    assert mutation.explain({FUNCTION: 0, METHOD: 97}, mutants, table) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "row",
    [
        "| `spans.earlier` | `+ 2` | another function |",
        "| `spans.later` | `+ 3` | another text |",
        "| `spans.later` | `return day` | a text that stood there before |",
        "| `spans.later` | `day: int` | a line that stayed |",
        "| `spans.later` | nothing | no text |",
    ],
)
def test_a_survivor_of_which_no_row_speaks_is_named_and_so_is_the_row_none_needs(mutants: Path, capsys, row: str) -> None:
    assert mutation.explain({FUNCTION: 0, METHOD: 1}, mutants, row) == 1
    assert capsys.readouterr().out == f"unexplained: {FUNCTION}\nneedless: {row}\n"


def test_a_row_may_be_needed_by_what_was_not_tried_yet(mutants: Path, capsys) -> None:
    assert mutation.explain({FUNCTION: None, METHOD: 1}, mutants, "| `spans.later` | `+ 2` | so |") == 0
    assert capsys.readouterr().out == ""


def test_every_row_speaks_of_functions_the_law_has() -> None:
    told = re.findall(r"^\| (`.*?) \|", mutation.SURVIVORS.read_text("utf-8"), re.MULTILINE)
    names = [name for row in told for name in re.findall("`(.+?)`", row)]
    assert names
    for name in names:
        module, *place = name.split(".")
        attrgetter(".".join(place))(import_module(f"rehab.remisi_rules.{module}"))
