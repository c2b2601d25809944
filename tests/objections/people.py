"""A small prison with a kept round, somebody decided upon, and the officers around them."""

from dataclasses import dataclass

from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.remisi import actions as remisi
from rehab.remisi.models import Round
from rehab.wbp.models import Wbp
from tests import factories
from tests.remisi.people import AT, ON, prison, spotless


@dataclass(frozen=True)
class Scene:
    """Ids and names: the head decided on Ani, nobody yet on Budi."""

    place: int
    round_id: int
    ani: int
    budi: int
    head: int
    verifier: int
    head_name: str
    verifier_name: str
    wali_name: str


def scene(app: Flask) -> Scene:
    """Fill an empty database."""
    with app.app_context():
        with saving():
            place, _ = prison()
            path = factories.path_people(place)
            ani, budi = spotless(place, "Ani Lengkap").id, spotless(place, "Budi Nanti").id
        with saving():
            day = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = remisi.open_round(scope=command_line_scope(place), facility_id=place, **day).id
        with saving():
            round_row, person = db.session.get_one(Round, round_id), db.session.get_one(Wbp, ani)
            path = factories.Path(**{name: db.session.merge(getattr(path, name)) for name in path.__dataclass_fields__})
            factories.candidate(round_row, person, "decided", path)
            factories.candidate(round_row, db.session.get_one(Wbp, budi))
            people = {name: (row.id, row.username) for name in path.__dataclass_fields__ if (row := getattr(path, name))}
    return Scene(
        place, round_id, ani, budi, people["head"][0], people["verifier"][0], people["head"][1], people["verifier"][1],
        people["wali"][1],
    )  # fmt: skip


def stranger(app: Flask) -> str:
    """An officer of another prison."""
    with app.app_context(), saving():
        factories.user("jauh", Role.KEPALA, factories.facility("LAPAS-09").id)
    return "jauh"
