"""The law at the command line: check case files, assess questions, print the law of a day."""

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rehab.remisi_rules import reading
from rehab.remisi_rules.cases import UnreadableCaseError, case_files, differences, read_case
from rehab.remisi_rules.drafts import CLASSES, UNCHANGED, DraftLaw, compared, read_draft, under_both
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, LawDataError, RefusedQuestion
from rehab.remisi_rules.law import in_force_on
from rehab.remisi_rules.parameters import Parameter, Value
from rehab.remisi_rules.profile import completed

_QUESTION = frozenset({"id", "kind", "on", "holiday", "late_on", "facts", "policy"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code: 0 all well, 1 a case failed, 2 a wrong argument."""
    parser = argparse.ArgumentParser(prog="python -m rehab.remisi_rules", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="run case files or folders")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    ask = commands.add_parser("assess", help="answer one JSON question a line")
    ask.add_argument("--explain", action="store_true", help="also give every finding")
    whatif = commands.add_parser("whatif", help="answer one JSON question a line under the law and under a draft of it")
    whatif.add_argument("--draft", required=True, type=Path, metavar="FILE", help="a parameter file with the draft's values")
    law = commands.add_parser("law", help="print every parameter in force on a day")
    law.add_argument("--on", required=True, metavar="DATE")
    given = parser.parse_args(arguments)
    if given.command == "check":
        return _check(given.paths)
    if given.command == "assess":
        return _assess(given.explain)
    if given.command == "whatif":
        return _whatif(given.draft)
    return _law(given.on)


def _check(paths: Sequence[Path]) -> int:
    passed = failed = 0
    for path in case_files(paths):
        try:
            faults = differences(read_case(path))
        except UnreadableCaseError as wrong:
            faults = [f"not a case file: {wrong}"]
        failed += bool(faults)
        passed += not faults
        if faults:
            print(f"{path}: {'; '.join(faults)}")
    if not passed and not failed:
        print("no case files found")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _assess(explain: bool) -> int:
    for line in sys.stdin.buffer:
        if line.strip():
            print(json.dumps(_answer(line, explain)), flush=True)
    return 0


def _answer(line: bytes, explain: bool) -> dict[str, Any]:
    question: Any = None
    try:
        question = _read(line)
        verdict = assess(*_asked(question))
    except RefusedQuestion as refusal:
        return _refused(question, refusal)
    answer = {"id": question.get("id"), **verdict.summary()}
    if explain:
        answer["findings"] = [finding.to_json() for finding in verdict.findings]
    return answer


def _asked(question: Any) -> tuple[Any, ...]:
    """The arguments of `assess`, the dossier filled up where it asks for that."""
    if type(question) is not dict:
        raise InvalidQuestion("not a JSON object")
    if unknown := question.keys() - _QUESTION:
        raise InvalidQuestion(f"unknown key {sorted(unknown)}")
    facts = completed(question.get("facts"), question.get("kind"), question.get("on"))
    return facts, *(question.get(name) for name in ("kind", "on", "holiday", "late_on", "policy"))


def _refused(question: Any, refusal: RefusedQuestion) -> dict[str, Any]:
    known = question.get("id") if isinstance(question, dict) else None
    return {"id": known, "error": type(refusal).__name__, "message": str(refusal)}


def _whatif(path: Path) -> int:
    """Everybody whom the draft changes, one a line; the last line counts."""
    try:
        law = DraftLaw(read_draft(path.read_bytes().decode()))
    except (LawDataError, OSError, UnicodeDecodeError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    totals = dict.fromkeys(("people", *CLASSES, "refused", "days_gained", "days_lost"), 0)
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        answer = _difference(line, law)
        if "error" in answer or answer["change"] != UNCHANGED:
            print(json.dumps(answer))
        days = answer.get("days", 0)
        for name in ("people", answer.get("change", "refused")):
            totals[name] += 1
        totals["days_gained"] += max(days, 0)
        totals["days_lost"] += max(-days, 0)
    print(json.dumps({"totals": totals}))
    return 0


def _difference(line: bytes, law: DraftLaw) -> dict[str, Any]:
    question: Any = None
    try:
        question = _read(line)
        asked = _asked(question)
        before, after = under_both(law, *asked)
    except RefusedQuestion as refusal:
        return _refused(question, refusal)
    found = compared(before, after)
    sides = {name: None if each is None else each.summary() for name, each in (("before", before), ("after", after))}
    return {"id": question.get("id"), "change": found.change, "days": found.days, **sides}


def _read(line: bytes) -> Any:
    try:
        return json.loads(line.decode())
    except (ValueError, RecursionError):
        raise InvalidQuestion("not a line of JSON") from None


def _law(day: str) -> int:
    try:
        on = reading.required_date(day, "--on")
    except InvalidQuestion as wrong:
        print(wrong, file=sys.stderr)
        return 2
    standing = in_force_on(on)
    if not standing:
        print(f"no parameter is in force on {on}")
    for topic, of_topic in groupby(standing, key=lambda pair: pair[0].topic):
        print(f"\n[{topic}]")
        for parameter, value in of_topic:
            print(_line(parameter, value))
            if value.question is not None:
                print(f"    ? {value.question}")
    return 0


def _line(parameter: Parameter, value: Value) -> str:
    written = value.written if isinstance(value.written, str) else json.dumps(value.written)
    articles = "; ".join(f"{each.title}, {each.article}" for each in value.references)
    since, checked = value.starts_on, value.last_checked_on
    return (
        f"{parameter.name} = {written} [{parameter.unit}] since {since}"
        f" | {articles} | confidence {value.confidence} | last checked {checked}"
    )


if __name__ == "__main__":
    sys.exit(main())
