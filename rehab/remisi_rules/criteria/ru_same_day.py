"""The general remission of that very day is recorded, or the same facts make the person eligible for it."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question

_ANSWERS = {"eligible": met, "incomplete": unknown, "not_eligible": not_met}


def evaluate(question: Question) -> Answer:
    """value: days of that general remission; threshold: its outcome."""
    general = question.same_day_general
    if general is None:
        raise AssertionError("the engine prepares the general remission of the day")
    source = f"remissions:RU:{question.on}" if general.recorded else "verdict:RU"
    return _ANSWERS[general.outcome](general.days, general.outcome, source)
