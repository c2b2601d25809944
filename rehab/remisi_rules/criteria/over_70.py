"""The person is older than the age for which a humanitarian remission is made."""

from datetime import timedelta

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import birthday


def evaluate(question: Question) -> Answer:
    """value: the birthday that must have passed; threshold: the day of the round."""
    birth_on = question.facts.birth_on
    if birth_on is None:
        return unknown(None, question.on, "birth_on")
    elder_on = birthday(birth_on, question.rules.elder_age)
    if question.on > elder_on:
        return met(elder_on, question.on, "birth_on")
    return not_met(elder_on, question.on, "birth_on", elder_on + timedelta(1))
