"""Writing timetables and the sessions they make: never twice, never on a day off, and never over a register."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import confirmed_days_off, zones_of_facilities
from rehab.plumbing.clock import instant, local_date
from rehab.plumbing.errors import NotFound, Refusal, check_version
from rehab.programs import queries, timetable_queries
from rehab.programs.models import Cohort, Cover, ScheduleSlot, Session
from rehab.programs.pattern import Hour, Slot, any_overlap, meetings
from rehab.programs.states import OPEN_CLASS_STATES, session_may_move

DAYS_AHEAD = 60


class SessionCancelled(Refusal):
    message = _l("Sesi ini dibatalkan. Aktifkan kembali sesi sebelum mencatat kehadiran.")


class OverlappingSlots(Refusal):
    message = _l("Dua jam pelajaran pada hari yang sama saling menimpa. Periksa jadwalnya.")


class ClassNotOpen(Refusal):
    message = _l("Kelas ini sudah selesai atau dibatalkan. Buka kembali kelas sebelum membuat sesi.")


def set_timetable(*, scope: Scope, cohort_id: int, version: int, slots: Iterable[Slot], at: datetime) -> int:
    """Give a class its hours; sessions still to come that follow the timetable are replaced, all others stay.

    Returns how many sessions were added. Raises OverlappingSlots, StaleVersion, NotFound.
    """
    group = queries.cohort(scope, cohort_id, lock=True)
    check_version(group, version)
    wanted = sorted(slots, key=lambda slot: slot.order)
    if any_overlap(wanted):
        raise OverlappingSlots()
    for teacher_id in {slot.instructor_id for slot in wanted if slot.instructor_id is not None}:
        if queries.instructor(scope, teacher_id).facility_id != group.facility_id:
            raise NotFound()
    standing = queries.timetable(scope, group.id)
    before = _as_text(scope, standing)
    for row in standing:
        db.session.delete(row)
    db.session.flush()
    keys = {"facility_id": group.facility_id, "cohort_id": group.id}
    db.session.add_all(ScheduleSlot(**keys, **vars(slot)) for slot in wanted)
    # The timetable is part of the class: a form opened before must not overwrite it.
    group.version += 1
    db.session.flush()
    added = renew_future_sessions(scope=scope, cohort=group, at=at)
    after = _as_text(scope, wanted)
    _note(scope, "programs.set_timetable", "cohort", group, at, before=before, after=after, sessions=added)
    return added


def _as_text(scope: Scope, slots: Iterable[Any]) -> list[str]:
    """Hours as the audit keeps them: 0 09:00-11:00 [2w 2026-11-23] Aula, Ibu Guru."""
    kept = list(slots)
    names = timetable_queries.names_of_instructors(scope, [slot.instructor_id for slot in kept])
    lines = []
    for slot in kept:
        weeks = f" [{slot.every_weeks}w {slot.first_on.isoformat()}]" if slot.first_on else ""
        place = ", ".join(part for part in (slot.room, names.get(slot.instructor_id or 0, "")) if part)
        lines.append(f"{slot.weekday} {slot.starts_time:%H:%M}-{slot.ends_time:%H:%M}{weeks} {place}".strip())
    return lines


def renew_future_sessions(*, scope: Scope, cohort: Cohort, at: datetime) -> int:
    """Bring the sessions still to come in line with timetable, period, room and teachers; returns how many were added.

    A session of the timetable without a register moves or goes; one with marks, one cancelled by hand and a catch-up
    session stay as they are. The caller writes the audit entry.
    """
    zone = zones_of_facilities(scope, {cohort.facility_id})[cohort.facility_id]
    today = local_date(at, zone)
    slots = timetable_queries.slots_by_cohort(scope, [cohort.id]).get(cohort.id, [])
    covers = timetable_queries.covers_by_cohort(scope, [cohort.id], today).get(cohort.id, [])
    rows = timetable_queries.future_sessions(scope, cohort.id, at)
    last = max((row.held_on for row in rows), default=today)
    hours = {(on, slot.starts_time): slot for on, slot in meetings(slots, today, last + timedelta(days=1))}
    for row in rows:
        slot = hours.get((row.held_on, row.starts_time))
        if slot is None or not cohort.starts_on <= row.held_on < cohort.ends_on:
            db.session.delete(row)
            continue
        row.ends_time, row.room = slot.ends_time, slot.room or cohort.room
        row.instructor_id = teacher_of(cohort, slot, covers, row.held_on, row.starts_time)
        row.ends_at = instant(row.held_on, slot.ends_time.hour, slot.ends_time.minute, zone)
    db.session.flush()
    return fill_sessions(scope=scope, groups=[cohort], at=at) if cohort.state in OPEN_CLASS_STATES else 0


def teacher_of(cohort: Cohort, slot: Hour | None, covers: Iterable[Cover], on: date, starts_time: time) -> int | None:
    """Who teaches an hour on a date: whoever covers it (the latest entered), else the hour's own teacher, else the class's."""
    mine = [
        cover.instructor_id
        for cover in covers
        if cover.starts_on <= on < cover.ends_on
        and cover.weekday in (None, on.weekday())
        and cover.starts_time in (None, starts_time)
    ]
    return mine[-1] if mine else (slot and slot.instructor_id) or cohort.instructor_id


def drop_future_sessions(*, scope: Scope, cohort: Cohort, at: datetime) -> None:
    """Take away the sessions still to come of a class that ends; the caller writes the audit entry."""
    catch_ups = timetable_queries.future_catch_ups(scope, cohort.id, at)
    for row in catch_ups:
        db.session.delete(row)
    db.session.flush()
    for row in timetable_queries.future_sessions(scope, cohort.id, at):
        db.session.delete(row)
    db.session.flush()


def generate_sessions(*, scope: Scope, cohort_id: int, from_start: bool, at: datetime) -> int:
    """Make the sessions of a class for 60 days ahead, with `from_start` also back to its first day; returns how many are new.

    What exists stays as it is, cancelled ones too. Raises ClassNotOpen, NotFound.
    """
    group = queries.cohort(scope, cohort_id, lock=True)
    if group.state not in OPEN_CLASS_STATES:
        raise ClassNotOpen()
    added = fill_sessions(scope=scope, groups=[group], at=at, from_start=from_start)
    if added:
        _note(scope, "programs.generate_sessions", "cohort", group, at, added=added, from_start=from_start)
    return added


def extend_sessions(*, scope: Scope, at: datetime) -> int:
    """Make the sessions of every open class for 60 days ahead; safe to repeat. Returns how many are new."""
    groups = timetable_queries.open_cohorts(scope, lock=True)
    added = 0
    for facility_id in sorted({group.facility_id for group in groups}):
        mine = [group for group in groups if group.facility_id == facility_id]
        fresh = fill_sessions(scope=scope, groups=mine, at=at)
        if fresh:
            details = {"added": fresh, "cohorts": [group.id for group in mine]}
            write_entry(
                scope=scope, action="programs.extend_sessions", subject="facility", subject_id=facility_id, at=at,
                facility_id=facility_id, details=details,
            )  # fmt: skip
        added += fresh
    return added


def fill_sessions(*, scope: Scope, groups: list[Cohort], at: datetime, from_start: bool = False) -> int:
    """Add the missing sessions of some classes until 60 days ahead: those still to come, or with `from_start` all of them.

    A confirmed day off has none. Returns how many are new; the caller writes the audit entry.
    """
    if not groups:
        return 0
    ids = [group.id for group in groups]
    zones = zones_of_facilities(scope, {group.facility_id for group in groups})
    first = min(group.starts_on for group in groups) if from_start else min(local_date(at, zone) for zone in zones.values())
    slots, covers = timetable_queries.slots_by_cohort(scope, ids), timetable_queries.covers_by_cohort(scope, ids, first)
    off = confirmed_days_off(scope, zones, first)
    taken = timetable_queries.session_keys(scope, ids, first)
    added = 0
    for group in groups:
        missing = _missing(group, slots.get(group.id, []), off[group.facility_id], zones[group.facility_id], at, from_start)
        for on, slot in missing:
            row = _session(group, slot, on, zones[group.facility_id])
            if (group.id, on, slot.starts_time) not in taken and (from_start or row.starts_at > at):
                row.instructor_id = teacher_of(group, slot, covers.get(group.id, ()), on, slot.starts_time)
                db.session.add(row)
                added += 1
    db.session.flush()
    return added


def _missing(
    group: Cohort, slots: list[ScheduleSlot], off: Collection[date], zone: str, at: datetime, from_start: bool
) -> list[tuple[date, ScheduleSlot]]:  # fmt: skip
    today = local_date(at, zone)
    first = group.starts_on if from_start else max(today, group.starts_on)
    return meetings(slots, first, min(today + timedelta(days=DAYS_AHEAD), group.ends_on), off=off)


def _session(group: Cohort, slot: ScheduleSlot, on: date, zone: str) -> Session:
    return Session(
        facility_id=group.facility_id, cohort_id=group.id, held_on=on, starts_time=slot.starts_time, ends_time=slot.ends_time,
        room=slot.room or group.room, state="planned",
        starts_at=instant(on, slot.starts_time.hour, slot.starts_time.minute, zone),
        ends_at=instant(on, slot.ends_time.hour, slot.ends_time.minute, zone),
    )  # fmt: skip


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
