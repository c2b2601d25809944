"""What a change makes of the facts, and what it leaves."""

from datetime import date

import pytest

from rehab.remisi_rules.changes import ATTENDANCE, RISK, SPPN, Change, applied
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.facts import Facts, Participation
from tests.remisi_rules.dossiers import dossier

ON, LATE = date(2025, 8, 17), date(2025, 10, 1)
TOLD = {
    "risk": [{"assessed_on": "2024-03-01", "level": "rendah"}, {"assessed_on": "2025-03-01", "level": "tinggi"}],
    "sppn": [{"month": "2025-06", "score": 80}, {"month": "2025-07", "score": 70}],
}


def told() -> Facts:
    return Facts.from_json(dossier(**TOLD))


def test_an_assessment_takes_the_place_of_that_of_its_day_alone() -> None:
    found = applied(told(), [Change(RISK, "2025-03-01", "rendah")], ON).risk
    assert [(each.assessed_on, each.level) for each in found or ()] == [
        (date(2024, 3, 1), "rendah"), (date(2025, 3, 1), "rendah"),
    ]  # fmt: skip


def test_a_score_takes_the_place_of_that_of_its_month_alone() -> None:
    found = applied(told(), [Change(SPPN, "2025-07", 90)], ON).sppn
    assert [each.score for each in found or ()] == [80, 90]


@pytest.mark.parametrize(("possible", "made"), [(ON, True), (date(2025, 8, 18), False), (LATE, False)])
def test_attendance_is_bound_to_the_day_and_not_to_the_day_of_a_late_proposal(possible: date, made: bool) -> None:
    change = Change(ATTENDANCE, "", {"attended": 41, "counted": 43}, possible)
    found = applied(told(), [change], ON, LATE).participation
    assert (found is not None and found.attended == 41) == made


@pytest.mark.parametrize(("possible", "made"), [(LATE, True), (date(2025, 10, 2), False)])
def test_anything_else_can_be_made_until_the_day_of_a_late_proposal(possible: date, made: bool) -> None:
    found = applied(told(), [Change(RISK, "2025-09-20", "rendah", possible)], ON, LATE).risk or ()
    assert (date(2025, 9, 20) in [each.assessed_on for each in found]) == made


def test_a_month_that_cannot_be_read_is_named_as_a_month() -> None:
    with pytest.raises(InvalidQuestion, match=r"^month: not a month"):
        applied(told(), [Change(SPPN, "2025-7", 90)], ON)


def test_attendance_is_told_with_nobody_excused() -> None:
    found = applied(told(), [Change(ATTENDANCE, "", {"attended": 41, "counted": 43})], ON)
    assert found.participation == Participation(scheduled=43, attended=41, excused=0)
