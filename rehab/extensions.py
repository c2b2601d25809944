"""The Flask extensions, the naming convention of the schema, and how each database is opened."""

import sqlite3
from contextvars import ContextVar
from typing import Any

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_security import Security, Totp
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import OperationalError

from rehab.turns import PATIENCE, begin_writing

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class OncePerCode(Totp):
    """A code of the authenticator counts once: the counter last used is kept with the user."""

    def get_last_counter(self, user: Any) -> int | None:
        last: int | None = user.tf_last_counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


db = SQLAlchemy(metadata=metadata)
migrate = Migrate(render_as_batch=True)
security = Security(totp_cls=OncePerCode)
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[])

# True while a transaction may write; set by plumbing.saving alone.
writing: ContextVar[bool] = ContextVar("writing", default=False)


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not begin transactions by itself: _begin decides which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(1000 * PATIENCE)}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Reading transactions cannot write at all; writing ones take SQLite's lock before they read."""
    may_write = writing.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
        if may_write:
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")
    elif connection.dialect.name == "postgresql" and not may_write:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _begin_writing(connection: Connection) -> None:
    """A connection keeps its turn until it goes back, for several transactions where there are several (migrations)."""
    opened = connection.connection
    driver: Any = opened.dbapi_connection
    if opened.info.get("turn"):
        driver.execute("BEGIN IMMEDIATE")
    else:
        try:
            opened.info["turn"] = begin_writing(driver, str(connection.engine.url.database))
        except sqlite3.OperationalError as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error


@event.listens_for(Engine, "checkin")
def _let_others_write(_connection: Any, record: Any) -> None:
    if turn := record.info.pop("turn", None):
        turn.release()
