"""The other dates an office needs: thirds, half, conditional release and the leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from rehab.remisi_rules import reading
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules, rules_on
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.question import sentence_days
from rehab.remisi_rules.spans import MONTHS, add_months, add_sentence, custody_on, part_of

_CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Milestones:
    """Each milestone; None where the sentence has no end or its length or detention is unknown."""

    one_third_on: date | None = None
    half_on: date | None = None
    two_thirds_on: date | None = None
    pb_on: date | None = None
    supervision_ends_on: date | None = None
    cmb_on: date | None = None
    cb_on: date | None = None

    def to_json(self) -> dict[str, str | None]:
        """Plain data, dates as text."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: None if day is None else day.isoformat() for name, day in found.items()}


def milestones(facts: Facts | Mapping[str, Any], on: date | str, policy: Policy | Mapping[str, Any] | None = None) -> Milestones:
    """The milestones of a person as seen on a day; all remissions are deducted. Raises as `assess` does."""
    try:
        day = reading.required_date(on, "on")
        return _milestones(Facts.from_json(facts), day, rules_on(day, Policy.of(policy)))
    except OverflowError:
        raise InvalidQuestion("facts: a date lies beyond the calendar") from None


def _milestones(facts: Facts, on: date, rules: Rules) -> Milestones:
    length = sentence_days(facts, rules)
    custody = custody_on(facts.detention, on) if facts.detention else None
    if length is None or custody is None or facts.sentence.endless:
        return Milestones()
    earlier = timedelta(custody.earlier_days)
    start = custody.starts_on - earlier
    received = timedelta(sum(each.days for each in facts.remissions))
    unreduced = add_sentence(custody.starts_on, facts.sentence) - earlier
    expiry = unreduced - received
    basis = (unreduced - start).days if rules.two_thirds_basis == _CALENDAR else length
    two_thirds_on = start + timedelta(part_of(basis, rules.two_thirds)) - received
    return Milestones(
        one_third_on=start + timedelta(part_of(length, rules.one_third)),
        half_on=start + timedelta(part_of(length, rules.half)),
        two_thirds_on=two_thirds_on,
        pb_on=max(two_thirds_on, start + timedelta(rules.release_minimum)),
        supervision_ends_on=add_months(expiry, rules.supervision_years * MONTHS),
        cmb_on=_leave_before_release(facts, expiry, rules),
        cb_on=_conditional_leave(length, two_thirds_on, expiry, rules),
    )


def _leave_before_release(facts: Facts, expiry: date, rules: Rules) -> date | None:
    newest = max(facts.remissions, key=lambda each: (each.on, each.days), default=None)
    if newest is None:
        return None
    return expiry - timedelta(min(newest.days, rules.leave_before_release_most))


def _conditional_leave(length: int, two_thirds_on: date, expiry: date, rules: Rules) -> date | None:
    if length > rules.conditional_leave_longest_sentence:
        return None
    return max(two_thirds_on, expiry - timedelta(rules.conditional_leave_days))
