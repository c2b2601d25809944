"""Fine and compensation are paid, for corruption."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_OPEN = Answer(UNKNOWN, None, True, "offence")
_ANSWERS = {
    True: Answer(MET, True, True, "fine_paid"),
    False: Answer(NOT_MET, False, True, "fine_paid"),
    None: Answer(UNKNOWN, None, True, "fine_paid"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is."""
    if question.facts.offence is None:
        return _OPEN
    return _ANSWERS[question.facts.fine_paid]
