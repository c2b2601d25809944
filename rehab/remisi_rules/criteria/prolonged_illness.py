"""The person is ill for long."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {
    True: met(True, True, "prolonged_illness"),
    False: not_met(False, True, "prolonged_illness"),
    None: unknown(None, True, "prolonged_illness"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.prolonged_illness]
