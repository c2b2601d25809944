"""The list of people: who is found, who never is, and what it costs."""

import io
from datetime import date

import pytest
import python_calamine
from flask import Flask

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import vault
from rehab.wbp.models import Placement, Wbp
from rehab.wbp.queries import BASIC_PAPERS
from rehab.wbp.spelling import fold
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.wbp.people import audited, small_house


@pytest.mark.parametrize("search", ["Budi", "budi contoh", "B.I 1/2025", "CONTOH"])
def test_a_person_is_found_by_name_and_by_register_number(app: Flask, client: PageClient, search: str) -> None:
    small_house(app)
    page = client.sign_in("reg").get("/wbp", query_string={"q": search}).get_data(as_text=True)
    assert "Budi Contoh" in page


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Achmad Soekarno", "ahmad sukarno"), ("Djoko Susilo", "joko"), ("Yusuf", "jusup yusup"), ("Mohammad", "muhamad")],
)
def test_a_name_is_found_in_another_spelling(app: Flask, client: PageClient, written: str, typed: str) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.wbp(place.facility_id, written)
    page = client.sign_in("reg").get("/wbp", query_string={"q": typed.split()[-1]}).get_data(as_text=True)
    assert written in page
    assert "Budi Contoh" not in page


def test_different_names_stay_different() -> None:
    assert len({fold(name) for name in ("Budi", "Dedi", "Wayan", "Putu", "Slamet", "Rahman")}) == 6


def test_the_list_never_shows_another_facility(app: Flask, client: PageClient) -> None:
    small_house(app)
    client.sign_in("reg")
    for query in ("", "?stay=all", "?q=Rahasia", "?stay=all&q=B.I+9", "?offence=umum"):
        assert "Rahasia Sekali" not in client.get(f"/wbp{query}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Budi Contoh", "Kadek Lain", "Tono Tahanan"}),
        ("?block=C", {"Kadek Lain"}),
        ("?status=tahanan", {"Tono Tahanan"}),
        ("?status=unknown", set()),
        ("?offence=korupsi", {"Kadek Lain"}),
        ("?offence=unknown", {"Tono Tahanan"}),
        ("?stay=left", {"Lepas Sudah"}),
        ("?stay=all", {"Budi Contoh", "Kadek Lain", "Tono Tahanan", "Lepas Sudah"}),
        ("?papers=lacking", {"Budi Contoh", "Tono Tahanan"}),
        ("?wali=0", {"Kadek Lain", "Tono Tahanan"}),
        ("?block=C&status=tahanan", set()),
        ("?status=nonsense&sort=nonsense&page=xyz&wali=-3", {"Budi Contoh", "Kadek Lain", "Tono Tahanan"}),
    ],
)
def test_each_filter_keeps_exactly_its_people(app: Flask, client: PageClient, query: str, names: set[str]) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.wbp(place.facility_id, "Tono Tahanan", status="tahanan", offence=None)
        kadek = factories.wbp(place.facility_id, "Kadek Lain", offence="korupsi")
        db.session.query(Placement).filter_by(wbp_id=kadek.id).one().block = "C"
        factories.papers(kadek, BASIC_PAPERS)
        gone = factories.wbp(place.facility_id, "Lepas Sudah")
        stay = db.session.query(Placement).filter_by(wbp_id=gone.id).one()
        stay.ends_on, stay.end_reason = date(2025, 5, 1), "bebas"
    page = client.sign_in("reg").get(f"/wbp{query}").get_data(as_text=True)
    everybody = {"Budi Contoh", "Kadek Lain", "Tono Tahanan", "Lepas Sudah"}
    assert {name for name in everybody if name in page} == names


def test_sorting_turns_the_list_round(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.wbp(place.facility_id, "Zainal Akhir")
    client.sign_in("reg")
    up, down = (client.get(f"/wbp?sort={sort}").get_data(as_text=True) for sort in ("name", "-name"))
    assert up.index("Budi Contoh") < up.index("Zainal Akhir")
    assert down.index("Budi Contoh") > down.index("Zainal Akhir")


def test_names_in_capitals_stand_in_the_same_alphabet(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        for name in ("AGUS DURIAN", "agus bakau", "Agus Cempaka"):
            factories.wbp(place.facility_id, name)
    page = client.sign_in("reg").get("/wbp").get_data(as_text=True)
    names = ("agus bakau", "Agus Cempaka", "AGUS DURIAN", "Budi Contoh")
    assert sorted(names, key=page.index) == list(names)


def _queries_of(client: PageClient, path: str) -> int:
    with counted_queries() as seen:
        client.get(path)
    return len(seen)


@pytest.mark.parametrize("path", ["/wbp", "/wbp?q=orang&stay=all&papers=lacking&sort=-block"])
def test_the_list_asks_as_often_for_fifty_people_as_for_many(app: Flask, client: PageClient, path: str) -> None:
    place = small_house(app)

    def admit(count: int) -> None:
        with app.app_context(), saving():
            for number in range(count):
                factories.wbp(place.facility_id, f"Orang {number}", wali_id=place.wali_id)

    admit(50)
    client.sign_in("reg")
    client.get(path)  # the first entry of a chain makes its head
    few = _queries_of(client, path)
    admit(250)
    assert _queries_of(client, path) == few
    assert few <= 12


def test_the_export_holds_the_filtered_people_without_nik_or_offence_and_is_audited(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        nik = "3201010101900001"
        factories.wbp(place.facility_id, "=SUM(A1) Tono", nik=nik, nik_index=vault().blind_index(nik), offence="terorisme")
    client.sign_in("bina")
    body = client.get("/wbp/export?q=tono").data
    rows = python_calamine.load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    text = str(rows)
    assert "=SUM(A1) Tono" in text
    assert "Budi Contoh" not in text
    assert nik not in text and "eroris" not in text
    assert audited(app, "wbp.export") == 1


def test_filtering_by_offence_leaves_a_trace(app: Flask, client: PageClient) -> None:
    small_house(app)
    client.sign_in("bina")
    client.get("/wbp")
    assert audited(app, "wbp.filter_by_offence") == 0
    client.get("/wbp?offence=narkotika")
    assert audited(app, "wbp.filter_by_offence") == 1


def test_an_empty_house_shows_both_ways_on(app: Flask, client: PageClient) -> None:
    small_house(app)
    with app.app_context(), saving():
        for stay in db.session.query(Placement):
            db.session.delete(stay)
    page = client.sign_in("reg").get("/wbp").get_data(as_text=True)
    assert "/wbp/admit" in page and "/intake" in page
    with app.app_context():
        assert db.session.query(Wbp).count() == 2


def test_no_list_shows_a_nik(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.wbp(place.facility_id, "Nyoman", nik="3201010101900002", nik_index="x")
    client.sign_in("reg")
    for path in ("/wbp", "/wbp?q=nyoman", "/wbp/admit?q=nyoman"):
        assert "3201010101900002" not in client.get(path).get_data(as_text=True)
