"""Sessions come from the weekly timetable, never twice, and only those still to come follow a change."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.access.permissions import Permission, Role
from rehab.access.scope import Scope, command_line_scope
from rehab.plumbing.errors import NotFound, StaleVersion
from rehab.plumbing.saving import saving
from rehab.programs import actions, cancel_actions, queries, session_actions
from rehab.programs.models import COHORT_STATES, SESSION_STATES
from rehab.programs.pattern import Slot
from rehab.programs.states import CLASS_MOVES, SESSION_MOVES, class_may_move, session_may_move
from tests import factories as make

AT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # Wednesday 18 November 2026, 11.00 WITA
MONDAY = Slot(0, time(9), time(11))
WEDNESDAY_MORNING = Slot(2, time(9), time(10))
WEDNESDAY_NOON = Slot(2, time(13), time(14))


class House:
    def __init__(self, code: str = "RUTAN-01", **values: Any) -> None:
        with saving():
            place = make.facility(code)
            self.scope: Scope = make.scope_for(make.user(f"budi-{code}", Role.PEMBINAAN, place.id))
            course = make.programme(place.id)
            self.teacher_id = make.instructor(place.id).id
            self.cohort_id = make.cohort(course, **values).id

    @property
    def version(self) -> int:
        return queries.cohort(self.scope, self.cohort_id).version

    def timetable(self, *slots: Slot, at: datetime = AT) -> int:
        version = self.version
        with saving():
            return session_actions.set_timetable(scope=self.scope, cohort_id=self.cohort_id, version=version, slots=slots, at=at)

    def sessions(self, **values: Any) -> list[Any]:
        return queries.list_sessions(self.scope, cohort_id=self.cohort_id, **values)

    def days(self) -> list[date]:
        return [each.held_on for each in self.sessions()]

    def change(self, **values: Any) -> None:
        row = queries.cohort(self.scope, self.cohort_id)
        names = ("name", "capacity", "starts_on", "ends_on", "room", "target_completions", "instructor_id")
        details = actions.ClassDetails(**{name: getattr(row, name) for name in names})
        version = row.version
        with saving():
            actions.change_class(
                scope=self.scope, cohort_id=self.cohort_id, version=version, details=replace(details, **values), at=AT
            )

    def move(self, state: str) -> None:
        version = self.version
        with saving():
            actions.move_class(scope=self.scope, cohort_id=self.cohort_id, version=version, state=state, at=AT)


def _mondays(first: date, until: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    return [day for day in days if day.weekday() == 0]


def test_a_timetable_makes_the_sessions_of_the_next_sixty_days(app: Flask) -> None:
    with app.app_context():
        house = House(ends_on=date(2028, 1, 1))
        assert house.timetable(MONDAY) == 8
        assert house.days() == [
            date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21), date(2026, 12, 28),
            date(2027, 1, 4), date(2027, 1, 11),
        ]  # fmt: skip


def test_a_session_carries_the_instant_of_its_hour_in_the_zone(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        first = house.sessions()[0]
        assert (first.starts_at, first.ends_at) == (datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 23, 3, tzinfo=UTC))
        assert (first.room, first.state) == ("Aula", "planned")


def test_todays_hours_that_are_over_are_not_planned_afterwards(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(WEDNESDAY_MORNING, WEDNESDAY_NOON)
        todays = [each.starts_time for each in house.sessions(on=date(2026, 11, 18))]
        assert todays == [time(13)]


def test_making_sessions_again_makes_none(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY, WEDNESDAY_NOON)
        before = house.days()
        with saving():
            again = session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=False, at=AT)
        assert (again, house.days()) == (0, before)


def test_sessions_go_back_to_the_first_day_when_asked(app: Flask) -> None:
    with app.app_context():
        house = House(starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 1))
        house.timetable(MONDAY)
        assert house.days() == _mondays(date(2026, 11, 18), date(2026, 12, 1))
        with saving():
            added = session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=True, at=AT)
        assert (added, house.days()) == (3, _mondays(date(2026, 11, 2), date(2026, 12, 1)))


def test_a_day_later_one_day_more_is_planned_for_every_open_class(app: Flask) -> None:
    with app.app_context():
        house = House(ends_on=date(2028, 1, 1))
        house.timetable(MONDAY)
        later = AT + timedelta(days=7)
        with saving():
            assert session_actions.extend_sessions(scope=command_line_scope(), at=later) == 1
        with saving():
            assert session_actions.extend_sessions(scope=command_line_scope(), at=later) == 0
        assert house.days() == _mondays(date(2026, 11, 18), date(2027, 1, 24))


def test_two_at_once_make_each_session_once(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
    start = threading.Barrier(2)
    faults: list[BaseException] = []

    def make_them() -> None:
        with app.app_context():
            start.wait()
            try:
                with saving():
                    session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=True, at=AT)
            except BaseException as fault:
                faults.append(fault)

    threads = [threading.Thread(target=make_them) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert faults == []
        assert house.days() == _mondays(date(2026, 1, 5), date(2027, 1, 5))


def test_a_new_timetable_replaces_only_planned_sessions_still_to_come(app: Flask) -> None:
    with app.app_context():
        house = House(starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 15))
        house.timetable(MONDAY)
        with saving():
            session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=True, at=AT)
        held, cancelled = house.sessions(on=date(2026, 11, 30))[0].id, house.sessions(on=date(2026, 12, 7))[0].id
        with saving():
            actions.mark_session_held(session=queries.session(house.scope, held))
            row = queries.session(house.scope, cancelled)
            cancel_actions.cancel_session(
                scope=house.scope, session_id=cancelled, version=row.version, reason="Hari libur", at=AT
            )
        house.timetable(replace(WEDNESDAY_NOON, room="Ruang 2"))
        found = [(each.held_on, each.state, each.room) for each in house.sessions()]
        assert found == [
            *((date(2026, 11, day), "planned", "Aula") for day in (2, 9, 16)),
            (date(2026, 11, 18), "planned", "Ruang 2"), (date(2026, 11, 25), "planned", "Ruang 2"),
            (date(2026, 11, 30), "held", "Aula"), (date(2026, 12, 2), "planned", "Ruang 2"),
            (date(2026, 12, 7), "cancelled", "Aula"), (date(2026, 12, 9), "planned", "Ruang 2"),
        ]  # fmt: skip


def test_a_session_whose_hour_stays_keeps_its_number_and_takes_the_new_end(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        before = [each.id for each in house.sessions()]
        house.timetable(replace(MONDAY, ends_time=time(12)))
        after = house.sessions()
        assert [each.id for each in after] == before
        assert after[0].ends_at == datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_sessions_still_to_come_follow_the_classs_teacher_and_period(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        house.change(instructor_id=house.teacher_id, ends_on=date(2026, 12, 1))
        found = [(each.held_on, each.instructor_id) for each in house.sessions()]
        assert found == [(date(2026, 11, 23), house.teacher_id), (date(2026, 11, 30), house.teacher_id)]


def test_a_class_that_ends_early_leaves_no_session_to_come_and_reopening_brings_them_back(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        before = house.days()
        house.move("finished")
        assert house.days() == []
        house.move("running")
        assert house.days() == before


def test_two_hours_at_the_same_time_are_refused(app: Flask) -> None:
    with app.app_context():
        house = House()
        with pytest.raises(session_actions.OverlappingSlots):
            house.timetable(MONDAY, Slot(0, time(10), time(12)))
        assert house.timetable(MONDAY, Slot(0, time(11), time(12))) > 0


def test_a_timetable_on_an_old_version_is_refused(app: Flask) -> None:
    with app.app_context():
        house = House()
        seen = house.version
        house.timetable(MONDAY)
        with pytest.raises(StaleVersion), saving():
            session_actions.set_timetable(scope=house.scope, cohort_id=house.cohort_id, version=seen, slots=[], at=AT)


def test_a_cancelled_session_cannot_be_held_until_it_is_planned_again(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        row = house.sessions()[0]
        key, version = row.id, row.version
        with saving():
            cancel_actions.cancel_session(scope=house.scope, session_id=key, version=version, reason="Hari libur", at=AT)
        with pytest.raises(session_actions.SessionCancelled), saving():
            actions.mark_session_held(session=queries.session(house.scope, key))
        version = queries.session(house.scope, key).version
        with saving():
            cancel_actions.restore_session(scope=house.scope, session_id=key, version=version, reason="Salah", at=AT)
        with saving():
            actions.mark_session_held(session=queries.session(house.scope, key))
        assert (queries.session(house.scope, key).state, queries.session(house.scope, key).cancel_reason) == ("held", None)


def test_another_facility_changes_nothing_here(app: Flask) -> None:
    with app.app_context():
        house = House()
        house.timetable(MONDAY)
        key = house.sessions()[0].id
        with saving():
            stranger = make.scope_for(make.user("siti", Role.PEMBINAAN, make.facility("RUTAN-02").id))
        deeds = [
            lambda: cancel_actions.cancel_session(scope=stranger, session_id=key, version=1, reason="x", at=AT),
            lambda: session_actions.set_timetable(scope=stranger, cohort_id=house.cohort_id, version=1, slots=[], at=AT),
            lambda: session_actions.generate_sessions(scope=stranger, cohort_id=house.cohort_id, from_start=True, at=AT),
            lambda: actions.move_class(scope=stranger, cohort_id=house.cohort_id, version=1, state="finished", at=AT),
        ]
        for deed in deeds:
            with pytest.raises(NotFound), saving():
                deed()


@pytest.mark.parametrize("before", COHORT_STATES)
@pytest.mark.parametrize("after", COHORT_STATES)
def test_a_class_moves_only_along_its_table(before: str, after: str) -> None:
    drawn = {
        "planned": {"running", "cancelled"},
        "running": {"finished", "cancelled"},
        "finished": {"running"},
        "cancelled": {"planned"},
    }
    assert class_may_move(before, after) is (after in drawn[before])
    assert CLASS_MOVES.get((before, after), Permission.PROGRAMS_EDIT) is Permission.PROGRAMS_EDIT


@pytest.mark.parametrize("before", SESSION_STATES)
@pytest.mark.parametrize("after", SESSION_STATES)
def test_a_session_moves_only_along_its_table(before: str, after: str) -> None:
    drawn = {"planned": {"held", "cancelled"}, "held": set(), "cancelled": {"planned"}}
    assert session_may_move(before, after) is (after in drawn[before])
    needed = Permission.ATTENDANCE_RECORD if after == "held" else Permission.PROGRAMS_EDIT
    assert SESSION_MOVES.get((before, after), needed) is needed
