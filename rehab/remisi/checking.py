"""A kept round computed once more from its own stored facts: nothing is read anew and nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehab.access.scope import Scope
from rehab.audit.actions import canonical
from rehab.remisi.computing import RoundQuestion, checked, data_hash, judged
from rehab.remisi.differences import AFFECTED, effect, kept_side
from rehab.remisi.haste import uncollected
from rehab.remisi.keeping import Bases, amount_articles, packed, unpacked
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.queries import get_round, kept_verdicts
from rehab.remisi_rules.drafts import PAPER_ONLY, UNCHANGED
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.version import rules_version

AMOUNT = "amount"
SUMMARY = ("outcome", "days", "class", "failed", "unknown", "expiry_before", "expiry_after", "release_on", "earliest_on")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One person whose stored answer does not come out again: both sides in brief, the effect, and the codes that differ."""

    wbp_id: int
    name: str
    before: dict[str, Any]
    after: dict[str, Any]
    change: str
    gained: int
    cause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The whole round: `same_rules` False means that a newer law or engine is at work now, so that differences are its doing.

    `hash_holds`: facts and answers still are those the round was stamped with.
    """

    people: int
    same_rules: bool
    hash_holds: bool
    rows: tuple[CheckRow, ...]

    @property
    def identical(self) -> int:
        return self.people - len(self.rows)

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.change for row in self.rows)
        return {name: counted[name] for name in AFFECTED}


def check_round(scope: Scope, round_id: int) -> Check:
    """Compute every stored verdict of a round again from its facts, under its own switches. Raises NotFound, RoundRefused."""
    round_ = get_round(scope, round_id)
    kept = list(kept_verdicts(scope, round_id).values())
    rules: dict[str, Rules] = {}
    with uncollected():
        rows = [row for each in kept if (row := _row(round_, each, rules)) is not None]
    versions = {each.verdict.get("made", {}).get("rules_version", round_.rules_version) for each in kept}
    return Check(len(kept), versions <= {rules_version()}, data_hash((), kept) == round_.data_hash, tuple(rows))


def _row(round_: Round, kept: RoundVerdict, known: dict[str, Rules]) -> CheckRow | None:
    policy = kept.verdict.get("made", {}).get("policy", round_.policy)
    question = RoundQuestion(round_.kind, round_.held_on, round_.holiday, round_.late_on, policy)
    key = canonical(policy)
    if key not in known:
        known[key] = checked(question)[1]
    verdict = judged(Facts.from_json(kept.facts["facts"]), question, known[key])
    bases = Bases()
    again = packed(verdict, bases)
    before, after = _content(kept.verdict, round_.bases), _content(again, bases.written)
    if canonical(before) == canonical(after):
        return None
    fares = effect(kept_side(kept), verdict)
    change = PAPER_ONLY if fares.change == UNCHANGED else fares.change
    return CheckRow(kept.wbp_id, kept.name, kept.verdict, again, change, fares.days, _causes(before, after))


def _content(verdict: Mapping[str, Any], bases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything a verdict says, with its articles in full: where they stand in the round's list says nothing."""
    amount = verdict["amount"]
    return {
        "summary": {name: verdict[name] for name in SUMMARY},
        AMOUNT: [verdict["nth"], amount["months"], amount["days"], amount_articles(verdict, bases)],
        "findings": [
            [each.code, each.state, each.value, each.threshold, each.source, each.met_from, each.articles, each.confidence,
             each.questions]
            for each in unpacked(verdict, bases)
        ],
    }  # fmt: skip


def _causes(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """The conditions and papers that are answered otherwise; where only the size moved, "amount"."""
    first, second = ({each[0]: each[1:] for each in side["findings"]} for side in (before, after))
    codes = [*first, *(code for code in second if code not in first)]
    differing = [code for code in codes if canonical(first.get(code)) != canonical(second.get(code))]
    # A condition that is answered otherwise says more than one whose article alone is another.
    turned = [code for code in differing if first.get(code, [None])[0] != second.get(code, [None])[0]]
    if canonical(before[AMOUNT]) != canonical(after[AMOUNT]):
        return (*turned, AMOUNT)
    return tuple(turned or differing)
