"""Whoever hands out a partner's password can read what that account reads: so no admin of one facility does, beyond it."""

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.accounts.models import User
from rehab.extensions import db
from rehab.partners.models import AgencyMember
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient


@pytest.fixture
def two(app: Flask) -> dict[str, int]:
    """A facility with its admin, another that works with DISDIK, and DINKES that works with the first alone."""
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("LAPAS-02")
        factories.user("admin", Role.ADMIN, here.id)
        factories.user("pusat", Role.ADMIN)
        ids = {}
        for code, place in (("DISDIK", there), ("DINKES", here)):
            agency = factories.agency(code)
            factories.programme(place.id, agency_id=agency.id)
            dinas = factories.user(f"dinas-{code.lower()}", Role.DINAS)
            factories.member(dinas, agency)
            ids |= {code: agency.id, dinas.username: dinas.id}
        return ids


def _password(app: Flask, user_id: int) -> str:
    with app.app_context():
        return str(db.session.scalar(select(User.password).where(User.id == user_id)))


@pytest.mark.parametrize("address", ["/users/{user}/password", "/partners/agencies/{agency}/members/{user}/password"])
def test_a_dinas_of_another_facility_keeps_its_password(
    app: Flask, client: PageClient, two: dict[str, int], address: str
) -> None:
    before = _password(app, two["dinas-disdik"])
    asked = address.format(user=two["dinas-disdik"], agency=two["DISDIK"])
    assert client.sign_in("admin").http.post(asked).status_code == 403
    assert _password(app, two["dinas-disdik"]) == before
    assert client.sign_in("pusat").http.post(asked).status_code == 303
    assert _password(app, two["dinas-disdik"]) != before


def test_a_dinas_of_this_facility_alone_gets_a_new_password_here(app: Flask, client: PageClient, two: dict[str, int]) -> None:
    before = _password(app, two["dinas-dinkes"])
    client.sign_in("admin").post(f"/users/{two['dinas-dinkes']}/password")
    assert _password(app, two["dinas-dinkes"]) != before


@pytest.mark.parametrize(("agency", "status", "made"), [("DISDIK", 403, 1), ("DINKES", 303, 2)])
def test_a_new_dinas_account_opens_no_other_facility(
    app: Flask, client: PageClient, two: dict[str, int], agency: str, status: int, made: int
) -> None:
    form = {"username": "baru", "name": "Akun Baru", "role": "dinas"}
    client.sign_in("admin")
    assert client.http.post(f"/partners/agencies/{two[agency]}/members/new", data=form).status_code == status
    with app.app_context():
        assert len(db.session.scalars(select(AgencyMember).where(AgencyMember.agency_id == two[agency])).all()) == made


def test_a_teacher_becomes_no_dinas_of_another_facility(app: Flask, client: PageClient, two: dict[str, int]) -> None:
    with app.app_context(), saving():
        teacher = factories.user("guru", Role.GURU)
        db.session.add(AgencyMember(user_id=teacher.id, agency_id=two["DISDIK"]))
        teacher_id = teacher.id
    form = {"version": "1", "name": "Guru", "role": "dinas", "facility_id": ""}
    assert client.sign_in("admin").http.post(f"/users/{teacher_id}", data=form).status_code == 403
    with app.app_context():
        assert db.session.scalar(select(User.role).where(User.id == teacher_id)) == "guru"


def test_anybody_may_shut_an_account_but_not_open_it_again(client: PageClient, two: dict[str, int]) -> None:
    client.sign_in("admin").post(f"/users/{two['dinas-disdik']}/disable")
    assert client.http.post(f"/users/{two['dinas-disdik']}/enable").status_code == 403
