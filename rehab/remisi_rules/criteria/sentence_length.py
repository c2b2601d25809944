"""The sentence is long enough; life and death have no end."""

from rehab.remisi_rules.answer import Answer, met, met_if, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value and threshold: days of the sentence in 30-day months."""
    least = question.rules.sentence_minimum
    days = question.sentence_days
    if question.endless:
        return met(question.facts.sentence.kind, least, "sentence")
    if days is None:
        return unknown(None, least, "sentence")
    return met_if(days >= least, days, least, "sentence")
