"""What must hold for every dossier, tried near the boundaries as well as anywhere: the shape of a verdict."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from rehab.remisi_rules import words
from rehab.remisi_rules.answer import NOT_MET, UNKNOWN
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.spans import add_months
from tests.remisi_rules import asking
from tests.remisi_rules.asking import FAST, ask, on_days, questions
from tests.remisi_rules.dossiers import dossier


@FAST
@given(questions())
def test_the_outcome_follows_from_the_findings_alone(question) -> None:
    verdict = ask(question)
    if verdict is None:
        return
    states = {finding.state for finding in verdict.findings}
    wanted = "not_eligible" if NOT_MET in states else "incomplete" if UNKNOWN in states else "eligible"
    assert verdict.outcome == wanted
    assert set(verdict.failed) == {each.code for each in verdict.findings if each.state == NOT_MET}
    assert set(verdict.unknown) == {each.code for each in verdict.findings if each.state == UNKNOWN}
    cures = [each.met_from for each in verdict.findings if each.state == NOT_MET]
    assert verdict.earliest_on == (max(cures) if cures and None not in cures else None)


@FAST
@given(questions())
def test_the_same_question_gives_the_same_verdict(question) -> None:
    first, second = ask(question), ask(question)
    assert (first and first.to_json()) == (second and second.to_json())


@FAST
@given(questions())
def test_nobody_who_fails_a_condition_receives_a_day(question) -> None:
    verdict = ask(question)
    if verdict is not None and verdict.failed:
        assert verdict.days == 0
        assert verdict.class_ is None


@FAST
@given(questions())
def test_no_size_exceeds_its_cap(question) -> None:
    verdict = ask(question)
    if verdict is not None:
        most = {"RU": 180, "PMPU": 180, "RAN": 180, "RK": 60, "PMPK": 60, "RD": 90, "PMPD": 90, "RT": 90}
        assert 0 <= verdict.days <= most.get(verdict.kind, 60)


@FAST
@given(questions(), some.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(question, chance) -> None:
    facts, kind, on = question
    shuffled = {name: chance.sample(part, len(part)) if isinstance(part, list) else part for name, part in facts.items()}
    first, second = ask(question), ask((shuffled, kind, on))
    assert (first and first.summary()) == (second and second.summary())


@FAST
@given(questions(), some.sampled_from(sorted(Facts.__dataclass_fields__)))
def test_forgetting_a_fact_never_makes_anyone_eligible(question, forgotten) -> None:
    facts, kind, on = question
    before = ask(question)
    after = ask(({**facts, forgotten: None}, kind, on))
    # by the law: no remission on record means none was received
    if before is None or after is None or forgotten in {"remissions", "services"}:
        return
    if after.outcome == "eligible":
        assert before.outcome == "eligible"


@FAST
@given(questions(), some.sampled_from(sorted(words.DOCUMENTS)))
def test_a_missing_paper_is_never_a_failure(question, paper) -> None:
    facts, kind, on = question
    before = ask(question)
    after = ask(({**facts, "documents": {**(facts["documents"] or {}), paper: "missing"}}, kind, on))
    if before is not None and after is not None:
        assert before.failed == after.failed


@FAST
@given(questions())
def test_on_the_day_a_single_failure_is_cured_the_condition_is_met(question) -> None:
    facts, kind, _ = question
    verdict = ask(question)
    if verdict is None or len(verdict.failed) != 1 or verdict.earliest_on is None or kind in {"RD", "PMPD", "RT"}:
        return
    later = ask((facts, kind, verdict.earliest_on))
    if later is not None and "in_custody" not in later.failed and "final_judgment" not in later.failed:
        assert verdict.failed[0] not in later.failed


@FAST
@given(questions())
def test_the_end_moves_by_exactly_the_days_given(question) -> None:
    verdict = ask(question)
    if verdict is None or verdict.expiry_before is None:
        return
    assert verdict.expiry_after == verdict.expiry_before - timedelta(verdict.days)
    if verdict.days:
        left = (verdict.expiry_before - verdict.on).days
        assert verdict.class_ == ("II" if verdict.days >= left else "I")
    if verdict.release_on is not None:
        assert verdict.release_on >= max(verdict.expiry_after, verdict.on)


@FAST
@given(on_days, some.integers(180, 1500), some.integers(0, 300))
def test_longer_time_served_never_gives_fewer_days(on, served, more) -> None:
    def days(length: int) -> int:
        start = on - timedelta(length)
        sentence = {"kind": "penjara", "years": 15, "months": 0, "days": 0}
        facts = dossier("RU", on, sentence=sentence, detention=[{"starts_on": start, "ends_on": None}])
        return asking.assess(facts, "RU", on).days

    assert days(served + more) >= days(served)


@FAST
@given(questions())
def test_facts_and_verdict_survive_as_plain_data(question) -> None:
    facts, kind, on = question
    verdict = ask(question)
    if verdict is None:
        return
    kept = Facts.from_json(facts).to_json()
    assert ask((kept, kind, on)).to_json() == verdict.to_json()


@FAST
@given(some.dates(date(2000, 1, 1), date(2040, 12, 31)), some.integers(0, 72))
def test_a_sum_of_months_keeps_the_day_or_the_months_end(day, months) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)


@FAST
@given(questions())
def test_the_milestones_stand_in_their_order(question) -> None:
    facts, _, on = question
    try:
        found = asking.milestones(facts, on)
    except RefusedQuestion:
        return
    if found.one_third_on is not None:
        assert found.one_third_on <= found.half_on
        assert found.pb_on >= found.two_thirds_on
        assert found.cb_on is None or found.cb_on >= found.two_thirds_on
