"""The person is not serving kurungan in place of a fine."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: met(False, False, "subsidiary.serving"),
    True: not_met(True, False, "subsidiary.serving"),
    None: unknown(None, False, "subsidiary.serving"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.subsidiary.serving]
