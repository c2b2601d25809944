"""A general remission was received before the day."""

from rehab.remisi_rules.amounts import last_general
from rehab.remisi_rules.answer import MET, NOT_MET, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: days of the newest general remission received before."""
    last = last_general(question)
    if last is None:
        return Answer(NOT_MET, None, None, "remissions")
    return Answer(MET, last.days, None, f"remissions:{last.kind}:{last.on}")
