"""Importing from the command line: the same file, the same rules, no browser."""

from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.facilities.queries import get_facility_by_code
from rehab.intake import actions
from rehab.intake.planning import look_ahead
from rehab.intake.report import printed
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.saving import saving
from rehab.plumbing.sheet_reading import UnreadableSheet
from rehab.plumbing.spreadsheets import UnreadableFile, fingerprint_of, read_path


class UnknownFacility(Refusal):
    """No facility has this code."""

    code = "unknown_facility"


def import_file(path: Path, *, facility_code: str, commit: bool = False) -> dict[str, Any]:
    """Read a workbook, CSV file, ZIP or folder into a facility, and return the report as `--json` prints it.

    Without `commit` nothing is written. Where the file cannot be read at all, raises UnreadableFile, UnreadableSheet or
    UnknownFacility (each with a `message`; the command ends with 2) and leaves one line in the history.
    """
    facility_id: int | None = None
    try:
        facility_id = _facility_id(facility_code)
        file = actions.NamedFile(path.name[-200:], fingerprint_of(path), read_path(path))
        scope = command_line_scope(facility_id)
        if not commit:
            return printed(look_ahead(scope, facility_id, file.sheets).report)
        with saving():
            return printed(actions.import_now(scope=scope, facility_id=facility_id, file=file, at=clock.now()))
    except (UnreadableFile, UnreadableSheet, UnknownFacility) as refusal:
        with saving():
            actions.note_refused_file(
                scope=command_line_scope(facility_id),
                facility_id=facility_id,
                file_name=path.name,
                code=refusal.code,
                at=clock.now(),
            )
        raise


def _facility_id(code: str) -> int:
    try:
        return get_facility_by_code(command_line_scope(), code).id
    except NotFound as absent:
        raise UnknownFacility(_l("UPT dengan kode %(code)s tidak ada. Periksa kodenya.", code=code)) from absent
    finally:
        db.session.rollback()
