"""What registers give cause to ask: asked as questions, answered with a note, never a verdict."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rehab.access.permissions import Role
from rehab.attendance.models import MARKS, Answer, Mark, SentMark
from rehab.attendance.oversight import ASKED, FULL_SESSIONS, Now
from rehab.attendance.oversight_actions import answer_question
from rehab.attendance.oversight_queries import KEYS, Question, count_open, page_of_questions
from rehab.attendance.oversight_words import EXPLAINED, KIND_LABELS, sentence_of
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Absence, Placement, Wbp
from tests import factories as make
from tests.attendance.classroom import ENROLLED, FRIDAY, NINE, TEN, Classroom, classroom, record, scope_of
from tests.pages import PageClient
from tests.query_counter import counted_queries

NOON = TEN + timedelta(hours=2)
NOW = Now(FRIDAY, NOON)
# Properties make a facility for each example.
PLACES = count(1)
# Absences come often enough to run, with gaps between them.
ABSENT = [*["tanpa_keterangan"] * 5, None, None, "cancelled", "cancelled"]


def asked(app: Flask, room: Classroom, kind: str, *, user: str = "", now: Now = NOW, **values: Any) -> list[Question]:
    with app.app_context():
        return page_of_questions(scope_of(user or room.officer), kind, now, **values).items


def session_on(app: Flask, room: Classroom, on: date, hour: int = 9, cohort_id: int = 0) -> int:
    with app.app_context(), saving():
        return int(make.session(db.session.get(Cohort, cohort_id or room.cohort_id), on, hour=hour).id)


def marks_on(app: Flask, room: Classroom, on: date, status: str, people: list[int] | None = None) -> int:
    """A session of another day with everybody, or some, marked the same when it ended."""
    session_id = session_on(app, room, on)
    ends = clock.instant(on, 11, 0, "WITA")
    record(app, room, dict.fromkeys(people or room.people, status), session_id=session_id, at=ends)
    return session_id


def wali_of(app: Flask, room: Classroom, *people: int) -> str:
    with app.app_context(), saving():
        row = make.user("bapak-wali", Role.WALI, room.facility_id)
        for each in people:
            db.session.get(Wbp, each).wali_id = row.id
        return row.username


def reply(app: Flask, room: Classroom, one: Question, note: str = "Sudah ditanyakan", user: str = "", now: Now = NOW) -> None:
    keys = {name: getattr(one, name) for name in ("session_id", "cohort_id", "wbp_id", "part")}
    with app.app_context(), saving():
        scope = scope_of(user or room.officer)
        answer_question(scope=scope, kind=one.kind, keys=keys, note=note, zone="WITA", at=now.at)


def test_a_session_of_today_that_is_over_without_a_register_is_asked_about(app: Flask) -> None:
    room = classroom(app, people=1)
    assert asked(app, room, "no_register", now=Now(FRIDAY, TEN)) == []
    assert [each.session_id for each in asked(app, room, "no_register")] == [room.session_id]
    record(app, room, {room.people[0]: "hadir"})
    assert asked(app, room, "no_register") == []


def test_nobody_asks_about_a_cancelled_session_or_one_without_people_or_of_another_day(app: Flask) -> None:
    room = classroom(app, people=1)
    session_on(app, room, FRIDAY - timedelta(days=1))
    with app.app_context(), saving():
        db.session.get(Session, room.session_id).state = "cancelled"
        make.session(make.cohort(db.session.get(make.Programme, room.programme_id), "Kosong"), FRIDAY)
    assert asked(app, room, "no_register") == []


def test_three_absences_running_are_asked_about_and_two_are_not(app: Flask) -> None:
    room = classroom(app, people=2)
    days = [FRIDAY - timedelta(days=each) for each in (21, 14, 7)]
    marks_on(app, room, days[0], "hadir")
    first = marks_on(app, room, days[1], "tanpa_keterangan")
    marks_on(app, room, days[2], "tanpa_keterangan")
    assert asked(app, room, "absent_running") == []
    record(app, room, {room.people[0]: "tanpa_keterangan", room.people[1]: "sakit"})
    found = asked(app, room, "absent_running")
    assert [(each.wbp_id, each.session_id, each.count, each.first, each.last) for each in found] == [
        (room.people[0], first, 3, days[1], FRIDAY)
    ]


def plain_run(marks: list[str]) -> int:
    """How many marks at the end are absences without excuse."""
    length = 0
    for status in reversed(marks):
        if MARKS[status] != (False, False):
            break
        length += 1
    return length


@settings(max_examples=20)
@example([["tanpa_keterangan", "cancelled", "tanpa_keterangan", "tanpa_keterangan"]])
@given(st.lists(st.lists(st.sampled_from([*MARKS, *ABSENT]), min_size=1, max_size=7), min_size=1, max_size=3))
def test_a_run_is_as_long_as_a_plain_loop_finds(app: Flask, people: list[list[str | None]]) -> None:
    with app.app_context(), saving():
        place = make.facility(f"UPT-{next(PLACES)}")
        scope = make.scope_for(make.user(f"p{place.id}", Role.PEMBINAAN, place.id))
        course, expected = make.programme(place.id), {}
        for marks in people:
            person = make.wbp(place.id)
            own = make.cohort(course, f"Kelas {person.id}")
            make.enrolment(own, person, created_at=ENROLLED)
            for number, status in enumerate(marks):
                on = FRIDAY - timedelta(days=7 * (len(marks) - number))
                state = "cancelled" if status == "cancelled" else "held" if status else "planned"
                meeting = make.session(own, on, state=state)
                if status:
                    _mark(meeting, person.id, "tanpa_keterangan" if status == "cancelled" else status)
            length = plain_run([each for each in marks if each in MARKS])
            if length >= 3:
                expected[person.id] = length
    with app.app_context():
        found = page_of_questions(scope, "absent_running", NOW).items
        assert {each.wbp_id: each.count for each in found} == expected


def _mark(meeting: Any, wbp_id: int, status: str, **values: Any) -> Any:
    present, excused = MARKS[status]
    given_values = {
        "facility_id": meeting.facility_id, "session_id": meeting.id, "wbp_id": wbp_id, "held_on": meeting.held_on,
        "status": status, "present": present, "excused": excused, "source": "officer", "marked_at": meeting.ends_at,
    }  # fmt: skip
    return make.add(Mark(**given_values | values))


def test_a_person_who_left_the_class_is_not_asked_about(app: Flask) -> None:
    room = classroom(app, people=1)
    for days in (21, 14, 7):
        marks_on(app, room, FRIDAY - timedelta(days=days), "tanpa_keterangan")
    assert len(asked(app, room, "absent_running")) == 1
    with app.app_context(), saving():
        row = db.session.query(make.Enrolment).one()
        row.state, row.ends_on, row.end_reason = "withdrawn", FRIDAY, "mundur"
    assert asked(app, room, "absent_running") == []


def test_an_answered_series_is_asked_about_again_three_absences_later(app: Flask) -> None:
    room = classroom(app, people=1)
    for days in (42, 35, 28):
        marks_on(app, room, FRIDAY - timedelta(days=days), "tanpa_keterangan")
    reply(app, room, asked(app, room, "absent_running")[0])
    for days in (21, 14):
        marks_on(app, room, FRIDAY - timedelta(days=days), "tanpa_keterangan")
    assert asked(app, room, "absent_running") == []
    assert [each.count for each in asked(app, room, "absent_running", answered=True)] == [5]
    marks_on(app, room, FRIDAY - timedelta(days=7), "tanpa_keterangan")
    assert [each.count for each in asked(app, room, "absent_running")] == [6]


def test_a_class_that_is_always_full_is_asked_about_after_ten_registers(app: Flask) -> None:
    room = classroom(app, people=5)
    for number in range(1, FULL_SESSIONS):
        marks_on(app, room, FRIDAY - timedelta(days=number), "hadir")
    assert asked(app, room, "always_full") == []
    record(app, room, dict.fromkeys(room.people, "hadir"))
    found = asked(app, room, "always_full")
    assert [(each.cohort_id, each.count, each.last) for each in found] == [(room.cohort_id, 50, FRIDAY)]
    record(app, room, {room.people[0]: "sakit"}, correction="Salah catat")
    assert asked(app, room, "always_full") == []


def test_a_class_of_four_is_not_asked_why_all_of_them_come(app: Flask) -> None:
    room = classroom(app, people=4)
    for number in range(1, FULL_SESSIONS + 1):
        marks_on(app, room, FRIDAY - timedelta(days=number), "hadir")
    assert asked(app, room, "always_full") == []


@pytest.mark.parametrize(
    ("hours", "people", "cause"),
    [
        (-1, 1, "early"), (1, 1, None), (12.99, 1, None), (13, 1, "night"), (19.9, 1, "night"), (20, 1, None),
        (2 + 72.5, 5, "at_once"), (2 + 71.5, 5, None), (2 + 72.5, 4, None),
    ],
)  # fmt: skip
def test_when_a_register_was_written(app: Flask, hours: float, people: int, cause: str | None) -> None:
    room = classroom(app, people=people)
    with app.app_context(), saving():
        meeting = db.session.get(Session, room.session_id)
        for each in room.people:
            _mark(meeting, each, "hadir", marked_at=NINE + timedelta(hours=hours))
    later = Now(FRIDAY + timedelta(days=5), NINE + timedelta(days=5))
    assert [each.cause for each in asked(app, room, "odd_time", now=later)] == ([cause] if cause else [])


def test_corrections_and_imports_have_no_odd_time_and_paper_may_come_late(app: Flask) -> None:
    room = classroom(app, people=5)
    late = Now(FRIDAY + timedelta(days=9), NINE + timedelta(days=9))
    record(app, room, dict.fromkeys(room.people, "hadir"), at=TEN)
    at_night = NINE + timedelta(hours=14)
    record(app, room, dict.fromkeys(room.people, "sakit"), at=at_night, correction="Salah")
    for days, source in ((1, "import"), (2, "paper")):
        session_id = session_on(app, room, FRIDAY - timedelta(days=days))
        with app.app_context(), saving():
            for each in room.people:
                _mark(db.session.get(Session, session_id), each, "hadir", source=source, marked_at=NINE + timedelta(days=8))
    assert asked(app, room, "odd_time", now=late) == []


def test_what_a_phone_sent_late_counts_at_the_time_the_phone_gives(app: Flask) -> None:
    room = classroom(app, people=5)
    arrived = NINE + timedelta(days=4)
    with app.app_context(), saving():
        meeting = db.session.get(Session, room.session_id)
        user_id = make.user("guru-hp", Role.GURU).id
        for number, each in enumerate(room.people):
            mark = _mark(meeting, each, "hadir", source="teacher", marked_at=arrived)
            made = TEN + timedelta(minutes=number)
            make.add(SentMark(
                facility_id=room.facility_id, user_id=user_id, device="d", key=str(number), counter=number, body_hash="",
                session_id=meeting.id, wbp_id=each, made_at=made, sent_at=arrived, arrived_at=arrived, state="stored",
                cause="", mark_id=mark.id,
            ))  # fmt: skip
    assert asked(app, room, "odd_time", now=Now(FRIDAY + timedelta(days=5), arrived)) == []


@pytest.mark.parametrize(
    ("kind", "begins", "ends", "found"),
    [
        ("rumah_sakit", -24, None, True), ("isolasi", -2, 1, True), ("sidang", 0.5, 1, True), ("pindah", -5, 30, True),
        ("kunjungan", -1, 3, False), ("rumah_sakit", -9, 0, False), ("sidang", 2, 4, False),
    ],
)  # fmt: skip
def test_who_was_marked_present_while_elsewhere(app: Flask, kind: str, begins: float, ends: float | None, found: bool) -> None:
    room = classroom(app, people=2)
    record(app, room, dict(zip(room.people, ("hadir", "sakit"), strict=True)))
    with app.app_context(), saving():
        for each in room.people:
            end = None if ends is None else NINE + timedelta(hours=ends)
            away = {"wbp_id": each, "kind": kind, "starts_at": NINE + timedelta(hours=begins), "ends_at": end}
            make.add(Absence(facility_id=room.facility_id, **away))
    answer = [(each.wbp_id, each.cause) for each in asked(app, room, "elsewhere")]
    assert answer == ([(room.people[0], kind)] if found else [])


def test_somebody_released_before_the_session_was_not_there(app: Flask) -> None:
    room = classroom(app, people=2)
    record(app, room, dict.fromkeys(room.people, "hadir"))
    with app.app_context(), saving():
        stay = db.session.query(Placement).filter_by(wbp_id=room.people[0]).one()
        stay.ends_on, stay.end_reason = FRIDAY, "bebas"
    assert [(each.wbp_id, each.cause) for each in asked(app, room, "elsewhere")] == [(room.people[0], "gone")]


def test_an_answer_is_kept_with_its_author_and_a_second_stands_beside_it(app: Flask) -> None:
    room = classroom(app, people=1)
    one = asked(app, room, "no_register")[0]
    reply(app, room, one, "Guru lupa")
    assert asked(app, room, "no_register") == []
    reply(app, room, one, "Guru sakit")
    known = asked(app, room, "no_register", answered=True)[0]
    assert known.answer is not None and (known.answer.note, known.answered_by) == ("Guru sakit", room.officer.title())
    with app.app_context():
        assert [row.note for row in db.session.query(Answer).order_by(Answer.id)] == ["Guru lupa", "Guru sakit"]
        written = db.session.query(AuditEntry).filter_by(action="attendance.answer_question").count()
        assert written == 2 and db.session.get(Session, room.session_id).state == "planned"


def test_a_wali_is_asked_about_their_own_people_alone(app: Flask) -> None:
    room = classroom(app, people=2)
    for days in (21, 14, 7):
        marks_on(app, room, FRIDAY - timedelta(days=days), "tanpa_keterangan")
    wali = wali_of(app, room, room.people[1])
    assert {each.wbp_id for each in asked(app, room, "absent_running")} == set(room.people)
    mine, other = asked(app, room, "absent_running", user=wali), asked(app, room, "absent_running")
    assert [each.wbp_id for each in mine] == [room.people[1]]
    for kind in ("no_register", "always_full", "odd_time"):
        assert asked(app, room, kind, user=wali) == []
    with app.app_context():
        assert count_open(scope_of(wali), ASKED, NOW)["absent_running"] == 1
    foreign = next(each for each in other if each.wbp_id == room.people[0])
    with pytest.raises(NotFound):
        reply(app, room, foreign, user=wali)
    reply(app, room, mine[0], user=wali)
    assert asked(app, room, "absent_running", user=wali) == []


def test_another_facility_is_asked_nothing_and_answers_nothing(app: Flask) -> None:
    room, other = classroom(app, people=5), classroom(app, people=0, code="LAPAS-02")
    for number in range(1, FULL_SESSIONS + 1):
        marks_on(app, room, FRIDAY - timedelta(days=number), "hadir")
    one = asked(app, room, "no_register")[0]
    with app.app_context():
        counts = count_open(scope_of(other.officer), ASKED, NOW)
        assert counts == dict.fromkeys(ASKED, 0) | {"no_register": 0}
        assert count_open(scope_of(room.officer), ASKED, NOW)["always_full"] == 1
    with pytest.raises(NotFound):
        reply(app, room, one, user=other.officer)


def test_the_count_of_a_kind_is_the_length_of_its_list(app: Flask) -> None:
    room = classroom(app, people=40)
    with app.app_context(), saving():
        for each in room.people:
            make.add(Absence(facility_id=room.facility_id, wbp_id=each, kind="sidang", starts_at=NINE, ends_at=NOON))
    record(app, room, dict.fromkeys(room.people, "hadir"))
    with app.app_context():
        page = page_of_questions(scope_of(room.officer), "elsewhere", NOW)
        assert (page.total, len(page.items), count_open(scope_of(room.officer), ["elsewhere"], NOW)["elsewhere"]) == (40, 30, 40)


def test_every_kind_has_its_words_and_none_is_a_verdict(app: Flask) -> None:
    assert set(ASKED) == set(KEYS) == set(KIND_LABELS) == set(EXPLAINED)
    base = {
        "facility_id": 1, "zone": "WITA", "session_id": 1, "cohort_id": 1, "wbp_id": 1, "part": 1, "count": 3,
        "programme": "P", "cohort": "K", "held_on": FRIDAY, "starts_at": NINE, "ends_at": TEN, "person": "Budi",
        "register_no": "1", "answer": None, "answered_by": None,
    }  # fmt: skip
    instants, days = {"first": 1795136400, "last": None}, {"first": FRIDAY, "last": FRIDAY}
    with app.test_request_context():
        for kind, cause, times in [
            ("no_register", None, instants), ("absent_running", None, days), ("always_full", None, days),
            ("odd_time", "early", instants | {"last": 1795136400}), ("odd_time", "night", instants | {"last": 1795136400}),
            ("odd_time", "at_once", instants | {"last": 1795136400}), ("elsewhere", "gone", instants),
            ("elsewhere", "sidang", instants), ("elsewhere", "rumah_sakit", instants | {"last": 1795136400}),
        ]:  # fmt: skip
            sentence = sentence_of(Question(kind=kind, cause=cause, **base, **times))
            assert sentence.endswith("?") and "melanggar" not in sentence and "palsu" not in sentence


def test_the_page_asks_takes_an_answer_and_keeps_what_was_typed_wrongly(client: PageClient, app: Flask) -> None:
    today = clock.today("WITA")
    room = classroom(app, people=1, on=today)
    with app.app_context(), saving():
        meeting = db.session.get(Session, room.session_id)
        meeting.starts_at, meeting.ends_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(minutes=5)
        meeting.held_on = clock.today("WITA")
    client.sign_in(room.officer)
    page = client.get("/attendance/oversight").get_data(as_text=True)
    assert "Apakah sesinya berlangsung?" in page and f"/attendance/sessions/{room.session_id}" in page
    keys = {"kind": "no_register", "session_id": str(room.session_id), "cohort_id": str(room.cohort_id), "part": "0"}
    page = client.post("/attendance/oversight?kind=no_register", keys | {"note": ""}, 422).get_data(as_text=True)
    assert "Isi hasil pemeriksaan." in page
    done = client.follow(client.post("/attendance/oversight?kind=no_register", keys | {"note": "Guru lupa"}))
    assert "Tidak ada pertanyaan jenis ini." in done.get_data(as_text=True)
    page = client.get("/attendance/oversight?kind=no_register&state=answered").get_data(as_text=True)
    assert "Guru lupa" in page and "Sudah diperiksa" in page
    client.post("/attendance/oversight", keys | {"session_id": "999999", "note": "x"}, 404)
    for kind in ASKED:
        client.get(f"/attendance/oversight?kind={kind}&class={room.cohort_id}")
    client.get("/attendance/oversight?kind=nonsense&class=x&page=9")


def test_a_wali_sees_the_absences_of_their_people_on_the_home_page(client: PageClient, app: Flask) -> None:
    today = clock.today("WITA")
    room = classroom(app, people=1, on=today)
    for days in (21, 14, 7):
        marks_on(app, room, today - timedelta(days=days), "tanpa_keterangan")
    wali = wali_of(app, room, *room.people)
    page = client.sign_in(wali).get("/home").get_data(as_text=True)
    assert "/attendance/oversight?kind=absent_running" in page
    page = client.get("/attendance/oversight").get_data(as_text=True)
    assert "3 kali berturut-turut" in page and "Belum ada daftar hadir" not in page
    assert client.get("/attendance/oversight?kind=odd_time").status_code == 200
    client.sign_in(room.officer)
    for username in (room.teacher, room.dinas):
        client.sign_in(username).get("/attendance/oversight", 404)


def test_the_page_asks_the_database_as_often_for_fifty_as_for_one(client: PageClient, app: Flask) -> None:
    today = clock.today("WITA")
    room = classroom(app, people=50, on=today)
    client.sign_in(room.officer)
    counts = []
    for people in (room.people[:1], room.people):
        for days in (21, 14, 7) if people == room.people[:1] else (20, 13, 6):
            marks_on(app, room, today - timedelta(days=days), "tanpa_keterangan", people)
        with counted_queries() as seen:
            client.get("/attendance/oversight?kind=absent_running")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_instants_are_the_same_number_on_both_databases(app: Flask) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        _mark(db.session.get(Session, room.session_id), room.people[0], "hadir", marked_at=NINE - timedelta(hours=1))
    found = asked(app, room, "odd_time")[0]
    assert datetime.fromtimestamp(found.first, UTC) == NINE - timedelta(hours=1)
