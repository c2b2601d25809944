"""Cancelling sessions and planning them again, one or many; and the catch-up sessions that stand for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import confirmed_days_off, zones_of_facilities
from rehab.plumbing.clock import instant
from rehab.plumbing.errors import NotFound, Refusal, check_version
from rehab.programs import queries, timetable_queries
from rehab.programs.models import Session
from rehab.programs.states import OPEN_CLASS_STATES, session_may_move


class WrongSessionStep(Refusal):
    status = 409
    message = _l("Keadaan sesi ini sudah berubah. Muat ulang halaman, lalu pilih langkah berikutnya.")


class StillReplaced(Refusal):
    message = _l("Sesi ini sudah punya sesi pengganti. Batalkan dulu sesi penggantinya.")


class OnDayOff(Refusal):
    message = _l("Hari itu hari libur yang sudah ditetapkan. Pilih hari lain, atau cabut dulu hari liburnya.")


class OriginalPlanned(Refusal):
    message = _l("Sesi asalnya sudah aktif kembali atau sudah punya pengganti lain, jadi tidak perlu pengganti ini.")


class WrongTime(Refusal):
    message = _l("Jam selesai harus sesudah jam mulai.")


class OutsideClass(Refusal):
    message = _l("Hari itu di luar masa kelas ini. Pilih hari di dalam masanya.")


class TimeTaken(Refusal):
    message = _l("Kelas ini sudah punya sesi pada jam itu. Pilih jam lain.")


@dataclass(frozen=True)
class Moved:
    """What became of many sessions: how many changed, and how many were left since their state had changed meanwhile."""

    changed: int
    left: int


@dataclass(frozen=True)
class CatchUp:
    """When and where a catch-up session takes place: a legal date and wall-clock times of the facility.

    Room "" and no teacher mean those of the class and of the session it stands for.
    """

    held_on: date
    starts_time: time
    ends_time: time
    room: str = ""
    instructor_id: int | None = None


def cancel_session(*, scope: Scope, session_id: int, version: int, reason: str, at: datetime) -> Session:
    """Cancel a session that was not held; it is nobody's absence. Raises WrongSessionStep, StaleVersion, NotFound."""
    row = _moving(scope, session_id, version, "cancelled")
    row.state, row.cancel_reason = "cancelled", reason
    _note(scope, "programs.cancel_session", "session", row.id, row.facility_id, at, held_on=row.held_on, reason=reason)
    return row


def restore_session(*, scope: Scope, session_id: int, version: int, reason: str, at: datetime) -> Session:
    """Plan a cancelled session again.

    Raises OnDayOff, StillReplaced, OriginalPlanned, WrongSessionStep, StaleVersion, NotFound.
    """
    row = _moving(scope, session_id, version, "planned")
    if problem := _why_not_again(scope, [row]).get(row.id):
        raise problem()
    row.state, row.cancel_reason = "planned", None
    _note(scope, "programs.restore_session", "session", row.id, row.facility_id, at, held_on=row.held_on, reason=reason)
    return row


def _moving(scope: Scope, session_id: int, version: int, state: str) -> Session:
    row = queries.session(scope, session_id)
    check_version(row, version)
    if not session_may_move(row.state, state):
        raise WrongSessionStep()
    return row


def _why_not_again(scope: Scope, rows: list[Session]) -> dict[int, type[Refusal]]:
    """Which cancelled sessions cannot be planned again, and why."""
    if not rows:
        return {}
    off = confirmed_days_off(scope, {row.facility_id for row in rows}, min(row.held_on for row in rows))
    originals = {row.replaces_id for row in rows if row.replaces_id is not None}
    taken = timetable_queries.replaced_among(scope, [row.id for row in rows] + sorted(originals))
    missed = timetable_queries.sessions_by_id(scope, rows[0].facility_id, originals)
    standing = {row.id for row in missed if row.state != "cancelled"}
    found: dict[int, type[Refusal]] = {}
    for row in rows:
        if row.held_on in off[row.facility_id]:
            found[row.id] = OnDayOff
        elif row.id in taken:
            found[row.id] = StillReplaced
        elif row.replaces_id in taken or row.replaces_id in standing:
            found[row.id] = OriginalPlanned
    return found


