"""A population under the law and under a draft: computed, compared, kept nowhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from rehab.access.scope import Scope
from rehab.facilities.queries import get_facility
from rehab.remisi.computing import RoundQuestion, RoundRefused, checked, judged, office_policy
from rehab.remisi.facts import Asked, Dossier, gather, placed_in
from rehab.remisi.haste import uncollected
from rehab.remisi_rules.drafts import CLASSES, UNCHANGED, Difference, DraftLaw, compared
from rehab.remisi_rules.errors import RefusedQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.kinds import checked_kind
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One person whom the draft touches; None where that law has no such remission."""

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    difference: Difference
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class DraftResult:
    """Everybody counted by class, the days gained and lost, and the rows of whoever is touched, by name."""

    people: int
    counts: dict[str, int]
    gained: int
    lost: int
    rows: tuple[DraftRow, ...]


def compare_population(scope: Scope, facility_id: int, question: RoundQuestion, law: DraftLaw, *, at: datetime) -> DraftResult:
    """Everyone placed in a facility on the day, under the law and under the draft. Raises RoundRefused, NotInForce.

    The office's own switches are laid over both.
    """
    policy_given = office_policy(get_facility(scope, facility_id).policy)
    question = RoundQuestion(question.kind, question.on, question.holiday, question.late_on, policy_given)
    policy, rules = checked(question)
    drafted = _drafted(law, question, policy)
    dossiers = _gathered(scope, facility_id, question, rules, at)
    again = (
        dossiers if drafted is None or _sees(drafted) == _sees(rules) else _gathered(scope, facility_id, question, drafted, at)
    )
    facts = {each.wbp_id: each.facts for each in again}
    with uncollected():
        rows = [_row(each, question, rules, drafted, facts) for each in dossiers]
    counts = Counter(row.difference.change for row in rows)
    days = [row.difference.days for row in rows]
    return DraftResult(
        people=len(rows),
        counts={name: counts[name] for name in CLASSES},
        gained=sum(each for each in days if each > 0),
        lost=-sum(each for each in days if each < 0),
        rows=tuple(row for row in rows if row.difference.change != UNCHANGED),
    )


def _drafted(law: DraftLaw, question: RoundQuestion, policy: Policy) -> Rules | None:
    """The rules of the draft on that day; None where it has no such remission."""
    rules = law.rules_on(question.on, policy)
    try:
        checked_kind(question.kind, question.on, question.holiday, rules)
    except RuleNotInForce:
        return None
    except RefusedQuestion as refused:
        raise RoundRefused() from refused
    return rules


def _sees(rules: Rules) -> tuple[object, ...]:
    """What decides which records are gathered."""
    return rules.look_back_adult, rules.look_back_child, rules.active_min


def _gathered(scope: Scope, facility_id: int, question: RoundQuestion, rules: Rules, at: datetime) -> list[Dossier]:
    asked = Asked(question.kind, question.on, question.late_on, at, rules)
    with uncollected():
        return gather(scope, placed_in(scope, facility_id, question.on), asked)


def _row(dossier: Dossier, question: RoundQuestion, rules: Rules, drafted: Rules | None, facts: dict[int, Facts]) -> DraftRow:
    before = judged(dossier.facts, question, rules)
    after = None if drafted is None else judged(facts[dossier.wbp_id], question, drafted)
    found = compared(before, after)
    return DraftRow(dossier.wbp_id, dossier.name, dossier.register_no, dossier.block, found, before, after)
