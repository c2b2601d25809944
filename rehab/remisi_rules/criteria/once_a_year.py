"""No remission of the same family stands in the calendar year of the day."""

from datetime import date

from rehab.remisi_rules.answer import MET, NOT_MET, Answer
from rehab.remisi_rules.law import family_of
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the day of the remission that stands in the year; met_from the first January after the years in a row."""
    year = question.on.year
    remissions = question.facts.remissions
    if not remissions:
        return Answer(MET, None, year, "remissions")
    family = family_of(question.kind)
    taken = {each.on.year: each for each in sorted(remissions, key=lambda each: each.on) if each.kind in family}
    if year not in taken:
        return Answer(MET, None, year, "remissions")
    free = year
    while free in taken:
        free += 1
    found = taken[year]
    met_from = date(free, 1, 1) if free <= date.max.year else None
    return Answer(NOT_MET, found.on, year, f"remissions:{found.kind}:{found.on}", met_from)
