"""A class's month as a sheet: out, filled in, previewed row by row, saved whole or not at all, the same file again nothing."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask

from rehab.attendance import month_actions
from rehab.attendance.models import Mark, MarkProposal
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.audit.verify import verify_chains
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.checksums import table_sums
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort
from rehab.wbp.models import Wbp
from tests import factories as make
from tests.attendance.classroom import FRIDAY, TEN, Classroom, classroom, record
from tests.attendance.test_pages import text_of
from tests.attendance.test_recording import marks_of
from tests.pages import PageClient
from tests.trust.test_bad_input import BOMB, LOCKED, MEGABYTE, PHOTO

MONTH = "11-2026"


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


@pytest.fixture
def room(app: Flask) -> Classroom:
    """Three people; sessions on 13 and 20 November (the class's own), one on the 27th that has not begun, one in October."""
    found = classroom(app, people=3)
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, found.cohort_id)
        for days in (-7, 7, -30):
            found.sessions.append(make.session(cohort, FRIDAY + timedelta(days=days)).id)
    return found


def path(room: Classroom) -> str:
    return f"/attendance/cohorts/{room.cohort_id}/month"


def sheet_of(client: PageClient, room: Classroom, month: str = MONTH) -> openpyxl.Workbook:
    content = client.get(f"{path(room)}.xlsx?month={month}").get_data()
    return openpyxl.load_workbook(io.BytesIO(content))


Fill = Callable[[Any, dict[str, int], dict[int, int]], None]


def filled(client: PageClient, room: Classroom, fill: Fill) -> bytes:
    """The sheet of November after `fill(page, rows by name, columns by session)`."""
    book = sheet_of(client, room)
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if row[0].value == "Nama")
    columns = {int(found[1]): cell.column for cell in head if (found := re.search(r"#(\d+)$", str(cell.value)))}
    rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=head[0].row + 1) if row[0].value}
    fill(page, rows, columns)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def letters(room: Classroom, session_id: int, *marks: str | None) -> Fill:
    """Letters for the people of a session in their order; None leaves the cell as it is."""

    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        for number, mark in enumerate(marks):
            if mark is not None:
                page.cell(rows[f"Orang {number:03d} Contoh"], columns[session_id]).value = mark

    return fill


def upload(
    client: PageClient, room: Classroom, content: bytes, status: int = 200, name: str = "bulan.xlsx", month: str = MONTH
) -> Any:
    return client.post(path(room), {"file": (io.BytesIO(content), name), "month": month}, status=status)


def parcel_of(page: Any) -> dict[str, str]:
    found = re.search(r'name="parcel"[^>]*value="([^"]+)"', page.get_data(as_text=True))
    assert found, text_of(page)[:800]
    return {"parcel": found[1], "month": MONTH}


def figures_of(page: Any) -> list[int]:
    """New, changed, unchanged, refused."""
    shown = re.findall(r'figure__value">(\d+)<', page.get_data(as_text=True))
    return [int(each) for each in shown[:4]]


