"""Enrolling: who gets a place, who does not and why; waiting, suspending, ending."""

import threading
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Permission, Role
from rehab.access.scope import Scope
from rehab.enrolment import actions, queries
from rehab.enrolment.models import ENROLMENT_STATES, Enrolment
from rehab.enrolment.states import MOVES, may_move
from rehab.enrolment.suitability import judge_people
from rehab.extensions import db
from rehab.plumbing.errors import NotFound, StaleVersion
from rehab.plumbing.saving import saving
from rehab.programs.models import ScheduleSlot
from rehab.programs.queries import cohort as get_cohort
from rehab.programs.queries import programme
from rehab.wbp import actions as wbp_actions
from rehab.wbp.actions import on_departure
from rehab.wbp.models import Placement
from tests import factories as make

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ON = date(2026, 11, 20)


class House:
    """One facility with an officer and a class; people are added by name."""

    def __init__(self, **cohort_values: Any) -> None:
        with saving():
            place = make.facility()
            self.facility_id = place.id
            self.scope: Scope = make.scope_for(make.user("budi", Role.PEMBINAAN, place.id))
            self.programme_id = make.programme(place.id).id
            self.cohort_id = self.add_class("Kelas 1", **cohort_values)

    def add_class(self, name: str, **values: Any) -> int:
        return make.cohort(programme(self.scope, self.programme_id), name, **values).id

    def person(self, name: str = "Agus", **values: Any) -> int:
        with saving():
            return make.wbp(self.facility_id, name, **values).id

    def people(self, count: int) -> list[int]:
        return [self.person(f"Orang {number}") for number in range(count)]

    def enrol(self, wbp_ids: list[int], **values: Any) -> list[actions.EnrolResult]:
        with saving():
            given = {"cohort_id": self.cohort_id, "starts_on": ON, "at": AT} | values
            return actions.enrol_people(scope=self.scope, wbp_ids=wbp_ids, **given)

    def only(self) -> Enrolment:
        return db.session.scalars(select(Enrolment)).one()

    def slot(self, cohort_id: int, weekday: int, start: int, end: int) -> None:
        with saving():
            times = {"weekday": weekday, "starts_time": time(start), "ends_time": time(end)}
            make.add(ScheduleSlot(facility_id=self.facility_id, cohort_id=cohort_id, **times))

    def change_programme(self, **values: Any) -> None:
        with saving():
            row = get_cohort(self.scope, self.cohort_id).programme
            for name, value in values.items():
                setattr(row, name, value)


def _codes(results: list[actions.EnrolResult]) -> list[str]:
    return [each.state or each.code for each in results]


def test_people_get_a_place_in_the_order_given_until_the_class_is_full(app: Flask) -> None:
    with app.app_context():
        house = House(capacity=2)
        assert _codes(house.enrol(house.people(3))) == ["active", "active", "full"]


def test_the_rest_wait_only_where_that_was_asked(app: Flask) -> None:
    with app.app_context():
        house = House(capacity=1)
        assert _codes(house.enrol(house.people(3), waiting=True)) == ["active", "waiting", "waiting"]
        assert queries.count_by_cohort(house.scope, [house.cohort_id]) == {house.cohort_id: 1}


def test_one_bad_row_does_not_spoil_the_rest(app: Flask) -> None:
    with app.app_context():
        house = House()
        inside, again, gone = house.people(3)
        house.enrol([again])
        with saving():
            house_row = queries.people_of_facility(house.scope, house.facility_id, [gone])[0].wbp
            stay = db.session.scalars(select(Placement).where(Placement.wbp_id == house_row.id)).one()
            stay.ends_on, stay.end_reason = date(2026, 11, 1), "bebas"
        results = house.enrol([again, gone, 999_999, inside, inside])
        assert _codes(results) == ["already_in", "not_here", "not_found", "active"]
        assert results[0].reason == "Sudah terdaftar di kelas ini."


def test_a_person_of_another_facility_is_not_found(app: Flask) -> None:
    with app.app_context():
        house = House()
        with saving():
            stranger = make.wbp(make.facility("RUTAN-02").id, "Asing").id
        assert _codes(house.enrol([stranger])) == ["not_found"]


