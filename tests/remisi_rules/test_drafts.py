"""A draft law over a population: who gains, who loses, whose papers alone change."""

import io
import json
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rehab.remisi_rules import words
from rehab.remisi_rules.__main__ import main
from rehab.remisi_rules.drafts import (
    CLASSES,
    Difference,
    DraftLaw,
    compared,
    inverse_of,
    one_value,
    overlaid,
    read_draft,
    under_both,
)
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, LawDataError, RefusedQuestion, RuleNotInForce
from rehab.remisi_rules.law import check_law
from rehab.remisi_rules.parameters import parameters
from rehab.remisi_rules.policy import DEFAULT
from tests.remisi_rules.asking import HOLIDAY, questions
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier

SHORTER = """description: A shorter least time.
parameters:
  served_minimum_adult:
    description: Least time served.
    unit: days
    values:
      - from: 2025-01-01
        value: 150
        reference: {title: Rancangan Permen, article: Pasal 3}
        confidence: B
        last_checked_on: 2026-11-01
"""
drafts = some.sampled_from(
    [
        ("served_minimum_adult", 150), ("served_minimum_adult", 300), ("sentence_minimum", 0), ("sentence_minimum", 2000),
        ("sppn_min", 85), ("active_min", "1.00"), ("active_min", "0.10"), ("risk_max_age", 20), ("look_back_adult", 30),
        ("elder_age", 60), ("tenth_year_most", 30), ("blood_donations", 1), ("korupsi_payment", "not_required"),
        ("ladder_general", {"first_days": 10, "full_from_days": 360, "steps": [70, 80]}),
        ("criterion.not_on_leave", "not in force"),
        ("discipline_levels", ["ringan", "sedang", "berat"]), ("paper.register_f", "not in force"), ("kind.RAN", "not in force"),
    ]
)  # fmt: skip
days = some.sampled_from([date(1999, 12, 23), date(2012, 8, 17), date(2022, 8, 3), date(2025, 1, 1)])


def _verdict(ask, question):
    facts, kind, on = question
    try:
        return ask(facts, kind, on, HOLIDAY.get(kind))
    except RuleNotInForce:
        return None


def _refused(question) -> bool:
    try:
        _verdict(assess, question)
    except RefusedQuestion:
        return True
    return False


@settings(max_examples=75)
@given(questions())
def test_an_empty_draft_changes_nothing(question) -> None:
    if not _refused(question):
        before, after = _verdict(assess, question), _verdict(DraftLaw({}).assess, question)
        assert (before and before.to_json()) == (after and after.to_json())
        assert compared(before, after) == Difference("unchanged", 0)


@settings(max_examples=75)
@given(questions(), drafts, days)
def test_a_draft_and_then_its_inverse_give_the_law_back_and_the_mirrored_difference(question, drafted, starts_on) -> None:
    draft = one_value(drafted[0], starts_on, drafted[1])
    try:
        law = DraftLaw(draft)
    except LawDataError:
        return
    restored = overlaid(law.parameters, inverse_of(draft))
    for name, parameter in parameters().items():
        for day in {value.starts_on for value in parameter.values} | {starts_on, starts_on - timedelta(1)}:
            there, back = parameter.on(day), restored[name].on(day)
            assert (there and there.value) == (back and back.value)
    if not _refused(question):
        before, after = _verdict(assess, question), _verdict(law.assess, question)
        there, back = compared(before, after), compared(after, before)
        mirror = {"out_sooner": "held_longer", "held_longer": "out_sooner"}
        assert (back.change, back.days) == (mirror.get(there.change, there.change), -there.days)


@settings(max_examples=75)
@given(questions(), drafts)
def test_before_the_first_day_of_a_draft_nothing_changes(question, drafted) -> None:
    try:
        law = DraftLaw(one_value(drafted[0], question[2] + timedelta(1), drafted[1]))
    except LawDataError:
        return
    if not _refused(question):
        assert compared(_verdict(assess, question), _verdict(law.assess, question)).change == "unchanged"


def _compared(draft, **told) -> Difference:
    facts = dossier("RU", INDEPENDENCE, **told)
    return compared(assess(facts, "RU", INDEPENDENCE), DraftLaw(draft).assess(facts, "RU", INDEPENDENCE))


