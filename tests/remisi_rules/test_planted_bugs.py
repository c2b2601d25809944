"""Faults of many classes planted into the engine, each found by the second reading within the first drawn questions."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from rehab.remisi_rules import amounts, milestones, question
from rehab.remisi_rules.criteria import once_a_year, one_third_served, over_70, under_18
from tests.remisi_rules import faults, planting
from tests.remisi_rules.differential import by_engine, by_second_reading, differences
from tests.remisi_rules.drawn import question as draw
from tests.remisi_rules.planting import Ground

SEED, MOST = 1, 6_000
ANSWERED: list[tuple[dict, dict]] = []


def found_at(most: int) -> int | None:
    """How many questions it takes until the engine and the second reading differ."""
    for index in range(most):
        if index == len(ANSWERED):
            asked = draw(SEED, index)
            ANSWERED.append((asked, by_second_reading(asked)))
        asked, second = ANSWERED[index]
        if differences(by_engine(asked), second):
            return index + 1
    return None


PLANTS = {
    # counting
    "the day itself is counted as served": lambda g: g.sees("served_minimum", served=lambda q: q.served and q.served + 1),
    "one day more must be served": lambda g: g.value("served_minimum_adult", lambda days: days + 1),
    "a child must serve what an adult must": lambda g: g.value("served_minimum_child", lambda days: 2 * days),
    "the full first year a day later": lambda g: g.value("ladder_general", lambda x: replace(x, full_from_days=361)),
    "the religious ladder a step late": lambda g: g.value(
        "ladder_religious", lambda x: replace(x, steps=(*x.steps[:3], *x.steps[2:5], x.steps[5]))
    ),
    "n counts what was received later": faults.gives(faults.later_ones_too),
    "n counts every kind": faults.mixes_families(question),
    "once a year for all kinds together": faults.mixes_families(once_a_year),
    "once a year looks back only": lambda g: g.sees("once_a_year", facts=faults.only_before),
    "free again next January, whatever follows": lambda g: g.answers("once_a_year", faults.of_that_january),
    # detention and sums of time
    "a day outside is bridged": faults.counts_custody(bridged=1),
    "periods that touch are two": faults.counts_custody(bridged=-1),
    "detention is taken in the order it was typed": faults.counts_custody(ordered=False),
    "earlier detention is not deducted": faults.counts_custody(deducted=False),
    "a year of the sentence is 365 days": lambda g: g.value("year_days", lambda days: 365),
    "a month of the sentence is 31 days": lambda g: g.value("month_days", lambda days: 31),
    "the month's end is spilled over": faults.spills_over,
    "born on 29 February, 18 on 1 March": faults.a_birthday_on_1_march(under_18),
    "born on 29 February, 70 on 1 March": faults.a_birthday_on_1_march(over_70),
    "18 a day after the birthday": lambda g: g.sees("under_18", on=lambda q: q.on - faults.DAY),
    "over 70 on the birthday": lambda g: g.sees("over_70", on=lambda q: q.on + faults.DAY),
    "still serving on the day it ends": lambda g: g.sees(
        "still_serving", expiry_before=lambda q: q.expiry_before and q.expiry_before + faults.DAY
    ),
    "that day's remission shortens before itself": lambda g: g.sees(
        "still_serving", expiry_before=lambda q: q.expiry_before and q.expiry_before - timedelta(faults.on_the_day(q))
    ),
    "a third ignores earlier detention": lambda g: g.sees("one_third_served", earlier_days=lambda q: 0),
    # windows
    "a punishment that ended at the look-back's edge counts": lambda g: g.sees(
        "good_conduct", facts=faults.punished(lambda each: each._replace(ends_on=each.ends_on and each.ends_on + faults.DAY))
    ),
    "a punishment that begins on the day does not count": lambda g: g.sees(
        "good_conduct", facts=faults.punished(lambda each: each._replace(starts_on=each.starts_on + faults.DAY))
    ),
    "rights are lost on the last day, too": lambda g: g.sees(
        "good_conduct", facts=faults.punished(faults.forfeits_a_day_more)
    ),
    "a punishment without an end ended at once": lambda g: g.sees(
        "good_conduct", facts=faults.punished(lambda each: each._replace(ends_on=each.ends_on or each.starts_on))
    ),
    "a child's conduct is looked at for 180 days": lambda g: g.value("look_back_child", lambda days: 180),
    "the scores' window holds the month of the day": lambda g: g.sees("sppn_good", judged_on=faults.a_month_later),
    "the scores' window begins before the judgment": lambda g: g.sees("sppn_good", facts=faults.without_final),
    "months without a score are left out": lambda g: g.sees("sppn_good", facts=faults.only_scored),
    "a mean of 66 is wanted": lambda g: g.value("sppn_min", lambda score: score + 1),
    "an assessment of 181 days is new enough": lambda g: g.value("risk_max_age", lambda days: days + 1),
    "an assessment after the day is seen": lambda g: g.sees("risk_reduced", judged_on=lambda q: q.judged_on + faults.DAY),
    "a service of a year ago is within the year": faults.one_year_and_a_day,
    # borders of the law
    "risk is asked a day late": lambda g: g.border("criterion.risk_reduced", "2022-08-03", 1),
    "scores are asked a day early": lambda g: [
        g.border(name, "2022-01-28", -1) for name in ("criterion.sppn_good", "sppn_min")
    ],
    "a third is asked a day late": lambda g: g.border("criterion.one_third_served", "2006-07-28", 1),
    "cooperation is asked a day too long": lambda g: g.border("criterion.justice_collaborator", "2021-10-28", 1),
    "payment is asked of everyone a day late": lambda g: g.border("criterion.fine_paid", "2022-08-03", 1),
    "children have their own kinds a day early": lambda g: g.border("kind.PMPU", "2022-08-03", -1),
    "the old law is asked of one judged on the day": lambda g: g.value(
        "criterion.one_third_served", lambda x: replace(x, final_before=x.final_before + faults.DAY)
    ),
    "the new law is not asked of one judged on the day": lambda g: g.value(
        "criterion.justice_collaborator", lambda x: replace(x, final_from=x.final_from + faults.DAY)
    ),
    "narkotika from five years and a day": lambda g: g.value(
        "criterion.justice_collaborator", lambda x: replace(x, long_from_days=1801)
    ),
    "a tenth year every year": lambda g: g.value("kind.RD", lambda x: replace(x, first_year=None)),
    # unknown
    "nobody knows of an escape: none": lambda g: g.answers("not_escaped", faults.switches("unknown", "met")),
    "no sessions known: took part": lambda g: g.answers("active_in_program", faults.switches("unknown", "met")),
    "no discipline known: failed": lambda g: g.answers("good_conduct", faults.switches("unknown", "not_met")),
    "kepercayaan: the wrong day": lambda g: g.answers("religion_day", faults.switches("unknown", "not_met")),
    "the general remission is incomplete: given": lambda g: g.answers("ru_same_day", faults.switches("unknown", "met")),
    "an unknown offence asks nothing": faults.asks_only_known_offences,
    "a paper that is present is verified": lambda g: g.asked(faults.present_is_enough),
    "a ground nobody verified is a ground": faults.any_ground_is_verified,
    # rounding
    "a twelfth is rounded down": faults.rounds_down(amounts),
    "a third is rounded down": faults.rounds_down(one_third_served),
    "milestones are rounded down": faults.rounds_down(milestones),
    "attendance is rounded to a per cent": lambda g: g.answers("active_in_program", faults.in_percent),
    "a third of a remission is a float": lambda g: g.value("additional_parts", lambda x: {**x, "pemuka": Fraction(1 / 3)}),
    # sizes, classes, dates of the answer
    "a pemuka receives half": lambda g: g.value("additional_parts", lambda x: {**x, "pemuka": Fraction(1, 2)}),
    "three donations are enough": lambda g: g.value("blood_donations", lambda times: 3),
    "humanitarian as the oldest general": lambda g: g.patch.setattr(amounts, "last_general", faults.oldest_general),
    "nothing for the incomplete": lambda g: g.verdict(lambda v: {"days": 0} if v.outcome == "incomplete" else {}),
    "class II only where days remain": lambda g: g.verdict(faults.no_ending),
    "release without the subsidiary": lambda g: g.asked(faults.no_subsidiary_days),
    "earliest is the first cure": lambda g: g.verdict(faults.earliest_of_all),
    "earliest though something is never cured": lambda g: g.verdict(faults.any_cure),
    "conditional leave up to 539 days": lambda g: g.value("conditional_leave_longest_sentence", lambda days: days - 1),
    "conditional release after 271 days": lambda g: g.value("release_minimum", lambda days: days + 1),
    "two thirds by the calendar everywhere": lambda g: g.value("two_thirds_basis", lambda basis: "calendar"),
    "a life ends like other sentences": faults.a_life_ends,
    # what was asked
    "a late proposal is looked at as of the day": lambda g: g.asked(
        lambda asked: {**asked, "late_on": asked["on"] if asked["late_on"] else None}
    ),
    "the katolik have a day of their own": lambda g: g.value("religion_days", lambda x: {**x, "katolik": None}),
    **{
        f"the switch {name} is forgotten": faults.forgets_switch(name)
        for name in (
            "min_served_adult", "min_served_child", "sppn_min", "active_min", "discipline_levels", "rd_require_good_conduct",
            "korupsi_payment",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTS)
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planting.forget()
    PLANTS[fault](Ground(monkeypatch))
    try:
        assert found_at(MOST), f"{MOST} questions did not find: {fault}"
    finally:
        monkeypatch.undo()
        planting.forget()


HONEST = {
    "a value": lambda g: g.value("served_minimum_adult", lambda days: days),
    "a border": lambda g: g.border("criterion.risk_reduced", "2022-08-03", 0),
    "what a condition sees": lambda g: g.sees("good_conduct", facts=faults.punished(lambda each: each)),
    "what a condition answers": lambda g: g.answers("once_a_year", faults.switches("unknown", "met")),
    "the unbroken detention": faults.counts_custody(),
    "the size": faults.gives(lambda given, asked: given(asked)),
    "what is asked": faults.forgets_switch("no such switch"),
    "what is said": lambda g: g.verdict(lambda verdict: {}),
}


@pytest.mark.parametrize("seam", HONEST)
def test_planting_no_fault_at_a_seam_finds_none(seam: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planting.forget()
    HONEST[seam](Ground(monkeypatch))
    try:
        assert found_at(500) is None
    finally:
        monkeypatch.undo()
        planting.forget()


def test_without_a_planted_fault_nothing_is_found() -> None:
    planting.forget()
    assert found_at(500) is None
