"""Risk assessments, Register F, and the board of what waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.access.scope import Scope
from rehab.audit.models import AuditDetail
from rehab.conduct.models import DisciplineEntry, RiskAssessment
from rehab.conduct.queries import count_risk_due, count_running_discipline, list_risk_due, list_running_discipline
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.conduct.scores import wali_id, wali_with
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.wbp.people import Place, audited, count_rows, small_house, stored

ON = date(2026, 7, 1)


def risk(place: Place) -> str:
    return f"/conduct/people/{place.person_id}/risk"


def register_f(place: Place) -> str:
    return f"/conduct/people/{place.person_id}/discipline"


def test_a_risk_assessment_is_recorded_corrected_and_removed_with_reasons(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    sent = {"assessed_on": "03-03-2025", "level": "sedang"}
    client.sign_in("wali").post(risk(place), sent)
    with app.app_context():
        row_id = db.session.query(RiskAssessment).one().id
    client.get(f"{risk(place)}?edit={row_id}")
    refused = client.post(f"{risk(place)}/{row_id}", {"version": "1", "assessed_on": "03-03-2025", "level": "rendah"}, status=422)
    assert "Tulis alasan" in refused.get_data(as_text=True)
    assert stored(app, RiskAssessment, row_id).level == "sedang"
    right = {"version": "1", "assessed_on": "03-03-2025", "level": "rendah", "reason": "Salah salin"}
    client.post(f"{risk(place)}/{row_id}", right)
    client.post(f"{risk(place)}/{row_id}", right | {"level": "tinggi"}, status=409)
    assert stored(app, RiskAssessment, row_id).level == "rendah"
    client.get(f"{risk(place)}/{row_id}/remove")
    client.post(f"{risk(place)}/{row_id}/remove", {"version": "2", "reason": ""}, status=422)
    client.post(f"{risk(place)}/{row_id}/remove", {"version": "1", "reason": "Orang lain"}, status=409)
    client.post(f"{risk(place)}/{row_id}/remove", {"version": "2", "reason": "Orang lain"})
    assert count_rows(app, RiskAssessment) == 0
    assert [audited(app, f"conduct.{verb}_risk") for verb in ("record", "correct", "remove")] == [1, 1, 1]
    with app.app_context():
        assert any("Orang lain" in detail.payload for detail in db.session.query(AuditDetail))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"assessed_on": "01-01-2099"}, "Tanggal ini belum tiba"),
        ({"assessed_on": "03-03-2025"}, "Asesmen pada tanggal ini sudah tercatat"),
        ({"level": ""}, "Pilih tingkat risiko."),
        ({"level": "gawat"}, "Pilih salah satu dari daftar."),
        ({"assessed_on": "kemarin"}, "Isi tanggal sebagai"),
    ],
)
def test_a_wrong_assessment_is_refused_at_its_field(app: Flask, client: PageClient, values: dict[str, str], says: str) -> None:
    place = small_house(app)
    client.sign_in("wali").post(risk(place), {"assessed_on": "03-03-2025", "level": "sedang"})
    sent = {"assessed_on": "04-04-2025", "level": "sedang"} | values
    assert says in client.post(risk(place), sent, status=422).get_data(as_text=True)
    assert count_rows(app, RiskAssessment) == 1


def test_an_entry_of_register_f_is_recorded_corrected_and_removed_with_reasons(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    sent = {"level": "sedang", "starts_on": "03-03-2025", "ends_on": "", "forfeits_until": "03-09-2025", "note": "Perkelahian"}
    client.sign_in("reg").post(register_f(place), sent | {"idempotency_key": "k"})
    client.post(register_f(place), sent | {"idempotency_key": "k"})
    assert "sudah tercatat" in client.post(register_f(place), sent, status=422).get_data(as_text=True)
    with app.app_context():
        row_id = db.session.query(DisciplineEntry).one().id
    client.get(f"{register_f(place)}?edit={row_id}")
    path = f"{register_f(place)}/{row_id}"
    client.post(path, sent | {"version": "1", "ends_on": "10-03-2025"}, status=422)
    client.post(path, sent | {"version": "1", "ends_on": "10-03-2025", "reason": "Sudah selesai"})
    assert stored(app, DisciplineEntry, row_id).ends_on == date(2025, 3, 10)
    page = client.post(path, sent | {"version": "1", "ends_on": "11-03-2025", "reason": "x"}, status=409).get_data(as_text=True)
    assert "2025-03-10" in page or "10" in page
    client.post(f"{path}/remove", {"version": "2"}, status=422)
    client.post(f"{path}/remove", {"version": "2", "reason": "Salah orang"})
    assert count_rows(app, DisciplineEntry) == 0
    assert [audited(app, f"conduct.{verb}_discipline") for verb in ("record", "correct", "remove")] == [1, 1, 1]


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": "01-01-2099"},
        {"ends_on": "02-03-2025"},
        {"forfeits_until": "02-03-2025"},
        {"level": "gawat"},
        {"starts_on": ""},
        {"note": "x" * 501},
    ],
)
def test_a_wrong_entry_is_refused(app: Flask, client: PageClient, values: dict[str, str]) -> None:
    place = small_house(app)
    sent = {"level": "ringan", "starts_on": "03-03-2025", "ends_on": "", "forfeits_until": "", "note": ""} | values
    client.sign_in("reg").post(register_f(place), sent, status=422)
    assert count_rows(app, DisciplineEntry) == 0


@pytest.mark.parametrize(
    ("user", "assesses", "disciplines"),
    [("wali", 303, 403), ("bina", 303, 403), ("reg", 403, 303), ("tpp", 403, 403), ("kepala", 403, 403)],
)
def test_each_role_writes_only_its_own_part(app: Flask, client: PageClient, user: str, assesses: int, disciplines: int) -> None:
    place = small_house(app)
    client.sign_in(user)
    client.get(risk(place))
    client.get(register_f(place))
    client.post(risk(place), {"assessed_on": "03-03-2025", "level": "sedang"}, status=assesses)
    client.post(register_f(place), {"level": "ringan", "starts_on": "03-03-2025"}, status=disciplines)


def _scope(app: Flask) -> Scope:
    return factories.scope_for(db.session.query(factories.User).filter_by(username="bina").one())


def _assessed(app: Flask, wbp_id: int, facility_id: int, on: date) -> None:
    with app.app_context(), saving():
        row = RiskAssessment(wbp_id=wbp_id, facility_id=facility_id, assessed_on=on, level="sedang", recorded_at=factories.NOW)
        db.session.add(row)


def test_an_assessment_is_due_on_the_181st_day(app: Flask) -> None:
    place, ids = wali_with(app, 3)
    _assessed(app, ids[0], place.facility_id, ON - timedelta(days=180))
    _assessed(app, ids[1], place.facility_id, ON - timedelta(days=181))
    _assessed(app, ids[2], place.facility_id, ON + timedelta(days=1))
    _assessed(app, place.person_id, place.facility_id, ON)
    with app.app_context():
        scope = _scope(app)
        page = list_risk_due(scope, on=ON)
        assert [row.id for row in page.items] == [ids[2], ids[1]], "a missing one first, one of tomorrow does not count yet"
        assert [row.assessed_on for row in page.items] == [None, ON - timedelta(days=181)]
        assert count_risk_due(scope, on=ON) == 2
        assert count_risk_due(scope, on=ON, wali_id=wali_id(app, "wali")) == 0


def test_running_discipline_is_what_lasts_or_still_forfeits(app: Flask) -> None:
    place = small_house(app)
    spans = {
        "lasts": (date(2026, 6, 1), None, None),
        "ends that day": (date(2026, 6, 2), ON, None),
        "ended the day before": (date(2026, 6, 3), ON - timedelta(days=1), None),
        "forfeits": (date(2026, 1, 4), date(2026, 1, 10), ON + timedelta(days=1)),
        "forfeited until that day": (date(2026, 1, 5), date(2026, 1, 10), ON),
        "not begun": (ON + timedelta(days=1), None, None),
    }
    with app.app_context(), saving():
        for wbp_id, facility_id in ((place.person_id, place.facility_id), (place.other_person_id, place.other_facility_id)):
            for note, (starts_on, ends_on, forfeits_until) in spans.items():
                db.session.add(
                    DisciplineEntry(
                        wbp_id=wbp_id, facility_id=facility_id, level="sedang", starts_on=starts_on, ends_on=ends_on,
                        forfeits_until=forfeits_until, note=note, recorded_at=factories.NOW,
                    )
                )  # fmt: skip
    with app.app_context():
        scope = _scope(app)
        found = [(row.name, row.entry.note) for row in list_running_discipline(scope, on=ON).items]
        assert found == [("Budi Contoh", note) for note in ("ends that day", "lasts", "forfeits")]
        assert count_running_discipline(scope, on=ON) == 3


def test_the_board_shows_own_people_to_a_wali_and_everybodys_to_others(app: Flask, client: PageClient) -> None:
    wali_with(app, 2)
    page = client.sign_in("sri").get("/conduct").get_data(as_text=True)
    assert "Ibu Sri" in page and ">Ibu Wali<" not in page
    page = client.sign_in("bina").get("/conduct").get_data(as_text=True)
    assert "Ibu Sri" in page and "Ibu Wali" in page
    assert "Rahasia" not in page


def _count(client: PageClient, path: str) -> int:
    with counted_queries() as seen:
        client.get(path)
    return len(seen)


@pytest.mark.parametrize("path", ["/conduct", "/conduct/risk-due"])
def test_the_lists_ask_as_often_for_fifty_people_as_for_many(app: Flask, client: PageClient, path: str) -> None:
    place, _ids = wali_with(app, 50)
    client.sign_in("bina")
    client.get(path)  # the first line of a chain also makes its head
    few = _count(client, path)
    with app.app_context(), saving():
        for number in range(200):
            factories.wbp(place.facility_id, f"Tambahan {number}", wali_id=place.wali_id)
    assert _count(client, path) == few
    # Four of them are the line of the trail.
    assert few <= 14


def test_the_list_of_assessments_due_has_pages(app: Flask, client: PageClient) -> None:
    wali_with(app, 40)
    page: Any = client.sign_in("sri").get("/conduct/risk-due").get_data(as_text=True)
    assert "Halaman 1 dari 2" in page
    assert "Budi Contoh" not in page
    assert "Budi Contoh" in client.get("/conduct/risk-due?all=1").get_data(as_text=True)
