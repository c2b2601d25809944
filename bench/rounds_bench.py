"""A round of 5,000 people computed and kept, and 1,500 grants entered, each against its rows fetched and written bare."""

import statistics
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bench.entry_of_grants import Entry
from bench.import_bench import FACILITY, empty_facility
from bench.round_bench import ON, TIMES, fetch, statements_of, timed
from bench.rows import Row, at_most, figure
from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.saving import saving
from rehab.remisi.actions import open_round
from rehab.remisi.models import Round, RoundVerdict
from tests.remisi.crowd import crowd

PEOPLE = 5_000
GRANTED = 1_500


def measure() -> Iterator[Row]:
    """Yield seconds and ratio, from the first query to the last row written; each try is rolled back."""
    yield from _kept()
    yield from _entered()


def _entered() -> Iterator[Row]:
    with empty_facility() as (app, _renew), app.app_context():
        at = clock.instant(ON - timedelta(10), 9, 0, "WIB")
        with saving():
            for model, rows in crowd(FACILITY, GRANTED, on=ON, at=at):
                insert_rows(model, rows)
            _opened(at)
            entry = Entry(db.session.scalars(select(Round)).one(), at)
        yield from entry_figures(entry)


def entry_figures(entry: Entry) -> Iterator[Row]:
    """Seconds, ratio and statements of one deed over everybody."""
    batch = entry.batch()
    bare, full, count = [], [], list[int]()
    for _ in range(TIMES):
        bare.append(timed(lambda: _written(lambda: entry.write_bare(ON))))
        full.append(timed(lambda: _written(lambda: entry.enter(batch))))
    _written(lambda: count.append(entry.statements(batch)))
    yield at_most(f"grants: {entry.people} entered into the histories at once", statistics.median(full), "s", 3)
    yield figure("grants: their rows written bare", statistics.median(bare), "s")
    ratio = statistics.median(deed / rows for deed, rows in zip(full, bare, strict=True))
    yield at_most("grants: entered, times their rows bare", ratio, "×", 5)
    yield at_most("grants: statements of the deed", count[0], "statements", 30)


def _kept() -> Iterator[Row]:
    with empty_facility() as (app, _renew), app.app_context():
        at = clock.instant(ON - timedelta(10), 9, 0, "WIB")
        with saving():
            for model, rows in crowd(FACILITY, PEOPLE, on=ON, at=at):
                insert_rows(model, rows)
        statements, results = statements_of(at), _results(at)
        kept, bare = [], []
        for _ in range(TIMES):
            bare.append(timed(lambda: _written(lambda: _bare(statements, results))))
            kept.append(timed(lambda: _written(lambda: _opened(at))))
        yield at_most(f"round: {PEOPLE} people computed and kept", statistics.median(kept), "s", 5)
        yield figure("round: its rows fetched and its results written bare", statistics.median(bare), "s")
        ratio = statistics.median(full / part for full, part in zip(kept, bare, strict=True))
        yield at_most("round: kept, times its rows and results bare", ratio, "×", 3)


class _Undone(Exception):
    pass


def _written(action: Any) -> None:
    """Do it in one write transaction and take it back, so that the next try finds the same house."""
    try:
        with saving():
            action()
            db.session.flush()
            raise _Undone()
    except _Undone:
        pass


def _opened(at: Any) -> None:
    scope = command_line_scope(FACILITY)
    open_round(scope=scope, facility_id=FACILITY, kind="RU", on=ON, holiday=None, late_on=None, at=at)


def _results(at: Any) -> list[dict[str, Any]]:
    """The rows of verdicts that a kept round writes, as plain values."""
    found: list[dict[str, Any]] = []

    def look() -> None:
        _opened(at)
        columns = [column for column in RoundVerdict.__table__.columns if column.name != "id"]
        found.extend(dict(row) for row in db.session.execute(select(*columns)).mappings())

    _written(look)
    return found


def _bare(statements: list[Any], results: list[dict[str, Any]]) -> None:
    fetch(statements)
    day = {"facility_id": FACILITY, "kind": "RU", "held_on": ON, "rules_version": "", "data_hash": "", "computed_at": clock.now()}
    insert_rows(Round, [day])
    round_id = db.session.scalar(select(func.max(Round.id)))
    insert_rows(RoundVerdict, [row | {"round_id": round_id} for row in results])
