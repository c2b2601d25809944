"""Whoever opens a person's discipline or risk leaves a line in the audit of having read; whoever is refused leaves none."""

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
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


def test_who_is_refused_has_read_nothing(app: Flask, client: PageClient, person_id: int) -> None:
    client.sign_in("tono").get(f"/conduct/people/{person_id}/discipline", status=404)
    assert _readings(app) == []
