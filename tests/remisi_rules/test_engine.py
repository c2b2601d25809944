"""Refusals, findings and the shape of a verdict."""

from datetime import date
from decimal import Decimal

import pytest

from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts, Participation
from rehab.remisi_rules.finding import Basis
from rehab.remisi_rules.kinds import round_day
from rehab.remisi_rules.law import _rules, rules_on
from rehab.remisi_rules.look_back import gaps_decide, look_back_days
from rehab.remisi_rules.milestones import Milestones, milestones
from rehab.remisi_rules.parameters import Reference
from rehab.remisi_rules.plan import plan_for
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.version import rules_version
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier


def _finding(verdict, code):
    return next(each for each in verdict.findings if each.code == code)


@pytest.mark.parametrize(
    ("kind", "on", "error"),
    [
        ("RU", "1999-12-22", RuleNotInForce),
        ("RD", "2024-08-17", RuleNotInForce),
        ("PMPD", "2030-08-17", RuleNotInForce),
        ("PMPU", "2022-08-02", RuleNotInForce),
        ("PMPK", "2022-08-02", RuleNotInForce),
        ("RKL", "2018-02-14", RuleNotInForce),
        ("RKS", "2018-02-14", RuleNotInForce),
        ("RK", "2025-03-31", InvalidQuestion),
        ("PMPK", "2025-03-31", InvalidQuestion),
        ("RX", "2025-08-17", InvalidQuestion),
        ("RU", "2025-02-29", InvalidQuestion),
        ("RU", "20250817", InvalidQuestion),
        ("RU", None, InvalidQuestion),
        (None, "2025-08-17", InvalidQuestion),
        (["RU"], "2025-08-17", InvalidQuestion),
    ],
)
def test_a_question_outside_the_law_or_the_calendar_is_refused(kind, on, error) -> None:
    with pytest.raises(error):
        assess(dossier(), kind, on)


@pytest.mark.parametrize(
    "told",
    [
        {"status": "napi"},
        {"religion": "Islam"},
        {"offence": "pencurian"},
        {"birth_on": "1985-02-29"},
        {"birth_on": 19850228},
        {"shoe_size": 43},
        {"escaped": "false"},
        {"escaped": 0},
        {"sentence": {"kind": "penjara", "years": -1}},
        {"sentence": {"kind": "penjara", "years": 5.0}},
        {"sentence": {"kind": "penjara", "years": True}},
        {"sentence": {"kind": "penjara", "years": 100000}},
        {"sentence": {"kind": "penjara", "days": 10**40}},
        {"sentence": {"kind": "penjara", "weeks": 3}},
        {"detention": [{"starts_on": "2024-02-02", "ends_on": "2024-02-01"}]},
        {"detention": [{"ends_on": "2024-02-01"}]},
        {"detention": {"starts_on": "2024-02-02"}},
        {"discipline": [{"level": "gawat", "starts_on": "2024-02-02"}]},
        {"discipline": [{"level": "berat"}]},
        {"sppn": [{"month": "2025-13", "score": 80}]},
        {"sppn": [{"month": "2025-7", "score": 80}]},
        {"sppn": [{"month": "2025-07", "score": 101}]},
        {"sppn": [{"month": "2025-07", "score": -1}]},
        {"sppn": [{"month": "2025-07", "score": float("nan")}]},
        {"sppn": [{"month": "2025-07", "score": "80"}]},
        {"sppn": [{"month": ["2025-07"], "score": 80}]},
        {"risk": [{"assessed_on": "2025-07-01", "level": {}}]},
        {"documents": {"putusan": ["verified"]}},
        {"risk": [{"assessed_on": "2025-07-01", "level": "besar"}]},
        {"participation": {"scheduled": 10, "attended": 9, "excused": 2}},
        {"participation": {"scheduled": -1, "attended": 0, "excused": 0}},
        {"documents": {"ktp": "verified"}},
        {"documents": {"putusan": "ada"}},
        {"remissions": [{"kind": "RX", "on": "2024-08-17", "days": 30}]},
        {"remissions": [{"kind": "RU", "on": "2024-08-17", "days": None}]},
        {"services": [{"ground": "menyapu", "on": "2025-05-01"}]},
    ],
)
def test_facts_with_an_unknown_word_or_an_impossible_value_are_refused(told) -> None:
    with pytest.raises(InvalidQuestion):
        assess(dossier(**told), "RU", INDEPENDENCE)


@pytest.mark.parametrize(
    "policy",
    [
        {"min_served": 180},
        {"min_served_adult": -1},
        {"min_served_adult": "180"},
        {"sppn_min": 101},
        {"active_min": "1.2"},
        {"active_min": "vier Fünftel"},
        {"active_min": "1E-999999999"},
        {"discipline_levels": ["sedang", "gawat"]},
        {"discipline_levels": "sedang"},
        {"rd_require_good_conduct": 1},
        {"korupsi_payment": "perhaps"},
        {"two_thirds_basis": None},
    ],
)
def test_an_unknown_switch_or_value_is_refused(policy) -> None:
    with pytest.raises(InvalidQuestion):
        assess(dossier(), "RU", INDEPENDENCE, policy=policy)


