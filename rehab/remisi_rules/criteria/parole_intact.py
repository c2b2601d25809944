"""No pembebasan bersyarat was revoked."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: met(False, False, "parole_revoked"),
    True: not_met(True, False, "parole_revoked"),
    None: unknown(None, False, "parole_revoked"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.parole_revoked]
