"""Case files: a question written by hand, and what it must be answered."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from rehab.remisi_rules import plain_yaml, words
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.kinds import round_day
from rehab.remisi_rules.milestones import Milestones, milestones
from rehab.remisi_rules.plan import Basis
from rehab.remisi_rules.profile import completed

_KEYS = {"name", "source", "law", "working", "reviewed_by", "kind", "on", "holiday", "late_on", "policy", "facts", "expect"}
_REQUIRED = {"name", "source", "kind", "on", "facts", "expect"}
_SETS = {"failed", "unknown"}
_EXPECTED = {
    "outcome", "days", "class", "expiry_before", "expiry_after", "release_on", "earliest_on", "dates", "refused",
    "articles", "round_on", *_SETS,
}  # fmt: skip
_DATES = set(Milestones.__dataclass_fields__)
_AMOUNT = "amount"
_FOUND = {*words.CRITERIA, *words.DOCUMENTS, _AMOUNT}


class UnreadableCaseError(ValueError):
    """The file is no case file."""


def case_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file given and every YAML file in the folders given, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix in {".yaml", ".yml"})
        else:
            yield path


def read_case(path: Path) -> dict[str, Any]:
    """The case in a file. Raises UnreadableCaseError."""
    try:
        case = plain_yaml.plain(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise UnreadableCaseError(" ".join(str(wrong).split())) from wrong
    if type(case) is not dict:
        raise UnreadableCaseError("not a mapping")
    expect = case.get("expect")
    if unknown := case.keys() - _KEYS:
        raise UnreadableCaseError(f"unknown key {sorted(map(str, unknown))}")
    if lacking := _REQUIRED - case.keys():
        raise UnreadableCaseError(f"lacks {sorted(lacking)}")
    if type(expect) is not dict or not expect or expect.keys() - _EXPECTED:
        raise UnreadableCaseError("expect: names nothing, or something that is not known")
    if type(expect.get("dates", {})) is not dict or expect.get("dates", {}).keys() - _DATES:
        raise UnreadableCaseError("expect.dates: names something that is not known")
    if type(expect.get("articles", {})) is not dict or expect.get("articles", {}).keys() - _FOUND:
        raise UnreadableCaseError("expect.articles: names something that is not known")
    return case


def differences(case: dict[str, Any]) -> list[str]:
    """What the engine answers otherwise than the case expects; empty where all agrees."""
    expect = case["expect"]
    wants_refusal = expect.get("refused")
    try:
        facts = completed(case["facts"], case["kind"], case["on"])
        policy = case.get("policy")
        verdict = assess(facts, case["kind"], case["on"], case.get("holiday"), case.get("late_on"), policy)
        dates = milestones(facts, case["on"], policy).to_json()
    except RefusedQuestion as refusal:
        return [] if wants_refusal else [f"refused: {refusal}"]
    if wants_refusal:
        return ["expected a refusal, was answered"]
    answered = verdict.summary()
    pairs = [(name, wanted, answered[name]) for name, wanted in expect.items() if name in answered]
    pairs += [(f"dates.{name}", wanted, dates[name]) for name, wanted in expect.get("dates", {}).items()]
    if "articles" in expect:
        articles = {finding.code: _written(finding.basis) for finding in verdict.findings}
        articles[_AMOUNT] = _written(verdict.amount_basis)
        pairs += [(f"articles.{code}", wanted, articles.get(code)) for code, wanted in expect["articles"].items()]
    if "round_on" in expect:
        pairs.append(("round_on", expect["round_on"], round_day(verdict.kind, verdict.on.year)))
    return [
        f"{name}: expected {_shown(wanted)}, got {_shown(found)}"
        for name, wanted, found in pairs
        if _in_order(name, wanted) != _shown(found)
    ]


def _written(basis: Basis) -> list[str]:
    return [f"{reference.title}, {reference.article}" for reference in basis.references]


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_order(name: str, wanted: Any) -> Any:
    """As a verdict tells it, which sorts its codes."""
    return sorted(map(str, wanted)) if name in _SETS and isinstance(wanted, list) else _shown(wanted)
