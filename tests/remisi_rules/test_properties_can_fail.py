"""Every property is broken by a fault it is there to find: one planted for each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings

from rehab.remisi_rules import spans
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.parameters import parameters
from tests.remisi_rules import asking, test_properties, test_properties_of_records, test_properties_of_time

true_assess, true_milestones = asking.assess, asking.milestones
DAY = timedelta(1)
MODULES = (test_properties, test_properties_of_time, test_properties_of_records)


class Asked:
    """What was asked, and what the engine truly answers."""

    def __init__(self, facts: Any, kind: str, on: Any, holiday: str | None = None, **more: Any) -> None:
        self.facts = facts if isinstance(facts, dict) else {}
        self.kind, self.on, self.holiday, self.more = kind, on, holiday, more
        self.verdict = true_assess(facts, kind, on, holiday, **more)

    def many(self, name: str, least: int) -> bool:
        return len(self.facts.get(name) or []) > least


def answers(when: Callable[[Asked], Any], **otherwise: Callable[[Any], Any] | Any) -> dict[str, Any]:
    """An engine that answers wrongly where `when` holds."""

    def assess(*question: Any, **more: Any) -> Any:
        asked = Asked(*question, **more)
        if not when(asked):
            return asked.verdict
        wrong = {name: value(asked.verdict) if callable(value) else value for name, value in otherwise.items()}
        return asked.verdict._replace(**wrong)

    return {"assess": assess}


def one_more(verdict: Any) -> int:
    return verdict.days + 1


def always(_: Asked) -> bool:
    return True


def day_of(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


calls = iter(range(10**9))
swapped = {"milestones": lambda *question: _swapped(true_milestones(*question))}


def _swapped(found: Any) -> Any:
    return replace(found, one_third_on=found.half_on, half_on=found.one_third_on)


def _gap() -> Any:
    name, parameter = next(iter(parameters().items()))
    late = replace(parameter.values[0], starts_on=date(2039, 1, 1))
    return {**parameters(), name: replace(parameter, values=(late, *parameter.values[1:]))}


def _lenient(facts: Any, *question: Any, **more: Any) -> Any:
    return true_assess({name: part for name, part in facts.items() if name in Facts.__dataclass_fields__}, *question, **more)


FAULTS: dict[str, dict[str, Any]] = {
    "the_outcome_follows_from_the_findings_alone": answers(lambda q: q.verdict.unknown, outcome="eligible"),
    "the_same_question_gives_the_same_verdict": answers(lambda q: next(calls) % 2, days=one_more),
    "nobody_who_fails_a_condition_receives_a_day": answers(lambda q: q.verdict.failed, days=30),
    "no_size_exceeds_its_cap": answers(always, days=lambda verdict: 4 * verdict.days),
    "the_order_of_the_records_does_not_matter": answers(
        lambda q: q.many("sppn", 1) and q.facts["sppn"][0]["month"] > q.facts["sppn"][-1]["month"], days=one_more
    ),
    "forgetting_a_fact_never_makes_anyone_eligible": answers(lambda q: None in q.facts.values(), outcome="eligible"),
    "a_missing_paper_is_never_a_failure": answers(
        lambda q: "missing" in (q.facts.get("documents") or {}).values(), failed=("papers",)
    ),
    "on_the_day_a_single_failure_is_cured_the_condition_is_met": answers(
        lambda q: q.verdict.earliest_on, earliest_on=lambda verdict: verdict.on + DAY
    ),
    "the_end_moves_by_exactly_the_days_given": answers(
        lambda q: q.verdict.expiry_after, expiry_after=lambda verdict: verdict.expiry_after - DAY
    ),
    "longer_time_served_never_gives_fewer_days": answers(
        lambda q: day_of(q.facts["detention"][0]["starts_on"]) < q.on - timedelta(400), days=10
    ),
    "facts_and_verdict_survive_as_plain_data": answers(lambda q: isinstance(q.facts.get("birth_on"), str), days=one_more),
    "a_sum_of_months_keeps_the_day_or_the_months_end": {"add_months": lambda day, months: day + timedelta(30 * months)},
    "the_milestones_stand_in_their_order": swapped,
    "more_time_served_never_lowers_the_ladder_of_any_kind": answers(
        lambda q: day_of(q.facts["detention"][0]["starts_on"]) < q.on - timedelta(400), days=10
    ),
    "one_more_remission_in_another_year_never_lowers_the_ladder": answers(lambda q: q.many("remissions", 4), days=10),
    "every_day_has_exactly_one_value_of_each_parameter_or_none_before_the_law": {"parameters": _gap},
    "the_earliest_day_cures_what_failed_and_the_day_before_does_not": answers(
        lambda q: q.verdict.earliest_on, earliest_on=lambda verdict: verdict.earliest_on + DAY
    ),
    "four_hundred_years_later_the_calendar_and_so_the_verdict_is_the_same": answers(lambda q: q.on.year > 2100, days=one_more),
    "what_is_recorded_for_after_the_day_changes_nothing": answers(
        lambda q: any(day_of(each["on"]) > q.on for each in q.facts.get("remissions") or []), days=one_more
    ),
    "what_lies_further_back_than_the_law_looks_changes_nothing": answers(lambda q: q.many("sppn", 12), days=one_more),
    "a_proposal_late_by_nothing_is_none_and_a_later_one_never_unmakes_a_final_judgment": answers(
        lambda q: q.more.get("late_on"), days=one_more
    ),
    "a_longer_sentence_never_gives_fewer_days_nor_an_earlier_end": answers(
        lambda q: ((q.facts.get("sentence") or {}).get("years") or 0) > 20, outcome="not_eligible", days=0
    ),
    "months_added_in_two_steps_are_the_months_added_at_once_where_no_end_is_cut": {
        "add_months": lambda day, months: spans.add_months(day, months) + DAY
    },
    "a_part_of_days_is_rounded_up_by_less_than_a_day": {"part_of": lambda days, part: int(days * part)},
    "the_release_is_the_end_or_the_day_and_what_is_outstanding_after_it": answers(
        lambda q: q.verdict.release_on, release_on=lambda verdict: verdict.on
    ),
    "the_other_dates_keep_their_order_and_move_back_by_what_is_received": swapped,
    "a_holiday_only_counts_for_the_kinds_of_the_great_days": answers(
        lambda q: q.holiday and q.kind not in asking.HOLIDAY, days=one_more
    ),
    "whoever_is_eligible_stays_so_whatever_an_unknown_fact_turns_out_to_be": answers(
        lambda q: q.verdict.unknown, outcome="eligible"
    ),
    "nothing_an_eligible_verdict_rests_on_is_unknown": answers(lambda q: q.verdict.unknown, outcome="eligible"),
    "verified_is_never_worse_than_present_nor_present_than_missing": answers(
        lambda q: "present" in (q.facts.get("documents") or {}).values(), outcome="eligible"
    ),
    "a_better_score_or_attendance_never_worsens": answers(
        lambda q: (q.facts.get("participation") or {}).get("attended", 0) > 80, outcome="not_eligible"
    ),
    "one_more_punishment_never_helps": answers(lambda q: q.many("discipline", 0), outcome="eligible", failed=()),
    "a_period_told_as_two_that_touch_or_overlap_is_the_same_period": answers(lambda q: q.many("detention", 1), days=one_more),
    "a_record_entered_twice_counts_once_where_it_is_not_a_gift_or_a_donation": answers(
        lambda q: q.many("risk", 2), days=one_more
    ),
    "a_name_an_officer_or_a_place_is_no_fact_and_is_refused": {"assess": _lenient},
    "a_policy_of_defaults_is_no_policy": answers(lambda q: q.more.get("policy"), days=one_more),
    "a_stricter_office_never_makes_anyone_eligible": answers(
        lambda q: (q.more.get("policy") or {}).get("discipline_levels") == ["berat", "sedang"], outcome="eligible"
    ),
    "an_additional_remission_is_at_most_half_of_the_general_one_of_that_day": answers(
        lambda q: q.kind == "RT" and q.verdict.days, days=lambda verdict: 2 * verdict.days + 1
    ),
    "what_was_granted_is_not_granted_again_that_year_and_moves_the_end_from_the_next_day_on": answers(
        lambda q: "once_a_year" in q.verdict.failed, failed=()
    ),
    "kinds_of_one_family_stand_for_each_other_among_what_was_received": answers(
        lambda q: "PMPU" in {each["kind"] for each in q.facts.get("remissions") or []}, days=one_more
    ),
    "a_religion_has_one_great_day_at_most": answers(lambda q: q.holiday == "natal", outcome="eligible"),
    "days_may_be_told_as_dates_or_as_text": answers(lambda q: isinstance(q.on, str), days=one_more),
    "findings_stand_in_the_order_of_the_law_and_papers_after_them_each_with_an_article": answers(
        always, findings=lambda verdict: verdict.findings[::-1]
    ),
    "an_earlier_detention_brings_the_end_forward_by_its_days_and_the_time_served_not": answers(
        lambda q: q.verdict.expiry_before, expiry_before=lambda verdict: verdict.on
    ),
}


def _properties() -> dict[str, tuple[Any, Callable[[], None]]]:
    return {
        name.removeprefix("test_"): (module, found)
        for module in MODULES
        for name, found in vars(module).items()
        if name.startswith("test_") and hasattr(found, "hypothesis")
    }


def test_every_property_has_its_fault_and_there_are_enough_of_them() -> None:
    assert set(FAULTS) == set(_properties())
    assert len(FAULTS) >= 25


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_property_finds_its_fault(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, broken = _properties()[name]
    for part, planted in FAULTS[name].items():
        monkeypatch.setattr(asking if part in {"assess", "milestones"} else module, part, planted)
    phases = [Phase.generate]
    hasty = settings(asking.FAST, max_examples=400, phases=phases, database=None, report_multiple_bugs=False, derandomize=True)
    monkeypatch.setattr(broken, "_hypothesis_internal_use_settings", hasty)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        broken()
