"""Withdrawing a proposal for a violation before the decree: one officer files it, a second person's word makes it count.

Every action raises NotFound, NotYours, NobodyChosen, BatchChanged (409) and NotPossible, besides what it names itself.
"""

from datetime import datetime

from rehab.access.scope import Scope
from rehab.conduct.queries import get_discipline
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.proposals.actions import ReasonMissing
from rehab.proposals.batches import Batch
from rehab.proposals.deed_actions import Work, finish, held_round, refuse_hindered, unchanged_rows, write_deed
from rehab.proposals.hindrances import withdrawal_hindrance
from rehab.proposals.models import Withdrawal
from rehab.proposals.queries import get_withdrawal


def file_withdrawal(
    *, scope: Scope, round_id: int, wbp_id: int, batch: Batch, discipline_id: int, reason: str, at: datetime
) -> Withdrawal:
    """File the withdrawal of one person's proposal with an entry of Register F; it changes nothing yet.

    Raises ReasonMissing; NotFound too where the entry is not this person's.
    """
    entry = get_discipline(scope, wbp_id, discipline_id)
    if not reason:
        raise ReasonMissing()
    round_ = held_round(scope, round_id, "withdraw")
    (row,) = rows = unchanged_rows(scope, round_, "withdraw", _only(batch, wbp_id))
    refuse_hindered([(row, withdrawal_hindrance("withdraw", row, scope.user_id, None))])
    work = write_deed(scope, round_, "withdraw", batch, rows, at=at, note=reason)
    words = {"level": entry.level, "starts_on": entry.starts_on.isoformat(), "note": entry.note}
    filed = Withdrawal(
        facility_id=round_.facility_id, candidate_id=row.candidate_id, discipline_id=discipline_id, entry=words, reason=reason,
        filed_by=work.by, filed_deed_id=work.deed.id, filed_at=at,
    )  # fmt: skip
    db.session.add(filed)
    db.session.flush()
    details = {"withdrawal": filed.id, "entry": words, "reason": reason}
    finish(work, [(row, {})], after=None, said={wbp_id: ("", reason)}, details=details)
    return filed


def decide_withdrawal(
    *, scope: Scope, withdrawal_id: int, confirmed: bool, batch: Batch, note: str, at: datetime
) -> tuple[Work, Withdrawal]:
    """A second person confirms a withdrawal, and the proposal is never granted; or declines it with a note.

    Raises ReasonMissing; NotFound too where somebody has decided already.
    """
    act = "confirm_withdrawal" if confirmed else "decline_withdrawal"
    if not confirmed and not note:
        raise ReasonMissing()
    filed, candidate = get_withdrawal(scope, withdrawal_id)
    round_ = held_round(scope, candidate.round_id, act)
    (row,) = rows = unchanged_rows(scope, round_, "decide_withdrawal", _only(batch, candidate.wbp_id))
    db.session.refresh(filed)
    if filed.decision is not None:
        raise NotFound()
    refuse_hindered([(row, withdrawal_hindrance(act, row, scope.user_id, filed.filed_by))])
    work = write_deed(scope, round_, act, batch, rows, at=at, note=note)
    filed.decision, filed.decision_note = ("confirmed" if confirmed else "declined"), note
    filed.decided_by, filed.decided_deed_id, filed.decided_at = work.by, work.deed.id, at
    db.session.flush()
    change = {"withdrawn": True} if confirmed else {}
    finish(work, [(row, change)], after=None, said={row.wbp_id: ("", note)}, details={"withdrawal": withdrawal_id, "note": note})
    return work, filed


def _only(batch: Batch, wbp_id: int) -> Batch:
    """The batch, where it holds this one person and nobody else."""
    if set(batch.people) != {wbp_id}:
        raise NotFound()
    return batch
