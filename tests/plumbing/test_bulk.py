"""Many rows at once: what is written is what was given, on both databases and by either way of sending it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.extensions import db
from rehab.plumbing.bulk import MANY, insert_rows
from rehab.plumbing.saving import IdempotencyKey, saving
from tests.query_counter import counted_queries

AT = datetime(2026, 8, 17, 3, 30, 15, tzinfo=UTC)
COLUMNS = [each for each in IdempotencyKey.__table__.c if each.name != "id"]


def rows_of(number: int) -> list[dict[str, Any]]:
    """Texts with what a database might take for its own, texts that are missing, JSON, times of their own."""
    texts = ["", "{a,b}", 'say "no"', "back\\slash", "NULL", "O'Neil", None]
    flashes: list[Any] = [[], [["success", "Tersimpan: {ya}"]], [{"a": None, "b": [1, 2.5, "é"]}]]
    return [
        {
            "key": f"key-{index}", "user_id": index, "body_hash": f"{index:064d}", "status": 303, "location": None,
            "body": texts[index % len(texts)], "flashes": flashes[index % len(flashes)], "created_at": AT + timedelta(days=index),
        }
        for index in range(number)
    ]  # fmt: skip


def kept(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        found = db.session.execute(select(*COLUMNS).order_by(IdempotencyKey.user_id)).mappings()
        return [dict(row) for row in found]


@pytest.mark.parametrize("number", [1, MANY - 1, MANY, 300])
def test_rows_come_back_as_they_were_given(app: Flask, number: int) -> None:
    wanted = rows_of(number)
    with counted_queries() as seen, app.app_context(), saving():
        insert_rows(IdempotencyKey, wanted)
    assert kept(app) == wanted
    assert len(seen) == 1
    assert ("unnest" in seen[0]) == (db_kind(app) == "postgresql" and number >= MANY)


def test_a_default_that_is_made_anew_is_made_for_each_row(app: Flask) -> None:
    given = [{name: each for name, each in row.items() if name != "flashes"} for row in rows_of(MANY)]
    with app.app_context(), saving():
        insert_rows(IdempotencyKey, given)
    assert kept(app) == [row | {"flashes": []} for row in given]


def test_no_rows_ask_nothing(app: Flask) -> None:
    with counted_queries() as seen, app.app_context(), saving():
        insert_rows(IdempotencyKey, [])
    assert seen == []


def db_kind(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name
