"""Part of this room's actions: carries a plan out through the bulk actions of the rooms that own the tables."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.attendance import bulk as attendance
from rehab.conduct import bulk as conduct
from rehab.intake.merging import Plan, Standing
from rehab.intake.models import ImportChange, LastImported
from rehab.intake.sealing import CHANGES, LAST
from rehab.intake.tables import PLACEMENT, SENTENCE, TABLES, WBP, plain
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.plumbing.vault import sealed
from rehab.wbp import bulk as wbp

OWNERS: dict[str, Any] = {table: room for room in (wbp, conduct, attendance) for table in room.TABLES}


def carry_out(*, scope: Scope, facility_id: int, run_id: int, plan: Plan, standing: Standing, at: datetime) -> None:
    """Write everything a plan says, and what it takes to undo it: a bounded number of statements for any number of rows."""
    ids = _admit(scope, facility_id, plan, standing, at)
    for rule in TABLES:
        owner = OWNERS[rule.name]
        if rule is not WBP and plan.inserts[rule.name]:
            rows = [
                insert.values | {"facility_id": facility_id, "wbp_id": ids[insert.person]} for insert in plan.inserts[rule.name]
            ]
            if rule is PLACEMENT:
                registers = _registers(plan, standing)
                rows = [
                    row | {"register_no": registers[each.person]} for row, each in zip(rows, plan.inserts[rule.name], strict=True)
                ]
            owner.record_imported_rows(scope=scope, table=rule.name, rows=rows, at=at)
        if plan.changes[rule.name]:
            key = "wbp_id" if rule is SENTENCE else "id"
            rows = [each.values | {key: each.stored.id, "version": each.stored.version} for each in plan.changes[rule.name]]
            owner.correct_imported_rows(scope=scope, table=rule.name, rows=rows, at=at)
    _remember(facility_id, plan, standing, ids)
    _note_changes(facility_id, run_id, plan, standing, ids)


def _admit(scope: Scope, facility_id: int, plan: Plan, standing: Standing, at: datetime) -> dict[str, int]:
    """The id of everybody in the plan, by register key; new people are admitted."""
    ids = {person: known.id for person, known in standing.people.items()}
    if inserts := plan.inserts[WBP.name]:
        people = [insert.values for insert in inserts]
        found = wbp.admit_imported_people(scope=scope, facility_id=facility_id, people=people, at=at)
        ids |= {insert.person: found[insert.values["register_no"]] for insert in inserts}
    return ids


def _registers(plan: Plan, standing: Standing) -> dict[str, str]:
    known = {person: found.register_no for person, found in standing.people.items()}
    return known | {insert.person: insert.values["register_no"] for insert in plan.inserts[WBP.name]}


def _remember(facility_id: int, plan: Plan, standing: Standing, ids: Mapping[str, int]) -> None:
    """Keep what was imported last about everybody in the file, where that is something new."""
    fresh, renewed = [], []
    for person, last in plan.last.items():
        row_id, before = standing.last.get(ids[person], (None, None))
        if row_id is None:
            fresh.append({"facility_id": facility_id, "wbp_id": ids[person], "values": sealed(last, LAST)})
        elif last != before:
            renewed.append({"id": row_id, "values": sealed(last, LAST)})
    insert_rows(LastImported, fresh)
    update_rows(LastImported, renewed)


def _note_changes(facility_id: int, run_id: int, plan: Plan, standing: Standing, ids: Mapping[str, int]) -> None:
    """Keep, person by person, what must be taken back when this import is undone."""
    notes: defaultdict[str, dict[str, Any]] = defaultdict(lambda: {"inserted": defaultdict(list), "changed": defaultdict(dict)})
    for table, inserts in plan.inserts.items():
        for insert in inserts:
            key = str(plain(insert.values["starts_on"])) if table == PLACEMENT.name else insert.key
            notes[insert.person]["inserted"][table].append(key)
    for table, changes in plan.changes.items():
        for change in changes:
            before = {name: plain(change.stored.values[name]) for name in change.values}
            version = change.stored.version + 1 if change.stored.version else 0
            notes[change.person]["changed"][table][str(change.stored.id)] = {"before": before, "version": version}
    new = set(plan.new)
    for person, last in plan.last.items():
        before = standing.last.get(ids[person], (None, None))[1]
        if person in notes or last != before:
            notes[person] |= {"new_person": person in new, "last": before}
    rows = [
        {"facility_id": facility_id, "run_id": run_id, "wbp_id": ids[person], "changes": sealed(note, CHANGES)}
        for person, note in notes.items()
    ]
    insert_rows(ImportChange, rows)
