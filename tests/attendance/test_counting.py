"""What counts for remisi and for a class's totals; unrecorded is never absent."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rehab.attendance import queries
from rehab.attendance.models import MARKS, Recap
from rehab.attendance.registers import Participation, tally_of
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Wbp
from tests import factories as make
from tests.attendance.classroom import ENROLLED, FRIDAY, TEN, Classroom, classroom, record, scope_of
from tests.query_counter import counted_queries

FROM, TO = FRIDAY - timedelta(days=180), FRIDAY + timedelta(days=1)


def more_sessions(app: Flask, room: Classroom, *days: date) -> list[int]:
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        room.sessions += [make.session(cohort, on).id for on in days]
    return room.sessions


def counted(app: Flask, room: Classroom, from_on: date = FROM, to_on: date = TO, **values: Any) -> dict[int, Participation]:
    with app.app_context():
        return queries.participation(scope_of(room.officer), room.people, from_on, to_on, **values)


def test_marks_count_by_their_meaning(app: Flask) -> None:
    room = classroom(app, people=len(MARKS))
    record(app, room, dict(zip(room.people, MARKS, strict=True)))
    found = counted(app, room)
    for person, (present, excused) in zip(room.people, MARKS.values(), strict=True):
        assert found[person] == Participation(scheduled=1, attended=int(present), excused=int(excused))


def test_the_period_is_half_open(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    person = room.people[0]
    assert counted(app, room, FRIDAY, FRIDAY + timedelta(days=1))[person].scheduled == 1
    assert counted(app, room, FRIDAY - timedelta(days=9), FRIDAY)[person] == Participation()
    assert counted(app, room, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9))[person] == Participation()


def test_a_session_without_a_mark_is_named_and_not_counted(app: Flask) -> None:
    room = classroom(app, people=2)
    earlier, later = FRIDAY - timedelta(days=7), FRIDAY - timedelta(days=3)
    _first, second, third = more_sessions(app, room, earlier, later)
    record(app, room, {room.people[0]: "hadir"})
    found = counted(app, room)
    assert found[room.people[0]] == Participation(scheduled=1, attended=1, unrecorded=[second, third])
    assert found[room.people[1]] == Participation(unrecorded=[second, third, room.session_id])


def test_a_session_that_has_not_begun_is_not_unrecorded(app: Flask) -> None:
    room = classroom(app, people=1)
    assert counted(app, room, at=TEN - timedelta(hours=2))[room.people[0]] == Participation()
    assert counted(app, room, at=TEN)[room.people[0]].unrecorded == [room.session_id]


def test_a_cancelled_session_is_nobodys_absence(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "tanpa_keterangan"})
    with app.app_context(), saving():
        db.session.get(Session, room.session_id).state = "cancelled"
    assert counted(app, room)[room.people[0]] == Participation()


def test_only_the_mark_that_stands_counts(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "tanpa_keterangan"})
    record(app, room, {room.people[0]: "hadir"}, correction="Datang, tidak terlihat")
    assert counted(app, room)[room.people[0]] == Participation(scheduled=1, attended=1)


def test_sessions_outside_an_enrolment_are_nobodys_concern(app: Flask) -> None:
    room = classroom(app, people=0)
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        for values in (
            {"starts_on": FRIDAY + timedelta(days=1)},
            {"state": "withdrawn", "ends_on": FRIDAY, "end_reason": "mundur"},
            {"state": "suspended"},
            {"state": "waiting"},
        ):
            person = make.wbp(room.facility_id)
            make.enrolment(cohort, person, **{"created_at": ENROLLED} | values)
            room.people.append(person.id)
    assert set(map(str, counted(app, room).values())) == {str(Participation())}


def recap(app: Flask, room: Classroom, month_on: date, programme: str = "Kejar Paket B", **values: int) -> None:
    counts = {"scheduled": 8, "attended": 6, "excused": 1} | values
    with app.app_context(), saving():
        make.add(Recap(facility_id=room.facility_id, wbp_id=room.people[0], month_on=month_on, programme=programme, **counts))


def test_recaps_of_months_that_begin_in_the_look_back_count(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    from_on = date(2026, 6, 2)
    recap(app, room, date(2026, 6, 1))
    recap(app, room, date(2026, 7, 1))
    found = counted(app, room, from_on, TO)[room.people[0]]
    assert found == Participation(scheduled=9, attended=7, excused=1, recapped=8)


def test_a_recap_gives_way_to_own_sessions_of_that_month_and_programme(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    recap(app, room, date(2026, 11, 1), "KEJAR PAKET B ")
    recap(app, room, date(2026, 11, 1), "Pertanian")
    assert counted(app, room)[room.people[0]] == Participation(scheduled=9, attended=7, excused=1, recapped=8)


def test_participation_asks_as_often_for_one_as_for_all(app: Flask) -> None:
    room = classroom(app, people=60)
    record(app, room, dict.fromkeys(room.people[:50], "hadir"))
    recap(app, room, date(2026, 7, 1))
    with app.app_context():
        scope = scope_of(room.officer)
        with counted_queries() as one:
            queries.participation(scope, room.people[:1], FROM, TO)
        with counted_queries() as all_of_them:
            queries.participation(scope, room.people, FROM, TO)
    assert len(one) == len(all_of_them) == 4


def test_another_facility_sees_nothing(app: Flask) -> None:
    room, other = classroom(app, people=1), classroom(app, people=1, code="LAPAS-02")
    record(app, room, {room.people[0]: "hadir"})
    with app.app_context():
        scope = scope_of(other.officer)
        assert queries.participation(scope, room.people, FROM, TO)[room.people[0]] == Participation()
        assert queries.totals_by_cohort(scope, [room.cohort_id], FROM, TO) == {}
        assert queries.class_attendance(scope, room.cohort_id, FROM, TO, at=TEN) == []
        assert queries.marks_of_class(scope, room.cohort_id, FROM, TO) == {}
        assert queries.attendance_of(scope, room.people[0]).classes == []
        assert queries.list_day(scope, FRIDAY)[0].session.id == other.session_id
        assert queries.count_missing(scope, TO) == 1


def test_history_follows_a_transferred_person(app: Flask) -> None:
    room, other = classroom(app, people=1), classroom(app, people=0, code="LAPAS-02")
    record(app, room, {room.people[0]: "hadir"})
    with app.app_context(), saving():
        db.session.get(Wbp, room.people[0]).facility_id = other.facility_id
    with app.app_context():
        found = queries.participation(scope_of(other.officer), room.people, FROM, TO)
    assert found[room.people[0]].attended == 1


def test_totals_agree_with_the_marks_month_by_month(app: Flask) -> None:
    room = classroom(app, people=4)
    october = date(2026, 10, 30)
    _first, second, third = more_sessions(app, room, october, date(2026, 10, 23))
    record(app, room, dict(zip(room.people, ["hadir", "terlambat", "sakit", "tanpa_keterangan"], strict=True)))
    record(app, room, {room.people[0]: "hadir"}, session_id=second, at=TEN - timedelta(days=21))
    with app.app_context(), saving():
        db.session.get(Session, third).state = "cancelled"
    with app.app_context():
        totals = queries.totals_by_cohort(scope_of(room.officer), [room.cohort_id], FROM, TO)[room.cohort_id]
    assert (totals.planned, totals.held, totals.cancelled) == (0, 2, 1)
    assert (totals.present, totals.excused, totals.absent) == (3, 1, 1)
    months = [(each.month_on, each.held, each.cancelled, each.present, each.marks) for each in totals.months]
    assert months == [(date(2026, 10, 1), 1, 1, 1, 1), (date(2026, 11, 1), 1, 0, 2, 4)]


def test_a_class_shows_each_members_share(app: Flask) -> None:
    room = classroom(app, people=2)
    more_sessions(app, room, FRIDAY - timedelta(days=7))
    record(app, room, {room.people[0]: "hadir", room.people[1]: "izin"})
    with app.app_context():
        rows = queries.class_attendance(scope_of(room.officer), room.cohort_id, FROM, TO, at=TEN)
    assert [(row.wbp_id, row.present, row.excused, row.absent, row.unrecorded) for row in rows] == [
        (room.people[0], 1, 0, 0, 1),
        (room.people[1], 0, 1, 0, 1),
    ]


def test_a_persons_page_gets_classes_recaps_and_marks(app: Flask) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "izin"})
    recap(app, room, date(2025, 7, 1))
    with app.app_context():
        found = queries.attendance_of(scope_of(room.officer), room.people[0])
    assert [(each.cohort_id, each.recorded, each.excused) for each in found.classes] == [(room.cohort_id, 1, 1)]
    assert [each.scheduled for each in found.recaps] == [8]
    assert [(each.status, each.reason) for each in found.latest] == [("izin", "klinik")]


def test_missing_registers_are_those_of_past_days(app: Flask) -> None:
    room = classroom(app, people=1)
    _today, past, gone = more_sessions(app, room, FRIDAY - timedelta(days=7), FRIDAY - timedelta(days=14))
    with app.app_context(), saving():
        db.session.get(Session, gone).state = "cancelled"
    with app.app_context():
        scope = scope_of(room.officer)
        assert [line.session.id for line in queries.list_missing(scope, FRIDAY).items] == [past]
        assert queries.count_missing(scope, FRIDAY) == 1
        assert queries.count_missing(scope, FRIDAY + timedelta(days=1)) == 2


def test_a_days_list_counts_as_the_register_does(app: Flask) -> None:
    room = classroom(app, people=3)
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        make.enrolment(cohort, make.wbp(room.facility_id), starts_on=FRIDAY, created_at=TEN)
        make.enrolment(cohort, make.wbp(room.facility_id), state="suspended", created_at=ENROLLED)
    record(app, room, {room.people[0]: "hadir", room.people[1]: "sakit"})
    with app.app_context():
        scope = scope_of(room.officer)
        line = queries.list_day(scope, FRIDAY)[0]
        register = queries.register(scope, room.session_id, TEN)
    assert (line.tally.roster, line.tally.recorded, line.tally.present) == (3, 2, 1)
    assert len(register.counted) == 3 and register.present + register.absent + register.unrecorded == 3


@given(st.lists(st.sampled_from([True, False, None]), max_size=60))
def test_unrecorded_is_never_absent(marks: list[bool | None]) -> None:
    tally = tally_of(marks)
    assert tally.absent == marks.count(False)
    assert tally.roster - tally.recorded == marks.count(None)


@pytest.mark.parametrize("size", [1, 5])
def test_one_more_unrecorded_session_changes_no_count(app: Flask, size: int) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir", room.people[1]: "tanpa_keterangan"})
    before = counted(app, room)
    more_sessions(app, room, *(FRIDAY - timedelta(days=each + 1) for each in range(size)))
    after = counted(app, room)
    for person in room.people:
        assert after[person].scheduled == before[person].scheduled
        assert after[person].attended == before[person].attended
        assert len(after[person].unrecorded) == size
