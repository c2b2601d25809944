"""Hours every few weeks, who teaches them, catch-up sessions, and many sessions changed at once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.programs import actions, cancel_actions, cover_actions, queries, session_actions, timetable_queries
from rehab.programs.cancel_actions import CatchUp
from rehab.programs.cover_actions import CoverDetails
from rehab.programs.models import Cohort, Session
from rehab.programs.pattern import Slot, any_overlap
from tests import factories as make
from tests.programs.test_pattern import slots
from tests.programs.test_sessions import AT, MONDAY, WEDNESDAY_NOON, House

FIRST = date(2026, 11, 23)
# Properties make a facility for each example.
PLACES = count(1)
FORTNIGHT = Slot(0, time(9), time(11), every_weeks=2, first_on=FIRST)


class Timetabled(House):
    """A class and what is done to its sessions."""

    def another_teacher(self, name: str = "Pak Pengganti", **values: object) -> int:
        with saving():
            return int(make.instructor(db.session.get(Cohort, self.cohort_id).facility_id, name, **values).id)

    def facility_id(self) -> int:
        return int(queries.cohort(self.scope, self.cohort_id).facility_id)

    def cover(self, teacher_id: int, first: date, last: date, **values: object) -> tuple[int, int]:
        details = CoverDetails(teacher_id, first, last + timedelta(days=1), reason="Sakit", **values)
        with saving():
            row, changed = cover_actions.add_cover(scope=self.scope, cohort_id=self.cohort_id, details=details, at=AT)
            return row.id, changed

    def cancel(self, session_id: int) -> None:
        version = queries.session(self.scope, session_id).version
        with saving():
            cancel_actions.cancel_session(scope=self.scope, session_id=session_id, version=version, reason="Rapat", at=AT)

    def restore(self, session_id: int) -> None:
        version = queries.session(self.scope, session_id).version
        with saving():
            cancel_actions.restore_session(scope=self.scope, session_id=session_id, version=version, reason="Jadi", at=AT)

    def hold(self, session_id: int) -> None:
        with saving():
            actions.mark_session_held(session=queries.session(self.scope, session_id))

    def catch_up(self, session_id: int, on: date, hour: int = 14, **values: object) -> int:
        details = CatchUp(held_on=on, starts_time=time(hour), ends_time=time(hour + 1), **values)
        with saving():
            row = cancel_actions.add_catch_up(scope=self.scope, session_id=session_id, details=details, at=AT)
            return row.id

    def teachers(self) -> dict[date, int | None]:
        return {each.held_on: each.instructor_id for each in self.sessions()}

    def lines(self) -> list[tuple[object, ...]]:
        return [(each.id, each.held_on, each.starts_time, each.state, each.cancel_reason) for each in self.sessions()]


def test_an_hour_every_two_weeks_skips_every_other_week(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(FORTNIGHT)
        assert house.days() == [date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 21), date(2027, 1, 4)]


def test_two_fortnights_in_turn_have_a_room_and_a_teacher_each(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        other = house.another_teacher()
        even = replace(FORTNIGHT, first_on=FIRST + timedelta(days=9), room="Bengkel", instructor_id=other)
        house.timetable(FORTNIGHT, even)
        found = [(each.held_on, each.room, each.instructor_id) for each in house.sessions()][:3]
        assert found == [
            (date(2026, 11, 23), "Aula", None), (date(2026, 11, 30), "Bengkel", other), (date(2026, 12, 7), "Aula", None),
        ]  # fmt: skip


def test_an_hour_with_a_teacher_of_another_facility_is_not_found(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        with saving():
            stranger = make.instructor(make.facility("RUTAN-02").id).id
        with pytest.raises(NotFound):
            house.timetable(replace(MONDAY, instructor_id=stranger))


@settings(max_examples=25)
@given(
    st.lists(slots().filter(lambda slot: slot.starts_time < time(17)), max_size=4).filter(lambda each: not any_overlap(each)),
    st.lists(st.sampled_from(["again", "back", "extend", "late"]), max_size=4),
)
def test_making_sessions_in_any_order_makes_each_once(app: Flask, hours: list[Slot], deeds: list[str]) -> None:
    with app.app_context():
        house = Timetabled(f"UPT-{next(PLACES)}", starts_on=date(2026, 9, 1))
        house.timetable(*hours)
        for deed in deeds:
            at = AT + timedelta(days=20) if deed == "late" else AT
            with saving():
                if deed in ("extend", "late"):
                    session_actions.extend_sessions(scope=house.scope, at=at)
                else:
                    back = deed == "back"
                    session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=back, at=at)
        keys = [(each.held_on, each.starts_time) for each in house.sessions()]
        assert len(keys) == len(set(keys))
        before = house.lines()
        with saving():
            assert session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=False, at=AT) == 0
        assert house.lines() == before


def test_the_database_itself_refuses_a_second_session_of_that_class_day_and_hour(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        first = house.sessions()[0]
        twin = {name: getattr(first, name) for name in ("facility_id", "cohort_id", "held_on", "starts_time", "ends_time")}
        twin |= {"starts_at": first.starts_at, "ends_at": first.ends_at}
        with pytest.raises(IntegrityError), saving():
            make.add(Session(**twin, state="planned"))


def test_a_changed_hour_never_drops_a_session_with_a_register(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        held = house.sessions()[1].id
        house.hold(held)
        house.timetable(replace(MONDAY, starts_time=time(10), ends_time=time(12)))
        found = {(each.id, each.starts_time) for each in house.sessions() if each.starts_time == time(9)}
        assert found == {(held, time(9))}


def test_a_cover_teaches_the_sessions_of_its_period_and_keeps_them_through_changes(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.change(instructor_id=house.teacher_id)
        house.timetable(MONDAY, WEDNESDAY_NOON)
        other = house.another_teacher()
        cover, changed = house.cover(other, date(2026, 11, 30), date(2026, 12, 2))
        assert changed == 2
        covered = {date(2026, 11, 30): other, date(2026, 12, 2): other}
        assert {on: who for on, who in house.teachers().items() if who == other} == covered
        house.timetable(MONDAY, WEDNESDAY_NOON, Slot(4, time(8), time(9)))
        house.change(room="Ruang 3")
        assert {on: who for on, who in house.teachers().items() if who == other} == covered
        with saving():
            cover_actions.remove_cover(scope=house.scope, cover_id=cover, at=AT)
        assert set(house.teachers().values()) == {house.teacher_id}


def test_a_cover_of_one_hour_leaves_the_others_of_that_day(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        noon = Slot(0, time(13), time(14))
        house.timetable(MONDAY, noon)
        other = house.another_teacher()
        house.cover(other, FIRST, FIRST, weekday=0, starts_time=time(13))
        found = [(each.starts_time, each.instructor_id) for each in house.sessions(on=FIRST)]
        assert found == [(time(9), None), (time(13), other)]


def test_a_cover_changes_no_session_that_has_a_register(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        held = house.sessions()[0].id
        house.hold(held)
        _cover, changed = house.cover(house.another_teacher(), FIRST, FIRST)
        assert changed == 0 and queries.session(house.scope, held).instructor_id is None


def test_the_latest_cover_of_a_day_teaches(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        house.cover(house.another_teacher("Satu"), FIRST, FIRST + timedelta(days=20))
        second = house.another_teacher("Dua")
        house.cover(second, FIRST, FIRST)
        assert house.teachers()[FIRST] == second


def test_a_covering_teacher_reaches_the_sessions_they_cover_and_no_other(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        with saving():
            guru = make.user("guru", Role.GURU)
            make.member(guru, make.agency())
            scope = make.scope_for(guru)
        other = house.another_teacher(user_id=scope.user_id)
        mine, next_week = (each.id for each in house.sessions()[:2])
        with pytest.raises(NotFound):
            queries.session(scope, mine)
        house.cover(other, FIRST, FIRST)
        assert queries.session(scope, mine).id == mine
        with pytest.raises(NotFound):
            queries.session(scope, next_week)


def test_a_catch_up_session_names_the_one_it_stands_for_and_outlives_a_new_timetable(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        house.cancel(missed)
        made = house.catch_up(missed, date(2026, 11, 25), room="Bengkel")
        house.timetable(WEDNESDAY_NOON)
        row = queries.session(house.scope, made)
        assert (row.replaces_id, row.room, row.state) == (missed, "Bengkel", "planned")
        assert timetable_queries.days_replaced(house.scope, [row]) == {missed: FIRST}
        assert queries.session(house.scope, missed).state == "cancelled"


def test_what_a_catch_up_session_may_not_be(app: Flask) -> None:
    with app.app_context():
        house = Timetabled(ends_on=date(2026, 12, 31))
        house.timetable(MONDAY, WEDNESDAY_NOON)
        missed, planned = house.sessions()[1].id, house.sessions()[2].id
        with pytest.raises(cancel_actions.WrongSessionStep):
            house.catch_up(planned, date(2026, 11, 26))
        house.cancel(missed)
        with pytest.raises(cancel_actions.TimeTaken):
            house.catch_up(missed, date(2026, 11, 25), hour=13)
        with pytest.raises(cancel_actions.TimeTaken):
            house.catch_up(missed, FIRST, hour=9)
        with pytest.raises(cancel_actions.TimeTaken):
            house.catch_up(missed, FIRST + timedelta(days=7), hour=10)
        with pytest.raises(cancel_actions.OutsideClass):
            house.catch_up(missed, date(2026, 12, 31))
        house.catch_up(missed, date(2026, 11, 26))
        with pytest.raises(cancel_actions.StillReplaced):
            house.catch_up(missed, date(2026, 11, 27))


def test_a_session_and_its_catch_up_are_never_both_planned(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        house.cancel(missed)
        made = house.catch_up(missed, date(2026, 11, 26))
        with pytest.raises(cancel_actions.StillReplaced):
            house.restore(missed)
        house.cancel(made)
        house.restore(missed)
        with pytest.raises(cancel_actions.OriginalPlanned):
            house.restore(made)


def test_the_database_itself_refuses_a_second_catch_up_for_one_session(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        house.cancel(missed)
        made = house.catch_up(missed, date(2026, 11, 26))
        with pytest.raises(IntegrityError), saving():
            make.session(db.session.get(Cohort, house.cohort_id), date(2026, 11, 27), replaces_id=missed)
        house.cancel(made)
        house.catch_up(missed, date(2026, 11, 27))


def test_many_sessions_are_cancelled_and_planned_again_with_one_reason(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        ids = [each.id for each in house.sessions()]
        house.hold(ids[0])
        keys = {"scope": house.scope, "facility_id": house.facility_id(), "session_ids": ids, "at": AT}
        with saving():
            done = cancel_actions.cancel_sessions(**keys, reason="Penggeledahan")
        assert (done.changed, done.left) == (len(ids) - 1, 1)
        assert {each.cancel_reason for each in house.sessions()[1:]} == {"Penggeledahan"}
        with saving():
            done = cancel_actions.restore_sessions(**keys, reason="Selesai")
        assert (done.changed, done.left) == (len(ids) - 1, 1)
        assert [each.state for each in house.sessions()] == ["held"] + ["planned"] * (len(ids) - 1)


def test_sessions_of_another_facility_are_left_out(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        ids = [each.id for each in house.sessions()]
        with saving():
            other = make.facility("RUTAN-02").id
            stranger = make.scope_for(make.user("siti", Role.PEMBINAAN, other))
        with saving():
            done = cancel_actions.cancel_sessions(scope=stranger, facility_id=other, session_ids=ids, reason="x", at=AT)
        assert done.changed == 0
        with pytest.raises(NotFound), saving():
            cancel_actions.cancel_sessions(scope=stranger, facility_id=house.facility_id(), session_ids=ids, reason="x", at=AT)
        assert {each.state for each in house.sessions()} == {"planned"}
        for deed in (
            lambda: cover_actions.add_cover(
                scope=stranger, cohort_id=house.cohort_id, details=CoverDetails(1, FIRST, FIRST + timedelta(1)), at=AT
            ),
            lambda: cancel_actions.add_catch_up(
                scope=stranger, session_id=ids[0], details=CatchUp(FIRST, time(1), time(2)), at=AT
            ),
        ):
            with pytest.raises(NotFound), saving():
                deed()


def test_a_moment_is_read_in_the_zone_of_the_facility(app: Flask) -> None:
    with app.app_context():
        house = Timetabled()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        house.cancel(missed)
        row = queries.session(house.scope, house.catch_up(missed, date(2026, 11, 26), hour=14))
        assert row.starts_at == datetime(2026, 11, 26, 6, tzinfo=AT.tzinfo)
