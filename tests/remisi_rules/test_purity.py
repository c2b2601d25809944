"""The law stands alone: no framework, no clock, no number of its own."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "rehab" / "remisi_rules"
FORBIDDEN = ("flask", "sqlalchemy", "pandas", "babel", "wtforms", "marshmallow")


def _load(extra: str = "") -> subprocess.CompletedProcess[str]:
    program = f"{extra}\nimport sys, rehab.remisi_rules.__main__\nprint([name for name in {FORBIDDEN!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_engine_loads_without_flask_sqlalchemy_and_pandas() -> None:
    assert _load().stdout.strip() == "[]"


def test_a_planted_import_of_flask_is_seen() -> None:
    assert "flask" in _load("import flask").stdout


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_reads_no_clock_and_imports_nothing_of_ours_but_the_law(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rehab"):
            assert node.module.startswith("rehab.remisi_rules")
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"today", "now", "utcnow", "time"}


# numbers of the calendar and of ways of writing, not of the law
ALLOWED = {
    "reading.py": {4, 7, 5, 12, -30, 30},
    "spans.py": {12, 28},
    "facts.py": {100},
    "policy.py": {100},
    "values.py": {100},
    "profile.py": {40, 16, 80, 12, 200, 30, 100},
    "__main__.py": {2},
    "cures.py": {100},
    "drafts.py": {5},
    "remedies.py": {40, 60},
}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_number_of_the_law_stands_in_code(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in {int, float}}
    assert numbers - {0, 1, 2} <= ALLOWED.get(path.name, set())
