"""What cures one condition that is not met or not known: changes, a wait, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Any

from rehab.remisi_rules import words
from rehab.remisi_rules.answer import NOT_MET
from rehab.remisi_rules.changes import (
    ATTENDANCE,
    DOCUMENT,
    FLAG,
    PUNISHMENT,
    RECORD,
    RISK,
    SERVICE,
    SPPN,
    Change,
    service_subject,
)
from rehab.remisi_rules.facts import HIGHEST_SCORE, Facts
from rehab.remisi_rules.law import Rules, rules_on
from rehab.remisi_rules.look_back import look_back_days
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.question import sentence_days
from rehab.remisi_rules.reading import month_of
from rehab.remisi_rules.spans import MONTHS, add_months, part_of
from rehab.remisi_rules.verdict import Finding

# looked at on the day of a late proposal
_JUDGED = frozenset({"final_judgment", "sppn_good", "risk_reduced"})
_FREE = ("not_escaped", "not_on_leave", "parole_intact")
_BLOOD = "donor_darah"
_COUNTED = 100
_MILDEST_FIRST = ("ringan", "sedang", "berat")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands after waiting; first_on is the day it was put for."""

    kind: str
    on: date
    holiday: str | None
    late_on: date | None
    policy: Policy
    first_on: date

    @property
    def judged_on(self) -> date:
        """The day on which judgment, SPPN and risk are looked at."""
        return self.late_on or self.on

    @property
    def rules(self) -> Rules:
        """The rules of the day."""
        return rules_on(self.on, self.policy)

    def after(self, wait: "Wait") -> "Asked":
        """The question put once the wait is over."""
        if self.late_on is not None and wait.judged:
            return replace(self, late_on=max(self.late_on, wait.until))
        on = max(self.on, wait.until)
        return replace(self, on=on, late_on=self.late_on if self.late_on is not None and self.late_on > on else None)


@dataclass(frozen=True, slots=True)
class Wait:
    """Until that day; `judged` where the day of a late proposal may move alone."""

    until: date
    judged: bool = False


Cure = list[Change] | Wait | None


