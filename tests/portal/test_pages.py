"""The partners' door: a teacher's day, a Dinas's progress, and nothing that is not theirs."""

import csv
import io
import re
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import String, select

from rehab.attendance.actions import NewMark, record_attendance
from rehab.attendance.models import Mark
from rehab.audit.actions import write_entry
from rehab.audit.models import AuditEntry
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.outcomes.models import Certificate
from rehab.partners.models import PlanItem
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import vault
from rehab.portal import disclosure
from rehab.programs.models import Cohort
from rehab.wbp.models import Absence, Paper, Sentence, Wbp
from tests import factories as make
from tests.attendance.classroom import FRIDAY, TEN, Classroom, classroom, record, scope_of
from tests.attendance.test_pages import text_of
from tests.attendance.test_recording import marks_of
from tests.pages import PageClient
from tests.query_counter import counted_queries


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


def url(room: Classroom) -> str:
    return f"/portal/sessions/{room.session_id}"


# A teacher.


def test_a_teachers_day_is_one_tap_from_the_running_register(app: Flask, client: PageClient) -> None:
    room, other = classroom(app), classroom(app, code="LAPAS-02")
    record(app, room, {room.people[0]: "hadir"})
    first = client.sign_in(room.teacher).get("/", status=302)
    assert first.headers["Location"] == "/portal/today"
    html = client.get("/portal/today").get_data(as_text=True)
    assert f'href="{url(room)}"' in html and url(other) not in html
    page = re.sub(r"<[^>]+>", " ", html)
    assert "1 dari 3 tercatat" in page and "09.00–11.00 WITA" in page and "Aula" in page and "Berlangsung" in page


