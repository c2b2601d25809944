"""Taking a released paper back: one officer asks, a second person's word makes it count.

The paper keeps its file and its number for ever; a new one is released under a new number and says which it replaces.
"""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import lock_facility
from rehab.letters import queries
from rehab.letters.actions import PaperClosed
from rehab.letters.models import PaperRecall, ReleasedPaper
from rehab.letters.recall_queries import get_recall, open_recall
from rehab.plumbing.errors import Refusal, check_version


class RecallWaits(Refusal):
    status = 409
    message = _l("Pencabutan kertas ini sudah diajukan dan menunggu keputusan kepala.")


class RecallDecided(Refusal):
    status = 409
    message = _l("Pencabutan ini sudah diputuskan.")


class SecondPersonNeeded(Refusal):
    message = _l("Anda yang mengajukan pencabutan ini; orang lain yang memutuskannya.")


class NoteMissing(Refusal):
    message = _l("Isi catatan: mengapa demikian.")


def file_recall(*, scope: Scope, paper_id: int, version: int, reason: str, note: str, at: datetime) -> PaperRecall:
    """Ask for a released paper to be taken back; it changes nothing yet.

    Raises NotFound, PaperClosed, StaleVersion, RecallWaits; NoteMissing where the reason is "other" and nothing is told.
    """
    paper = queries.get_paper(scope, paper_id)
    lock_facility(scope, paper.facility_id)
    if paper.state != "released":
        raise PaperClosed()
    check_version(paper, version)
    if open_recall(scope, paper_id) is not None:
        raise RecallWaits()
    if reason == "other" and not note:
        raise NoteMissing()
    row = PaperRecall(
        facility_id=paper.facility_id, paper_id=paper.id, reason=reason, note=note, filed_by=scope.user_id, filed_at=at
    )
    db.session.add(row)
    db.session.flush()
    _entry(scope, "file_recall", paper, at, recall=row.id, reason=reason, note=note)
    return row


def decide_recall(
    *, scope: Scope, recall_id: int, version: int, confirmed: bool, note: str, step_up: str, at: datetime
) -> PaperRecall:
    """A second person takes the paper back, or leaves it standing with a note; `step_up` says how the person confirmed it.

    Raises NotFound, RecallDecided, StaleVersion, SecondPersonNeeded, NoteMissing; PaperClosed where the paper stands no more.
    """
    row, paper = get_recall(scope, recall_id)
    lock_facility(scope, paper.facility_id)
    if row.decision is not None:
        raise RecallDecided()
    check_version(row, version)
    if row.filed_by == scope.user_id:
        raise SecondPersonNeeded()
    if not confirmed and not note:
        raise NoteMissing()
    if confirmed and paper.state != "released":
        raise PaperClosed()
    row.decision, row.decision_note = ("confirmed" if confirmed else "declined"), note
    row.decided_by, row.decided_at = scope.user_id, at
    db.session.flush()
    if confirmed:
        paper.state, paper.reason, paper.closed_by, paper.closed_at = "cancelled", row.reason, scope.user_id, at
        db.session.flush()
    verb = "confirm_recall" if confirmed else "decline_recall"
    _entry(scope, verb, paper, at, recall=row.id, note=note, step_up=step_up)
    return row


def _entry(scope: Scope, verb: str, paper: ReleasedPaper, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=f"letters.{verb}", subject="letter_paper", subject_id=paper.id, at=at,
        facility_id=paper.facility_id, details={"kind": paper.kind, "number": paper.number} | details,
    )  # fmt: skip
