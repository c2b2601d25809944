"""The smallest set of changes after which a person is eligible, found by asking the engine again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rehab.remisi_rules import reading
from rehab.remisi_rules.answer import MET
from rehab.remisi_rules.changes import Change, applied
from rehab.remisi_rules.cures import Asked, Wait, cure_of
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, RefusedQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.verdict import ELIGIBLE, Finding, Verdict

_GENERAL = "RU"
_SAME_DAY = "ru_same_day"
_MOST_WAITS = 40


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes, and the day (of a late proposal: both days) on which they make the person eligible.

    `waits` where that is not the day that was asked about: then time is part of the remedy.
    """

    changes: tuple[Change, ...]
    on: date
    late_on: date | None
    waits: bool

    @property
    def ready_on(self) -> date:
        """The later of the two days."""
        return self.late_on or self.on


def remedy_for(
    facts: Facts | Mapping[str, Any],
    kind: str,
    on: date | str,
    holiday: str | None = None,
    late_on: date | str | None = None,
    policy: Policy | Mapping[str, Any] | None = None,
) -> Remedy | None:
    """The smallest remedy of a question, empty where the person is eligible; None where nothing can make them so.

    Applied to the facts (`applied`), asked on its day, the person is eligible; no part of it alone suffices. Raises as `assess`.
    """
    known = Facts.from_json(facts)
    day = reading.required_date(on, "on")
    first = Asked(kind, day, holiday, reading.date_of(late_on, "late_on"), Policy.of(policy), day)
    _answer(known, (), first)
    asked = first
    for _ in range(_MOST_WAITS):
        try:
            found = _changes_on(known, asked)
        except RuleNotInForce:
            asked = replace(asked, on=date(asked.on.year + 1, 1, 1), late_on=None)
            continue
        except (InvalidQuestion, OverflowError):
            return None
        if found is None:
            return None
        if not isinstance(found, Wait):
            return Remedy(tuple(_smallest(known, found, asked)), asked.on, asked.late_on, asked != first)
        asked = asked.after(found)
    return None


def _answer(facts: Facts, changes: Iterable[Change], asked: Asked) -> Verdict:
    changed = applied(facts, changes, asked.on, asked.late_on)
    return assess(changed, asked.kind, asked.on, asked.holiday, asked.late_on, asked.policy)


def _changes_on(facts: Facts, asked: Asked) -> list[Change] | Wait | None:
    """What must be changed for that day; a wait where it can only be a later one."""
    changes: list[Change] = []
    while True:
        verdict = _answer(facts, changes, asked)
        if verdict.outcome == ELIGIBLE:
            return changes
        found = _cures(verdict, applied(facts, changes, asked.on, asked.late_on), asked)
        made = {change.key for change in changes}
        new = [change for change in found if change.key not in made] if isinstance(found, list) else []
        if not new:
            return found if isinstance(found, Wait) else None
        changes += new


def _cures(verdict: Verdict, facts: Facts, asked: Asked) -> list[Change] | Wait | None:
    """Cures of the conditions, then of the papers; the longest wait where something needs one."""
    lacking = _lacking(verdict, facts, asked)
    conditions = [finding for finding in lacking if finding.document is None]
    found = [cure_of(finding, facts, asked) for finding in conditions or lacking]
    if None in found:
        return None
    waits = [each for each in found if isinstance(each, Wait)]
    if waits:
        return max(waits, key=lambda wait: wait.until)
    unique = {change.key: change for each in found if isinstance(each, list) for change in each}
    return list(unique.values())


def _lacking(verdict: Verdict, facts: Facts, asked: Asked) -> list[Finding]:
    """What is not met or unknown; in place of the general remission of the day what that one lacks."""
    lacking = [finding for finding in verdict.findings if finding.state != MET]
    if not any(finding.criterion == _SAME_DAY for finding in lacking):
        return lacking
    general = assess(facts, _GENERAL, asked.on, None, asked.late_on, asked.policy)
    return [each for each in lacking if each.criterion != _SAME_DAY] + [each for each in general.findings if each.state != MET]


def _smallest(facts: Facts, changes: Sequence[Change], asked: Asked) -> list[Change]:
    """The changes without those the others make needless."""
    kept = list(changes)
    for change in reversed(changes):
        fewer = [each for each in kept if each is not change]
        if suffices(facts, fewer, asked):
            kept = fewer
    return kept


def suffices(facts: Facts, changes: Iterable[Change], asked: Asked) -> bool:
    """Whether the changes make the person eligible on that day."""
    try:
        return _answer(facts, changes, asked).outcome == ELIGIBLE
    except RefusedQuestion:
        return False
