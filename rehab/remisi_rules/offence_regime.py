"""Whom the conditions of the listed crimes are asked of."""

from rehab.remisi_rules.question import Question
from rehab.remisi_rules.values import Asked

_REQUIRED = "required"


def is_asked(question: Question, asked: Asked) -> bool:
    """Whether the offence and the final judgment bring the condition in; an unknown offence does, too."""
    offence = question.facts.offence
    if offence is not None and not _is_listed(question, asked, offence):
        return False
    if asked.everyone is not None and getattr(question.rules, asked.everyone) == _REQUIRED:
        return True
    final_on = question.facts.sentence.final_on
    if asked.final_from is not None and (final_on is None or final_on < asked.final_from):
        return False
    return asked.final_before is None or (final_on is not None and final_on < asked.final_before)


def length_is_open(question: Question, asked: Asked) -> bool:
    """Whether only an unknown length of the sentence keeps it open that the condition is asked at all."""
    unknown = question.sentence_days is None and not question.endless
    return unknown and question.facts.offence in asked.long_offences


def _is_listed(question: Question, asked: Asked, offence: str) -> bool:
    if asked.except_offences is not None:
        return offence not in asked.except_offences
    if asked.offences is None or offence in asked.offences:
        return True
    if offence not in asked.long_offences or asked.long_from_days is None:
        return False
    days = question.sentence_days
    return question.endless or days is None or days >= asked.long_from_days
