"""Alembic inside the application: its database, its metadata, batch mode on SQLite."""

import importlib
from pathlib import Path

from alembic import context
from flask import current_app

from rehab.extensions import writing

# Every room's tables, also of rooms whose pages import none.
for models in sorted(Path(current_app.root_path).glob("*/models.py")):
    importlib.import_module(f"rehab.{models.parent.name}.models")

database = current_app.extensions["migrate"].db


def include(_object: object, name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave tables of the job queue alone."""
    return not (type_ == "table" and (name or "").startswith("huey"))


def run_online() -> None:
    token = writing.set(True)
    try:
        with database.engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=database.metadata,
                render_as_batch=True,
                compare_type=True,
                include_object=include,
                transaction_per_migration=True,
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        writing.reset(token)


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database, not as a script.")
run_online()
