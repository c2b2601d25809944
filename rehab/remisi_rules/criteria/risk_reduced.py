"""The newest assessment of risk is recent and not worse than the one before it."""

from datetime import date

from rehab.remisi_rules.answer import Answer, met, met_if, unknown
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.spans import text_of
from rehab.remisi_rules.words import RISK_LEVELS

Levels = frozenset[str | None]
_ONE = {level: frozenset({level}) for level in (*RISK_LEVELS, None)}
_RANK = {level: rank for rank, level in enumerate(RISK_LEVELS)}


def evaluate(question: Question) -> Answer:
    """value: the newest level; threshold: the level before it, or the greatest age in days where it is too old."""
    on = question.judged_on
    oldest = question.rules.risk_max_age
    levels: dict[date, Levels] = {}
    for assessed_on, level in question.facts.risk or ():
        if assessed_on <= on:
            levels[assessed_on] = _ONE[level] | levels[assessed_on] if assessed_on in levels else _ONE[level]
    if not levels:
        return unknown(None, oldest, "risk")
    *earlier, newest_on = sorted(levels)
    source = f"risk:{text_of(newest_on)}"
    newest = levels[newest_on]
    if (on - newest_on).days > oldest or len(newest) > 1 or None in newest:
        return unknown(newest_on, oldest, source)
    (level,) = newest
    if not earlier:
        return met(level, None, source)
    return _compared(level, levels[earlier[-1]], source)


def _compared(newest: str | None, before: Levels, source: str) -> Answer:
    """Two assessments of one day may contradict each other; then the answer is only sure where both give it."""
    if None in before:
        return unknown(newest, None, source)
    worse = {_RANK[newest] > _RANK[each] for each in before}
    if len(worse) > 1:
        return unknown(newest, None, source)
    return met_if(True not in worse, newest, min(before), source)
