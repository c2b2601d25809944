"""The person is ill for long."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_ANSWERS = {
    True: Answer(MET, True, True, "prolonged_illness"),
    False: Answer(NOT_MET, False, True, "prolonged_illness"),
    None: Answer(UNKNOWN, None, True, "prolonged_illness"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.prolonged_illness]
