"""What other rooms rely on: a person's outcomes, and the numbers of a class, each within its scope."""

from datetime import date
from typing import Any

from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.outcomes.models import Certificate, ExamResult
from rehab.outcomes.queries import CohortTotals, outcomes_of, totals_by_cohort
from rehab.plumbing.saving import saving
from tests import factories as make
from tests.query_counter import counted_queries


def _staff(facility_id: int) -> Scope:
    return Scope(user_id=1, name="x", role=Role.PEMBINAAN, facility_ids=frozenset({facility_id}))


def _partner(role: Role, *, user_id: int = 1, agency_id: int | None = None) -> Scope:
    return Scope(user_id=user_id, name="x", role=role, facility_ids=frozenset(), agency_id=agency_id)


def exam(cohort: Any, person: Any, passed: bool | None, **values: Any) -> Any:
    defaults = {"title": "Ujian akhir", "held_on": date(2026, 10, 1), "score": None, "recorded_at": make.NOW}
    row = ExamResult(facility_id=cohort.facility_id, cohort_id=cohort.id, wbp_id=person.id, passed=passed, **defaults | values)
    return make.add(row)


def certificate(cohort: Any, person: Any, number: str, **values: Any) -> Any:
    defaults = {
        "kind": "ijazah", "title": "Ijazah Paket B", "issuer": "Dinas Pendidikan", "issued_on": date(2026, 11, 1),
        "recorded_at": make.NOW,
    }  # fmt: skip
    keys = {"facility_id": cohort.facility_id, "cohort_id": cohort.id, "wbp_id": person.id, "number": number}
    return make.add(Certificate(**keys | defaults | values))


def _seed() -> dict[str, int]:
    with saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        education, health = make.agency("DISDIK"), make.agency("DINKES")
        teacher = make.user("guru", Role.GURU)
        schooling = make.programme(ours.id, agency_id=education.id)
        other = make.programme(ours.id, "Kesehatan", kind="kesehatan", agency_id=health.id)
        ours_class = make.cohort(schooling, instructor_id=make.instructor(ours.id, user_id=teacher.id).id)
        other_class = make.cohort(other)
        people = [make.wbp(ours.id, f"Orang {n}") for n in range(4)]
        make.enrolment(ours_class, people[0], state="completed", ends_on=date(2026, 10, 5))
        make.enrolment(ours_class, people[1])
        make.enrolment(ours_class, people[2], state="waiting")
        exam(ours_class, people[0], True)
        exam(ours_class, people[0], True, title="Susulan")
        exam(ours_class, people[1], False)
        exam(other_class, people[0], None)
        certificate(ours_class, people[0], "1")
        certificate(other_class, people[0], "2")
        return {
            "ours": ours.id, "theirs": theirs.id, "education": education.id, "teacher": teacher.id, "class": ours_class.id,
            "other_class": other_class.id, "first": people[0].id,
        }  # fmt: skip


def test_a_class_is_counted_in_people_and_the_waiting_list_is_no_part_of_it(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        with counted_queries() as seen:
            totals = totals_by_cohort(_staff(ids["ours"]), [ids["class"], ids["other_class"]])
        assert totals[ids["class"]] == CohortTotals(enrolled=2, completed=1, passed=1, certificates=1)
        assert totals[ids["other_class"]] == CohortTotals(certificates=1)
        assert len(seen) == 1


def test_classes_of_another_facility_or_agency_are_not_counted(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        both = [ids["class"], ids["other_class"]]
        assert totals_by_cohort(_staff(ids["theirs"]), both) == {}
        assert set(totals_by_cohort(_partner(Role.DINAS, agency_id=ids["education"]), both)) == {ids["class"]}
        assert set(totals_by_cohort(_partner(Role.GURU, user_id=ids["teacher"]), both)) == {ids["class"]}
        assert totals_by_cohort(_partner(Role.DINAS), both) == {}


def test_a_persons_outcomes_are_whole_for_the_officer_and_those_of_own_classes_for_the_teacher(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        whole = outcomes_of(_staff(ids["ours"]), ids["first"])
        assert {each.title for each in whole.exams} == {"Ujian akhir", "Susulan"}
        assert len(whole.exams) == 3
        assert [each.number for each in whole.certificates] == ["2", "1"]
        taught = outcomes_of(_partner(Role.GURU, user_id=ids["teacher"]), ids["first"])
        assert {each.cohort_id for each in taught.exams} == {ids["class"]}
        assert [each.number for each in taught.certificates] == ["1"]


def test_a_person_of_another_facility_has_no_outcomes_to_show(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        nothing = outcomes_of(_staff(ids["theirs"]), ids["first"])
        assert (nothing.exams, nothing.certificates) == ([], [])


def test_outcomes_go_along_when_the_person_moves(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        with saving():
            from_there = make.wbp(ids["theirs"], "Pindahan")
            moved = make.programme(ids["ours"], "Vokasi", kind="vokasi")
            certificate(make.cohort(moved), from_there, "77")
            moved_id = from_there.id
        assert [each.number for each in outcomes_of(_staff(ids["theirs"]), moved_id).certificates] == ["77"]
        assert outcomes_of(_staff(ids["ours"]), moved_id).certificates == []
