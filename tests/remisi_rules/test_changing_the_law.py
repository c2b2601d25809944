"""The page for whoever changes the law: its example holds, and it knows every refusal of the loader."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from rehab.remisi_rules import plain_yaml
from rehab.remisi_rules.drafts import DraftLaw, read_draft
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.profile import completed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "changing-the-law.md").read_text("utf-8")
DRAFT, *CASES = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
SHORTEST = 4


def _answers(case: dict[str, Any], ask) -> dict[str, Any]:
    facts = completed(case["facts"], case["kind"], case["on"])
    answered = ask(facts, case["kind"], case["on"]).summary()
    return {name: answered[name] for name in case["expect"]}


@pytest.mark.parametrize("text", CASES, ids=lambda text: plain_yaml.plain(text)["name"])
def test_the_worked_example_holds_under_its_draft(text: str) -> None:
    case = plain_yaml.plain(text)
    assert _answers(case, DraftLaw(read_draft(DRAFT)).assess) == case["expect"]


def test_the_worked_example_needs_its_draft() -> None:
    cases = [plain_yaml.plain(text) for text in CASES]
    assert len(cases) == 5
    otherwise = [case["name"] for case in cases if _answers(case, assess) != case["expect"]]
    # all but the one on the last day of the old law
    assert len(otherwise) == 4


def _refusals() -> list[list[str]]:
    """The fixed words of every refusal the loader can utter."""
    found = []
    for path in sorted((ROOT / "rehab" / "remisi_rules").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LawDataError":
                pieces = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                words = [str(piece).strip(" :,;[]") for piece in pieces if isinstance(piece, str)]
                found.append([piece for piece in words if len(piece) >= SHORTEST])
    return [words for words in found if words]


@pytest.mark.parametrize("words", _refusals(), ids=" ".join)
def test_every_refusal_of_the_loader_is_explained(words: list[str]) -> None:
    assert all(piece in PAGE for piece in words)
