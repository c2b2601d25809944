"""Fine and compensation are paid, for corruption."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_OPEN = unknown(None, True, "offence")
_ANSWERS = {
    True: met(True, True, "fine_paid"),
    False: not_met(False, True, "fine_paid"),
    None: unknown(None, True, "fine_paid"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is."""
    if question.facts.offence is None:
        return _OPEN
    return _ANSWERS[question.facts.fine_paid]
