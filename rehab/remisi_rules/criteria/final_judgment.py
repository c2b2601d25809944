"""The judgment is final on the day (a late proposal: on its own day) and the status fits the kind."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the final judgment's day, or the status where that does not fit; threshold: the day it must be reached."""
    facts = question.facts
    final_on = facts.sentence.final_on
    if facts.status is None:
        return Answer(UNKNOWN, None, None, "status")
    if facts.status not in question.rule.statuses:
        return Answer(NOT_MET, facts.status, sorted(question.rule.statuses), "status")
    if final_on is None:
        return Answer(NOT_MET, None, question.judged_on, "sentence.final_on")
    if final_on > question.judged_on:
        return Answer(NOT_MET, final_on, question.judged_on, "sentence.final_on", final_on)
    return Answer(MET, final_on, question.judged_on, "sentence.final_on")
