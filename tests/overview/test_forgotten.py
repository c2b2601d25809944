"""Who was forgotten: each kind is found, and nobody whom somebody has thought of."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.overview.forgotten import KINDS, list_forgotten
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi import actions
from rehab.remisi.models import Round
from rehab.wbp.models import Detention, Placement, RemissionReceived, Wbp
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.remisi.people import AT, ON, prison, spotless

TODAY = date(2026, 9, 1)
TWO = {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": date(2025, 6, 1)}


def _found(place: int, on: date = TODAY, **more: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in list_forgotten(command_line_scope(place), place, on=on, **more).rows:
        found.setdefault(row.kind, []).append(row.name)
    return found


def _prison() -> tuple[int, int]:
    """A prison and a wali of it."""
    place, _ = prison()
    return place, factories.user("wati", Role.WALI, place).id


def _left(person: Wbp, on: date, reason: str = "bebas") -> None:
    stay = db.session.query(Placement).filter_by(wbp_id=person.id).one()
    stay.ends_on, stay.end_reason = on, reason
    db.session.query(Detention).filter_by(wbp_id=person.id).one().ends_on = on


def test_whoever_is_inside_after_the_end_is_found_the_day_after(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, wali = _prison()
            factories.wbp(place, "Ani Tepat", since=TODAY.replace(year=2024), sentence=TWO, wali_id=wali)
            factories.wbp(place, "Budi Lewat", since=(TODAY - timedelta(1)).replace(year=2024), sentence=TWO, wali_id=wali)
            factories.wbp(place, "Cici Subsider", since=date(2024, 8, 1), sentence=TWO, wali_id=wali, subsidiary_days=60)
        assert _found(place) == {"expired": ["Budi Lewat"]}


@pytest.mark.parametrize(
    ("after_expiry", "kind"), [(1, "released_late"), (0, None), (-100, None), (-700, "released_early")],
)  # fmt: skip
def test_a_release_is_measured_against_the_dates_that_were_computed(app: Flask, after_expiry: int, kind: str | None) -> None:
    """Two years from 1 August 2024 end on 1 August 2026; PB lies on 24 November 2025, 480 days after the start."""
    with app.app_context():
        with saving():
            place, wali = _prison()
            person = factories.wbp(place, "Ani Bebas", since=date(2024, 8, 1), sentence=TWO, wali_id=wali)
            _left(person, date(2026, 8, 1) + timedelta(after_expiry))
        on = max(TODAY, date(2026, 8, 1)) if after_expiry > -365 else date(2024, 12, 1)
        assert _found(place, on) == ({kind: ["Ani Bebas"]} if kind else {})


def test_who_left_for_another_reason_was_not_released(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, wali = _prison()
            _left(
                factories.wbp(place, "Ani Pindah", since=date(2024, 8, 1), sentence=TWO, wali_id=wali), date(2026, 8, 9), "pindah"
            )
        assert _found(place) == {}


def test_a_child_who_turned_adult_a_missing_wali_and_a_missing_detention_are_found(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, wali = _prison()
            child = {"status": "anak_binaan", "wali_id": wali}
            factories.wbp(place, "Ani Hari Ini", birth_on=TODAY.replace(year=2008), **child)
            factories.wbp(place, "Budi Besok", birth_on=(TODAY + timedelta(1)).replace(year=2008), **child)
            factories.wbp(place, "Cici Tanpa Lahir", birth_on=None, **child)
            factories.wbp(place, "Dodi Tanpa Wali")
            factories.wbp(place, "Eko Tanpa Tahan", since=None, wali_id=wali)
        assert _found(place) == {
            "grown_up": ["Ani Hari Ini"],
            "no_detention": ["Eko Tanpa Tahan"],
            "no_wali": ["Dodi Tanpa Wali"],
        }


STEPS = {
    "Ani Tanpa": (None, {}, "nothing"),
    "Budi Terbuka": ("open", {}, "nothing"),
    "Cici Ditinggal": ("decided", {"proposal": "leave_out"}, "left_out"),
    "Dodi Ditarik": ("decided", {"withdrawn": True}, "withdrawn"),
    "Eko Macet": ("verified", {}, "verified"),
    "Fani Diusulkan": ("decided", {}, None),
    "Gani Dikirim": ("sent", {}, None),
    "Hana Masuk": ("entered", {}, None),
}


def _proposed(app: Flask) -> int:
    with app.app_context():
        with saving():
            place, wali = _prison()
            factories.path_people(place)
            for name in (*STEPS, "Ina Tercatat"):
                spotless(place, name, wali_id=wali)
            spotless(place, "Jaka Kurang", paper_state="present", wali_id=wali)
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
        with saving():
            names = {"wali": "wali", "preparer": "preparer", "verifier": "verifier", "tpp": "tpp", "head": "head"}
            users = {
                name: db.session.query(factories.User).filter_by(username=f"{each}.{place}").one() for name, each in names.items()
            }
            path, round_row = factories.Path(**users), db.session.get_one(Round, round_id)
            for name, (state, values, _said) in STEPS.items():
                person = db.session.query(Wbp).filter_by(name=name).one()
                if state:
                    factories.candidate(round_row, person, state, path, **values)
            granted = db.session.query(Wbp).filter_by(name="Ina Tercatat").one().id
            factories.add(RemissionReceived(facility_id=place, wbp_id=granted, kind="RU", granted_on=ON, days=60))
        return place


def test_the_eligible_who_are_not_proposed_are_found_with_where_they_stopped(app: Flask) -> None:
    place = _proposed(app)
    with app.app_context():
        rows = list_forgotten(command_line_scope(place), place, on=TODAY, kind="unproposed").rows
        assert {row.name: row.state for row in rows} == {name: said for name, (*_, said) in STEPS.items() if said}
        # A month before the day it is time to look; before that nobody is late, and on the way is on the way.
        early = _found(place, ON - timedelta(31))
        assert "unproposed" not in early
        near = _found(place, ON - timedelta(30))["unproposed"]
        assert "Ani Tanpa" in near and "Eko Macet" not in near
        assert "unproposed" not in _found(place, ON + timedelta(366))


def test_the_page_counts_every_kind_and_beranda_leads_to_it(app: Flask, client: PageClient) -> None:
    today = clock.today("WITA")
    with app.app_context(), saving():
        place, wali = _prison()
        factories.wbp(place, "Budi Lewat", since=today - timedelta(900), sentence=TWO, wali_id=wali)
        factories.wbp(place, "Cici Sendiri", since=today - timedelta(30))
    client.sign_in("rina")
    home = client.get("/home").text
    assert re.search(r'href="/forgotten"[^>]*>\s*<span class="work__count">2<', home)
    assert "Masih di dalam sesudah ekspirasi: 1" in home
    page = client.get("/forgotten").text
    assert "Budi Lewat" in page and "Cici Sendiri" in page
    for kind in KINDS:
        one = client.get(f"/forgotten?kind={kind}").text
        number = re.search(rf'kind={kind}"[^>]*aria-current="page">[^<]*<b>(\d+)</b>', one)
        assert number and one.count('data-label="Nama"') == int(number[1])
    assert "Cici Sendiri" in client.get("/forgotten?wali=0").text
    assert "Budi Lewat" not in client.get("/forgotten?wali=0&q=cici&block=A").text
    book = zipfile.ZipFile(io.BytesIO(client.get("/forgotten.xlsx?kind=expired").data))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Budi Lewat" in text and "Cici Sendiri" not in text
    client.get("/forgotten?kind=%27&wali=x&page=9")


def test_it_asks_as_often_for_many_as_for_few_and_names_nobody_of_another_prison(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _wali = _prison()
            factories.wbp(place, "Ani Sendiri")
            other, _ = prison("LAPAS-02")
        with counted_queries() as few:
            assert _found(other) == {}
            _found(place)
        with saving():
            for number in range(40):
                _left(factories.wbp(place, f"Orang {number}", since=date(2024, 8, 1), sentence=TWO), date(2026, 8, 9))
        with counted_queries() as many:
            assert _found(other) == {}
            _found(place)
    assert len(many) == len(few)
