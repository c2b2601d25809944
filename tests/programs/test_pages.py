"""The pages of programmes, teachers, classes and sessions, as an officer walks through them."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Instructor, Programme, ScheduleSlot, Session
from tests import factories as make
from tests.pages import PageClient
from tests.query_counter import counted_queries


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """Two facilities with an officer each; in the first an agency with an agreement and a teacher's account."""
    with app.app_context():
        with saving():
            place, other = make.facility(), make.facility("RUTAN-02")
            make.user("budi", Role.PEMBINAAN, place.id)
            make.user("siti", Role.PEMBINAAN, other.id)
            make.user("wali", Role.WALI, place.id)
            make.user("kanwil", Role.KANWIL)
            agency = make.agency()
            make.member(make.user("guru", Role.GURU), agency)
            paper = make.agreement(place.id, agency.id)
            teacher = db.session.scalars(select(make.User.id).where(make.User.username == "guru")).one()
        return {"place": place.id, "other": other.id, "agency": agency.id, "agreement": paper.id, "teacher": teacher}


def _one(app: Flask, model: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(model)).one()


def _count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _text(response: Any) -> str:
    return response.get_data(as_text=True)


def test_an_officer_offers_a_programme_opens_a_class_and_sees_its_sessions(
    client: PageClient, app: Flask, ids: dict[str, int]
) -> None:
    client.sign_in("budi").get("/programs/new")
    course = {
        "name": "Kejar Paket B", "kind": "paket_b", "agency_id": str(ids["agency"]), "agreement_id": str(ids["agreement"]),
        "least_education": "sd", "sex": "", "active": "y", "description": "Setara SMP", "version": "1",
    }  # fmt: skip
    page = client.follow(client.post("/programs/new", course))
    assert "Dinas DISDIK" in _text(page) and "PKS/" in _text(page)
    client.get("/programs/instructors/new")
    client.post(
        "/programs/instructors/new",
        {"name": "Ibu Guru", "agency_id": str(ids["agency"]), "user_id": str(ids["teacher"]), "active": "y"},
    )
    programme, teacher = _one(app, Programme), _one(app, Instructor)
    assert teacher.user_id == ids["teacher"]
    today = clock.today("WITA")
    opened = {
        "name": "Kelas A", "instructor_id": str(teacher.id), "capacity": "20", "target_completions": "18", "room": "Aula",
        "starts_on": today.strftime("%d-%m-%Y"), "last_on": (today + timedelta(days=27)).strftime("%d-%m-%Y"),
    }  # fmt: skip
    client.get(f"/programs/{programme.id}/classes/new")
    answer = client.post(f"/programs/{programme.id}/classes/new", opened)
    group = _one(app, Cohort)
    assert (group.state, group.ends_on) == ("running", today + timedelta(days=28))
    page = client.follow(answer)
    assert "Jadwal Kelas A" in _text(page)
    weekday = str((today.weekday() + 1) % 7)
    slots = {"version": "1", "weekday": [weekday, ""], "starts": ["9.00", ""], "ends": ["11:00", ""], "room": ["", ""]}
    page = client.follow(client.post(f"/programs/classes/{group.id}/timetable", slots))
    assert "09.00–11.00 WITA" in _text(page)
    assert _count(app, Session) == 4
    page = client.get(f"/programs/classes/{group.id}/sessions")
    assert _text(page).count("Direncanakan") >= 4


