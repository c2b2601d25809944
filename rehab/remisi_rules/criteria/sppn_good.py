"""The mean SPPN score of the look-back's full months is good."""

from decimal import ROUND_FLOOR, Decimal

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.reading import month_text
from rehab.remisi_rules.spans import MONTHS

_CENT = Decimal("0.01")


def evaluate(question: Question) -> Answer:
    """value: the mean, cut to two decimals, or the months without a score; threshold: the least mean."""
    least = question.rules.sppn_min
    months = _window(question)
    if not months:
        return Answer(UNKNOWN, None, least, "sppn")
    scores: dict[int, object] = {}
    for month, score in question.facts.sppn or ():
        if months.start <= month < months.stop:
            scores[month] = None if scores.get(month, score) != score else score
    source = f"sppn:{month_text(months.start)}..{month_text(months[-1])}"
    lacking = [month_text(month) for month in months if scores.get(month) is None]
    if lacking:
        return Answer(UNKNOWN, lacking, least, source)
    total = sum((Decimal(score or 0) for score in scores.values()), Decimal(0))
    mean = (total / len(months)).quantize(_CENT, ROUND_FLOOR)
    return Answer(MET if total >= least * len(months) else NOT_MET, str(mean), least, source)


def _window(question: Question) -> range:
    """The look-back's full months before the month of the day, without those that begin before the judgment."""
    on = question.judged_on
    last = on.year * MONTHS + on.month - 1
    first = last - question.look_back // question.rules.month_days
    final_on = question.facts.sentence.final_on
    if final_on is not None:
        month = final_on.year * MONTHS + final_on.month - 1
        first = max(first, month if final_on.day == 1 else month + 1)
    return range(first, max(first, last))
