"""URLs of the explanation sheets of everybody in a round: asking for them, and the parts by block that were made."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, flash, redirect, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.letters import sheet_actions, sheet_queries
from rehab.letters.blueprint import PDF, blueprint, note, sent
from rehab.letters.models import SheetPart
from rehab.letters.sealing import opened_sheets
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saves
from rehab.remisi.queries import get_round

ZIP = "application/zip"


@blueprint.post("/letters/rounds/<int:round_id>/sheets")
@requires(Permission.PROPOSALS_PREPARE)
@saves
def ask_sheets(round_id: int) -> Any:
    """Have the sheets of everybody made; asked again meanwhile, the same file."""
    scope, at = current_scope(), clock.now()
    file = sheet_actions.ask_sheets(scope=scope, round_id=round_id, at=at)
    if file.asked_at == at:
        flash(_("Lembar %(people)s orang sedang dibuat. Anda boleh meninggalkan halaman ini.", people=file.people), "success")
    else:
        flash(_("Lembar putaran ini sedang dibuat; permintaan kedua tidak perlu."), "success")
    return redirect(url_for("letters.papers", round_id=round_id, _anchor="lembar"), code=303)


@blueprint.get("/letters/sheets/<int:file_id>.zip")
@requires(Permission.PROPOSALS_READ)
def sheets(file_id: int) -> Any:
    """Every part of a file of sheets in one archive, sent part by part: never more than one stands in memory."""
    scope = current_scope()
    made = sheet_queries.get_sheet_file(scope, file_id)
    if not made.ready:
        raise NotFound()
    round_ = get_round(scope, made.file.round_id)
    note(scope, round_, "export_sheets", file=file_id, people=made.file.people)
    name = f"lembar-{round_.kind}-{round_.held_on}.zip"
    answer = Response(stream_with_context(_zipped(scope, file_id, round_.held_on)), mimetype=ZIP)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class _Sink(io.RawIOBase):
    """What an archive is written to; what has come in is taken out piece by piece."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        said, self.held = b"".join(self.held), []
        return said


def _zipped(scope: Scope, file_id: int, on: date) -> Iterator[bytes]:
    """The archive in pieces, its files dated as the round, so that the same parts give the same bytes."""
    made_on = (on.year, on.month, on.day, 0, 0, 0)
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for part in sheet_queries.whole_parts(scope, file_id):
            archive.writestr(zipfile.ZipInfo(_name_of(part), made_on), opened_sheets(part))
            yield sink.taken()
    yield sink.taken()


def _name_of(part: SheetPart) -> str:
    """A name that any system keeps, and that sorts as the parts do."""
    block = secure_filename(part.block) or "lain"
    return f"{part.number:02}-blok-{block}-{part.share}.pdf" if part.block else f"{part.number:02}-tanpa-blok-{part.share}.pdf"


@blueprint.get("/letters/sheets/parts/<int:part_id>.pdf")
@requires(Permission.PROPOSALS_READ)
def sheet_part(part_id: int) -> Any:
    """The sheets of some people of one block, as they were made."""
    scope = current_scope()
    part = sheet_queries.get_sheet_part(scope, part_id)
    made = sheet_queries.get_sheet_file(scope, part.file_id)
    if not made.ready:
        raise NotFound()
    note(scope, get_round(scope, made.file.round_id), "export_sheets", file=part.file_id, part=part.number, people=part.people)
    return sent(opened_sheets(part), PDF, f"lembar-{_name_of(part)}")
