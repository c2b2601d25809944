"""Files that are read, files that are refused, and texts that stay texts."""

import csv
import io
import struct
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from rehab.plumbing import workbook_reader
from rehab.plumbing.spreadsheets import RISKY, Column, UnreadableFile, read_bytes, read_path, write_csv, write_table

ROSTER = Path(__file__).parents[1] / "data" / "roster-broken.xlsx"


EMPTY_BOOK = {"[Content_Types].xml": "", "xl/workbook.xml": ""}


def refusal_of(content, name="berkas.xlsx"):
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(content, name)
    return refused.value.code, refused.value.status


def packed(members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(rows, **options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, **options}) as book:
        sheet = book.add_worksheet("WBP")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    return file.getvalue()


def test_rows_keep_excels_own_numbers_and_types():
    sheets = {sheet.name: sheet.rows for sheet in read_path(ROSTER)}
    assert sheets["WBP"][3] == []
    assert sheets["WBP"][5][1] == "BI.0101/01/2024"
    assert sheets["WBP"][6][15] == 3399011708850007.0
    assert sheets["Penahanan"][7][1] == date(2024, 1, 9)


@pytest.mark.parametrize("above", [0, 1, 40_000])
def test_a_formula_is_read_as_what_it_shows_unless_only_typed_cells_count(above):
    """However many rows stand above it: the file is looked through in pieces."""
    formula = workbook([["a < b, f"]] * above + [["=1+1"]])
    assert len(read_bytes(formula, "a.xlsx")[0].rows) == above + 1
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(formula, "a.xlsx", typed_only=True)
    assert refused.value.code == "formula"
    plain = workbook([["=1+1"], ["<f>1</f>"]], strings_to_formulas=False)
    assert [row[0] for row in read_bytes(plain, "a.xlsx", typed_only=True)[0].rows] == ["=1+1", "<f>1</f>"]


