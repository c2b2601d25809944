"""The officers' pages: the register opened, saved once, corrected, printed, counted; and closed to everybody else."""

import gzip
import io
import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from rehab.attendance.actions import RecordedMeanwhile
from rehab.audit.actions import write_entry
from rehab.demo.words import invented_name
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Placement, Wbp
from tests import factories as make
from tests.attendance.classroom import ENROLLED, FRIDAY, TEN, Classroom, classroom, record, scope_of
from tests.attendance.test_recording import deeds, marks_of
from tests.pages import PageClient
from tests.query_counter import counted_queries


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def url(room: Classroom) -> str:
    return f"/attendance/sessions/{room.session_id}"


def test_today_lists_the_sessions_with_how_many_are_recorded(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    record(app, room, dict.fromkeys(room.people[:2], "hadir"))
    page = text_of(client.sign_in(room.officer).get("/attendance"))
    assert "Jumat, 20 November 2026" in page and "2 dari 3 tercatat" in page and "09.00–11.00 WITA" in page
    assert "bukan hari ini" not in page


def test_another_day_says_so(app: Flask, client: PageClient) -> None:
    room = classroom(app, on=FRIDAY - timedelta(days=1))
    page = text_of(client.sign_in(room.officer).get("/attendance?date=19-11-2026"))
    assert "Anda melihat Kamis, 19 November 2026, bukan hari ini." in page and "Belum ada daftar hadir" in page
    assert "1 sesi hari lalu belum punya daftar hadir" in text_of(client.get("/attendance"))
    assert "Kamis, 19 November 2026" in text_of(client.get("/attendance/missing"))


@pytest.mark.parametrize("query", ["date=31-02-2026", "date=kemarin", "programme=abc", "programme=999999"])
def test_a_wrong_address_still_shows_a_day(app: Flask, client: PageClient, query: str) -> None:
    room = classroom(app)
    client.sign_in(room.officer).get(f"/attendance?{query}")


def test_a_register_never_starts_with_anybody_present(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    html = client.sign_in(room.officer).get(url(room)).get_data(as_text=True)
    rows, templates = html.split("<template", 1)
    assert rows.count('type="radio"') == 3 * 4 and templates.count('type="radio"') == 3 and " checked" not in html
    html = client.get(f"{url(room)}?detail=1").get_data(as_text=True).split("<template", 1)[0]
    assert html.count('type="radio"') == 3 * 7 and " checked" not in html
    assert "Belum dicatat <b>3</b>" in html


def test_the_summary_adds_up_to_the_roster(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=5)
    marks = zip(room.people[:4], ["hadir", "terlambat", "sakit", "tanpa_keterangan"], strict=True)
    record(app, room, dict(marks))
    page = text_of(client.sign_in(room.officer).get(url(room)))
    shown = re.search(r"Hadir (\d+) .*?Tidak hadir (\d+) .*?Belum dicatat (\d+)", page)
    assert shown and [int(each) for each in shown.groups()] == [2, 2, 1]


def test_another_date_has_a_yellow_notice(app: Flask, client: PageClient) -> None:
    room = classroom(app, on=FRIDAY - timedelta(days=1))
    page = text_of(client.sign_in(room.officer).get(url(room)))
    assert "Daftar ini untuk Kamis, 19 November 2026, bukan hari ini." in page


def test_saving_and_sending_again(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    client.sign_in(room.officer)
    data = {
        f"status-{room.people[0]}": "hadir", f"status-{room.people[1]}": "izin", f"reason-{room.people[1]}": "keluarga",
        "seen": "0", "idempotency_key": "kunci-satu",
    }  # fmt: skip
    first = client.post(url(room), data)
    again = client.post(url(room), data)
    assert first.headers["Location"] == again.headers["Location"] == url(room)
    assert "Kehadiran 2 orang tercatat. Belum dicatat: 1 orang." in text_of(client.follow(first))
    client.post(url(room), data | {"idempotency_key": "kunci-dua"})
    assert deeds(app) == 1
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir", room.people[1]: "izin"}


def test_all_present_works_as_a_button_without_a_script(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    data = {f"status-{room.people[0]}": "sakit", f"reason-{room.people[0]}": "klinik", "seen": "0", "mark": "all_present"}
    client.sign_in(room.officer).post(url(room), data)
    assert marks_of(app, room.session_id) == dict(zip(room.people, ["sakit", "hadir", "hadir"], strict=True))


def test_an_absence_without_a_reason_comes_back_with_what_was_typed(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    data = {f"status-{room.people[0]}": "izin", f"note-{room.people[0]}": "pulang kampung", "seen": "0"}
    page = client.sign_in(room.officer).post(url(room), data, status=422).get_data(as_text=True)
    assert "Pilih alasan tidak hadir." in page and "pulang kampung" in page
    assert re.search(r'value="izin"[^>]*checked', page)
    rows = page.split("<template", 1)[0]
    assert f'name="reason-{room.people[0]}"' in rows and f'name="reason-{room.people[1]}"' not in rows
    assert marks_of(app, room.session_id) == {}


def test_what_the_page_does_not_ask_again_stays_as_it_was(app: Flask, client: PageClient) -> None:
    """A recorded absence shows its reason as text, a presence its note: neither is sent back, and nothing is corrected."""
    room = classroom(app, people=2)
    ill, late = room.people
    first = {
        f"status-{ill}": "sakit", f"reason-{ill}": "klinik", f"note-{ill}": "surat dokter", "seen": "0",
        f"status-{late}": "terlambat", f"note-{late}": "dari kebun",
    }  # fmt: skip
    client.sign_in(room.officer).post(url(room), first)
    html = client.get(url(room)).get_data(as_text=True).split("<template", 1)[0]
    assert "Alasan: Berobat ke klinik · surat dokter" in html and "dari kebun" in html and "<select" not in html
    assert re.search(rf'name="status-{late}" value="terlambat" checked', html)
    answer = client.post(url(room), {f"status-{ill}": "sakit", f"status-{late}": "terlambat", "seen": "2"})
    assert "Tidak ada yang berubah." in text_of(client.follow(answer))
    answer = client.post(url(room), {f"status-{ill}": "izin", "seen": "2", "correction": "salah baca"}, status=422)
    assert "Pilih alasan tidak hadir." in text_of(answer)


def test_a_register_of_four_hundred_weighs_no_more_than_a_later_page_may(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=400)
    draw = Random(400)
    numbers = draw.sample(range(1, 1_500), 400)
    with app.app_context(), saving():
        for person in db.session.scalars(select(Wbp).order_by(Wbp.id)):
            person.name, person.register_no = invented_name(draw, "L"), f"B.I {numbers.pop():04}/{draw.randint(2022, 2025)}"
        for stay in db.session.scalars(select(Placement).order_by(Placement.id)):
            stay.block, stay.cell = draw.choice("ABCDEFGH"), str(draw.randint(1, 12))
    page = client.sign_in(room.officer).get(url(room)).get_data()
    assert len(gzip.compress(page, 6)) <= 15 * 1024


def test_a_change_without_a_reason_is_refused_and_with_one_is_kept(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=1)
    record(app, room, {room.people[0]: "hadir"})
    client.sign_in(room.officer)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', client.get(url(room)).get_data(as_text=True))
    data = {f"status-{room.people[0]}": "terlambat", "seen": seen[1] if seen else ""}
    assert "Isi alasan perubahan" in text_of(client.post(url(room), data, status=422))
    client.post(url(room), data | {"correction": "Datang pukul 09.20"})
    page = text_of(client.get(url(room)))
    assert "Diubah dari Hadir: Datang pukul 09.20" in page and "Riwayat" in page


def test_what_somebody_else_recorded_answers_409_and_shows_both(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "sakit"})
    data = {f"status-{person}": "hadir" for person in room.people} | {"seen": "0", "correction": "Salah"}
    page = text_of(client.sign_in(room.officer).post(url(room), data, status=409))
    assert "Orang 000 Contoh" in page and "Sakit" in page and "Hadir" in page
    assert str(RecordedMeanwhile.message)[:20] in page
    assert marks_of(app, room.session_id) == {room.people[0]: "sakit"}


@pytest.mark.parametrize(
    ("state", "at", "sentence"),
    [
        ("cancelled", TEN, "Sesi ini dibatalkan"),
        ("planned", TEN - timedelta(hours=2), "Daftar hadir ini dibuka pada 20 November 2026 08.45 WITA."),
    ],
)
def test_a_closed_register_says_why(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, state: str, at: Any, sentence: str
) -> None:
    room = classroom(app)
    with app.app_context(), saving():
        db.session.get(Session, room.session_id).state = state
    monkeypatch.setattr(clock, "now", lambda: at)
    client.sign_in(room.officer)
    assert sentence in text_of(client.get(url(room)))
    client.post(url(room), {f"status-{room.people[0]}": "hadir"}, status=422)
    assert marks_of(app, room.session_id) == {}


def test_minutes_and_activity_are_asked_for_on_wish(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=1)
    person = room.people[0]
    client.sign_in(room.officer)
    assert f"minutes-{person}" not in client.get(url(room)).get_data(as_text=True)
    assert f"minutes-{person}" in client.get(f"{url(room)}?detail=1").get_data(as_text=True)
    data = {f"status-{person}": "hadir", f"minutes-{person}": "seratus", f"took-{person}": "1", "seen": "0"}
    assert "Isi menit" in text_of(client.post(url(room), data, status=422))
    client.post(url(room), data | {f"minutes-{person}": "90"})
    assert 'value="90"' in client.get(f"{url(room)}?detail=1").get_data(as_text=True)


def test_who_does_not_count_is_listed_with_the_cause(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        make.enrolment(cohort, make.wbp(room.facility_id, "Zaenal"), state="suspended", created_at=ENROLLED)
    page = text_of(client.sign_in(room.officer).get(url(room)))
    assert "Tidak terhitung dalam sesi ini (1 orang)" in page and "Ditangguhkan" in page


PATHS = (
    "/attendance/sessions/{session_id}", "/attendance/sessions/{session_id}/sheet", "/attendance/sessions/{session_id}/sheet.pdf",
    "/attendance/cohorts/{cohort_id}", "/attendance/cohorts/{cohort_id}/month.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_another_facilitys_pages_are_not_found(app: Flask, client: PageClient, path: str) -> None:
    mine, theirs = classroom(app), classroom(app, code="LAPAS-02")
    client.sign_in(mine.officer)
    client.get(path.format(session_id=theirs.session_id, cohort_id=theirs.cohort_id), status=404)
    client.get(path.format(session_id=999_999, cohort_id=999_999), status=404)
    client.post(f"/attendance/sessions/{theirs.session_id}", {f"status-{theirs.people[0]}": "hadir"}, status=404)
    assert marks_of(app, theirs.session_id) == {}


def test_partners_do_not_enter_by_this_door(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    client.sign_in(room.teacher).get(url(room), status=404)


def test_the_printed_sheet_has_everybody_and_empty_boxes(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    page = client.sign_in(room.officer).get(f"{url(room)}/sheet").get_data(as_text=True)
    assert page.count("☐") == 3 * 4 and "CONTOH, Orang 002" in page
    pdf = client.get(f"{url(room)}/sheet.pdf").get_data()
    assert pdf.startswith(b"%PDF")


def test_a_class_shows_rates_and_exports_its_month(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir", room.people[1]: "tanpa_keterangan"})
    client.sign_in(room.officer)
    page = text_of(client.get(f"/attendance/cohorts/{room.cohort_id}"))
    assert "1 dari 1" in page and "50 %" in page and "1 dari 2, tanpa yang berizin" in page
    book = client.get(f"/attendance/cohorts/{room.cohort_id}/month.xlsx?month=11-2026").get_data()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    found = {row[0]: row[3] for row in rows if str(row[0]).startswith("Orang")}
    assert found == {"Orang 000 Contoh": "H", "Orang 001 Contoh": "A"}


@pytest.mark.parametrize("people", [40, 400])
def test_a_register_opens_and_saves_with_twelve_queries(app: Flask, client: PageClient, people: int) -> None:
    room = classroom(app, people=people)
    with app.app_context(), saving():
        # The very first deed of a facility also begins its chain.
        write_entry(
            scope=scope_of(room.officer), action="test.deed", subject="x", subject_id=None, at=TEN, facility_id=room.facility_id
        )
    client.sign_in(room.officer)
    with counted_queries() as opened:
        client.get(url(room))
    data = {f"status-{person}": "hadir" for person in room.people[1:]} | {"seen": "0", "idempotency_key": "satu"}
    data |= {f"status-{room.people[0]}": "izin", f"reason-{room.people[0]}": "sidang"}
    with counted_queries() as saved:
        client.post(url(room), data)
    assert len(opened) <= 12, "\n".join(opened)
    assert len(saved) <= 12, "\n".join(saved)


def test_a_days_list_asks_as_often_for_two_sessions_as_for_forty(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    client.sign_in(room.officer)

    def queries() -> int:
        with counted_queries() as seen:
            client.get("/attendance")
        return len(seen)

    before = queries()
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        for number in range(40):
            other = make.cohort(make.programme(room.facility_id, f"Program {number}"), f"Kelas {number}")
            make.session(other, FRIDAY, hour=8)
            make.session(cohort, FRIDAY - timedelta(days=number + 1))
    assert queries() == before
