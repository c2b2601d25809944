"""The operator's commands: flask worker | backup | restore."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from rehab.config import Settings
from rehab.plumbing import clock
from rehab.plumbing.backup import Backup, BackupError, back_up
from rehab.plumbing.backup import restore as put_back
from rehab.plumbing.crypto import BadKey
from rehab.plumbing.worker import JobQueue


@click.command("worker")
@click.option("--threads", default=1, show_default=True, help="Jobs at a time; on SQLite one is right.")
@with_appcontext
def worker(threads: int) -> None:
    """Do the long work that pages ask for, until told to stop."""
    queue: JobQueue = current_app.extensions["jobs"]
    queue.work(threads=threads)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write an encrypted backup of the database to FILE; the application may go on meanwhile."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        made = back_up(file, database_url=settings.database_url, keys=settings.keys, at=clock.now())
    except (BackupError, BadKey) as error:
        _refuse(error)
    else:
        click.echo(f"{file}: {_held(made)}. Keep BACKUP_KEY and the other keys apart from it: nothing opens it without them.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Overwrite a database that holds rows.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put a backup into the database of DATABASE_URL and prove that it is equal."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        put = put_back(file, database_url=settings.database_url, keys=settings.keys, replace=replace)
    except (BackupError, BadKey) as error:
        _refuse(error)
    else:
        click.echo(f"Restored the state of {put.made_at}: {_held(put)}. Every checksum is equal.")


def _held(made: Backup) -> str:
    return f"{len(made.tables)} tables, {made.rows} rows, revision {made.revision or 'none'}"


def _refuse(error: Exception) -> None:
    click.echo(str(error), err=True)
    raise SystemExit(2)


def install(app: Flask) -> None:
    """Give `flask` the operator's commands."""
    for command in (worker, backup, restore):
        app.cli.add_command(command)
