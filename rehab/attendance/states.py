"""When a register may be written, and who stands on it."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rehab.access.permissions import Permission

# Life of one person's mark in one session: from → to → the permission it takes.
MARK_MOVES: dict[tuple[str, str], Permission] = {
    ("unrecorded", "recorded"): Permission.ATTENDANCE_RECORD,
    ("recorded", "corrected"): Permission.ATTENDANCE_CORRECT,
    ("corrected", "corrected"): Permission.ATTENDANCE_CORRECT,
}
OPENS_BEFORE = timedelta(minutes=15)
# A teacher's register closes a day after the session; later it takes an officer.
TEACHER_WITHIN = timedelta(hours=24)


class Opening(StrEnum):
    """Whether a register can be written now."""

    OPEN = "open"
    EARLY = "early"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Standing(StrEnum):
    """Whether somebody counts in a session, or why not."""

    COUNTED = "counted"
    LATER = "later"
    ENDED = "ended"
    SUSPENDED = "suspended"
    WAITING = "waiting"
    GONE = "gone"


def opens_at(starts_at: datetime) -> datetime:
    """The instant a register opens: 15 minutes before the session."""
    return starts_at - OPENS_BEFORE


def closes_at(ends_at: datetime) -> datetime:
    """The instant a register closes for teachers: 24 hours after the session."""
    return ends_at + TEACHER_WITHIN


def opening(*, state: str, starts_at: datetime, ends_at: datetime, at: datetime, source: str = "officer") -> Opening:
    """Whether the register of a session in `state` can be written at an instant by this source."""
    if state == "cancelled":
        return Opening.CANCELLED
    if at < opens_at(starts_at):
        return Opening.EARLY
    if source == "teacher" and at > closes_at(ends_at):
        return Opening.CLOSED
    return Opening.OPEN


def joined_late(*, starts_on: date, created_at: datetime, held_on: date, starts_time: time, starts_at: datetime) -> bool:
    """Whether somebody was enrolled on the day of a session but after it had begun.

    Who counts is frozen when a session begins. An enrolment entered on a later day for a day gone by is an officer's
    statement about that day, and counts.
    """
    midnight = starts_at - timedelta(hours=starts_time.hour, minutes=starts_time.minute, seconds=starts_time.second)
    return starts_on == held_on and starts_at < created_at < midnight + timedelta(days=1)


def standing(
    *, state: str, starts_on: date, ends_on: date | None, held_on: date, paused: bool, placed: bool, late: bool
) -> Standing:
    """Whether an enrolment counts on the day of a session; `placed`: held in that facility on that day."""
    if starts_on > held_on or late:
        return Standing.LATER
    if ends_on is not None and ends_on <= held_on:
        return Standing.ENDED
    if state == "waiting":
        return Standing.WAITING
    if not placed:
        return Standing.GONE
    return Standing.SUSPENDED if paused else Standing.COUNTED
