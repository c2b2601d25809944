"""Every kind of bad input: a sentence in the reader's language, the right status, nothing half written, one line in the audit."""

import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing.checksums import table_sums
from rehab.plumbing.saving import saving
from rehab.plumbing.workbook_reader import OLE
from tests import factories
from tests.intake.books import sheet, workbook
from tests.pages import PageClient
from tests.plumbing.test_spreadsheets import EMPTY_BOOK, packed

ROSTER = (Path(__file__).parents[1] / "data" / "roster-idul-fitri-2022.xlsx").read_bytes()
PHOTO = b"\xff\xd8\xff\xe0 foto \xff\xd9"
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
BOMB = packed(EMPTY_BOOK | {"xl/worksheets/sheet1.xml": b" " * 90_000_000})
NO_ROSTER = workbook(sheet("Lain", {"A": "1"}))
MEGABYTE = 1024 * 1024
ADMITTED = {
    "register_no": "B.I 77/2025", "name": "Ketut Baru", "sex": "L", "birth_on": "03-04-1991", "religion": "hindu",
    "education": "sd", "status": "narapidana", "block": "B", "cell": "4", "placed_on": "10-02-2025",
    "detained_on": "01-12-2024", "nik": "", "alias": "", "birth_place": "Gianyar", "wali_id": "",
}  # fmt: skip
NEW_USER = {"username": "baru", "name": "Budi Baru", "role": "wali", "facility_id": "1"}
FACILITY = {"version": "99", "name": "Rutan Baru", "zone": "WIT", "paper": "A4", "correction_days": "7"}


def file(content: bytes, name: str = "roster.xlsx", field: str = "file") -> Callable[[], dict[str, Any]]:
    """A form that carries one file, made anew for every sending."""
    return lambda: {field: (io.BytesIO(content), name), "state": "present", "version": "0"}


def typed(form: dict[str, str], **values: str) -> Callable[[], dict[str, Any]]:
    """A form that is typed."""
    return lambda: form | values


@dataclass(frozen=True)
class Bad:
    """What is sent, by whom, and what must come back."""

    who: str
    path: str
    sent: Callable[[], dict[str, Any]] | None
    status: int
    said: tuple[str, ...]
    action: str = "audit.refuse"
    body: bytes | None = None


ODD = ("memuat huruf yang tidak terlihat", "holds invisible characters")
ABSENT = ("tidak ada, atau bukan bagian Anda", "does not exist, or is not within your reach")
BEYOND = ("Peran Anda tidak boleh", "Your role may not")
NO_DATE = ("Isi tanggal sebagai 17-08-2026", "Enter the date as 17-08-2026")
NO_CHOICE = ("Pilih salah satu dari daftar", "Choose one from the list")
TOO_BIG = ("lebih besar dari 10 MB", "larger than 10 MB")
NO_SCAN = ("bukan PDF, JPEG, atau PNG", "not a whole PDF, JPEG or PNG")
BIG_SCAN = ("lebih besar dari 2 MB", "larger than 2 MB")


def roster(content: bytes, status: int, *said: str, name: str = "roster.xlsx") -> Bad:
    """A file for the import, which has words of its own in the audit."""
    return Bad("registrasi", "/intake", file(content, name), status, said, "intake.refuse_file")


def scan(content: bytes, status: int, *said: str) -> Bad:
    return Bad("registrasi", "/wbp/1/papers/putusan", file(content, "a.pdf", "scan"), status, said)


def admitted(status: int, *said: str, **values: str) -> Bad:
    return Bad("registrasi", "/wbp/admit", typed(ADMITTED, **values), status, said)


def account(status: int, *said: str, **values: str) -> Bad:
    return Bad("admin", "/users/new", typed(NEW_USER, **values), status, said)


def batch(marks: int) -> bytes:
    """So many marks of a phone, for nobody."""
    device = "35afed3a-a4b2-4b31-a679-1f63eef6d47e"
    return json.dumps({"device": device, "sent_at": "2026-11-20T02:00:00Z", "marks": [{}] * marks}).encode()


def sent(body: bytes, status: int, *said: str) -> Bad:
    """What a phone sends."""
    return Bad("guru", "/api/marks", None, status, said, body=body)


