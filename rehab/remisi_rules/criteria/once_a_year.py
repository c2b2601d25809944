"""No remission of the same family stands in the calendar year of the day."""

from datetime import date

from rehab.remisi_rules.answer import Answer, met, not_met
from rehab.remisi_rules.law import family_of
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the day of the remission that stands in the year; met_from the first January after the years in a row."""
    year = question.on.year
    family = family_of(question.kind)
    remissions = question.facts.remissions
    standing = [each for each in remissions if each.on.year == year and each.kind in family]
    if not standing:
        return met(None, year, "remissions")
    taken = {each.on.year for each in remissions if each.kind in family}
    free = year
    while free in taken:
        free += 1
    found = max(standing, key=lambda each: (each.on, each.kind))
    met_from = date(free, 1, 1) if free <= date.max.year else None
    return not_met(found.on, year, f"remissions:{found.kind}:{found.on}", met_from)
