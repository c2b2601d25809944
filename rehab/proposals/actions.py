"""The steps of the path, each one deed over a batch: prepare, verify, recommend, decide, or send back.

Every action raises NotFound, NotYours, NobodyChosen, BatchChanged (409) and NotPossible, besides what it names itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.plumbing.errors import Refusal
from rehab.proposals.batches import Batch
from rehab.proposals.deed_actions import (
    Work,
    finish,
    held_round,
    open_candidates,
    refuse_hindered,
    unchanged_rows,
    write_deed,
)  # fmt: skip
from rehab.proposals.hindrances import hindrance
from rehab.proposals.labels import LEAVE_OUT_REASONS, OVERRIDE_REASONS
from rehab.proposals.queries import get_hearing
from rehab.proposals.shapes import PathRow
from rehab.proposals.states import STEPS
from rehab.remisi.actions import freeze_verdicts

AUTOMATIC = {"not_eligible": "rule", "incomplete": "papers"}
# What sending back takes away from somebody's row; the moves keep it.
CLEARED: dict[str, Any] = {
    "proposal": None, "overrides": False, "reason": "", "note": "", "document": "", "wali_id": None, "prepared_by": None,
    "prepared_deed_id": None, "verified_by": None, "verified_deed_id": None, "hearing_id": None, "recommendation": None,
    "recommendation_reason": "", "recommended_by": None, "recommended_deed_id": None, "decision": None, "decision_reason": "",
    "decision_note": "", "decided_by": None, "decided_deed_id": None,
}  # fmt: skip


class ReasonMissing(Refusal):
    message = _l("Pilih atau tulis alasannya: setiap perbedaan disertai alasan.")


class DocumentMissing(Refusal):
    message = _l("Sebutkan dokumen yang menjadi dasar mengusulkan orang yang menurut hitungan tidak memenuhi.")


class OtherRound(Refusal):
    message = _l("Sidang ini bukan sidang putaran ini. Pilih sidang putaran ini.")


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says of a whole batch: a choice, with a coded reason, a note or a document where it takes one."""

    choice: str
    reason: str = ""
    note: str = ""
    document: str = ""


def _begin(
    scope: Scope, round_id: int, act: str, batch: Batch, at: datetime, *, choice: str = "", note: str = ""
) -> Work:  # fmt: skip
    """Hold the round, compare the batch, ask what stands in the way of each, write the deed."""
    round_ = held_round(scope, round_id, act)
    rows = unchanged_rows(scope, round_, act, batch)
    refuse_hindered((row, hindrance(act, row, scope.user_id)) for row in rows)
    if choice == "propose" and act != "prepare":
        refuse_hindered((row, None if row.outcome == "eligible" or row.overrides else "not_eligible") for row in rows)
    return write_deed(scope, round_, act, batch, rows, at=at, note=note)


def prepare(*, scope: Scope, round_id: int, batch: Batch, said: Said, at: datetime) -> Work:
    """Prepare a batch and freeze its verdicts.

    "as_computed": eligible people are proposed, the others left out by the rule itself. "leave_out": eligible people are left
    out for a coded reason. "propose": people the law does not call eligible are proposed too, by coded reason and document.
    Raises ReasonMissing, DocumentMissing.
    """
    if said.choice == "leave_out" and said.reason not in LEAVE_OUT_REASONS:
        raise ReasonMissing()
    if said.choice == "propose" and said.reason not in OVERRIDE_REASONS:
        raise ReasonMissing()
    if said.choice == "propose" and not said.document:
        raise DocumentMissing()
    work = _begin(scope, round_id, "prepare", batch, at)
    rows = open_candidates(work)
    same = {"note": said.note, "prepared_by": work.by, "prepared_deed_id": work.deed.id}
    changes = [(row, same | {"wali_id": row.wali_id} | _proposal(row, said)) for row in rows]
    freeze_verdicts(scope=scope, round_id=round_id, wbp_ids=[row.wbp_id for row in rows], frozen=True)
    spoken = {row.wbp_id: (values["proposal"], values["reason"]) for row, values in changes}
    details = {"choice": said.choice, "reason": said.reason, "note": said.note, "document": said.document}
    finish(work, changes, after=STEPS["prepare"][1], said=spoken, details=details)
    return work


def _proposal(row: PathRow, said: Said) -> dict[str, Any]:
    """What is suggested of one person, and why where it is not what the verdict says."""
    plain = {"overrides": False, "document": ""}
    if row.outcome == "eligible":
        out = said.choice == "leave_out"
        return plain | {"proposal": "leave_out" if out else "propose", "reason": said.reason if out else ""}
    if said.choice == "propose":
        return {"proposal": "propose", "overrides": True, "reason": said.reason, "document": said.document}
    return plain | {"proposal": "leave_out", "reason": AUTOMATIC[row.outcome]}