@pytest.mark.parametrize("counted_from_1904", [False, True])
def test_a_date_is_the_same_day_in_both_of_excels_calendars(counted_from_1904):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": counted_from_1904}) as book:
        book.add_worksheet("WBP").write_datetime(0, 0, date(2024, 2, 29), book.add_format({"num_format": "dd/mm/yyyy"}))
    assert read_bytes(file.getvalue(), "a.xlsx")[0].rows == [[date(2024, 2, 29)]]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.xlsx", ("empty_file", 422)),
        (b"\0" * 500, "a.xlsx", ("empty_file", 422)),
        (b"%PDF-1.7 surat", "a.xlsx", ("wrong_type", 415)),
        (b"%PDF-1.7 surat", "WBP.csv", ("wrong_type", 415)),
        (b"\xff\xd8\xff\xe0 foto", "a.jpg", ("wrong_type", 415)),
        (b"No;Nama\r\n", "a.xlsx", ("wrong_type", 415)),
        (b"<html><table><tr>", "WBP.csv", ("wrong_type", 415)),
        (workbook_reader.OLE + b"\0" * 600, "a.xls", ("old_excel", 415)),
        (workbook_reader.OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", ("encrypted", 422)),
        (b"x" * 10_000_001, "a.xlsx", ("too_large", 413)),
        (b"PK\x05\x06" + b"\0" * 18, "a.zip", ("empty_file", 422)),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "a.ods", ("wrong_type", 415)),
        (packed({"word/document.xml": "<w/>"}), "a.docx", ("wrong_type", 415)),
        (packed({"surat.pdf": "%PDF-1.7"}), "a.zip", ("wrong_member", 415)),
        (packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<broken"}), "a.xlsx", ("damaged", 422)),
        (packed({"WBP.csv": packed({"WBP.csv": "No"})}), "a.zip", ("nested_archive", 422)),
        (packed({f"{number}.csv": "" for number in range(1001)}), "a.zip", ("too_many_members", 413)),
        (packed({"WBP.csv": b"0" * 20_000_000}), "a.zip", ("bomb", 413)),
        (packed(EMPTY_BOOK | {"xl/worksheets/sheet1.xml": b" " * 90_000_000}), "a.xlsx", ("bomb", 413)),
        (packed(EMPTY_BOOK | {"xl/workbook.xml": '<!DOCTYPE lolz [<!ENTITY a "b">]>'}), "a.xlsx", ("damaged", 422)),
        (workbook([[1]] * 250_001), "a.xlsx", ("too_many_rows", 413)),
        (b"1\n" * 250_001, "WBP.csv", ("too_many_rows", 413)),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(content, name, refusal):
    assert refusal_of(content, name) == refusal


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_workbook_is_damaged_wherever_it_was_cut(part):
    content = ROSTER.read_bytes()
    assert refusal_of(content[: int(len(content) * part)]) == ("damaged", 422)


def test_every_flipped_byte_leaves_a_reading_or_a_refusal():
    content = ROSTER.read_bytes()
    for place in range(40, len(content), len(content) // 12):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            assert read_bytes(broken, "a.xlsx")
        except UnreadableFile as refused:
            assert refused.status in (413, 415, 422)


def test_a_lying_directory_does_not_hide_a_bomb():
    """The directory says ten bytes; the member unpacks to forty million."""
    content = bytearray(packed(EMPTY_BOOK | {"xl/worksheets/sheet1.xml": b" " * 40_000_000}))
    where = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, where + 24, 10)
    assert refusal_of(bytes(content))[0] in ("damaged", "bomb")


def test_one_cell_in_the_farthest_corner_is_no_sheet_of_seventeen_billion():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("WBP").write(1_048_575, 16_383, "z")
    assert refusal_of(file.getvalue())[1] == 413


def test_an_archive_with_a_password_is_named_as_locked():
    content = bytearray(packed({"WBP.csv": "No"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.rfind(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    assert refusal_of(bytes(content), "a.zip") == ("encrypted", 422)


def test_links_are_not_followed(tmp_path):
    (tmp_path / "WBP.csv").symlink_to("/etc/passwd")
    with pytest.raises(UnreadableFile, match="UnreadableFile") as refused:
        read_path(tmp_path)
    assert refused.value.code == "symlink"
    with pytest.raises(UnreadableFile) as refused:
        read_path(tmp_path / "WBP.csv")
    assert refused.value.code == "symlink"


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        read_path(tmp_path / "tidak-ada.xlsx")
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_every_way_excel_writes_it(encoding, delimiter):
    text = f"No. Registrasi{delimiter}Nama\r\n\r\nA.1{delimiter}André\r\n"
    assert read_bytes(text.encode(encoding), "WBP.csv")[0].rows == [["No. Registrasi", "Nama"], [], ["A.1", "André"]]


def test_csv_in_an_archive_is_named_by_its_file_wherever_it_lies():
    sheets = read_bytes(packed({"roster/SPPN.csv": "No;Nilai", "roster/WBP.csv": "No;Nama", "__MACOSX/._WBP.csv": "x"}), "a.zip")
    assert [sheet.name for sheet in sheets] == ["SPPN", "WBP"]


PAYLOADS = [f"{sign}{rest}" for sign in RISKY for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://contoh.invalid")')]
PAYLOADS += ["http://contoh.invalid", "biasa", "'=sudah aman", "1234567890123456", "007"]


@pytest.mark.parametrize("many", [1, 10_001 // 3])
def test_texts_leave_as_texts_and_come_back_equal(many):
    rows = [[text] for text in PAYLOADS] * (many if many == 1 else many // len(PAYLOADS) + 1)
    content = write_table("=Judul", ["+catatan"], [Column("=Kepala")], rows)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
    read = read_bytes(content, "a.xlsx")[0].rows
    assert [row[0] for row in read[4:]] == [text for (text,) in rows]


def test_large_exports_keep_their_texts_inert_too():
    content = write_table("Judul", [], [Column("Nama")], [["=1+1"]] * 10_001)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert [row[0] for row in read_bytes(content, "a.xlsx")[0].rows[3:]] == ["=1+1"] * 10_001


def test_an_export_keeps_dates_numbers_and_gaps():
    columns = [Column("Hari"), Column("Nilai"), Column("Kosong"), Column("Jumlah")]
    content = write_table("Judul", ["catatan"], columns, [[date(2025, 8, 17), Decimal("79.5"), None, 3]])
    assert read_bytes(content, "a.xlsx")[0].rows == [
        ["Judul"],
        ["catatan"],
        [],
        ["Hari", "Nilai", "Kosong", "Jumlah"],
        [date(2025, 8, 17), 79.5, "", 3.0],
    ]


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_guards_what_could_become_a_formula_and_reading_takes_the_guard_off(text):
    content = write_csv([Column("Nama"), Column("Nilai")], [[text, 1]])
    assert content.startswith(b"\xef\xbb\xbf")
    cell = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1][0]
    assert not cell.startswith(RISKY)
    if not text.startswith("'"):
        assert read_bytes(content, "WBP.csv")[0].rows[1] == [text, "1"]


def test_csv_writes_decimal_commas_and_leaves_negative_numbers_alone():
    content = write_csv([Column("a"), Column("b"), Column("c")], [[Decimal("79.5"), -3, date(2025, 8, 17)]])
    assert content.decode("utf-8-sig").splitlines()[1] == "79,5;-3;17-08-2025"
