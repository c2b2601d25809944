"""Commands of whoever runs the server: flask demo | worker | backup | restore | keys | audit-verify."""

import os
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from rehab.access.scope import command_line_scope
from rehab.audit.actions import write_entry
from rehab.audit.models import AuditDetail
from rehab.audit.verify import verify_chains
from rehab.config import Settings
from rehab.demo.fill import fill_demo, is_filled
from rehab.extensions import db
from rehab.facilities.queries import is_demo
from rehab.intake.models import ImportChange, ImportRun, LastImported
from rehab.intake.sealing import CHANGES, LAST, REPORT
from rehab.intake.sealing import SHEETS as ROSTER
from rehab.letters.models import ReleasedPaper, SheetPart
from rehab.letters.sealing import DATA, FILE, SHEETS
from rehab.letters.sheet_actions import drop_old_sheets
from rehab.plumbing import clock
from rehab.plumbing.backup import BackupError, back_up
from rehab.plumbing.backup import restore as restore_backup
from rehab.plumbing.rotation import RotationError, Sealed, renew_index, renew_values
from rehab.plumbing.saving import saving
from rehab.programs.session_actions import extend_sessions
from rehab.wbp.models import PaperScan, Wbp
from rehab.wbp.scans import SCAN_CONTEXT

keys_commands = AppGroup("keys", help="The keys of what stands encrypted.")


def _always(context: str) -> Any:
    return lambda _row: context


NIK = Sealed(Wbp.__table__, "nik", _always("wbp.nik"))  # type: ignore[arg-type]
# Every encrypted column of the house.
SEALED = (
    NIK,
    Sealed(AuditDetail.__table__, "payload", _always("audit.detail")),  # type: ignore[arg-type]
    Sealed(PaperScan.__table__, "content", lambda row: f"{SCAN_CONTEXT}:{row.paper_id}"),  # type: ignore[arg-type]
    Sealed(ImportRun.__table__, "content", _always(ROSTER)),  # type: ignore[arg-type]
    Sealed(ImportRun.__table__, "report", _always(REPORT)),  # type: ignore[arg-type]
    Sealed(ImportChange.__table__, "changes", _always(CHANGES)),  # type: ignore[arg-type]
    Sealed(LastImported.__table__, "values", _always(LAST)),  # type: ignore[arg-type]
    Sealed(ReleasedPaper.__table__, "data", _always(DATA)),  # type: ignore[arg-type]
    Sealed(ReleasedPaper.__table__, "file", _always(FILE)),  # type: ignore[arg-type]
    Sealed(SheetPart.__table__, "content", _always(SHEETS)),  # type: ignore[arg-type]
)


def _note(action: str, **details: Any) -> None:
    """A line in the chain of the installation; whoever sits at the server is no account, so its actor is the system."""
    with saving():
        write_entry(
            scope=command_line_scope(), action=f"operations.{action}", subject="installation", subject_id=None, at=clock.now(),
            details=details,
        )  # fmt: skip


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@click.command("demo")
@click.option("--rebuild", is_flag=True, help="Empty the demo's own file first.")
@with_appcontext
def demo(rebuild: bool) -> None:
    """Fill the demo's own database with an invented prison, where it is empty."""
    settings = _settings()
    if not settings.demo:
        raise click.ClickException("The demo has its own database: set BINA_DEMO=1.")
    if rebuild:
        _remove_demo(settings)
        upgrade()
    if is_filled():
        click.echo("The demo is filled already.")
        return
    with saving():
        fill_demo(on=clock.today("WITA"), at=clock.now(), folder=settings.instance)
    click.echo("The demo is filled.")


def _remove_demo(settings: Settings) -> None:
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    if path.name != "demo.db":
        raise click.ClickException(f"Only the demo's own file is ever removed, and {path.name} is not it.")
    db.session.remove()
    db.engine.dispose()
    for name in ("demo.db", "demo.db-wal", "demo.db-shm"):
        (path.parent / name).unlink(missing_ok=True)


@click.command("worker")
@click.option("--threads", default=1, show_default=True)
@with_appcontext
def worker(threads: int) -> None:
    """Do the long work that pages ask for, until stopped; once a day what no page asks for."""
    current_app.extensions["jobs"].work(threads=threads, daily=do_daily)


def do_daily() -> None:
    """The chores of a day, each in a transaction of its own."""
    make_sessions()
    with saving():
        drop_old_sheets(at=clock.now())


def make_sessions() -> None:
    """Make the sessions of every open class for the coming 60 days; safe to repeat."""
    with saving():
        extend_sessions(scope=command_line_scope(), at=clock.now())


@click.command("audit-verify")
@with_appcontext
def audit_verify() -> None:
    """Recompute every chain; the first bad entry of each is named."""
    faults = verify_chains()
    for fault in faults:
        click.echo(str(fault))
    click.echo("chains whole" if not faults else f"{len(faults)} broken")
    raise SystemExit(1 if faults else 0)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write an encrypted copy of the database to FILE while everything goes on."""
    settings = _settings()
    try:
        made = back_up(file, database_url=settings.database_url, keys=settings.keys, at=clock.now())
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _note("backup", file=file.name, rows=made.rows, revision=made.revision)
    click.echo(f"{file}: {len(made.tables)} tables, {made.rows} rows, revision {made.revision}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--replace", is_flag=True, help="Replace a database that holds rows.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Bring a database back from FILE; every table's checksum must be the one of the backup."""
    settings = _settings()
    db.session.remove()
    db.engine.dispose()
    try:
        made = restore_backup(file, database_url=settings.database_url, keys=settings.keys, replace=replace)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    _note("restore", file=file.name, rows=made.rows, made_at=made.made_at)
    click.echo(f"{len(made.tables)} tables, {made.rows} rows restored; checksums equal")


@keys_commands.command("rotate")
def rotate() -> None:
    """Seal everything again with the first key of NIK_KEY, and find every NIK by the present NIK_INDEX_KEY.

    NIK_KEY holds the new key, a comma, the old key. Safe to break off, to repeat, and to run while people work.
    """
    _note("begin_rotation")
    try:
        done = {sealed.name: renew_values(sealed) for sealed in SEALED}
    except RotationError as error:
        raise click.ClickException(f"{error} What was renewed before it stays; put the old key back behind a comma.") from error
    done["wbp.nik_index"] = renew_index(NIK, "nik_index")
    _note("end_rotation", renewed=done)
    for name, count in done.items():
        click.echo(f"{count:>8}  {name}")
    click.echo("every value stands under the first key of NIK_KEY")


@click.command("check")
@with_appcontext
def check() -> None:
    """Refuse a real start on the demo's database, and the other way round; say what is wrong in one sentence."""
    settings = _settings()
    if is_demo() and not settings.demo:
        raise click.ClickException("This database is the demo's: a real start refuses it. Choose another DATABASE_URL.")
    if settings.demo and is_filled() and not is_demo():
        raise click.ClickException("This database is not the demo's: the demo never touches it.")
    if settings.demo and os.environ.get("HOST", "127.0.0.1") not in ("127.0.0.1", "localhost", "::1"):
        raise click.ClickException("The demo is served on this machine only (127.0.0.1).")
    click.echo("ready")


def install(app: Flask) -> None:
    """Give `flask` the commands."""
    for command in (demo, worker, audit_verify, backup, restore, keys_commands, check):
        app.cli.add_command(command)
