"""The sentence is long enough; life and death have no end."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value and threshold: days of the sentence in 30-day months."""
    least = question.rules.sentence_minimum
    days = question.sentence_days
    if question.endless:
        return Answer(MET, question.facts.sentence.kind, least, "sentence")
    if days is None:
        return Answer(UNKNOWN, None, least, "sentence")
    return Answer(MET if days >= least else NOT_MET, days, least, "sentence")