def test_a_finding_tells_value_threshold_source_article_and_the_day_it_is_met() -> None:
    facts = dossier(detention=[{"starts_on": "2025-03-01", "ends_on": None}])
    finding = _finding(assess(facts, "RU", INDEPENDENCE), "served_minimum")
    assert (finding.state, finding.value, finding.threshold) == ("not_met", 169, 180)
    assert finding.met_from == date(2025, 8, 28)
    assert finding.source == "detention"
    assert [reference.title for reference in finding.basis.references] == ["Keppres 174/1999", "Keppres 174/1999"]
    assert finding.basis.confidence == "A"


def test_a_punishment_is_named_as_the_record_the_finding_came_from() -> None:
    punishment = {"level": "berat", "starts_on": "2025-06-01", "ends_on": "2025-06-13", "forfeits_until": None}
    finding = _finding(assess(dossier(discipline=[punishment]), "RU", INDEPENDENCE), "good_conduct")
    assert finding.source == "discipline:berat:2025-06-01"
    assert finding.value == date(2025, 6, 13)


def test_a_threshold_without_a_source_shows_as_confidence_c_with_its_question() -> None:
    finding = _finding(assess(dossier(), "RU", INDEPENDENCE), "active_in_program")
    assert finding.basis.confidence == "C"
    assert any("aktif" in question for question in finding.basis.questions)


def test_papers_are_found_under_their_own_codes_after_the_conditions() -> None:
    verdict = assess(dossier(), "RU", INDEPENDENCE)
    codes = [finding.code for finding in verdict.findings]
    assert codes[:3] == ["final_judgment", "sentence_kind", "sentence_length"]
    assert codes[-7:] == [
        "putusan",
        "bukan_subsider",
        "bukan_cmb",
        "register_f",
        "daftar_perubahan",
        "laporan_pembinaan",
        "penurunan_risiko",
    ]
    assert {finding.criterion for finding in verdict.findings if finding.document} == {"papers"}


def test_the_size_is_kept_as_months_and_days_too() -> None:
    remissions = [{"kind": "RK", "on": f"{year}-04-10", "days": 30} for year in (2022, 2023, 2024)]
    verdict = assess(dossier("RK", remissions=remissions), "RK", "2025-03-31", "idul_fitri")
    assert (verdict.days, verdict.months_and_days) == (45, (1, 15))
    assert verdict.to_json()["amount"]["months"] == 1


def test_two_scores_for_one_month_that_differ_are_no_score() -> None:
    facts = dossier()
    facts["sppn"] = [*facts["sppn"], {"month": "2025-07", "score": 20}]
    assert assess(facts, "RU", INDEPENDENCE).unknown == ("sppn_good",)


def test_two_assessments_of_one_day_that_differ_are_unknown() -> None:
    risk = [{"assessed_on": "2025-07-01", "level": level} for level in ("rendah", "tinggi")]
    assert assess(dossier(risk=risk), "RU", INDEPENDENCE).unknown == ("risk_reduced",)


def test_two_earlier_assessments_of_one_day_decide_only_where_both_say_the_same() -> None:
    before = [{"assessed_on": "2025-01-10", "level": level} for level in ("rendah", "tinggi")]
    for newest, state in (("rendah", "met"), ("sedang", "unknown")):
        risk = [*before, {"assessed_on": "2025-07-01", "level": newest}]
        assert _finding(assess(dossier(risk=risk), "RU", INDEPENDENCE), "risk_reduced").state == state


def test_a_number_read_before_lets_no_truth_value_through_that_equals_it() -> None:
    read = [{"kind": "RU", "on": "2024-08-17", "days": 1}]
    assert assess(dossier(remissions=read), "RU", INDEPENDENCE).nth == 2
    with pytest.raises(InvalidQuestion):
        assess(dossier(remissions=[{**read[0], "days": True}]), "RU", INDEPENDENCE)
    scored = [{"month": "2025-07", "score": 1}]
    assert Facts.from_json({"sppn": scored}).sppn == ((24306, 1),)
    with pytest.raises(InvalidQuestion):
        Facts.from_json({"sppn": [{**scored[0], "score": True}]})


def test_a_mean_is_exact_however_many_decimals_a_score_has() -> None:
    # six scores of 65 less 10^-30 in one and as much more in another are 65 in the mean; without the gain they are not
    short, least, more = map(Decimal, ("64." + "9" * 30, "65", "65." + "0" * 29 + "1"))
    months = [f"2025-{month:02d}" for month in range(2, 8)]
    scores = dict(zip(months, [short, *[least] * 4, more], strict=True))
    facts = dossier(sppn=[{"month": month, "score": score} for month, score in scores.items()])
    assert assess(facts, "RU", INDEPENDENCE).outcome == "eligible"
    facts = dossier(sppn=[{"month": month, "score": short if month == months[0] else least} for month in months])
    assert assess(facts, "RU", INDEPENDENCE).failed == ("sppn_good",)