def test_a_session_is_cancelled_with_a_reason_and_planned_again(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        group = make.cohort(make.programme(ids["place"]))
        meeting = make.session(group, clock.today("WITA") + timedelta(days=3)).id
    client.sign_in("budi").get(f"/programs/sessions/{meeting}/cancel")
    page = client.post(f"/programs/sessions/{meeting}/cancel", {"version": "1", "reason": ""}, 422)
    assert "Isi alasan." in _text(page)
    page = client.follow(client.post(f"/programs/sessions/{meeting}/cancel", {"version": "1", "reason": "Hari libur"}))
    assert "Hari libur" in _text(page)
    client.post(f"/programs/sessions/{meeting}/cancel", {"version": "1", "reason": "Hari libur"}, 409)
    client.get(f"/programs/sessions/{meeting}/restore")
    client.post(f"/programs/sessions/{meeting}/restore", {"version": "2", "reason": ""}, 422)
    client.post(f"/programs/sessions/{meeting}/restore", {"version": "2", "reason": "Salah tanggal"})
    assert _one(app, Session).state == "planned"


def test_a_wrong_line_of_the_timetable_is_named_and_nothing_is_kept(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        group = make.cohort(make.programme(ids["place"])).id
    client.sign_in("budi")
    for line, sentence in [
        (("", "09:00", "10:00"), "Pilih hari."),
        (("0", "25:00", "10:00"), "Isi jam mulai"),
        (("0", "09:00", ""), "Isi jam selesai"),
        (("0", "10:00", "09:00"), "Jam selesai harus sesudah jam mulai."),
    ]:
        data = {
            "version": "1",
            "weekday": ["1", line[0]],
            "starts": ["08:00", line[1]],
            "ends": ["09:00", line[2]],
            "room": ["", ""],
        }
        page = client.post(f"/programs/classes/{group}/timetable", data, 422)
        assert sentence in _text(page) and line[1] in _text(page)
    overlap = {"version": "1", "weekday": ["1", "1"], "starts": ["08:00", "08:30"], "ends": ["09:00", "10:00"], "room": ["", ""]}
    assert "saling menimpa" in _text(client.post(f"/programs/classes/{group}/timetable", overlap, 422))
    assert _count(app, ScheduleSlot) == 0


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("/programs/new", {"name": "", "kind": "paket_b"}, "Isi nama program."),
        ("/programs/new", {"name": "Kejar Paket B", "kind": "paket_b"}, "Nama ini sudah dipakai."),
        ("/programs/new", {"name": "Baru", "kind": "x"}, "Pilih salah satu dari daftar."),
        (
            "/programs/1/classes/new",
            {"name": "A", "capacity": "0", "starts_on": "1-1-2026", "last_on": "1-2-2026"},
            "Isi angka 1 sampai",
        ),
        (
            "/programs/1/classes/new",
            {"name": "A", "capacity": "5", "starts_on": "2-2-2026", "last_on": "1-2-2026"},
            "Hari terakhir tidak boleh",
        ),
        (
            "/programs/1/classes/new",
            {"name": "A", "capacity": "5", "starts_on": "31-2-2026", "last_on": "1-3-2026"},
            "Isi tanggal sebagai",
        ),
        ("/programs/instructors/new", {"name": "=1+1"}, "Nama tidak boleh diawali"),
    ],
)
def test_a_wrong_form_says_what_to_do(
    client: PageClient, app: Flask, ids: dict[str, int], path: str, data: Any, sentence: str
) -> None:
    with app.app_context(), saving():
        programme = make.programme(ids["place"]).id
    page = client.sign_in("budi").post(path.replace("/1/", f"/{programme}/"), data, 422)
    assert sentence in _text(page)


