"""Program of the child process that opens a workbook somebody sent: started by spreadsheets.py, imports nothing of ours.

It reads bytes on standard input (or one folder), never unpacks to disk, and answers one JSON object on standard output:
`{"sheets": [[name, rows], …]}` or `{"error": code, …}`. Limits come before work: size, members, unpacked size, ratio, rows.
"""

import csv
import io
import json
import re
import resource
import stat
import struct
import sys
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MEGABYTE = 1_000_000
CPU_SECONDS = 20
ADDRESS_SPACE = 1_024 * 1_048_576
MAX_ROWS = 250_000
MAX_CELLS = 5_000_000
MAX_MEMBERS = 1_000
MAX_UNPACKED = 80 * MEGABYTE
MAX_RATIO = 100
MAX_DIRECTORY = MEGABYTE
CHUNK = 1 << 18
# Long enough for the name of an element that two pieces share.
TAIL = 16
MAX_FILE = 10 * MEGABYTE

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EMPTY_ZIP = b"PK\x05\x06"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
OTHER_TYPES = (*PICTURES, b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF", b"{\\rtf", b"SQLite format")
MARKUP = re.compile(rb"\s*<(!doctype|\?xml|html|table|script)", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
# A formula stands in the XML of a sheet as <f>…</f>, whatever its cell shows.
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
GUARDED = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠])")


class Refused(Exception):
    """The file cannot be read; `code` says why."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def limit_this_process() -> None:
    """No more than a minute's honest work: memory, CPU, and not one byte written to disk."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets_of(content: bytes, name: str, *, typed_only: bool = False) -> list[list[Any]]:
    """Sheets `[name, rows]` of one file; rows are lists of cells, the first row being Excel's row 1. `typed_only`: no formula."""
    if not content.strip(b"\x00 \t\r\n"):
        raise Refused("empty_file")
    if len(content) > MAX_FILE:
        raise Refused("too_large", limit_mb=MAX_FILE // MEGABYTE)
    if content.startswith(OLE):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_excel")
    if content.startswith((ZIP, EMPTY_ZIP)):
        return from_zip(content, typed_only=typed_only)
    if not content.startswith(OTHER_TYPES) and name.lower().endswith((".csv", ".txt", ".tsv")):
        return [csv_sheet(name, content, Rows())]
    raise Refused("wrong_type")


def from_zip(content: bytes, *, typed_only: bool) -> list[list[Any]]:
    """An Excel workbook, or CSV files packed together; told apart by what lies inside."""
    check_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = checked_members(archive, len(content))
            names = {member.filename for member in members}
            if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
                measure(archive, members, len(content), typed_only=typed_only)
                return workbook_sheets(content)
            if names & {"mimetype", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"}:
                raise Refused("wrong_type")
            return packed_csv(archive, members, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OSError) as fault:
        raise Refused("damaged") from fault


def check_directory(content: bytes) -> None:
    """Look at the end record before zipfile builds an object for each of a million members."""
    end = content.rfind(EMPTY_ZIP)
    if end < 0 or len(content) - end < 22:
        raise Refused("damaged")
    count, directory_size = struct.unpack_from("<HI", content, end + 10)
    if count > MAX_MEMBERS or directory_size > MAX_DIRECTORY:
        raise Refused("too_many_members", limit=MAX_MEMBERS)


def checked_members(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    """The files of an archive after the checks that its own directory allows."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise Refused("too_many_members", limit=MAX_MEMBERS)
    for member in members:
        if member.flag_bits & 0x1:
            raise Refused("encrypted")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refused("symlink")
    check_size(sum(member.file_size for member in members), packed)
    return members


def check_size(unpacked: int, packed: int) -> None:
    """Refuse what would unpack to more than 80 MB or to more than a hundred times itself."""
    if unpacked > MAX_UNPACKED or (unpacked > MEGABYTE and unpacked > MAX_RATIO * packed):
        raise Refused("bomb", limit_mb=MAX_UNPACKED // MEGABYTE, ratio=MAX_RATIO)


def measure(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int, *, typed_only: bool) -> None:
    """Unpack in small pieces and forget them: the real size and rows, no archive inside, no document type, perhaps no formula."""
    unpacked = rows = 0
    for member in members:
        is_sheet = member.filename.startswith("xl/worksheets/")
        tail = b""
        with archive.open(member) as stream:
            first = True
            while chunk := stream.read(CHUNK):
                if first:
                    check_opening(chunk)
                    first = False
                unpacked += len(chunk)
                check_size(unpacked, packed)
                if is_sheet:
                    if typed_only and FORMULA.search(tail + chunk):
                        raise Refused("formula")
                    rows += (tail[-4:] + chunk).count(b"<row ")
                    tail = chunk[-TAIL:]
                if rows > MAX_ROWS:
                    raise Refused("too_many_rows", limit=MAX_ROWS)


def check_opening(chunk: bytes) -> None:
    """What a member must not begin with."""
    if chunk.startswith((ZIP, EMPTY_ZIP)):
        raise Refused("nested_archive")
    if b"<!DOCTYPE" in chunk[:2000] or b"<!ENTITY" in chunk[:2000]:
        raise Refused("damaged")


class Rows:
    """Counts rows and cells over all sheets of a file."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0

    def add(self, rows: int, cells: int) -> None:
        """Count before the work is done; too many end the reading."""
        self.rows += rows
        self.cells += cells
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS:
            raise Refused("too_many_rows", limit=MAX_ROWS)


def workbook_sheets(content: bytes) -> list[list[Any]]:
    """Every sheet of an .xlsx by calamine, blank leading rows kept."""
    counted = Rows()
    sheets: list[list[Any]] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            counted.add(sheet.total_height, sheet.total_height * sheet.total_width)
            sheets.append([name, [trimmed(row) for row in sheet.to_python(skip_empty_area=False)]])
    except PasswordError as fault:
        raise Refused("encrypted") from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise Refused("damaged") from fault
    return sheets


def trimmed(row: list[Any]) -> list[Any]:
    """The row without its empty right end."""
    while row and row[-1] == "":
        row.pop()
    return row


def packed_csv(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int) -> list[list[Any]]:
    """Sheets of the CSV files of an archive, in the order of their names."""
    counted = Rows()
    sheets = []
    unpacked = 0
    for member in sorted(members, key=lambda member: member.filename):
        if is_debris(member.filename):
            continue
        content = archive.read(member)
        unpacked += len(content)
        check_size(unpacked, packed)
        check_opening(content[:CHUNK])
        if not member.filename.lower().endswith(".csv") or content.startswith((*OTHER_TYPES, OLE)):
            raise Refused("wrong_member", member=Path(member.filename).name[:80])
        sheets.append(csv_sheet(member.filename, content, counted))
    if not sheets:
        raise Refused("empty_file")
    return sheets


def is_debris(name: str) -> bool:
    """What operating systems leave in archives and folders."""
    return name.startswith("__MACOSX/") or Path(name).name.startswith(".") or Path(name).name in {"Thumbs.db", "desktop.ini"}


def folder_sheets(folder: Path) -> list[list[Any]]:
    """Sheets of the CSV files of a folder, in the order of their names."""
    counted = Rows()
    sheets = []
    unpacked = 0
    for number, path in enumerate(sorted(folder.iterdir())):
        if number >= MAX_MEMBERS:
            raise Refused("too_many_members", limit=MAX_MEMBERS)
        if path.is_symlink():
            raise Refused("symlink")
        if is_debris(path.name) or path.suffix.lower() != ".csv" or not path.is_file():
            continue
        unpacked += path.stat().st_size
        if unpacked > MAX_UNPACKED:
            raise Refused("too_large", limit_mb=MAX_UNPACKED // MEGABYTE)
        content = path.read_bytes()
        check_opening(content[:CHUNK])
        if content.startswith((*OTHER_TYPES, OLE)):
            raise Refused("wrong_member", member=path.name[:80])
        sheets.append(csv_sheet(path.name, content, counted))
    if not sheets:
        raise Refused("empty_file")
    return sheets


def csv_sheet(name: str, content: bytes, counted: Rows) -> list[object]:
    """One CSV file as a sheet of texts, named as the file; record n is row n."""
    text = decoded(content)
    if "\x00" in text or MARKUP.match(content):
        raise Refused("wrong_type")
    rows: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False):
            counted.add(1, len(record))
            rows.append([cell[1:] if GUARDED.match(cell) else cell for cell in record])
    except csv.Error as fault:
        raise Refused("damaged") from fault
    return [Path(name).stem, rows]


def decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else the Windows code page of older Excel."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The separator that the first lines use most outside quotes; `;` where none does."""
    opening = QUOTED.sub("", "\n".join(text[:CHUNK].splitlines()[:10]))
    return max(";,\t", key=opening.count)


def encoded(cell: object) -> object:
    """Dates travel as `{"d": "2025-08-17"}`; every other odd type as its text."""
    if isinstance(cell, datetime):
        return {"d": cell.date().isoformat()}
    return {"d": cell.isoformat()} if isinstance(cell, date) else str(cell)


def answer(source: str, name: str, *, typed_only: bool = False) -> dict[str, object]:
    """Read the source (`-` for standard input, else a folder)."""
    try:
        if source == "-":
            return {"sheets": sheets_of(sys.stdin.buffer.read(MAX_FILE + 1), name, typed_only=typed_only)}
        return {"sheets": folder_sheets(Path(source))}
    except Refused as refusal:
        return {"error": refusal.code, **refusal.details}
    except MemoryError:
        return {"error": "too_much_work"}


if __name__ == "__main__":
    limit_this_process()
    sys.stdout.write(json.dumps(answer(sys.argv[1], sys.argv[2], typed_only=sys.argv[3:] == ["typed-only"]), default=encoded))
