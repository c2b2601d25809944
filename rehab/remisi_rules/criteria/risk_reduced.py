"""The newest assessment of risk is recent and not worse than the one before it."""

from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN, Answer
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.words import RISK_LEVELS


def evaluate(question: Question) -> Answer:
    """value: the newest level; threshold: the level before it, or the greatest age in days where it is too old."""
    on = question.judged_on
    oldest = question.rules.risk_max_age
    known = sorted({each for each in question.facts.risk or () if each.assessed_on <= on}, key=lambda each: each[0])
    if not known:
        return Answer(UNKNOWN, None, oldest, "risk")
    newest_on = known[-1].assessed_on
    source = f"risk:{newest_on}"
    newest = [each.level for each in known if each.assessed_on == newest_on]
    if (on - newest_on).days > oldest or len(newest) > 1 or newest[0] is None:
        return Answer(UNKNOWN, newest_on, oldest, source)
    earlier = known[:-1]
    if not earlier:
        return Answer(MET, newest[0], None, source)
    before = {each.level for each in earlier if each.assessed_on == earlier[-1].assessed_on}
    return _compared(newest[0], before, source)


def _compared(newest: str, before: set[str | None], source: str) -> Answer:
    """Two assessments of one day may contradict each other; then the answer is only sure where both give it."""
    ranks = [None if level is None else RISK_LEVELS.index(level) for level in before]
    rank = RISK_LEVELS.index(newest)
    worse = {None if other is None else rank > other for other in ranks}
    if None in ranks or len(worse) > 1:
        return Answer(UNKNOWN, newest, None, source)
    return Answer(NOT_MET if True in worse else MET, newest, sorted(filter(None, before))[0], source)
