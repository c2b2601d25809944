"""The person takes part in the programmes of the look-back."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: sessions attended of those counted (scheduled without excused); threshold: the least share."""
    least = question.rules.active_min
    found = question.facts.participation
    if found is None or found.scheduled is None or found.attended is None or found.excused is None:
        return Answer(UNKNOWN, None, least, "participation")
    counted = found.scheduled - found.excused
    value = {"attended": found.attended, "counted": counted}
    if counted <= 0:
        return Answer(UNKNOWN, value, least, "participation")
    numerator, denominator = least.as_integer_ratio()
    enough = found.attended * denominator >= numerator * counted
    return Answer(MET if enough else NOT_MET, value, least, "participation")