def test_a_class_of_another_facility_is_not_found(app: Flask) -> None:
    with app.app_context():
        house = House()
        person = house.person()
        with saving():
            stranger = make.scope_for(make.user("siti", Role.PEMBINAAN, make.facility("RUTAN-02").id))
        with pytest.raises(NotFound), saving():
            actions.enrol_people(scope=stranger, cohort_id=house.cohort_id, wbp_ids=[person], starts_on=ON, at=AT)


@pytest.mark.parametrize(
    ("asked", "has", "answer"),
    [
        ({"sex": "P"}, {"sex": "L"}, "wrong_sex"),
        ({"sex": "P"}, {"sex": "P"}, "active"),
        ({"least_education": "smp"}, {"education": "sd"}, "education_below"),
        ({"least_education": "smp"}, {"education": "smp"}, "active"),
        ({"least_education": "smp"}, {"education": "diploma"}, "active"),
    ],
)
def test_the_programme_asks_for_sex_and_schooling(app: Flask, asked: Any, has: Any, answer: str) -> None:
    with app.app_context():
        house = House()
        house.change_programme(**asked)
        assert _codes(house.enrol([house.person(**has)])) == [answer]


def _findings(house: House, wbp_id: int, starts_on: date = ON) -> list[str]:
    group = get_cohort(house.scope, house.cohort_id)
    return [finding.code for finding in judge_people(house.scope, group, [wbp_id], starts_on)[0].findings]


@pytest.mark.parametrize(
    ("weekday", "start", "end", "clashes"), [(0, 10, 12, True), (0, 11, 13, False), (0, 7, 9, False), (1, 9, 11, False)]
)
def test_a_clash_is_the_same_weekday_and_overlapping_hours(app: Flask, weekday: int, start: int, end: int, clashes: bool) -> None:
    with app.app_context():
        house = House()
        house.slot(house.cohort_id, 0, 9, 11)
        with saving():
            other = house.add_class("Kelas 2")
        house.slot(other, weekday, start, end)
        person = house.person()
        house.enrol([person], cohort_id=other)
        assert ("clash" in _findings(house, person)) is clashes


def test_classes_that_do_not_run_at_the_same_time_do_not_clash(app: Flask) -> None:
    with app.app_context():
        house = House(starts_on=date(2026, 12, 1), ends_on=date(2027, 3, 1))
        with saving():
            other = house.add_class("Kelas 2", ends_on=date(2026, 12, 1))
        for each in (house.cohort_id, other):
            house.slot(each, 0, 9, 11)
        person = house.person()
        house.enrol([person], cohort_id=other)
        assert "clash" not in _findings(house, person, date(2026, 12, 1))


@pytest.mark.parametrize(("years", "concern"), [(2, False), (1, True)])
def test_a_sentence_that_ends_before_the_class_is_a_concern_and_no_refusal(app: Flask, years: int, concern: bool) -> None:
    """Held since 5 January 2025: two years end on 5 January 2027, the first day after the class; one year before it."""
    with app.app_context():
        house = House()
        sentence = {"kind": "penjara", "years": years, "months": 0, "days": 0, "final_on": date(2025, 6, 1)}
        person = house.person(since=date(2025, 1, 5), sentence=sentence)
        assert ("ends_first" in _findings(house, person)) is concern
        assert _codes(house.enrol([person])) == ["active"]


