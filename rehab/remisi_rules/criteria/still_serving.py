"""The sentence has not ended before the day."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question

_PART_OF_SENTENCE = "part_of_sentence"


def evaluate(question: Question) -> Answer:
    """value: the day the sentence ends before this remission; threshold: the day of the round."""
    on = question.on
    if question.starts_on is None:
        return Answer(UNKNOWN, None, on, "detention")
    if question.rule.amount == _PART_OF_SENTENCE and question.facts.subsidiary.serving:
        return Answer(UNKNOWN, None, on, "subsidiary.serving")
    if question.endless:
        return Answer(MET, question.facts.sentence.kind, on, "sentence")
    if question.expiry_before is None:
        return Answer(UNKNOWN, None, on, "sentence")
    return Answer(MET if question.expiry_before > on else NOT_MET, question.expiry_before, on, "sentence")
