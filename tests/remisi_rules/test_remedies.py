"""The smallest set of changes: it does make the person eligible, and no part of it does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rehab.remisi_rules import remedies, words
from rehab.remisi_rules.changes import Change, applied
from rehab.remisi_rules.cures import Asked
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, RefusedQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.from_findings import concluded_from
from rehab.remisi_rules.policy import DEFAULT
from rehab.remisi_rules.remedies import Remedy, remedy_for, suffices
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier

HOLIDAY = {"RK": "idul_fitri", "PMPK": "idul_fitri"}
MANY = settings(max_examples=150)
MONTHS = [f"2025-{month:02d}" for month in range(2, 8)]
truths = some.sampled_from([True, False, None])


@some.composite
def questions(draw) -> tuple[Facts, str, date, date | None]:
    """A spotless dossier with up to six things wrong or unknown, and a question about it."""
    kind = draw(some.sampled_from(words.KINDS))
    on = draw(some.sampled_from([INDEPENDENCE, INDEPENDENCE, date(2015, 8, 17), date(2021, 8, 17), date(2035, 8, 17)]))
    late_on = draw(some.sampled_from([None, None, None, on, on + timedelta(100)]))
    day = lambda most=400: on - timedelta(draw(some.integers(-40, most)))  # noqa: E731
    start = on - timedelta(draw(some.sampled_from([20, 89, 90, 179, 180, 400, 800])))
    month = lambda: draw(some.sampled_from([f"{on.year}-{each:02d}" for each in range(1, 13)]))  # noqa: E731
    # Only what is chosen is drawn: what stays as it is need not be.
    told: dict[str, Callable[[], Any]] = {
        "status": lambda: draw(some.sampled_from([None, *sorted(words.STATUSES)])),
        "birth_on": lambda: draw(some.sampled_from([None, on - timedelta(6500), on - timedelta(6600), on - timedelta(25560)])),
        "religion": lambda: draw(some.sampled_from([None, *sorted(words.RELIGIONS)])),
        "sentence": lambda: {
            "kind": draw(some.sampled_from([None, "penjara", "penjara", "mati"])),
            "years": draw(some.sampled_from([None, 0, 2, 5])),
            "months": draw(some.sampled_from([None, 0, 7])),
            "final_on": draw(some.sampled_from([None, start, on - timedelta(30), on + timedelta(20)])),
        },
        "detention": lambda: draw(some.sampled_from([None, [], [{"starts_on": start, "ends_on": None}]])),
        "offence": lambda: draw(some.sampled_from([None, *sorted(words.OFFENCES)])),
        "subsidiary": lambda: {"days_outstanding": 0, "serving": draw(truths)},
        **dict.fromkeys(words.FLAGS, lambda: draw(truths)),
        "discipline": lambda: draw(some.none() | some.lists(some.builds(
            lambda level, first, length: {
                "level": level, "starts_on": first, "ends_on": length and first + timedelta(length)},
            some.sampled_from([None, *sorted(words.DISCIPLINE_LEVELS)]), some.just(day(200)),
            some.sampled_from([None, 6, 12])), max_size=2)),
        "sppn": lambda: draw(some.none() | some.just(
            [{"month": month(), "score": draw(some.sampled_from([None, 20, 64, 65, 90]))} for _ in range(9)])),
        "risk": lambda: draw(some.none() | some.just(
            [{"assessed_on": day(), "level": draw(some.sampled_from([None, *words.RISK_LEVELS]))} for _ in range(3)])),
        "participation": lambda: draw(some.sampled_from(
            [None, {"scheduled": 10, "attended": 7, "excused": 0}, {"scheduled": 3, "attended": 0, "excused": 3}])),
        "documents": lambda: draw(some.none() | some.dictionaries(
            some.sampled_from(sorted(words.DOCUMENTS)), some.sampled_from(["verified", "present", "missing"]))),
        "remissions": lambda: [
            {"kind": draw(some.sampled_from(words.KINDS)), "on": day(), "days": 30} for _ in range(draw(some.integers(0, 2)))],
        "services": lambda: [
            {"ground": draw(some.sampled_from([*sorted(words.GROUNDS), "donor_darah"])), "on": day(), "verified": draw(truths)}
            for _ in range(draw(some.integers(0, 6)))],
    }  # fmt: skip
    chosen = draw(some.sets(some.sampled_from(sorted(told)), max_size=4))
    if kind == "RT":
        chosen |= {"services"}
    base: dict[str, Any] = {"detention": [{"starts_on": on - timedelta(1100), "ends_on": None}]}
    if kind in ("RKL", "RKS"):
        base |= {"remissions": [{"kind": "RU", "on": on - timedelta(400), "days": 60}], "prolonged_illness": True}
    if kind == "RKL":
        base |= {"birth_on": on - timedelta(25800)}
    return Facts.from_json(dossier(kind, on, **base | {name: told[name]() for name in sorted(chosen)})), kind, on, late_on


def _asked(facts: Facts, kind: str, on: date, late_on: date | None) -> str | None:
    try:
        return assess(facts, kind, on, HOLIDAY.get(kind), late_on).outcome
    except RefusedQuestion:
        return None


def _remedy(facts: Facts, kind: str, on: date, late_on: date | None) -> Remedy | None:
    return remedy_for(facts, kind, on, HOLIDAY.get(kind), late_on)


@MANY
@given(questions())
def test_a_remedy_applied_on_its_day_makes_the_person_eligible(question) -> None:
    facts, kind, on, late_on = question
    if _asked(*question) is None:
        return
    remedy = _remedy(*question)
    if remedy is not None:
        healed = applied(facts, remedy.changes, remedy.on, remedy.late_on)
        assert _asked(healed, kind, remedy.on, remedy.late_on) == "eligible"
        assert remedy.waits == ((on, late_on) != (remedy.on, remedy.late_on))
        assert remedy.on >= on


@MANY
@given(questions(), some.randoms(use_true_random=False))
def test_no_part_of_a_remedy_suffices(question, chance) -> None:
    facts, kind, on, late_on = question
    if _asked(*question) is None or (remedy := _remedy(*question)) is None:
        return
    whole = remedy.changes
    tried = [tuple(each for each in whole if each is not left_out) for left_out in whole]
    if len(whole) <= 5:
        tried = [part for size in range(len(whole)) for part in combinations(whole, size)]
    else:
        tried += [chance.sample(whole, chance.randrange(len(whole))) for _ in range(20)]
    for part in tried:
        assert _asked(applied(facts, part, remedy.on, remedy.late_on), kind, remedy.on, remedy.late_on) != "eligible"
    if remedy.waits:
        assert _asked(applied(facts, whole, on, late_on), kind, on, late_on) != "eligible"


@MANY
@given(questions())
def test_nothing_is_needed_by_whoever_is_eligible(question) -> None:
    outcome = _asked(*question)
    if outcome is not None:
        remedy = _remedy(*question)
        assert (remedy is not None and not remedy.changes and not remedy.waits) == (outcome == "eligible")


@MANY
@given(questions())
def test_incomplete_records_alone_never_leave_a_person_without_a_remedy(question) -> None:
    facts, kind, _on, late_on = question
    if kind in ("RT", "RD", "PMPD") or late_on or _asked(*question) != "incomplete":
        return
    undecided = facts.religion == "kepercayaan" and kind in ("RK", "PMPK")
    short = facts.sentence.length_known is False or not facts.detention or facts.birth_on is None
    verdict = assess(facts, kind, question[2], HOLIDAY.get(kind))
    if not undecided and not short and not {"good_conduct", "sppn_good"} & set(verdict.unknown):
        assert _remedy(*question) is not None


def _told(**told: Any) -> Facts:
    return Facts.from_json(dossier("RU", INDEPENDENCE, **told))


def test_two_documents_and_one_month_of_sppn_are_named_and_nothing_else() -> None:
    papers = dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing", "register_f": "present"}
    scores = [{"month": month, "score": 70} for month in MONTHS[:-1]]
    remedy = remedy_for(_told(documents=papers, sppn=scores), "RU", INDEPENDENCE)
    assert remedy is not None
    # six months at 65 make 390; five times 70 are 350, so July needs 40
    assert set(remedy.changes) == {
        Change("document", "putusan", "verified"),
        Change("document", "register_f", "verified"),
        Change("sppn", "2025-07", 40, date(2025, 8, 1)),
    }
    assert not remedy.waits


def test_time_alone_is_a_wait_and_no_change() -> None:
    # inside since 1 May 2025: 180 days are served on 28 October 2025; the windows move along
    facts = _told(
        detention=[{"starts_on": "2025-05-01", "ends_on": None}],
        sppn=[{"month": f"2025-{month:02d}", "score": 70} for month in range(1, 13)],
        risk=[{"assessed_on": "2025-08-01", "level": "rendah"}],
    )
    remedy = remedy_for(facts, "RU", INDEPENDENCE)
    assert remedy == Remedy((), date(2025, 10, 28), None, waits=True)


def test_what_grows_old_while_waiting_is_asked_for_anew() -> None:
    # punished to 1 August 2025: free on 28 January 2026; by then August to December have no score and the risk is 195 days old
    punished = [{"level": "sedang", "starts_on": "2025-07-20", "ends_on": "2025-08-01"}]
    remedy = remedy_for(_told(discipline=punished), "RU", INDEPENDENCE)
    assert remedy is not None
    assert remedy.on == date(2026, 1, 28)
    wanted = [f"sppn 2025-{month:02d}" for month in range(8, 13)]
    assert sorted(f"{each.kind} {each.subject}" for each in remedy.changes) == ["risk 2026-01-28", *wanted]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"sentence": {"kind": "mati"}}, "RU"),
        ({"sentence": {"kind": "seumur_hidup"}}, "RU"),
        ({"religion": "hindu"}, "RK"),
        ({"religion": "kepercayaan"}, "RK"),
        ({"escaped": True}, "RU"),
        ({"parole_revoked": True}, "RU"),
        ({"status": "tahanan"}, "RU"),
        ({"detention": [{"starts_on": "2020-01-01", "ends_on": "2024-01-01"}]}, "RU"),
        ({"discipline": [{"level": "berat", "starts_on": "2025-01-01", "ends_on": None}]}, "RU"),
        ({"subsidiary": {"days_outstanding": 30, "serving": True}}, "RD"),
        ({}, "RT"),
    ],
)
def test_nothing_can_cure_what_neither_time_nor_anybody_can(told: dict[str, Any], kind: str) -> None:
    assert remedy_for(_told(**told), kind, INDEPENDENCE, HOLIDAY.get(kind)) is None


def test_a_low_mean_is_cured_by_later_months_that_are_still_to_be_scored() -> None:
    # five months at 60 and July at 30: even 100 in August leaves 60+60+60+60+30+100 = 370 of 390; with September it is 410
    scores = [{"month": month, "score": 60} for month in MONTHS[:-1]] + [{"month": "2025-07", "score": 30}]
    remedy = remedy_for(_told(sppn=scores, risk=[{"assessed_on": "2025-08-10", "level": "rendah"}]), "RU", INDEPENDENCE)
    assert remedy is not None
    assert remedy.on == date(2025, 10, 1)
    # 390 less 3 × 60 + 30 is 180, half of it for each of the two
    assert [(each.subject, each.value) for each in remedy.changes] == [("2025-08", 90), ("2025-09", 90)]


def test_a_missing_month_that_no_score_could_make_up_for_is_waited_out() -> None:
    # April is missing, the others stand at 20: of 390 even 100 in April leaves 190. August to October never reach it (310/2,
    # 330/3, 330/3); with November June and July are left: 350 over four months, 88 each. April is outside by then.
    scores = [{"month": month, "score": 20} for month in MONTHS if month != "2025-04"]
    remedy = remedy_for(_told(sppn=scores), "RU", INDEPENDENCE)
    assert remedy is not None
    assert remedy.on == date(2025, 12, 1)
    asked = [(each.subject, each.value) for each in remedy.changes if each.kind == "sppn"]
    assert asked == [("2025-08", 88), ("2025-09", 88), ("2025-10", 88), ("2025-11", 88)]


def test_missed_sessions_need_a_new_look_back() -> None:
    facts = _told(participation={"scheduled": 10, "attended": 7, "excused": 0})
    remedy = remedy_for(facts, "RU", INDEPENDENCE)
    assert remedy is not None
    assert remedy.on == INDEPENDENCE + timedelta(180)
    assert "attendance" in [each.kind for each in remedy.changes]


def test_sessions_nobody_recorded_need_no_wait() -> None:
    remedy = remedy_for(_told(participation=None), "RU", INDEPENDENCE)
    assert remedy == Remedy((Change("attendance", "", {"attended": 80, "counted": 100}),), INDEPENDENCE, None, waits=False)


def test_three_blood_donations_more_are_verified_where_one_is() -> None:
    donated = [{"ground": "donor_darah", "on": f"2025-0{month}-01", "verified": month == 2} for month in range(2, 7)]
    remedy = remedy_for(_told(services=donated), "RT", INDEPENDENCE)
    assert remedy is not None
    assert [each.kind for each in remedy.changes] == ["service"] * 3


def test_a_late_proposal_waits_on_its_own_day_alone() -> None:
    # judged on 1 October 2025, proposed late on 1 September: the proposal moves, the day it is for stays
    facts = _told(sentence={"kind": "penjara", "years": 5, "months": 0, "days": 0, "final_on": "2025-10-01"})
    remedy = remedy_for(facts, "RU", INDEPENDENCE, None, date(2025, 9, 1))
    assert remedy is not None
    assert remedy.on == INDEPENDENCE
    assert remedy.late_on == date(2025, 11, 1)
    assert [each.subject for each in remedy.changes if each.kind == "sppn"] == ["2025-10"]


def test_a_new_assessment_is_made_after_the_one_of_the_day_itself() -> None:
    # worse on the day of the round than in January: only an assessment after it, no worse than it, cures that
    known = [{"assessed_on": "2025-01-10", "level": "rendah"}, {"assessed_on": "2025-08-17", "level": "tinggi"}]
    remedy = remedy_for(_told(risk=known), "RU", INDEPENDENCE)
    tomorrow = date(2025, 8, 18)
    assert remedy == Remedy((Change("risk", "2025-08-18", "tinggi", tomorrow),), tomorrow, None, waits=True)
    assert remedy.ready_on == tomorrow


def test_two_assessments_of_one_day_are_settled_as_the_one_before_them() -> None:
    known = [{"assessed_on": "2025-01-10", "level": "sedang"}]
    known += [{"assessed_on": "2025-06-10", "level": level} for level in ("rendah", "tinggi")]
    remedy = remedy_for(_told(risk=known), "RU", INDEPENDENCE)
    assert remedy == Remedy((Change("risk", "2025-06-10", "sedang"),), INDEPENDENCE, None, waits=False)


def test_what_a_newer_assessment_makes_needless_is_not_asked_for() -> None:
    # both of January are 219 days old, so a new one is needed; low is worse than neither of them, whichever was right
    known = [{"assessed_on": "2024-06-01", "level": "rendah"}]
    known += [{"assessed_on": "2025-01-10", "level": level} for level in ("rendah", "sedang")]
    remedy = remedy_for(_told(risk=known), "RU", INDEPENDENCE)
    assert remedy == Remedy((Change("risk", "2025-08-17", "rendah", INDEPENDENCE),), INDEPENDENCE, None, waits=False)


def test_an_unknown_religion_is_asked_for_as_one_of_the_day() -> None:
    remedy = _remedy(Facts.from_json(dossier("RK", INDEPENDENCE, religion=None)), "RK", INDEPENDENCE, None)
    assert remedy == Remedy((Change("record", "religion", "islam"),), INDEPENDENCE, None, waits=False)


def test_an_unknown_length_is_asked_for_as_one_that_still_runs() -> None:
    unknown = {"kind": "penjara", "years": None, "months": None, "days": None, "final_on": date(2022, 8, 1)}
    remedy = remedy_for(_told(sentence=unknown), "RU", INDEPENDENCE)
    # inside since 2022 with nothing received: 2025 less 2022 and two years more
    assert remedy == Remedy((Change("record", "sentence.length", 5),), INDEPENDENCE, None, waits=False)


def test_a_punishment_without_a_level_is_asked_for_as_the_worst_that_does_not_count() -> None:
    remedy = remedy_for(
        _told(discipline=[{"level": None, "starts_on": "2025-05-01", "ends_on": "2025-05-07"}]), "RU", INDEPENDENCE
    )
    assert remedy == Remedy((Change("punishment", "2025-05-01", "ringan"),), INDEPENDENCE, None, waits=False)


def test_where_every_level_counts_no_level_frees_a_punishment() -> None:
    facts = _told(discipline=[{"level": None, "starts_on": "2025-05-01", "ends_on": "2025-05-07"}])
    policy = {"discipline_levels": ["ringan", "sedang", "berat"]}
    assert remedy_for(facts, "RU", INDEPENDENCE, None, None, policy) is None


def test_scores_given_in_advance_are_waited_out() -> None:
    # 100 is asked, and August 2025 already holds 0: the first window of full months after it begins in September
    scores = [{"month": month, "score": 70} for month in MONTHS] + [{"month": "2025-08", "score": 0}]
    facts = _told(sppn=scores, risk=[])
    remedy = remedy_for(facts, "RU", INDEPENDENCE, None, None, {"sppn_min": 100})
    assert remedy is not None
    assert remedy.on == date(2026, 3, 1)
    wanted = ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]
    assert sorted((each.subject, each.value) for each in remedy.changes if each.kind == "sppn") == [
        (each, 100) for each in wanted
    ]


@pytest.mark.parametrize("late_on", [None, date(2025, 12, 1), date(2036, 6, 1)])
def test_whoever_received_it_in_a_tenth_year_waits_for_the_next_tenth_year(late_on: date | None) -> None:
    # no round from 2026 to 2034; the one of 2035 is asked on its own day, not late for another
    received = [{"kind": "RD", "on": "2025-08-17", "days": 90}]
    sentence = {"kind": "penjara", "years": 20, "months": 0, "days": 0, "final_on": date(2022, 8, 1)}
    facts = Facts.from_json(dossier("RD", INDEPENDENCE, remissions=received, sentence=sentence))
    assert remedy_for(facts, "RD", INDEPENDENCE, None, late_on) == Remedy((), date(2035, 1, 1), None, waits=True)


@pytest.mark.parametrize(("punishments", "cured"), [(39, True), (40, False)])
def test_forty_questions_are_put_and_no_more(punishments: int, cured: bool) -> None:
    # each punishment begins on the day on which the one before it no longer counts, 180 days after its end, and lasts a day
    begun = [INDEPENDENCE + timedelta(181 * each) for each in range(punishments)]
    chain = [{"level": "sedang", "starts_on": day, "ends_on": day + timedelta(1)} for day in begun]
    sentence = {"kind": "penjara", "years": 50, "months": 0, "days": 0, "final_on": date(2022, 8, 1)}
    remedy = remedy_for(_told(discipline=chain, sentence=sentence), "RU", INDEPENDENCE)
    assert (remedy and remedy.on) == (INDEPENDENCE + timedelta(181 * 39) if cured else None)


def test_a_wait_beyond_the_calendar_is_no_remedy() -> None:
    # judged in November 9999: the first full month after it is December, which ends with the calendar
    on = date(9999, 12, 20)
    sentence = {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": date(9999, 11, 15)}
    inside = [{"starts_on": "9997-12-25", "ends_on": None}]
    assert remedy_for(dossier("RU", on, sentence=sentence, detention=inside, sppn=[]), "RU", on) is None


def test_a_mean_that_no_month_of_the_calendar_can_bring_up_has_no_remedy() -> None:
    # nothing from May to October 9999: November and December are too few, and no month comes after them
    on = date(9999, 11, 20)
    sentence = {"kind": "penjara", "years": 2, "months": 0, "days": 0}
    scores = [{"month": f"9999-{month:02d}", "score": 0} for month in range(5, 11)]
    inside = [{"starts_on": "9997-12-25", "ends_on": None}]
    assert remedy_for(dossier("RU", on, sentence=sentence, detention=inside, sppn=scores), "RU", on) is None


def test_a_remedy_of_a_malformed_question_is_refused_by_name() -> None:
    with pytest.raises(InvalidQuestion, match=r"^on: a date is required$"):
        remedy_for(dossier(), "RU", None)  # type: ignore[arg-type]
    with pytest.raises(InvalidQuestion, match=r"^late_on: not a date that exists"):
        remedy_for(dossier(), "RU", INDEPENDENCE, None, "2025-02-30")


@pytest.mark.parametrize("late_on", [None, date(2025, 10, 1)])
def test_what_the_general_remission_of_the_day_lacks_is_lacking_for_the_additional_one(late_on: date | None) -> None:
    served = [{"ground": "pemuka", "on": "2025-02-01", "verified": True}]
    papers = dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing"}
    scores = [{"month": f"2025-{month:02d}", "score": 70} for month in range(1, 10)]
    facts = _told(services=served, documents=papers, sppn=scores)
    remedy = remedy_for(facts, "RT", INDEPENDENCE, None, late_on)
    assert remedy == Remedy((Change("document", "putusan", "verified"),), INDEPENDENCE, late_on, waits=False)


def test_a_late_additional_remission_lacks_what_the_general_one_lacks_on_the_late_day() -> None:
    # proposed late on 1 October 2025, so April to September are looked at: five at 70 are 350 of 390, September needs 40
    served = [{"ground": "pemuka", "on": "2025-02-01", "verified": True}]
    papers = dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing"}
    scores = [{"month": f"2025-{month:02d}", "score": 70} for month in range(1, 9)]
    late = date(2025, 10, 1)
    remedy = remedy_for(_told(services=served, documents=papers, sppn=scores), "RT", INDEPENDENCE, None, late)
    changes = (Change("sppn", "2025-09", 40, late), Change("document", "putusan", "verified"))
    assert remedy == Remedy(changes, INDEPENDENCE, late, waits=False)


def test_conditions_are_cured_before_papers_are_asked_for() -> None:
    # an assessment without a level must be settled, and is 219 days old, so another is needed after it
    papers = dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing"}
    remedy = remedy_for(_told(risk=[{"assessed_on": "2025-01-10", "level": None}], documents=papers), "RU", INDEPENDENCE)
    changes = (
        Change("risk", "2025-01-10", "tinggi"),
        Change("risk", "2025-08-17", "tinggi", INDEPENDENCE),
        Change("document", "putusan", "verified"),
    )
    assert remedy == Remedy(changes, INDEPENDENCE, None, waits=False)


def test_a_change_that_does_not_suffice_is_no_remedy_however_often_it_is_found(monkeypatch) -> None:
    monkeypatch.setattr(remedies, "cure_of", lambda *_asked: [Change("flag", "fine_paid", True)])
    assert remedy_for(_told(escaped=True), "RU", INDEPENDENCE) is None


def test_the_general_remission_of_the_day_is_asked_under_the_same_policy() -> None:
    served = [{"ground": "pemuka", "on": "2025-02-01", "verified": True}]
    facts = _told(services=served, participation=None)
    remedy = remedy_for(facts, "RT", INDEPENDENCE, None, None, {"active_min": "0.90"})
    assert remedy == Remedy((Change("attendance", "", {"attended": 90, "counted": 100}),), INDEPENDENCE, None, waits=False)


def test_one_month_more_brings_a_mean_up() -> None:
    # six months at 64 make 384; from March to August five of them are 320 of 390: August needs 70
    scores = [{"month": month, "score": 64} for month in MONTHS]
    assessed = [{"assessed_on": "2025-08-10", "level": "rendah"}]
    remedy = remedy_for(_told(sppn=scores, risk=assessed), "RU", INDEPENDENCE)
    assert remedy == Remedy((Change("sppn", "2025-08", 70, date(2025, 9, 1)),), date(2025, 9, 1), None, waits=True)


def test_a_childs_mean_is_brought_up_over_three_months() -> None:
    # nothing from December to February: with April, February and two months of 98 make 196 of 195; with March alone 100 of 195
    on = date(2022, 3, 1)
    poor = [{"month": month, "score": 0} for month in ("2021-12", "2022-01", "2022-02")]
    inside = [{"starts_on": "2021-06-01", "ends_on": None}]
    facts = dossier("RU", on, status="anak_binaan", birth_on="2005-06-01", detention=inside, sppn=poor)
    remedy = remedy_for(facts, "RU", on)
    assert remedy is not None
    assert (remedy.on, remedy.waits) == (date(2022, 5, 1), True)
    assert sorted((each.subject, each.value) for each in remedy.changes) == [("2022-03", 98), ("2022-04", 98)]


def test_a_length_told_in_years_stands_alone() -> None:
    told = Facts.from_json({"sentence": {"kind": "penjara", "years": 1, "months": 7, "days": 3}})
    changed = applied(told, [Change("record", "sentence.length", 5)], INDEPENDENCE).sentence
    assert (changed.kind, changed.years, changed.months, changed.days) == ("penjara", 5, 0, 0)


def test_a_change_that_leads_beyond_the_calendar_does_not_suffice_and_one_that_comes_too_late_is_not_made() -> None:
    facts = _told(documents=dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing"})
    asked = Asked("RU", INDEPENDENCE, None, None, DEFAULT, INDEPENDENCE)
    paper = Change("document", "putusan", "verified")
    assert suffices(facts, [paper], asked)
    assert not suffices(facts, [replace(paper, possible_from=date(2025, 8, 18))], asked)
    assert not suffices(facts, [paper, Change("record", "sentence.length", 9000)], asked)


def test_one_of_two_punishments_without_a_level_is_settled_and_the_other_stays() -> None:
    unknown = [{"level": None, "starts_on": f"2025-0{month}-01", "ends_on": f"2025-0{month}-07"} for month in (4, 5)]
    facts = _told(discipline=unknown)
    first = applied(facts, [Change("punishment", "2025-04-01", "ringan")], INDEPENDENCE)
    assert [each.level for each in first.discipline or ()] == ["ringan", None]
    again = applied(first, [Change("punishment", "2025-04-01", "berat")], INDEPENDENCE)
    assert [each.level for each in again.discipline or ()] == ["ringan", None]
    remedy = remedy_for(facts, "RU", INDEPENDENCE)
    assert remedy is not None
    assert [each.subject for each in remedy.changes] == ["2025-04-01", "2025-05-01"]


def test_a_verdict_whose_failures_time_cures_tells_the_day_from_its_findings_alone() -> None:
    punished = [{"level": "sedang", "starts_on": "2025-07-20", "ends_on": "2025-08-01"}]
    whole = assess(
        _told(discipline=punished, detention=[{"starts_on": "2025-05-01", "ends_on": None}]), "RU", INDEPENDENCE
    ).to_json()
    again = concluded_from(whole["findings"])
    assert (again["failed"], again["earliest_on"]) == (["good_conduct", "served_minimum"], "2026-01-28")


def test_a_verdict_that_is_open_is_open_from_its_findings_alone() -> None:
    papers = dict.fromkeys(sorted(words.DOCUMENTS), "verified") | {"putusan": "missing"}
    again = concluded_from(assess(_told(documents=papers, escaped=None), "RU", INDEPENDENCE).to_json()["findings"])
    assert again == {"outcome": "incomplete", "failed": [], "unknown": ["not_escaped", "putusan"], "earliest_on": None}


@settings(max_examples=100)
@given(questions())
def test_a_verdict_is_worked_out_again_from_its_own_findings(question) -> None:
    facts, kind, on, late_on = question
    if _asked(*question) is None:
        return
    whole = assess(facts, kind, on, HOLIDAY.get(kind), late_on).to_json()
    again = concluded_from(whole["findings"])
    assert again == {name: whole[name] for name in again}