def test_an_unknown_schooling_is_a_concern_and_an_unknown_end_only_a_note(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.change_programme(least_education="sd")
        person = house.person(education=None, sentence=None)
        group = get_cohort(house.scope, house.cohort_id)
        judged = judge_people(house.scope, group, [person], ON)[0]
        assert [each.code for each in judged.concerns] == ["education_unknown"]
        assert judged.verdict == "concern"
        assert "expiry_unknown" in [each.code for each in judged.findings]


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_a_closed_class_takes_nobody(app: Flask, state: str) -> None:
    with app.app_context():
        house = House(state=state)
        with pytest.raises(actions.ClassClosed):
            house.enrol([house.person()])


@pytest.mark.parametrize("starts_on", [date(2026, 1, 4), date(2027, 1, 5)])
def test_the_first_day_lies_within_the_class(app: Flask, starts_on: date) -> None:
    with app.app_context():
        house = House()
        with pytest.raises(actions.OutsideClass):
            house.enrol([house.person()], starts_on=starts_on)


def test_a_waiting_person_is_promoted_once_there_is_a_place(app: Flask) -> None:
    with app.app_context():
        house = House(capacity=1)
        first, second = house.people(2)
        house.enrol([first, second], waiting=True)
        waiting = queries.enrolments_of(house.scope, second)[0]
        key, version = waiting.id, waiting.version
        with pytest.raises(actions.ClassFull), saving():
            actions.promote_waiting(scope=house.scope, enrolment_id=key, version=version, on=ON, at=AT)
        held = queries.enrolments_of(house.scope, first)[0]
        with saving():
            actions.withdraw_enrolment(
                scope=house.scope, enrolment_id=held.id, version=held.version, last_on=ON, reason="mundur", note="", at=AT
            )
        with saving():
            actions.promote_waiting(scope=house.scope, enrolment_id=key, version=version, on=ON, at=AT)
        assert queries.enrolments_of(house.scope, second)[0].state == "active"


def test_a_suspension_leaves_its_days_behind(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.enrol([house.person()], starts_on=date(2026, 10, 1))
        row = house.only()
        key, first = row.id, row.version
        with saving():
            actions.suspend_enrolment(
                scope=house.scope, enrolment_id=key, version=first, on=date(2026, 11, 1), reason="isolasi", at=AT
            )
        version = house.only().version
        with saving():
            actions.resume_enrolment(scope=house.scope, enrolment_id=key, version=version, on=date(2026, 11, 10), at=AT)
        days = {
            date(2026, 10, 31): "active",
            date(2026, 11, 1): "suspended",
            date(2026, 11, 9): "suspended",
            date(2026, 11, 10): "active",
        }
        assert {on: queries.members_on(house.scope, house.cohort_id, on)[0].state for on in days} == days


def test_a_change_on_an_old_version_is_refused(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.enrol([house.person()])
        row = house.only()
        key, version = row.id, row.version
        for expected in (None, StaleVersion):
            given = {"scope": house.scope, "enrolment_id": key, "version": version, "on": ON, "reason": "", "at": AT}
            if expected is None:
                with saving():
                    actions.suspend_enrolment(**given)
            else:
                with pytest.raises(expected), saving():
                    actions.suspend_enrolment(**given)


def test_the_last_day_still_counts_and_the_next_does_not(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.enrol([house.person()], starts_on=date(2026, 11, 1))
        key = house.only().id
        with saving():
            actions.complete_enrolments(scope=house.scope, cohort_id=house.cohort_id, enrolment_ids=[key], last_on=ON, at=AT)
        assert len(queries.members_on(house.scope, house.cohort_id, ON)) == 1
        assert queries.members_on(house.scope, house.cohort_id, date(2026, 11, 21)) == []
        assert house.only().state == "completed"


def test_somebody_who_left_may_come_back(app: Flask) -> None:
    with app.app_context():
        house = House()
        person = house.person()
        house.enrol([person], starts_on=date(2026, 11, 1))
        row = house.only()
        key, version = row.id, row.version
        with saving():
            actions.withdraw_enrolment(
                scope=house.scope, enrolment_id=key, version=version, last_on=date(2026, 11, 10), reason="sakit", note="", at=AT
            )
        assert _codes(house.enrol([person])) == ["active"]


def test_undo_on_the_same_day_leaves_no_day_in_the_class(app: Flask) -> None:
    with app.app_context():
        house = House()
        person = house.person()
        house.enrol([person])
        row = house.only()
        key, version = row.id, row.version
        late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 00.30 WITA on the next day
        with pytest.raises(actions.TooLateToUndo), saving():
            actions.undo_enrolment(scope=house.scope, enrolment_id=key, version=version, at=late)
        with saving():
            actions.undo_enrolment(scope=house.scope, enrolment_id=key, version=version, at=AT)
        assert queries.members_on(house.scope, house.cohort_id, ON) == []
        assert _codes(house.enrol([person])) == ["active"]


@pytest.mark.parametrize(("reason", "kept"), [("bebas", "bebas"), ("pindah", "pindah"), ("melarikan_diri", "lainnya")])
def test_leaving_the_facility_ends_every_live_enrolment(app: Flask, reason: str, kept: str) -> None:
    with app.app_context():
        house = House(capacity=1)
        person, other = house.people(2)
        with saving():
            second = house.add_class("Kelas 2", capacity=1)
        house.enrol([other], cohort_id=second)
        house.enrol([person])
        house.enrol([person], cohort_id=second, waiting=True)
        with saving():
            for hook in on_departure:
                hook(scope=house.scope, wbp_id=person, facility_id=house.facility_id, on=date(2026, 11, 21), reason=reason, at=AT)
        rows = queries.enrolments_of(house.scope, person)
        assert {(each.state, each.end_reason) for each in rows} == {("withdrawn", kept)}
        assert len(queries.members_on(house.scope, house.cohort_id, ON)) == 1
        assert queries.members_on(house.scope, house.cohort_id, date(2026, 11, 21)) == []
        assert [each.name for each in queries.members_on(house.scope, second, ON)] == ["Orang 1"]


def test_registration_ends_enrolments_by_releasing_or_transferring_a_person(app: Flask) -> None:
    with app.app_context():
        house = House()
        leaving, moving = house.people(2)
        house.enrol([leaving, moving], starts_on=date(2026, 11, 2))
        with saving():
            there = make.facility("RUTAN-02").id
        with saving():
            wbp_actions.record_departure(scope=house.scope, wbp_id=leaving, reason="bebas", on=ON, at=AT)
            wbp_actions.transfer_person(scope=house.scope, wbp_id=moving, on=ON, at=AT, to_facility_id=there)
        rows = {row.wbp_id: row for row in db.session.scalars(select(Enrolment))}
        ends = {key: (row.state, row.end_reason, row.ends_on) for key, row in rows.items()}
        assert ends == {leaving: ("withdrawn", "bebas", ON), moving: ("withdrawn", "pindah", ON)}
        assert queries.members_on(house.scope, house.cohort_id, ON) == []
        assert len(queries.members_on(house.scope, house.cohort_id, date(2026, 11, 19))) == 2


@pytest.mark.parametrize("before", ENROLMENT_STATES)
@pytest.mark.parametrize("after", ENROLMENT_STATES)
def test_an_enrolment_moves_only_along_its_table(before: str, after: str) -> None:
    drawn = {
        "waiting": {"active", "withdrawn"}, "active": {"suspended", "completed", "withdrawn"},
        "suspended": {"active", "completed", "withdrawn"}, "completed": set(), "withdrawn": set(),
    }  # fmt: skip
    assert may_move(before, after) is (after in drawn[before])
    assert MOVES.get((before, after), Permission.ENROLMENT_ENROL) is Permission.ENROLMENT_ENROL


def test_officers_enrolling_at_the_same_time_never_overfill_a_class(app: Flask) -> None:
    with app.app_context():
        house = House(capacity=3)
        people = [house.people(4), [house.person(f"Lain {number}") for number in range(4)]]
    answers: list[str] = []
    start = threading.Barrier(2)

    def enrol(wbp_ids: list[int]) -> None:
        with app.app_context():
            start.wait()
            answers.extend(_codes(house.enrol(wbp_ids)))

    threads = [threading.Thread(target=enrol, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers.count("active"), answers.count("full")) == (3, 5)


def test_the_database_itself_refuses_a_second_live_enrolment_and_it_becomes_the_rows_reason(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if another officer's row came in between the question and the answer."""
    with app.app_context():
        house = House()
        twice, fresh = house.people(2)
        house.enrol([twice])
        monkeypatch.setattr(queries, "live_in_cohort", lambda *_arguments: {})
        assert _codes(house.enrol([twice, fresh])) == ["already_in", "active"]
        monkeypatch.undo()
        assert queries.count_by_cohort(house.scope, [house.cohort_id]) == {house.cohort_id: 2}
