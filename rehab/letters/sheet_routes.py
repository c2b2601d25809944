"""URLs of what is made for many people of a round, sheets and reports: asking for it, and the parts by block that were made."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import Response, flash, redirect, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.letters import sheet_actions, sheet_queries
from rehab.letters.blueprint import PDF, blueprint, note, sent
from rehab.letters.models import SheetFile, SheetPart
from rehab.letters.sealing import opened_sheets
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saves
from rehab.remisi.models import Round
from rehab.remisi.queries import get_round

ZIP = "application/zip"
# What the name of a file begins with, by kind.
NAMES = {"sheets": "lembar", "development": "perkembangan"}


@blueprint.post("/letters/rounds/<int:round_id>/sheets")
@requires(Permission.PROPOSALS_PREPARE)
@saves
def ask_sheets(round_id: int) -> Any:
    """Have the sheets of everybody made; asked again meanwhile, the same file."""
    at = clock.now()
    file = sheet_actions.ask_sheets(scope=current_scope(), round_id=round_id, at=at)
    begun = _("Lembar %(people)s orang sedang dibuat. Anda boleh meninggalkan halaman ini.", people=file.people)
    return _asked(file, at, begun, _("Lembar putaran ini sedang dibuat; permintaan kedua tidak perlu."), "lembar")


@blueprint.post("/letters/rounds/<int:round_id>/developments")
@requires(Permission.CONDUCT_READ)
@saves
def ask_developments(round_id: int) -> Any:
    """Have the report of development of everybody eligible made; asked again meanwhile, the same file."""
    at = clock.now()
    file = sheet_actions.ask_developments(scope=current_scope(), round_id=round_id, at=at)
    begun = _("Laporan %(people)s orang sedang dibuat. Anda boleh meninggalkan halaman ini.", people=file.people)
    return _asked(file, at, begun, _("Laporan putaran ini sedang dibuat; permintaan kedua tidak perlu."), "perkembangan")


def _asked(file: SheetFile, at: datetime, begun: str, under_way: str, anchor: str) -> Any:
    """Back to the papers, told whether the file is being made since now or was asked for before."""
    flash(begun if file.asked_at == at else under_way, "success")
    return redirect(url_for("letters.papers", round_id=file.round_id, _anchor=anchor), code=303)


@blueprint.get("/letters/sheets/<int:file_id>.zip")
@requires(Permission.PROPOSALS_READ)
def sheets(file_id: int) -> Any:
    """Every part of a file of sheets in one archive."""
    file, round_ = _ready(file_id, "sheets")
    note(current_scope(), round_, "export_sheets", file=file.id, people=file.people)
    return _archive(file, round_)


@blueprint.get("/letters/developments/<int:file_id>.zip")
@requires(Permission.CONDUCT_READ)
def developments(file_id: int) -> Any:
    """Every part of a file of reports of development in one archive."""
    file, round_ = _ready(file_id, "development")
    note(current_scope(), round_, "export_developments", file=file.id, people=file.people)
    return _archive(file, round_)


@blueprint.get("/letters/sheets/parts/<int:part_id>.pdf")
@requires(Permission.PROPOSALS_READ)
def sheet_part(part_id: int) -> Any:
    """The sheets of some people of one block, as they were made."""
    part = sheet_queries.get_sheet_part(current_scope(), part_id)
    file, round_ = _ready(part.file_id, "sheets")
    note(current_scope(), round_, "export_sheets", file=file.id, part=part.number, people=part.people)
    return sent(opened_sheets(part), PDF, _name_of(part, "sheets"))


@blueprint.get("/letters/developments/parts/<int:part_id>.pdf")
@requires(Permission.CONDUCT_READ)
def development_part(part_id: int) -> Any:
    """The reports of development of some people of one block, as they were made."""
    part = sheet_queries.get_sheet_part(current_scope(), part_id)
    file, round_ = _ready(part.file_id, "development")
    note(current_scope(), round_, "export_developments", file=file.id, part=part.number, people=part.people)
    return sent(opened_sheets(part), PDF, _name_of(part, "development"))


def _ready(file_id: int, kind: str) -> tuple[SheetFile, Round]:
    """A file of a kind that is whole, with its round; NotFound where there is none, or only one of another kind."""
    made = sheet_queries.get_sheet_file(current_scope(), file_id, kind)
    if not made.ready:
        raise NotFound()
    return made.file, get_round(current_scope(), made.file.round_id)


def _archive(file: SheetFile, round_: Round) -> Response:
    """The parts of a file, sent one by one: never more than one stands in memory."""
    pieces = _zipped(current_scope(), file.id, file.kind, round_.held_on)
    name = f"{NAMES[file.kind]}-{round_.kind}-{round_.held_on}.zip"
    answer = Response(stream_with_context(pieces), mimetype=ZIP)
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


def _zipped(scope: Scope, file_id: int, kind: str, on: date) -> Iterator[bytes]:
    """The archive in pieces, its files dated as the round, so that the same parts give the same bytes."""
    made_on = (on.year, on.month, on.day, 0, 0, 0)
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for part in sheet_queries.whole_parts(scope, file_id):
            archive.writestr(zipfile.ZipInfo(_name_of(part, kind), made_on), opened_sheets(part))
            yield sink.taken()
    yield sink.taken()


def _name_of(part: SheetPart, kind: str) -> str:
    """A name that any system keeps and that sorts as the parts do, in the archive and alone."""
    block = f"blok-{secure_filename(part.block) or 'lain'}" if part.block else "tanpa-blok"
    return f"{NAMES[kind]}-{part.number:02}-{block}-{part.share}.pdf"
