"""Members of a class on a date, places taken, a person's enrolments."""

from datetime import date

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.enrolment import queries
from rehab.enrolment.models import Pause
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.programs import queries as programs
from tests import factories as make

ON = date(2026, 11, 20)


def _house() -> dict[str, object]:
    """Two facilities, each with a class of two people; an agency runs the first; a teacher teaches the first."""
    ids: dict[str, object] = {}
    with saving():
        for number in (1, 2):
            place = make.facility(f"RUTAN-0{number}")
            agency = make.agency(f"DINAS-{number}")
            officer = make.user(f"officer{number}", Role.PEMBINAAN, place.id)
            teacher, dinas = make.user(f"guru{number}", Role.GURU), make.user(f"dinas{number}", Role.DINAS)
            course = make.programme(place.id, agency_id=agency.id)
            tutor = make.instructor(place.id, user_id=teacher.id)
            group = make.cohort(course, instructor_id=tutor.id)
            other = make.cohort(course, "Kelas lain")
            meeting, foreign = make.session(group), make.session(other)
            people = [make.wbp(place.id, name) for name in ("Citra", "Agus")]
            for person in people:
                make.enrolment(group, person)
            ids |= {
                f"cohort{number}": group.id, f"other{number}": other.id, f"session{number}": meeting.id,
                f"foreign{number}": foreign.id, f"people{number}": [person.id for person in people],
                f"officer{number}": make.scope_for(officer), f"guru{number}": make.scope_for(teacher, agency.id),
                f"dinas{number}": make.scope_for(dinas, agency.id), f"programme{number}": course.id,
            }  # fmt: skip
    return ids


def _names(scope: Scope, cohort_id: int, on: date = ON) -> list[str]:
    return [member.name for member in queries.members_on(scope, cohort_id, on)]


def test_members_come_in_name_order_with_block_and_cell(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        members = queries.members_on(ids["officer1"], ids["cohort1"], ON)
        assert [(each.name, each.block, each.cell, each.state) for each in members] == [
            ("Agus", "A", "1", "active"), ("Citra", "A", "1", "active"),
        ]  # fmt: skip


def test_a_person_belongs_from_the_first_day_until_the_day_before_the_end(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        with saving():
            course = programs.cohort(ids["officer1"], ids["cohort1"])
            person = make.wbp(course.facility_id, "Dedi")
            make.enrolment(
                course, person, state="withdrawn", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1), end_reason="mundur"
            )
        for on, there in [
            (date(2026, 2, 28), False),
            (date(2026, 3, 1), True),
            (date(2026, 3, 31), True),
            (date(2026, 4, 1), False),
        ]:
            assert ("Dedi" in _names(ids["officer1"], ids["cohort1"], on)) is there


def test_the_waiting_do_not_belong_and_take_no_place(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        with saving():
            course = programs.cohort(ids["officer1"], ids["cohort1"])
            make.enrolment(course, make.wbp(course.facility_id, "Dedi"), state="waiting")
        assert _names(ids["officer1"], ids["cohort1"]) == ["Agus", "Citra"]
        assert queries.count_by_cohort(ids["officer1"], [ids["cohort1"], ids["other1"]]) == {ids["cohort1"]: 2, ids["other1"]: 0}


def test_a_pause_counts_on_its_own_days_alone(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        with saving():
            course = programs.cohort(ids["officer1"], ids["cohort1"])
            row = make.enrolment(course, make.wbp(course.facility_id, "Dedi"))
            make.add(
                Pause(facility_id=row.facility_id, enrolment_id=row.id, starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
            )
        for on, state in [(date(2026, 4, 30), "active"), (date(2026, 5, 1), "suspended"), (date(2026, 6, 1), "active")]:
            members = queries.members_on(ids["officer1"], ids["cohort1"], on)
            assert {each.name: each.state for each in members}["Dedi"] == state


def test_an_officer_sees_nothing_of_another_facility(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        stranger = ids["officer2"]
        assert _names(stranger, ids["cohort1"]) == []
        assert queries.count_by_cohort(stranger, [ids["cohort1"]]) == {ids["cohort1"]: 0}
        assert queries.enrolments_of(stranger, ids["people1"][0]) == []
        assert programs.timetable(stranger, ids["cohort1"]) == []
        assert programs.list_sessions(stranger, cohort_id=ids["cohort1"]) == []
        assert programs.session_totals_by_cohort(stranger, [ids["cohort1"]]) == {}
        for ask in (programs.cohort, programs.session, programs.programme):
            with pytest.raises(NotFound):
                ask(stranger, ids[{"cohort": "cohort1", "session": "session1", "programme": "programme1"}[ask.__name__]])


def test_a_teacher_reaches_the_classes_they_teach_and_no_others(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        guru = ids["guru1"]
        assert [each.id for each in programs.list_cohorts(guru).items] == [ids["cohort1"]]
        assert [each.id for each in programs.list_sessions(guru, on=ON)] == [ids["session1"]]
        assert programs.session(guru, ids["session1"]).cohort.programme.name == "Kejar Paket B"
        assert _names(guru, ids["cohort1"]) == ["Agus", "Citra"]
        assert _names(guru, ids["other1"]) == []
        for session_id in (ids["foreign1"], ids["session2"]):
            with pytest.raises(NotFound):
                programs.session(guru, session_id)


def test_a_teacher_who_no_longer_teaches_reaches_nothing(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        with saving():
            programs.cohort(ids["officer1"], ids["cohort1"]).instructor.active = False
        assert programs.list_cohorts(ids["guru1"]).total == 0
        with pytest.raises(NotFound):
            programs.session(ids["guru1"], ids["session1"])


def test_a_dinas_follows_its_agencys_classes_but_opens_no_register(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        dinas = ids["dinas1"]
        assert {each.id for each in programs.list_cohorts(dinas).items} == {ids["cohort1"], ids["other1"]}
        assert [each.id for each in programs.list_programmes(dinas).items] == [ids["programme1"]]
        assert programs.session_totals_by_cohort(dinas, [ids["cohort1"], ids["cohort2"]])[ids["cohort1"]].planned == 1
        assert _names(dinas, ids["cohort2"]) == []
        with pytest.raises(NotFound):
            programs.cohort(dinas, ids["cohort2"])
        with pytest.raises(NotFound):
            programs.session(dinas, ids["session1"])


def test_the_history_goes_along_on_transfer(app: Flask) -> None:
    with app.app_context():
        ids = _house()
        with saving():
            from_here = programs.cohort(ids["officer1"], ids["cohort1"])
            row = queries.enrolments_of(ids["officer1"], ids["people1"][0])[0]
            row.wbp.facility_id = programs.cohort(ids["officer2"], ids["cohort2"]).facility_id
            name = from_here.programme.name
        found = queries.enrolments_of(ids["officer2"], ids["people1"][0])
        assert [each.cohort.programme.name for each in found] == [name]