def trail(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    with app.app_context():
        asked = db.select(AuditEntry.action, AuditDetail.payload).join(AuditDetail).order_by(AuditEntry.id)
        return [(row.action, json.loads(row.payload)) for row in db.session.execute(asked)]


def standing(app: Flask) -> dict[str, Any]:
    with app.app_context(), db.engine.connect() as connection:
        kept = ("audit_", "user_session", "idempotency")
        return {name: each for name, each in table_sums(connection).items() if not name.startswith(kept)}


def test_a_sheet_goes_out_with_people_sessions_and_what_is_recorded(app: Flask, client: PageClient, room: Classroom) -> None:
    record(app, room, {room.people[0]: "hadir", room.people[1]: "sakit"})
    rows = [[cell.value for cell in row] for row in sheet_of(client.sign_in(room.officer), room).worksheets[0].iter_rows()]
    head = next(row for row in rows if row[0] == "Nama")
    by_day = sorted([(-7, room.sessions[1]), (0, room.session_id), (7, room.sessions[2])])
    assert head[3:6] == [f"{FRIDAY + timedelta(days=days):%d-%m} 09.00 #{number}" for days, number in by_day]
    found = {row[0]: row[3:6] for row in rows if str(row[0]).startswith("Orang")}
    assert list(found.values()) == [[None, "H", None], [None, "S", None], [None, None, None]]


def test_the_sheet_comes_back_whole(app: Flask, client: PageClient, room: Classroom) -> None:
    """Out and in again without a change: nothing new, nothing changed, nothing refused."""
    record(app, room, dict(zip(room.people, ["hadir", "sakit", "terlambat"], strict=True)))
    client.sign_in(room.officer)
    before = standing(app)
    page = upload(client, room, client.get(f"{path(room)}.xlsx?month={MONTH}").get_data())
    assert figures_of(page) == [0, 0, 3, 0] and 'name="parcel"' not in page.get_data(as_text=True)
    assert standing(app) == before


def test_new_marks_are_previewed_then_saved_in_one_go_with_one_line(app: Flask, client: PageClient, room: Classroom) -> None:
    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        letters(room, room.session_id, "H", "s", None)(page, rows, columns)
        letters(room, room.sessions[1], "A", None, " T ")(page, rows, columns)

    client.sign_in(room.officer)
    content = filled(client, room, fill)
    before = standing(app)
    page = upload(client, room, content)
    assert figures_of(page) == [4, 0, 0, 0] and standing(app) == before
    saved = client.post(f"{path(room)}/save", parcel_of(page))
    assert "4 kehadiran tercatat, 0 diubah." in text_of(client.follow(saved))
    assert marks_of(app, room.session_id) == dict(zip(room.people[:2], ["hadir", "sakit"], strict=True))
    assert marks_of(app, room.sessions[1]) == {room.people[0]: "tanpa_keterangan", room.people[2]: "terlambat"}
    with app.app_context():
        assert set(db.session.scalars(db.select(Mark.source))) == {"import"} and verify_chains() == []
    lines = [details for action, details in trail(app) if action == "attendance.import_month"]
    assert len(lines) == 1 and lines[0]["counts"] == {"new": 4, "changed": 0, "unchanged": 0, "refused": 0}
    # The same preview sent again, and the same file again: nothing.
    after = standing(app)
    client.post(f"{path(room)}/save", parcel_of(page), status=409)
    again = upload(client, room, content)
    assert figures_of(again) == [0, 0, 4, 0] and standing(app) == after


def test_an_empty_cell_erases_nothing(app: Flask, client: PageClient, room: Classroom) -> None:
    record(app, room, dict.fromkeys(room.people, "hadir"))

    def wipe(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        for row in rows.values():
            page.cell(row, columns[room.session_id]).value = None

    page = upload(client.sign_in(room.officer), room, filled(client, room, wipe))
    assert figures_of(page) == [0, 0, 0, 0]
    assert list(marks_of(app, room.session_id).values()) == ["hadir"] * 3


def test_a_changed_mark_needs_a_reason_and_keeps_the_old_one(app: Flask, client: PageClient, room: Classroom) -> None:
    record(app, room, dict.fromkeys(room.people, "hadir"))
    client.sign_in(room.officer)
    page = upload(client, room, filled(client, room, letters(room, room.session_id, "P", None, None)))
    assert figures_of(page) == [0, 1, 2, 0] and "Pulang awal" in text_of(page)
    refused = client.post(f"{path(room)}/save", parcel_of(page) | {"correction": " "}, status=422)
    assert "hanya dapat diubah dengan alasan" in text_of(refused) and figures_of(refused) == [0, 1, 2, 0]
    client.post(f"{path(room)}/save", parcel_of(refused) | {"correction": "Salah salin dari kertas"})
    with app.app_context():
        marks = db.session.scalars(db.select(Mark).where(Mark.wbp_id == room.people[0]).order_by(Mark.id))
        kept = [(each.status, each.correction) for each in marks]
    assert kept == [("hadir", ""), ("pulang_awal", "Salah salin dari kertas")]


def test_a_wrong_cell_refuses_its_row_and_no_other(app: Flask, client: PageClient, room: Classroom) -> None:
    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        letters(room, room.session_id, "H", "X", 1)(page, rows, columns)
        letters(room, room.sessions[1], "H", "H", "H")(page, rows, columns)

    client.sign_in(room.officer)
    page = upload(client, room, filled(client, room, fill))
    words = text_of(page)
    assert figures_of(page) == [2, 0, 0, 2]
    for wanted in ("“X” bukan huruf kehadiran", "“1” bukan huruf kehadiran", f"20-11 09.00 #{room.session_id}", "Presensi"):
        assert wanted in words
    number = re.search(r'data-label="Baris">(\d+)<', page.get_data(as_text=True))
    assert number and int(number[1]) == 8
    client.post(f"{path(room)}/save", parcel_of(page))
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir"}
    assert marks_of(app, room.sessions[1]) == {room.people[0]: "hadir"}


def stale(value: str, column: int) -> Fill:
    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        page.cell(rows["Orang 000 Contoh"], column).value = value

    return fill


ROWS: dict[str, tuple[Callable[[Classroom], Fill], str]] = {
    "somebody who is not of this class": (lambda _room: stale("B.I 999999/2020", 2), "tidak ada di kelas ini pada bulan ini"),
    "a number that is another's": (lambda _room: stale("Orang Lain", 1), "bukan nama pemilik nomor register ini"),
    "no number": (lambda _room: stale("", 2), "Kolom ini wajib diisi"),
    "a session that has not begun": (lambda room: letters(room, room.sessions[2], "H"), "belum dimulai"),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_cannot_be_right_are_refused_with_their_reason(
    app: Flask, client: PageClient, room: Classroom, name: str
) -> None:
    make_fill, sentence = ROWS[name]

    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        letters(room, room.session_id, "H", "H", "H")(page, rows, columns)
        make_fill(room)(page, rows, columns)

    page = upload(client.sign_in(room.officer), room, filled(client, room, fill))
    assert sentence in text_of(page) and figures_of(page) == [2, 0, 0, 1]


def test_the_same_person_twice_a_foreign_session_and_a_sum_below(app: Flask, client: PageClient, room: Classroom) -> None:
    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        letters(room, room.session_id, "H", "H", "H")(page, rows, columns)
        last = max(rows.values())
        for column in range(1, 6):
            page.cell(last + 1, column).value = page.cell(last, column).value
        page.cell(last + 2, 1).value = "JUMLAH"
        page.cell(last + 2, columns[room.session_id]).value = 3
        page.cell(min(rows.values()) - 1, columns[room.sessions[1]]).value = "01-11 09.00 #987654"
        page.cell(rows["Orang 001 Contoh"], columns[room.sessions[1]]).value = "H"

    words = text_of(page := upload(client.sign_in(room.officer), room, filled(client, room, fill)))
    assert "sudah ada di baris" in words and "Sesi 987654 bukan sesi kelas ini" in words
    assert figures_of(page) == [2, 0, 0, 2]


def test_somebody_who_did_not_count_that_day_is_refused(app: Flask, client: PageClient, room: Classroom) -> None:
    with app.app_context(), saving():
        row = db.session.scalars(db.select(Enrolment).where(Enrolment.wbp_id == room.people[0])).one()
        row.starts_on = FRIDAY + timedelta(days=1)
    client.sign_in(room.officer)
    page = upload(client, room, filled(client, room, letters(room, room.session_id, "H", "H", None)))
    assert "tidak terhitung dalam sesi ini" in text_of(page) and figures_of(page) == [1, 0, 0, 1]


def as_csv(text: str) -> bytes:
    return text.encode("utf-8-sig")


def with_formula(client: PageClient, room: Classroom) -> bytes:
    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        page.cell(rows["Orang 000 Contoh"], columns[room.session_id]).value = '=IF(1=1,"H","A")'

    return filled(client, room, fill)


FILES: dict[str, tuple[Callable[[PageClient, Classroom], bytes], int, str, str]] = {
    "a picture": (lambda _client, _room: PHOTO, 415, "bukan Excel (.xlsx) atau CSV", "wrong_type"),
    "a locked file": (lambda _client, _room: LOCKED, 422, "terkunci kata sandi", "encrypted"),
    "a cut file": (lambda client, room: with_formula(client, room)[:3000], 422, "rusak atau terpotong", "damaged"),
    "a bomb": (lambda _client, _room: BOMB, 413, "jauh lebih besar daripada ukurannya", "bomb"),
    "11 MB": (lambda _client, _room: b"x" * 11 * MEGABYTE, 413, "lebih besar dari 10 MB", "too_large"),
    "nothing": (lambda _client, _room: b"", 422, "Berkas ini kosong", "empty_file"),
    "a formula": (with_formula, 422, "memuat rumus", "formula"),
    "no sheet of ours": (lambda _client, _room: as_csv("Nama;Nilai\nBudi;H\n"), 422, "bukan lembar bulanan", "no_code"),
    "another class's": (lambda _client, room: as_csv(f"K{room.cohort_id + 7}-2026-11\n"), 422, "milik kelas lain", "other_class"),
    "another month's": (lambda _client, room: as_csv(f"K{room.cohort_id}-2026-10\n"), 422, "untuk bulan lain", "other_month"),
    "no headings": (lambda _client, room: as_csv(f"K{room.cohort_id}-2026-11\nNama;Nomor\n"), 422, "Judul kolom", "no_header"),
    "nobody": (
        lambda _client, room: as_csv(f"K{room.cohort_id}-2026-11\nNama;Nomor register;1 #{room.session_id}\n"),
        422, "tidak memuat satu orang pun", "no_rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_taken_is_told_changes_nothing_and_leaves_one_line(
    app: Flask, client: PageClient, room: Classroom, name: str
) -> None:
    make_file, status, sentence, code = FILES[name]
    client.sign_in(room.officer)
    content = make_file(client, room)
    before, told = standing(app), len(trail(app))
    answer = upload(client, room, content, status, "bulan.csv" if content.startswith(b"\xef\xbb\xbf") else "bulan.xlsx")
    assert sentence in text_of(answer)
    new = trail(app)[told:]
    assert [(action, details["reason"]) for action, details in new] == [("attendance.refuse_file", code)]
    assert standing(app) == before


def test_without_a_file_the_page_asks_for_one(client: PageClient, room: Classroom) -> None:
    assert "Pilih lembar yang sudah diisi" in text_of(client.sign_in(room.officer).post(path(room), {"month": MONTH}, status=422))


def test_the_words_of_a_sheet_never_become_a_formula(app: Flask, client: PageClient, room: Classroom) -> None:
    with app.app_context(), saving():
        db.session.get(Wbp, room.people[0]).name = "=HYPERLINK(1)"
        db.session.get(Cohort, room.cohort_id).name = "=1+1"
    content = client.sign_in(room.officer).get(f"{path(room)}.xlsx?month={MONTH}").get_data()
    book = openpyxl.load_workbook(io.BytesIO(content))
    types = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert "f" not in types and upload(client, room, content)


def test_what_changed_since_the_preview_is_shown_anew_and_not_overwritten(
    app: Flask, client: PageClient, room: Classroom
) -> None:
    client.sign_in(room.officer)
    page = upload(client, room, filled(client, room, letters(room, room.session_id, "H", "H", "H")))
    record(app, room, {room.people[0]: "sakit"})
    again = client.post(f"{path(room)}/save", parcel_of(page), status=409)
    assert figures_of(again) == [2, 1, 0, 0] and "berubah sejak pratinjau" in text_of(again)
    assert marks_of(app, room.session_id) == {room.people[0]: "sakit"}


def test_a_session_that_refuses_leaves_nothing_half_written_and_the_rest_can_be_saved(
    app: Flask, client: PageClient, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, later = room.sessions[1], room.session_id
    real = month_actions.record_or_ask

    def refusing(**values: Any) -> Any:
        if values["session_id"] == max(first, later):
            raise Refusal("Terlalu lama berlalu.")
        return real(**values)

    def fill(page: Any, rows: dict[str, int], columns: dict[int, int]) -> None:
        letters(room, first, "H", None, None)(page, rows, columns)
        letters(room, later, "S", None, None)(page, rows, columns)

    monkeypatch.setattr(month_actions, "record_or_ask", refusing)
    client.sign_in(room.officer)
    before = standing(app)
    page = upload(client, room, filled(client, room, fill))
    refused = client.post(f"{path(room)}/save", parcel_of(page), status=422)
    assert "Terlalu lama berlalu." in text_of(refused) and "sebagian sesi ditolak" in text_of(refused)
    assert figures_of(refused)[0] == 1 and standing(app) == before
    client.post(f"{path(room)}/save", parcel_of(refused))
    assert len(marks_of(app, first)) + len(marks_of(app, later)) == 1


def test_a_month_that_comes_late_is_asked_of_a_second_person_once(
    app: Flask, client: PageClient, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN + timedelta(days=9))
    client.sign_in(room.officer)
    content = filled(client, room, letters(room, room.session_id, "H", "S"))
    for expected in ("2 perubahan diajukan", "Tidak ada yang berubah"):
        saved = client.post(f"{path(room)}/save", parcel_of(upload(client, room, content)))
        assert expected in text_of(client.get(saved.headers["Location"]))
    assert marks_of(app, room.session_id) == {}
    with app.app_context():
        asked = db.session.execute(db.select(MarkProposal.wbp_id, MarkProposal.status, MarkProposal.why)).all()
    why = "Lembar bulanan bulan.xlsx"
    assert sorted(map(tuple, asked)) == [(room.people[0], "hadir", why), (room.people[1], "sakit", why)]


def test_a_preview_is_its_readers_and_its_classs_alone(app: Flask, client: PageClient, room: Classroom) -> None:
    theirs = classroom(app, people=1, code="LAPAS-02")
    client.sign_in(room.officer)
    parcel = parcel_of(upload(client, room, filled(client, room, letters(room, room.session_id, "H", None, None))))
    client.post(f"{path(theirs)}/save", parcel, status=404)
    client.post(path(theirs), {"file": (io.BytesIO(b"x"), "a.xlsx")}, status=404)
    client.get(path(theirs), status=404)
    for wrong in (
        parcel | {"month": "10-2026"},
        {"parcel": "bukan", "month": MONTH},
        {"parcel": parcel["parcel"][:-8], "month": MONTH},
    ):
        assert "Unggah berkasnya sekali lagi" in text_of(client.post(f"{path(room)}/save", wrong, status=422))
    client.sign_in(theirs.officer).post(f"{path(room)}/save", parcel, status=404)
    assert marks_of(app, room.session_id) == {}
