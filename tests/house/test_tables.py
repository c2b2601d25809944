"""The tables: foreign keys follow the story, facilities stand on every row, migrations equal the models."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, inspect, text

from rehab.extensions import db, metadata, writing
from tests.house.reading import PLACE, ROOT

VERSIONS = ROOT / "migrations" / "versions"
# These belong to the whole installation or hang on a row that belongs to a facility.
WITHOUT_FACILITY = {
    "facility", "installation", "holiday", "user", "user_session", "signin_delay", "agency", "agency_member", "idempotency_key",
    "audit_entry", "audit_head", "audit_detail",
}  # fmt: skip


def rooms_of_tables() -> dict[str, str]:
    return {mapper.local_table.name: mapper.class_.__module__.split(".")[1] for mapper in _mappers()}  # type: ignore[union-attr]


def _mappers() -> list[object]:
    from rehab.plumbing.base import Base

    return list(Base.registry.mappers)


def upward_keys(tables: list[Table], rooms: dict[str, str]) -> list[str]:
    """Foreign keys that point to a later room, or between rooms of one line."""
    faults = []
    for table in tables:
        for key in table.foreign_keys:
            mine, other = rooms[table.name], rooms[key.column.table.name]
            if mine != other and PLACE[other] >= PLACE[mine]:
                faults.append(f"{table.name} → {key.column.table.name}")
    return faults


def test_foreign_keys_point_down(app: Flask) -> None:
    assert upward_keys(list(metadata.sorted_tables), rooms_of_tables()) == []


def test_an_upward_key_is_seen() -> None:
    planted = MetaData()
    Table("late", planted, Column("id", Integer, primary_key=True))
    early = Table("early", planted, Column("late_id", ForeignKey("late.id")))
    assert upward_keys([early], {"early": "wbp", "late": "programs"}) == ["early → late"]


def test_every_table_of_a_facility_says_which(app: Flask) -> None:
    missing = [t.name for t in metadata.sorted_tables if "facility_id" not in t.columns and t.name not in WITHOUT_FACILITY]
    assert missing == []


def migration_faults(names: list[str], head: str) -> list[str]:
    """Revisions that are not numbered one by one, or a head file that does not name the last."""
    numbers = [name.split("_")[0] for name in sorted(names)]
    expected = [f"{index:04d}" for index in range(1, len(numbers) + 1)]
    faults = [] if numbers == expected else [f"numbers {numbers}"]
    return faults if head == (numbers[-1] if numbers else "") else [*faults, f"head file says {head}"]


def test_migrations_are_numbered_with_one_head() -> None:
    names = [path.stem for path in VERSIONS.glob("*.py")]
    assert migration_faults(names, (VERSIONS.parent / ".current-head").read_text().strip()) == []
    for path in VERSIONS.glob("*.py"):
        assert re.search(rf'revision = "{path.stem.split("_")[0]}"', path.read_text())


@pytest.mark.parametrize(
    ("names", "head"), [(["0001_a", "0003_b"], "0003"), (["0001_a", "0001_b"], "0001"), (["0001_a"], "0002")]
)
def test_a_second_head_or_a_gap_is_seen(names: list[str], head: str) -> None:
    assert migration_faults(names, head)


def test_the_models_equal_the_migrated_schema(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        differences = [each for each in compare_metadata(context, metadata) if "huey" not in str(each)]
        assert differences == []


def test_migrations_go_down_and_up_again(app: Flask) -> None:
    with app.app_context():
        before = set(inspect(db.engine).get_table_names())
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        upgrade()
        assert left == set()
        assert set(inspect(db.engine).get_table_names()) == before
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                connection.execute(text("DELETE FROM facility"))
        finally:
            writing.reset(token)
