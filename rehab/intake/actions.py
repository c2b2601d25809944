"""Importing a roster: preview, commit, drop; each in one transaction and with one entry of the history."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import lock_facility
from rehab.intake import queries
from rehab.intake.bulk import carry_out
from rehab.intake.models import ImportRun
from rehab.intake.planning import Prospect, look_ahead
from rehab.intake.report import counts_of
from rehab.intake.sealing import REPORT, opened_sheets, sealed_sheets
from rehab.plumbing.errors import Refusal, check_version
from rehab.plumbing.spreadsheets import Sheet
from rehab.plumbing.vault import sealed

SUBJECT = "import_run"


class NotWaiting(Refusal):
    """The preview was committed or dropped already."""

    status = 409
    message = _l("Pratinjau ini sudah disimpan atau dibuang. Unggah berkasnya lagi.")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that was read: its name, the SHA-256 of its bytes, its sheets."""

    name: str
    sha256: str
    sheets: list[Sheet]


def file_of(*, name: str, content: bytes, sheets: list[Sheet]) -> NamedFile:
    """Put a name and a fingerprint to sheets."""
    return NamedFile(name[-200:], hashlib.sha256(content).hexdigest(), sheets)


def preview_import(*, scope: Scope, facility_id: int, file: NamedFile, at: datetime) -> ImportRun:
    """Keep a file and what importing it would do, until it is committed or dropped; nothing else is written.

    Raises UnreadableSheet where the sheets are no roster. Earlier previews of the same person are dropped.
    """
    prospect = look_ahead(scope, facility_id, file.sheets)
    for waiting in queries.waiting_runs(scope, facility_id):
        _drop(waiting)
    run = _new_run(scope, facility_id, file, prospect, state="previewed", at=at)
    run.content = sealed_sheets(file.sheets)
    _note(scope, run, "preview", at)
    return run


def commit_import(*, scope: Scope, run_id: int, version: int, at: datetime) -> bool:
    """Write what a preview showed, in one go.

    False where Bina or the rules changed since: then the preview is made anew and nothing else is written.
    Raises NotWaiting, StaleVersion.
    """
    run = queries.get_run(scope, run_id)
    check_version(run, version)
    if run.state != "previewed" or run.content is None:
        raise NotWaiting()
    lock_facility(scope, run.facility_id)
    prospect = look_ahead(scope, run.facility_id, opened_sheets(run.content))
    if prospect.report != queries.report_of(scope, run):
        run.report, run.counts = sealed(prospect.report, REPORT), counts_of(prospect.report)
        _note(scope, run, "preview", at)
        return False
    run.state, run.committed_at, run.content = "committed", at, None
    db.session.flush()
    _carry_out(scope, run, prospect, at)
    return True


def import_now(*, scope: Scope, facility_id: int, file: NamedFile, at: datetime) -> dict[str, Any]:
    """Preview and commit in one step, for the command line; returns the report."""
    lock_facility(scope, facility_id)
    prospect = look_ahead(scope, facility_id, file.sheets)
    run = _new_run(scope, facility_id, file, prospect, state="committed", at=at)
    run.committed_at = at
    _carry_out(scope, run, prospect, at)
    return prospect.report


def drop_preview(*, scope: Scope, run_id: int, version: int, at: datetime) -> None:
    """Throw a preview away with the file it keeps. Raises NotWaiting, StaleVersion."""
    run = queries.get_run(scope, run_id)
    check_version(run, version)
    if run.state != "previewed":
        raise NotWaiting()
    _drop(run)
    _note(scope, run, "drop", at)


def note_refused_file(*, scope: Scope, facility_id: int | None, file_name: str, code: str, at: datetime) -> None:
    """Leave a line in the history about a file that could not be read."""
    details = {"file": file_name[-200:], "reason": code}
    write_entry(
        scope=scope,
        action="intake.refuse_file",
        subject=SUBJECT,
        subject_id=None,
        at=at,
        facility_id=facility_id,
        details=details,
    )


def _carry_out(scope: Scope, run: ImportRun, prospect: Prospect, at: datetime) -> None:
    plan, standing = prospect.plan, prospect.standing
    carry_out(scope=scope, facility_id=run.facility_id, run_id=run.id, plan=plan, standing=standing, at=at)
    _note(scope, run, "commit", at)


def _new_run(scope: Scope, facility_id: int, file: NamedFile, prospect: Prospect, *, state: str, at: datetime) -> ImportRun:
    run = ImportRun(
        facility_id=facility_id,
        file_name=file.name,
        sha256=file.sha256,
        state=state,
        counts=counts_of(prospect.report),
        report=sealed(prospect.report, REPORT),
        created_by=scope.user_id,
        created_at=at,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _drop(run: ImportRun) -> None:
    run.state, run.content, run.report = "dropped", None, None


def _note(scope: Scope, run: ImportRun, verb: str, at: datetime) -> None:
    details = {"file": run.file_name, "sha256": run.sha256, "counts": run.counts}
    write_entry(
        scope=scope,
        action=f"intake.{verb}",
        subject=SUBJECT,
        subject_id=run.id,
        at=at,
        facility_id=run.facility_id,
        details=details,
    )
