"""The explanation sheets of everybody in a round: asked for once, made by a job part by part, gone after some days.

A file is parts and not one PDF. Sheets are PDF/UA: joining finished PDF files would keep the pages and lose their tags, and one
document of 1,500 sheets would need 4.6 GB of memory to be drawn. Parts go by block, as sheets are handed out.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import delete, select

from rehab.access.scope import Scope, command_line_scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import lock_facility
from rehab.letters.framing import draw
from rehab.letters.models import SheetFile, SheetPart
from rehab.letters.sealing import sealed_sheets
from rehab.letters.sheet_queries import Share, get_sheet_file, kept_of, list_sheet_files, shares_of
from rehab.letters.sheets import all_sheets
from rehab.letters.subjects import subject_of
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.jobs import Work, enqueue, job_kind
from rehab.plumbing.saving import let_others_write, saving
from rehab.remisi.queries import get_round
from rehab.remisi.sheet import SheetRefused

KIND = "letters.sheets"
# Long enough to print and to print again; who needs the sheets later has them made from the round as it stands then.
KEPT_FOR = timedelta(days=7)


class ComputedAnew(Exception):
    """The round was computed again while its sheets were made: one file must not hold sheets of two computations."""


def ask_sheets(*, scope: Scope, round_id: int, at: datetime) -> SheetFile:
    """Have the sheets of everybody in a round made; while they are being made, the file under way. Raises NotFound."""
    round_ = get_round(scope, round_id)
    lock_facility(scope, round_.facility_id)
    found = list_sheet_files(scope, round_id)
    for made in found:
        if made.running:
            return made.file
    people = sum(each.stop - each.start for each in shares_of(scope, round_id))
    if not people:
        raise NotFound()
    _drop([made.file.id for made in found if not made.ready])
    job = enqueue(KIND, args={"round_id": round_id}, user_id=scope.user_id, facility_id=round_.facility_id, total=people)
    row = SheetFile(
        facility_id=round_.facility_id, round_id=round_id, job_id=job.id, people=people, computed_at=round_.computed_at,
        asked_by=scope.user_id, asked_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    write_entry(
        scope=scope, action="letters.ask_sheets", subject="round", subject_id=round_id, at=at, facility_id=round_.facility_id,
        details={"file": row.id, "people": people},
    )  # fmt: skip
    return row


@job_kind(KIND)
def make_sheets(work: Work) -> dict[str, Any]:
    """Draw the sheets part by part; a part that was kept is not drawn again.

    The result says {"trouble": "changed" | "refused"} where the round was computed anew meanwhile, or a verdict does not
    follow from its findings: then nothing is kept.
    """
    scope, round_id = command_line_scope(work.facility_id), int(work.args["round_id"])
    file_id = db.session.scalars(select(SheetFile.id).where(SheetFile.job_id == work.job_id)).one()
    try:
        for share in shares_of(scope, round_id):
            if share.stop > work.done:
                _make(scope, work, file_id, round_id, share)
    except (ComputedAnew, SheetRefused) as fault:
        with saving():
            db.session.execute(delete(SheetPart).where(SheetPart.file_id == file_id))
        return {"trouble": "changed" if isinstance(fault, ComputedAnew) else "refused"}
    with saving():
        _drop([made.file.id for made in list_sheet_files(scope, round_id) if made.file.id < file_id])
    return {}


def _make(scope: Scope, work: Work, file_id: int, round_id: int, share: Share) -> None:
    """Draw one part while others may write, then keep it with the progress. Raises ComputedAnew, SheetRefused."""
    with force_locale("id"):
        subject = subject_of(scope, round_id, "sheets", at=clock.now())
        drawing = all_sheets(subject, kept_of(scope, round_id, share.start, share.stop))
        style, computed_at = subject.style, subject.round.computed_at
        let_others_write()
        content = draw(drawing, style, lang="id", at=computed_at)
    with work.part(upto=share.stop):
        file = get_sheet_file(scope, file_id).file
        if not file.computed_at == computed_at == get_round(scope, round_id).computed_at:
            raise ComputedAnew()
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
