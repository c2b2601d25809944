"""A third of the sentence is served, earlier detention counted."""

from datetime import timedelta

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import part_of


def evaluate(question: Question) -> Answer:
    """value: the day of the round; threshold: the day a third is served."""
    on = question.on
    if question.facts.offence is None:
        return unknown(on, None, "offence")
    if question.starts_on is None:
        return unknown(on, None, "detention")
    if question.endless:
        return not_met(question.facts.sentence.kind, None, "sentence.kind")
    if question.sentence_days is None:
        return unknown(on, None, "sentence")
    days = part_of(question.sentence_days, question.rules.one_third) - question.earlier_days
    third_on = question.starts_on + timedelta(days)
    if on >= third_on:
        return met(on, third_on, "detention")
    return not_met(on, third_on, "detention", third_on)
