"""The newest assessment of risk is recent and not worse than the one before it."""

from collections.abc import Iterable
from datetime import date

from rehab.remisi_rules.answer import Answer, met, met_if, unknown
from rehab.remisi_rules.facts import RiskAssessment
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import text_of
from rehab.remisi_rules.words import RISK_LEVELS


def evaluate(question: Question) -> Answer:
    """value: the newest level; threshold: the level before it, or the greatest age in days where it is too old."""
    on = question.judged_on
    oldest = question.rules.risk_max_age
    known = [each for each in question.facts.risk or () if each.assessed_on <= on]
    if not known:
        return unknown(None, oldest, "risk")
    newest_on = max([each.assessed_on for each in known])
    source = f"risk:{text_of(newest_on)}"
    newest = _levels_on(newest_on, known)
    if (on - newest_on).days > oldest or len(newest) > 1 or None in newest:
        return unknown(newest_on, oldest, source)
    (level,) = newest
    earlier = [each for each in known if each.assessed_on < newest_on]
    if not earlier:
        return met(level, None, source)
    return _compared(level, _levels_on(max([each.assessed_on for each in earlier]), earlier), source)


def _levels_on(day: date, known: Iterable[RiskAssessment]) -> set[str | None]:
    return {each.level for each in known if each.assessed_on == day}


def _compared(newest: str | None, before: set[str | None], source: str) -> Answer:
    """Two assessments of one day may contradict each other; then the answer is only sure where both give it."""
    rank = RISK_LEVELS.index(newest)
    worse = {None if each is None else rank > RISK_LEVELS.index(each) for each in before}
    if None in worse or len(worse) > 1:
        return unknown(newest, None, source)
    return met_if(True not in worse, newest, min(before), source)
