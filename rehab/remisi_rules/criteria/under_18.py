"""The person is a child on the day."""

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import birthday


def evaluate(question: Question) -> Answer:
    """value: the birthday that ends childhood; threshold: the day of the round, which must come before it."""
    birth_on = question.facts.birth_on
    if birth_on is None:
        return unknown(None, question.on, "birth_on")
    adult_on = birthday(birth_on, question.rules.adult_age)
    return met_if(question.on < adult_on, adult_on, question.on, "birth_on")
