"""Part of this room's actions: taking an import back while nothing was built on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.facilities.queries import lock_facility
from rehab.intake import queries
from rehab.intake.bulk import OWNERS
from rehab.intake.merging import Last, Stored
from rehab.intake.models import ImportChange, ImportRun, LastImported
from rehab.intake.sealing import LAST
from rehab.intake.tables import PLACEMENT, SENTENCE, TABLES, plain, revived
from rehab.plumbing.bulk import delete_rows, update_rows
from rehab.plumbing.errors import Refusal
from rehab.plumbing.vault import sealed

FIRST_VERSION = 1


class NotCommitted(Refusal):
    """Only an import that stands can be undone."""

    status = 409
    message = _l("Impor ini tidak sedang berlaku, jadi tidak ada yang dibatalkan.")


class BuiltOn(Refusal):
    """Something rests on what the import brought."""

    status = 409
    message = _l("Impor ini tidak dapat dibatalkan lagi: datanya sudah diubah atau dipakai. Perbaiki satu per satu.")


@dataclass
class _Return:
    """What an undo will delete and put back."""

    delete: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    restore: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    forget: list[int] = field(default_factory=list)
    remember: list[dict[str, Any]] = field(default_factory=list)


def undo_import(*, scope: Scope, run_id: int, at: datetime) -> ImportRun:
    """Take back every row an import inserted and every value it changed. Raises NotCommitted, BuiltOn."""
    run = queries.get_run(scope, run_id)
    lock_facility(scope, run.facility_id)
    if run.state != "committed" or run.committed_at is None:
        raise NotCommitted()
    newest = queries.newest_committed(scope, run.facility_id)
    if newest != run.id or queries.round_since(scope, run.facility_id, run.committed_at):
        raise BuiltOn()
    plan = _work_out(scope, run)
    if queries.something_refers_to(scope, plan.delete):
        raise BuiltOn()
    _take_back(scope, run, plan, at)
    run.state, run.undone_at = "undone", at
    details = {"file": run.file_name, "sha256": run.sha256, "counts": run.counts}
    write_entry(
        scope=scope,
        action="intake.undo",
        subject="import_run",
        subject_id=run.id,
        at=at,
        facility_id=run.facility_id,
        details=details,
    )
    return run


def _work_out(scope: Scope, run: ImportRun) -> _Return:
    rows = queries.rows_of(scope, run.facility_id, [rule.name for rule in TABLES])
    last = queries.last_imported(scope, run.facility_id)
    plan = _Return()
    for wbp_id, note in queries.changes_of(scope, run):
        own = {table: people[wbp_id] for table, people in rows.items() if wbp_id in people}
        if wbp_id not in last:
            raise BuiltOn()
        last_id, imported = last[wbp_id]
        _take_out(plan, own, note, imported)
        if note["new_person"] and any(len(found) != len(note["inserted"].get(table, ())) for table, found in own.items()):
            raise BuiltOn()
        if note["last"] is None:
            plan.forget.append(last_id)
        else:
            plan.remember.append({"id": last_id, "values": sealed(note["last"], LAST)})
    return plan


def _take_out(plan: _Return, own: dict[str, dict[str, Stored]], note: dict[str, Any], imported: Last) -> None:
    """Add one person's rows to the plan; BuiltOn where one is not as the import left it."""
    for table, keys in note["inserted"].items():
        for key in keys:
            stored, last_key = _inserted(own.get(table, {}), table, key)
            names = imported.get(table, {}).get(last_key, {})
            if stored is None or stored.version > FIRST_VERSION or not _as_imported(stored, imported, table, last_key, names):
                raise BuiltOn()
            plan.delete[table].append(stored.id)
    for table, changed in note["changed"].items():
        by_id = {str(stored.id): (key, stored) for key, stored in own.get(table, {}).items()}
        for row_id, change in changed.items():
            key, stored = by_id.get(row_id, ("", None))
            last_key = "" if table == PLACEMENT.name else key
            names = change["before"]
            if (
                stored is None
                or stored.version != change["version"]
                or not _as_imported(stored, imported, table, last_key, names)
            ):
                raise BuiltOn()
            before = {name: revived(name, value) for name, value in change["before"].items()}
            row_key = "wbp_id" if table == SENTENCE.name else "id"
            plan.restore[table].append(before | {row_key: stored.id, "version": stored.version})


def _inserted(found: dict[str, Stored], table: str, key: str) -> tuple[Stored | None, str]:
    if table != PLACEMENT.name:
        return found.get(key), key
    stays = [stay for stay in found.values() if str(plain(stay.values["starts_on"])) == key]
    return (stays[0] if len(stays) == 1 else None), ""


def _as_imported(stored: Stored, imported: Last, table: str, key: str, names: Iterable[str]) -> bool:
    """Whether some fields still hold what was imported last."""
    values = imported.get(table, {}).get(key, {})
    return all(plain(stored.values[name]) == values.get(name) for name in names)


def _take_back(scope: Scope, run: ImportRun, plan: _Return, at: datetime) -> None:
    for table, rows in plan.restore.items():
        OWNERS[table].correct_imported_rows(scope=scope, table=table, rows=rows, at=at)
    delete_rows(LastImported, plan.forget)
    update_rows(LastImported, plan.remember)
    delete_rows(ImportChange, [run.id], key="run_id")
    for rule in reversed(TABLES):
        if ids := plan.delete.get(rule.name):
            OWNERS[rule.name].remove_imported_rows(table=rule.name, ids=ids)
