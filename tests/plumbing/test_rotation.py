"""Changing NIK_KEY: every encrypted value comes under the new key, also after a run that was broken off."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select, type_coerce

from rehab.access.permissions import Role
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.audit.verify import verify_chains
from rehab.config import SettingError, read_settings
from rehab.extensions import db, metadata
from rehab.intake.models import ImportRun
from rehab.letters.models import ReleasedPaper, SheetFile, SheetPart
from rehab.letters.sealing import opened_data, opened_file, opened_sheets, sealed_data, sealed_file, sealed_sheets
from rehab.letters.shapes import Drawing
from rehab.operations import SEALED
from rehab.plumbing import rotation
from rehab.plumbing.crypto import Cipher, new_key
from rehab.plumbing.jobs import Job
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import EncryptedText, vault
from rehab.remisi.models import Round
from tests import factories
from tests.databases import KEY, OTHER_KEY
from tests.intake.books import person, sheet, workbook
from tests.pages import PageClient

NEW = "C" * 43 + "="
NEWER = "D" * 42 + "A="
PEOPLE = 7
NIKS = [f"33012345059{number:05d}" for number in range(PEOPLE)]
SCAN = b"%PDF-1.7 putusan %%EOF"


@pytest.fixture
def filled(app: Flask, client: PageClient) -> Flask:
    """Something in every encrypted column."""
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("rina", Role.REGISTRASI, place.id)
        for nik in NIKS:
            factories.wbp(place.id, nik=nik, nik_index=vault().blind_index(nik))
    client.sign_in("rina")
    paper = {"state": "present", "version": "0", "scan": (io.BytesIO(SCAN), "a.pdf")}
    client.post("/wbp/1/papers/putusan", paper, content_type="multipart/form-data")
    for register in ("A.1", "A.2"):
        book = workbook(sheet("WBP", person(register)))
        client.post("/intake", {"file": (io.BytesIO(book), "roster.xlsx")}, content_type="multipart/form-data")
        if register == "A.1":
            with app.app_context():
                version = db.session.scalars(select(ImportRun.version)).one()
            client.post("/intake/1/commit", {"version": str(version)})
    with app.app_context(), saving():
        row, at = {"facility_id": 1, "data_hash": "x"}, factories.NOW
        round_ = factories.add(Round(**row, kind="RU", held_on=at.date(), rules_version="x", computed_at=at))
        named = {"round_id": round_.id, "kind": "lists", "sequence": 1, "number": "1/1", "code": "kode", "lang": "id"}
        kept = {"data": sealed_data(Drawing("list", {"title": "Daftar"}, {})), **sealed_file(SCAN)}
        factories.add(ReleasedPaper(**row, **named, **kept, released_by=1, released_at=at, state="released"))
        job = factories.add(Job(kind="letters.sheets", state="done", queued_at=at))
        asked = {"facility_id": 1, "people": 1}
        file = factories.add(SheetFile(**asked, round_id=round_.id, job_id=job.id, computed_at=at, asked_at=at))
        factories.add(SheetPart(**asked, file_id=file.id, number=1, block="A", share=1, content=sealed_sheets(SCAN)))
    return app


def rotate(app: Flask) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["keys", "rotate"])
    return done.exit_code, done.output


def tokens(app: Flask) -> dict[str, list[bytes]]:
    """What stands in each encrypted column, as it stands."""
    found = {}
    with app.app_context():
        for sealed in SEALED:
            raw = type_coerce(sealed.table.c[sealed.column], LargeBinary)
            rows = db.session.scalars(select(raw).where(raw.is_not(None)).order_by(sealed.key))
            found[sealed.name] = [bytes(each) for each in rows]
    return found


def older(app: Flask, cipher: Cipher) -> int:
    return sum(cipher.needs_renewal(token) for column in tokens(app).values() for token in column)


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, key: str, index_key: str = OTHER_KEY) -> Cipher:
    cipher = Cipher(key, index_key)
    monkeypatch.setitem(app.extensions, "vault", cipher)
    return cipher


def assert_readable(app: Flask, client: PageClient) -> None:
    with app.app_context():
        assert [each for each in db.session.scalars(select(factories.Wbp.nik).order_by(factories.Wbp.id)) if each] == NIKS
        assert verify_chains() == []
        paper = db.session.scalars(select(ReleasedPaper)).one()
        assert (opened_file(paper), opened_data(paper)["data"]) == (SCAN, {"title": "Daftar"})
        assert opened_sheets(db.session.scalars(select(SheetPart)).one()) == SCAN
    assert client.get("/wbp/1/scans/1").data == SCAN
    client.get("/intake/1")
    client.get("/intake/2")
    client.post("/intake/1/undo")


def test_everything_comes_under_the_new_key_and_the_old_one_is_not_needed(
    filled: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert min(len(column) for column in tokens(filled).values()) > 0
    use(filled, monkeypatch, f"{NEW},{KEY}")
    code, said = rotate(filled)
    assert (code, f"{PEOPLE:>8}  wbp.nik" in said) == (0, True), said
    alone = use(filled, monkeypatch, NEW)
    assert older(filled, alone) == 0
    assert_readable(filled, client)


def test_a_second_run_finds_nothing_to_do(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    use(filled, monkeypatch, f"{NEW},{KEY}")
    rotate(filled)
    before = tokens(filled)
    assert rotate(filled)[0] == 0
    after = tokens(filled)
    kept = {name: column[: len(before[name])] for name, column in after.items()}
    assert kept == before


@pytest.mark.parametrize("broken_after", [1, 4, 9, 14])
def test_a_run_that_was_broken_off_goes_on_where_it_stopped(
    filled: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, broken_after: int
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    cipher = use(filled, monkeypatch, f"{NEW},{KEY}")
    total = older(filled, cipher)
    seal, left = cipher.decrypt_bytes, [broken_after]

    def broken(token: bytes, *, context: str = "") -> bytes:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return seal(token, context=context)

    monkeypatch.setattr(cipher, "decrypt_bytes", broken)
    rotate(filled)
    monkeypatch.setattr(cipher, "decrypt_bytes", seal)
    done = total - older(filled, cipher)
    assert broken_after - 3 < done <= broken_after < total
    assert rotate(filled)[0] == 0
    assert older(filled, use(filled, monkeypatch, NEW)) == 0
    assert_readable(filled, client)


def test_a_new_index_key_finds_every_nik_again(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    cipher = use(filled, monkeypatch, KEY, NEWER)
    code, said = rotate(filled)
    assert (code, f"{PEOPLE:>8}  wbp.nik_index" in said) == (0, True), said
    with filled.app_context():
        found = db.session.scalars(
            select(factories.Wbp.nik_index).where(factories.Wbp.nik.is_not(None)).order_by(factories.Wbp.id)
        )
        assert list(found) == [cipher.blind_index(nik) for nik in NIKS]


def test_without_the_old_key_one_sentence_names_the_row(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tokens(filled)
    use(filled, monkeypatch, NEW)
    code, said = rotate(filled)
    assert (code, said.count("\n"), "wbp.nik, row 1" in said) == (1, 1, True), said
    assert {name: column[: len(before[name])] for name, column in tokens(filled).items()} == before


def test_the_trail_tells_when_it_began_and_ended_and_how_much(filled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    use(filled, monkeypatch, f"{NEW},{KEY}")
    rotate(filled)
    with filled.app_context():
        rows = select(AuditEntry.action, AuditEntry.actor_id, AuditDetail.payload).join(AuditDetail)
        found: list[Any] = list(
            db.session.execute(rows.where(AuditEntry.action.startswith("operations.")).order_by(AuditEntry.id))
        )
    assert [(row.action, row.actor_id) for row in found] == [
        ("operations.begin_rotation", None), ("operations.end_rotation", None),
    ]  # fmt: skip
    assert f'"wbp.nik":{PEOPLE}' in found[1].payload


def test_no_encrypted_column_is_forgotten() -> None:
    """A salt and the picture of a letterhead are no secrets; every other column of bytes is sealed."""
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary | EncryptedText)
    }
    assert columns - {"audit_detail.salt", "letter_setting.logo"} == {sealed.name for sealed in SEALED}


def environment(folder: Any, nik_key: str, index_key: str = OTHER_KEY) -> dict[str, str]:
    return {
        "DATABASE_URL": "sqlite:////nowhere/bina.db", "SECRET_KEY": "x" * 40, "NIK_KEY": nik_key, "NIK_INDEX_KEY": index_key,
        "BINA_INSTANCE": str(folder),
    }  # fmt: skip


def read(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return read_settings().keys


def test_the_setting_takes_the_new_and_the_old_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    pair = f"{new_key()},{KEY}"
    assert read(monkeypatch, environment(tmp_path, pair))["NIK_KEY"] == pair


@pytest.mark.parametrize(
    ("nik_key", "index_key", "why"),
    [
        (f"{NEW},", OTHER_KEY, "NIK_KEY must be 32 bytes"),
        (f"{NEW},kurang", OTHER_KEY, "NIK_KEY"),
        (f"{NEW};{KEY}", OTHER_KEY, "NIK_KEY is not base64"),
        (f"{NEW},{OTHER_KEY}", OTHER_KEY, "NIK_INDEX_KEY must differ"),
        (NEW, f"{OTHER_KEY},{KEY}", "NIK_INDEX_KEY"),
    ],
)
def test_a_pair_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, nik_key: str, index_key: str, why: str
) -> None:
    with pytest.raises(SettingError, match=why):
        read(monkeypatch, environment(tmp_path, nik_key, index_key))