def cure_of(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    """What cures a finding that is not met or unknown; None where neither time nor anybody can."""
    if finding.document is not None:
        return [Change(DOCUMENT, finding.document, "verified")]
    if finding.met_from is not None:
        return Wait(finding.met_from, finding.criterion in _JUDGED)
    if finding.source == "offence":
        return [Change(RECORD, "offence", "umum")]
    if finding.source == "detention" and finding.state != NOT_MET:
        return [Change(RECORD, "detention", _inside_since(facts, asked))]
    if finding.source == "sentence":
        return None if finding.state == NOT_MET else _sentence_length(facts, asked)
    return _CURES.get(finding.criterion, _nothing)(finding, facts, asked)


def _nothing(_finding: Finding, _facts: Facts, _asked: Asked) -> Cure:
    return None


def _inside_since(facts: Facts, asked: Asked) -> date:
    """The first day inside; where nobody recorded it, the last one from which enough is served."""
    if facts.detention:
        return min(each.starts_on for each in facts.detention)
    rules = asked.rules
    child = look_back_days(asked.kind, facts.status, rules) == rules.look_back_child
    days = rules.served_minimum_child if child else rules.served_minimum_adult
    length = sentence_days(facts, rules)
    if "one_third_served" in rules.criteria and length is not None:
        days = max(days, part_of(length, rules.one_third))
    return asked.on - timedelta(days)


def _sentence_length(facts: Facts, asked: Asked) -> Cure:
    received = sum(each.days for each in facts.remissions)
    years = asked.on.year - _inside_since(facts, asked).year + 2 + received // asked.rules.year_days
    return [Change(RECORD, "sentence.length", years)]


def _final_judgment(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    if facts.status is None:
        statuses = asked.rules.kinds[asked.kind].statuses
        return [Change(RECORD, "status", "narapidana" if "narapidana" in statuses else min(statuses))]
    if finding.source == "status":
        return None
    return [Change(RECORD, "sentence.final_on", min(_inside_since(facts, asked), asked.judged_on))]


def _birth(age: Callable[[Rules], int], years: int) -> Callable[[Finding, Facts, Asked], Cure]:
    def cure(_finding: Finding, facts: Facts, asked: Asked) -> Cure:
        if facts.birth_on is not None:
            return None
        return [Change(RECORD, "birth_on", add_months(asked.on, -MONTHS * (age(asked.rules) + years)))]

    return cure


def _sentence_kind(finding: Finding, _facts: Facts, _asked: Asked) -> Cure:
    return None if finding.state == NOT_MET else [Change(RECORD, "sentence.kind", "penjara")]


def _confirmed(finding: Finding, _facts: Facts, _asked: Asked) -> Cure:
    if finding.state == NOT_MET:
        return None
    kind = RECORD if "." in finding.source else FLAG
    return [Change(kind, finding.source, finding.threshold)]


def _done(finding: Finding, _facts: Facts, _asked: Asked) -> Cure:
    return [Change(FLAG, finding.criterion, True)]


def _good_conduct(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    if finding.state == NOT_MET:
        return None
    if facts.discipline is None:
        return [Change(RECORD, "discipline", ())]
    worst_free = [level for level in _MILDEST_FIRST if level not in asked.rules.discipline_levels][-1:]
    return [Change(PUNISHMENT, finding.source.rpartition(":")[2], level) for level in worst_free] or None


def _attendance(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    """Sessions that nobody recorded can be recorded; those that were missed only make room for others."""
    possible_from = None
    if finding.state == NOT_MET:
        length = look_back_days(asked.kind, facts.status, asked.rules)
        possible_from = asked.first_on + timedelta(length)
        if asked.on < possible_from:
            return Wait(possible_from)
    attended = ceil(Fraction(finding.threshold) * _COUNTED)
    return [Change(ATTENDANCE, "", {"attended": attended, "counted": _COUNTED}, possible_from)]


def _religion(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    if facts.religion is not None:
        return None
    fitting = [religion for religion, day in asked.rules.religion_days.items() if day == finding.threshold]
    return [Change(RECORD, "religion", min(fitting))] if fitting else None


def _services(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    if finding.state == NOT_MET:
        return None
    since = add_months(asked.on, -MONTHS)
    recent = [(place, each) for place, each in enumerate(facts.services) if since < each.on <= asked.on]
    open_ = [pair for pair in recent if not pair[1].verified]
    parts = asked.rules.additional_parts
    alone = sorted((pair for pair in open_ if pair[1].ground != _BLOOD), key=lambda pair: (-parts[pair[1].ground], pair[0]))
    # what is needless of these falls away afterwards, the last first
    return [Change(SERVICE, service_subject(each.ground, each.on, place), True) for place, each in alone or open_]


def _risk(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    """A new assessment no worse than the newest; where the newest contradicts itself, that one is settled first."""
    day = asked.judged_on
    known = sorted((each for each in facts.risk or () if each.assessed_on <= day), key=lambda each: each.assessed_on)
    worst = words.RISK_LEVELS[-1]
    if not known:
        return [Change(RISK, day.isoformat(), worst, day)]
    newest_on = known[-1].assessed_on
    newest = {each.level for each in known if each.assessed_on == newest_on}
    if None in newest or len(newest) > 1:
        earlier = [each for each in known if each.assessed_on < newest_on]
        before = {each.level for each in earlier if each.assessed_on == earlier[-1].assessed_on} - {None}
        return [Change(RISK, newest_on.isoformat(), min(before, key=words.RISK_LEVELS.index, default=worst))]
    if newest_on == day:
        return Wait(day + timedelta(1), judged=True)
    return [Change(RISK, day.isoformat(), newest.pop(), day)]


def _sppn(finding: Finding, facts: Facts, asked: Asked) -> Cure:
    """The months that lack a score, each with the least that suffices; where 100 does not suffice, later months."""
    months = _months(finding.source)
    if not months:
        return _first_full_month(facts.sentence.final_on)
    least = _least_score(months, facts, finding.threshold)
    if finding.state != NOT_MET and least is not None:
        return [Change(SPPN, each, least, _after(month_of(each, finding.source))) for each in finding.value]
    length = look_back_days(asked.kind, facts.status, asked.rules) // asked.rules.month_days
    # months that all are still open can always be scored well enough
    enough = next(
        month
        for month in count(months[-1] + 1)
        if _least_score(list(range(max(month - length + 1, months[0]), month + 1)), facts, finding.threshold) is not None
    )
    return Wait(_after(enough), judged=True)


def _months(source: str) -> list[int]:
    """The look-back as the engine writes it, "sppn:2025-02..2025-07"; none where it is empty."""
    if ".." not in source:
        return []
    first, last = (month_of(each, source) for each in source.removeprefix("sppn:").split(".."))
    return list(range(first, last + 1))


def _first_full_month(final_on: date | None) -> Wait:
    assert final_on is not None  # without a judgment the months of the look-back are asked
    full = final_on.year * MONTHS + final_on.month - (1 if final_on.day == 1 else 0)
    return Wait(_after(full), judged=True)


def _after(month: int) -> date:
    """The first day after a month. Raises OverflowError."""
    return add_months(date.min, month + 1 - MONTHS)


def _least_score(months: list[int], facts: Facts, least: Any) -> int | None:
    """The score that brings the mean up if every month without one gets it; None where none does."""
    scores: dict[int, Any] = {}
    for month, score in facts.sppn or ():
        if month in months:
            scores[month] = None if scores.get(month, score) != score else score
    known = [Fraction(score) for score in scores.values() if score is not None]
    lacking = Fraction(least) * len(months) - sum(known)
    if lacking <= 0:
        return 0
    open_ = len(months) - len(known)
    return ceil(lacking / open_) if lacking <= open_ * HIGHEST_SCORE else None


_CURES: dict[str, Callable[[Finding, Facts, Asked], Cure]] = {
    "final_judgment": _final_judgment,
    "under_18": _birth(lambda rules: rules.adult_age, -1),
    "over_70": _birth(lambda rules: rules.elder_age, 1),
    "sentence_kind": _sentence_kind,
    **dict.fromkeys((*_FREE, "not_in_subsidiary", "prolonged_illness"), _confirmed),
    **dict.fromkeys(("justice_collaborator", "fine_paid", "deradicalised", "loyalty_pledge"), _done),
    "good_conduct": _good_conduct,
    "active_in_program": _attendance,
    "religion_day": _religion,
    "service_ground": _services,
    "risk_reduced": _risk,
    "sppn_good": _sppn,
}
