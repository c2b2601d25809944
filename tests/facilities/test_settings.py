"""The settings of a facility and the great days: who reads, who changes, what is refused."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.facilities.calendar import calendar_days
from rehab.facilities.models import Facility, Holiday
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

FORM = {
    "version": "1", "name": "Rutan Baru", "zone": "WIT", "city": "Jayapura", "address": "Jalan Satu 1",
    "letterhead": "KEMENTERIAN\n\nKANTOR WILAYAH\n", "head_name": "Dr. Kepala", "head_nip": "1980", "paper": "F4",
    "correction_days": "14",
}  # fmt: skip


def _seed(app: Flask) -> dict[str, int]:
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("LAPAS-02", name="Lapas Lain")
        factories.user("pusat", Role.ADMIN)
        factories.user("admin", Role.ADMIN, here.id)
        factories.user("sari", Role.PEMBINAAN, here.id)
        day = factories.holiday("idul_fitri", date(2026, 3, 20), "perkiraan")
        return {"here": here.id, "there": there.id, "day": day.id}


def _facility(app: Flask, facility_id: int) -> Facility:
    with app.app_context():
        row = db.session.get(Facility, facility_id)
        assert row is not None
        return row


def test_an_admin_changes_the_settings_of_the_facility(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin").get(f"/facilities/{ids['here']}/edit")
    page = client.follow(client.post(f"/facilities/{ids['here']}/edit", FORM)).get_data(as_text=True)
    assert "Rutan Baru" in page and "14 hari setelah sesi" in page
    row = _facility(app, ids["here"])
    assert (row.zone, row.paper, row.correction_days, row.letterhead) == ("WIT", "F4", 14, ["KEMENTERIAN", "KANTOR WILAYAH"])
    with app.app_context():
        assert "facilities.change" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_facility_sets_the_days_of_its_calendar_and_empty_ones_are_the_usual(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    address = f"/facilities/{ids['here']}/edit"
    days = {"days_data": "150", "days_conduct": "", "days_papers": "30", "days_decree": "0", "objection_days": "7"}
    client.sign_in("admin").post(address, FORM | days)
    policy = _facility(app, ids["here"]).policy
    assert policy == {"objection_days": 7, "calendar_days": {"data": 150, "decree": 0}}
    assert list(calendar_days(policy).items()) == [("data", 150), ("conduct", 90), ("papers", 30), ("decree", 0)]
    page = client.get(address).text
    assert re.search(r'name="days_data"[^>]*value="150"', page) and re.search(r'name="days_decree"[^>]*value="0"', page)
    shown = client.get("/facilities").text
    assert re.findall(r"(\d+) hari sebelum hari remisi", shown) == ["150", "90", "30", "0"]
    client.post(address, FORM | {"version": "2"})
    assert _facility(app, ids["here"]).policy == {}


@pytest.mark.parametrize(
    ("days", "fields"),
    [
        ({"days_papers": "91"}, ["days_papers"]),
        ({"days_data": "89"}, ["days_conduct"]),
        ({"days_decree": "366"}, ["days_decree"]),
        ({"days_conduct": "-1"}, ["days_conduct"]),
        ({"days_data": "10"}, ["days_conduct"]),
        ({"days_data": "10", "days_conduct": "11", "days_papers": "12"}, ["days_conduct", "days_papers"]),
    ],
)
def test_a_calendar_that_runs_backwards_is_refused_beside_the_day(
    app: Flask, client: PageClient, days: dict[str, str], fields: list[str]
) -> None:
    ids = _seed(app)
    page = client.sign_in("admin").post(f"/facilities/{ids['here']}/edit", FORM | days, status=422).text
    assert re.findall(r'<a href="#(days_\w+)">', page) == fields
    assert _facility(app, ids["here"]).policy == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Isi nama UPT."),
        ({"zone": "UTC"}, "Pilih salah satu"),
        ({"name": "Rutan \u202eabc"}, "tidak terlihat"),
        ({"address": "x" * 301}, "Paling banyak 300 huruf"),
        ({"correction_days": "0"}, "Isi angka 1 sampai 60."),
        ({"correction_days": "61"}, "Isi angka 1 sampai 60."),
        ({"correction_days": ""}, "Isi masa perubahan presensi."),
    ],
)
def test_wrong_settings_are_refused_and_nothing_changes(
    app: Flask, client: PageClient, change: dict[str, str], says: str
) -> None:
    ids = _seed(app)
    answer = client.sign_in("admin").post(f"/facilities/{ids['here']}/edit", FORM | change, status=422)
    assert says in answer.get_data(as_text=True)
    assert _facility(app, ids["here"]).zone == "WITA"


def test_a_stale_form_is_refused(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin").post(f"/facilities/{ids['here']}/edit", FORM)
    client.post(f"/facilities/{ids['here']}/edit", FORM | {"city": "Lain"}, status=409)


def test_another_facility_looks_absent(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin").get(f"/facilities/{ids['there']}/edit", status=404)
    client.post(f"/facilities/{ids['there']}/edit", FORM, status=404)
    assert "Lapas Lain" not in client.get("/facilities").get_data(as_text=True)
    assert "Lapas Lain" in client.sign_in("pusat").get("/facilities").get_data(as_text=True)


def test_an_officer_reads_the_settings_but_does_not_change_them(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("sari")
    assert "/edit" not in client.get("/facilities").get_data(as_text=True)
    client.get("/facilities/holidays?year=2026")
    for path in (f"/facilities/{ids['here']}/edit", "/facilities/holidays/new", f"/facilities/holidays/{ids['day']}/confirm"):
        client.get(path, status=403)
        client.post(path, status=403)


def test_a_great_day_is_an_estimate_until_its_decree_is_named(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    path = f"/facilities/holidays/{ids['day']}/confirm"
    assert "Perkiraan" in client.sign_in("admin").get("/facilities/holidays?year=2026").get_data(as_text=True)
    client.get(path)
    client.post(path, {"version": "1", "decree": ""}, status=422)
    page = client.follow(client.post(path, {"version": "1", "decree": "SKB 1/2025"})).get_data(as_text=True)
    assert "SKB 1/2025" in page
    assert "Ditetapkan" in page
    client.post(path, {"version": "1", "decree": "SKB 2/2025"}, status=409)


def test_a_great_day_is_entered_by_hand_once(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("admin").get("/facilities/holidays/new")
    client.post("/facilities/holidays/new", {"code": "nyepi", "held_on": "19-03-2026"})
    answer = client.post("/facilities/holidays/new", {"code": "nyepi", "held_on": "19 Maret 2026"}, status=422)
    assert "sudah tercatat" in answer.get_data(as_text=True)
    with app.app_context():
        states = db.session.scalars(select(Holiday.state).where(Holiday.code == "nyepi")).all()
    assert states == ["perkiraan"]


@pytest.mark.parametrize("year", ["", "1", "9999", "abc"])
def test_a_strange_year_shows_this_one(app: Flask, client: PageClient, year: str) -> None:
    _seed(app)
    client.sign_in("sari").get(f"/facilities/holidays?year={year}")