def test_a_shorter_least_time_lets_the_new_out_sooner_by_the_first_step_of_the_ladder() -> None:
    draft = read_draft(SHORTER)
    # 160 days on 17 August 2025: too short for 180, long enough for 150; the first step is 30 days
    new = [{"starts_on": INDEPENDENCE - timedelta(160), "ends_on": None}]
    assert _compared(draft, detention=new) == Difference("out_sooner", 30)
    assert _compared(draft) == Difference("unchanged", 0)


def test_a_longer_sentence_asked_for_holds_the_short_ones_longer() -> None:
    short = {"kind": "penjara", "years": 3, "months": 6, "days": 0}
    draft = one_value("sentence_minimum", date(2025, 1, 1), 1500)
    # three years and a half are 1260 days of 1500; the first full year would have given 60
    assert _compared(draft, sentence=short) == Difference("held_longer", -60)


def test_whoever_may_yet_be_eligible_is_out_sooner_by_the_days_still_open() -> None:
    new = [{"starts_on": INDEPENDENCE - timedelta(160), "ends_on": None}]
    papers = dossier("RU")["documents"] | {"putusan": "missing"}
    assert _compared(read_draft(SHORTER), detention=new, documents=papers) == Difference("out_sooner", 30)


def test_days_that_stay_open_are_compared_where_neither_gives_any() -> None:
    steps = {"first_days": 30, "full_from_days": 360, "steps": [90]}
    papers = dossier("RU")["documents"] | {"putusan": "missing"}
    # 60 days are open under the law, 90 under the draft
    assert _compared(one_value("ladder_general", date(2025, 1, 1), steps), documents=papers) == Difference("out_sooner", 30)


def test_a_draft_tells_that_it_is_one_and_of_which_day() -> None:
    (drafted,) = read_draft(SHORTER).values()
    assert drafted.topic == "rancangan"
    (value,) = one_value("served_minimum_adult", date(2027, 1, 1), 150)["served_minimum_adult"].values
    assert (value.starts_on, value.last_checked_on, value.confidence) == (date(2027, 1, 1), date(2027, 1, 1), "A")
    assert [(each.title, each.article) for each in value.references] == [("rancangan", "rancangan")]
    assert (value.value, value.written) == (150, 150)


@pytest.mark.parametrize(("on", "days"), [("2032-08-17", 90), ("2042-08-17", 90), ("2033-08-17", None)])
def test_the_first_year_of_a_drafted_round_is_a_round(on: str, days: int | None) -> None:
    kind = dict(parameters()["kind.RD"].values[-1].written) | {"rounds": {"first_year": 2032, "every_years": 10}}
    law = DraftLaw(one_value("kind.RD", date(2030, 1, 1), kind))
    sentence = {"kind": "penjara", "years": 30, "months": 0, "days": 0}
    facts = dossier("RD", date.fromisoformat(on), sentence=sentence)
    if days is None:
        with pytest.raises(RuleNotInForce, match=r"^RD has no round in 2033$"):
            law.assess(facts, "RD", on)
    else:
        # a twelfth of 10800 days is 900, and 90 are the most
        assert law.assess(facts, "RD", on).days == days


def test_a_paper_that_is_asked_no_longer_is_paper_only() -> None:
    assert _compared(one_value("paper.register_f", date(2025, 1, 1), "not in force")) == Difference("paper_only", 0)


