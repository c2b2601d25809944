"""A general remission was received before the day."""

from rehab.remisi_rules.amounts import last_general
from rehab.remisi_rules.answer import Answer, met, not_met
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: days of the newest general remission received before."""
    last = last_general(question)
    if last is None:
        return not_met(None, None, "remissions")
    return met(last.days, None, f"remissions:{last.kind}:{last.on}")
