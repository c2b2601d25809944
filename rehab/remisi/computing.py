"""A round computed over a whole population: dossiers in, verdicts and their funnel out; nothing is kept here."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import canonical
from rehab.plumbing.errors import Refusal
from rehab.remisi.facts import Asked, Dossier, Population, gather, placed_in, proposed_before
from rehab.remisi.haste import uncollected
from rehab.remisi.keeping import summary_of
from rehab.remisi.models import RoundVerdict
from rehab.remisi_rules.engine import assess_under, checked_question
from rehab.remisi_rules.errors import InvalidQuestion, RefusedQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.policy import SWITCHES, Policy
from rehab.remisi_rules.verdict import Verdict
from rehab.wbp.models import Placement


class RoundRefused(Refusal):
    message = _l("Putaran ini tidak dapat dihitung. Periksa jenis, tanggal, hari besar, dan tanggal susulan.")


class NotInForce(RoundRefused):
    message = _l("Remisi jenis ini tidak berlaku pada tanggal itu. Periksa jenis dan tanggalnya.")


@dataclass(frozen=True, slots=True)
class RoundQuestion:
    """What a round asks of everybody; `policy` holds the switches the office has set."""

    kind: str
    on: date
    holiday: str | None = None
    late_on: date | None = None
    policy: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Computed:
    """One person of a round with the verdict."""

    dossier: Dossier
    verdict: Verdict

    @cached_property
    def kept_facts(self) -> dict[str, Any]:
        """The facts as a kept round stores them."""
        dossier = self.dossier
        unrecorded, recapped = list(dossier.unrecorded), dossier.recapped
        return {"facts": dossier.facts.to_json(), "unrecorded": unrecorded, "recapped": recapped}


def office_policy(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The switches of the law among the settings of a facility."""
    return {name: value for name, value in settings.items() if name in SWITCHES}


def compute(
    scope: Scope, facility_id: int, question: RoundQuestion, *, at: datetime, left_out: frozenset[int] = frozenset()
) -> list[Computed]:
    """The verdict on everyone placed in a facility on the day, by name. Raises RoundRefused and NotInForce.

    A susulan leaves out who is eligible in a kept round of the same kind and day before it: that round proposes them.
    `left_out` names people whose remission of this kind and day came out of this very round.
    """
    _policy, rules = checked(question)
    asked = Asked(question.kind, question.on, question.late_on, at, rules)
    with uncollected():
        dossiers = gather(scope, _population(scope, facility_id, question), asked, left_out=left_out)
        return [Computed(dossier, judged(dossier.facts, question, rules)) for dossier in dossiers]


def _population(scope: Scope, facility_id: int, question: RoundQuestion) -> Population:
    placed = placed_in(scope, facility_id, question.on)
    if question.late_on is None:
        return placed
    return placed.where(Placement.wbp_id.not_in(proposed_before(facility_id, question.kind, question.on, question.late_on)))


def checked(question: RoundQuestion) -> tuple[Policy, Rules]:
    """The policy and rules of a question; a question the law does not answer becomes a refusal in words."""
    try:
        policy = Policy.of(dict(question.policy or {}))
        _, _, rules = checked_question(question.kind, question.on, question.holiday, question.late_on, policy)
    except RuleNotInForce as refused:
        raise NotInForce() from refused
    except RefusedQuestion as refused:
        raise RoundRefused() from refused
    return policy, rules


def judged(facts: Facts, question: RoundQuestion, rules: Rules) -> Verdict:
    """The verdict on one person of a question that was checked; a sentence beyond the calendar counts as unknown."""
    arguments = (question.kind, question.on, question.holiday, question.late_on)
    try:
        return assess_under(rules, facts, *arguments)
    except InvalidQuestion:
        sentence = facts.sentence._replace(years=None, months=None, days=None)
        return assess_under(rules, replace(facts, sentence=sentence), *arguments)


def funnel(facility: str, question: RoundQuestion, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """How many people came through and why the others did not; codes nobody has are left out."""
    found = list(verdicts)
    outcomes = Counter(each.outcome for each in found)
    eligible = [each for each in found if each.outcome == "eligible"]
    return {
        "facility": facility,
        "kind": question.kind,
        "on": question.on.isoformat(),
        "population": len(found),
        "eligible": outcomes["eligible"],
        "incomplete": outcomes["incomplete"],
        "not_eligible": outcomes["not_eligible"],
        "by_days": {str(days): count for days, count in sorted(Counter(each.days for each in eligible).items())},
        "class_two": sum(each.class_ == "II" for each in eligible),
        "failed": dict(sorted(Counter(code for each in found for code in each.failed).items())),
        "unknown": dict(sorted(Counter(code for each in found for code in each.unknown).items())),
    }


def data_hash(computed: Iterable[Computed], frozen: Iterable[RoundVerdict] = ()) -> str:
    """A hash over who was looked at, with which facts and which answer; equal data give an equal hash.

    `frozen` are verdicts a decision rests on: they count as they are kept.
    """
    answers = [(each.dossier.wbp_id, [each.kept_facts, each.verdict.summary()]) for each in computed]
    answers += [(each.wbp_id, [each.facts, summary_of(each.verdict)]) for each in frozen]
    lines = sorted((wbp_id, canonical(answer)) for wbp_id, answer in answers)
    return hashlib.sha256("\n".join(f"{wbp_id} {line}" for wbp_id, line in lines).encode()).hexdigest()