def test_a_mean_is_held_exactly_against_what_the_office_asks() -> None:
    # six times a least mean of thirty decimals is that mean six times over, not the 390 it rounds to
    least = Decimal("64." + "9" * 30)
    facts = dossier(sppn=[{"month": f"2025-{month:02d}", "score": least} for month in range(2, 8)])
    assert assess(facts, "RU", INDEPENDENCE, policy={"sppn_min": least}).outcome == "eligible"


def test_facts_survive_the_way_through_plain_data() -> None:
    facts = Facts.from_json(dossier(discipline=[{"level": "ringan", "starts_on": "2025-01-01"}]))
    assert Facts.from_json(facts.to_json()) == facts
    assert assess(facts.to_json(), "RU", INDEPENDENCE).to_json() == assess(facts, "RU", INDEPENDENCE).to_json()
    assert Facts.from_json(facts) is facts


def test_a_score_is_plain_data_as_it_was_written_and_a_list_may_be_a_tuple() -> None:
    scores = ({"month": "2025-06", "score": 65.5}, {"month": "2025-07", "score": Decimal("70.0")})
    written = Facts.from_json({"sppn": scores}).to_json()["sppn"]
    assert [(each["score"], type(each["score"])) for each in written] == [(65.5, float), (70, int)]


def test_a_policy_survives_the_way_through_plain_data() -> None:
    given = {"active_min": "0.75", "discipline_levels": ["berat"], "min_served_adult": 200}
    policy = Policy.of(given)
    assert policy.to_json() == given
    assert Policy.of(policy.to_json()) == policy


def test_milestones_are_all_null_for_life_and_without_custody() -> None:
    life = dossier(sentence={"kind": "seumur_hidup", "years": None})
    gone = dossier(detention=[{"starts_on": "2020-01-01", "ends_on": "2021-01-01"}])
    assert milestones(life, INDEPENDENCE) == Milestones()
    assert milestones(gone, INDEPENDENCE) == Milestones()


def test_leave_before_release_is_as_long_as_the_newest_remission_up_to_180_days() -> None:
    remissions = [{"kind": "RU", "on": "2024-08-17", "days": 200}, {"kind": "RK", "on": "2024-04-10", "days": 15}]
    # five years from 1 August 2022 end 1 August 2027; less 215 days: 29 December 2026; less 180: 2 July 2026
    assert milestones(dossier(remissions=remissions), INDEPENDENCE).cmb_on == date(2026, 7, 2)


def test_a_reference_with_an_address_shows_it_in_plain_data() -> None:
    basis = Basis((Reference("UU 22/2022", "Pasal 10"), Reference("UU 1/2023", "Pasal 2", "https://jdih.example")), "A", ())
    assert basis.to_json()["basis"] == [
        {"title": "UU 22/2022", "article": "Pasal 10"},
        {"title": "UU 1/2023", "article": "Pasal 2", "address": "https://jdih.example"},
    ]


def test_the_rules_version_is_a_hash_that_stands_still() -> None:
    assert len(rules_version()) == 64
    assert rules_version() == rules_version()


def test_rules_are_worked_out_once_for_a_stretch_of_days() -> None:
    assess(dossier(), "RU", INDEPENDENCE)
    before = _rules.cache_info().misses
    for day in range(1, 28):
        assess(dossier(), "RU", date(2025, 8, day))
    assert _rules.cache_info().misses == before


def test_what_a_kind_asks_of_whom_is_made_once() -> None:
    rules = rules_on(INDEPENDENCE, Policy())
    assert plan_for(rules, "RU", False, "umum") is plan_for(rules, "RU", False, "umum")


@pytest.mark.parametrize(
    ("attended", "counted", "unrecorded", "decide"),
    [
        (80, 100, 0, False),
        (80, 100, 1, True),
        (81, 100, 1, False),
        (79, 100, 5, True),
        (79, 100, 4, False),
        (0, 0, 1, True),
        (80, 99, 1, False),
    ],
)
def test_gaps_decide_only_where_they_could_turn_the_answer(attended, counted, unrecorded, decide) -> None:
    # 80 of 100 is four fifths: one more absence makes 80 of 101. 79 of 100 and five more present: 84 of 105, four fifths.
    rules = rules_on(INDEPENDENCE, Policy())
    assert gaps_decide(Participation(counted, attended, 0), unrecorded, rules) is decide
    assert gaps_decide(Participation(counted + 10, attended, 10), unrecorded, rules) is decide


def test_each_kind_knows_its_day_and_the_tenth_year_its_years() -> None:
    assert round_day("RU", 2025) == date(2025, 8, 17)
    assert round_day("RKL", 2025) == date(2025, 5, 29)
    assert round_day("RK", 2025) is None
    assert round_day("RD", 2025) == date(2025, 8, 17)
    assert round_day("RD", 2026) is None


def test_a_childs_look_back_is_shorter_in_childrens_kinds_and_before_they_existed() -> None:
    before, after = rules_on(date(2021, 8, 17), Policy()), rules_on(INDEPENDENCE, Policy())
    assert look_back_days("RU", "anak_binaan", before) == 90
    assert look_back_days("RU", "narapidana", before) == 180
    assert look_back_days("RU", "anak_binaan", after) == 180
    assert look_back_days("PMPU", None, after) == 90