def test_whoever_loses_certainty_is_held_longer_even_where_more_days_are_open() -> None:
    steps = {"first_days": 30, "full_from_days": 360, "steps": [90]}
    paper = {"kinds": ["RU"]}
    draft = one_value("ladder_general", date(2025, 1, 1), steps) | one_value("paper.surat_dokter", date(2025, 1, 1), paper)
    papers = dossier("RU")["documents"] | {"surat_dokter": "missing"}
    assert _compared(draft, documents=papers) == Difference("held_longer", -60)


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("invented", 1, "no such parameter"),
        ("served_minimum_adult", -1, "whole number"),
        ("served_minimum_adult", "not in force", "must always have a value"),
        ("kind.RU", "not in force", "^the engine cannot compute with this draft$"),
        ("month_days", 0, "cannot compute"),
        # a first step, the sixth, and a seventh that the law does not have, of either ladder
        ("ladder_general", {"first_days": 10**12, "full_from_days": 360, "steps": [60]}, "cannot compute"),
        ("ladder_general", {"first_days": 30, "full_from_days": 360, "steps": [60] * 5 + [10**12]}, "cannot compute"),
        ("ladder_general", {"first_days": 30, "full_from_days": 360, "steps": [60] * 6 + [10**12]}, "cannot compute"),
        ("ladder_religious", {"first_days": 10**12, "full_from_days": 360, "steps": [30]}, "cannot compute"),
        ("ladder_religious", {"first_days": 15, "full_from_days": 360, "steps": [30] * 6 + [10**12]}, "cannot compute"),
        ("served_minimum_adult", 10**12, "cannot compute"),
        ("criterion.sppn_good", {"kinds": ["RU"], "uses": ["sppn_min"]}, "uses must stay"),
        ("criterion.ru_same_day", {"kinds": ["RU", "RT"]}, "cannot compute"),
        ("nth_counts", "larger", "no other reading"),
        ("active_min", 0.8, "decimal"),
        ("sppn_min", 101, "sppn_min: score: must lie between 0 and 100"),
        ("sppn_min", "65", "sppn_min: score: must be a number"),
    ],
)
def test_a_draft_that_cannot_be_law_is_refused(name: str, written, says: str) -> None:
    with pytest.raises(LawDataError, match=says):
        DraftLaw(one_value(name, date(2025, 1, 1), written))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("unit: days", "unit: years", "unit must stay days"),
        ("from: 2025-01-01", "from: 1990-01-01", "cannot begin before"),
        ("  served_minimum_adult:", "  invented:", "no such parameter"),
        ("parameters:", "parameters: [", "not a YAML file"),
        ("        confidence: B\n", "", "lacks confidence"),
    ],
)
def test_a_fault_in_a_draft_file_is_named(right: str, wrong: str, says: str) -> None:
    assert right in SHORTER
    with pytest.raises(LawDataError, match=says):
        DraftLaw(read_draft(SHORTER.replace(right, wrong)))


def test_a_draft_kind_must_be_computed_as_the_law_computes_it() -> None:
    kind = dict(parameters()["kind.RU"].values[-1].written)
    with pytest.raises(LawDataError, match="family and amount"):
        DraftLaw(one_value("kind.RU", date(2025, 1, 1), kind | {"family": "khusus"}))


def test_the_law_stands_as_it_was_after_a_draft() -> None:
    before = {name: parameter.values for name, parameter in parameters().items()}
    DraftLaw(read_draft(SHORTER))
    assert {name: parameter.values for name, parameter in parameters().items()} == before
    check_law(parameters())


