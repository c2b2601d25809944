"""Which kinds may be asked on a day, and of whom they make a child."""

from datetime import date

from rehab.remisi_rules import words
from rehab.remisi_rules.errors import InvalidQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.parameters import parameters
from rehab.remisi_rules.values import Kind


def checked_kind(kind: object, on: date, holiday: object, rules: Rules) -> None:
    """Raises InvalidQuestion or RuleNotInForce unless the kind may be asked on that day with that holiday."""
    if type(kind) is not str or kind not in words.KINDS:
        raise InvalidQuestion("kind: unknown word")
    if holiday is not None and (type(holiday) is not str or holiday not in words.HOLIDAYS):
        raise InvalidQuestion("holiday: unknown word")
    rule = rules.kinds.get(kind)
    if rule is None:
        raise RuleNotInForce(f"{kind} is not in force on {on}")
    if rule.great_day and holiday is None:
        raise InvalidQuestion(f"holiday: {kind} needs one")
    if not has_round_in(rule, on.year):
        raise RuleNotInForce(f"{kind} has no round in {on.year}")


def counts_as_child(kind: str, facts: Facts, rules: Rules) -> bool:
    """Children's kinds, and children who still receive the kinds of adults themselves."""
    rule = rules.kinds[kind]
    return rule.children or (facts.status == words.CHILD and words.CHILD in rule.statuses)


def round_day(kind: str, year: int) -> date | None:
    """The day of a kind's round in a year, by the law of that day; None for a great day or where that year has no round."""
    parameter = parameters()[f"kind.{kind}"]
    for value in parameter.values:
        rule: Kind | None = value.value
        if rule is not None and rule.day is not None and has_round_in(rule, year):
            day = date(year, *rule.day)
            if parameter.on(day) is value:
                return day
    return None


def has_round_in(rule: Kind, year: int) -> bool:
    """Whether the kind has a round in that year; most have one every year."""
    if rule.first_year is None or rule.every_years is None:
        return True
    years = year - rule.first_year
    return years >= 0 and years % rule.every_years == 0
