"""Questions drawn near the boundaries, and the one door through which properties ask them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as some

from rehab.remisi_rules import engine, words
from rehab.remisi_rules import milestones as other_dates
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.verdict import Verdict
from tests.remisi_rules.dossiers import dossier

DAYS = (date(2012, 8, 17), date(2015, 8, 17), date(2021, 8, 17), date(2022, 8, 2), date(2022, 8, 3), date(2025, 8, 17))
EDGES = (0, 1, 14, 15, 30, 59, 60, 89, 90, 91, 179, 180, 181, 359, 360, 361, 365, 400, 720, 1100)
HOLIDAY = {"RK": "idul_fitri", "PMPK": "idul_fitri"}
FAST = settings(max_examples=120)
RANK = {"not_eligible": 0, "incomplete": 1, "eligible": 2}

Question = tuple[dict[str, Any], str, date]

kinds = some.sampled_from(words.KINDS)
on_days = some.sampled_from(DAYS)
edges = some.sampled_from(EDGES)
truths = some.sampled_from([True, False, None])
chances = some.randoms(use_true_random=False)


def _kept(on: date) -> dict[str, some.SearchStrategy[Any]]:
    """What may be told of a person, each near its boundaries."""
    day = some.builds(lambda back, step: on - timedelta(back + step), edges, some.integers(-1, 1))
    open_period = some.builds(lambda start: [{"starts_on": start, "ends_on": None}], day)
    running = some.builds(lambda start: [{"level": "sedang", "starts_on": start - timedelta(10), "ends_on": None}], day)
    remission = some.fixed_dictionaries({"kind": kinds, "on": day, "days": some.sampled_from([15, 30, 60])})
    service = some.fixed_dictionaries({"ground": some.sampled_from(sorted(words.GROUNDS)), "on": day, "verified": truths})
    return {
        "sentence": some.fixed_dictionaries(
            {
                "kind": some.sampled_from([*sorted(words.SENTENCE_KINDS), "penjara", "penjara", None]),
                "years": some.sampled_from([None, 0, 1, 2, 5, 12]),
                "months": some.sampled_from([None, 0, 5, 6, 7]),
                "days": some.sampled_from([None, 0, 29]),
                "final_on": day | some.sampled_from([None, on, on + timedelta(1), date(2012, 11, 11), date(2012, 11, 12)]),
            }
        ),
        "detention": some.sampled_from([None, []]) | open_period | open_period,
        "status": some.sampled_from([None, *sorted(words.STATUSES), "narapidana", "narapidana"]),
        "religion": some.sampled_from([None, *sorted(words.RELIGIONS)]),
        "offence": some.sampled_from([None, *sorted(words.OFFENCES)]),
        "subsidiary": some.fixed_dictionaries({"days_outstanding": some.sampled_from([None, 0, 30]), "serving": truths}),
        "escaped": truths,
        "fine_paid": truths,
        "justice_collaborator": truths,
        "discipline": some.sampled_from([None, []]) | running,
        "participation": some.sampled_from([{"scheduled": 100, "attended": each, "excused": 0} for each in (79, 80, 81)]),
        "remissions": some.lists(remission, max_size=3),
        "services": some.lists(service, max_size=2),
        "documents": some.sampled_from([{"putusan": each} for each in ("verified", "present", "missing")]),
    }


KEPT = {on: _kept(on) for on in DAYS}
NAMES = some.sets(some.sampled_from(sorted(KEPT[DAYS[0]])), max_size=5)


@some.composite
def questions(draw: Any) -> Question:
    """Facts near the boundaries, a kind and a day; at most five facts are not spotless."""
    kind, on = draw(kinds), draw(on_days)
    return dossier(kind, on, **{name: draw(KEPT[on][name]) for name in sorted(draw(NAMES))}), kind, on


def assess(*question: Any, **more: Any) -> Verdict:
    """The engine's answer; a planted fault stands in for it where a property is shown to be able to fail."""
    return engine.assess(*question, **more)


def milestones(*question: Any) -> other_dates.Milestones:
    """The engine's other dates; likewise."""
    return other_dates.milestones(*question)


def ask(question: Question, **more: Any) -> Verdict | None:
    """The verdict, or None where the question is refused."""
    facts, kind, on = question
    try:
        return assess(facts, kind, on, more.pop("holiday", HOLIDAY.get(kind)), **more)
    except RefusedQuestion:
        return None


def with_fact(question: Question, **told: Any) -> Question:
    """The same question with some facts told otherwise."""
    facts, kind, on = question
    return {**facts, **told}, kind, on


def answer(verdict: Verdict | None) -> dict[str, Any] | None:
    """What is compared: the verdict in plain words, without its findings."""
    return verdict and verdict.summary()


def without(verdict: Verdict | None, *names: str) -> dict[str, Any] | None:
    """The same, some things left aside."""
    return verdict and {name: part for name, part in verdict.summary().items() if name not in names}
