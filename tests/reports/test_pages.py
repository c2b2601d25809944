"""The reports as people read them: the numbers, their files, and whose facility they are about."""

import csv
import io
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from rehab.access.permissions import Role
from rehab.attendance.models import Mark
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.outcomes.models import Certificate, ExamResult
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from tests import factories as make
from tests.pages import PageClient
from tests.query_counter import counted_queries

PERIOD = "from=01-01-2026&to=31-03-2026"


class _Tables(HTMLParser):
    """The cells of every table by its caption."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._caption, self._in_caption, self._rows, self._cell = "", False, [], None  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self._caption, self._rows = "", []
        self._in_caption = tag == "caption" or self._in_caption
        if tag == "tr":
            self._rows.append([])
        if tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._in_caption = False
        if tag in ("td", "th"):
            self._rows[-1].append(self._cell.strip())
            self._cell = None
        if tag == "table":
            self.found[self._caption] = self._rows

    def handle_data(self, data: str) -> None:
        if self._in_caption:
            self._caption += data
        if self._cell is not None:
            self._cell += data


def tables_of(page: Any) -> dict[str, list[list[str]]]:
    reader = _Tables()
    reader.feed(page.text)
    return reader.found


def _mark(session: Session, person: Any, status: str) -> None:
    present, excused = {"hadir": (True, False), "sakit": (False, True)}.get(status, (False, False))
    make.add(
        Mark(
            facility_id=session.facility_id, session_id=session.id, wbp_id=person.id, held_on=session.held_on, status=status,
            present=present, excused=excused, source="officer", marked_at=make.NOW,
        )
    )  # fmt: skip


def _school(facility_id: int, marks: str) -> Any:
    """A class of three with one held session whose marks are given (h, s, t), one unrecorded and one cancelled."""
    cohort = make.cohort(make.programme(facility_id), capacity=20)
    people = [make.wbp(facility_id, f"Orang {n}") for n in range(3)]
    for person in people:
        make.enrolment(cohort, person)
    held = make.session(cohort, date(2026, 2, 3), state="held")
    make.session(cohort, date(2026, 3, 3))
    make.session(cohort, date(2026, 3, 10), state="cancelled")
    for person, letter in zip(people, marks, strict=False):
        _mark(held, person, {"h": "hadir", "s": "sakit", "t": "tanpa_keterangan"}[letter])
    return cohort, people


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context(), saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        make.user("budi", Role.PEMBINAAN, ours.id)
        make.user("kanwil", Role.KANWIL)
        cohort, people = _school(ours.id, "hht")
        key = {"facility_id": ours.id, "cohort_id": cohort.id, "wbp_id": people[0].id, "recorded_at": make.NOW}
        make.add(ExamResult(**key, title="Ujian", held_on=date(2026, 3, 1), passed=True))
        paper = {"kind": "ijazah", "title": "Ijazah", "issuer": "Dinas"}
        for day in (date(2026, 3, 31), date(2026, 4, 1)):
            make.add(Certificate(**key, **paper, number=str(day), issued_on=day))
        _school(theirs.id, "sst")
        return {"ours": ours.id, "theirs": theirs.id, "class": cohort.id}


def test_a_class_is_added_up_over_the_period(client: PageClient, ids: dict[str, int]) -> None:
    tables = tables_of(client.sign_in("budi").get(f"/reports/?{PERIOD}"))
    head, row, total = tables["Pertemuan dan kehadiran"]
    assert dict(zip(head, row, strict=True)) == {
        "Program": "Kejar Paket B", "Kelas": "Kelas 2026", "Terlaksana": "1", "Terjadwal": "2", "Hadir": "2",
        "Dihitung": "3", "Kehadiran (%)": "67",
    }  # fmt: skip
    assert total[2:] == row[2:]
    head, row, total = tables["Peserta dan hasil"]
    assert dict(zip(head, row, strict=True)) == {
        "Program": "Kejar Paket B", "Kelas": "Kelas 2026", "Kapasitas": "20", "Peserta": "3", "Selesai": "0",
        "Lulus ujian": "1", "Sertifikat": "1",
    }  # fmt: skip
    months = {line[0]: line[1:] for line in tables["Pertemuan dan kehadiran per bulan"]}
    assert months["Februari 2026"] == ["1", "0", "0", "2", "3", "67"]
    assert months["Maret 2026"] == ["0", "1", "1", "0", "0", "–"]
    assert list(months) == ["Bulan", "Januari 2026", "Februari 2026", "Maret 2026"]


def test_a_facility_never_sees_anothers_numbers(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi")
    client.get(f"/reports/?facility={ids['theirs']}", status=404)
    client.get(f"/reports/participation.csv?facility={ids['theirs']}", status=404)
    assert "LAPAS-02" not in client.get("/reports/participation").text


def test_the_regional_office_sees_sums_of_each_facility_and_no_name(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("kanwil")
    page = client.get(f"/reports/?{PERIOD}")
    head, theirs, ours, total = tables_of(page)["Pertemuan dan kehadiran"]
    assert (theirs[0], ours[0], total[0]) == ("Rutan LAPAS-02", "Rutan RUTAN-01", "Jumlah")
    assert dict(zip(head, total, strict=True))["Kehadiran (%)"] == "50"
    assert "Orang 1" not in page.text
    assert "Orang 1" not in client.get("/reports/participation").text
    one = tables_of(client.get(f"/reports/?{PERIOD}&facility={ids['theirs']}"))["Pertemuan dan kehadiran"]
    assert one[1][:2] == ["Kejar Paket B", "Kelas 2026"] and one[1][4:] == ["0", "1", "0"]


@pytest.mark.parametrize(
    ("page", "file", "table", "caption"),
    [
        ("/reports/", "/reports/programmes", "sessions", "Pertemuan dan kehadiran"),
        ("/reports/", "/reports/programmes", "results", "Peserta dan hasil"),
        ("/reports/", "/reports/programmes", "months", "Pertemuan dan kehadiran per bulan"),
        ("/reports/participation", "/reports/participation", "places", "Keikutsertaan menurut blok"),
        ("/reports/participation", "/reports/participation", "sex", "Keikutsertaan menurut jenis kelamin"),
        ("/reports/participation", "/reports/participation", "age", "Keikutsertaan menurut kelompok usia"),
        ("/reports/participation", "/reports/participation", "education", "Keikutsertaan menurut pendidikan"),
    ],
)
def test_the_files_equal_the_table_of_the_page(
    client: PageClient, ids: dict[str, int], page: str, file: str, table: str, caption: str
) -> None:
    client.sign_in("budi")
    shown = [[cell.replace("–", "") for cell in row] for row in tables_of(client.get(f"{page}?{PERIOD}"))[caption]]
    answer = client.get(f"{file}.csv?{PERIOD}&table={table}")
    assert list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")) == shown
    sheet = load_workbook(io.BytesIO(client.get(f"{file}.xlsx?{PERIOD}&table={table}").data)).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    start = next(index for index, row in enumerate(cells) if row == shown[0])
    assert cells[start:] == shown
    with client.app.app_context():
        assert [row.action for row in db.session.query(AuditEntry)] == ["reports.export", "reports.export"]
        db.session.remove()


def test_small_groups_of_people_are_not_printed(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        for number in range(12):
            make.wbp(ids["ours"], f"Laki {number}")
        make.wbp(ids["ours"], "Sari", sex="P")
    client.sign_in("budi")
    for text in (
        client.get("/reports/participation").text,
        client.get("/reports/participation.csv?table=sex").data.decode("utf-8-sig"),
    ):
        assert "Perempuan" in text and ("&lt;5" in text or "<5" in text)
    rows = {row[0]: row[1:] for row in tables_of(client.get("/reports/participation"))["Keikutsertaan menurut jenis kelamin"]}
    assert rows["Perempuan"] == ["<5", "0", "–"] or rows["Perempuan"][0] == "<5"
    assert rows["Laki-laki"][0] == "ditutup"


def test_who_is_held_and_takes_part_is_counted_on_the_last_day(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        make.wbp(ids["ours"], "Belum ikut")
        make.wbp(ids["ours"], "Baru masuk", since=date(2026, 3, 2))
    client.sign_in("budi")
    blocks = tables_of(client.get("/reports/participation?to=01-03-2026"))["Keikutsertaan menurut blok"]
    assert blocks[1] == ["A", "4", "3", "75"]
    blocks = tables_of(client.get("/reports/participation?to=02-03-2026"))["Keikutsertaan menurut blok"]
    assert blocks[1] == ["A", "5", "3", "60"]


def test_an_empty_house_and_a_nonsense_question_still_answer(client: PageClient) -> None:
    with client.app.app_context(), saving():
        make.user("budi", Role.PEMBINAAN, make.facility().id)
    client.sign_in("budi")
    assert "Tidak ada kelas pada masa ini." in client.get("/reports/?from=x&to=99-99-9999&kind=zz&page=-1").text
    assert "Tidak ada warga binaan" in client.get("/reports/participation").text
    client.get("/reports/programmes.csv")
    client.get("/reports/programmes.csv?table=zz", status=404)
    client.get("/reports/?facility=abc", status=404)
    client.get("/reports/?from=01-01-2030&to=01-01-2020")


def test_reports_ask_the_same_number_of_questions_for_few_and_for_many(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi")
    paths = (f"/reports/?{PERIOD}", f"/reports/participation?{PERIOD}")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with counted_queries() as seen:
                client.get(path)
            counts.append(len(seen))
        return counts

    def grow(start: int, stop: int) -> None:
        with client.app.app_context(), saving():
            programme = db.session.get(Cohort, ids["class"]).programme_id
            values = {"capacity": 1, "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), "state": "running"}
            key = {"facility_id": ids["ours"], "programme_id": programme, "created_at": make.NOW}
            db.session.add_all(Cohort(name=f"K{n}", **key, **values) for n in range(start, stop))
            for n in range(start, stop, 50):
                make.wbp(ids["ours"], f"Orang {n}")

    grow(0, 50)
    few = asked()
    grow(50, 5000)
    assert asked() == few
    assert max(few) <= 14
