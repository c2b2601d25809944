"""Part of this room's actions: monthly recaps from paper, whole lists at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.attendance.models import Recap
from rehab.plumbing.bulk import delete_rows, insert_rows, update_rows

TABLES = {"attendance_recap": Recap}
Rows = Sequence[dict[str, Any]]


def record_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Insert recaps."""
    insert_rows(TABLES[table], rows)


def correct_imported_rows(*, scope: Scope, table: str, rows: Rows, at: datetime) -> None:
    """Change recaps; each names its id."""
    update_rows(TABLES[table], rows)


def remove_imported_rows(*, table: str, ids: Sequence[int]) -> None:
    """Delete recaps that an import brought and nothing was built on."""
    delete_rows(TABLES[table], ids)
