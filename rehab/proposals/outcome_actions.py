"""What comes of a decision: sent on, decreed, handed over, entered into the history; each one deed over a batch.

Every action raises NotFound, NotYours, NobodyChosen, BatchChanged (409) and NotPossible, besides what it names itself.
"""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.errors import Refusal
from rehab.plumbing.formatting import short_date
from rehab.proposals.batches import Batch
from rehab.proposals.deed_actions import Work, check_past, finish, held_round, refuse_hindered, unchanged_rows, write_deed
from rehab.proposals.hindrances import entry_hindrance, hindrance
from rehab.proposals.models import Decree
from rehab.proposals.queries import decree_numbers, find_decree, recorded_grants
from rehab.proposals.states import STEPS
from rehab.remisi.models import Round
from rehab.wbp.case_actions import record_remissions

MOST_DAYS = 1_000


class OtherDecree(Refusal):
    message = _l("Nomor SK ini sudah tercatat dengan tanggal atau putaran lain. Periksa nomor dan tanggalnya.")


def _begin(scope: Scope, round_id: int, act: str, batch: Batch, at: datetime, note: str = "") -> Work:
    round_ = held_round(scope, round_id, act)
    rows = unchanged_rows(scope, round_, act, batch)
    refuse_hindered((row, hindrance(act, row, scope.user_id)) for row in rows)
    return write_deed(scope, round_, act, batch, rows, at=at, note=note)


def record_sent(*, scope: Scope, round_id: int, batch: Batch, letter: str, sent_on: date, at: datetime) -> Work:
    """Record that a batch was sent to Ditjenpas and Kanwil, with the number and day of the letter. Raises NotYet."""
    work = _begin(scope, round_id, "send", batch, at, note=f"{letter} · {short_date(sent_on)}")
    check_past(scope, work.round.facility_id, sent_on, at=at)
    finish(
        work, [(row, {}) for row in work.rows], after=STEPS["send"][1], said={},
        details={"letter": letter, "sent_on": sent_on},
    )  # fmt: skip
    return work


def record_grants(
    *, scope: Scope, round_id: int, batch: Batch, number: str, dated_on: date, days: Mapping[int, int | None], at: datetime
) -> Work:
    """Record the decree of a batch: its number and day, and by person the days it grants.

    Raises OtherDecree; NotPossible too where somebody's days are missing or no number from 1 to 1,000.
    """
    round_ = held_round(scope, round_id, "grant")
    rows = unchanged_rows(scope, round_, "grant", batch)
    refuse_hindered((row, hindrance("grant", row, scope.user_id)) for row in rows)
    granted = {row.wbp_id: days.get(row.wbp_id) or 0 for row in rows}
    refuse_hindered((row, None if 0 < granted[row.wbp_id] <= MOST_DAYS else "days") for row in rows)
    work = write_deed(scope, round_, "grant", batch, rows, at=at, note=f"{number} · {short_date(dated_on)}")
    decree = _decree(work, round_, number, dated_on)
    changes = [(row, {"decree_id": decree.id, "granted_days": granted[row.wbp_id]}) for row in rows]
    details = {"number": number, "dated_on": dated_on, "days": {str(key): value for key, value in granted.items()}}
    finish(work, changes, after=STEPS["grant"][1], said={}, details=details)
    return work


def _decree(work: Work, round_: Round, number: str, dated_on: date) -> Decree:
    """The decree of a number, made where it is new: one decree may come in several batches."""
    found = find_decree(work.scope, round_.facility_id, number)
    if found is not None:
        if (found.dated_on, found.round_id) != (dated_on, round_.id):
            raise OtherDecree()
        return found
    decree = Decree(
        facility_id=round_.facility_id, round_id=round_.id, number=number, dated_on=dated_on, recorded_by=work.by,
        recorded_at=work.at,
    )  # fmt: skip
    db.session.add(decree)
    db.session.flush()
    return decree


def record_handed_over(*, scope: Scope, round_id: int, batch: Batch, handed_on: date, at: datetime) -> Work:
    """Record the day on which a batch got its decree handed over. Raises NotYet: a decree is often there before its day."""
    work = _begin(scope, round_id, "hand_over", batch, at)
    check_past(scope, work.round.facility_id, handed_on, at=at)
    changes = [(row, {"handed_on": handed_on}) for row in work.rows]
    finish(work, changes, after=STEPS["hand_over"][1], said={}, details={"handed_on": handed_on})
    return work


def enter_grants(*, scope: Scope, round_id: int, batch: Batch, at: datetime) -> Work:
    """Enter what a batch was granted into each one's history, which moves the dates of their next rounds.

    Where the same grant stands there already, with the same days, it is linked and not doubled.
    """
    round_ = held_round(scope, round_id, "enter")
    rows = unchanged_rows(scope, round_, "enter", batch)
    recorded, numbers = recorded_grants(scope, round_), decree_numbers(scope, round_id)
    refuse_hindered(
        (row, hindrance("enter", row, scope.user_id) or entry_hindrance(row, scope.covers(row.here), recorded.get(row.wbp_id)))
        for row in rows
    )
    work = write_deed(scope, round_, "enter", batch, rows, at=at)
    new = {row.wbp_id: (row.granted_days or 0, numbers[row.decree_id or 0]) for row in rows if row.wbp_id not in recorded}
    made = record_remissions(scope=scope, kind=round_.kind, granted_on=round_.held_on, grants=new, at=at)
    ids = {wbp_id: remission_id for wbp_id, (remission_id, _days) in recorded.items()} | made
    changes = [(row, {"remission_id": ids[row.wbp_id]}) for row in rows]
    finish(work, changes, after=STEPS["enter"][1], said={}, details={"linked": sorted(set(recorded) & batch.ids)})
    return work
