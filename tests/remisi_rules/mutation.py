"""How many small changes planted in the law's code its tests notice: `python -m tests.remisi_rules.mutation [MINUTES]`.

mutmut plants them, in a copy under `instance/mutation`, and keeps what it has found there: a run that was stopped, or whose
minutes are over, is taken up again by the next, and only functions that changed are tried anew. Needs mutmut 3.8.1. It
plants nothing in decorated functions and in tables, which the case files hold.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "instance" / "mutation"
LEAST = 0.95
MUTANTS = FOLDER / "mutants"
# exit codes, as mutmut keeps them; STAYS is ours: nobody noticed, in a process of its own either
SURVIVED, NOTICED, NO_TESTS, STAYS, NOT_TRIED = 0, 1, 33, 97, None
# the fast ones, which without drawn questions reach every branch; the case files kill most
TESTS = [
    f"tests/remisi_rules/test_{name}.py"
    for name in ("cases", "coherence", "command_line", "cures", "drafts", "engine", "findings", "loader", "refusals", "remedies")
]
SETTINGS = f"""[project]
name = "law"
version = "0"

[tool.pytest.ini_options]
addopts = "-q -p no:randomly -p no:xdist --import-mode=importlib"
pythonpath = ["."]
markers = ["slow: takes more than a few seconds"]

[tool.mutmut]
source_paths = ["rehab/remisi_rules"]
also_copy = ["rehab/__init__.py", "tests"]
use_setproctitle = false
pytest_add_cli_args_test_selection = {json.dumps(TESTS)}
"""


# drawn questions: few, always the same, and no search for the simplest that fails
DRAWN = """from hypothesis import Phase, settings

settings.register_profile("few", phases=[Phase.generate], database=None, deadline=None, derandomize=True)
settings.load_profile("few")
"""
FEW = "max_examples=30"


# what mutmut itself does before it tries anything; what was found out of functions that did not change is kept
PLANT = """
from pathlib import Path
from mutmut import __main__ as mutmut
mutmut.set_mutant_under_test("mutant_generation")
Path("mutants").mkdir(exist_ok=True)
mutmut.copy_src_dir()
mutmut.copy_also_copy_files()
mutmut.setup_source_paths()
mutmut.store_lines_covered_by_tests()
mutmut.create_mutants(1)
"""


def main(arguments: list[str]) -> int:
    """Try what was not tried yet; 1 where too little of what was tried is noticed.

    First the case files, with everything read beforehand; then the tests that reach the changed function; then, of what
    nobody noticed, all tests in a process of its own, which also reads the law and builds its tables with the change.
    """
    if find_spec("mutmut") is None:
        print("How many planted changes the tests of the law notice is not measured: mutmut is not installed.")
        return int("CI" in os.environ)
    over = time.monotonic() + 60 * float(arguments[0]) if arguments else None
    _copy()
    try:
        _run(over, "-c", PLANT)
        untried = [name for name, outcome in found(MUTANTS).items() if outcome is NOT_TRIED]
        _keep(_noticed_by_cases(over, untried), NOTICED)
        _run(over, "-m", "mutmut", "run", "--max-children", "1")
        for name in [name for name, outcome in found(MUTANTS).items() if outcome in (SURVIVED, NO_TESTS)]:
            _keep([name], _outcome_alone(over, name))
    except subprocess.TimeoutExpired:
        print("The minutes are over; the next run goes on from here.")
    return report(found(MUTANTS))


def _run(
    over: float | None, *arguments: str, cwd: Path = FOLDER, told: str = "", **names: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, input=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        timeout=None if over is None else max(over - time.monotonic(), 0), env={**os.environ, **names}, check=False,
    )  # fmt: skip


def _noticed_by_cases(over: float | None, names: list[str]) -> list[str]:
    run = _run(over, "-m", "tests.remisi_rules.planted_cases", cwd=MUTANTS, told="\n".join(names))
    return run.stdout.split()


def _outcome_alone(over: float | None, name: str) -> int:
    options = ("-x", "-q", "-p", "no:cacheprovider")
    run = _run(over, "-m", "pytest", *options, *TESTS, cwd=MUTANTS, MUTANT_UNDER_TEST=name)
    return NOTICED if run.returncode else STAYS


def _keep(names: Iterable[str], outcome: int) -> None:
    """Note what became of planted changes."""
    left = set(names)
    for path in sorted(MUTANTS.rglob("*.meta")) if left else ():
        told = json.loads(path.read_text("utf-8"))
        if here := left & told["exit_code_by_key"].keys():
            told["exit_code_by_key"].update(dict.fromkeys(here, outcome))
            path.write_text(json.dumps(told), "utf-8")
            left -= here


def _copy() -> None:
    for place in ("rehab/remisi_rules", "tests/remisi_rules"):
        shutil.rmtree(FOLDER / place, ignore_errors=True)
        shutil.copytree(ROOT / place, FOLDER / place, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("rehab", "tests"):
        shutil.copy(ROOT / package / "__init__.py", FOLDER / package / "__init__.py")
    for test in (FOLDER / "tests").rglob("test_*.py"):
        test.write_text(re.sub(r"max_examples=\d+", FEW, test.read_text("utf-8")), "utf-8")
    (FOLDER / "tests" / "conftest.py").write_text(DRAWN, "utf-8")
    (FOLDER / "pyproject.toml").write_text(SETTINGS, "utf-8")


def found(mutants: Path) -> dict[str, int | None]:
    """What became of each planted change, by name: 0 where no test noticed it, None where it was not tried yet."""
    outcomes: dict[str, int | None] = {}
    for path in sorted(mutants.rglob("*.meta")):
        outcomes.update(json.loads(path.read_text("utf-8"))["exit_code_by_key"])
    return outcomes


def report(outcomes: dict[str, int | None]) -> int:
    """Prints the score by module and the survivors; 1 where nothing was tried or the score is too low."""
    tried = {name: outcome for name, outcome in outcomes.items() if outcome is not NOT_TRIED}
    survivors = sorted(name for name, outcome in tried.items() if outcome in (SURVIVED, NO_TESTS, STAYS))
    by_module, lost = Counter(_module(name) for name in tried), Counter(_module(name) for name in survivors)
    for module, count in sorted(by_module.items()):
        print(f"{module}: {count - lost[module]} of {count}")
    for name in survivors:
        print(f"not noticed: {name} (python -m mutmut show {name})")
    noticed = len(tried) - len(survivors)
    print(f"{noticed} of {len(tried)} planted changes noticed, {len(outcomes) - len(tried)} not tried yet")
    return int(not tried or noticed < LEAST * len(tried))


def _module(name: str) -> str:
    return name.rpartition(".")[0].removeprefix("rehab.remisi_rules.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
