"""Backup and restore by the database's own means, encrypted, with equal checksums as the proof.

A backup is one file: an encrypted tar of `manifest.json` (when, which database and revision, rows and checksum of
each table, which keys the data needs) and of the database: a copy by SQLite's backup API, or a dump by pg_dump.
The checksums belong to exactly the state that was copied. The keys themselves are never in it.
"""

import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from rehab.plumbing import postgres_tools
from rehab.plumbing.checksums import TableSum, as_json, row_counts, table_sums
from rehab.plumbing.crypto import Damaged, WrongKey, decrypt_file, encrypt_file, key_id, read_key
from rehab.plumbing.postgres_tools import ToolError

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
NAMED_KEYS = ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY")


class BackupError(Exception):
    """Nothing was changed; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: when it was made, of what, and the rows and checksum of each table."""

    made_at: str
    kind: str
    revision: str
    tables: dict[str, TableSum]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


def back_up(target: Path, *, database_url: str, keys: Mapping[str, str], at: datetime) -> Backup:
    """Write a new backup file, readable by its owner alone, while the application goes on.

    `keys` are those of the settings; BACKUP_KEY encrypts. Raises BackupError where the file exists, the key is
    missing, or the database's tools are.
    """
    key = _backup_key(keys)
    if target.exists():
        raise BackupError(f"{target} exists already: choose another name.")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} is no folder.")
    url = make_url(database_url)
    with _private_folder(target.parent) as folder:
        copy = folder / DATABASE
        made = _copy_of_sqlite(url, copy, at) if _is_sqlite(url) else _dump_of_postgresql(url, copy, at)
        manifest = {
            "format": FORMAT,
            "made_at": made.made_at,
            "kind": made.kind,
            "revision": made.revision,
            "tables": as_json(made.tables),
            "keys": _key_names(keys),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
        _seal(folder, target, key)
    return made


def restore(source: Path, *, database_url: str, keys: Mapping[str, str], replace: bool = False) -> Backup:
    """Put a backup into a database and return it once every checksum of the restored tables is equal.

    Raises BackupError, with nothing changed, where the file is damaged or of another kind, a key is another one, or
    the database holds rows and `replace` is not set; and where a checksum differs, which it names.
    """
    key = _backup_key(keys)
    url = make_url(database_url)
    if not source.is_file():
        raise BackupError(f"{source} does not exist.")
    with _private_folder(_place_of(url, source)) as folder:
        manifest = _open_sealed(source, folder, key)
        backup = _read_manifest(manifest, kind="sqlite" if _is_sqlite(url) else "postgresql", keys=keys)
        if not replace and (held := _rows_held(url)):
            raise BackupError(f"the database holds {held} rows already: nothing was changed (--replace overwrites them).")
        if _is_sqlite(url):
            _fill_sqlite(url, folder / DATABASE, backup)
        else:
            _fill_postgresql(url, folder / DATABASE)
    _compare(backup.tables, _sums_of(url))
    return backup


# --- the file -----------------------------------------------------------------------------------------------------


def _backup_key(keys: Mapping[str, str]) -> bytes:
    if not keys.get("BACKUP_KEY"):
        raise BackupError("BACKUP_KEY must be set (32 random bytes in base64).")
    return read_key(keys["BACKUP_KEY"], name="BACKUP_KEY")


def _key_names(keys: Mapping[str, str]) -> dict[str, str]:
    """What tells the keys apart; several where NIK_KEY holds the new and the old one."""
    parts = {name: keys[name].split(",") if name == "NIK_KEY" else [keys[name]] for name in NAMED_KEYS if keys.get(name)}
    return {name: ",".join(key_id(part.strip().encode()).hex() for part in each) for name, each in parts.items()}


@contextmanager
def _private_folder(beside: Path) -> Iterator[Path]:
    """A folder of mode 0700 on the same disk; the plain copy stands there only while it is needed."""
    with tempfile.TemporaryDirectory(prefix=".bina-backup-", dir=beside) as name:
        yield Path(name)


def _place_of(url: URL, source: Path) -> Path:
    return Path(url.database or "").resolve().parent if _is_sqlite(url) else source.resolve().parent


def _seal(folder: Path, target: Path, key: bytes) -> None:
    plain, sealed = folder / "plain.tar", folder / "sealed"
    with tarfile.open(plain, "w:gz", compresslevel=3) as tar:
        tar.add(folder / MANIFEST, MANIFEST)
        tar.add(folder / DATABASE, DATABASE)
    with plain.open("rb") as reader, os.fdopen(os.open(sealed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writer:
        encrypt_file(reader, writer, key=key)
        writer.flush()
        os.fsync(writer.fileno())
    sealed.rename(target)


def _open_sealed(source: Path, folder: Path, key: bytes) -> dict[str, Any]:
    plain = folder / "plain.tar"
    try:
        with source.open("rb") as reader, plain.open("wb") as writer:
            decrypt_file(reader, writer, key=key)
        with tarfile.open(plain, "r:gz") as tar:
            for name in (MANIFEST, DATABASE):
                tar.extract(name, folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except WrongKey as error:
        raise BackupError("BACKUP_KEY is not the key this backup was made with: nothing was changed.") from error
    except (Damaged, tarfile.TarError, OSError, EOFError, KeyError, ValueError) as error:
        raise BackupError(f"{source} is damaged, cut short, or no backup of Bina: nothing was changed.") from error
    return manifest


def _read_manifest(manifest: dict[str, Any], *, kind: str, keys: Mapping[str, str]) -> Backup:
    if manifest["format"] != FORMAT:
        raise BackupError(f"this backup has format {manifest['format']}; this version reads format {FORMAT}.")
    if manifest["kind"] != kind:
        raise BackupError(f"this backup holds a {manifest['kind']} database and DATABASE_URL names {kind}: nothing was changed.")
    here = _key_names(keys)
    others = [name for name, named in manifest["keys"].items() if not set(named.split(",")) <= set(here.get(name, "").split(","))]
    if others:
        raise BackupError(
            f"the data of this backup needs another {' and '.join(others)}: put the old key back first; nothing was changed."
        )
    tables = {name: TableSum(**each) for name, each in manifest["tables"].items()}
    return Backup(manifest["made_at"], manifest["kind"], manifest["revision"], tables)


# --- the databases ------------------------------------------------------------------------------------------------


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


@contextmanager
def _connected(url: URL, *, isolation: str | None = None) -> Iterator[Connection]:
    options = {"isolation_level": isolation} if isolation else {}
    engine = create_engine(url, poolclass=NullPool, **options)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _sums_of(url: URL) -> dict[str, TableSum]:
    with _connected(url) as connection:
        return table_sums(connection)


def _revision(connection: Connection, tables: Mapping[str, TableSum]) -> str:
    if "alembic_version" not in tables:
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _rows_held(url: URL) -> int:
    """How many rows stand in the way of a restore: those of every table but the schema's own version."""
    if _is_sqlite(url) and not Path(url.database or "").exists():
        return 0
    with _connected(url) as connection:
        return sum(rows for name, rows in row_counts(connection).items() if name != "alembic_version")


def _copy_of_sqlite(url: URL, copy: Path, at: datetime) -> Backup:
    path = Path(url.database or "")
    if not path.is_file():
        raise BackupError(f"the database {path} does not exist.")
    with _sqlite(path) as source, _sqlite(copy) as target:
        source.backup(target)
        # A copy in WAL mode would leave its own -wal file beside it when it is read.
        target.execute("PRAGMA journal_mode=DELETE")
    with _connected(url.set(database=str(copy))) as connection:
        sums = table_sums(connection)
        return Backup(at.isoformat(), "sqlite", _revision(connection, sums), sums)


def _fill_sqlite(url: URL, copy: Path, backup: Backup) -> None:
    """Check the copy before the database is touched, then write it by the backup API, which locks out everyone else."""
    with _sqlite(copy) as source:
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("the database in this backup is damaged: nothing was changed.")
    _compare(backup.tables, _sums_of(url.set(database=str(copy))))
    with _sqlite(copy) as source, _sqlite(Path(url.database or "")) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def _dump_of_postgresql(url: URL, copy: Path, at: datetime) -> Backup:
    """Dump one snapshot and sum the same one, so that rows written meanwhile are in neither."""
    with _connected(url, isolation="REPEATABLE READ") as connection, _tool_errors():
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        postgres_tools.dump(url, copy, snapshot=snapshot, server=postgres_tools.server_major(connection))
        sums = table_sums(connection)
        return Backup(at.isoformat(), "postgresql", _revision(connection, sums), sums)


def _fill_postgresql(url: URL, copy: Path) -> None:
    with _connected(url) as connection:
        server = postgres_tools.server_major(connection)
    with _tool_errors():
        postgres_tools.load(url, copy, server=server)


@contextmanager
def _tool_errors() -> Iterator[None]:
    try:
        yield
    except ToolError as error:
        raise BackupError(str(error)) from error


def _compare(wanted: Mapping[str, TableSum], found: Mapping[str, TableSum]) -> None:
    differing = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if differing:
        raise BackupError(f"the checksums of these tables differ: {', '.join(differing)}.")
