"""Remissions that are still to come, if every condition is met each time: a projection of dates, never a promise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rehab.facilities.models import Holiday
from rehab.remisi.labels import EXPIRY, MILESTONE_LABELS
from rehab.remisi_rules.amounts import days_given
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.facts import Facts, Remission
from rehab.remisi_rules.kinds import round_day
from rehab.remisi_rules.law import family_of, rules_on
from rehab.remisi_rules.milestones import Milestones, milestones
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import birthday
from rehab.remisi_rules.words import CHILD

# The two that come every year to everybody, and what children receive in their place.
GENERAL, RELIGIOUS = ("RU", "PMPU"), ("RK", "PMPK")


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day on which remission may come; `holiday` None for the remisi umum."""

    on: date
    holiday: str | None


def coming_days(after: date, until: date, holidays: Iterable[Holiday]) -> list[ComingDay]:
    """The days after one day up to another: every 17 August, and the great days the table knows, estimates too."""
    general = (round_day("RU", year) for year in range(after.year, until.year + 1))
    days = [ComingDay(day, None) for day in general if day is not None]
    days += [ComingDay(each.held_on, each.code) for each in holidays]
    return sorted((each for each in days if after < each.on <= until), key=lambda each: (each.on, each.holiday or ""))


def coming_remissions(facts: Facts, days: Sequence[ComingDay], policy: Policy) -> tuple[Remission, ...]:
    """The remissions that are still to come, each as large as those before it make it.

    Only for whoever is sentenced finally, is served long enough on the day, and has the sentence still to serve.
    """
    coming: list[Remission] = []
    for day in days:
        remission = _remission(facts, day, policy)
        if remission is not None:
            facts = replace(facts, remissions=(*facts.remissions, remission))
            coming.append(remission)
    return tuple(coming)


def _remission(facts: Facts, day: ComingDay, policy: Policy) -> Remission | None:
    rules = rules_on(day.on, policy)
    child = facts.status == CHILD
    kind = (GENERAL if day.holiday is None else RELIGIOUS)[child]
    rule = rules.kinds.get(kind)
    if rule is None or facts.status not in rule.statuses or facts.sentence.final_on is None or facts.sentence.endless:
        return None
    if day.holiday is not None and (not facts.religion or rules.religion_days.get(facts.religion) != day.holiday):
        return None
    if child and (facts.birth_on is None or day.on >= birthday(facts.birth_on, rules.adult_age)):
        return None
    if any(each.kind in family_of(kind) and each.on.year == day.on.year for each in facts.remissions):
        return None
    try:
        question = Question(facts, kind, day.on, day.holiday, None, rules, child)
    except OverflowError:
        return None
    serving = question.expiry_before is not None and question.expiry_before > day.on
    if not serving or question.served is None or question.served < question.served_minimum:
        return None
    if question.sentence_days is None or question.sentence_days < rules.sentence_minimum:
        return None
    days = days_given(question)
    return Remission(kind, day.on, days) if days else None


def dates_of(facts: Facts, on: date, policy: Policy) -> Milestones:
    """The milestones as seen on a day; none where the law does not answer."""
    try:
        return milestones(facts, on, policy)
    except RefusedQuestion:
        return Milestones()


def brought_nearer(
    facts: Facts, coming: Iterable[Remission], expiry: date | None, on: date, policy: Policy
) -> dict[str, date | None]:  # fmt: skip
    """Every milestone and the expiry, remission by remission.

    A date that is reached before a remission comes stays; one it brings nearer comes no earlier than the remission itself.
    """
    found = _by_name(facts, expiry, on, policy)
    gained = 0
    for each in coming:
        gained += each.days
        facts = replace(facts, remissions=(*facts.remissions, each))
        later = _by_name(facts, expiry - timedelta(gained) if expiry else None, on, policy)
        for name, day in found.items():
            moved = later[name]
            if moved is not None and (day is None or day > each.on):
                found[name] = max(moved, each.on)
    return found


def _by_name(facts: Facts, expiry: date | None, on: date, policy: Policy) -> dict[str, date | None]:
    stones = dates_of(facts, on, policy)
    return {name: getattr(stones, name) for name in MILESTONE_LABELS} | {EXPIRY: expiry}
