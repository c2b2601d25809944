"""The person pledged loyalty, for terrorism."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_OPEN = Answer(UNKNOWN, None, True, "offence")
_ANSWERS = {
    True: Answer(MET, True, True, "loyalty_pledge"),
    False: Answer(NOT_MET, False, True, "loyalty_pledge"),
    None: Answer(UNKNOWN, None, True, "loyalty_pledge"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is."""
    if question.facts.offence is None:
        return _OPEN
    return _ANSWERS[question.facts.loyalty_pledge]