def verify(*, scope: Scope, round_id: int, batch: Batch, at: datetime) -> Work:
    """A second officer verifies a batch: never the preparer, nor the wali, and nobody without a wali."""
    work = _begin(scope, round_id, "verify", batch, at)
    same = {"verified_by": work.by, "verified_deed_id": work.deed.id}
    changes = [(row, same | {"wali_id": row.own_wali_id}) for row in work.rows]
    finish(work, changes, after=STEPS["verify"][1], said={row.wbp_id: (row.proposal or "", "") for row in work.rows}, details={})
    return work


def recommend(*, scope: Scope, round_id: int, batch: Batch, hearing_id: int, said: Said, at: datetime) -> Work:
    """Record what a hearing of the TPP recommends for a batch: "as_proposed", "propose" or "leave_out".

    A result that differs from the proposal has a reason in words. Raises ReasonMissing, OtherRound.
    """
    work = _begin(scope, round_id, "recommend", batch, at, choice=said.choice)
    if get_hearing(scope, hearing_id).round_id != round_id:
        raise OtherRound()
    same = {"hearing_id": hearing_id, "recommended_by": work.by, "recommended_deed_id": work.deed.id}
    changes, spoken = [], {}
    for row in work.rows:
        word = row.proposal if said.choice == "as_proposed" else said.choice
        reason = said.note if word != row.proposal else ""
        if word != row.proposal and not reason:
            raise ReasonMissing()
        values = {"recommendation": word, "recommendation_reason": reason, "wali_id": row.own_wali_id}
        changes.append((row, same | values))
        spoken[row.wbp_id] = (word or "", reason)
    details = {"hearing": hearing_id, "choice": said.choice, "reason": said.note}
    finish(work, changes, after=STEPS["recommend"][1], said=spoken, details=details)
    return work


def decide(*, scope: Scope, round_id: int, batch: Batch, said: Said, at: datetime) -> Work:
    """The head decides on a batch: "as_recommended", "propose" or "leave_out" (with a coded reason).

    Proposing against the TPP takes a note. Raises ReasonMissing.
    """
    if said.choice == "leave_out" and said.reason not in LEAVE_OUT_REASONS:
        raise ReasonMissing()
    work = _begin(scope, round_id, "decide", batch, at, choice=said.choice)
    same = {"decision_note": said.note, "decided_by": work.by, "decided_deed_id": work.deed.id}
    changes, spoken = [], {}
    for row in work.rows:
        word = row.recommendation if said.choice == "as_recommended" else said.choice
        if word == "propose" and row.recommendation != "propose" and not said.note:
            raise ReasonMissing()
        values = {"decision": word, "decision_reason": _decision_reason(row, word, said), "wali_id": row.own_wali_id}
        changes.append((row, same | values))
        spoken[row.wbp_id] = (word or "", values["decision_reason"] or said.note)
    details = {"choice": said.choice, "reason": said.reason, "note": said.note}
    finish(work, changes, after=STEPS["decide"][1], said=spoken, details=details)
    return work


def _decision_reason(row: PathRow, word: str | None, said: Said) -> str:
    """The code behind leaving somebody out: the head's own, else the preparer's, else that the TPP said so."""
    if word == "propose":
        return ""
    if said.choice == "leave_out":
        return said.reason
    return (row.reason or "tpp") if row.proposal == "leave_out" else "tpp"


def send_back(*, scope: Scope, round_id: int, check: str, batch: Batch, reason: str, at: datetime) -> Work:
    """Send a batch back to be prepared anew at one of the three checks; its verdicts are let go.

    Raises ReasonMissing.
    """
    if not reason:
        raise ReasonMissing()
    round_ = held_round(scope, round_id, check)
    rows = unchanged_rows(scope, round_, check, batch)
    refuse_hindered((row, hindrance(check, row, scope.user_id, back=True)) for row in rows)
    work = write_deed(scope, round_, "send_back", batch, rows, at=at, note=reason)
    freeze_verdicts(scope=scope, round_id=round_id, wbp_ids=[row.wbp_id for row in rows], frozen=False)
    spoken = {row.wbp_id: ("", reason) for row in rows}
    finish(work, [(row, CLEARED) for row in rows], after="open", said=spoken, details={"check": check, "reason": reason})
    return work
