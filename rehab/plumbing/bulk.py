"""Many rows at once: plain lists into one table, a bounded number of statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Insert, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from rehab.extensions import db
from rehab.plumbing.base import Base
from rehab.plumbing.errors import StaleVersion

AT_ONCE = 5_000
# Rows from which it pays to send them column by column.
MANY = 20


def insert_rows(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of values by column; columns left out take their default. Every row names the same columns."""
    if not rows:
        return
    table = _table(model)
    if len(rows) >= MANY and db.session.get_bind().dialect.name == "postgresql" and _left_out_is_plain(table, rows[0]):
        db.session.execute(*_by_columns(table, rows))
    else:
        db.session.execute(table.insert(), list(rows))


def _by_columns(table: Table, rows: Sequence[dict[str, Any]]) -> tuple[Insert, dict[str, list[Any]]]:
    """One array a column in place of one message a row: PostgreSQL takes about a third less time for it."""
    columns = list(rows[0])
    values = [func.unnest(bindparam(f"all_{name}", type_=ARRAY(table.c[name].type, dimensions=1))) for name in columns]
    return table.insert().from_select(columns, select(*values)), {f"all_{name}": [row[name] for row in rows] for name in columns}


def _left_out_is_plain(table: Table, row: dict[str, Any]) -> bool:
    """Whether no column left out takes a default that is made anew for each row."""
    return not any(each.default is not None and each.default.is_callable for each in table.c if each.name not in row)


def update_rows(model: type[Base], rows: Iterable[dict[str, Any]], *, key: str = "id") -> None:
    """Change rows: each names its `key`, its `version` where the table has one, and only the columns that change.

    Raises StaleVersion where a row was changed or deleted since it was read.
    """
    table = _table(model)
    versioned = "version" in table.c
    by_columns: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        columns = tuple(sorted(row.keys() - {key, "version"}))
        by_columns[columns].append({f"new_{column}": row[column] for column in columns} | _seen(row, key, versioned))
    for columns, found in by_columns.items():
        statement = update(table).where(table.c[key] == bindparam("seen_key"))
        if versioned:
            statement = statement.where(table.c.version == bindparam("seen_version")).values(version=table.c.version + 1)
        statement = statement.values({column: bindparam(f"new_{column}", type_=table.c[column].type) for column in columns})
        if db.session.connection().execute(statement, found).rowcount != len(found):
            raise StaleVersion()


def _seen(row: dict[str, Any], key: str, versioned: bool) -> dict[str, Any]:
    return {"seen_key": row[key]} | ({"seen_version": row["version"]} if versioned else {})


def delete_rows(model: type[Base], ids: Sequence[int], *, key: str = "id") -> None:
    """Delete rows by key."""
    table = _table(model)
    for start in range(0, len(ids), AT_ONCE):
        db.session.execute(delete(table).where(table.c[key].in_(ids[start : start + AT_ONCE])))


def _table(model: type[Base]) -> Table:
    return model.__table__  # type: ignore[return-value]
