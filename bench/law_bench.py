"""The law's speed: 20,000 dossiers, as lines of JSON, against a loop by hand and against OpenFisca-core, side by side.

What is counted
- Bina: a full verdict of each person with every finding made: code, state, value, threshold, record, day it is met, articles.
  From Facts, as a round asks: the question is checked once and each person judged. From a dictionary and from the line, as
  the command line asks: each question anew.
- By hand (bench/hand_loop.py): outcome and days only; from a record already read, and from the line.
- OpenFisca (bench/openfisca_remisi): everybody in one vectorised simulation with trace, from the line to outcome and days.
  Reading the JSON, building the arrays and calculating are counted; starting, importing and reading its parameters are not,
  nor is writing its trace out: it stays in arrays. Two ways lead into it. Arrays built by numpy from the dossiers are the
  fastest that could be written; a JSON situation read by its own SimulationBuilder is how it takes JSON, and there even
  turning the dossiers into that situation is left out. It is given a tenth of them, for its time grows with their square.
  Over many people most of what the first way takes is reading the JSON, as everybody must: the calculation itself is a
  few microseconds a person, but a simulation of one person takes nearly as long as one of hundreds.
All answers must be equal, person by person, or nothing is reported. Seconds are those of the processor, on one core, so that
whatever else runs on the machine counts less; medians of several runs, the ones in this process in turn.
"""

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from bench import hand_loop, people
from bench.rows import Row, at_most, figure
from rehab.remisi_rules.engine import assess, assess_under, checked_question
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.verdict import Verdict

TIMES = 5
A_SECOND, BY_HAND, OPENFISCA = 20_000, 5, 10
FEW, MANY, MOST_GROWTH = 1_000, 100_000, 5
ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "bench" / "requirements-openfisca.txt"
VENV = ROOT / "bench" / ".venv"
MILLION = 1_000_000
# the peak of resident memory, as the system counts it
PEAK = """
import sys
from pathlib import Path
from rehab.remisi_rules.__main__ import main
main(["assess"])
held = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(held[0], file=sys.stderr)
"""


def measure() -> Iterator[Row]:
    """Speed against both, then memory."""
    lines = people.lines()
    questions = [json.loads(line) for line in lines]
    facts = [Facts.from_json(each["facts"]) for each in questions]
    records = [hand_loop.read(each["facts"]) for each in questions]
    by_hand = [hand_loop.judge(record) for record in records]
    _check_equal("the loop by hand", by_hand, [_outcome(_asked(each)) for each in questions])
    day, _, rules = checked_question(people.KIND, people.ON)
    taken = _in_turn(
        {
            "facts": lambda: _drain(assess_under(rules, each, people.KIND, day) for each in facts),
            "dictionaries": lambda: _drain(_asked(each) for each in questions),
            "lines": lambda: _drain(_asked(json.loads(line)) for line in lines),
            "hand": lambda: _drain(hand_loop.judge(record) for record in records),
            "hand lines": lambda: _drain(hand_loop.judge(hand_loop.read(json.loads(line)["facts"])) for line in lines),
            "json": lambda: _drain(json.loads(line) for line in lines),
        }
    )
    yield from _speeds(taken, len(lines))
    yield from _against_openfisca(lines, by_hand, statistics.median(taken["lines"]))
    yield from _memory(lines)


def _asked(question: dict[str, Any]) -> Verdict:
    return assess(question["facts"], question["kind"], question["on"])


def _outcome(verdict: Verdict) -> tuple[str, int]:
    """What all contestants answer; every finding must be there and tell everything."""
    if not verdict.findings or not all(
        each.code and each.state and each.source and each.basis.references for each in verdict.findings
    ):
        raise AssertionError("a finding tells nothing")
    return verdict.outcome, verdict.days


# makes each in turn and keeps none
_drain: Callable[[Iterable[Any]], Any] = deque(maxlen=0).extend


