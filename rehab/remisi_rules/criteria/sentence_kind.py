"""The sentence is neither death nor life."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the kind of the sentence."""
    kind = question.facts.sentence.kind
    if kind is None:
        return Answer(UNKNOWN, None, None, "sentence.kind")
    return Answer(NOT_MET if question.endless else MET, kind, None, "sentence.kind")
