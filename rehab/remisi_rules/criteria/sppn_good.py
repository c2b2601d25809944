"""The mean SPPN score of the look-back's full months is good."""

from decimal import Decimal
from functools import lru_cache

from rehab.remisi_rules.answer import Answer, met_if, unknown
from rehab.remisi_rules.exact import Number, product, total
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.reading import KEPT, month_text
from rehab.remisi_rules.spans import MONTHS

_CENT = Decimal("0.01")


def evaluate(question: Question) -> Answer:
    """value: the mean, cut to two decimals, or the months without a score; threshold: the least mean."""
    least = question.rules.sppn_min
    first, end = _window(question)
    if first >= end:
        return unknown(None, least, "sppn")
    scores: dict[int, Number | None] = {}
    for month, score in question.facts.sppn or ():
        if first <= month < end:
            # two records of a month that differ are none
            scores[month] = score if scores.get(month, score) == score else None
    source, months = _source(first, end), end - first
    if len(scores) < months or None in scores.values():
        return unknown([month_text(month) for month in range(first, end) if scores.get(month) is None], least, source)
    points = total(scores.values())
    return met_if(points >= product(least, months), _mean(points, months), least, source)


def _window(question: Question) -> tuple[int, int]:
    """From which month until before which: full months before that of the day, none that begins before the judgment."""
    on = question.judged_on
    end = on.year * MONTHS + on.month - 1
    first = end - question.look_back // question.rules.month_days
    final_on = question.facts.sentence.final_on
    if final_on is not None:
        month = final_on.year * MONTHS + final_on.month - 1
        first = max(first, month if final_on.day == 1 else month + 1)
    return first, end


@lru_cache(maxsize=KEPT)
def _mean(points: Number, months: int) -> str:
    return str(points // (_CENT * months) * _CENT)


@lru_cache(maxsize=KEPT)
def _source(first: int, end: int) -> str:
    return f"sppn:{month_text(first)}..{month_text(end - 1)}"