def _in_turn(actions: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Seconds of each run of each action; they take turns, so that a busy machine slows them alike."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(TIMES):
        for name, action in actions.items():
            began = time.process_time()
            action()
            taken[name].append(time.process_time() - began)
    return taken


def _speeds(taken: dict[str, list[float]], count: int) -> Iterator[Row]:
    seconds = {name: statistics.median(runs) for name, runs in taken.items()}
    yield at_least("law: verdicts with findings, from facts", count / seconds["facts"], "a second", A_SECOND)
    yield at_least("law: verdicts with findings, from dictionaries", count / seconds["dictionaries"], "a second", A_SECOND)
    yield figure("law: verdicts with findings, from lines of JSON", count / seconds["lines"], "a second")
    for name, told in {
        "facts": "one verdict from facts",
        "dictionaries": "one verdict from a dictionary",
        "lines": "one verdict from a line of JSON",
        "json": "reading one line of JSON, nothing else",
        "hand": "by hand, from a record already read",
        "hand lines": "by hand, from a line of JSON",
    }.items():
        yield figure(f"law: {told}", MILLION * seconds[name] / count, "µs")
    for name, against, told in (("facts", "hand", "facts"), ("lines", "hand lines", "lines of JSON")):
        ratio = statistics.median(bina / bare for bina, bare in zip(taken[name], taken[against], strict=True))
        yield at_most(f"law: times the loop by hand, from {told}", ratio, "×", BY_HAND)


def _against_openfisca(lines: list[bytes], answers: list[tuple[str, int]], seconds: float) -> Iterator[Row]:
    python = _openfisca()
    if python is None:
        print("· law: OpenFisca-core could not be installed, so nothing is measured against it", file=sys.stderr)
        yield Row("law: against OpenFisca: not measured", 0, "×", f"≥ {OPENFISCA}", False)
        return
    with tempfile.TemporaryDirectory(prefix="bina-bench-") as folder:
        file = Path(folder) / "lines.jsonl"
        file.write_bytes(b"\n".join(lines))
        command = [str(python), "-m", "bench.openfisca_remisi", str(file), str(TIMES)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found = json.loads(run.stdout)
    _check_equal("OpenFisca", [tuple(each) for each in found["answers"]], answers)
    small = found["situations"]
    _check_equal("OpenFisca's situation", [tuple(each) for each in found["situation_answers"]], answers[:small])
    one = seconds / len(lines)
    arrays, situation = statistics.median(found["seconds"]), statistics.median(found["situation_seconds"])
    yield figure(f"law: {len(lines)} people by Bina, from lines of JSON", seconds, "s")
    yield figure(f"law: {len(lines)} people by OpenFisca, arrays by numpy", arrays, "s")
    yield figure(f"law: {small} people by Bina, from lines of JSON", small * one, "s")
    yield figure(f"law: {small} people by OpenFisca, its own reader of JSON", situation, "s")
    yield at_least("law: times as fast as OpenFisca, arrays by numpy", arrays / len(lines) / one, "×", OPENFISCA)
    alone = statistics.median(found["alone_seconds"])
    yield figure("law: one person alone by OpenFisca, arrays by numpy", MILLION * alone, "µs")
    yield figure("law: times as fast as OpenFisca, one person alone", alone / one, "×")
    yield at_least("law: times as fast as OpenFisca, its own reader of JSON", situation / small / one, "×", OPENFISCA)


def _openfisca() -> Path | None:
    """The interpreter of an environment with OpenFisca alone, made at the first run; None where it cannot be had."""
    python, stamp = VENV / "bin" / "python", VENV / "installed"
    mark = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == mark:
        return python
    shutil.rmtree(VENV, ignore_errors=True)
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", str(LOCK)]
    for command in ([sys.executable, "-m", "venv", str(VENV)], install):
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
    stamp.write_text(mark)
    return python


def _memory(lines: list[bytes]) -> Iterator[Row]:
    """The peak of `assess` over few and many lines."""
    peaks = {}
    for count in (FEW, MANY):
        asked = b"\n".join(lines * (count // len(lines)) or lines[:count])
        run = subprocess.run([sys.executable, "-c", PEAK], input=asked, cwd=ROOT, capture_output=True, check=True)
        if run.stdout.count(b"\n") != count:
            raise AssertionError(f"{count} lines were not answered")
        peaks[count] = int(run.stderr) / 1024
        yield figure(f"law: memory of assess over {count} lines", peaks[count], "MiB")
    yield at_most("law: memory grown over a hundred times the lines", peaks[MANY] - peaks[FEW], "MiB", MOST_GROWTH)


def _check_equal(whose: str, found: list[Any], wanted: list[Any]) -> None:
    differs = [place for place, (one, other) in enumerate(zip(found, wanted, strict=True)) if one != other]
    if differs:
        raise AssertionError(f"{whose} answers {len(differs)} people otherwise, the first of them number {differs[0]}")


def at_least(name: str, value: float, unit: str, limit: float) -> Row:
    """A figure that must reach a limit in the same unit."""
    return Row(name, value, unit, f"≥ {limit:g}", value >= limit)
