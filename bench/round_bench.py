"""A round over 1,500 people with every finding, against fetching the very rows it needs and nothing else."""

import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, Select, event

from bench.import_bench import FACILITY, empty_facility
from bench.rows import Row, at_most, figure
from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.saving import saving
from rehab.remisi.computing import RoundQuestion, compute
from rehab.remisi.keeping import packed_all
from tests.remisi.crowd import crowd

PEOPLE = 1_500
TIMES = 5
ON = date(2026, 8, 17)


def measure() -> Iterator[Row]:
    """Yield the round's seconds and its ratio to the bare rows."""
    with empty_facility() as (app, _renew), app.app_context():
        at = clock.instant(ON - timedelta(10), 9, 0, "WIB")
        with saving():
            for model, rows in crowd(FACILITY, PEOPLE, on=ON, at=at):
                insert_rows(model, rows)
        statements = statements_of(at)
        rounds, bare = [], []
        for _ in range(TIMES):
            db.session.rollback()
            bare.append(timed(lambda: fetch(statements)))
            db.session.rollback()
            rounds.append(timed(lambda: _round(at)))
        seconds = statistics.median(rounds)
        yield at_most(f"round: {PEOPLE} people with all findings", seconds, "s", 1)
        yield figure("round: its rows fetched bare", statistics.median(bare), "s")
        ratio = statistics.median(full / part for full, part in zip(rounds, bare, strict=True))
        yield at_most("round: times its bare rows", ratio, "×", 3)
        yield at_most("round: queries", len(statements), "queries", 14)


def _round(at: Any) -> int:
    computed = compute(command_line_scope(FACILITY), FACILITY, RoundQuestion("RU", ON), at=at)
    verdicts, _bases = packed_all(each.verdict for each in computed)
    return len(verdicts)


def statements_of(at: Any) -> list[Any]:
    """What one round asks the database."""
    seen: list[Any] = []

    def note(_connection: object, statement: Any, *_rest: object) -> None:
        if isinstance(statement, Select):
            seen.append(statement)

    event.listen(Engine, "before_execute", note)
    try:
        _round(at)
    finally:
        event.remove(Engine, "before_execute", note)
    return seen


def fetch(statements: list[Any]) -> int:
    """Those rows with dates as dates and numbers as numbers, and nothing done with them."""
    connection = db.session.connection()
    return sum(len(connection.execute(statement).all()) for statement in statements)


def timed(action: Any) -> float:
    """Seconds it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