def test_a_teacher_records_by_the_same_action(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    data = {
        f"status-{room.people[0]}": "hadir", f"status-{room.people[1]}": "sakit", f"reason-{room.people[1]}": "kabar_teman",
        "seen": "0", "idempotency_key": "guru-satu",
    }  # fmt: skip
    client.sign_in(room.teacher)
    answer = client.post(url(room), data)
    assert "Kehadiran 2 orang tercatat." in text_of(client.follow(answer))
    client.post(url(room), data)
    with app.app_context():
        marks = db.session.scalars(select(Mark).order_by(Mark.id)).all()
        assert [(mark.wbp_id, mark.status, mark.source) for mark in marks] == [
            (room.people[0], "hadir", "teacher"),
            (room.people[1], "sakit", "teacher"),
        ]


def test_a_register_of_a_teacher_starts_empty_and_works_without_a_script(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    page = client.sign_in(room.teacher).get(url(room)).get_data(as_text=True)
    assert " checked" not in page and " selected" not in page
    client.post(url(room), {"mark": "all_present", "seen": "0"})
    assert set(marks_of(app, room.session_id).values()) == {"hadir"}


def test_a_teacher_reads_the_last_day_of_a_class_not_the_day_after(app: Flask, client: PageClient) -> None:
    """The class of the tests ends before 5 January."""
    room = classroom(app)
    client.sign_in(room.teacher)
    for path in ("/portal/classes", f"/portal/classes/{room.cohort_id}"):
        page = client.get(path).get_data(as_text=True)
        assert "4 Januari 2027" in page and "5 Januari 2027" not in page


def test_what_an_officer_wrote_is_not_shown_and_not_changed(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    words = NewMark(room.people[0], "sakit", reason="rumah_sakit", note="kambuh paru")
    with app.app_context(), saving():
        record_attendance(scope=scope_of(room.officer), session_id=room.session_id, marks=[words], source="officer", at=TEN)
    html = client.sign_in(room.teacher).get(url(room)).get_data(as_text=True)
    assert "kambuh paru" not in html and "umah sakit" not in html and "Dicatat petugas" in html
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', html)
    data = {
        f"status-{room.people[0]}": "sakit", f"reason-{room.people[0]}": disclosure.KEPT, f"note-{room.people[0]}": "",
        f"status-{room.people[1]}": "hadir", "seen": seen[1] if seen else "",
    }  # fmt: skip
    client.post(url(room), data)
    with app.app_context():
        marks = db.session.scalars(select(Mark).where(Mark.wbp_id == room.people[0])).all()
        assert [(mark.reason, mark.note) for mark in marks] == [("rumah_sakit", "kambuh paru")]


@pytest.mark.parametrize(("kind", "told"), [("sidang", "Sidang"), ("isolasi", "acara resmi"), ("rumah_sakit", "acara resmi")])
def test_a_teacher_reads_of_health_and_discipline_only_that_there_is_something(
    app: Flask, client: PageClient, kind: str, told: str
) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        make.add(Absence(facility_id=room.facility_id, wbp_id=room.people[0], kind=kind, starts_at=TEN, note="catatan rahasia"))
    page = text_of(client.sign_in(room.teacher).get(url(room)))
    assert f"Bentrok: {told} 10.00 WITA" in page and "catatan rahasia" not in page


def test_a_teachers_register_closes_after_a_day(app: Flask, client: PageClient) -> None:
    room = classroom(app, on=FRIDAY - timedelta(days=3))
    client.sign_in(room.teacher)
    assert "sudah ditutup untuk pengajar" in text_of(client.get(url(room)))
    client.post(url(room), {f"status-{room.people[0]}": "hadir"}, status=422)
    assert "ditutup, minta petugas mencatatnya" in text_of(client.get("/portal/today"))


def test_classes_show_members_and_attendance(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    record(app, room, {room.people[0]: "hadir", room.people[1]: "izin"})
    page = text_of(client.sign_in(room.teacher).get("/portal/classes"))
    assert "2 peserta" in page and "100 %" in page
    page = text_of(client.get(f"/portal/classes/{room.cohort_id}"))
    assert "Orang 000 Contoh" in page and "(1 dari 1)" in page and "(0 dari 0)" in page


TEACHER_PATHS = ("/portal/sessions/{session_id}", "/portal/classes/{cohort_id}")
DINAS_PATHS = ("/portal/programmes/{programme_id}",)


@pytest.mark.parametrize("path", TEACHER_PATHS)
def test_another_teachers_ids_are_not_found(app: Flask, client: PageClient, path: str) -> None:
    mine, theirs = classroom(app), classroom(app, code="LAPAS-02")
    client.sign_in(mine.teacher).get(path.format(session_id=theirs.session_id, cohort_id=theirs.cohort_id), status=404)
    client.get(path.format(session_id=999_999, cohort_id=999_999), status=404)
    client.post(url(theirs), {f"status-{theirs.people[0]}": "hadir"}, status=404)
    assert marks_of(app, theirs.session_id) == {}


def test_a_teacher_of_the_same_facility_does_not_reach_another_class(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    with app.app_context(), saving():
        cohort = make.cohort(make.programme(room.facility_id, "Pertanian"), "Kebun")
        session_id, cohort_id = make.session(cohort, FRIDAY).id, cohort.id
    client.sign_in(room.teacher).get(f"/portal/sessions/{session_id}", status=404)
    client.get(f"/portal/classes/{cohort_id}", status=404)
    client.post(f"/portal/sessions/{session_id}", {"mark": "all_present"}, status=404)


def test_the_two_partners_do_not_use_each_others_pages(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    client.sign_in(room.teacher)
    for path in ("/portal/progress", "/portal/report", f"/portal/programmes/{room.programme_id}", "/portal/report.xlsx"):
        client.get(path, status=403)
    client.sign_in(room.dinas)
    for path in ("/portal/today", "/portal/classes", url(room), f"/portal/classes/{room.cohort_id}"):
        client.get(path, status=403)
    client.sign_in(room.officer).get("/portal/today", status=404)


@pytest.mark.parametrize("people", [40, 400])
def test_a_teachers_register_opens_and_saves_with_twelve_queries(app: Flask, client: PageClient, people: int) -> None:
    room = classroom(app, people=people)
    with app.app_context(), saving():
        scope = scope_of(room.officer)
        write_entry(scope=scope, action="test.deed", subject="x", subject_id=None, at=TEN, facility_id=room.facility_id)
    client.sign_in(room.teacher)
    with counted_queries() as opened:
        client.get(url(room))
    data = {f"status-{person}": "hadir" for person in room.people} | {"seen": "0", "idempotency_key": "satu"}
    with counted_queries() as saved:
        client.post(url(room), data)
    assert len(opened) <= 12, "\n".join(opened)
    assert len(saved) <= 12, "\n".join(saved)


# A Dinas.


def followed(app: Flask, people: int = 3) -> Classroom:
    """A class with attendance, a certificate, somebody who left, and an action plan."""
    room = classroom(app, people=people)
    record(app, room, dict(zip(room.people, ["hadir", "terlambat", "tanpa_keterangan"], strict=False)))
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        cohort.target_completions = 10
        make.session(cohort, FRIDAY, hour=13)
        gone = make.wbp(room.facility_id, "Keluar Contoh")
        make.enrolment(cohort, gone, state="withdrawn", ends_on=date(2026, 3, 1), end_reason="sakit")
        make.add(
            Certificate(
                facility_id=room.facility_id,
                cohort_id=room.cohort_id,
                wbp_id=room.people[0],
                kind="sertifikat",
                title="Paket B",
                number="001/2026",
                issuer="Dinas",
                issued_on=date(2026, 6, 1),
                recorded_at=TEN,
            )
        )
        pact = make.agreement(room.facility_id, room.agency_id)
        make.add(
            PlanItem(
                facility_id=room.facility_id,
                agreement_id=pact.id,
                title="Bantuan buku",
                unit="buku",
                target=100,
                achieved=40,
                budget=5_000_000,
                spent=2_000_000,
                due_on=date(2026, 12, 31),
                state="running",
            )
        )
    return room


def test_a_dinas_first_reads_how_many_are_on_target(app: Flask, client: PageClient) -> None:
    room = followed(app)
    first = client.sign_in(room.dinas).get("/", status=302)
    assert first.headers["Location"] == "/portal/progress"
    page = text_of(client.get("/portal/progress"))
    assert "2 dari 4 peserta sesuai target." in page
    assert "1 peserta belum punya catatan" in page
    assert "1 dari 2 sesi terlaksana" in page and "Kehadiran 67 %: 2 dari 3" in page
    assert "Bantuan buku" in page and "5.000.000" in page
    assert "Orang 000 Contoh" not in page


def test_charts_their_tables_and_their_csv_agree(app: Flask, client: PageClient) -> None:
    room = followed(app)
    client.sign_in(room.dinas)
    html = client.get("/portal/progress").get_data(as_text=True)
    for code, expected in (("sessions", ["1", "1", "0"]), ("outcomes", ["4", "0", "0", "1"])):
        figure = re.search(rf'<figure[^>]*>(?:(?!</figure>).)*id="{code}-t".*?</figure>', html, re.DOTALL)
        assert figure
        assert re.findall(r"<tbody>.*?</tbody>", figure[0], re.DOTALL)
        cells = re.findall(r'<tr><th scope="row">[^<]*</th><td class="num">([^<]*)</td>', figure[0])
        assert cells == expected
        described = re.search(r"<desc[^>]*>(.*?)</desc>", figure[0], re.DOTALL)
        assert described and re.findall(r": (\d+)", described[1])[-len(expected) :] == expected
        text = client.get(f"/portal/progress/{code}.csv").get_data().decode("utf-8-sig")
        assert [row[1] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == expected
    months = client.get("/portal/progress/attendance.csv").get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(months), delimiter=";"))[1:] == [["November 2026", "1", "1", "0", "2", "3", "67"]]
    client.get("/portal/progress/rahasia.csv", status=404)


def test_the_named_list_has_name_attendance_certificate_and_is_audited(app: Flask, client: PageClient) -> None:
    room = followed(app)
    page = text_of(client.sign_in(room.dinas).get(f"/portal/programmes/{room.programme_id}"))
    assert "Orang 000 Contoh" in page and "Paket B" in page and "100 % (1 dari 1)" in page
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "portal.read_participants")).one()
        assert (entry.chain, entry.subject_id) == (room.facility_id, room.programme_id)
        number = db.session.get(Wbp, room.people[0]).register_no
    assert number not in page


def test_the_report_is_the_same_on_page_in_workbook_csv_and_pdf(app: Flask, client: PageClient) -> None:
    room = followed(app)
    client.sign_in(room.dinas)
    page = text_of(client.get("/portal/report"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/portal/report.xlsx").get_data()))
    rows = [row for row in book.get_sheet_by_index(0).to_python() if row[0] == "Kejar Paket B"]
    text = client.get("/portal/report.csv").get_data().decode("utf-8-sig")
    line = next(row for row in csv.reader(io.StringIO(text), delimiter=";") if row[0] == "Kejar Paket B")
    assert [str(int(each)) if isinstance(each, float) else each for each in rows[0]] == line
    assert line == ["Kejar Paket B", "Kelas 2026", "Rutan RUTAN-01", "4", "2", "1", "1", "2", "0", "2", "3", "67", "0", "0", "1"]
    assert "Kejar Paket B · Kelas 2026 · Rutan RUTAN-01 4 2 1 dari 2 67 % 0 1" in page
    assert client.get("/portal/report.pdf").get_data().startswith(b"%PDF")
    with app.app_context():
        assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "portal.export_report")).all()) == 3


def test_small_counts_by_traits_are_hidden(app: Flask, client: PageClient) -> None:
    room = followed(app)
    with app.app_context(), saving():
        for number in range(20):
            person = make.wbp(room.facility_id, f"Lain {number}", sex="L")
            make.enrolment(db.session.get(Cohort, room.cohort_id), person)
        for person in db.session.scalars(select(Wbp).where(Wbp.id.in_(room.people))):
            person.sex = "P"
    client.sign_in(room.dinas)
    for path in ("/portal/progress", "/portal/report"):
        page = text_of(client.get(path))
        assert "Laki-laki * Perempuan &lt;5" in page
    text = client.get("/portal/progress/sex.csv").get_data().decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == ["*", "<5"]


@pytest.mark.parametrize("path", DINAS_PATHS)
def test_another_agencys_ids_are_not_found(app: Flask, client: PageClient, path: str) -> None:
    mine, theirs = classroom(app), classroom(app, code="LAPAS-02")
    client.sign_in(mine.dinas).get(path.format(programme_id=theirs.programme_id), status=404)
    client.get(path.format(programme_id=999_999), status=404)
    page = client.get("/portal/progress").get_data(as_text=True)
    assert f"/portal/programmes/{theirs.programme_id}" not in page


def test_figures_are_of_the_own_agency_alone(app: Flask, client: PageClient) -> None:
    mine, theirs = followed(app), classroom(app, people=9, code="LAPAS-02")
    record(app, theirs, dict.fromkeys(theirs.people, "hadir"))
    page = text_of(client.sign_in(mine.dinas).get("/portal/progress"))
    assert "2 dari 4 peserta sesuai target." in page and "2 dari 3, tanpa yang berizin" in page


def test_progress_asks_as_often_for_one_class_as_for_thirty(app: Flask, client: PageClient) -> None:
    room = followed(app)
    client.sign_in(room.dinas)

    def queries() -> int:
        with counted_queries() as seen:
            client.get("/portal/progress")
        return len(seen)

    before = queries()
    with app.app_context(), saving():
        for number in range(30):
            programme = make.programme(room.facility_id, f"Program {number}", agency_id=room.agency_id)
            make.session(make.cohort(programme, f"Kelas {number}"), FRIDAY)
    assert queries() == before


# Nothing else of a person, whatever page.

CANARY = "kenari"
ALLOWED = {"name", "register_no", "block", "cell"}


def plant_canaries(app: Flask, room: Classroom) -> set[str]:
    """Put a value of its own into every text field of a person that may leave by no partner's page."""
    planted: set[str] = set()
    with app.app_context(), saving():
        person = db.session.get(Wbp, room.people[0])
        for column in Wbp.__table__.columns:
            if isinstance(column.type, String) and column.name not in ALLOWED and not _coded(column.name):
                value = f"{CANARY}-{column.name}"
                setattr(person, column.name, value[: column.type.length or 60])
                planted.add(value)
        person.nik, person.nik_index = "7301234567890123", vault().blind_index("7301234567890123")
        person.offence, person.religion = "terorisme", "konghucu"
        person.birth_on, person.prolonged_illness = date(1961, 2, 3), True
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.wbp_id == person.id)).one()
        enrolment.note = f"{CANARY}-enrolment"
        make.add(Paper(wbp_id=person.id, facility_id=room.facility_id, code="putusan", state="present", number=f"{CANARY}-paper"))
        make.add(Absence(facility_id=room.facility_id, wbp_id=person.id, kind="isolasi", starts_at=TEN, note=f"{CANARY}-absence"))
        sentence = db.session.get(Sentence, person.id)
        sentence.years, sentence.kind = 17, "penjara"
    return planted | {
        CANARY, "7301234567890123", "erorisme", "onghucu", "03-02-1961", "Februari 1961", "1961", "17 tahun", "enjara",
        "solasi",
    }  # fmt: skip


