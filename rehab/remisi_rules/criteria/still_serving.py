"""The sentence has not ended before the day."""

from rehab.remisi_rules.answer import Answer, met, met_if, unknown
from rehab.remisi_rules.question import Question

_PART_OF_SENTENCE = "part_of_sentence"


def evaluate(question: Question) -> Answer:
    """value: the day the sentence ends before this remission; threshold: the day of the round."""
    on = question.on
    if question.starts_on is None:
        return unknown(None, on, "detention")
    if question.rule.amount == _PART_OF_SENTENCE and question.facts.subsidiary.serving:
        return unknown(None, on, "subsidiary.serving")
    if question.endless:
        return met(question.facts.sentence.kind, on, "sentence")
    if question.expiry_before is None:
        return unknown(None, on, "sentence")
    return met_if(question.expiry_before > on, question.expiry_before, on, "sentence")
