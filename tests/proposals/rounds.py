"""A small prison with a kept round of remisi umum for tests of the path."""

from rehab.access.scope import command_line_scope
from rehab.facilities.models import Facility
from rehab.remisi.actions import open_round
from rehab.remisi.models import Round
from rehab.wbp.models import Wbp
from tests import factories
from tests.remisi.people import AT, ON, spotless

NAMES = ("Ani Lengkap", "Budi Berkas", "Cici Muda", "Dodi Rapi")


def kept_round(code: str = "RUTAN-01") -> tuple[Facility, Round, list[Wbp]]:
    """A facility, its round of 17 August 2026, and four people: two eligible, one without papers, one too short inside.

    Call inside `with saving():`.
    """
    place = factories.facility(code, city="Makassar", letterhead=["KEMENTERIAN CONTOH"], head_name="Kepala Contoh")
    people = [
        spotless(place.id, NAMES[0]),
        spotless(place.id, NAMES[1], paper_state="present"),
        spotless(place.id, NAMES[2], since=ON.replace(month=4)),
        spotless(place.id, NAMES[3]),
    ]
    round_ = open_round(
        scope=command_line_scope(place.id), facility_id=place.id, kind="RU", on=ON, holiday=None, late_on=None, at=AT
    )
    return place, round_, people
