"""Deciding on taps of a device that could not simply stand."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.attendance import queries, sent_queries
from rehab.attendance.actions import LONGEST_REASON, record_attendance
from rehab.attendance.marking import NewMark
from rehab.attendance.models import SentMark
from rehab.audit.actions import write_entry
from rehab.plumbing.bulk import update_rows
from rehab.plumbing.errors import Refusal, StaleVersion


class DecisionRefused(Refusal):
    """Nothing was decided."""


class NothingChosen(DecisionRefused):
    message = _l("Pilih paling sedikit satu baris.")


class DecisionNeedsReason(DecisionRefused):
    message = _l("Isi alasan keputusan ini.")


class TwoForOnePerson(DecisionRefused):
    message = _l("Untuk satu orang dipilih dua catatan yang berbeda. Pilih satu saja untuk dipakai.")


class DecidedMeanwhile(StaleVersion):
    """A tap was decided, or overtaken by a later one, since the page was opened."""

    message = _l("Sebagian sudah diputuskan sejak Anda membuka halaman ini. Muat ulang, periksa, lalu ulangi.")


def decide_taps(
    *, scope: Scope, session_id: int, tap_ids: Collection[int], use: bool, why: str, seen_mark_id: int, at: datetime
) -> int:
    """Use or leave some taps of a session that wait; `why` is kept and, where a mark is replaced, stands as its reason.

    A tap that is used becomes a mark of the officer who decided; after the facility's window too, for teacher and officer
    are two people, and where one account was both the officer must be another. `seen_mark_id` is the newest mark the
    officer saw beside them. Returns how many were decided. Raises NotFound, NothingChosen, DecisionNeedsReason,
    TwoForOnePerson, DecidedMeanwhile, and what record_attendance raises; then nothing is written.
    """
    session = queries.session_to_write(scope, session_id)
    why = why.strip()[:LONGEST_REASON]
    if not tap_ids:
        raise NothingChosen()
    if not why:
        raise DecisionNeedsReason()
    taps = sent_queries.undecided(scope, session_id, tap_ids)
    if len(taps) != len(set(tap_ids)):
        raise DecidedMeanwhile()
    marks = {tap.id: tap.wbp_id for tap in taps if tap.wbp_id is not None}
    made = _use(scope, session_id, taps, why, seen_mark_id, at) if use else {}
    decided = {"decision": "used" if use else "left", "decided_why": why, "decided_by": scope.user_id, "decided_at": at}
    update_rows(SentMark, [decided | {"id": each, "mark_id": made.get(marks[each])} for each in marks])
    write_entry(
        scope=scope, action="attendance.decide", subject="session", subject_id=session_id, at=at,
        facility_id=session.facility_id,
        details={"decision": decided["decision"], "why": why, "taps": [[tap.id, tap.wbp_id, tap.status] for tap in taps]},
    )  # fmt: skip
    return len(taps)


def _use(scope: Scope, session_id: int, taps: Collection[SentMark], why: str, seen_mark_id: int, at: datetime) -> dict[int, int]:
    """Record what the taps say; returns the mark that stands now for each person."""
    marks = [NewMark(tap.wbp_id or 0, tap.status, tap.reason, tap.note, tap.minutes, tap.took_part) for tap in taps]
    if any(times > 1 for times in Counter(mark.wbp_id for mark in marks).values()):
        raise TwoForOnePerson()
    record_attendance(
        scope=scope, session_id=session_id, marks=marks, source="officer", at=at, correction=why, seen_mark_id=seen_mark_id,
        asked_by={tap.user_id for tap in taps},
    )  # fmt: skip
    standing = sent_queries.standing_marks(scope, [session_id], [mark.wbp_id for mark in marks])
    return {wbp_id: now.id for (_session, wbp_id), now in standing.items()}
