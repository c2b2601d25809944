"""A count and a checksum for each table, so that a restored database can be compared with the one backed up."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, cast, column, func, inspect, select
from sqlalchemy.sql.elements import ColumnElement


@dataclass(frozen=True)
class TableSum:
    """What a table held: its rows, and the SHA-256 over all of them in the order of the primary key."""

    rows: int
    sha256: str


def table_sums(connection: Connection) -> dict[str, TableSum]:
    """Return the sum of every table of the default schema, by name.

    Values are hashed as the database stores them (SQLite) or prints them (PostgreSQL, in UTC), each with its
    length, so that no two different tables give the same text.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    seen = inspect(connection)
    return {name: _sum_of(connection, name, seen) for name in sorted(seen.get_table_names())}


def row_counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table of the default schema holds."""
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(Table(name, MetaData()))) or 0 for name in names}


def _sum_of(connection: Connection, name: str, seen: Any) -> TableSum:
    names = sorted(each["name"] for each in seen.get_columns(name))
    keys = seen.get_pk_constraint(name)["constrained_columns"] or names
    table = Table(name, MetaData(), *(Column(each) for each in names))
    text = connection.dialect.name == "postgresql"
    wanted: list[ColumnElement[Any]] = [cast(column(each), Text) if text else column(each) for each in names]
    order = [cast(column(each), Text).collate("C") if text else column(each) for each in keys]
    statement = select(*wanted).select_from(table).order_by(*order)
    found = hashlib.sha256("\0".join(names).encode())
    rows = 0
    for row in connection.execution_options(stream_results=True).execute(statement):
        rows += 1
        for value in row:
            found.update(_canonical(value))
    return TableSum(rows, found.hexdigest())


def _canonical(value: Any) -> bytes:
    if value is None:
        return b"n;"
    body = value if isinstance(value, bytes) else str(value).encode("utf-8")
    return f"{type(value).__name__}{len(body)}:".encode() + body


def as_json(sums: dict[str, TableSum]) -> dict[str, dict[str, Any]]:
    """Return the sums as plain data."""
    return {name: asdict(each) for name, each in sums.items()}
