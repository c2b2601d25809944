"""Whoever opens a person's discipline or risk leaves a line in the audit of having read; whoever is refused leaves none."""

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.attendance.classroom import classroom
from tests.pages import PageClient


@pytest.fixture
def person_id(app: Flask) -> int:
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("LAPAS-02")
        factories.user("sari", Role.WALI, here.id)
        factories.user("tono", Role.WALI, there.id)
        return int(factories.wbp(here.id).id)


def _readings(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        asked = select(AuditEntry.action, AuditEntry.subject_id).where(AuditEntry.action == "conduct.read")
        return [(row.action, row.subject_id) for row in db.session.execute(asked.order_by(AuditEntry.id))]


@pytest.mark.parametrize("page", ["discipline", "risk"])
def test_opening_a_persons_conduct_is_remembered(app: Flask, client: PageClient, person_id: int, page: str) -> None:
    client.sign_in("sari").get(f"/conduct/people/{person_id}/{page}")
    assert _readings(app) == [("conduct.read", person_id)]


# Each page that names people, who opens it, the line it leaves, and in whose chain.
PAGES = [
    ("petugas", "/attendance/sessions/1", "attendance.read_register", 1),
    ("petugas", "/attendance/sessions/1/sheet", "attendance.read_register", 1),
    ("petugas", "/attendance/sessions/1/sheet.pdf", "attendance.print_register", 1),
    ("petugas", "/attendance/sessions/1/paper", "attendance.read_register", 1),
    ("petugas", "/attendance/sheets.pdf?date=20-11-2026", "attendance.print_registers", 1),
    ("petugas", "/attendance/cohorts/1/sheets.pdf?from=20-11-2026", "attendance.print_registers", 1),
    ("petugas", "/attendance/cohorts/1/month.xlsx?month=11-2026", "attendance.export_month", 1),
    ("petugas", "/attendance/cohorts/1", "attendance.read_class", 1),
    ("petugas", "/enrolment/classes/1", "enrolment.read_members", 1),
    ("petugas", "/outcomes/", "outcomes.read_certificates", 1),
    ("petugas", "/outcomes/classes/1", "outcomes.read_class", 1),
    ("wali", "/conduct", "conduct.read_list", 1),
    ("wali", "/conduct/sppn", "conduct.read_list", 1),
    ("wali", "/conduct/risk-due", "conduct.read_list", 1),
    ("registrasi", "/wbp", "wbp.list", 1),
    ("registrasi", "/wbp/1/identity", "wbp.read_identity", 1),
    ("registrasi", "/wbp/1/absences", "wbp.read_absences", 1),
    ("registrasi", "/people/1", "overview.read_case", 1),
    ("auditor", "/audit/", "audit.read", 0),
    ("kepala", "/audit/", "audit.read", 1),
    ("guru-rutan-01", "/portal/classes/1", "portal.read_class", 1),
    ("guru-rutan-01", "/portal/sessions/1", "portal.read_register", 1),
    ("guru-rutan-01", "/portal/sessions/1/sheet.pdf", "portal.print_register", 1),
    ("guru-rutan-01", "/portal/classes/1/sheets.pdf?from=20-11-2026", "portal.print_registers", 1),
    ("guru-rutan-01", "/portal/sessions/1/paper", "portal.read_register", 1),
    ("dinas-rutan-01", "/portal/programmes/1", "portal.read_participants", 1),
]


@pytest.mark.parametrize(("who", "page", "action", "chain"), PAGES, ids=[f"{each[0]} {each[1]}" for each in PAGES])
def test_a_page_that_names_people_leaves_one_line_however_many_it_names(
    app: Flask, client: PageClient, who: str, page: str, action: str, chain: int
) -> None:
    room = classroom(app, people=12)
    with app.app_context(), saving():
        for name, role in (("petugas", Role.PEMBINAAN), ("wali", Role.WALI), ("registrasi", Role.REGISTRASI)):
            factories.user(name, role, room.facility_id)
        factories.user("kepala", Role.KEPALA, room.facility_id)
        factories.user("auditor", Role.AUDITOR)
    client.sign_in(who).get(page)
    with app.app_context():
        lines = db.session.execute(select(AuditEntry.action, AuditEntry.chain, AuditEntry.actor_id)).all()
    assert [(line.action, line.chain, line.actor_id is not None) for line in lines] == [(action, chain, True)]


def test_who_is_refused_has_read_nothing(app: Flask, client: PageClient, person_id: int) -> None:
    client.sign_in("tono").get(f"/conduct/people/{person_id}/discipline", status=404)
    assert _readings(app) == []
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.action)).all() == ["audit.refuse"]
