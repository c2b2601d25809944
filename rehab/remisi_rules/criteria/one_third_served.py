"""A third of the sentence is served, earlier detention counted."""

from datetime import timedelta

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import part_of


def evaluate(question: Question) -> Answer:
    """value: the day of the round; threshold: the day a third is served."""
    on = question.on
    if question.facts.offence is None:
        return Answer(UNKNOWN, on, None, "offence")
    if question.starts_on is None:
        return Answer(UNKNOWN, on, None, "detention")
    if question.endless:
        return Answer(NOT_MET, question.facts.sentence.kind, None, "sentence.kind")
    if question.sentence_days is None:
        return Answer(UNKNOWN, on, None, "sentence")
    days = part_of(question.sentence_days, question.rules.one_third) - question.earlier_days
    third_on = question.starts_on + timedelta(days)
    if on >= third_on:
        return Answer(MET, on, third_on, "detention")
    return Answer(NOT_MET, on, third_on, "detention", third_on)