def cancel_sessions(*, scope: Scope, facility_id: int, session_ids: Iterable[int], reason: str, at: datetime) -> Moved:
    """Cancel many sessions of a facility at once, those that are still planned. Raises NotFound."""
    rows = _of_facility(scope, facility_id, session_ids)
    changed = [row for row in rows if session_may_move(row.state, "cancelled")]
    for row in changed:
        row.state, row.cancel_reason = "cancelled", reason
    return _moved(scope, "programs.cancel_sessions", facility_id, rows, changed, reason, at)


def restore_sessions(*, scope: Scope, facility_id: int, session_ids: Iterable[int], reason: str, at: datetime) -> Moved:
    """Plan many sessions of a facility again, those cancelled by hand that nothing stands in the way of. Raises NotFound."""
    rows = _of_facility(scope, facility_id, session_ids)
    mine = [row for row in rows if session_may_move(row.state, "planned") and row.day_off_id is None]
    hindered = _why_not_again(scope, mine)
    # Of two catch-up sessions for the same one, or a session and its own catch-up, only the first is planned again.
    changed: list[Session] = []
    spoken: set[int] = set()
    for row in (each for each in mine if each.id not in hindered):
        names = {row.id, row.replaces_id or row.id}
        if not names & spoken:
            changed.append(row)
            spoken |= names
    for row in changed:
        row.state, row.cancel_reason = "planned", None
    return _moved(scope, "programs.restore_sessions", facility_id, rows, changed, reason, at)


def _of_facility(scope: Scope, facility_id: int, session_ids: Iterable[int]) -> list[Session]:
    if not scope.covers(facility_id):
        raise NotFound()
    return timetable_queries.sessions_by_id(scope, facility_id, session_ids)


def _moved(
    scope: Scope, action: str, facility_id: int, rows: list[Session], changed: list[Session], reason: str, at: datetime
) -> Moved:  # fmt: skip
    db.session.flush()
    if changed:
        ids = [row.id for row in changed]
        _note(scope, action, "facility", facility_id, facility_id, at, sessions=ids, reason=reason)
    return Moved(len(changed), len(rows) - len(changed))


def add_catch_up(*, scope: Scope, session_id: int, details: CatchUp, at: datetime) -> Session:
    """Plan a session that stands for a cancelled one.

    Raises WrongSessionStep, StillReplaced, WrongTime, OutsideClass, OnDayOff, TimeTaken, NotFound.
    """
    missed = queries.session(scope, session_id)
    group = queries.cohort(scope, missed.cohort_id, lock=True)
    if missed.state != "cancelled" or group.state not in OPEN_CLASS_STATES:
        raise WrongSessionStep()
    if timetable_queries.replaced_among(scope, [missed.id]):
        raise StillReplaced()
    if details.ends_time <= details.starts_time:
        raise WrongTime()
    if not group.starts_on <= details.held_on < group.ends_on:
        raise OutsideClass()
    if details.held_on in confirmed_days_off(scope, [group.facility_id], details.held_on)[group.facility_id]:
        raise OnDayOff()
    zone = zones_of_facilities(scope, {group.facility_id})[group.facility_id]
    starts_at = instant(details.held_on, details.starts_time.hour, details.starts_time.minute, zone)
    ends_at = instant(details.held_on, details.ends_time.hour, details.ends_time.minute, zone)
    keys = timetable_queries.session_keys(scope, [group.id], details.held_on)
    same_hour = (group.id, details.held_on, details.starts_time) in keys
    if same_hour or timetable_queries.class_meets_between(scope, group.id, starts_at, ends_at):
        raise TimeTaken()
    if details.instructor_id and queries.instructor(scope, details.instructor_id).facility_id != group.facility_id:
        raise NotFound()
    row = Session(
        facility_id=group.facility_id, cohort_id=group.id, held_on=details.held_on, starts_time=details.starts_time,
        ends_time=details.ends_time, starts_at=starts_at, ends_at=ends_at, room=details.room or group.room, state="planned",
        instructor_id=details.instructor_id or missed.instructor_id or group.instructor_id, replaces_id=missed.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _note(scope, "programs.add_catch_up", "session", row.id, row.facility_id, at, held_on=row.held_on, stands_for=missed.held_on)
    return row


def _note(scope: Scope, action: str, subject: str, subject_id: int, facility_id: int, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject=subject, subject_id=subject_id, at=at, facility_id=facility_id, details=details
    )
