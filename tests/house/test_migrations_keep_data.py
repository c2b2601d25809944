"""A house that is in use moves between revisions: what both schemas can hold is kept, row by row."""

from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, select

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, ScheduleSlot, Session
from tests import factories as make
from tests.attendance.classroom import classroom, record
from tests.house.reading import ROOT

REVISIONS = sorted(path.stem.split("_")[0] for path in (ROOT / "migrations" / "versions").glob("*.py"))


def contents(connection: Connection) -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row of every table, by table and key."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: _rows(connection, table) for table in found.sorted_tables if table.name != "alembic_version"}


def _rows(connection: Connection, table: Table) -> dict[Any, dict[str, Any]]:
    keys = [column.name for column in table.primary_key]
    return {tuple(row[key] for key in keys): dict(row) for row in connection.execute(select(table)).mappings()}


def lost(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Rows and values of tables and columns there are in both, which are not the same afterwards."""
    faults = []
    for name in before.keys() & after.keys():
        for key, row in before[name].items():
            kept = after[name].get(key)
            if kept is None:
                faults.append(f"{name} {key} is gone")
            else:
                faults += [f"{name} {key} {each}" for each in row.keys() & kept.keys() if row[each] != kept[each]]
    return sorted(faults)


@pytest.fixture
def house_in_use(app: Flask) -> Flask:
    """A class with hours, a session that points to another, and marks that point to it."""
    room = classroom(app, people=2)
    record(app, room, dict.fromkeys(room.people, "hadir"))
    with app.app_context(), saving():
        cohort = db.session.get_one(Cohort, room.cohort_id)
        hours = {"cohort_id": cohort.id, "facility_id": cohort.facility_id, "weekday": 4, "room": "Aula"}
        make.add(ScheduleSlot(**hours, starts_time=time(9), ends_time=time(10)))
        make.session(cohort, date(2026, 11, 27))
        assert db.session.get_one(Session, room.session_id).state == "held"
    return app


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_going_back_and_forth_keeps_what_both_sides_hold(house_in_use: Flask, revision: str) -> None:
    with house_in_use.app_context():
        with db.engine.connect() as connection:
            before = contents(connection)
        assert len(before["mark"]) == 2
        downgrade(revision=revision)
        with db.engine.connect() as connection:
            between = contents(connection)
        assert lost(before, between) == []
        upgrade()
        with db.engine.connect() as connection:
            after = contents(connection)
        assert lost(between, after) == []
        assert after.keys() == before.keys()


def test_a_lost_row_and_a_changed_value_are_seen() -> None:
    before = {"mark": {(1,): {"id": 1, "status": "hadir"}, (2,): {"id": 2, "status": "izin"}}, "gone": {}}
    after = {"mark": {(1,): {"id": 1, "status": "sakit", "new": None}}, "fresh": {}}
    assert lost(before, after) == ["mark (1,) status", "mark (2,) is gone"]
