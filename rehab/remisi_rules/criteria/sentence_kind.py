"""The sentence is neither death nor life."""

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.question import Question


def evaluate(question: Question) -> Answer:
    """value: the kind of the sentence."""
    kind = question.facts.sentence.kind
    if kind is None:
        return unknown(None, None, "sentence.kind")
    return met_if(not question.endless, kind, None, "sentence.kind")
