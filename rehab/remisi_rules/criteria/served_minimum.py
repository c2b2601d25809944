"""The least time is served, counted from the first day of the last unbroken detention."""

from datetime import timedelta

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value and threshold: days served and days needed."""
    least = question.served_minimum
    if question.served is None:
        return unknown(None, least, "detention")
    if question.served >= least:
        return met(question.served, least, "detention")
    return not_met(question.served, least, "detention", question.on + timedelta(least - question.served))
