"""The general remission of that very day is recorded, or the same facts make the person eligible for it."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_STATES = {"eligible": MET, "incomplete": UNKNOWN, "not_eligible": NOT_MET}


def evaluate(question: Question) -> Answer:
    """value: days of that general remission; threshold: its outcome."""
    general = question.same_day_general
    if general is None:
        raise AssertionError("the engine prepares the general remission of the day")
    source = f"remissions:RU:{question.on}" if general.recorded else "verdict:RU"
    return Answer(_STATES[general.outcome], general.days, general.outcome, source)
