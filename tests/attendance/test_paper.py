"""Registers on paper: printed whole, for few and for many, and typed back in the printed order."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from rehab.attendance.labels import REASONS
from rehab.attendance.letters import LETTERS, NUMBERS, Entry, UnreadableEntry, read_entry
from rehab.attendance.models import MARKS, Mark, MarkProposal
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.portal.disclosure import TEACHER_REASONS
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Wbp
from tests import factories as make
from tests.attendance.classroom import ENROLLED, FRIDAY, TEN, Classroom, classroom, record
from tests.attendance.test_pages import text_of, url
from tests.attendance.test_recording import deeds, marks_of
from tests.pages import PageClient
from tests.query_counter import counted_queries

needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: install poppler-utils")
LONG = "Abdurrahman Wahidinsudirohusodo Kartasasmita Bin Muhammad Syarifuddin Hadiningrat " * 2


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def overlapping(pdf: bytes, folder: Path) -> list[tuple[str, str]]:
    """Pairs of words that are printed over each other."""
    path = folder / "boxes.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout.decode()
    found = []
    for page in read.split("<page ")[1:]:
        words = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', page)
        boxes = [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in words]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                if wide > 1 and high > 3:
                    found.append((one[4], other[4]))
    return found


def numbers_on(page: str) -> list[int]:
    """The row numbers of a printed page, in the order in which they stand."""
    return [int(found) for found in re.findall(r"^ {0,12}(\d{1,3}) +CONTOH", page, re.MULTILINE)]


@needs_reader
@pytest.mark.parametrize("people", [1, 40, 400])
def test_a_printed_register_holds_everybody_with_its_head_on_every_page(
    app: Flask, client: PageClient, tmp_path: Path, people: int
) -> None:
    room = classroom(app, people=people)
    pages = pages_of(client.sign_in(room.officer).get(f"{url(room)}/sheet.pdf").get_data(), tmp_path)
    assert [number for page in pages for number in numbers_on(page)] == list(range(1, people + 1))
    for number, page in enumerate(pages, 1):
        assert f"halaman {number} dari {len(pages)}" in page
        assert f"sesi {room.session_id} " in page and "Jumat, 20 November" not in page[-300:]
        if numbers_on(page):
            assert "Nomor register" in page and re.search(r"H +S +I +A +T +P +B", page)
    assert "Petugas" in pages[-1]
    assert numbers_on(pages[-1])[-2:] == list(range(max(1, people - 1), people + 1))


@needs_reader
def test_the_head_of_a_printed_register_says_which_session_and_when(app: Flask, client: PageClient, tmp_path: Path) -> None:
    room = classroom(app, people=3)
    page = pages_of(client.sign_in(room.officer).get(f"{url(room)}/sheet.pdf").get_data(), tmp_path)[0]
    names = dict(enumerate(["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]))
    words = " ".join(names[int(digit)] for digit in str(room.session_id))
    wanted = ["Daftar hadir", "Kejar Paket B · Kelas 2026", "Jumat, 20 November 2026", "09.00–11.00 WITA", "H Hadir", "No."]
    places = [page.find(each) for each in wanted]
    assert -1 not in places and places == sorted(places)
    assert f"Sesi nomor {room.session_id}" in page and words in page and "Kode lembar" in page


@needs_reader
@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("F4", (609, 935))])
def test_long_names_break_and_the_paper_is_the_facilitys(
    app: Flask, client: PageClient, tmp_path: Path, paper: str, size: tuple[int, int]
) -> None:
    room = classroom(app, people=40)
    with app.app_context(), saving():
        db.session.get(Facility, room.facility_id).paper = paper
        for person in db.session.scalars(db.select(Wbp)):
            person.name = f"{LONG}{person.id:03d} Contoh"
    pdf = client.sign_in(room.officer).get(f"{url(room)}/sheet.pdf").get_data()
    pages = pages_of(pdf, tmp_path)
    registers = [int(found) for page in pages for found in re.findall(r"B\.I (\d+)/2026", page)]
    assert len(registers) == 40 and registers == sorted(registers)
    assert "".join(pages).upper().count("HADININGRAT") == 80
    assert overlapping(pdf, tmp_path) == []
    box = re.search(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]", pdf)
    assert box and (round(float(box[1])), round(float(box[2]))) == size


def second_class(app: Flask, room: Classroom) -> tuple[int, int]:
    """Another class of five people that meets on the same day; a cancelled session beside it. (cohort, session)"""
    with app.app_context(), saving():
        cohort = make.cohort(make.programme(room.facility_id, "Menjahit"), "Kelas jahit")
        for number in range(5):
            make.enrolment(cohort, make.wbp(room.facility_id, f"Penjahit {number} Contoh"), created_at=ENROLLED)
        session = make.session(cohort, FRIDAY, hour=13)
        make.session(cohort, FRIDAY, hour=15, state="cancelled", cancel_reason="listrik padam")
        return cohort.id, session.id


@needs_reader
def test_all_registers_of_a_day_stand_in_one_file_each_with_its_own_pages(app: Flask, client: PageClient, tmp_path: Path) -> None:
    room = classroom(app, people=40)
    _cohort, other = second_class(app, room)
    client.sign_in(room.officer)
    pages = pages_of(client.get("/attendance/sheets.pdf?date=20-11-2026").get_data(), tmp_path)
    first, last = pages[:-1], pages[-1]
    assert all(f"sesi {room.session_id} " in page and f"dari {len(first)}" in page for page in first)
    assert f"sesi {other} " in last and "halaman 1 dari 1" in last and "Penjahit 4" in last.replace("CONTOH, ", "")
    one = client.get(f"/attendance/sheets.pdf?date=20-11-2026&programme={programme_of(app, other)}").get_data()
    assert len(pages_of(one, tmp_path)) == 1
    client.get("/attendance/sheets.pdf?date=25-12-2026", status=404)


def programme_of(app: Flask, session_id: int) -> int:
    with app.app_context():
        session = db.session.get(Session, session_id)
        return int(db.session.get(Cohort, session.cohort_id).programme_id)


@needs_reader
def test_a_classs_coming_week_is_one_file(app: Flask, client: PageClient, tmp_path: Path) -> None:
    room = classroom(app, people=2)
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        days = [make.session(cohort, FRIDAY + timedelta(days=each)).id for each in (-1, 2, 6, 7)]
    pages = pages_of(client.sign_in(room.officer).get(f"/attendance/cohorts/{room.cohort_id}/sheets.pdf").get_data(), tmp_path)
    found = [int(re.search(r"sesi (\d+) ·", page)[1]) for page in pages]  # type: ignore[index]
    assert found == [room.session_id, days[1], days[2]]


def test_printing_a_day_asks_as_often_for_two_registers_as_for_twenty(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    second_class(app, room)
    client.sign_in(room.officer)

    def queries() -> int:
        with counted_queries() as seen:
            client.get("/attendance/sheets.pdf?date=20-11-2026")
        return len(seen)

    queries()
    before = queries()
    with app.app_context(), saving():
        for number in range(18):
            make.session(make.cohort(make.programme(room.facility_id, f"Program {number}"), f"Kelas {number}"), FRIDAY)
    assert queries() == before


@needs_reader
def test_a_teacher_prints_own_registers_with_names_numbers_and_rooms_alone(
    app: Flask, client: PageClient, tmp_path: Path
) -> None:
    room, theirs = classroom(app, people=2), classroom(app, people=2, code="LAPAS-02")
    record(app, room, {room.people[0]: "sakit"})
    client.sign_in(room.teacher)
    for path in (f"/portal/sessions/{room.session_id}/sheet.pdf", f"/portal/classes/{room.cohort_id}/sheets.pdf"):
        page = pages_of(client.get(path).get_data(), tmp_path)[0]
        assert numbers_on(page) == [1, 2] and "B.I " in page and "A-1" in page
        # The reasons by number are those a teacher may give; what an officer recorded is not there.
        assert "Urusan keluarga" in page and "klinik" not in page and "Isolasi" not in page
    client.get(f"/portal/sessions/{theirs.session_id}/sheet.pdf", status=404)
    client.get(f"/portal/classes/{theirs.cohort_id}/sheets.pdf", status=404)


def test_the_picture_leads_through_the_readers_own_door_to_that_very_session(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=2)
    client.sign_in(room.officer)
    html = client.get(f"{url(room)}/sheet").get_data(as_text=True)
    assert html.count("<svg") and "Sesi nomor" in html
    code = re.search(r"Kode lembar ([0-9A-F]{6})", html)[1]  # type: ignore[index]
    for who, page in ((room.officer, "/attendance"), (room.teacher, "/portal")):
        answer = client.sign_in(who).get(f"/paper/{room.session_id}?sheet={code}", status=302)
        assert answer.headers["Location"] == f"{page}/sessions/{room.session_id}/paper?sheet={code}"
        assert "Urutan di kertas berbeda" not in text_of(client.follow(answer))
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        make.enrolment(cohort, make.wbp(room.facility_id, "Zaenal Baru"), created_at=ENROLLED)
    assert "Urutan di kertas berbeda" in text_of(client.get(f"/portal/sessions/{room.session_id}/paper?sheet={code}"))


def test_the_number_on_paper_opens_its_session_and_no_other(app: Flask, client: PageClient) -> None:
    room, theirs = classroom(app), classroom(app, code="LAPAS-02")
    for who, page in ((room.officer, "/attendance"), (room.teacher, "/portal")):
        client.sign_in(who)
        found = client.get(f"{page}/paper?number=+{room.session_id}+", status=302)
        assert found.headers["Location"] == f"{page}/sessions/{room.session_id}/paper"
        for wrong in (str(theirs.session_id), "999999", "dua belas", "-1", "1e3"):
            assert "Tidak ada sesi bernomor" in text_of(client.get(f"{page}/paper", status=404, query_string={"number": wrong}))
        client.get(f"{page}/paper")


def test_the_fields_stand_in_the_printed_order(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=12)
    with app.app_context(), saving():
        for number, person in enumerate(db.session.scalars(db.select(Wbp).order_by(Wbp.id))):
            person.name = f"Orang {'QWERTYUIOPAS'[number]}arto"
    client.sign_in(room.officer)
    printed = re.findall(r'<th scope="row">(.*?)</th>', client.get(f"{url(room)}/sheet").get_data(as_text=True))
    page = client.get(f"{url(room)}/paper").get_data(as_text=True)
    typed = [" ".join(re.sub("<[^>]+>", "", each).split()) for each in re.findall(r"<label for=\"mark-\d+\">(.*?) <small>", page)]
    assert typed == printed and len(typed) == 12 and printed[0].startswith("AARTO")


def typed_back(room: Classroom, **changes: Any) -> dict[str, str]:
    """The form as a browser without scripts sends it."""
    letters = changes.pop("letters")
    fields = {f"mark-{person}": text for person, text in zip(room.people, letters, strict=True)}
    return fields | {"seen": "0", "absent_reason": "belum_diketahui", "correction": ""} | changes


def test_a_register_is_typed_back_as_a_plain_form_with_one_saving(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=8)
    letters = ["h", "S2", "I4 pengadilan negeri", "a", "T", "P pulang pukul 10", "B4", ""]
    data = typed_back(room, letters=letters) | {"idempotency_key": "satu"}
    client.sign_in(room.officer)
    answer = client.post(f"{url(room)}/paper", data)
    assert answer.headers["Location"] == url(room)
    client.post(f"{url(room)}/paper", data)
    client.post(f"{url(room)}/paper", data | {"idempotency_key": "dua"})
    assert deeds(app) == 1
    with app.app_context():
        rows = {each.wbp_id: each for each in db.session.scalars(db.select(Mark).where(Mark.is_current))}
        kept = [(rows[each].status, rows[each].reason, rows[each].note, rows[each].source) for each in room.people[:7]]
    assert kept == [
        ("hadir", "", "", "paper"), ("sakit", "klinik", "", "paper"), ("izin", "sidang", "pengadilan negeri", "paper"),
        ("tanpa_keterangan", "belum_diketahui", "", "paper"), ("terlambat", "", "", "paper"),
        ("pulang_awal", "", "pulang pukul 10", "paper"), ("berhalangan_resmi", "sidang", "", "paper"),
    ]  # fmt: skip
    assert room.people[7] not in rows


def test_paper_that_comes_after_the_window_is_asked_of_a_second_person(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = classroom(app, people=2)
    monkeypatch.setattr(clock, "now", lambda: TEN + timedelta(days=9))
    data = typed_back(room, letters=["h", "a"])
    client.sign_in(room.officer)
    assert "perlu alasan" in text_of(client.post(f"{url(room)}/paper", data, status=422))
    answer = client.post(f"{url(room)}/paper", data | {"correction": "Kertas baru sampai"})
    assert "2 perubahan diajukan" in text_of(client.get(answer.headers["Location"]))
    with app.app_context():
        assert db.session.scalars(db.select(Mark)).all() == []
        asked = db.session.execute(db.select(MarkProposal.wbp_id, MarkProposal.status, MarkProposal.why)).all()
    why = "Kertas baru sampai"
    assert sorted(map(tuple, asked)) == [(room.people[0], "hadir", why), (room.people[1], "tanpa_keterangan", why)]


def test_what_cannot_be_read_is_refused_at_its_row_and_nothing_is_saved(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=6)
    data = typed_back(room, letters=["H", "X", "HS", "S99", "H3", "5"])
    page = client.sign_in(room.officer).post(f"{url(room)}/paper", data, status=422).get_data(as_text=True)
    wrong = re.findall(r'id="mark-(\d+)"[^>]*aria-invalid', page)
    assert [int(each) for each in wrong] == room.people[1:]
    for text in ("“X” tidak dikenal", "“HS” tidak dikenal", "Nomor alasan 99 tidak ada", "hanya untuk yang tidak hadir"):
        assert text in text_of(client.post(f"{url(room)}/paper", data, status=422))
    assert 'value="HS"' in page and 'value="H"' in page
    assert marks_of(app, room.session_id) == {}


def test_a_recorded_mark_stands_unless_it_is_changed_with_a_reason(app: Flask, client: PageClient) -> None:
    room = classroom(app, people=3)
    record(app, room, dict(zip(room.people, ["sakit", "hadir", "izin"], strict=True)))
    client.sign_in(room.officer)
    page = client.get(f"{url(room)}/paper").get_data(as_text=True)
    assert re.findall(r'name="mark-\d+" value="(\w?)"', page) == ["S", "H", "I"]
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)[1]  # type: ignore[index]
    same = typed_back(room, letters=["S", "H", ""], seen=seen)
    assert "Tidak ada yang berubah" in text_of(client.follow(client.post(f"{url(room)}/paper", same)))
    changed = typed_back(room, letters=["S", "T", ""], seen=seen)
    assert "hanya dapat diubah dengan alasan" in text_of(client.post(f"{url(room)}/paper", changed, status=422))
    client.post(f"{url(room)}/paper", changed | {"correction": "Salah baca kertas"})
    assert marks_of(app, room.session_id) == dict(zip(room.people, ["sakit", "terlambat", "izin"], strict=True))
    # What somebody else recorded meanwhile is never overwritten.
    client.post(f"{url(room)}/paper", typed_back(room, letters=["S", "P", ""], seen=seen, correction="x"), status=409)


def test_a_teacher_types_back_own_registers_until_they_close(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, theirs = classroom(app, people=3), classroom(app, people=1, code="LAPAS-02")
    record(app, room, {room.people[2]: "sakit"})
    client.sign_in(room.teacher)
    path = f"/portal/sessions/{room.session_id}/paper"
    page = client.get(path).get_data(as_text=True)
    assert "klinik" not in page
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)[1]  # type: ignore[index]
    health = NUMBERS["klinik"]
    refused = client.post(path, typed_back(room, letters=["H", f"S{health}", "S"], seen=seen), status=422)
    assert f"Nomor alasan {health} tidak ada" in text_of(refused)
    client.post(path, typed_back(room, letters=["H", "S", "S"], seen=seen))
    assert marks_of(app, room.session_id) == dict(zip(room.people, ["hadir", "sakit", "sakit"], strict=True))
    with app.app_context():
        kept = db.session.scalars(db.select(Mark).where(Mark.wbp_id == room.people[2])).one()
        assert kept.reason == "klinik"
    client.post(f"/portal/sessions/{theirs.session_id}/paper", {f"mark-{theirs.people[0]}": "H"}, status=404)
    late = TEN + timedelta(hours=26)
    monkeypatch.setattr(clock, "now", lambda: late)
    client.sign_in(room.teacher)
    assert "sudah ditutup untuk pengajar" in text_of(client.get(path))
    answer = client.post(path, typed_back(room, letters=["S", "", ""], seen="99", correction="x"), status=422)
    assert "sudah ditutup untuk pengajar" in text_of(answer)


@pytest.mark.parametrize(("state", "at"), [("cancelled", TEN), ("planned", TEN - timedelta(hours=2))])
def test_a_session_that_cannot_be_recorded_takes_no_paper(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, state: str, at: Any
) -> None:
    room = classroom(app, people=1)
    with app.app_context(), saving():
        db.session.get(Session, room.session_id).state = state
    monkeypatch.setattr(clock, "now", lambda: at)
    client.sign_in(room.officer)
    assert 'name="mark-' not in client.get(f"{url(room)}/paper").get_data(as_text=True)
    client.post(f"{url(room)}/paper", typed_back(room, letters=["H"]), status=422)
    assert marks_of(app, room.session_id) == {}


@pytest.mark.parametrize("people", [40, 400])
def test_a_printed_register_is_typed_back_with_fifteen_queries(app: Flask, client: PageClient, people: int) -> None:
    room = classroom(app, people=people)
    record(app, room, {room.people[0]: "hadir"})
    client.sign_in(room.officer)
    with counted_queries() as opened:
        client.get(f"{url(room)}/paper")
    with counted_queries() as saved:
        client.post(f"{url(room)}/paper", typed_back(room, letters=["H"] * people))
    assert len(opened) <= 15 and len(saved) <= 15, "\n".join(saved)


def test_every_mark_has_a_letter_of_its_own_and_every_reason_a_number() -> None:
    assert set(LETTERS) == set(MARKS) and len(set(LETTERS.values())) == len(MARKS)
    assert sorted(NUMBERS.values()) == list(range(1, len(REASONS) + 1)) and set(TEACHER_REASONS) <= set(NUMBERS)


@pytest.mark.parametrize("status", LETTERS)
def test_every_letter_is_read_as_its_mark(status: str) -> None:
    assert read_entry(f" {LETTERS[status].lower()} ", ()) == Entry(status)


@pytest.mark.parametrize("text", ["", "Z", "1", "HH", "S-2", "S 2x", "S123", "=H", "Hadir", "H2"])
def test_what_is_no_letter_of_paper_is_said_to_be_none(app: Flask, text: str) -> None:
    with app.test_request_context(), pytest.raises(UnreadableEntry):
        read_entry(text, tuple(REASONS))
