"""Admission and identity, by hand."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import vault
from rehab.wbp.models import Detention, Placement, Wbp
from tests import factories
from tests.pages import PageClient
from tests.wbp.people import Place, audited, count_rows, small_house, stored

NIK = "3201010101900001"


def typed(**values: Any) -> dict[str, Any]:
    return {
        "register_no": "B.I 77/2025", "name": "Ketut Baru", "sex": "L", "birth_on": "03-04-1991", "religion": "hindu",
        "education": "sd", "status": "narapidana", "block": "B", "cell": "4", "placed_on": "10-02-2025",
        "detained_on": "01-12-2024", "nik": NIK, "alias": "", "birth_place": "Gianyar", "wali_id": "",
    } | values  # fmt: skip


def only(app: Flask, name: str) -> Wbp:
    with app.app_context():
        return db.session.query(Wbp).filter_by(name=name).one()


def test_a_new_person_is_admitted_with_stay_and_detention(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    response = client.sign_in("reg").post("/wbp/admit", typed(wali_id=str(place.wali_id)))
    person = only(app, "Ketut Baru")
    assert response.headers["Location"].endswith(f"/people/{person.id}")
    assert (person.facility_id, person.register_no, person.religion, person.wali_id) == (
        place.facility_id, "B.I 77/2025", "hindu", place.wali_id,
    )  # fmt: skip
    with app.app_context():
        stay = db.session.query(Placement).filter_by(wbp_id=person.id).one()
        assert (stay.block, stay.cell, stay.starts_on, stay.ends_on) == ("B", "4", date(2025, 2, 10), None)
        assert db.session.query(Detention).filter_by(wbp_id=person.id).one().starts_on == date(2024, 12, 1)
    assert audited(app, "wbp.admit") == 1


def test_the_nik_stands_encrypted_and_can_be_found_again(app: Flask, client: PageClient) -> None:
    small_house(app)
    client.sign_in("reg").post("/wbp/admit", typed())
    with app.app_context():
        raw = bytes(db.session.execute(text("SELECT nik FROM wbp WHERE name = 'Ketut Baru'")).scalar_one())
        assert NIK.encode() not in raw
        person = db.session.query(Wbp).filter_by(name="Ketut Baru").one()
        assert (person.nik, person.nik_index) == (NIK, vault().blind_index(NIK))


def test_unknown_stays_unknown(app: Flask, client: PageClient) -> None:
    small_house(app)
    client.sign_in("reg").post("/wbp/admit", typed(religion="", education="", status="", nik="", detained_on=""))
    person = only(app, "Ketut Baru")
    assert (person.religion, person.education, person.status, person.nik, person.fine_paid) == (None,) * 5
    assert count_rows(app, Detention, wbp_id=person.id) == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": ""}, "Isi nama lengkap."),
        ({"name": "=CMD()"}, "Nama tidak boleh diawali"),
        ({"name": "Ke\u202etut"}, "huruf yang tidak terlihat"),
        ({"birth_on": "30-02-1990"}, "Isi tanggal sebagai"),
        ({"birth_on": ""}, "Isi tanggal lahir."),
        ({"sex": ""}, "Pilih jenis kelamin."),
        ({"nik": "123"}, "NIK terdiri dari 16 angka."),
        ({"register_no": ""}, "Isi nomor register."),
        ({"placed_on": "01-01-2099"}, "Tanggal ini tidak mungkin"),
        ({"detained_on": "01-01-2099"}, "Tanggal ini tidak mungkin"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(
    app: Flask, client: PageClient, values: dict[str, str], says: str
) -> None:
    small_house(app)
    page = client.sign_in("reg").post("/wbp/admit", typed(**values), status=422).get_data(as_text=True)
    assert says in page
    assert "Gianyar" in page
    assert count_rows(app, Wbp) == 2
    assert audited(app, "wbp.admit") == 0


def _known(app: Flask, place: Place, **values: Any) -> None:
    with app.app_context(), saving():
        factories.wbp(place.facility_id, **{"name": "Made Lama", "birth_on": date(1980, 1, 1)} | values)


@pytest.mark.parametrize(
    "known",
    [
        {"name": "Ketoet Baroe", "birth_on": date(1991, 4, 3)},
        {"name": "Ketut Baru", "birth_on": None},
        {"nik": NIK, "nik_index": "by index"},
        {"register_no": "b.i 77/2025"},
    ],
)
def test_a_likely_duplicate_is_shown_before_saving(app: Flask, client: PageClient, known: dict[str, Any]) -> None:
    place = small_house(app)
    with app.app_context():
        index = vault().blind_index(NIK)
    _known(app, place, **known | ({"nik_index": index} if "nik_index" in known else {}))
    client.sign_in("reg")
    page = client.post("/wbp/admit", typed(), status=422).get_data(as_text=True)
    assert "mungkin sudah tercatat" in page
    assert known.get("name", "Made Lama") in page
    assert count_rows(app, Wbp) == 3
    client.post("/wbp/admit", typed(someone_else="y"))
    assert count_rows(app, Wbp) == 4


def test_somebody_else_of_the_same_name_is_no_duplicate(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    _known(app, place, name="Ketut Baru", birth_on=date(1955, 5, 5))
    client.sign_in("reg").post("/wbp/admit", typed())
    assert count_rows(app, Wbp, name="Ketut Baru") == 2


def test_a_person_of_another_facility_is_never_offered_as_a_duplicate(app: Flask, client: PageClient) -> None:
    small_house(app)
    with app.app_context():
        other = db.session.query(Wbp).filter_by(name="Rahasia Sekali").one()
        same = typed(name=other.name, birth_on=f"{other.birth_on:%d-%m-%Y}", register_no=other.register_no)
    page = client.sign_in("reg").post("/wbp/admit", same)
    assert page.status_code == 303


def test_a_used_register_number_is_refused_even_for_somebody_else(app: Flask, client: PageClient) -> None:
    small_house(app)
    sent = typed(register_no="B.I 1/2025", someone_else="y")
    page = client.sign_in("reg").post("/wbp/admit", sent, status=422).get_data(as_text=True)
    assert "Nomor register ini sudah dipakai" in page
    assert count_rows(app, Wbp) == 2


def test_a_double_click_admits_once(app: Flask, client: PageClient) -> None:
    small_house(app)
    client.sign_in("reg")
    first = client.post("/wbp/admit", typed(idempotency_key="once"))
    second = client.post("/wbp/admit", typed(idempotency_key="once"))
    assert first.headers["Location"] == second.headers["Location"]
    assert count_rows(app, Wbp, name="Ketut Baru") == 1
    assert audited(app, "wbp.admit") == 1


def test_the_search_comes_first_and_shows_who_is_known(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    page = client.sign_in("reg").get("/wbp/admit?q=boedi").get_data(as_text=True)
    assert f"/people/{place.person_id}" in page
    assert 'value="boedi"' in page


@pytest.mark.parametrize("user", ["wali", "tpp", "bina", "kepala"])
def test_only_registration_admits(app: Flask, client: PageClient, user: str) -> None:
    place = small_house(app)
    client.sign_in(user)
    client.get("/wbp/admit", status=403)
    client.post("/wbp/admit", typed(), status=403)
    client.post(f"/wbp/{place.person_id}/identity", typed(version="1"), status=403)
    assert count_rows(app, Wbp) == 2


def identity(**values: Any) -> dict[str, Any]:
    return {
        "version": "1", "register_no": "B.I 1/2025", "name": "Budi Benar", "sex": "L", "birth_on": "05-05-1990",
        "religion": "islam", "education": "", "block": "D", "cell": "7", "nik": "",
    } | values  # fmt: skip


def test_identity_is_corrected_with_before_and_after(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").post(f"/wbp/{place.person_id}/identity", identity(register_no="B.I 5/2025"))
    person = stored(app, Wbp, place.person_id)
    assert (person.name, person.register_no, person.version) == ("Budi Benar", "B.I 5/2025", 2)
    with app.app_context():
        stay = db.session.query(Placement).filter_by(wbp_id=place.person_id).one()
        assert (stay.register_no, stay.block, stay.cell) == ("B.I 5/2025", "D", "7")
    assert audited(app, "wbp.correct_identity") == 1


def test_a_stale_form_is_refused_and_shows_both_versions(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").post(f"/wbp/{place.person_id}/identity", identity(name="Budi Pertama"))
    answer = client.post(f"/wbp/{place.person_id}/identity", identity(name="Budi Kedua"), status=409)
    page = answer.get_data(as_text=True)
    assert "Budi Pertama" in page and "Budi Kedua" in page
    assert stored(app, Wbp, place.person_id).name == "Budi Pertama"


def test_moving_to_another_cell_alone_makes_an_older_form_stale(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").post(f"/wbp/{place.person_id}/identity", identity(name="Budi Contoh", cell="8"))
    client.post(f"/wbp/{place.person_id}/identity", identity(name="Budi Contoh", cell="9"), status=409)


def test_an_empty_nik_field_keeps_the_nik_and_a_tick_removes_it(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/identity"
    client.sign_in("reg").post(path, identity(nik=NIK))
    page = client.get(path).get_data(as_text=True)
    assert NIK not in page and "0001" in page
    client.post(path, identity(version="2", name="Budi Lagi"))
    assert stored(app, Wbp, place.person_id).nik == NIK
    client.post(path, identity(version="3", remove_nik="y"))
    person = stored(app, Wbp, place.person_id)
    assert (person.nik, person.nik_index) == (None, None)


def test_a_nik_of_somebody_else_is_refused(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context():
        index = vault().blind_index(NIK)
    _known(app, place, nik=NIK, nik_index=index)
    page = client.sign_in("reg").post(f"/wbp/{place.person_id}/identity", identity(nik=NIK), status=422)
    assert "NIK ini sudah tercatat" in page.get_data(as_text=True)


def test_schooling_in_words_of_an_import_survives_saving(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        db.session.get(Wbp, place.person_id).education = "SLTA sederajat"
    version = stored(app, Wbp, place.person_id).version
    client.sign_in("reg").post(f"/wbp/{place.person_id}/identity", identity(version=str(version), education="SLTA sederajat"))
    assert stored(app, Wbp, place.person_id).education == "SLTA sederajat"


def test_showing_a_nik_is_audited_and_only_for_those_who_may(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        db.session.get(Wbp, place.person_id).nik = NIK
    page = client.sign_in("reg").get(f"/wbp/{place.person_id}/nik").get_data(as_text=True)
    assert NIK in page
    assert audited(app, "wbp.read_nik") == 1
    client.sign_in("wali").get(f"/wbp/{place.person_id}/nik", status=403)
    assert audited(app, "wbp.read_nik") == 1


def test_many_people_get_a_wali_at_once(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        ids = [factories.wbp(place.facility_id, f"Orang {number}").id for number in range(3)]
    client.sign_in("reg").get("/wbp/assign-wali", query_string={"wbp_id": ids})
    client.post("/wbp/assign-wali", {"wbp_id": ids, "wali_id": str(place.wali_id)})
    assert [stored(app, Wbp, wbp_id).wali_id for wbp_id in ids] == [place.wali_id] * 3
    assert audited(app, "wbp.assign_wali") == 1
    client.post("/wbp/assign-wali", {"wbp_id": ids[:1], "wali_id": "0"})
    assert stored(app, Wbp, ids[0]).wali_id is None


def test_one_foreign_person_among_many_stops_the_assignment(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    sent = {"wbp_id": [place.person_id, place.other_person_id], "wali_id": "0"}
    client.sign_in("reg").post("/wbp/assign-wali", sent, status=404)
    assert stored(app, Wbp, place.person_id).wali_id == place.wali_id
    page = client.get("/wbp/assign-wali", query_string={"wbp_id": sent["wbp_id"]}).get_data(as_text=True)
    assert "Rahasia Sekali" not in page
