"""The person is not serving kurungan in place of a fine."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: Answer(MET, False, False, "subsidiary.serving"),
    True: Answer(NOT_MET, True, False, "subsidiary.serving"),
    None: Answer(UNKNOWN, None, False, "subsidiary.serving"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.subsidiary.serving]
