"""The least time is served, counted from the first day of the last unbroken detention."""

from datetime import timedelta

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value and threshold: days served and days needed."""
    least = question.served_minimum
    if question.served is None or question.starts_on is None:
        return Answer(UNKNOWN, None, least, "detention")
    if question.served >= least:
        return Answer(MET, question.served, least, "detention")
    return Answer(NOT_MET, question.served, least, "detention", question.starts_on + timedelta(least))
