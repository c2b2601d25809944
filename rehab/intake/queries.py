"""Reading what stands in a facility, past imports, and whether something was built on one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, select

from rehab.access.scope import Scope
from rehab.attendance.models import Recap
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.extensions import db, metadata
from rehab.intake.merging import KnownPerson, Last, Stored
from rehab.intake.models import ImportChange, ImportRun, LastImported
from rehab.intake.sealing import CHANGES, LAST, REPORT
from rehab.intake.tables import BY_NAME, PLACEMENT, SENTENCE, TABLES, WBP, key_text
from rehab.plumbing.cells import register_key
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.plumbing.vault import opened
from rehab.remisi.models import Round
from rehab.wbp.models import Detention, Paper, Placement, RemissionReceived, Sentence, Service, Wbp

MODELS: dict[str, Any] = {
    model.__tablename__: model
    for model in (
        Wbp, Sentence, Placement, Detention, RemissionReceived, SppnMonth, RiskAssessment, DisciplineEntry, Paper, Recap, Service,
    )
}  # fmt: skip
AT_ONCE = 5_000
Rows = dict[str, dict[int, dict[str, Stored]]]


def people_of(scope: Scope, facility_id: int) -> dict[str, KnownPerson]:
    """Everybody whom the facility holds or last held, by register key."""
    stay = and_(Placement.wbp_id == Wbp.id, Placement.facility_id == facility_id, Placement.ends_on.is_(None))
    found = (
        select(Wbp.id, Wbp.register_no, Wbp.name, Placement.id.is_not(None).label("placed"))
        .outerjoin(Placement, stay)
        .where(Wbp.facility_id == facility_id, scope.rows(Wbp.facility_id))
        .order_by(Wbp.id)
    )
    return {register_key(row.register_no): KnownPerson(*row) for row in db.session.execute(found)}


def moved_registers(scope: Scope, facility_id: int) -> list[str]:
    """Register numbers that people had here who are now held by another facility."""
    found = select(Placement.register_no).join(Wbp, Wbp.id == Placement.wbp_id)
    found = found.where(Placement.facility_id == facility_id, Wbp.facility_id != facility_id, scope.rows(Placement.facility_id))
    return list(db.session.scalars(found.order_by(Placement.register_no, Placement.id)))


def rows_of(scope: Scope, facility_id: int, tables: Iterable[str]) -> Rows:
    """The rows of some tables about the people of a facility, by table, person and natural key (the id for stays)."""
    here = select(Wbp.id).where(Wbp.facility_id == facility_id, scope.rows(Wbp.facility_id))
    return {name: _rows_of(name, here, facility_id) for name in tables}


def _rows_of(name: str, here: Any, facility_id: int) -> dict[int, dict[str, Stored]]:
    rule, model = BY_NAME[name], MODELS[name]
    own_id = Wbp.id if name == WBP.name else model.wbp_id
    row_id = model.wbp_id if name == SENTENCE.name else model.id
    columns = [own_id, row_id, *([model.version] if hasattr(model, "version") else [])]
    head = len(columns)
    key_end = head + len(rule.key)
    wanted = [*columns, *(getattr(model, each) for each in rule.key), *(getattr(model, each) for each in rule.fields)]
    statement = select(*wanted).where(own_id.in_(here)).order_by(row_id)
    if name == PLACEMENT.name:
        statement = statement.where(Placement.facility_id == facility_id)
    found: defaultdict[int, dict[str, Stored]] = defaultdict(dict)
    for row in db.session.execute(statement):
        key = str(row[1]) if name == PLACEMENT.name else key_text(tuple(row[head:key_end]))
        stored = Stored(row[1], row[2] if head == 3 else 0, dict(zip(rule.fields, row[key_end:], strict=True)))
        found[row[0]][key] = stored
    return dict(found)


def last_imported(scope: Scope, facility_id: int) -> dict[int, tuple[int, Last]]:
    """What was last imported about the people of a facility, by person, with the id of the row that keeps it."""
    found = select(LastImported.id, LastImported.wbp_id, LastImported.values)
    found = found.where(LastImported.facility_id == facility_id, scope.rows(LastImported.facility_id)).order_by(LastImported.id)
    return {row.wbp_id: (row.id, opened(row.values, LAST)) for row in db.session.execute(found)}


def get_run(scope: Scope, run_id: int) -> ImportRun:
    """One import, or NotFound."""
    run = db.session.scalar(select(ImportRun).where(ImportRun.id == run_id, scope.rows(ImportRun.facility_id)))
    if run is None:
        raise NotFound()
    return run


def report_of(scope: Scope, run: ImportRun) -> dict[str, Any]:
    """The report of an import within scope."""
    if run.report is None or not scope.covers(run.facility_id):
        raise NotFound()
    report: dict[str, Any] = opened(run.report, REPORT)
    return report


def list_runs(scope: Scope, *, page: int = 1) -> Page[ImportRun]:
    """One page of imports, newest first."""
    found = select(ImportRun).where(scope.rows(ImportRun.facility_id), ImportRun.state != "dropped")
    return paginate(found.order_by(ImportRun.created_at.desc(), ImportRun.id.desc()), page)


def waiting_runs(scope: Scope, facility_id: int) -> list[ImportRun]:
    """The previews of the present user that nobody committed."""
    found = select(ImportRun).where(
        ImportRun.facility_id == facility_id,
        scope.rows(ImportRun.facility_id),
        ImportRun.state == "previewed",
        ImportRun.created_by == scope.user_id,
    )
    return list(db.session.scalars(found.order_by(ImportRun.id).limit(100)))


def newest_committed(scope: Scope, facility_id: int) -> int | None:
    """The id of the newest import that still stands in a facility."""
    found = select(ImportRun.id).where(
        ImportRun.facility_id == facility_id, scope.rows(ImportRun.facility_id), ImportRun.state == "committed"
    )
    return db.session.scalar(found.order_by(ImportRun.committed_at.desc(), ImportRun.id.desc()).limit(1))


def changes_of(scope: Scope, run: ImportRun) -> list[tuple[int, dict[str, Any]]]:
    """What a run did, person by person."""
    found = select(ImportChange.wbp_id, ImportChange.changes)
    found = found.where(ImportChange.run_id == run.id, scope.rows(ImportChange.facility_id)).order_by(ImportChange.id)
    return [(row.wbp_id, opened(row.changes, CHANGES)) for row in db.session.execute(found)]


def round_since(scope: Scope, facility_id: int, at: datetime) -> bool:
    """Whether a remission round was computed in a facility after an instant."""
    found = select(Round.id).where(Round.facility_id == facility_id, scope.rows(Round.facility_id), Round.computed_at >= at)
    return db.session.scalar(found.limit(1)) is not None


def something_refers_to(scope: Scope, ids: Mapping[str, Sequence[int]]) -> str | None:
    """The name of a table, outside those an import fills, with a row about one of these rows; None where there is none."""
    own = {rule.name for rule in TABLES} | {LastImported.__tablename__}
    for table in metadata.sorted_tables:
        for key in () if table.name in own else table.foreign_keys:
            if _refers(table, key, ids.get(key.column.table.name, ())):
                return table.name
    return None


def _refers(table: Table, key: Any, ids: Sequence[int]) -> bool:
    parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return any(db.session.execute(select(key.parent).where(key.parent.in_(part)).limit(1)).first() for part in parts)
