"""The mean SPPN score of the look-back's full months is good."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.exact import Number, product, total
from rehab.remisi_rules.facts import MonthScore
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.reading import KEPT, month_text
from rehab.remisi_rules.spans import MONTHS

_CENT = Decimal("0.01")


def evaluate(question: Question) -> Answer:
    """value: the mean, cut to two decimals, or the months without a score; threshold: the least mean."""
    least = question.rules.sppn_min
    window = _window(question)
    if not window:
        return unknown(None, least, "sppn")
    scores = _by_month(question.facts.sppn or ())
    found = [scores.get(month) for month in window]
    source = _source(window.start, window.stop)
    if None in found:
        return unknown([month_text(month) for month in window if scores.get(month) is None], least, source)
    points, months = total(found), len(window)
    return met_if(points >= product(least, months), _mean(points, months), least, source)


def _window(question: Question) -> range:
    """The look-back's full months before the month of the day, without those that begin before the judgment."""
    on = question.judged_on
    end = on.year * MONTHS + on.month - 1
    first = end - question.look_back // question.rules.month_days
    final_on = question.facts.sentence.final_on
    if final_on is not None:
        month = final_on.year * MONTHS + final_on.month - 1
        first = max(first, month if final_on.day == 1 else month + 1)
    return range(first, max(first, end))


def _by_month(scores: Sequence[MonthScore]) -> dict[int, Number | None]:
    """One score a month; None where two records of a month differ."""
    found = {each.month: each.score for each in scores}
    if len(found) < len(scores):
        for month, score in scores:
            if found[month] != score:
                found[month] = None
    return found


@lru_cache(maxsize=KEPT)
def _mean(points: Number, months: int) -> str:
    return str(points // (_CENT * months) * _CENT)


@lru_cache(maxsize=KEPT)
def _source(first: int, end: int) -> str:
    return f"sppn:{month_text(first)}..{month_text(end - 1)}"
