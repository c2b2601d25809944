"""A changed law before it is law: a draft laid over the parameters, and whom it would give more or less."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any, Final, Protocol

import yaml

from rehab.remisi_rules.engine import assess, assess_under, checked_question
from rehab.remisi_rules.errors import LawDataError, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules, changes_of, check_law, rules_of
from rehab.remisi_rules.parameters import Parameter, Reference, Value, parameters, read_topic
from rehab.remisi_rules.policy import DEFAULT, Policy
from rehab.remisi_rules.profile import completed
from rehab.remisi_rules.values import FORMS, NOT_IN_FORCE, Kind
from rehab.remisi_rules.verdict import ELIGIBLE, OUTCOMES, Verdict

OUT_SOONER: Final = "out_sooner"
HELD_LONGER: Final = "held_longer"
PAPER_ONLY: Final = "paper_only"
UNCHANGED: Final = "unchanged"
CLASSES = (OUT_SOONER, HELD_LONGER, PAPER_ONLY, UNCHANGED)
_DRAFT = "rancangan"

Draft = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Difference:
    """One person under two laws; `days` are those gained (more than 0) or lost by the second."""

    change: str
    days: int


class Judged(Protocol):
    """What of a verdict is compared; a stored one has it as well."""

    @property
    def outcome(self) -> str: ...
    @property
    def days(self) -> int: ...
    @property
    def earliest_on(self) -> date | None: ...
    @property
    def findings(self) -> Sequence[Any]: ...


class DraftLaw:
    """The parameters with a draft laid over them, and its rules by day and policy."""

    def __init__(self, draft: Draft) -> None:
        """Raises LawDataError where the draft does not fit the law."""
        self.parameters = overlaid(parameters(), draft)
        check_law(self.parameters)
        self._changes = changes_of(self.parameters)
        self._rules: dict[tuple[date, Policy], Rules] = {}
        for day in self._changes:
            if any(day >= parameter.values[0].starts_on for parameter in draft.values()):
                self._try(day)

    def _try(self, day: date) -> None:
        """Asks of each kind for every step of the ladders, so that a figure nobody can compute with is refused at once."""
        rules = self.rules_on(day, DEFAULT)
        ladders = (rules.ladder_general, rules.ladder_religious)
        steps = {(each.full_from_days, nth) for each in ladders for nth in range(len(each.steps))}
        for kind, (inside, received) in product(rules.kinds, steps | {(each.full_from_days - 1, 0) for each in ladders}):
            told = {
                "profile": "complete",
                "sentence": {"kind": "penjara", "years": 5},
                "remissions": [{"kind": kind, "on": date.min, "days": 0}] * received,
            }
            try:
                told["detention"] = [{"starts_on": day - timedelta(inside)}]
                facts = Facts.from_json(completed(told, kind, day))
                assess_under(rules, facts, kind, day, rules.religion_days[facts.religion])
            except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
                raise LawDataError("the engine cannot compute with this draft") from wrong

    def rules_on(self, day: date, policy: Policy) -> Rules:
        """The rules of a day under the draft. Raises RuleNotInForce before the first day of the law."""
        standing = [each for each in self._changes if each <= day]
        if not standing:
            raise RuleNotInForce(f"no rule before {self._changes[0]}")
        key = (standing[-1], policy)
        if key not in self._rules:
            self._rules[key] = rules_of(self.parameters, standing[-1], policy)
        return self._rules[key]

    def assess(
        self,
        facts: Facts | Mapping[str, Any],
        kind: str,
        on: date | str,
        holiday: str | None = None,
        late_on: date | str | None = None,
        policy: Policy | Mapping[str, Any] | None = None,
    ) -> Verdict:
        """As the engine's own `assess`, under the draft."""
        day, late_day, rules = checked_question(kind, on, holiday, late_on, policy, self.rules_on)
        return assess_under(rules, Facts.from_json(facts), kind, day, holiday, late_day)


def read_draft(text: str) -> dict[str, Parameter]:
    """A draft written as a parameter file. Raises LawDataError naming parameter and fault."""
    try:
        found = read_topic(_DRAFT, text)
    except yaml.YAMLError as wrong:
        raise LawDataError(f"not a YAML file: {' '.join(str(wrong).split())}") from wrong
    return {parameter.name: parameter for parameter in found}


