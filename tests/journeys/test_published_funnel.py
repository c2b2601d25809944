"""The workbook whose funnel was published comes in whole, and the round over it gives that funnel."""

from datetime import date
from pathlib import Path

from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.facilities.queries import get_facility_by_code
from rehab.intake.command import import_file
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi.computing import RoundQuestion
from rehab.remisi.queries import run_round
from tests import factories

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