def test_an_agreement_of_another_agency_is_refused(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        other = make.agency("DINKES").id
    data = {"name": "Baru", "kind": "vokasi", "agency_id": str(other), "agreement_id": str(ids["agreement"]), "sex": ""}
    assert "bukan dengan mitra" in _text(client.sign_in("budi").post("/programs/new", data, 422))


def test_editing_shows_what_stands_and_an_old_form_is_refused(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        course = make.programme(ids["place"], agency_id=ids["agency"], least_education="smp").id
        group = make.cohort(db.session.get(Programme, course)).id
    page = _text(client.sign_in("budi").get(f"/programs/{course}/edit"))
    assert f'selected value="{ids["agency"]}"' in page and 'selected value="smp"' in page
    data = {"name": "Paket B pagi", "kind": "paket_b", "agency_id": str(ids["agency"]), "sex": "", "active": "y", "version": "1"}
    assert "Paket B pagi" in _text(client.follow(client.post(f"/programs/{course}/edit", data)))
    client.post(f"/programs/{course}/edit", data | {"name": "Lagi"}, 409)
    page = _text(client.get(f"/programs/classes/{group}/edit"))
    assert 'value="05-01-2026"' in page and 'value="04-01-2027"' in page
    data = {
        "name": "Kelas pagi",
        "capacity": "12",
        "starts_on": "05-01-2026",
        "last_on": "04-01-2027",
        "room": "",
        "version": "1",
    }
    assert "Kelas pagi" in _text(client.follow(client.post(f"/programs/classes/{group}/edit", data)))
    client.post(f"/programs/classes/{group}/edit", data, 409)


def test_a_class_is_finished_and_opened_again(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        group = make.cohort(make.programme(ids["place"])).id
    client.sign_in("budi").post(f"/programs/classes/{group}/state", {"version": "1", "state": "finished"})
    assert _one(app, Cohort).state == "finished"
    client.post(f"/programs/classes/{group}/state", {"version": "2", "state": "planned"}, 409)
    page = client.follow(client.post(f"/programs/classes/{group}/state", {"version": "2", "state": "running"}))
    assert "Berjalan" in _text(page)


def test_a_form_sent_twice_makes_one_programme(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    data = {"name": "Literasi", "kind": "literasi", "sex": "", "active": "y", "idempotency_key": "k-1"}
    answers = [client.sign_in("budi").post("/programs/new", data).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert _count(app, Programme) == 1


def test_another_facilitys_pages_are_not_found(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        course = make.programme(ids["place"], "Program rahasia")
        group = make.cohort(course)
        meeting, teacher = make.session(group), make.instructor(ids["place"])
        addresses = [
            f"/programs/{course.id}", f"/programs/{course.id}/edit", f"/programs/{course.id}/classes/new",
            f"/programs/classes/{group.id}", f"/programs/classes/{group.id}/edit", f"/programs/classes/{group.id}/timetable",
            f"/programs/classes/{group.id}/sessions", f"/programs/sessions/{meeting.id}/cancel",
            f"/programs/instructors/{teacher.id}/edit",
        ]  # fmt: skip
    client.sign_in("budi")
    for address in addresses:
        client.get(address)
    client.sign_in("siti")
    for address in addresses:
        client.get(address, 404)
        if address.endswith(("/edit", "/cancel", "/timetable", "/new", "/sessions")):
            client.post(address, {"version": "1"}, 404)
    listed = _text(client.get("/programs/")) + _text(client.get("/programs/instructors"))
    assert "Program rahasia" not in listed and "Ibu Guru" not in listed


def test_readers_see_without_the_buttons_and_may_not_write(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        course = make.programme(ids["place"])
        group, course = make.cohort(course).id, course.id
    client.sign_in("wali")
    for address in ("/programs/", f"/programs/{course}", f"/programs/classes/{group}", f"/programs/classes/{group}/sessions"):
        assert "Tambah" not in _text(client.get(address))
    client.get("/programs/new", 403)
    client.post(f"/programs/classes/{group}/sessions", {}, 403)
    page = _text(client.sign_in("kanwil").get("/programs/"))
    assert "Rutan RUTAN-01" in page
    client.get(f"/programs/classes/{group}")


def test_filters_search_and_export_agree(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        make.programme(ids["place"], "Literasi Pagi", kind="literasi")
        make.programme(ids["place"], "Menjahit", kind="vokasi", agency_id=ids["agency"], active=False)
    client.sign_in("budi")
    for query, there in [
        ("q=jahit", "Menjahit"),
        ("kind=literasi", "Literasi Pagi"),
        (f"agency={ids['agency']}", "Menjahit"),
        ("active=ya", "Literasi Pagi"),
    ]:
        page = _text(client.get(f"/programs/?{query}"))
        away = {"Menjahit", "Literasi Pagi"} - {there}
        assert there in page and not any(name in page for name in away)
        export = client.get(f"/programs/export.xlsx?{query}")
        assert export.mimetype.endswith("spreadsheetml.sheet")


def test_lists_ask_the_same_number_of_questions_however_long(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    counts: list[list[int]] = []
    client.sign_in("budi")
    with app.app_context(), saving():
        course = make.programme(ids["place"], "A Program").id
        group = make.cohort(db.session.get(Programme, course)).id
    made = 0
    for size in (40, 400):
        with app.app_context(), saving():
            kept = db.session.get(Programme, course)
            for number in range(made, size):
                make.programme(ids["place"], f"Program {number}")
                make.instructor(ids["place"], f"Guru {number}")
                make.cohort(kept, f"Kelas {number}")
            first = db.session.get(Cohort, group)
            for number in range(made, size):
                make.session(first, date(2026, 12, 1) + timedelta(days=number))
        made = size
        row = []
        for address in ("/programs/", "/programs/instructors", f"/programs/{course}", f"/programs/classes/{group}/sessions"):
            with counted_queries() as seen:
                client.get(address)
            row.append(len(seen))
        counts.append(row)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999999"])
def test_a_number_no_row_can_have_is_not_found(client: PageClient, app: Flask, ids: dict[str, int], number: str) -> None:
    client.sign_in("budi")
    for address in (f"/programs/{number}", f"/programs/classes/{number}", f"/enrolment/classes/{number}", f"/enrolment/{number}"):
        client.get(address, 404)


def _class_of(app: Flask, ids: dict[str, int], *days: int) -> tuple[int, list[int]]:
    """A class with a session on some days from today on; returns its number and theirs."""
    with app.app_context(), saving():
        group = make.cohort(make.programme(ids["place"]), ends_on=clock.today("WITA") + timedelta(days=90))
        return group.id, [make.session(group, clock.today("WITA") + timedelta(days=number)).id for number in days]


def _states(app: Flask) -> list[tuple[str, str | None]]:
    with app.app_context():
        return [(row.state, row.cancel_reason) for row in db.session.scalars(select(Session).order_by(Session.id))]


def test_a_timetable_of_weeks_in_turn_is_typed_and_shown(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), saving():
        teacher = make.instructor(ids["place"], "Pak Bengkel").id
    group, _none = _class_of(app, ids)
    monday = clock.today("WITA") - timedelta(days=clock.today("WITA").weekday())
    data = {
        "version": "1", "weekday": ["0", "0"], "starts": ["09:00", "09:00"], "ends": ["11:00", "11:00"], "room": ["", "Bengkel"],
        "teacher": ["", str(teacher)], "weeks": ["2", "2"],
        "first": [monday.strftime("%d-%m-%Y"), (monday + timedelta(days=9)).strftime("%d-%m-%Y")],
    }  # fmt: skip
    client.sign_in("budi").get(f"/programs/classes/{group}/timetable")
    for wrong, sentence in [
        ({"first": ["", ""]}, "Isi satu tanggal dalam minggu pertamanya."),
        ({"weeks": ["99", "2"]}, "Pilih setiap berapa minggu."),
        ({"first": ["31-02-2026", ""]}, "Isi tanggal sebagai"),
        ({"teacher": ["", "999"]}, "Pilih salah satu dari daftar."),
        ({"first": [monday.strftime("%d-%m-%Y")] * 2}, "saling menimpa"),
    ]:
        assert sentence in _text(client.post(f"/programs/classes/{group}/timetable", data | wrong, 422))
    page = _text(client.follow(client.post(f"/programs/classes/{group}/timetable", data)))
    assert "Setiap 2 minggu sejak" in page and "Pak Bengkel" in page and "Bengkel" in page
    with app.app_context():
        rooms = [row.room for row in db.session.scalars(select(Session).order_by(Session.held_on))]
    assert {"Aula", "Bengkel"} == set(rooms) and all(one != other for one, other in pairwise(rooms))
    assert 'value="2" selected' in _text(client.get(f"/programs/classes/{group}/timetable"))


def test_many_sessions_are_previewed_cancelled_and_planned_again(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    group, meetings = _class_of(app, ids, 1, 2, 9)
    other, (elsewhere,) = 0, (0,)
    with app.app_context(), saving():
        course = make.programme(ids["place"], "Menjahit")
        other = make.cohort(course, "Kelas Jahit").id
        elsewhere = make.session(db.session.get(Cohort, other), clock.today("WITA") + timedelta(days=1)).id
    first, last = (f"{clock.today('WITA') + timedelta(days=number):%d-%m-%Y}" for number in (0, 3))
    query = f"from={first}&until={last}"
    page = _text(client.sign_in("budi").get(f"/programs/sessions/many?{query}"))
    assert "3 sesi dari 2 kelas pada 2 hari" in page
    page = _text(client.get(f"/programs/sessions/many?{query}&class={group}"))
    assert "2 sesi dari 1 kelas pada 2 hari" in page and f'value="{elsewhere}"' not in page
    address = f"/programs/sessions/many?do=cancel&{query}&class={group}"
    chosen = [str(number) for number in meetings[:2]]
    assert "Isi alasan." in _text(client.post(address, {"session": chosen, "reason": ""}, 422))
    assert "Pilih paling sedikit satu sesi." in _text(client.post(address, {"reason": "Penggeledahan"}, 422))
    page = _text(client.follow(client.post(address, {"session": chosen, "reason": "Penggeledahan"})))
    assert "2 sesi dibatalkan dan tidak menjadi ketidakhadiran siapa pun." in page
    assert _states(app) == [("cancelled", "Penggeledahan")] * 2 + [("planned", None)] * 2
    again = f"/programs/sessions/many?do=restore&{query}"
    assert "Penggeledahan" in _text(client.get(again))
    client.sign_in("siti").post(again, {"session": chosen, "reason": "x"})
    assert _states(app)[0][0] == "cancelled"
    client.sign_in("budi").post(again, {"session": chosen[:1], "reason": "Selesai lebih cepat"})
    assert [state for state, _reason in _states(app)] == ["planned", "cancelled", "planned", "planned"]
    client.sign_in("wali").get("/programs/sessions/many", 403)


def test_a_cover_and_a_catch_up_are_entered_on_their_pages(client: PageClient, app: Flask, ids: dict[str, int]) -> None:
    group, (meeting, _later) = _class_of(app, ids, 3, 10)
    with app.app_context(), saving():
        teacher = make.instructor(ids["place"], "Pak Pengganti").id
    day = clock.today("WITA") + timedelta(days=3)
    page = _text(client.sign_in("budi").get(f"/programs/classes/{group}/covers/new?session={meeting}"))
    assert page.count(f'value="{day:%d-%m-%Y}"') == 2
    data = {"instructor_id": str(teacher), "starts_on": f"{day:%d-%m-%Y}", "last_on": f"{day:%d-%m-%Y}", "slot": "", "reason": ""}
    assert "Isi alasan." in _text(client.post(f"/programs/classes/{group}/covers/new", data, 422))
    wrong = data | {"reason": "Sakit", "last_on": f"{day - timedelta(days=1):%d-%m-%Y}"}
    assert "Hari terakhir tidak boleh" in _text(client.post(f"/programs/classes/{group}/covers/new", wrong, 422))
    page = _text(client.follow(client.post(f"/programs/classes/{group}/covers/new", data | {"reason": "Sakit"})))
    assert "Pengajar 1 sesi sudah berubah." in page and "Pak Pengganti" in page
    assert "Pak Pengganti" in _text(client.get(f"/programs/classes/{group}/sessions"))
    client.post("/programs/covers/1/remove", {})
    assert "Pak Pengganti" not in _text(client.get(f"/programs/classes/{group}/sessions"))
    client.post(f"/programs/sessions/{meeting}/cancel", {"version": "3", "reason": "Pengajar sakit"})
    client.get(f"/programs/sessions/{meeting}/catch-up")
    typed = {"held_on": f"{day + timedelta(days=1):%d-%m-%Y}", "starts_time": "13:00", "ends_time": "12:00", "room": ""}
    assert "Jam selesai harus" in _text(client.post(f"/programs/sessions/{meeting}/catch-up", typed, 422))
    assert "Isi jam sebagai" in _text(client.post(f"/programs/sessions/{meeting}/catch-up", typed | {"ends_time": "x"}, 422))
    page = _text(client.follow(client.post(f"/programs/sessions/{meeting}/catch-up", typed | {"ends_time": "15:00"})))
    assert "Pengganti sesi" in page and "Diganti pada" in page
    page = _text(client.post(f"/programs/sessions/{meeting}/restore", {"version": "4", "reason": "x"}, 422))
    assert "Batalkan dulu sesi penggantinya." in page
