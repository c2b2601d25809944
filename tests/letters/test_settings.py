"""How letters look, who signs them, and the book of numbers."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.letters import queries
from rehab.letters.actions import reserve_number
from rehab.letters.defaults import SETTINGS, numbered
from rehab.letters.models import LetterNumber, LetterSetting, Signatory
from rehab.letters.states import NUMBER_MOVES, PAPER_MOVES
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from tests import factories
from tests.letters.round import Seeded, command_line_scope, settle
from tests.pages import PageClient

FORM = {
    "version": "0", "paper_letters": "f4", "paper_lists": "a4", "size": "12", "margin_left": "30", "margin_right": "20",
    "margin_top": "20", "margin_bottom": "25", "contact": "0411-1", "number_template": "W.1-{nomor}", "counter_start": "7",
    "nature": "Biasa", "recipient": "Direktur Jenderal\ndi Jakarta", "copies": "Arsip", "presenter": "", "signature_space": "4",
    "roman": "y",
}  # fmt: skip
SIGNATORY = {"office": "Kepala Seksi", "name": "PEJABAT DUA", "nip": "1", "variant": "own", "starts_on": "01-01-2026"}


@pytest.fixture
def place(app: Flask, client: PageClient) -> int:
    with app.app_context(), saving():
        row = factories.facility(head_name="KEPALA LAMA", head_nip="9")
        factories.user("admin", Role.ADMIN, row.id)
        factories.user("rina", Role.REGISTRASI, row.id)
        where = row.id
    client.sign_in("admin")
    return where


def test_every_setting_is_shown_with_its_default_and_what_it_rests_on(client: PageClient, place: int) -> None:
    page = client.get("/letters/settings").get_data(as_text=True)
    for each in SETTINGS:
        assert str(each.label) in page and str(each.rests_on) in page
    assert "Belum ditetapkan" in page


def test_saving_confirms_every_value(app: Flask, client: PageClient, place: int) -> None:
    client.post(f"/letters/settings/{place}/edit", FORM)
    with app.app_context():
        style = queries.style_of(command_line_scope(place), place)
        assert set(style.values) == {each.name for each in SETTINGS}
        assert (style["paper_letters"], style["size"], style["recipient"]) == ("f4", 12, ["Direktur Jenderal", "di Jakarta"])
        assert style["catchword"] is False and style["roman"] is True
    assert "Ditetapkan Admin" in client.get("/letters/settings").get_data(as_text=True)
    client.post(f"/letters/settings/{place}/edit", FORM, status=409)
    client.post(f"/letters/settings/{place}/edit", FORM | {"version": "1"})


LOGOS = Path(__file__).with_name("data")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"margin_left": "29"}, "Isi angka 30 sampai 60"),
        ({"size": "10"}, "Isi angka 11 sampai 12"),
        ({"number_template": "W.1"}, "Pola harus memuat"),
        ({"number_template": "W-{nomor}-{kota}"}, "bagian yang tidak dikenal"),
        ({"recipient": ""}, "Isi Tujuan surat usulan"),
        ({"signature_space": "2"}, "Isi angka 3 sampai 8"),
    ],
)
def test_what_breaks_the_rule_is_refused_in_words(client: PageClient, place: int, typed, says) -> None:
    assert says in client.post(f"/letters/settings/{place}/edit", FORM | typed, status=422).get_data(as_text=True)


def test_only_a_small_picture_becomes_the_logo(app: Flask, client: PageClient, place: int) -> None:
    def send(content: bytes, version: str, status: int) -> None:
        data = FORM | {"version": version, "logo": (io.BytesIO(content), "x.png")}
        client.post(f"/letters/settings/{place}/edit", data, status=status, content_type="multipart/form-data")

    send(b"<svg onload=x>", "0", 422)
    send(b"\x89PNG\r\n\x1a\n" + b"x" * 200_001, "0", 422)
    # One that says it is a picture and is none, or has colours for print only: every letter would fail with it.
    send(b"\x89PNG\r\n\x1a\n" + b"x", "0", 422)
    send((LOGOS / "logo-cmyk.jpg").read_bytes(), "0", 422)
    send((LOGOS / "logo-rgb.jpg").read_bytes(), "0", 303)
    with app.app_context():
        assert db.session.query(LetterSetting).one().logo
    client.post(f"/letters/settings/{place}/edit", FORM | {"version": "1", "without_logo": "y"})
    with app.app_context():
        assert db.session.query(LetterSetting).one().logo is None


@pytest.mark.parametrize(
    ("variant", "behalf", "office"),
    [
        ("own", "", ("Kepala Seksi",)),
        ("an", "Kepala", ("a.n. Kepala", "Kepala Seksi")),
        ("ub", "Kepala", ("a.n. Kepala", "u.b. Kepala Seksi")),
        ("plh", "", ("Plh. Kepala Seksi",)),
        ("plt", "", ("Plt. Kepala Seksi",)),
    ],
)
def test_each_way_of_signing_is_printed_as_letters_write_it(
    app: Flask, client: PageClient, place: int, variant, behalf, office
) -> None:
    client.post(f"/letters/settings/{place}/signatories", SIGNATORY | {"variant": variant, "on_behalf_of": behalf})
    with app.app_context():
        scope = command_line_scope(place)
        signer = queries.signer_of(scope, db.session.query(Signatory).one())
    assert (signer.office, signer.name, signer.nip) == (office, "PEJABAT DUA", "1")


def test_a_signatory_signs_from_the_first_day_until_the_day_before_the_last(app: Flask, client: PageClient, place: int) -> None:
    client.post(f"/letters/settings/{place}/signatories", SIGNATORY | {"ends_on": "01-02-2026"})
    found = {}
    with app.app_context():
        scope = command_line_scope(place)
        facility = queries.get_facility(scope, place)
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)):
            found[day] = queries.signer_on(scope, facility, day).name
    assert list(found.values()) == ["KEPALA LAMA", "PEJABAT DUA", "PEJABAT DUA", "KEPALA LAMA"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"variant": "an"}, "Isi jabatan yang diwakili"),
        ({"ends_on": "01-01-2026"}, "sesudah tanggal mulai"),
        ({"name": ""}, "Isi nama"),
        ({"name": "=1+1"}, "tidak boleh diawali"),
    ],
)
def test_a_signatory_that_cannot_stand_is_refused(client: PageClient, place: int, typed, says) -> None:
    page = client.post(f"/letters/settings/{place}/signatories", SIGNATORY | typed, status=422)
    assert says in page.get_data(as_text=True)


def test_a_signatory_ends_once_and_not_before_the_beginning(app: Flask, client: PageClient, place: int) -> None:
    client.post(f"/letters/settings/{place}/signatories", SIGNATORY)
    with app.app_context():
        row = db.session.query(Signatory).one()
        where, version = f"/letters/signatories/{row.id}/end", str(row.version)
    client.post(where, {"version": "9", "ends_on": "01-03-2026"}, status=409)
    client.post(where, {"version": version, "ends_on": "01-01-2026"}, status=422)
    client.post(where, {"version": version, "ends_on": "01-03-2026"})
    with app.app_context():
        assert db.session.query(Signatory).one().ends_on == date(2026, 3, 1)


def test_a_number_is_reserved_once_and_never_comes_again(app: Flask, client: PageClient, place: int) -> None:
    client.sign_in("rina")
    assert "Pola nomor surat belum diisi" in client.post("/letters/numbers", {"purpose": "x"}, status=422).get_data(as_text=True)
    settle(app, Seeded(place, 0, 0, {}), counter_start=7)
    client.post("/letters/numbers", {"purpose": "usulan"})
    client.post("/letters/numbers", {"purpose": ""}, status=422)
    with app.app_context():
        row = db.session.query(LetterNumber).one()
        where, version = f"/letters/numbers/{row.id}/cancel", str(row.version)
        assert row.number == f"W.1-7/{clock.today('WITA').year}"
    client.post(where, {"version": version, "reason": ""})
    client.post(where, {"version": version, "reason": "salah pesan"})
    client.post(where, {"version": version, "reason": "lagi"}, status=409)
    client.post("/letters/numbers", {"purpose": "usulan"})
    with app.app_context():
        rows = db.session.query(LetterNumber).order_by(LetterNumber.counter).all()
        assert [(each.counter, each.state, each.reason) for each in rows] == [
            (7, "cancelled", "salah pesan"),
            (8, "reserved", ""),
        ]
    assert "salah pesan" in client.get("/letters/numbers").get_data(as_text=True)


def test_the_counter_begins_anew_each_year(app: Flask, place: int) -> None:
    settle(app, Seeded(place, 0, 0, {}))
    with app.app_context(), saving():
        made = [
            reserve_number(scope=command_line_scope(place), facility_id=place, purpose="", at=factories.NOW + timedelta(days))
            for days in (0, 1, 60)
        ]
        assert [(each.year, each.counter) for each in made] == [(2026, 1), (2026, 2), (2027, 1)]


def test_a_template_that_would_repeat_itself_is_stopped(app: Flask, client: PageClient, place: int) -> None:
    settle(app, Seeded(place, 0, 0, {}), number_template="W-{nomor}")
    with app.app_context(), saving():
        reserve_number(scope=command_line_scope(place), facility_id=place, purpose="", at=factories.NOW - timedelta(366))
    client.sign_in("rina")
    if clock.today("WITA").year > 2025:
        assert "sudah pernah dipakai" in client.post("/letters/numbers", {"purpose": "x"}, status=409).get_data(as_text=True)


@pytest.mark.parametrize("second", [{"counter": 1, "number": "B"}, {"counter": 2, "number": "A"}])
def test_the_database_itself_gives_no_number_twice(app: Flask, place: int, second) -> None:
    same = {"facility_id": place, "year": 2026, "reserved_at": factories.NOW}
    with app.app_context(), pytest.raises(IntegrityError), saving():
        factories.add(LetterNumber(**same, counter=1, number="A"))
        factories.add(LetterNumber(**same, **second))


def test_a_template_is_filled_in() -> None:
    assert numbered("W.32.UM.01.01-{nomor}/{romawi}/{bulan}/{tahun}", 1473, 2026, 8) == "W.32.UM.01.01-1473/VIII/08/2026"


def test_nothing_leads_back_from_an_end() -> None:
    assert not {before for before, _after in NUMBER_MOVES} & {"used", "cancelled"}
    assert not {before for before, _after in PAPER_MOVES} & {"replaced", "cancelled"}
