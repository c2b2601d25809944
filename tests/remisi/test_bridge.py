"""The bridge at its edges, each expectation counted by hand from the rules of the round."""

from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.conduct.models import DisciplineEntry
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi.computing import Computed, RoundQuestion, compute
from rehab.wbp.models import Detention, Placement, RemissionReceived, Sentence, Service
from tests import factories
from tests.remisi.people import AT, ON, assess, mark, prison, recaps, score, spotless

LATER = clock.instant(date(2026, 12, 20), 9, 0, "WITA")


def _one(facility_id: int, kind: str = "RU", on: date = ON, late_on: date | None = None, at=AT) -> Computed:
    (found,) = compute(command_line_scope(facility_id), facility_id, RoundQuestion(kind, on, late_on=late_on), at=at)
    return found


def _row_of(model, person):
    return factories.db.session.query(model).filter_by(wbp_id=person.id).one()


def _class_of(person, facility_id: int, name: str = "Kejar Paket B"):
    cohort = factories.cohort(factories.programme(facility_id, name))
    factories.enrolment(cohort, person)
    return cohort


def test_the_look_back_holds_its_first_day_and_not_the_day_itself(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh", recap=None)
            cohort = _class_of(person, place)
            # 18 February to 17 August: 10 + 31 + 30 + 31 + 30 + 31 + 17 = 180 days
            for day, status in (
                (date(2026, 2, 17), "tanpa_keterangan"),
                (date(2026, 2, 18), "hadir"),
                (date(2026, 8, 16), "sakit"),
                (date(2026, 8, 17), "tanpa_keterangan"),
            ):
                mark(factories.session(cohort, day, state="held"), person, status)
        found = _one(place)
    assert tuple(found.dossier.facts.participation) == (2, 1, 1)
    assert found.verdict.outcome == "eligible"


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        (date(2026, 8, 27), (7, 7, 0)),  # from 28 February: March, and none that begins on the day
        (date(2026, 8, 28), (7, 7, 0)),  # from 1 March itself
        (date(2026, 8, 29), None),  # from 2 March: March began before
        (date(2026, 9, 1), None),  # September begins on the day: too late
    ],
)
def test_a_recap_counts_where_its_month_begins_inside(app: Flask, on: date, counted) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh", recap=None)
            recaps(person, date(2026, 3, 1), 7, 7)
            recaps(person, date(2026, 9, 1), 5, 0)
        found = _one(place, on=on).dossier.facts.participation
    assert (None if found is None else tuple(found)) == counted


@pytest.mark.parametrize(
    ("day", "state", "counted"),
    [
        (date(2026, 6, 10), "planned", False),  # their own, nobody recorded it: Bina has the month
        (date(2026, 6, 10), "cancelled", True),  # never held
        (date(2026, 7, 10), "planned", True),  # another month
    ],
)
def test_a_recap_gives_way_to_own_sessions_of_its_month_alone(app: Flask, day: date, state: str, counted: bool) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh", recap=(50, 50, 0))
            factories.session(_class_of(person, place), day, state=state)
            recaps(person, date(2026, 6, 1), 10, 10)
        found = _one(place)
    assert found.dossier.recapped == (60 if counted else 50)
    assert found.verdict.outcome == "eligible"


def test_a_session_after_the_day_does_not_hide_the_recap_of_its_month(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh", recap=None)
            recaps(person, date(2026, 8, 1), 10, 9)
            mark(factories.session(_class_of(person, place), date(2026, 8, 20), state="held"), person)
        found = _one(place, at=LATER)
    assert tuple(found.dossier.facts.participation) == (10, 9, 0)


def test_attendance_goes_along_with_somebody_who_was_transferred(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            before, _ = prison("LAPAS-02")
            person = spotless(place, "Pindah Masuk", recap=None)
            stay = _row_of(Placement, person)
            stay.starts_on = date(2026, 7, 1)
            factories.add(
                Placement(
                    facility_id=before, wbp_id=person.id, register_no="LAMA/1", starts_on=date(2025, 3, 1),
                    ends_on=date(2026, 7, 1), end_reason="pindah",
                )
            )  # fmt: skip
            mark(factories.session(_class_of(person, before), date(2026, 5, 5), state="held"), person)
        found = _one(place)
        assert compute(command_line_scope(before), before, RoundQuestion("RU", ON), at=AT) == []
    assert tuple(found.dossier.facts.participation) == (1, 1, 0)
    assert found.verdict.outcome == "eligible"


@pytest.mark.parametrize(("ended_days_before", "failed"), [(179, ("good_conduct",)), (180, ())])
def test_the_end_of_a_punishment_is_the_end_itself(app: Flask, ended_days_before: int, failed) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            ends_on = ON - timedelta(ended_days_before)
            entry = {"facility_id": place, "wbp_id": person.id, "recorded_at": factories.NOW}
            factories.add(DisciplineEntry(level="sedang", starts_on=date(2026, 1, 5), ends_on=ends_on, **entry))
        assert _one(place).verdict.failed == failed


def test_a_general_remission_of_the_very_day_bars_a_second_and_carries_the_additional_one(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            row = {"facility_id": place, "wbp_id": person.id}
            factories.add(RemissionReceived(kind="RU", granted_on=ON, days=60, **row))
            factories.add(Service(ground="pemuka", rendered_on=date(2026, 1, 10), verified=True, **row))
        assert _one(place).verdict.failed == ("once_a_year",)
        additional = _one(place, "RT").verdict
    assert (additional.outcome, additional.days) == ("eligible", 20)


def test_a_ground_nobody_verified_is_unknown(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            factories.add(
                Service(facility_id=place, wbp_id=person.id, ground="pemuka", rendered_on=date(2026, 1, 10), verified=None)
            )
        found = _one(place, "RT").verdict
    assert (found.outcome, found.unknown, found.days) == ("incomplete", ("service_ground",), 20)


@pytest.mark.parametrize(("outside_on", "failed"), [(ON, ("in_custody",)), (ON + timedelta(1), ())])
def test_the_day_a_detention_ends_is_the_first_day_outside(app: Flask, outside_on: date, failed) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Bebas Kemudian")
            _row_of(Detention, person).ends_on = outside_on
            stay = _row_of(Placement, person)
            stay.ends_on, stay.end_reason = ON + timedelta(1), "bebas"
        assert _one(place, at=LATER).verdict.failed == failed


def test_a_late_proposal_looks_at_the_months_and_assessments_before_it(app: Flask) -> None:
    late_on = date(2026, 12, 10)
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            for number in (8, 9, 10):
                score(person, date(2026, number, 1), 80)
            # the newest of the day, 18 July, is 145 days old; this one is worse
            assess(person, date(2026, 11, 1), "tinggi")
        assert _one(place, at=LATER).verdict.outcome == "eligible"
        late = _one(place, late_on=late_on, at=LATER).verdict
    assert late.failed == ("risk_reduced",)
    assert late.unknown == ("sppn_good",)  # June to November: November has no score


def test_an_unknown_status_is_unknown_whatever_the_judgment_says(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Tanpa Status", status=None)
            _row_of(Sentence, person).final_on = None
        found = _one(place).verdict
    assert found.failed == ()
    assert "final_judgment" in found.unknown


def test_a_sentence_beyond_the_calendar_hides_no_remission_received(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            _row_of(Sentence, person).years = 99_999
            factories.add(
                RemissionReceived(facility_id=place, wbp_id=person.id, kind="RU", granted_on=date(2026, 1, 17), days=60)
            )
        found = _one(place).verdict
    assert found.failed == ("once_a_year",)
