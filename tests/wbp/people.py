"""The two facilities and the officers of these tests."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories


@dataclass(frozen=True)
class Place:
    """Ids of a small house: one person here, one in another facility, a wali here."""

    facility_id: int
    other_facility_id: int
    person_id: int
    other_person_id: int
    wali_id: int


def small_house(app: Flask) -> Place:
    """RUTAN-01 with officers `reg`, `bina`, `wali`, `tpp`; RUTAN-02 with officer `reg2`; one person in each."""
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("RUTAN-02")
        factories.user("reg", Role.REGISTRASI, here.id)
        factories.user("bina", Role.PEMBINAAN, here.id)
        wali = factories.user("wali", Role.WALI, here.id, name="Ibu Wali")
        factories.user("tpp", Role.TPP, here.id)
        factories.user("kepala", Role.KEPALA, here.id)
        factories.user("reg2", Role.REGISTRASI, there.id)
        mine = factories.wbp(here.id, "Budi Contoh", register_no="B.I 1/2025", wali_id=wali.id)
        theirs = factories.wbp(there.id, "Rahasia Sekali", register_no="B.I 9/2025")
        return Place(here.id, there.id, mine.id, theirs.id, wali.id)


def audited(app: Flask, action: str) -> int:
    """How many audit entries carry an action."""
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(action=action).count()


def count_rows(app: Flask, table: type, **values: object) -> int:
    """How many rows of a table carry some values."""
    with app.app_context():
        return db.session.query(table).filter_by(**values).count()


def stored(app: Flask, table: type, row_id: int) -> Any:
    """A row as it stands, detached."""
    with app.app_context():
        row = db.session.get(table, row_id)
        if row is not None:
            db.session.expunge(row)
        return row