CASES = {
    "wrong file type": roster(PHOTO, 415, "bukan Excel (.xlsx) atau CSV", "neither Excel (.xlsx) nor CSV", name="a.jpg"),
    "encrypted file": roster(LOCKED, 422, "terkunci kata sandi", "locked with a password"),
    "cut file": roster(ROSTER[: len(ROSTER) // 2], 422, "rusak atau terpotong", "damaged or cut"),
    "sheet of 50 MB": roster(b"x" * 50 * MEGABYTE, 413, *TOO_BIG),
    "sheet of 11 MB": roster(b"x" * 11 * MEGABYTE, 413, *TOO_BIG),
    "zip bomb": roster(BOMB, 413, "jauh lebih besar daripada ukurannya", "far larger than its size"),
    "empty file": roster(b"", 422, "Berkas ini kosong", "This file is empty"),
    "no roster": roster(NO_ROSTER, 422, "tidak memuat lembar yang dikenal", "has no sheet that is known"),
    "no file at all": Bad("registrasi", "/intake", typed({}), 422, ("Pilih berkas", "Choose the file")),
    "scan of a wrong type": scan(b"MZ", 415, *NO_SCAN),
    "scan cut short": scan(b"%PDF-1.7 surat", 415, *NO_SCAN),
    "scan of 3 MB": scan(b"%PDF-" + b"x" * 3 * MEGABYTE, 413, *BIG_SCAN),
    "form of 13 MB": admitted(413, "melebihi batas", "exceeds the limit", name="x" * 13 * MEGABYTE),
    "facility that is not yours": account(422, *NO_CHOICE, facility_id="2"),
    "facility that does not exist": account(422, *NO_CHOICE, facility_id="XX"),
    "day that does not exist": admitted(422, *NO_DATE, birth_on="31-02-1991"),
    "year out of range": admitted(422, *NO_DATE, birth_on="01-01-1850"),
    "birth in the future": admitted(422, "Tanggal lahir ini belum tiba", "date of birth has not come", birth_on="01-01-2090"),
    "entry in the future": admitted(422, "Tanggal ini tidak mungkin", "This date is not possible", placed_on="01-01-2090"),
    "name with a formula": admitted(422, "tidak boleh diawali", "may not begin with", name="=HYPERLINK(1)"),
    "name with bidi characters": admitted(422, *ODD, name="Budi\u202eidub"),
    "account with bidi characters": account(422, *ODD, name="Budi\u2066"),
    "stale version": Bad(
        "admin", "/facilities/1/edit", typed(FACILITY), 409, ("sudah diubah orang lain", "Somebody else changed")
    ),
    "session of another facility": Bad("pembinaan", "/attendance/sessions/1", None, 404, ABSENT),
    "marks for another facility": Bad("pembinaan", "/attendance/sessions/1", typed({"mark": "all_present"}), 404, ABSENT),
    "session of another teacher": Bad("guru", "/portal/sessions/1", None, 404, ABSENT),
    "person of another facility": Bad("registrasi", "/people/2", None, 404, ABSENT),
    "deed beyond the role": Bad("wali", "/wbp/admit", typed(ADMITTED), 403, BEYOND),
    "page beyond the role": Bad("wali", "/users", None, 403, BEYOND),
    "marks that cannot be read": sent(b"{marks", 422, "tidak dapat dibaca", "cannot be read"),
    "501 marks at once": sent(batch(501), 422, "lebih dari 500 ketukan", "More than 500 taps"),
    "marks of 5 MB": sent(batch(1) + b" " * 5 * MEGABYTE, 413, "terlalu besar", "Too much was sent"),
    "marks of 13 MB": sent(b" " * 13 * MEGABYTE, 413, "terlalu besar", "Too much was sent"),
    "NUL in a form": admitted(400, "tidak dapat dibaca", "cannot be read", name="Budi\x00"),
}  # fmt: skip


@pytest.fixture
def house(app: Flask) -> Flask:
    """Two prisons; the session and the second person are the other one's."""
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("LAPAS-02")
        for role in (Role.ADMIN, Role.REGISTRASI, Role.PEMBINAAN, Role.WALI):
            factories.user(role.value, role, here.id)
        factories.member(factories.user("guru", Role.GURU), factories.agency())
        factories.wbp(here.id)
        factories.wbp(there.id, "Orang Lain")
        factories.session(factories.cohort(factories.programme(there.id)))
    return app


def standing(app: Flask) -> dict[str, Any]:
    """The rows and checksum of every table but the audit's own."""
    with app.app_context(), db.engine.connect() as connection:
        return {name: each for name, each in table_sums(connection).items() if not name.startswith("audit_")}


def trail(app: Flask) -> list[tuple[str, str | None, dict[str, Any]]]:
    """The entries there are: action, who, details."""
    with app.app_context():
        asked = select(AuditEntry.action, AuditEntry.actor_id, AuditDetail.payload).join(AuditDetail).order_by(AuditEntry.id)
        users = dict(db.session.execute(select(factories.User.id, factories.User.username)).all())
        return [(row.action, users.get(row.actor_id), json.loads(row.payload)) for row in db.session.execute(asked)]


def speak(client: PageClient, language: str) -> None:
    with client.http.session_transaction() as session:
        session["language"] = language


def words_of(answer: Any) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
    return re.sub(r"\s+", " ", text)


def answer_to(client: PageClient, bad: Bad) -> Any:
    if bad.body is not None:
        answer = client.http.post(bad.path, data=bad.body, content_type="application/json")
        assert answer.status_code == bad.status
        return answer
    return client.post(bad.path, bad.sent(), status=bad.status) if bad.sent else client.get(bad.path, status=bad.status)


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_changes_nothing_and_leaves_one_line(house: Flask, client: PageClient, name: str) -> None:
    bad = CASES[name]
    client.sign_in(bad.who)
    before = standing(house)
    for times, (language, sentence) in enumerate(zip(("id", "en"), bad.said, strict=True), 1):
        speak(client, language)
        answer = answer_to(client, bad)
        assert sentence in words_of(answer)
        assert [(action, who) for action, who, _details in trail(house)] == [(bad.action, bad.who)] * times
    assert standing(house) == before
    with house.app_context():
        assert verify_chains() == []
