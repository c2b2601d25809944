"""No punishment of the levels that count in the look-back, and no right forfeited."""

from datetime import date, timedelta

from rehab.remisi_rules.answer import Answer, met, not_met, unknown
from rehab.remisi_rules.facts import Punishment
from rehab.remisi_rules.question import Question

_CLEAN = "discipline"


def evaluate(question: Question) -> Answer:
    """value: the last day of the worst punishment standing against it; threshold: days of the look-back."""
    punishments = question.facts.discipline
    if punishments is None:
        return unknown(None, question.look_back, _CLEAN)
    if not punishments:
        return met(None, question.look_back, _CLEAN)
    standing = [each for each in punishments if _stands(each, question)]
    counted = [each for each in standing if each.level is not None]
    if counted:
        return _not_met(counted, question)
    if standing:
        return unknown(None, question.look_back, _source(standing[0]))
    return met(None, question.look_back, _CLEAN)


def _stands(punishment: Punishment, question: Question) -> bool:
    """A punishment without a level may be one that counts, so it is looked at too."""
    if punishment.starts_on > question.on:
        return False
    if punishment.level is not None and punishment.level not in question.rules.discipline_levels:
        return False
    if punishment.forfeits_until is not None and punishment.forfeits_until > question.on:
        return True
    return punishment.ends_on is None or punishment.ends_on > question.on - timedelta(question.look_back)


def _not_met(counted: list[Punishment], question: Question) -> Answer:
    look_back = timedelta(question.look_back)
    frees: list[date | None] = []
    for each in counted:
        frees.append(None if each.ends_on is None else max(each.ends_on + look_back, each.forfeits_until or each.ends_on))
    worst = max(range(len(counted)), key=lambda place: (frees[place] is None, frees[place] or date.min, place))
    return not_met(counted[worst].ends_on, question.look_back, _source(counted[worst]), frees[worst])


def _source(punishment: Punishment) -> str:
    return f"discipline:{punishment.level or 'unknown'}:{punishment.starts_on}"
