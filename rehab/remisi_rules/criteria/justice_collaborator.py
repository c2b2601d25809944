"""The person works together with the law, for listed crimes."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.offence_regime import length_is_open
from rehab.remisi_rules.question import Question

_ANSWERS = {
    True: Answer(MET, True, True, "justice_collaborator"),
    False: Answer(NOT_MET, False, True, "justice_collaborator"),
    None: Answer(UNKNOWN, None, True, "justice_collaborator"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is, or the sentence's length where it decides."""
    facts = question.facts
    if facts.offence is None:
        return Answer(UNKNOWN, None, True, "offence")
    if length_is_open(question, question.rules.criteria["justice_collaborator"]):
        return Answer(UNKNOWN, None, True, "sentence")
    return _ANSWERS[facts.justice_collaborator]
