"""The holiday of the round is the great day of the religion first registered."""

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the person's great day; threshold: the holiday of the round."""
    religion = question.facts.religion
    day = None if religion is None else question.rules.religion_days[religion]
    if day is None:
        return unknown(religion, question.holiday, "religion")
    return met_if(day == question.holiday, day, question.holiday, "religion")
