"""The person took part in deradicalisation, for terrorism."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_OPEN = unknown(None, True, "offence")
_ANSWERS = {
    True: met(True, True, "deradicalised"),
    False: not_met(False, True, "deradicalised"),
    None: unknown(None, True, "deradicalised"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is."""
    if question.facts.offence is None:
        return _OPEN
    return _ANSWERS[question.facts.deradicalised]
