"""Part of this room's actions: whole lists at once, for an import that makes one audit entry of them all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.bulk import delete_rows, insert_rows, update_rows
from rehab.plumbing.vault import vault
from rehab.wbp.models import Detention, Paper, Placement, RemissionReceived, Sentence, Service, Wbp

TABLES = {
    "wbp": Wbp,
    "sentence": Sentence,
    "placement": Placement,
    "detention": Detention,
    "remission_received": RemissionReceived,
    "paper": Paper,
    "service": Service,
}
Rows = Sequence[dict[str, Any]]


def admit_imported_people(*, scope: Scope, facility_id: int, people: Rows, at: datetime) -> dict[str, int]:
    """Insert people (columns of Wbp) into a facility; returns every id of the facility by register number."""
    insert_rows(Wbp, [_indexed(person) | {"facility_id": facility_id, "created_at": at} for person in people])
    found = select(Wbp.register_no, Wbp.id).where(Wbp.facility_id == facility_id, scope.rows(Wbp.facility_id))
    return {row.register_no: row.id for row in db.session.execute(found.order_by(Wbp.id))}


def record_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Insert rows of one table of this room."""
    insert_rows(TABLES[table], [_verified(row, scope, at) if table == "paper" else row for row in rows])


def correct_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Change rows of one table of this room; each names its id (wbp_id for a sentence) and the version that was read."""
    if table == "paper":
        rows = [_verified(row, scope, at) for row in rows]
    if table == "wbp":
        rows = [_indexed(row) if "nik" in row else row for row in rows]
    update_rows(TABLES[table], rows, key=key_of(table))


def remove_imported_rows(*, table: str, ids: Sequence[int]) -> None:
    """Delete rows that an import brought and nothing was built on."""
    delete_rows(TABLES[table], ids, key=key_of(table))


def key_of(table: str) -> str:
    """The column that names a row of a table."""
    return "wbp_id" if table == "sentence" else "id"


def _indexed(person: dict[str, Any]) -> dict[str, Any]:
    nik = person.get("nik")
    return person | {"nik_index": vault().blind_index(nik) if nik else None}


def _verified(paper: dict[str, Any], scope: Scope, at: datetime) -> dict[str, Any]:
    """Who imports a verified paper answers for it."""
    if "state" not in paper:
        return paper
    verified = paper["state"] == "verified"
    return paper | {"verified_by": scope.user_id if verified else None, "verified_at": at if verified else None}
