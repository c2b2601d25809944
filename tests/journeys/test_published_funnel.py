"""The workbook whose funnel was published comes in whole, and the round over it gives that funnel."""

import re
from datetime import date
from pathlib import Path

from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.facilities.queries import get_facility_by_code
from rehab.intake.command import import_file
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi.computing import RoundQuestion
from rehab.remisi.queries import run_round
from tests import factories
from tests.pages import PageClient

ROSTER = Path(__file__).parents[1] / "data" / "roster-idul-fitri-2022.xlsx"
FUNNEL = {
    "facility": "LAPAS-01",
    "kind": "RK",
    "on": "2022-05-02",
    "population": 825,
    "eligible": 672,
    "incomplete": 0,
    "not_eligible": 153,
    "by_days": {"15": 131, "30": 508, "45": 33},
    "class_two": 0,
    "failed": {"final_judgment": 29, "not_in_subsidiary": 16, "religion_day": 68, "served_minimum": 40},
    "unknown": {
        "active_in_program": 22,
        "bukan_cmb": 29,
        "bukan_subsider": 29,
        "daftar_perubahan": 29,
        "laporan_pembinaan": 29,
        "not_escaped": 21,
        "not_in_subsidiary": 21,
        "not_on_leave": 21,
        "parole_intact": 21,
        "putusan": 29,
        "register_f": 29,
        "religion_day": 6,
        "sppn_good": 29,
    },
}


def test_the_published_roster_gives_the_published_funnel(app: Flask) -> None:
    with app.app_context():
        with saving():
            factories.facility("LAPAS-01", kind="lapas", zone="WIB")
        report = import_file(ROSTER, facility_code="LAPAS-01", commit=True)
        assert report["refused"] == []
        assert report["new"] == 825
        scope = command_line_scope()
        facility_id = get_facility_by_code(scope, "LAPAS-01").id
        question = RoundQuestion("RK", date(2022, 5, 2), "idul_fitri")
        funnel, confirmed = run_round(scope, facility_id, question, at=clock.now())
    assert funnel == FUNNEL
    assert not confirmed


def test_the_pages_give_the_published_funnel_as_the_command_does(app: Flask, client: PageClient) -> None:
    """An officer opens the round; the tabs, the sizes and what is lacking are read from the pages, as a person reads them."""
    with app.app_context(), saving():
        place = factories.facility("LAPAS-01", kind="lapas", zone="WIB")
        factories.user("rina", Role.REGISTRASI, place.id)
        factories.holiday("idul_fitri", date(2022, 5, 2))
    with app.app_context():
        import_file(ROSTER, facility_code="LAPAS-01", commit=True)
    client.sign_in("rina")
    form = {"kind": "RK", "on": "02-05-2022", "holiday": "idul_fitri", "late_on": ""}
    address = client.post("/remisi/rounds", form).headers["Location"]
    page = client.get(address).text
    counts = re.findall(r'href="[^"]*\?tab=(eligible|incomplete|not_eligible)"[^>]*>[^<]*<b>(\d+)</b>', page)
    assert dict(counts) == {name: str(FUNNEL[name]) for name in ("eligible", "incomplete", "not_eligible")}
    assert f'<span class="head__count">{FUNNEL["population"]}</span>' in page
    assert _offered(page, "days") == FUNNEL["by_days"]
    assert _offered(page, "failed") == FUNNEL["failed"]
    assert _offered(page, "unknown") | _offered(page, "paper") == FUNNEL["unknown"]
    assert "II" not in _offered(page, "class")
    for tab, field, code in (("eligible", "days", "45"), ("not_eligible", "failed", "religion_day")):
        listed = client.get(f"{address}?tab={tab}&{field}={code}").text
        assert f"{_offered(page, field)[code]} baris" in listed


def _offered(page: str, name: str) -> dict[str, int]:
    """What a filter of the list offers, with the number of people behind each."""
    field = re.search(rf'<select[^>]*name="{name}">(.*?)</select>', page, re.S)
    assert field, name
    return {code: int(number) for code, number in re.findall(r'<option value="(\w+)"[^>]*>[^<]*\((\d+)\)</option>', field[1])}
