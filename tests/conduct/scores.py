"""A wali with people, for the tests of this room."""

from flask import Flask

from rehab.access.permissions import Role
from rehab.plumbing.saving import saving
from tests import factories
from tests.wbp.people import Place, small_house


def wali_with(app: Flask, count: int) -> tuple[Place, list[int]]:
    """The small house with a wali `sri` who has `count` people; returns it with their ids in name order."""
    place = small_house(app)
    with app.app_context(), saving():
        sri = factories.user("sri", Role.WALI, place.facility_id, name="Ibu Sri")
        return place, [factories.wbp(place.facility_id, f"Warga {number:03}", wali_id=sri.id).id for number in range(count)]


def wali_id(app: Flask, username: str = "sri") -> int:
    """The id of a user."""
    with app.app_context():
        return factories.db.session.query(factories.User).filter_by(username=username).one().id
