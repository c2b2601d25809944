"""Part of this room's actions: whole lists at once, for an import that makes one audit entry of them all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.plumbing.bulk import delete_rows, insert_rows, update_rows

TABLES = {"sppn_month": SppnMonth, "risk_assessment": RiskAssessment, "discipline_entry": DisciplineEntry}
Rows = Sequence[dict[str, Any]]


def record_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Insert rows of one table of this room."""
    insert_rows(TABLES[table], [row | _by(scope, at) for row in rows])


def correct_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Change rows of one table of this room; each names its id and the version that was read."""
    update_rows(TABLES[table], [row | _by(scope, at) for row in rows])


def remove_imported_rows(*, table: str, ids: Sequence[int]) -> None:
    """Delete rows that an import brought and nothing was built on."""
    delete_rows(TABLES[table], ids)


def _by(scope: Scope, at: datetime) -> dict[str, Any]:
    return {"recorded_by": scope.user_id, "recorded_at": at}
