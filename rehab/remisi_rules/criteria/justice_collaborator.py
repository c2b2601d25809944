"""The person works together with the law, for listed crimes."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.offence_regime import length_is_open
from rehab.remisi_rules.question import Question

_ANSWERS = {
    True: met(True, True, "justice_collaborator"),
    False: not_met(False, True, "justice_collaborator"),
    None: unknown(None, True, "justice_collaborator"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; unknown where the offence is, or the sentence's length where it decides."""
    facts = question.facts
    if facts.offence is None:
        return unknown(None, True, "offence")
    if length_is_open(question, question.rules.criteria["justice_collaborator"]):
        return unknown(None, True, "sentence")
    return _ANSWERS[facts.justice_collaborator]
