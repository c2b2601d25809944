"""What is made for many people of a round: asked for once, made by a job part by part, gone after some days.

Explanation sheets are made of everybody, reports of development of those whose verdict is eligible. A file is parts and not
one PDF. Sheets are PDF/UA: joining finished PDF files would keep the pages and lose their tags, and one document of 1,500
sheets would need 4.6 GB of memory to be drawn. Parts go by block, as sheets are handed out.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from rehab.access.scope import Scope, command_line_scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import lock_facility
from rehab.letters.development import all_reports
from rehab.letters.framing import draw
from rehab.letters.models import SheetFile, SheetPart
from rehab.letters.sealing import sealed_sheets
from rehab.letters.sheet_queries import Share, count_people, get_sheet_file, kept_of, list_sheet_files, shares_of
from rehab.letters.sheets import all_sheets
from rehab.letters.subjects import subject_of
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.jobs import Work, enqueue, job_kind
from rehab.plumbing.saving import let_others_write, saving
from rehab.remisi.queries import get_round
from rehab.remisi.sheet import SheetRefused

JOB = "letters.sheets"
# Long enough to print and to print again; who needs the sheets later has them made from the round as it stands then.
KEPT_FOR = timedelta(days=7)


class ComputedAnew(Exception):
    """The round was computed again meanwhile: one file must hold sheets of one computation, and people of one list."""


class NobodyEligible(Refusal):
    """There is nobody whose report could be made."""

    message = _l("Tidak ada yang memenuhi syarat pada putaran ini, jadi tidak ada laporan untuk dibuat.")


def ask_sheets(*, scope: Scope, round_id: int, at: datetime) -> SheetFile:
    """Have the sheets of everybody in a round made; while they are being made, the file under way. Raises NotFound."""
    return _ask(scope, round_id, "sheets", at, action="letters.ask_sheets", none=NotFound())


def ask_developments(*, scope: Scope, round_id: int, at: datetime) -> SheetFile:
    """Have the report of development of everybody eligible made, or the file under way. Raises NotFound, NobodyEligible."""
    return _ask(scope, round_id, "development", at, action="letters.ask_developments", none=NobodyEligible())


def _ask(scope: Scope, round_id: int, kind: str, at: datetime, *, action: str, none: Refusal) -> SheetFile:
    round_ = get_round(scope, round_id)
    lock_facility(scope, round_.facility_id)
    found = list_sheet_files(scope, round_id, kind)
    for made in found:
        if made.running:
            return made.file
    people = count_people(scope, round_id, kind)
    if not people:
        raise none
    _drop([made.file.id for made in found if not made.ready])
    job = enqueue(JOB, args={"round_id": round_id}, user_id=scope.user_id, facility_id=round_.facility_id, total=people)
    row = SheetFile(
        facility_id=round_.facility_id, round_id=round_id, kind=kind, job_id=job.id, people=people,
        computed_at=round_.computed_at, asked_by=scope.user_id, asked_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    write_entry(
        scope=scope, action=action, subject="round", subject_id=round_id, at=at, facility_id=round_.facility_id,
        details={"file": row.id, "people": people},
    )  # fmt: skip
    return row


@job_kind(JOB)
def make_sheets(work: Work) -> dict[str, Any]:
    """Draw the sheets of a file part by part; a part that was kept is not drawn again.

    The result says {"trouble": "changed" | "refused"} where the round was computed anew meanwhile, or a verdict does not
    follow from its findings: then nothing is kept.
    """
    scope = command_line_scope(work.facility_id)
    file_id, kind = db.session.execute(select(SheetFile.id, SheetFile.kind).where(SheetFile.job_id == work.job_id)).one()
    try:
        for share in shares_of(scope, int(work.args["round_id"]), kind):
            if share.stop > work.done:
                _make(scope, work, file_id, kind, share)
        with saving():
            file = _unchanged(scope, file_id, kind)
            _drop([made.file.id for made in list_sheet_files(scope, file.round_id, kind) if made.file.id < file_id])
    except (ComputedAnew, SheetRefused) as fault:
        with saving():
            db.session.execute(delete(SheetPart).where(SheetPart.file_id == file_id))
        return {"trouble": "changed" if isinstance(fault, ComputedAnew) else "refused"}
    return {}


def _unchanged(scope: Scope, file_id: int, kind: str) -> SheetFile:
    """The file, where its round still is the one it was asked of. Raises ComputedAnew.

    Asked with every part that is kept and at the end: people have their place in the order of one computation, and after
    another one a part would hold somebody twice and the file leave somebody out.
    """
    file = get_sheet_file(scope, file_id, kind).file
    if file.computed_at != get_round(scope, file.round_id).computed_at:
        raise ComputedAnew()
    return file


def _make(scope: Scope, work: Work, file_id: int, kind: str, share: Share) -> None:
    """Draw one part while others may write, then keep it with the progress. Raises ComputedAnew, SheetRefused."""
    with force_locale("id"):
        file = get_sheet_file(scope, file_id, kind).file
        # One instant for the whole file: its day and who signs are the same on every report, however long the job takes.
        subject = subject_of(scope, file.round_id, kind, at=file.asked_at)
        kept = kept_of(scope, file.round_id, kind, share.start, share.stop)
        drawing = all_sheets(subject, kept) if kind == "sheets" else all_reports(scope, subject, kept)
        style, at = subject.style, file.computed_at if kind == "sheets" else file.asked_at
        let_others_write()
        content = draw(drawing, style, lang="id", at=at)
    with work.part(upto=share.stop):
        file = _unchanged(scope, file_id, kind)
        part = SheetPart(
            facility_id=file.facility_id, file_id=file_id, number=share.number, block=share.block, share=share.share,
            people=share.stop - share.start, content=sealed_sheets(content),
        )  # fmt: skip
        db.session.add(part)


def drop_old_sheets(*, at: datetime) -> None:
    """Let files go that were asked for a week ago or earlier. Call inside `with saving():`."""
    _drop(list(db.session.scalars(select(SheetFile.id).where(SheetFile.asked_at <= at - KEPT_FOR))))


def _drop(file_ids: list[int]) -> None:
    db.session.execute(delete(SheetPart).where(SheetPart.file_id.in_(file_ids)))
    db.session.execute(delete(SheetFile).where(SheetFile.id.in_(file_ids)))
