"""The person is not on cuti menjelang bebas."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_ANSWERS = {
    False: Answer(MET, False, False, "pre_release_leave"),
    True: Answer(NOT_MET, True, False, "pre_release_leave"),
    None: Answer(UNKNOWN, None, False, "pre_release_leave"),
}


def evaluate(question: Question) -> Answer:
    """value: what is recorded; threshold: what must be."""
    return _ANSWERS[question.facts.pre_release_leave]