def one_value(name: str, starts_on: date, written: Any) -> dict[str, Parameter]:
    """The draft in which one parameter takes a value from a day on; `written` as in a file. Raises LawDataError.

    With a condition that is repealed go the thresholds that stand only for it.
    """
    known = parameters().get(name)
    if known is None:
        raise LawDataError(f"{name}: the engine knows no such parameter")
    try:
        value = None if written == NOT_IN_FORCE else FORMS[known.unit](written)
    except LawDataError as wrong:
        raise LawDataError(f"{name}: {wrong}") from wrong
    reference = (Reference(_DRAFT, _DRAFT),)
    drafted = Value(starts_on, value, reference, "A", starts_on, None, written=written)
    found = {name: replace(known, values=(drafted,))}
    if value is None:
        for used in {each for standing in known.values for each in getattr(standing.value, "uses", ())}:
            threshold = parameters().get(used)
            if threshold is not None and any(standing.value is None for standing in threshold.values):
                found[used] = replace(threshold, values=(drafted,))
    return found


def overlaid(known: Draft, draft: Draft) -> dict[str, Parameter]:
    """The law in which each drafted parameter has the draft's values from its first date on. Raises LawDataError."""
    found = dict(known)
    for name, drafted in draft.items():
        standing = known.get(name)
        if standing is None:
            raise LawDataError(f"{name}: the engine knows no such parameter")
        first = drafted.values[0].starts_on
        if drafted.unit != standing.unit:
            raise LawDataError(f"{name}: unit must stay {standing.unit}")
        if first < standing.values[0].starts_on:
            raise LawDataError(f"{name}: a draft cannot begin before {standing.values[0].starts_on}")
        kept = tuple(value for value in standing.values if value.starts_on < first)
        found[name] = replace(standing, values=kept + drafted.values)
        _check_reading(parameters()[name], drafted)
    return found


def _check_reading(standing: Parameter, drafted: Parameter) -> None:
    """A draft changes figures and for whom they are asked, never what the engine's code reads or computes."""
    kinds = [value.value for value in standing.values if isinstance(value.value, Kind)]
    used = {value.value.uses for value in standing.values if hasattr(value.value, "uses")}
    grouped = bool(used) or any(hasattr(value.value, "kinds") for value in standing.values)
    can_lapse = grouped or any(value.value is None for value in standing.values)
    for value in drafted.values:
        if value.value is None and not can_lapse:
            raise LawDataError(f"{standing.name}: must always have a value")
        if used and value.value is not None and value.value.uses not in used:
            raise LawDataError(f"{standing.name}: uses must stay as the law has it")
        if kinds and value.value is not None and not _computed_alike(value.value, kinds):
            raise LawDataError(f"{standing.name}: family and amount must stay as the law has them")


def _computed_alike(drafted: Kind, kinds: Iterable[Kind]) -> bool:
    return any(
        (drafted.family, drafted.amount, drafted.great_day) == (kind.family, kind.amount, kind.great_day) for kind in kinds
    )


def inverse_of(draft: Draft) -> dict[str, Parameter]:
    """The draft that, laid over the draft, gives the law back."""
    found = {}
    for name, drafted in draft.items():
        first = drafted.values[0].starts_on
        standing = parameters()[name]
        before = standing.on(first)
        later = tuple(value for value in standing.values if value.starts_on > first)
        opening = () if before is None else (replace(before, starts_on=first),)
        found[name] = replace(standing, values=opening + later)
    return found


def under_both(law: DraftLaw, *asked: Any) -> tuple[Verdict | None, Verdict | None]:
    """The verdicts of the law and of the draft; None where only the other has such a remission. Raises as `assess`."""
    try:
        before = assess(*asked)
    except RuleNotInForce:
        return None, law.assess(*asked)
    try:
        return before, law.assess(*asked)
    except RuleNotInForce:
        return before, None


def compared(before: Judged | None, after: Judged | None) -> Difference:
    """How a person fares under the second verdict against the first; None where that law has no such remission.

    Days of whoever is eligible count first, then the outcome, then the days that are still open.
    """
    first, second = _worth(before), _worth(after)
    if second > first:
        change = OUT_SOONER
    elif second < first:
        change = HELD_LONGER
    else:
        change = UNCHANGED if _paper(before) == _paper(after) else PAPER_ONLY
    given = second[0] - first[0]
    return Difference(change, given if first[0] or second[0] else second[2] - first[2])


def _worth(verdict: Judged | None) -> tuple[int, int, int]:
    if verdict is None:
        return 0, 0, 0
    given = verdict.days if verdict.outcome == ELIGIBLE else 0
    return given, len(OUTCOMES) - 1 - OUTCOMES.index(verdict.outcome), verdict.days


def _paper(verdict: Judged | None) -> Any:
    """What the office must gather or explain: conditions and papers asked with their states, and the day time cures all."""
    if verdict is None:
        return None
    return [(finding.code, finding.state) for finding in verdict.findings], verdict.earliest_on