def _coded(name: str) -> bool:
    return name in ("sex", "religion", "status", "offence", "education", "nik", "nik_index")


def pages_of(client: PageClient, room: Classroom) -> list[str]:
    shown = []
    client.sign_in(room.teacher)
    paths = [
        "/portal/today", "/portal/classes", f"/portal/classes/{room.cohort_id}", url(room), f"{url(room)}?detail=1",
    ]  # fmt: skip
    shown += [client.get(path).get_data(as_text=True) for path in paths]
    shown.append(
        client.post(url(room), {f"status-{room.people[0]}": "izin", f"reason-{room.people[0]}": ""}, status=422).get_data(
            as_text=True
        )
    )
    client.sign_in(room.dinas)
    paths = ["/portal/progress", "/portal/report", f"/portal/programmes/{room.programme_id}", "/portal/report.csv"]
    codes = ("classes", "sessions", "attendance", "outcomes", "plan", "leaving", "sex", "age")
    paths += [f"/portal/progress/{code}.csv" for code in codes]
    shown += [client.get(path).get_data(as_text=True) for path in paths]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/portal/report.xlsx").get_data()))
    return [*shown, str(book.get_sheet_by_index(0).to_python())]


def test_no_other_field_of_a_person_ever_leaves_by_this_door(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    words = NewMark(room.people[0], "sakit", reason="isolasi", note=f"{CANARY}-note")
    with app.app_context(), saving():
        record_attendance(scope=scope_of(room.officer), session_id=room.session_id, marks=[words], source="officer", at=TEN)
        fixed = [NewMark(room.people[0], "izin", reason="lain_lain", note=f"{CANARY}-note")]
        record_attendance(
            scope=scope_of(room.officer),
            session_id=room.session_id,
            marks=fixed,
            source="officer",
            at=TEN,
            correction=f"{CANARY}-why",
        )
    forbidden = plant_canaries(app, room)
    for page in pages_of(client, room):
        found = [word for word in forbidden if word in page]
        assert not found, found


def test_the_lists_of_what_is_disclosed_are_the_fields_themselves() -> None:
    assert tuple(each.name for each in fields(disclosure.Pupil)) == disclosure.TEACHER_SEES
    assert tuple(each.name for each in fields(disclosure.Participant)) == disclosure.DINAS_SEES


def test_a_planted_disclosure_would_be_seen(app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    room = classroom(app, people=2)
    forbidden = plant_canaries(app, room)

    def careless(clash: Any) -> str:
        return str(clash.kind)

    monkeypatch.setattr(disclosure, "clash_words", careless)
    assert any(word in page for page in pages_of(client, room) for word in forbidden)
