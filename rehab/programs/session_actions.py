"""Writing timetables and sessions: made from the weekly hours, never twice; cancelled with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.clock import instant, local_date
from rehab.plumbing.errors import Refusal, check_version
from rehab.programs import queries
from rehab.programs.models import Cohort, ScheduleSlot, Session
from rehab.programs.states import OPEN_CLASS_STATES, session_may_move

DAYS_AHEAD = 60


class SessionCancelled(Refusal):
    message = _l("Sesi ini dibatalkan. Aktifkan kembali sesi sebelum mencatat kehadiran.")


class WrongSessionStep(Refusal):
    status = 409
    message = _l("Keadaan sesi ini sudah berubah. Muat ulang halaman, lalu pilih langkah berikutnya.")


class OverlappingSlots(Refusal):
    message = _l("Dua jam pelajaran pada hari yang sama saling menimpa. Periksa jadwalnya.")


class ClassNotOpen(Refusal):
    message = _l("Kelas ini sudah selesai atau dibatalkan. Buka kembali kelas sebelum membuat sesi.")


@dataclass(frozen=True, order=True)
class Slot:
    """One weekly hour: weekday 0 (Monday) to 6, wall-clock times in the facility's zone; room "" means the class's own."""

    weekday: int
    starts_time: time
    ends_time: time
    room: str = ""


def set_timetable(*, scope: Scope, cohort_id: int, version: int, slots: Iterable[Slot], at: datetime) -> int:
    """Give a class its weekly hours; planned sessions still to come are replaced, all others stay.

    Returns how many sessions were added. Raises OverlappingSlots, StaleVersion, NotFound.
    """
    group = queries.cohort(scope, cohort_id, lock=True)
    check_version(group, version)
    wanted = sorted(slots)
    for one, other in pairwise(wanted):
        if one.weekday == other.weekday and other.starts_time < one.ends_time:
            raise OverlappingSlots()
    before = [_as_text(slot) for slot in queries.timetable(scope, group.id)]
    for row in queries.timetable(scope, group.id):
        db.session.delete(row)
    db.session.flush()
    for slot in wanted:
        db.session.add(
            ScheduleSlot(
                facility_id=group.facility_id, cohort_id=group.id, weekday=slot.weekday, starts_time=slot.starts_time,
                ends_time=slot.ends_time, room=slot.room,
            )
        )  # fmt: skip
    # The timetable is part of the class: a form opened before must not overwrite it.
    group.version += 1
    db.session.flush()
    added = renew_future_sessions(scope=scope, cohort=group, at=at)
    after = [_as_text(slot) for slot in wanted]
    _note(scope, "programs.set_timetable", "cohort", group, at, before=before, after=after, sessions=added)
    return added


def _as_text(slot: Slot | ScheduleSlot) -> str:
    return f"{slot.weekday} {slot.starts_time:%H:%M}-{slot.ends_time:%H:%M} {slot.room}".strip()


def renew_future_sessions(*, scope: Scope, cohort: Cohort, at: datetime) -> int:
    """Bring the planned sessions still to come in line with timetable, period, room and teacher; returns how many were added.

    The caller writes the audit entry.
    """
    slots = {(slot.weekday, slot.starts_time): slot for slot in queries.timetable(scope, cohort.id)}
    zone = zones_of_facilities(scope, {cohort.facility_id})[cohort.facility_id]
    for row in queries.future_sessions(scope, cohort.id, at):
        slot = slots.get((row.held_on.weekday(), row.starts_time))
        if slot is None or not cohort.starts_on <= row.held_on < cohort.ends_on:
            db.session.delete(row)
            continue
        row.ends_time, row.room, row.instructor_id = slot.ends_time, slot.room or cohort.room, cohort.instructor_id
        row.ends_at = instant(row.held_on, slot.ends_time.hour, slot.ends_time.minute, zone)
    db.session.flush()
    return _fill(scope, [cohort], at) if cohort.state in OPEN_CLASS_STATES else 0


def drop_future_sessions(*, scope: Scope, cohort: Cohort, at: datetime) -> None:
    """Take away the planned sessions still to come of a class that ends; the caller writes the audit entry."""
    for row in queries.future_sessions(scope, cohort.id, at):
        db.session.delete(row)
    db.session.flush()


def generate_sessions(*, scope: Scope, cohort_id: int, from_start: bool, at: datetime) -> int:
    """Make the sessions of a class for 60 days ahead, with `from_start` also back to its first day; returns how many are new.

    What exists stays as it is, cancelled ones too. Raises ClassNotOpen, NotFound.
    """
    group = queries.cohort(scope, cohort_id, lock=True)
    if group.state not in OPEN_CLASS_STATES:
        raise ClassNotOpen()
    added = _fill(scope, [group], at, from_start=from_start)
    if added:
        _note(scope, "programs.generate_sessions", "cohort", group, at, added=added, from_start=from_start)
    return added


def extend_sessions(*, scope: Scope, at: datetime) -> int:
    """Make the sessions of every open class for 60 days ahead; safe to repeat. Returns how many are new."""
    groups = queries.open_cohorts(scope, lock=True)
    added = 0
    for facility_id in sorted({group.facility_id for group in groups}):
        mine = [group for group in groups if group.facility_id == facility_id]
        fresh = _fill(scope, mine, at)
        if fresh:
            details = {"added": fresh, "cohorts": [group.id for group in mine]}
            write_entry(
                scope=scope, action="programs.extend_sessions", subject="facility", subject_id=facility_id, at=at,
                facility_id=facility_id, details=details,
            )  # fmt: skip
        added += fresh
    return added


def _fill(scope: Scope, groups: list[Cohort], at: datetime, *, from_start: bool = False) -> int:
    """Add the missing sessions of some classes until 60 days ahead: those still to come, or with `from_start` all of them."""
    slots = queries.slots_by_cohort(scope, [group.id for group in groups])
    taken = queries.session_keys(scope, [group.id for group in groups])
    zones = zones_of_facilities(scope, {group.facility_id for group in groups})
    added = 0
    for group in groups:
        zone = zones[group.facility_id]
        today = local_date(at, zone)
        first = group.starts_on if from_start else max(today, group.starts_on)
        until = min(today + timedelta(days=DAYS_AHEAD), group.ends_on)
        for on, slot in _hours(slots.get(group.id, []), first, until):
            row = _session(group, slot, on, zone)
            if (group.id, on, slot.starts_time) not in taken and (from_start or row.starts_at > at):
                db.session.add(row)
                added += 1
    db.session.flush()
    return added


def _hours(slots: list[ScheduleSlot], first: date, until: date) -> list[tuple[date, ScheduleSlot]]:
    days = (first + timedelta(days=number) for number in range(max(0, (until - first).days)))
    return [(on, slot) for on in days for slot in slots if slot.weekday == on.weekday()]


def _session(group: Cohort, slot: ScheduleSlot, on: date, zone: str) -> Session:
    return Session(
        facility_id=group.facility_id, cohort_id=group.id, instructor_id=group.instructor_id, held_on=on,
        starts_time=slot.starts_time, ends_time=slot.ends_time, room=slot.room or group.room, state="planned",
        starts_at=instant(on, slot.starts_time.hour, slot.starts_time.minute, zone),
        ends_at=instant(on, slot.ends_time.hour, slot.ends_time.minute, zone),
    )  # fmt: skip


def cancel_session(*, scope: Scope, session_id: int, version: int, reason: str, at: datetime) -> Session:
    """Cancel a session that was not held; it is nobody's absence. Raises WrongSessionStep, StaleVersion, NotFound."""
    row = _moving(scope, session_id, version, "cancelled")
    row.state, row.cancel_reason = "cancelled", reason
    _note(scope, "programs.cancel_session", "session", row, at, held_on=row.held_on, reason=reason)
    return row


def restore_session(*, scope: Scope, session_id: int, version: int, at: datetime) -> Session:
    """Plan a cancelled session again. Raises WrongSessionStep, StaleVersion, NotFound."""
    row = _moving(scope, session_id, version, "planned")
    row.state, row.cancel_reason = "planned", None
    _note(scope, "programs.restore_session", "session", row, at, held_on=row.held_on)
    return row


def _moving(scope: Scope, session_id: int, version: int, state: str) -> Session:
    row = queries.session(scope, session_id)
    check_version(row, version)
    if not session_may_move(row.state, state):
        raise WrongSessionStep()
    return row


def mark_session_held(*, session: Session) -> None:
    """Remember that attendance of a session was recorded; the caller's own entry in the audit says so.

    Raises SessionCancelled.
    """
    if session.state == "held":
        return
    if not session_may_move(session.state, "held"):
        raise SessionCancelled()
    session.state = "held"


def _note(scope: Scope, action: str, subject: str, row: Any, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject=subject, subject_id=row.id, at=at, facility_id=row.facility_id, details=details
    )
