"""The person has not escaped."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: met(False, False, "escaped"),
    True: not_met(True, False, "escaped"),
    None: unknown(None, False, "escaped"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.escaped]
