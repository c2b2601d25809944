"""What SDP granted beside what was proposed: matched, weighed by what it does to a person, and nothing overwritten."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from rehab.extensions import db
from rehab.letters.grants import reconcile
from rehab.letters.models import GrantImport, GrantLine
from rehab.letters.queries import people_of
from rehab.plumbing.checksums import table_sums
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import Column, Sheet, read_bytes, write_table
from rehab.remisi.models import RoundVerdict
from tests.letters.round import command_line_scope, seeded
from tests.pages import PageClient

HEADINGS = ("No. Registrasi", "Nama", "Besaran", "Golongan", "Nomor SK", "Tanggal SK")


def book(*rows: tuple[Any, ...]) -> bytes:
    return write_table("Remisi dari SDP", [], [Column(each) for each in HEADINGS], rows)


def registers(app: Flask, round_id: int) -> dict[str, tuple[str, str, int]]:
    """Register number, name and days by first name."""
    with app.app_context():
        rows = db.session.query(RoundVerdict).filter_by(round_id=round_id)
        return {row.name.split()[0].lower(): (row.register_no, row.name, row.days) for row in rows}


def send(client: PageClient, round_id: int, content: bytes, status: int = 303) -> Any:
    data = {"file": (io.BytesIO(content), "sdp.xlsx")}
    return client.post(f"/letters/rounds/{round_id}/grants", data, status=status, content_type="multipart/form-data")


def lines(app: Flask) -> dict[str, tuple[str, str]]:
    with app.app_context():
        return {row.register_no: (row.difference, row.impact) for row in db.session.query(GrantLine)}


@pytest.fixture
def round_of_two(app: Flask, client: PageClient) -> Any:
    """Ani and Dodi are proposed; Budi is not; Cici waits."""
    found = seeded(app, states=("decided", "decided", "open", "decided"))
    client.sign_in(f"verifier.{found.facility_id}")
    return found


def test_each_difference_is_weighed_by_what_it_does_to_a_person(app: Flask, client: PageClient, round_of_two: Any) -> None:
    who = registers(app, round_of_two.round_id)
    ani, budi = who["ani"], who["budi"]
    rows = [
        (ani[0].lower().replace(" ", ""), ani[1], ani[2] + 30, "I", "PAS-1", "15-08-2026"),
        (budi[0], budi[1], 30, "", "", ""),
    ]
    send(client, round_of_two.round_id, book(*rows, ("X.9/2026", "Tak Dikenal", 30, "I", "", "")))
    found = lines(app)
    assert found[ani[0].lower().replace(" ", "")] == ("other_days", "out_sooner")
    assert found[budi[0]] == ("not_proposed", "out_sooner")
    assert found["X.9/2026"] == ("unknown_person", "out_sooner")
    assert found[who["dodi"][0]] == ("not_granted", "held_longer")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("days", "class_", "name", "says"),
    [
        (0, "I", None, ("same", "none")),
        (-15, "I", None, ("other_days", "held_longer")),
        (15, "I", None, ("other_days", "out_sooner")),
        (0, "II", None, ("other_class", "out_sooner")),
        (0, "I", "Orang Lain", ("other_name", "paper_only")),
        (0, "", "  ANI   lengkap ", ("same", "none")),
    ],
)
def test_a_person_found_by_register_number(app: Flask, round_of_two: Any, days, class_, name, says) -> None:
    register, own_name, own_days = registers(app, round_of_two.round_id)["ani"]
    sheet = Sheet("SDP", [list(HEADINGS), [register, name or own_name, own_days + days, class_, "", ""]])
    with app.app_context():
        people = people_of(command_line_scope(round_of_two.facility_id), round_of_two.round_id)
        found = reconcile(people, [each for each in people if each.name == "Ani Lengkap"], [sheet])
    assert [(line.difference, line.impact) for line in found.lines] == [says]


def test_both_values_are_kept_and_nothing_of_the_round_changes(app: Flask, client: PageClient, round_of_two: Any) -> None:
    who = registers(app, round_of_two.round_id)
    with app.app_context(), db.engine.connect() as connection:
        before = table_sums(connection)
    send(client, round_of_two.round_id, book((who["ani"][0], "Nama SDP", 90, "II", "PAS-1", "15-08-2026")))
    with app.app_context():
        with db.engine.connect() as connection:
            after = table_sums(connection)
        line = db.session.query(GrantLine).filter_by(wbp_id=round_of_two.people["ani"]).one()
        theirs = (line.name, line.days, line.release_class, line.decree, str(line.decree_on))
        assert theirs == ("Nama SDP", 90, "II", "PAS-1", "2026-08-15")
        assert (line.our_name, line.our_days, line.our_class, line.our_state) == (who["ani"][1], who["ani"][2], "I", "decided")
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed <= {"grant_import", "grant_line", "audit_entry", "audit_head", "audit_detail", "idempotency_key"}


def test_the_same_file_again_is_the_same_import(app: Flask, client: PageClient, round_of_two: Any) -> None:
    content = book((registers(app, round_of_two.round_id)["ani"][0], "", 60, "", "", ""))
    first, second = send(client, round_of_two.round_id, content), send(client, round_of_two.round_id, content)
    assert first.headers["Location"] == second.headers["Location"]
    with app.app_context():
        assert db.session.query(GrantImport).count() == 1
        assert db.session.query(GrantLine).count() == 2
    page = client.follow(second).get_data(as_text=True)
    assert "sudah pernah dibandingkan" in page


def test_rows_that_cannot_be_read_are_named_and_the_others_kept(app: Flask, client: PageClient, round_of_two: Any) -> None:
    who = registers(app, round_of_two.round_id)
    ani = who["ani"][0]
    rows = [
        (ani, "", 60, "", "", ""),
        (ani, "", 30, "", "", ""),
        ("", "", 30, "", "", ""),
        (who["dodi"][0], "", "banyak", "", "", ""),
    ]
    page = client.follow(send(client, round_of_two.round_id, book(*rows))).get_data(as_text=True)
    with app.app_context():
        assert [each[0] for each in db.session.query(GrantImport).one().refused] == [6, 7, 5]
    assert "bertentangan dengan baris 4" in page and "wajib diisi" in page
    assert lines(app)[ani] == ("same", "none")


def test_a_file_without_the_headings_is_refused_in_words(app: Flask, client: PageClient, round_of_two: Any) -> None:
    content = write_table("x", [], [Column("A"), Column("B")], [(1, 2)])
    page = send(client, round_of_two.round_id, content, status=422).get_data(as_text=True)
    assert "Tidak ada lembar dengan judul kolom" in page
    assert "bukan Excel" in send(client, round_of_two.round_id, b"%PDF-1.7 x", status=415).get_data(as_text=True)


def test_our_own_list_for_sdp_comes_back_without_a_difference(app: Flask, client: PageClient, round_of_two: Any) -> None:
    content = client.get(f"/letters/rounds/{round_of_two.round_id}/sdp.xlsx").data
    cells = [cell for sheet in read_bytes(content, "x.xlsx") for row in sheet.rows for cell in row]
    assert not any(str(cell).lower() == "nik" for cell in cells)
    assert any("bukan jalur resmi" in str(cell) for cell in cells)
    send(client, round_of_two.round_id, content)
    assert set(lines(app).values()) == {("same", "none")}
    assert len(lines(app)) == 2


def test_the_comparison_is_read_by_impact_and_as_a_workbook(app: Flask, client: PageClient, round_of_two: Any) -> None:
    answer = send(client, round_of_two.round_id, book((registers(app, round_of_two.round_id)["ani"][0], "", 90, "", "", "")))
    where = answer.headers["Location"]
    assert "Jumlah hari berbeda" in client.get(where).get_data(as_text=True)
    assert "tidak ada di SDP" in client.get(f"{where}?tab=held_longer").get_data(as_text=True)
    book_ = client.get(f"{where}.xlsx").data
    assert sum("Bina" in str(cell) for row in read_bytes(book_, "x.xlsx")[0].rows for cell in row) >= 3
    assert "sdp.xlsx" in client.get(f"/letters/rounds/{round_of_two.round_id}/grants").get_data(as_text=True)


@pytest.mark.parametrize("statement", ["DELETE FROM grant_line", "UPDATE grant_line SET days = 1", "DELETE FROM grant_import"])
def test_the_database_itself_keeps_what_sdp_said(app: Flask, client: PageClient, round_of_two: Any, statement: str) -> None:
    send(client, round_of_two.round_id, book((registers(app, round_of_two.round_id)["ani"][0], "", 60, "", "", "")))
    with app.app_context(), pytest.raises(DBAPIError), saving():
        db.session.execute(db.text(statement))


def test_only_registrasi_compares(app: Flask, client: PageClient, round_of_two: Any) -> None:
    client.sign_in(f"head.{round_of_two.facility_id}")
    send(client, round_of_two.round_id, b"x", status=403)
