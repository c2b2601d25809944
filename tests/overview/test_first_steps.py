"""The home page of a new facility says what comes first, to whom it falls, and is silent once all is done."""

from datetime import date

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.facilities.models import Facility
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

FIRST = {
    Role.ADMIN: ["Lengkapi data UPT", "Tambah pengguna", "Tetapkan hari besar", "Catat mitra"],
    Role.REGISTRASI: ["Masukkan warga binaan", "Tetapkan wali"],
    Role.PEMBINAAN: ["Catat mitra", "Buat program", "Buka kelas", "Daftarkan peserta"],
}


def _home(app: Flask, username: str) -> str:
    text: str = PageClient(app).sign_in(username).get("/home").text
    return text


@pytest.mark.parametrize("role", FIRST)
def test_a_new_facility_reads_its_first_steps_in_order(app: Flask, role: Role) -> None:
    with app.app_context(), saving():
        factories.user("satu", role, factories.facility().id)
    page = _home(app, "satu")
    places = [page.find(step) for step in FIRST[role]]
    assert -1 not in places
    assert places == sorted(places)
    assert "(sudah)" not in page


def test_what_is_done_is_ticked_and_the_list_goes_when_all_is(app: Flask) -> None:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("sari", Role.REGISTRASI, place.id)
        wali = factories.user("wati", Role.WALI, place.id).id
        person = factories.wbp(place.id).id
    page = _home(app, "sari")
    assert "Masukkan warga binaan dari buku register Excel (sudah)" in page
    assert "Tetapkan wali bagi tiap warga binaan (sudah)" not in page
    with app.app_context(), saving():
        factories.db.session.get(factories.Wbp, person).wali_id = wali
    assert "Langkah pertama" not in _home(app, "sari")


def test_what_another_facility_has_done_ticks_nothing_here(app: Flask) -> None:
    with app.app_context(), saving():
        here, there = factories.facility(), factories.facility("LAPAS-01", head_name="Kepala Lain")
        factories.user("satu", Role.ADMIN, here.id)
        factories.user("lain", Role.REGISTRASI, there.id)
        factories.holiday("natal", date(2020, 12, 25))
    assert "(sudah)" not in _home(app, "satu")
    with app.app_context(), saving():
        factories.db.session.query(Facility).filter_by(code="RUTAN-01").one().head_name = "Kepala Sini"
    assert _home(app, "satu").count("(sudah)") == 1
