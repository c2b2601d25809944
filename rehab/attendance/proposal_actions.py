"""Changing a register after its facility's window: one officer asks, another lets it stand or declines."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.attendance import life_queries, queries, sent_queries
from rehab.attendance.actions import Change, MarksRefused, change_of, record_attendance
from rehab.attendance.decide_actions import DecidedMeanwhile, DecisionNeedsReason, DecisionRefused, NothingChosen
from rehab.attendance.marking import LONGEST_REASON, NewMark
from rehab.attendance.models import MarkProposal
from rehab.attendance.states import PROPOSAL_MOVES, may_move, two_people
from rehab.audit.actions import write_entry
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.plumbing.errors import NotFound, Refusal


class ProposalRefused(Refusal):
    """Nothing was asked for."""


class WindowOpen(ProposalRefused):
    message = _l("Daftar hadir ini masih dapat diubah langsung. Muat ulang, lalu simpan perubahannya.")


class ProposalNeedsReason(MarksRefused):
    message = _l("Perubahan yang diajukan perlu alasan. Isi alasan perubahan, lalu ajukan lagi.")


class AskedAlready(MarksRefused):
    message = _l("Untuk sebagian orang sudah ada perubahan yang menunggu petugas lain. Ajukan lagi setelah diputuskan.")


class OwnProposal(DecisionRefused):
    message = _l("Perubahan yang Anda ajukan sendiri diputuskan petugas lain.")


class ProposalOutdated(DecisionRefused):
    message = _l("Kehadiran orang itu sudah berubah sejak diajukan. Tolak ajuan ini; bila perlu, ajukan lagi.")


def propose_marks(
    *, scope: Scope, session_id: int, marks: Sequence[NewMark], why: str, at: datetime, fill_present: bool = False,
    seen_mark_id: int | None = None,
) -> int:  # fmt: skip
    """Ask for marks of a session whose window is over; nothing changes until somebody else confirms. Returns how many.

    The first mark of somebody still unrecorded is asked for too: weeks later nobody remembers who sat there, the paper may
    be gone, and a mark that one person alone could add would be worth as much to remisi as one that was changed.
    Raises NotFound, RegisterNotOpen, MarksRefused, WindowOpen, ProposalNeedsReason, AskedAlready, RecordedMeanwhile; then
    nothing is written.
    """
    if scope.user_id is None or not may_move(PROPOSAL_MOVES, scope, "unasked", "proposed"):
        raise NotFound()
    change = change_of(
        scope=scope, session_id=session_id, marks=marks, source="officer", at=at, fill_present=fill_present,
        seen_mark_id=seen_mark_id,
    )  # fmt: skip
    changed, why = change.changed, why.strip()[:LONGEST_REASON]
    if not change.life.late:
        raise WindowOpen()
    if not changed:
        return 0
    if asked := life_queries.open_of_people(scope, session_id, changed):
        raise AskedAlready({wbp_id: _l("Perubahan untuk orang ini sudah diajukan.") for wbp_id in asked})
    if not why:
        raise ProposalNeedsReason({})
    asked = {"session_id": session_id, "why": why, "proposed_by": scope.user_id, "proposed_at": at, "state": "proposed"}
    insert_rows(MarkProposal, [asked | each for each in _wanted_of(change)])
    write_entry(
        scope=scope, action="attendance.propose", subject="session", subject_id=session_id, at=at,
        facility_id=change.session.facility_id,
        details={"why": why, "marks": {str(wbp_id): each.status for wbp_id, each in changed.items()}},
    )  # fmt: skip
    return len(changed)


def _wanted_of(change: Change) -> list[dict[str, Any]]:
    corrected = change.corrected
    return [
        {
            "facility_id": change.session.facility_id, "wbp_id": wbp_id, "status": each.status, "reason": each.reason,
            "note": each.note, "minutes": each.minutes, "took_part": each.took_part,
            "seen_mark_id": corrected[wbp_id].id if wbp_id in corrected else None,
        }
        for wbp_id, each in change.changed.items()
    ]  # fmt: skip


def decide_proposals(*, scope: Scope, proposal_ids: Collection[int], confirm: bool, note: str, at: datetime) -> int:
    """Confirm or decline changes that others asked for; `note` is kept with each. Returns how many.

    What is confirmed becomes a mark of the one who confirms, with the reason of the one who asked. What is declined changes
    nothing and stays in the history. Raises NothingChosen, DecisionNeedsReason, DecidedMeanwhile, OwnProposal,
    ProposalOutdated, NotFound, and what record_attendance raises; then nothing is written.
    """
    after, note = "confirmed" if confirm else "declined", note.strip()[:LONGEST_REASON]
    if not may_move(PROPOSAL_MOVES, scope, "proposed", after):
        raise NotFound()
    if not proposal_ids:
        raise NothingChosen()
    if not note:
        raise DecisionNeedsReason()
    # Registers are held one by one in their order, and only then is read what still waits.
    queries.sessions_to_write(scope, {each.session_id for each in life_queries.open_proposals(scope, proposal_ids)})
    rows = life_queries.open_proposals(scope, proposal_ids)
    if len(rows) != len(set(proposal_ids)):
        raise DecidedMeanwhile()
    if not all(two_people([each.proposed_by], scope.user_id) for each in rows):
        raise OwnProposal()
    by_session: defaultdict[int, list[MarkProposal]] = defaultdict(list)
    for each in rows:
        by_session[each.session_id].append(each)
    for session_id, found in by_session.items():
        made = _confirm(scope, session_id, found, at) if confirm else {}
        decided = {"state": after, "decided_note": note, "decided_by": scope.user_id, "decided_at": at}
        update_rows(MarkProposal, [decided | {"id": each.id, "mark_id": made.get(each.wbp_id)} for each in found])
        write_entry(
            scope=scope, action="attendance.decide_proposal", subject="session", subject_id=session_id, at=at,
            facility_id=found[0].facility_id,
            details={"decision": after, "note": note, "proposals": [[each.id, each.wbp_id, each.status] for each in found]},
        )  # fmt: skip
    return len(rows)


def _confirm(scope: Scope, session_id: int, rows: Sequence[MarkProposal], at: datetime) -> dict[int, int]:
    """Let changes stand, each with its own reason; returns the mark that stands now for each person."""
    people = [each.wbp_id for each in rows]
    before = sent_queries.standing_marks(scope, [session_id], people)
    if any((now.id if (now := before.get((session_id, each.wbp_id))) else None) != each.seen_mark_id for each in rows):
        raise ProposalOutdated()
    by_reason: defaultdict[tuple[str, int], list[NewMark]] = defaultdict(list)
    for each in rows:
        mark = NewMark(each.wbp_id, each.status, each.reason, each.note, each.minutes, each.took_part)
        by_reason[each.why, each.proposed_by].append(mark)
    for (why, proposed_by), marks in by_reason.items():
        record_attendance(
            scope=scope, session_id=session_id, marks=marks, source="officer", at=at, correction=why, asked_by=[proposed_by]
        )
    standing = sent_queries.standing_marks(scope, [session_id], people)
    return {wbp_id: now.id for (_session, wbp_id), now in standing.items()}
