"""A period of detention holds the day."""

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the first day of the unbroken detention that holds the day."""
    if not question.custody_known:
        return unknown(None, question.on, "detention")
    return met_if(question.starts_on is not None, question.starts_on, question.on, "detention")