def _run(monkeypatch: pytest.MonkeyPatch, capsys, lines: list[str], draft: Path) -> list[dict]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))
    assert main(["whatif", "--draft", str(draft)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_names_whom_a_draft_changes_and_counts_everybody(monkeypatch, capsys, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(SHORTER, "utf-8")
    facts = {"profile": "complete", "sentence": {"kind": "penjara", "years": 5}}
    new = json.dumps(
        {"id": "baru", "kind": "RU", "on": "2025-08-17", "facts": facts | {"detention": [{"starts_on": "2025-03-10"}]}}
    )
    old = json.dumps(
        {"id": "lama", "kind": "RU", "on": "2025-08-17", "facts": facts | {"detention": [{"starts_on": "2022-03-10"}]}}
    )
    found = _run(monkeypatch, capsys, [new, "", old, "{", ""], draft)
    assert [(each.get("id"), each.get("change"), each.get("days")) for each in found[:1]] == [("baru", "out_sooner", 30)]
    assert found[0]["before"]["outcome"] == "not_eligible"
    assert found[1]["error"] == "InvalidQuestion"
    assert found[2] == {
        "totals": {"people": 3, "out_sooner": 1, "held_longer": 0, "paper_only": 0, "unchanged": 1, "refused": 1}
        | {"days_gained": 30, "days_lost": 0}
    }
    assert set(CLASSES) < set(found[2]["totals"])


def test_the_command_adds_up_gains_and_losses_and_shows_both_sides(monkeypatch, capsys, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(SHORTER.replace("value: 150", "value: 200"), "utf-8")
    facts = {"profile": "complete", "sentence": {"kind": "penjara", "years": 5}}
    # 190 days inside, then 185: enough for 180, not for 200; the first step of the ladder is 30 days each
    lines = [
        json.dumps({"id": day, "kind": "RU", "on": "2025-08-17", "facts": facts | {"detention": [{"starts_on": day}]}})
        for day in ("2025-02-08", "2025-02-13")
    ]
    found = _run(monkeypatch, capsys, [*lines, json.dumps({"id": 9, "kind": "RX", "on": "2025-08-17", "facts": {}})], draft)
    assert [(each["change"], each["days"]) for each in found[:2]] == [("held_longer", -30)] * 2
    assert [(each["before"]["outcome"], each["after"]["outcome"]) for each in found[:2]] == [("eligible", "not_eligible")] * 2
    assert (found[2]["id"], found[2]["error"]) == (9, "InvalidQuestion")
    totals = found[3]["totals"]
    assert (totals["people"], totals["held_longer"], totals["refused"]) == (3, 2, 1)
    assert (totals["days_gained"], totals["days_lost"]) == (0, 60)


def test_the_command_tells_a_kind_the_draft_ends(monkeypatch, capsys, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = """description: No remission of the tenth year.
parameters:
  kind.RD:
    description: Remisi dasawarsa.
    unit: kind
    values:
      - from: 2025-01-01
        value: not in force
        reference: {title: Rancangan Keppres, article: Pasal 1}
        confidence: B
        last_checked_on: 2026-11-01
"""
    draft.write_text(text, "utf-8")
    asked = {"id": 1, "kind": "RD", "on": "2025-08-17", "facts": dossier("RD", INDEPENDENCE)}
    (found, _) = _run(monkeypatch, capsys, [json.dumps(asked, default=str)], draft)
    # a twelfth of five years is 150 days, and 90 are the most
    assert (found["before"]["days"], found["after"], found["days"]) == (90, None, -90)


def test_a_draft_that_is_no_yaml_says_where(capsys, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("description: [", "utf-8")
    assert main(["whatif", "--draft", str(draft)]) == 2
    assert capsys.readouterr().err.startswith("not a YAML file: while parsing a flow")


def test_the_command_refuses_a_draft_that_cannot_be_law(capsys, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(SHORTER.replace("value: 150", "value: soon"), "utf-8")
    assert main(["whatif", "--draft", str(draft)]) == 2
    assert "whole number" in capsys.readouterr().err


def test_a_draft_answers_nothing_before_the_first_law_and_no_proposal_before_its_day() -> None:
    law = DraftLaw({})
    with pytest.raises(RuleNotInForce, match="1999-12-23"):
        law.rules_on(date(1999, 12, 22), DEFAULT)
    with pytest.raises(InvalidQuestion, match="late_on"):
        law.assess(dossier(), "RU", INDEPENDENCE, None, INDEPENDENCE - timedelta(1))
    assert law.assess(dossier(), "RU", INDEPENDENCE, None, INDEPENDENCE).late_on == INDEPENDENCE
    with pytest.raises(InvalidQuestion, match=r"^on: a date is required$"):
        law.assess(dossier(), "RU", None)  # type: ignore[arg-type]
    with pytest.raises(InvalidQuestion, match=r"^late_on: not a date that exists"):
        law.assess(dossier(), "RU", INDEPENDENCE, None, "2025-02-30")


def test_a_condition_that_lapses_takes_its_threshold_along() -> None:
    draft = one_value("criterion.sppn_good", date(2025, 1, 1), "not in force")
    assert {name: [value.value for value in drafted.values] for name, drafted in draft.items()} == {
        "criterion.sppn_good": [None],
        "sppn_min": [None],
    }
    poor = [{"month": f"2025-{month:02d}", "score": 10} for month in range(1, 8)]
    assert _compared(draft, sppn=poor).change == "out_sooner"


def test_a_kind_that_only_one_of_the_two_knows_is_none_on_the_other_side() -> None:
    ended = DraftLaw(one_value("kind.RD", date(2025, 1, 1), "not in force"))
    before, after = under_both(ended, dossier("RD", INDEPENDENCE), "RD", INDEPENDENCE)
    assert before is not None
    assert (before.kind, after) == ("RD", None)
    ill_in_2017 = {"family": "kemanusiaan", "statuses": ["narapidana"], "day": "04-07", "amount": "last_general"}
    value, since = ill_in_2017 | {"uses": ["humanitarian_size"]}, date(2017, 1, 1)
    begun = DraftLaw(one_value("kind.RKS", since, value) | one_value("humanitarian_size", since, "last_general"))
    before, after = under_both(begun, dossier("RKS", date(2017, 4, 7)), "RKS", date(2017, 4, 7))
    assert before is None
    assert after is not None
    assert (after.kind, after.on) == ("RKS", date(2017, 4, 7))
    # nobody is held longer by a remission that is new and not for them
    assert after.outcome == "not_eligible"
    assert compared(before, after) == Difference("paper_only", 0)


def test_a_remission_for_the_aged_asked_without_an_earlier_one_gives_no_days() -> None:
    law = DraftLaw(one_value("criterion.earlier_ru", date(2025, 1, 1), "not in force"))
    verdict = law.assess(dossier("RKL", date(2025, 5, 29), birth_on="1950-01-01"), "RKL", "2025-05-29")
    # its size is that of the last general remission, and there is none
    assert (verdict.outcome, verdict.days) == ("eligible", 0)


def test_a_drafted_part_of_the_general_remission_is_taken_as_it_is_written() -> None:
    parts = {ground: "2/3" if ground == "pemuka" else "1/2" for ground in words.GROUNDS}
    law = DraftLaw(one_value("additional_parts", date(2025, 1, 1), parts))
    served = [{"ground": "pemuka", "on": "2025-02-01", "verified": True}]
    # two thirds of the 60 days of the first general remission
    assert law.assess(dossier("RT", INDEPENDENCE, services=served), "RT", INDEPENDENCE).days == 40


def test_an_additional_remission_asked_without_the_general_one_of_its_day_gives_no_days() -> None:
    law = DraftLaw(one_value("criterion.ru_same_day", date(2025, 1, 1), "not in force"))
    served = [{"ground": "pemuka", "on": "2025-02-01", "verified": True}]
    escaped = dossier("RT", INDEPENDENCE, services=served, sppn=[{"month": f"2025-{m:02d}", "score": 0} for m in range(1, 8)])
    verdict = law.assess(escaped, "RT", INDEPENDENCE)
    # no general remission that day to take the third of
    assert (verdict.outcome, verdict.days) == ("eligible", 0)
    nothing_done = DraftLaw(one_value("criterion.service_ground", date(2025, 1, 1), "not in force"))
    # and no ground that says which part of it
    assert nothing_done.assess(dossier("RT", INDEPENDENCE), "RT", INDEPENDENCE).days == 0


@pytest.mark.parametrize(("years", "asked"), [(20, True), (4, False)])
def test_a_condition_asked_of_everyone_asks_the_long_sentences_whenever_they_were_judged(years: int, asked: bool) -> None:
    value = {"kinds": ["RU"], "offences": ["korupsi"], "long_offences": ["narkotika"], "long_from_days": 1800}
    value |= {"final_from": "2012-11-12", "everyone": "korupsi_payment", "uses": ["korupsi_payment"]}
    law = DraftLaw(one_value("criterion.fine_paid", date(2025, 1, 1), value))
    told = {"sentence": {"kind": "penjara", "years": years, "months": 0, "days": 0, "final_on": "2012-11-11"}}
    inside = [{"starts_on": "2023-08-01" if years == 4 else "2012-08-01", "ends_on": None}]
    facts = dossier("RU", INDEPENDENCE, offence="narkotika", fine_paid=False, detention=inside, **told)
    assert ("fine_paid" in law.assess(facts, "RU", INDEPENDENCE).failed) is asked
    assert "fine_paid" not in assess(facts, "RU", INDEPENDENCE).failed


@pytest.mark.parametrize(("final_on", "asked"), [("2019-12-31", False), ("2020-01-01", True), (None, False)])
def test_a_condition_of_judgments_from_a_day_on_is_asked_of_them_alone_where_it_names_no_crime(final_on, asked: bool) -> None:
    value = {"kinds": ["RU"], "final_from": "2020-01-01"}
    law = DraftLaw(one_value("criterion.not_on_leave", date(2025, 1, 1), value))
    sentence = {"kind": "penjara", "years": 10, "months": 0, "days": 0, "final_on": final_on}
    facts = dossier(sentence=sentence, detention=[{"starts_on": "2019-01-01"}], pre_release_leave=True)
    assert ("not_on_leave" in law.assess(facts, "RU", INDEPENDENCE).failed) is asked


@pytest.mark.parametrize("late_on", ["2025-09-30", None])
def test_a_draft_judges_a_late_proposal_as_late(late_on: str | None) -> None:
    """Somebody assessed after the day itself is judged with that assessment only where the proposal is late."""
    told = dossier(risk=[{"assessed_on": "2025-09-01", "level": "rendah"}])
    same = DraftLaw({}).assess(told, "RU", "2025-08-17", None, late_on)
    assert same == assess(told, "RU", "2025-08-17", None, late_on)
    assert ("risk_reduced" in same.unknown) == (late_on is None)


def test_a_draft_from_a_day_on_which_the_law_changed_takes_the_place_of_that_value_alone() -> None:
    """And its inverse gives the law back, with one value for each day."""
    several = [each for each in parameters().values() if len(each.values) > 1 and each.unit == "days"]
    assert several
    for standing in several:
        day = standing.values[1].starts_on
        draft = {standing.name: replace(standing, values=(replace(standing.values[1], value=777),))}
        laid = overlaid(parameters(), draft)[standing.name]
        assert [(each.starts_on, each.value) for each in laid.values] == [
            *((each.starts_on, each.value) for each in standing.values if each.starts_on < day), (day, 777),
        ]  # fmt: skip
        back = inverse_of(draft)[standing.name]
        assert [each.starts_on for each in back.values] == [each.starts_on for each in standing.values if each.starts_on >= day]


def test_the_inverse_begins_with_the_draft_and_gives_back_the_whole_law_where_that_began_earlier() -> None:
    standing = parameters()["served_minimum_adult"].values
    since_2025, since_1990 = (one_value("served_minimum_adult", date(year, 1, 1), 150) for year in (2025, 1990))
    assert inverse_of(since_2025)["served_minimum_adult"].values == (replace(standing[-1], starts_on=date(2025, 1, 1)),)
    assert inverse_of(since_1990)["served_minimum_adult"].values == standing


def test_a_draft_may_begin_with_the_law() -> None:
    law = DraftLaw(one_value("served_minimum_adult", date(1999, 12, 23), 150))
    on = date(2000, 8, 17)
    # 160 days of the 150 asked; the first step is 30 days
    verdict = law.assess(dossier("RU", on, detention=[{"starts_on": on - timedelta(160)}]), "RU", on)
    assert (verdict.outcome, verdict.days) == ("eligible", 30)


def test_a_draft_is_asked_under_the_switches_of_the_office() -> None:
    # a spotless mean is 80
    assert DraftLaw({}).assess(dossier(), "RU", INDEPENDENCE, policy={"sppn_min": 81}).failed == ("sppn_good",)
    assert DraftLaw({}).assess(dossier(), "RU", INDEPENDENCE, policy={"sppn_min": 80}).failed == ()


def test_a_draft_is_tried_with_children_as_children() -> None:
    """A ladder that only children's kinds use any longer is computed for a child."""
    since = date(2025, 1, 1)
    ended = one_value("kind.RU", since, "not in force") | one_value("kind.RT", since, "not in force")
    DraftLaw(ended)
    with pytest.raises(LawDataError, match="cannot compute"):
        DraftLaw(ended | one_value("ladder_general", since, {"first_days": 30, "full_from_days": 360, "steps": [10**12]}))


def test_what_the_engine_fails_on_is_kept_beside_the_refusal_of_a_draft() -> None:
    with pytest.raises(LawDataError) as refused:
        DraftLaw(one_value("criterion.ru_same_day", date(2025, 1, 1), {"kinds": ["RU", "RT"]}))
    assert str(refused.value.__cause__) == "the engine prepares the general remission of the day"
