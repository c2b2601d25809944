"""One question, prepared: what the conditions and amounts look at, worked out once."""

from datetime import date

from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules, family_of
from rehab.remisi_rules.spans import add_sentence, custody_on, span
from rehab.remisi_rules.values import Kind


class Question:
    """Facts and a day under the rules of that day; read-only after it is made."""

    __slots__ = (
        "custody_known", "earlier_days", "endless", "expiry_before", "facts", "holiday", "judged_on", "kind",
        "look_back", "nth", "on", "rule", "rules", "same_day_general", "sentence_days", "served", "served_minimum",
        "starts_on",
    )  # fmt: skip

    def __init__(
        self, facts: Facts, kind: str, on: date, holiday: str | None, late_on: date | None, rules: Rules, child: bool
    ) -> None:
        self.facts = facts
        self.kind = kind
        self.on = on
        self.judged_on = late_on or on
        self.holiday = holiday
        self.rules = rules
        self.rule: Kind = rules.kinds[kind]
        self.look_back = rules.look_back_child if child else rules.look_back_adult
        self.served_minimum = rules.served_minimum_child if child else rules.served_minimum_adult
        self.same_day_general: GeneralThatDay | None = None
        self.endless = facts.sentence.endless
        self.sentence_days = sentence_days(facts, rules)
        self.custody_known = bool(facts.detention)
        self.starts_on: date | None = None
        self.earlier_days = 0
        self.served: int | None = None
        self.expiry_before: date | None = None
        family = family_of(kind)
        self.nth = 1
        deducted = 0
        for remission_kind, received_on, days in facts.remissions:
            if received_on < on:
                deducted += days
                if remission_kind in family:
                    self.nth += 1
        custody = custody_on(facts.detention, on) if facts.detention else None
        if custody is not None:
            self.starts_on, self.earlier_days = custody
            self.served = (on - custody.starts_on).days
            if self.sentence_days is not None and not self.endless:
                unreduced = add_sentence(custody.starts_on, facts.sentence)
                self.expiry_before = unreduced - span(custody.earlier_days + deducted)


class GeneralThatDay:
    """The general remission a remisi tambahan rests on: its outcome, days, and whether it was recorded."""

    __slots__ = ("days", "outcome", "recorded")

    def __init__(self, outcome: str, days: int, recorded: bool) -> None:
        self.outcome = outcome
        self.days = days
        self.recorded = recorded


def sentence_days(facts: Facts, rules: Rules) -> int | None:
    """The sentence in 30-day months; None where years, months and days are all unknown."""
    if not facts.sentence.length_known:
        return None
    _, years, months, days, _ = facts.sentence
    return (years or 0) * rules.year_days + (months or 0) * rules.month_days + (days or 0)
