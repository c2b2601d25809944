"""What must hold when records are added, split, forgotten, filled in, or told in other words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rehab.remisi_rules import words
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import rules_on
from rehab.remisi_rules.policy import SWITCHES, Policy
from tests.remisi_rules import asking
from tests.remisi_rules.asking import FAST, HOLIDAY, RANK, answer, ask, on_days, questions, truths, with_fact, without
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier

DAY = timedelta(1)
STATES = ("missing", "present", "verified")

# what a fact that was unknown may turn out to be; null remissions and services count as none, so they are not unknown
FILLS: dict[str, list[Any]] = {
    "status": sorted(words.STATUSES),
    "birth_on": [date(1950, 1, 1), date(1990, 6, 5), date(2010, 2, 28)],
    "religion": sorted(words.RELIGIONS),
    "offence": sorted(words.OFFENCES),
    "detention": [[{"starts_on": date(2012, 1, 1), "ends_on": None}], []],
    "discipline": [[], [{"level": "berat", "starts_on": date(2005, 1, 1), "ends_on": None}]],
    "sppn": [[]],
    "risk": [[]],
    "participation": [{"scheduled": 10, "attended": 0, "excused": 0}],
    "documents": [{}],
    **{flag: [True, False] for flag in words.FLAGS},
}


@FAST
@given(questions(), some.sampled_from(sorted(FILLS)), some.data())
def test_whoever_is_eligible_stays_so_whatever_an_unknown_fact_turns_out_to_be(question, name, data) -> None:
    unknown = ask(with_fact(question, **{name: None}))
    filled = ask(with_fact(question, **{name: data.draw(some.sampled_from(FILLS[name]))}))
    if unknown is not None and unknown.outcome == "eligible" and filled is not None:
        assert filled.outcome == "eligible"
        assert filled.days == unknown.days


@FAST
@given(questions())
def test_nothing_an_eligible_verdict_rests_on_is_unknown(question) -> None:
    verdict = ask(question)
    if verdict is not None and verdict.outcome == "eligible":
        assert {finding.state for finding in verdict.findings} == {"met"}
        assert all(
            finding.value is not None for finding in verdict.findings if finding.source not in {"remissions", "discipline"}
        )


@FAST
@given(questions(), some.sampled_from(sorted(words.DOCUMENTS)))
def test_verified_is_never_worse_than_present_nor_present_than_missing(question, paper) -> None:
    facts, _, _ = question
    told = facts["documents"] or {}
    answers = [ask(with_fact(question, documents={**told, paper: state})) for state in STATES]
    if None in answers:
        return
    ranks = [RANK[each.outcome] for each in answers]
    assert ranks == sorted(ranks)
    assert len({each.days for each in answers}) == 1
    assert ranks[0] == ranks[1]


@FAST
@given(questions(), some.sampled_from([0, 63, 64, 65, 99]), some.sampled_from([0, 78, 79, 80, 99]))
def test_a_better_score_or_attendance_never_worsens(question, score, attended) -> None:
    facts, _, _ = question
    if not facts["sppn"]:
        return
    months = [each["month"] for each in facts["sppn"]]

    def asked(score: int, attended: int) -> int | None:
        told = {"sppn": [{"month": month, "score": score} for month in months]}
        held = {"scheduled": 100, "attended": attended, "excused": 0}
        verdict = ask(with_fact(question, **told, participation=held))
        return verdict and RANK[verdict.outcome]

    before, more, longer = asked(score, attended), asked(score + 1, attended), asked(score, attended + 1)
    if before is not None:
        assert more >= before
        assert longer >= before


@FAST
@given(questions(), some.sampled_from(sorted(words.DISCIPLINE_LEVELS)), some.integers(0, 400), truths)
def test_one_more_punishment_never_helps(question, level, ago, ended) -> None:
    facts, _, on = question
    if facts["discipline"] is None:
        return
    punishment = {"level": level, "starts_on": on - timedelta(ago), "ends_on": on - timedelta(ago // 2) if ended else None}
    before, after = ask(question), ask(with_fact(question, discipline=[*facts["discipline"], punishment]))
    if before is not None and after is not None:
        assert RANK[after.outcome] <= RANK[before.outcome]
        assert set(before.failed) <= set(after.failed)


@FAST
@given(questions(), some.integers(1, 3000), some.integers(1, 3000))
def test_a_period_told_as_two_that_touch_or_overlap_is_the_same_period(question, first, overlap) -> None:
    _, _, on = question
    start = on - timedelta(first + overlap)
    whole = [{"starts_on": start, "ends_on": on + timedelta(1000)}]
    split = start + timedelta(first)
    touching = [{"starts_on": split, "ends_on": on + timedelta(1000)}, {"starts_on": start, "ends_on": split}]
    overlapping = [{"starts_on": start, "ends_on": min(split + timedelta(overlap // 2), on)}, *touching]
    told = [with_fact(question, detention=each) for each in (whole, touching, overlapping)]
    assert answer(ask(told[0])) == answer(ask(told[1])) == answer(ask(told[2]))
    if ask(told[0]) is not None:
        dates = [asking.milestones(each, on) for each, _, _ in told]
        assert dates[0] == dates[1] == dates[2]


@FAST
@given(questions())
def test_a_record_entered_twice_counts_once_where_it_is_not_a_gift_or_a_donation(question) -> None:
    facts, _, _ = question
    twice = {name: facts[name] * 2 for name in ("detention", "discipline", "sppn", "risk") if facts[name]}
    assert answer(ask(with_fact(question, **twice))) == answer(ask(question))


@FAST
@given(some.text(max_size=12), some.text(max_size=12))
def test_a_name_an_officer_or_a_place_is_no_fact_and_is_refused(name, value) -> None:
    if name in Facts.__dataclass_fields__:
        return
    with pytest.raises(InvalidQuestion):
        asking.assess(dossier(**{name: value}), "RU", INDEPENDENCE)


@FAST
@given(questions(), some.sets(some.sampled_from(sorted(SWITCHES))))
def test_a_policy_of_defaults_is_no_policy(question, chosen) -> None:
    _, _, on = question
    rules = rules_on(on, Policy())
    defaults = {switch: getattr(rules, SWITCHES[switch][0]) for switch in chosen}
    if None in defaults.values():
        return
    plain = {switch: sorted(each) if isinstance(each, frozenset) else each for switch, each in defaults.items()}
    assert answer(ask(question, policy=plain)) == answer(ask(question)) == answer(ask(question, policy={}))
    assert Policy.of(Policy.of(plain).to_json()) == Policy.of(plain)


@FAST
@given(questions(), some.integers(0, 99), some.integers(0, 400), some.decimals(0, Decimal("0.99"), places=2))
def test_a_stricter_office_never_makes_anyone_eligible(question, score, days, share) -> None:
    easy = {"sppn_min": score, "active_min": str(share), "min_served_adult": days, "discipline_levels": ["berat"]}
    strict = {"sppn_min": score + 1, "active_min": str(share + Decimal("0.01")), "min_served_adult": days + 1}
    first, second = ask(question, policy=easy), ask(question, policy={**strict, "discipline_levels": ["berat", "sedang"]})
    if first is not None and second is not None:
        assert RANK[second.outcome] <= RANK[first.outcome]


@FAST
@given(questions())
def test_an_additional_remission_is_at_most_half_of_the_general_one_of_that_day(question) -> None:
    facts, _, on = question
    additional, general = ask((facts, "RT", on)), ask((facts, "RU", on))
    if additional is None or general is None or any(each["on"] == on for each in facts["remissions"]):
        return
    assert 2 * additional.days <= general.days
    if additional.outcome == "eligible":
        assert general.outcome == "eligible"


@FAST
@given(questions())
def test_what_was_granted_is_not_granted_again_that_year_and_moves_the_end_from_the_next_day_on(question) -> None:
    facts, kind, on = question
    verdict = ask(question)
    if verdict is None or verdict.outcome != "eligible":
        return
    granted = with_fact(question, remissions=[*facts["remissions"], {"kind": kind, "on": on, "days": verdict.days}])
    again = ask(granted)
    assert again is not None
    assert "once_a_year" in again.failed
    assert again.expiry_before == verdict.expiry_before
    tomorrow = ask((granted[0], "RU", on + DAY))
    if tomorrow is not None and tomorrow.expiry_before is not None:
        assert tomorrow.expiry_before == verdict.expiry_after


@FAST
@given(questions(), some.sampled_from([("RU", "PMPU"), ("RK", "PMPK"), ("RD", "PMPD"), ("RKL", "RKS")]))
def test_kinds_of_one_family_stand_for_each_other_among_what_was_received(question, pair) -> None:
    facts, kind, _ = question
    swapped = {pair[0]: pair[1], pair[1]: pair[0]}
    # a remisi tambahan rests on the RU of that very day, which no other kind is
    if kind == "RT":
        return
    other = [{**each, "kind": swapped.get(each["kind"], each["kind"])} for each in facts["remissions"]]
    assert answer(ask(with_fact(question, remissions=other))) == answer(ask(question))


@FAST
@given(on_days, some.sampled_from(sorted(words.RELIGIONS)))
def test_a_religion_has_one_great_day_at_most(on, religion) -> None:
    facts = dossier("RK", on, religion=religion, detention=[{"starts_on": on - timedelta(500), "ends_on": None}])
    outcomes = [asking.assess(facts, "RK", on, holiday).outcome for holiday in sorted(words.HOLIDAYS)]
    assert outcomes.count("eligible") == (0 if religion == "kepercayaan" else 1)
    assert outcomes.count("incomplete") == (len(words.HOLIDAYS) if religion == "kepercayaan" else 0)


@FAST
@given(questions())
def test_days_may_be_told_as_dates_or_as_text(question) -> None:
    facts, kind, on = question
    verdict = ask(question)
    if verdict is None:
        return
    read = Facts.from_json(facts)
    assert asking.assess(read, kind, on.isoformat(), HOLIDAY.get(kind)) == verdict
    assert asking.assess(read.to_json(), kind, on, HOLIDAY.get(kind)) == verdict


@FAST
@given(questions())
def test_findings_stand_in_the_order_of_the_law_and_papers_after_them_each_with_an_article(question) -> None:
    verdict = ask(question)
    if verdict is None:
        return
    codes = [finding.criterion for finding in verdict.findings]
    places = [words.CRITERIA.index(code) if code in words.CRITERIA else len(words.CRITERIA) for code in codes]
    assert places == sorted(places)
    assert len({finding.code for finding in verdict.findings}) == len(codes)
    assert all(finding.basis.references and finding.basis.confidence in "ABC" for finding in verdict.findings)
    assert all(finding.basis.questions for finding in verdict.findings if finding.basis.confidence == "C")


@FAST
@given(questions(), some.integers(1, 300))
def test_an_earlier_detention_brings_the_end_forward_by_its_days_and_the_time_served_not(question, days) -> None:
    facts, _, _ = question
    if not facts["detention"]:
        return
    earlier = {"starts_on": date(1990, 1, 1), "ends_on": date(1990, 1, 1) + timedelta(days)}
    first, second = ask(question), ask(with_fact(question, detention=[*facts["detention"], earlier]))
    if first is None or second is None or first.expiry_before is None:
        return
    assert second.expiry_before == first.expiry_before - timedelta(days)
    assert ("served_minimum" in second.failed) == ("served_minimum" in first.failed)
    if not first.failed and not second.failed:
        assert without(first, "expiry_before", "expiry_after", "release_on", "class") == without(
            second, "expiry_before", "expiry_after", "release_on", "class"
        )
