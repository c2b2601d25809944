"""How many small changes planted in the law's code its tests notice: `python -m tests.remisi_rules.mutation [MINUTES]`.

mutmut plants them, in a copy under `instance/mutation`; planted_tests.py asks the tests, and what became of each is kept there:
a run that was stopped, or whose minutes are over, is taken up again by the next. What nobody noticed is asked again by every
run, the rest only where the function changed; SURVIVORS.md tells why it may stand. Needs mutmut 3.8.1. It plants nothing in
decorated functions and in tables, which the case files hold.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "instance" / "mutation"
LEAST = 0.95
MUTANTS = FOLDER / "mutants"
SURVIVORS = Path(__file__).with_name("SURVIVORS.md")
NOTICED, STAYS, ANEW = "noticed", "stays", "anew"
TESTS_FOLDER = "tests/remisi_rules"
# the fast ones, which without drawn questions reach every branch; the case files notice most
FILES = (
    "cases",
    "changes",
    "coherence",
    "command_line",
    "cures",
    "drafts",
    "engine",
    "findings",
    "loader",
    "refusals",
    "remedies",
    "spans",
)
TESTS = [f"{TESTS_FOLDER}/test_{name}.py" for name in FILES]
# as mutmut keeps them; it knows no "to be asked anew"
OUTCOMES = {STAYS: 0, NOTICED: 1, ANEW: 97}
SURVIVED, NOT_TRIED, TO_ASK_ANEW = OUTCOMES[STAYS], None, OUTCOMES[ANEW]
SETTINGS = """[project]
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
"""


# drawn questions: few, always the same, and no search for the simplest that fails
DRAWN = """from hypothesis import Phase, settings

settings.register_profile("few", phases=[Phase.generate], database=None, deadline=None, derandomize=True)
settings.load_profile("few")
"""
FEW = "max_examples=5"


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
    """Try once more what nobody noticed, then what was not tried yet; 1 where too little is noticed or not all explained."""
    if find_spec("mutmut") is None:
        print("How many planted changes the tests of the law notice is not measured: mutmut is not installed.")
        return int("CI" in os.environ)
    over = time.monotonic() + 60 * float(arguments[0]) if arguments else math.inf
    _copy()
    subprocess.run([sys.executable, "-c", PLANT], cwd=FOLDER, stdout=subprocess.DEVNULL, check=True)
    for those, *how in ((SURVIVED,), (TO_ASK_ANEW, "--anew"), (NOT_TRIED,), (TO_ASK_ANEW, "--anew")):
        # in no order, so that those tried before the minutes are over stand for all
        names = sorted((name for name, outcome in found(MUTANTS).items() if outcome == those), key=_lot)
        if names and not _ask(names, how, over):
            print("The minutes are over; the next run goes on from here.")
            break
    outcomes = found(MUTANTS)
    return report(outcomes) or explain(outcomes, MUTANTS, SURVIVORS.read_text("utf-8"))


def _lot(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def _ask(names: list[str], how: list[str], over: float) -> bool:
    """Ask about planted changes and keep what is told of each; False where the time was over before the end."""
    kept = {name: path for path in MUTANTS.rglob("*.meta") for name in json.loads(path.read_text("utf-8"))["exit_code_by_key"]}
    command = [sys.executable, "-m", "tests.remisi_rules.planted_tests", *how]
    with subprocess.Popen(
        command, cwd=MUTANTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        run.stdin.write("\n".join(names))
        run.stdin.close()
        for line in run.stdout:
            outcome, name = line.split()
            told = json.loads(kept[name].read_text("utf-8"))
            told["exit_code_by_key"][name] = OUTCOMES[outcome]
            kept[name].write_text(json.dumps(told), "utf-8")
            if time.monotonic() > over:
                run.kill()
                return False
    if run.returncode:
        raise SystemExit("the tests fail without a planted change")
    return True


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
    survivors = _survivors(outcomes)
    by_module, lost = Counter(_module(name) for name in tried), Counter(_module(name) for name in survivors)
    for module, count in sorted(by_module.items()):
        print(f"{module}: {count - lost[module]} of {count}")
    for name in survivors:
        print(f"not noticed: {name} (python -m mutmut show {name})")
    noticed = len(tried) - len(survivors)
    print(f"{noticed} of {len(tried)} planted changes noticed, {len(outcomes) - len(tried)} not tried yet")
    return int(not tried or noticed < LEAST * len(tried))


def explain(outcomes: dict[str, int | None], mutants: Path, table: str) -> int:
    """Prints the survivors of which no row of the table speaks, and the rows none needs; 1 where there are any."""
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    rows = [[re.findall("`(.+?)`", cell) for cell in line.split("|")[1:3]] for line in lines]
    told = {name: [_speaks(*row, name, mutants) for row in rows] for name in _survivors(outcomes)}
    faults = [f"unexplained: {name}" for name, spoken in told.items() if not any(spoken)]
    if NOT_TRIED not in outcomes.values():
        faults += [f"needless: {line}" for place, line in enumerate(lines) if not any(spoken[place] for spoken in told.values())]
    print("".join(f"{fault}\n" for fault in faults), end="")
    return int(bool(faults))


def _speaks(where: list[str], texts: list[str], name: str, mutants: Path) -> bool:
    """Whether a change is planted in one of the functions and writes one of the texts."""
    module, _, changed = name.rpartition(".")
    function = changed.rpartition("__mutmut_")[0]
    if f"{_module(name)}.{re.sub('^x_?ǁ?', '', function).replace('ǁ', '.')}" not in where:
        return False
    source = (mutants / f"{module.replace('.', '/')}.py").read_text("utf-8")
    before, after = (
        re.search(rf"^( *)def {each}(\(.*?)^\1[^\s)]", source, re.MULTILINE | re.DOTALL)[2].splitlines()
        for each in (f"{function}__mutmut_orig", changed)
    )
    gone, new = ("\n".join(line for line in these if line not in those) for these, those in ((before, after), (after, before)))
    return any(text in new and text not in gone for text in texts)


def _survivors(outcomes: dict[str, int | None]) -> list[str]:
    return sorted(name for name, outcome in outcomes.items() if outcome in (SURVIVED, TO_ASK_ANEW))


def _module(name: str) -> str:
    return name.rpartition(".")[0].removeprefix("rehab.remisi_rules.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
