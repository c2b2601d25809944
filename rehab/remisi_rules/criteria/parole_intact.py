"""No pembebasan bersyarat was revoked."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: Answer(MET, False, False, "parole_revoked"),
    True: Answer(NOT_MET, True, False, "parole_revoked"),
    None: Answer(UNKNOWN, None, False, "parole_revoked"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.parole_revoked]
