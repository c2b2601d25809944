"""The count of planted changes counts rightly."""

import json
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
