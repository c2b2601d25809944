"""A verified service within the year before the day."""

from rehab.remisi_rules.amounts import best_ground
from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the best ground; threshold: the part of the general remission it gives."""
    for verified, state in ((True, MET), (False, UNKNOWN)):
        ground = best_ground(question, verified)
        if ground is not None:
            return Answer(state, ground, str(question.rules.additional_parts[ground]), "services")
    return Answer(NOT_MET, None, None, "services")
