"""Whom the conditions of the listed crimes are asked of."""

from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.values import Asked

_REQUIRED = "required"


def settled(asked: Asked, offence: str | None, rules: Rules) -> bool | None:
    """Whether everybody (True) or nobody (False) of an offence is asked; None where judgment or length decide.

    An unknown offence may be any of those listed.
    """
    listed = True if offence is None else _is_listed(asked, offence)
    if listed and (_is_of_everyone(asked, rules) or (asked.final_from is None and asked.final_before is None)):
        return True
    return False if listed is False else None


def is_asked(question: Question, asked: Asked) -> bool:
    """Whether this person is asked, where `settled` leaves it to the judgment and the length of the sentence."""
    offence = question.facts.offence
    if offence is not None and _is_listed(asked, offence) is None and not _is_long(question, asked):
        return False
    if _is_of_everyone(asked, question.rules):
        return True
    final_on = question.facts.sentence.final_on
    if asked.final_from is not None and (final_on is None or final_on < asked.final_from):
        return False
    return asked.final_before is None or (final_on is not None and final_on < asked.final_before)


def length_is_open(question: Question, asked: Asked) -> bool:
    """Whether only an unknown length of the sentence keeps it open that the condition is asked at all."""
    unknown = question.sentence_days is None and not question.endless
    return unknown and question.facts.offence in asked.long_offences


def _is_listed(asked: Asked, offence: str) -> bool | None:
    """None where the length of the sentence decides."""
    if asked.except_offences is not None:
        return offence not in asked.except_offences
    if asked.offences is None or offence in asked.offences:
        return True
    return None if offence in asked.long_offences else False


def _is_long(question: Question, asked: Asked) -> bool:
    assert asked.long_from_days is not None  # the loader asks for it beside long_offences
    days = question.sentence_days
    return question.endless or days is None or days >= asked.long_from_days


def _is_of_everyone(asked: Asked, rules: Rules) -> bool:
    return asked.everyone is not None and getattr(rules, asked.everyone) == _REQUIRED
