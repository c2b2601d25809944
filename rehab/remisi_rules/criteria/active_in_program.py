"""The person takes part in the programmes of the look-back."""

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.exact import product
from rehab.remisi_rules.facts import NO_PARTICIPATION
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: sessions attended of those counted (scheduled without excused); threshold: the least share."""
    least = question.rules.active_min
    scheduled, attended, excused = question.facts.participation or NO_PARTICIPATION
    if scheduled is None or attended is None or excused is None:
        return unknown(None, least, "participation")
    counted = scheduled - excused
    value = {"attended": attended, "counted": counted}
    if counted <= 0:
        return unknown(value, least, "participation")
    return met_if(attended >= product(least, counted), value, least, "participation")
