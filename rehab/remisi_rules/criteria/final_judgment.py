"""The judgment is final on the day (a late proposal: on its own day) and the status fits the kind."""

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the final judgment's day, or the status where that does not fit; threshold: the day it must be reached."""
    facts = question.facts
    final_on = facts.sentence.final_on
    if facts.status is None:
        return unknown(None, None, "status")
    if facts.status not in question.rule.statuses:
        return not_met(facts.status, sorted(question.rule.statuses), "status")
    if final_on is None:
        return not_met(None, question.judged_on, "sentence.final_on")
    if final_on > question.judged_on:
        return not_met(final_on, question.judged_on, "sentence.final_on", final_on)
    return met(final_on, question.judged_on, "sentence.final_on")
