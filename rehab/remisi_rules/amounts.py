"""How many days a remission gives."""

from collections.abc import Callable

from rehab.remisi_rules.facts import Remission, Service
from rehab.remisi_rules.law import family_of
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import MONTHS, add_months, part_of
from rehab.remisi_rules.values import Ladder

GENERAL = "RU"
_BLOOD = "donor_darah"


def days_given(question: Question) -> int:
    """The days of the kind asked, before any condition; 0 where it cannot be told.

    Keppres 174/1999 Ps 4, 5, 6; Keppres 120/1955; the rest as the parameter files say.
    """
    return _AMOUNTS[question.rule.amount](question)


def last_general(question: Question) -> Remission | None:
    """The newest general remission received before the day."""
    family = family_of(GENERAL)
    received = [each for each in question.facts.remissions if each.kind in family and each.on < question.on]
    return max(received, key=lambda each: (each.on, each.days), default=None)


def best_ground(question: Question, verified: bool) -> str | None:
    """The ground of a remisi tambahan that gives most, of the verified services of the year or of all of them."""
    since = add_months(question.on, -MONTHS)
    services = [each for each in question.facts.services if since < each.on <= question.on]
    if verified:
        services = [each for each in services if each.verified]
    grounds = sorted({each.ground for each in services if _suffices(each, services, question)})
    return max(grounds, key=question.rules.additional_parts.__getitem__, default=None)


def _suffices(service: Service, services: list[Service], question: Question) -> bool:
    if service.ground != _BLOOD:
        return True
    return sum(each.ground == _BLOOD for each in services) >= question.rules.blood_donations


def _by_ladder_general(question: Question) -> int:
    return _by_ladder(question, question.rules.ladder_general)


def _by_ladder_religious(question: Question) -> int:
    return _by_ladder(question, question.rules.ladder_religious)


def _by_ladder(question: Question, ladder: Ladder) -> int:
    if question.nth > 1:
        return ladder.steps[min(question.nth, len(ladder.steps)) - 1]
    if question.served is None:
        return 0
    return ladder.first_days if question.served < ladder.full_from_days else ladder.steps[0]


def _by_sentence(question: Question) -> int:
    if question.sentence_days is None or question.endless:
        return 0
    return min(part_of(question.sentence_days, question.rules.tenth_year_part), question.rules.tenth_year_most)


def _by_same_day_general(question: Question) -> int:
    general = question.same_day_general
    ground = best_ground(question, verified=True) or best_ground(question, verified=False)
    if general is None or ground is None:
        return 0
    part = question.rules.additional_parts[ground]
    return general.days * part.numerator // part.denominator


def _by_last_general(question: Question) -> int:
    last = last_general(question)
    return 0 if last is None else last.days


# by the word the kind's parameter says it with
_AMOUNTS: dict[str, Callable[[Question], int]] = {
    "ladder_general": _by_ladder_general,
    "ladder_religious": _by_ladder_religious,
    "part_of_sentence": _by_sentence,
    "part_of_general": _by_same_day_general,
    "last_general": _by_last_general,
}
