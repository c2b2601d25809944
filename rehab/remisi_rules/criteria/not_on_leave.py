"""The person is not on cuti menjelang bebas."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: met(False, False, "pre_release_leave"),
    True: not_met(True, False, "pre_release_leave"),
    None: unknown(None, False, "pre_release_leave"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.pre_release_leave]
