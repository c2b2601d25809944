"""What is asked of whom to cure each condition, worked by hand: the change, its value and the day it can be made.

Asked on 17 August 2025 unless a row says otherwise, of the spotless dossier: five years, inside since 1 August 2022.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rehab.remisi_rules.changes import Change
from rehab.remisi_rules.cures import Asked, Cure, Wait, cure_of
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.remedies import remedy_for
from tests.remisi_rules.dossiers import INDEPENDENCE, dossier

HOLIDAY = {"RK": "idul_fitri", "PMPK": "idul_fitri"}
HARD_TO_SERVE = {"remissions": [{"kind": "RU", "on": "2024-08-17", "days": 60}], "prolonged_illness": True}


def _key(change: Change) -> tuple[str, str]:
    return change.key


def _record(name: str, value: Any) -> Change:
    return Change("record", name, value)


def _risk(day: str, level: str, possible: str | None) -> Change:
    return Change("risk", day, level, possible and date.fromisoformat(possible))


def _sessions(attended: int, possible: str | None) -> Change:
    return Change("attendance", "", {"attended": attended, "counted": 100}, possible and date.fromisoformat(possible))


def _july(score: int) -> Change:
    return Change("sppn", "2025-07", score, date(2025, 8, 1))


def _service(ground: str, on: str, verified: bool | None = None) -> dict[str, Any]:
    return {"ground": ground, "on": on, "verified": verified}


def _assessed(*pairs: tuple[str, str | None]) -> dict[str, Any]:
    return {"risk": [{"assessed_on": day, "level": level} for day, level in pairs]}


def _sentence(**told: Any) -> dict[str, Any]:
    return {"sentence": {"kind": "penjara", "years": 5, "months": 0, "days": 0, "final_on": date(2022, 8, 1)} | told}


def _scored(*scores: Any, **more: Any) -> dict[str, Any]:
    """Scores of the months from February 2025 on, None where there is none, and others by month."""
    told = {f"2025-{month:02d}": score for month, score in enumerate(scores, 2) if score is not None}
    return {"sppn": [{"month": month, "score": score} for month, score in told.items()] + more.get("also", [])}


NO_LENGTH = _sentence(years=None, months=None, days=None)
MISSED = {"participation": {"scheduled": 10, "attended": 7, "excused": 0}}
NO_LEVEL = {"discipline": [{"level": None, "starts_on": "2025-05-01", "ends_on": "2025-05-07"}]}


@pytest.mark.parametrize(
    ("kind", "told", "policy", "changes"),
    [
        # 180 days to 17 August: 17 of August, 31, 30, 31, 30, 31 and the 10 last of February, from the 18th on
        ("RU", {"detention": None, **_sentence()}, None, [_record("detention", date(2025, 2, 18))]),
        # 90 days: 17 of August, 31, 30 and the 12 last of May, from the 19th on
        ("PMPU", {"detention": None, **_sentence()}, None, [_record("detention", date(2025, 5, 19))]),
        ("RU", {"detention": [], **_sentence()}, {"min_served_adult": 10}, [_record("detention", date(2025, 8, 7))]),
        # nobody knows when the judgment became final either: on the same day at the latest
        (
            "RU",
            {"detention": None},
            None,
            [_record("detention", date(2025, 2, 18)), _record("sentence.final_on", date(2025, 2, 18))],
        ),
        # nobody knows since when, and the length is unknown too: two years from today outlast today
        (
            "RU",
            {"detention": None, **NO_LENGTH},
            None,
            [_record("detention", date(2025, 2, 18)), _record("sentence.length", 2)],
        ),
        # since 2022 is three calendar years, two more, and one for 360 days received
        (
            "RU",
            NO_LENGTH
            | {"remissions": [{"kind": "RU", "on": "2023-08-17", "days": 200}, {"kind": "RK", "on": "2024-04-10", "days": 160}]},
            None,
            [_record("sentence.length", 6)],
        ),
        (
            "RU",
            NO_LENGTH | {"remissions": [{"kind": "RU", "on": "2023-08-17", "days": 359}]},
            None,
            [_record("sentence.length", 5)],
        ),
        ("RU", _sentence(kind=None), None, [_record("sentence.kind", "penjara")]),
        ("RU", {"status": None}, None, [_record("status", "narapidana")]),
        ("PMPU", {"status": None}, None, [_record("status", "anak_binaan")]),
        ("RU", _sentence(final_on=None), None, [_record("sentence.final_on", date(2022, 8, 1))]),
        # seventeen, and seventy-one, on the day
        ("PMPU", {"birth_on": None}, None, [_record("birth_on", date(2008, 8, 17))]),
        ("RKL", HARD_TO_SERVE | {"birth_on": None}, None, [_record("birth_on", date(1954, 8, 17))]),
        ("RK", {"religion": None}, None, [_record("religion", "islam")]),
        ("RU", {"offence": None}, None, [_record("offence", "umum")]),
        ("RU", {"escaped": None}, None, [Change("flag", "escaped", False)]),
        ("RU", {"pre_release_leave": None}, None, [Change("flag", "pre_release_leave", False)]),
        ("RU", {"parole_revoked": None}, None, [Change("flag", "parole_revoked", False)]),
        ("RU", {"subsidiary": {"days_outstanding": 30, "serving": None}}, None, [_record("subsidiary.serving", False)]),
        ("RKS", HARD_TO_SERVE | {"prolonged_illness": None}, None, [Change("flag", "prolonged_illness", True)]),
        ("RU", {"offence": "korupsi", "fine_paid": False}, None, [Change("flag", "fine_paid", True)]),
        ("RU", {"offence": "korupsi", "fine_paid": None}, None, [Change("flag", "fine_paid", True)]),
        ("RU", {"discipline": None}, None, [_record("discipline", ())]),
        ("RU", NO_LEVEL, None, [Change("punishment", "2025-05-01", "ringan")]),
        ("RU", NO_LEVEL, {"discipline_levels": ["berat"]}, [Change("punishment", "2025-05-01", "sedang")]),
        # four fifths of a hundred; 80.5 of a hundred are 81
        ("RU", {"participation": None}, None, [_sessions(80, None)]),
        ("RU", {"participation": None}, {"active_min": "0.805"}, [_sessions(81, None)]),
        ("RU", _assessed(), None, [_risk("2025-08-17", "tinggi", "2025-08-17")]),
        # what was assessed later is not known on the day
        ("RU", _assessed(("2025-08-18", "rendah")), None, [_risk("2025-08-17", "tinggi", "2025-08-17")]),
        # 181 days old on 17 August; an assessment no worse than it
        (
            "RU",
            _assessed(("2025-02-17", "sedang"), ("2024-01-10", "rendah")),
            None,
            [_risk("2025-08-17", "sedang", "2025-08-17")],
        ),
        # worse than the one before it, whatever their order
        (
            "RU",
            _assessed(("2025-07-01", "tinggi"), ("2025-01-10", "sedang")),
            None,
            [_risk("2025-08-17", "tinggi", "2025-08-17")],
        ),
        # without a level, and nothing before it to compare with
        ("RU", _assessed(("2025-07-01", None)), None, [_risk("2025-07-01", "tinggi", None)]),
        # without a level: the better of the two of the day before it
        (
            "RU",
            _assessed(("2025-07-01", None), ("2025-01-10", "tinggi"), ("2025-01-10", "sedang"), ("2024-01-10", "rendah")),
            None,
            [_risk("2025-07-01", "sedang", None)],
        ),
        # two of the newest day, one without a level: both give way to one no better than anything before
        ("RU", _assessed(("2025-07-01", None), ("2025-07-01", "rendah")), None, [_risk("2025-07-01", "tinggi", None)]),
        # six months at 65 make 390: five at 80 are 400, so July needs nothing; five at 70 are 350, so it needs 40
        ("RU", _scored(80, 80, 80, 80, 80), None, [_july(0)]),
        ("RU", _scored(70, 70, 70, 70, 70, 20, also=[{"month": "2025-07", "score": 60}]), None, [_july(40)]),
        # less than 325 by a 10^-30: 65 do not suffice; nor do 80 of a hundred where that much more than four fifths is asked
        ("RU", _scored(Decimal("64." + "9" * 30), 65, 65, 65, 65), None, [_july(66)]),
        ("RU", {"participation": None}, {"active_min": "0.8" + "0" * 28 + "1"}, [_sessions(81, None)]),
        # the half before the third, and of two halves the one noted first
        (
            "RT",
            {
                "services": [
                    _service("pemuka", "2025-01-01"),
                    _service("jasa_negara", "2025-02-01"),
                    _service("donor_organ", "2025-01-01"),
                ]
            },
            None,
            [Change("service", "jasa_negara:2025-02-01:1", True)],
        ),
        # the same day a year ago is no longer within the year; the day itself is
        (
            "RT",
            {"services": [_service("pemuka", "2024-08-17"), _service("pemuka", "2025-08-17")]},
            None,
            [Change("service", "pemuka:2025-08-17:1", True)],
        ),
        # one of four is verified
        (
            "RT",
            {"services": [_service("donor_darah", f"2025-0{month}-01", month == 1 or None) for month in range(1, 7)]},
            None,
            [Change("service", f"donor_darah:2025-0{month}-01:{month - 1}", True) for month in (2, 3, 4)],
        ),
    ],
)
def test_a_record_is_cured_by(kind: str, told: dict[str, Any], policy: dict[str, Any] | None, changes: list[Change]) -> None:
    remedy = remedy_for(dossier(kind, INDEPENDENCE, **told), kind, INDEPENDENCE, HOLIDAY.get(kind), None, policy)
    assert remedy is not None
    assert (remedy.on, remedy.late_on, remedy.waits) == (INDEPENDENCE, None, False)
    assert sorted(remedy.changes, key=_key) == sorted(changes, key=_key)


def test_a_third_of_the_sentence_must_be_served_where_that_was_asked() -> None:
    # 17 August 2015: a third of five years of 360 days is 600 days: 229 back to 31 December 2014, 365 to that of 2013, 6 more
    on = date(2015, 8, 17)
    facts = dossier("RU", on, detention=None, **_sentence(final_on=date(2012, 8, 1)))
    remedy = remedy_for(facts, "RU", on)
    assert remedy is not None
    assert remedy.changes == (_record("detention", date(2013, 12, 25)),)


JUDGED_LATE = [{"month": f"2025-{month:02d}", "score": 70} for month in range(3, 8)]


@pytest.mark.parametrize(
    ("told", "on", "late_on", "changes", "ready"),
    [
        # inside since 1 March: 180 days are served on 28 August; a proposal for 1 December stays, one for that day is none
        ("served", "2025-08-17", "2025-12-01", ["2025-08", "2025-09", "2025-10", "2025-11"], ("2025-08-28", "2025-12-01")),
        ("served", "2025-08-17", "2025-08-28", [], ("2025-08-28", None)),
        # judged in the middle of July: August is the first full month; on the first of July: July is, and is over
        ("judged 2025-07-15", "2025-08-17", None, ["2025-08"], ("2025-09-01", None)),
        ("judged 2025-07-01", "2025-07-20", None, ["2025-07"], ("2025-08-01", None)),
    ],
)
def test_a_day_is_cured_by_waiting_until(
    told: str, on: str, late_on: str | None, changes: list[str], ready: tuple[str, str | None]
) -> None:
    if told == "served":
        inside = [{"starts_on": "2025-03-01", "ends_on": None}]
        facts = dossier("RU", INDEPENDENCE, detention=inside, **_assessed(("2025-07-18", "rendah")), sppn=JUDGED_LATE)
        facts["sentence"] |= {"final_on": date(2025, 3, 1)}
    else:
        final_on = date.fromisoformat(told.removeprefix("judged "))
        facts = dossier("RU", INDEPENDENCE, sppn=[], **_sentence(final_on=final_on))
    remedy = remedy_for(facts, "RU", on, None, late_on)
    assert remedy is not None
    assert (remedy.on.isoformat(), remedy.late_on and remedy.late_on.isoformat()) == ready
    assert [each.subject for each in remedy.changes if each.kind == "sppn"] == changes
    assert remedy.waits


@pytest.mark.parametrize(
    ("kind", "status", "free"), [("RU", "narapidana", date(2026, 2, 13)), ("PMPU", "anak_binaan", date(2025, 11, 15))]
)
def test_missed_sessions_make_room_after_a_whole_look_back(kind: str, status: str, free: date) -> None:
    # 180 days after 17 August: 14, 30, 31, 30, 31, 31 and 13; 90 days: 14, 30, 31 and 15
    remedy = remedy_for(dossier(kind, INDEPENDENCE, status=status, **MISSED), kind, INDEPENDENCE)
    assert remedy is not None
    assert remedy.on == free
    assert _sessions(80, free.isoformat()) in remedy.changes


def test_a_late_proposal_waits_for_a_new_assessment_on_its_own_day_alone() -> None:
    late = date(2025, 9, 1)
    worse = _assessed(("2025-01-10", "rendah"), ("2025-09-01", "tinggi"))
    remedy = remedy_for(dossier("RU", INDEPENDENCE, **worse), "RU", INDEPENDENCE, None, late)
    assert remedy is not None
    assert (remedy.on, remedy.late_on) == (INDEPENDENCE, date(2025, 9, 2))
    assert _risk("2025-09-02", "tinggi", "2025-09-02") in remedy.changes


def _cure(code: str, told: dict[str, Any], kind: str = "RU", policy: dict[str, Any] | None = None, **of_finding: Any) -> Cure:
    """The cure of one condition alone, before anything is asked again."""
    facts = Facts.from_json(dossier(kind, INDEPENDENCE, **told))
    verdict = assess(facts, kind, INDEPENDENCE, HOLIDAY.get(kind), None, policy)
    finding = next(each for each in verdict.findings if each.code == code)._replace(**of_finding)
    asked = Asked(kind, INDEPENDENCE, HOLIDAY.get(kind), None, Policy.of(policy), INDEPENDENCE)
    return cure_of(finding, facts, asked)


def test_nobody_makes_a_detainee_a_convict_a_sentence_longer_somebody_younger_or_a_religion_of_a_day_that_none_keeps() -> None:
    # eighteen on 17 August 2025
    assert _cure("under_18", {"birth_on": "2007-08-17"}, "PMPU") is None
    assert _cure("final_judgment", {"status": "tahanan"}) is None
    assert _cure("sentence_length", _sentence(years=0, months=5)) is None
    assert _cure("religion_day", {"religion": None}, "RK", threshold="another day") is None


def test_a_cure_names_one_level_and_services_of_the_year_alone() -> None:
    assert _cure("good_conduct", NO_LEVEL, policy={"discipline_levels": ["berat"]}) == [
        Change("punishment", "2025-05-01", "sedang")
    ]
    served = {"services": [_service("pemuka", "2024-08-17"), _service("pemuka", "2025-08-17")]}
    assert _cure("service_ground", served, "RT") == [Change("service", "pemuka:2025-08-17:1", True)]


@pytest.mark.parametrize(
    ("told", "until"),
    [
        # to August: four at 60, 30 and at most 100 are 370 of 390; to September: three at 60, 30 and twice 100 are 410
        (_scored(60, 60, 60, 60, 60, 30), "2025-10-01"),
        # to August: 0, four at 60 and 100 are 340; to September: four at 60 and twice 100 are 440
        (_scored(60, 0, 60, 60, 60, 60), "2025-10-01"),
        # good until June and nothing in July: to August four at 75 and 90 are 390
        (_scored(75, 75, 75, 75, 75, 0), "2025-09-01"),
        # judged in June: 40 in July are too few of 65, and with 100 in August they are 140 of 130
        (_sentence(final_on="2025-06-15") | _scored(None, None, None, None, None, 40), "2025-09-01"),
        # judged in April: 0, 60 and 60; with 100 in August 220 of 260, in September 320 of 325, in October 420 of 390
        (_sentence(final_on="2025-04-15") | _scored(None, None, None, 0, 60, 60), "2025-11-01"),
        # August is scored already: five at 70 and 40 are 390; with 39 they are not, and to September 280, 39 and 100 are 419
        (_scored(0, 70, 70, 70, 70, 70, 40), "2025-09-01"),
        (_scored(0, 70, 70, 70, 70, 70, 39), "2025-10-01"),
    ],
)
def test_a_mean_too_low_waits_for_the_first_month_with_which_it_can_be_high_enough(told: dict[str, Any], until: str) -> None:
    assert _cure("sppn_good", told) == Wait(date.fromisoformat(until), judged=True)


def test_a_late_proposal_waits_for_a_better_mean_on_its_own_day_alone() -> None:
    # proposed on 1 September; March to July at 60, August 30: to September 370 of 390, to October 210 and twice 100;
    # 180 are lacking then, half of them in each of the two
    late = dossier("RU", INDEPENDENCE, **_scored(60, 60, 60, 60, 60, 60, 30))
    remedy = remedy_for(late, "RU", INDEPENDENCE, None, date(2025, 9, 1))
    assert remedy is not None
    assert (remedy.on, remedy.late_on, remedy.waits) == (INDEPENDENCE, date(2025, 11, 1), True)
    assert [(each.subject, each.value) for each in remedy.changes] == [("2025-09", 90), ("2025-10", 90)]


def test_a_late_proposal_waits_for_the_judgment_on_its_own_day_alone() -> None:
    # in 2015 neither scores nor risk were asked
    on, inside = date(2015, 8, 17), [{"starts_on": "2014-01-01", "ends_on": None}]
    facts = dossier("RU", on, detention=inside, **_sentence(final_on="2015-09-10"))
    remedy = remedy_for(facts, "RU", on, None, date(2015, 9, 1))
    assert remedy is not None
    assert (remedy.changes, remedy.on, remedy.late_on) == ((), on, date(2015, 9, 10))


def test_a_child_of_before_childrens_kinds_is_cured_with_a_childs_days() -> None:
    on = date(2021, 8, 17)
    child = {"status": "anak_binaan", "birth_on": "2005-01-01"}
    # 90 days to 17 August: 17, 31, 30 and the 12 last of May; a third of nine months of 30 days is as much
    inside = dossier("RU", on, detention=None, **child, **_sentence(years=0, months=9, final_on="2021-05-01"))
    remedy = remedy_for(inside, "RU", on)
    assert remedy is not None
    assert remedy.changes == (_record("detention", date(2021, 5, 19)),)
    # 90 days after 17 August: 14, 30, 31 and 15
    missed = dossier("RU", on, detention=[{"starts_on": "2020-01-01"}], **child, **_sentence(final_on="2020-01-01"), **MISSED)
    remedy = remedy_for(missed, "RU", on)
    assert remedy is not None
    assert remedy.on == date(2021, 11, 15)


def test_whose_status_nobody_knows_is_asked_for_as_an_adult_where_both_may_receive() -> None:
    on = date(2021, 8, 17)
    facts = dossier("RU", on, status=None, detention=[{"starts_on": "2020-01-01"}], **_sentence(final_on="2020-01-01"))
    remedy = remedy_for(facts, "RU", on)
    assert remedy is not None
    assert remedy.changes == (_record("status", "narapidana"),)
