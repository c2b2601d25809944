"""A verified service within the year before the day."""

from rehab.remisi_rules.amounts import best_ground
from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the best ground; threshold: the part of the general remission it gives."""
    for verified, answer in ((True, met), (False, unknown)):
        ground = best_ground(question, verified)
        if ground is not None:
            return answer(ground, str(question.rules.additional_parts[ground]), "services")
    return not_met(None, None, "services")
