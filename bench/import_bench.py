"""Importing the workbook of 825 people, against reading it, validating its rows and inserting them bare."""

import base64
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from python_calamine import CalamineWorkbook
from sqlalchemy import Table

from bench.rows import Row, at_most, figure
from rehab.access.scope import command_line_scope
from rehab.app import create_app
from rehab.config import KEY_NAMES, Settings
from rehab.extensions import db, metadata
from rehab.facilities.actions import add_facility
from rehab.intake.actions import file_of, import_now
from rehab.intake.planning import look_ahead
from rehab.intake.reading import read_sheets
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import Sheet, read_path

ROSTER = Path(__file__).resolve().parents[1] / "tests" / "data" / "roster-idul-fitri-2022.xlsx"
TIMES = 5
FACILITY = 1


@contextmanager
def empty_facility() -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An application over an SQLite file with one facility, and a function that brings the file back to that."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, template = folder / "bench.db", folder / "template.db"
        keys = {key: base64.b64encode(bytes([place]) * 32).decode() for place, key in enumerate(KEY_NAMES)}
        settings = Settings(f"sqlite:///{file}", keys, folder, False, "http://127.0.0.1:8000", 8000, 15, 10, 65536)
        app = create_app(settings)
        with app.app_context():
            upgrade()
            with saving():
                add_facility(scope=command_line_scope(), code="LAPAS-01", name="Lapas", zone="WIB", kind="lapas", at=clock.now())
            db.engine.dispose()
            shutil.copy(file, template)

            def renew() -> None:
                db.session.remove()
                db.engine.dispose()
                for leftover in folder.glob("bench.db-*"):
                    leftover.unlink()
                shutil.copy(template, file)

            yield app, renew
            db.session.remove()
            db.engine.dispose()


def read_bare() -> list[Sheet]:
    """Read the workbook with calamine in this process, without limits."""
    workbook = CalamineWorkbook.from_path(str(ROSTER))
    return [Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names]


def validate_bare(sheets: list[Sheet]) -> None:
    """Read every cell of every row by its rule; nothing is compared with anything."""
    read_sheets(sheets)


def imported_rows() -> list[tuple[Table, list[dict[str, Any]]]]:
    """The rows an import has just inserted, table by table, as the database holds them."""
    names = [
        "wbp", "sentence", "placement", "detention", "remission_received", "sppn_month", "risk_assessment", "discipline_entry",
        "paper", "attendance_recap", "service",
    ]  # fmt: skip
    tables = [metadata.tables[name] for name in names]
    return [(table, [dict(row._mapping) for row in db.session.execute(table.select())]) for table in tables]


def insert_bare(rows: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    """Insert prepared rows in one transaction, one statement a table."""
    with saving():
        for table, found in rows:
            if found:
                db.session.execute(table.insert(), found)


def import_whole() -> None:
    """What the command does: read in the limited process, validate, compare, write, note, commit."""
    sheets = read_path(ROSTER)
    with saving():
        file = file_of(name=ROSTER.name, content=ROSTER.read_bytes(), sheets=sheets)
        import_now(scope=command_line_scope(FACILITY), facility_id=FACILITY, file=file, at=clock.now())


def seconds(action: Callable[[], Any]) -> float:
    """Time one run."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def measure() -> Iterator[Row]:
    """Both sides take turns in one process, so that a busy machine slows them alike; the ratio is the median of ratios."""
    with empty_facility() as (_app, renew):
        import_whole()
        rows = imported_rows()
        whole, bare, again, ratios = [], [], [], []
        for _ in range(TIMES):
            renew()
            whole.append(seconds(import_whole))
            again.append(seconds(lambda: look_ahead(command_line_scope(FACILITY), FACILITY, read_path(ROSTER))))
            renew()
            bare.append(seconds(lambda: validate_bare(read_bare())) + seconds(lambda: insert_bare(rows)))
            ratios.append(whole[-1] / bare[-1])
        yield figure("import: read, validate, insert bare", statistics.median(bare), "s")
        yield figure("import: 825 people, 16,000 rows", statistics.median(whole), "s")
        yield at_most("import: against bare", statistics.median(ratios), "×", 3)
        yield figure("import: the same file looked at again", statistics.median(again), "s")
