"""A period of detention holds the day."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the first day of the unbroken detention that holds the day."""
    if not question.custody_known:
        return Answer(UNKNOWN, None, question.on, "detention")
    state = NOT_MET if question.starts_on is None else MET
    return Answer(state, question.starts_on, question.on, "detention")
