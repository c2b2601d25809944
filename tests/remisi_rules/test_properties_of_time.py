"""What must hold when time moves: more served, other days, cures, other centuries."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from rehab.remisi_rules import words
from rehab.remisi_rules.errors import RuleNotInForce
from rehab.remisi_rules.law import rules_on
from rehab.remisi_rules.parameters import parameters
from rehab.remisi_rules.policy import DEFAULT
from rehab.remisi_rules.reading import month_text
from rehab.remisi_rules.spans import add_months, part_of
from tests.remisi_rules import asking
from tests.remisi_rules.asking import FAST, HOLIDAY, RANK, answer, ask, edges, questions, with_fact, without
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier

DAY = timedelta(1)
LAW_BEGINS = date(1999, 12, 23)
LADDERS = some.sampled_from(["RU", "RK", "PMPU", "PMPK", "RAN"])
LONG = {"kind": "penjara", "years": 20, "months": 0, "days": 0}


def _days(kind: str, on: date, start: date, **told: Any) -> int:
    verdict = ask((dossier(kind, on, sentence=LONG, detention=[{"starts_on": start, "ends_on": None}], **told), kind, on))
    assert verdict is not None
    return verdict.days


@FAST
@given(LADDERS, some.integers(180, 1500), some.integers(0, 400))
def test_more_time_served_never_lowers_the_ladder_of_any_kind(kind, served, more) -> None:
    start = INDEPENDENCE - timedelta(served)
    assert _days(kind, INDEPENDENCE, start - timedelta(more)) >= _days(kind, INDEPENDENCE, start)


@FAST
@given(LADDERS, some.integers(180, 1500), some.sets(some.integers(2005, 2024), max_size=8), some.integers(2005, 2024))
def test_one_more_remission_in_another_year_never_lowers_the_ladder(kind, served, years, more) -> None:
    start = INDEPENDENCE - timedelta(served)
    received = [{"kind": kind, "on": date(year, 3, 1), "days": 0} for year in sorted(years)]
    before = _days(kind, INDEPENDENCE, start, remissions=received)
    assert _days(kind, INDEPENDENCE, start, remissions=[*received, {"kind": kind, "on": date(more, 5, 1), "days": 0}]) >= before


@FAST
@given(some.dates(date(1999, 1, 1), date(2040, 12, 31)))
def test_every_day_has_exactly_one_value_of_each_parameter_or_none_before_the_law(day) -> None:
    for parameter in parameters().values():
        ends = [value.starts_on for value in parameter.values[1:]] + [date.max]
        holding = [value for value, end in zip(parameter.values, ends, strict=True) if value.starts_on <= day < end]
        assert len(holding) == (0 if day < LAW_BEGINS else 1)
        assert parameter.on(day) is (holding[0] if holding else None)
    try:
        rules = rules_on(day, DEFAULT)
    except RuleNotInForce:
        assert day < LAW_BEGINS
    else:
        assert day >= LAW_BEGINS
        assert set(rules.sources) == set(parameters())


@some.composite
def curable(draw: Any) -> tuple[dict[str, Any], str, date]:
    """Facts that fail, if at all, in what time cures, and nothing recorded after the day that could fail anew."""
    kind = draw(some.sampled_from(["RU", "RK", "RKL", "PMPU", "PMPK"]))
    on = draw(some.sampled_from([date(2023, 8, 17), INDEPENDENCE, date(2024, 2, 29)]))
    ago = lambda: on - timedelta(draw(edges) + draw(some.integers(-1, 1)))  # noqa: E731
    ended = ago()
    family = {"RU": "PMPU", "PMPU": "RU", "RK": "PMPK", "PMPK": "RK", "RKL": "RKS"}[kind]
    told: dict[str, Any] = {
        "detention": [{"starts_on": min(ago(), on), "ends_on": None}],
        "discipline": [
            {
                "level": draw(some.sampled_from(["ringan", "sedang", "berat"])),
                "starts_on": ended - timedelta(30),
                "ends_on": ended,
                "forfeits_until": draw(some.sampled_from([None, on, on + DAY, on + timedelta(90), on + timedelta(400)])),
            }
        ],
        "remissions": [{"kind": family, "on": date(on.year + step, 1, 5), "days": 0} for step in draw(some.sets(edges_of_years))],
        "sentence": {**LONG, "final_on": draw(some.sampled_from([on, on + DAY, on + timedelta(200)]))},
    }
    chosen = draw(some.sets(some.sampled_from(sorted(told)), max_size=3))
    given_facts = {"sentence": LONG, **{name: told[name] for name in chosen}}
    if kind == "RKL":
        earlier = {"kind": "RU", "on": date(2021, 8, 17), "days": 60}
        given_facts["remissions"] = [earlier, *given_facts.get("remissions", [])]
        given_facts["birth_on"] = add_months(on, -70 * 12) + timedelta(draw(some.integers(-1, 400)))
    return dossier(kind, on, **given_facts), kind, on


edges_of_years = some.sampled_from([-2, -1, 0, 1, 2])


@FAST
@given(curable())
def test_the_earliest_day_cures_what_failed_and_the_day_before_does_not(question) -> None:
    facts, kind, on = question
    verdict = ask(question)
    assert verdict is not None
    if verdict.earliest_on is None:
        assert not verdict.failed
        return
    assert verdict.earliest_on > on
    cured, before = ask((facts, kind, verdict.earliest_on)), ask((facts, kind, verdict.earliest_on - DAY))
    assert cured is not None
    assert before is not None
    assert not set(verdict.failed) & set(cured.failed)
    assert set(verdict.failed) & set(before.failed)


CYCLE = 400 * 12


def _later(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _month_later(each) if name == "month" else _later(each) for name, each in part.items()}
    if isinstance(part, list):
        return [_later(each) for each in part]
    return _day_later(part)


def _day_later(part: Any) -> Any:
    if type(part) is str and len(part) == len("2025-08-17") and part[:4].isdigit():
        return add_months(date.fromisoformat(part), CYCLE).isoformat()
    return add_months(part, CYCLE) if type(part) is date else part


def _month_later(text: str) -> str:
    return month_text(int(text[:4]) * 12 + int(text[5:]) - 1 + CYCLE)


@FAST
@given(questions())
def test_four_hundred_years_later_the_calendar_and_so_the_verdict_is_the_same(question) -> None:
    facts, kind, on = question
    if on < INDEPENDENCE:
        return
    assert answer(ask((_later(facts), kind, add_months(on, CYCLE)))) == _later(answer(ask(question)))


@FAST
@given(
    questions(), some.integers(1, 500), some.sampled_from(["discipline", "sppn", "risk", "services", "remissions", "detention"])
)
def test_what_is_recorded_for_after_the_day_changes_nothing(question, days, name) -> None:
    facts, _, on = question
    day = on + timedelta(days)
    later = {
        "discipline": {"level": "berat", "starts_on": day, "ends_on": None},
        "sppn": {"month": month_text(day.year * 12 + day.month - 1), "score": 0},
        "risk": {"assessed_on": day, "level": "tinggi"},
        "services": {"ground": "jasa_negara", "on": day, "verified": True},
        "remissions": {"kind": "RU", "on": date(on.year + 1, 1, 1) + timedelta(days), "days": 180},
        "detention": {"starts_on": day, "ends_on": day + DAY},
    }
    if not facts[name]:
        return
    after = with_fact(question, **{name: [*facts[name], later[name]]})
    assert without(ask(after), "earliest_on") == without(ask(question), "earliest_on")


@FAST
@given(questions(), some.integers(0, 2000))
def test_what_lies_further_back_than_the_law_looks_changes_nothing(question, days) -> None:
    facts, _, on = question
    long_ago = on - timedelta(400 + days)
    ended = {"level": "berat", "starts_on": long_ago - DAY, "ends_on": long_ago, "forfeits_until": long_ago + timedelta(30)}
    served = {"ground": "donor_organ", "on": long_ago, "verified": True}
    month = {"month": month_text(long_ago.year * 12 + long_ago.month - 1), "score": 0}
    older = {
        name: [*facts[name], each] for name, each in (("discipline", ended), ("services", served), ("sppn", month)) if facts[name]
    }
    assert answer(ask(with_fact(question, **older))) == answer(ask(question))


@FAST
@given(questions(), edges)
def test_a_proposal_late_by_nothing_is_none_and_a_later_one_never_unmakes_a_final_judgment(question, days) -> None:
    _, _, on = question
    assert answer(ask(question, late_on=on)) == answer(ask(question))
    now, late = ask(question), ask(question, late_on=on + timedelta(days))
    if now is not None and late is not None and "final_judgment" not in now.failed:
        assert "final_judgment" not in late.failed


@FAST
@given(questions(), some.integers(0, 40))
def test_a_longer_sentence_never_gives_fewer_days_nor_an_earlier_end(question, more) -> None:
    facts, kind, on = question
    if kind == "RT" or on < date(2022, 8, 3) or (facts["sentence"] or {}).get("years") is None:
        return
    longer = with_fact(question, sentence={**facts["sentence"], "years": facts["sentence"]["years"] + more})
    first, second = ask(question), ask(longer)
    if first is None or second is None:
        return
    assert RANK[second.outcome] >= RANK[first.outcome]
    assert second.days >= first.days
    if first.expiry_before is not None:
        assert second.expiry_before >= first.expiry_before


@FAST
@given(some.dates(date(1999, 12, 23), date(2045, 12, 31)), some.integers(0, 300), some.integers(0, 300))
def test_months_added_in_two_steps_are_the_months_added_at_once_where_no_end_is_cut(day, first, second) -> None:
    day = day.replace(day=min(day.day, 28))
    assert add_months(add_months(day, first), second) == add_months(day, first + second)
    assert add_months(add_months(day, first), -first) == day


@FAST
@given(some.integers(0, 20000), some.fractions(min_value=0, max_value=1).filter(bool))
def test_a_part_of_days_is_rounded_up_by_less_than_a_day(days, part) -> None:
    assert 0 <= part_of(days, part) - days * part < 1


@FAST
@given(questions(), some.integers(1, 720))
def test_the_release_is_the_end_or_the_day_and_what_is_outstanding_after_it(question, outstanding) -> None:
    facts, _, on = question
    free, held = (
        ask(with_fact(question, subsidiary={**(facts["subsidiary"] or {}), "days_outstanding": days}))
        for days in (0, outstanding)
    )
    if free is None or held is None:
        return
    assert without(free, "release_on") == without(held, "release_on")
    if free.expiry_after is not None:
        assert free.release_on == max(free.expiry_after, on)
        assert held.release_on == free.release_on + timedelta(outstanding)


@FAST
@given(questions())
def test_the_other_dates_keep_their_order_and_move_back_by_what_is_received(question) -> None:
    facts, _, on = question
    if ask(question) is None:
        return
    found = asking.milestones(facts, on)
    if found.half_on is None:
        assert found.two_thirds_on is found.cb_on is found.cmb_on is None
        return
    received = timedelta(sum(each["days"] for each in facts["remissions"]))
    assert found.one_third_on <= found.half_on <= found.two_thirds_on + received
    fewer = asking.milestones({**facts, "remissions": []}, on)
    assert fewer.two_thirds_on - found.two_thirds_on == received
    assert (fewer.one_third_on, fewer.half_on, fewer.cmb_on) == (found.one_third_on, found.half_on, None)


@FAST
@given(questions())
def test_a_holiday_only_counts_for_the_kinds_of_the_great_days(question) -> None:
    _, kind, _ = question
    if kind in HOLIDAY:
        refused = [ask(question, holiday=each) for each in (None, "lebaran")]
        assert refused == [None, None]
        met = [
            each
            for each in sorted(words.HOLIDAYS)
            if (found := ask(question, holiday=each)) and "religion_day" not in found.failed
        ]
        assert len(met) in {0, 1, len(words.HOLIDAYS)}
    else:
        assert answer(ask(question, holiday="natal")) == answer(ask(question, holiday=None))
