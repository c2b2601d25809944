"""The person has not escaped."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: Answer(MET, False, False, "escaped"),
    True: Answer(NOT_MET, True, False, "escaped"),
    None: Answer(UNKNOWN, None, False, "escaped"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.escaped]
