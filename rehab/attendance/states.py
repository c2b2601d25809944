"""When a register may be written, and who stands on it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rehab.access.permissions import Permission
from rehab.access.scope import Scope

# Life of one person's mark in one session: from → to → the permission it takes.
MARK_MOVES: dict[tuple[str, str], Permission] = {
    ("unrecorded", "recorded"): Permission.ATTENDANCE_RECORD,
    ("recorded", "corrected"): Permission.ATTENDANCE_CORRECT,
    ("corrected", "corrected"): Permission.ATTENDANCE_CORRECT,
    # Urungkan: a first mark taken back while the register is a draft.
    ("recorded", "unrecorded"): Permission.ATTENDANCE_RECORD,
}
Moves = tuple[tuple[str, str, Permission], ...]
# Life of a register: one way. Finished it is locked: every change needs a reason. An officer or its teacher finishes it.
REGISTER_MOVES: Moves = (
    ("draft", "finished", Permission.ATTENDANCE_RECORD),
    ("draft", "finished", Permission.PORTAL_TEACH),
)
# Life of a change asked for after the facility's window; whoever decides is never whoever asked.
PROPOSAL_MOVES: Moves = (
    ("unasked", "proposed", Permission.ATTENDANCE_CORRECT),
    ("proposed", "confirmed", Permission.ATTENDANCE_CORRECT),
    ("proposed", "declined", Permission.ATTENDANCE_CORRECT),
)
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


def window_closes_at(ends_at: datetime, days: int) -> datetime:
    """The instant from which one person alone changes no mark: so many days (the facility's) after the session's end."""
    return ends_at + timedelta(days=days)


def may_move(moves: Moves, scope: Scope, before: str, after: str) -> bool:
    """Whether somebody may take something from one state to another by a table of moves."""
    return any(scope.can(permission) for a, b, permission in moves if (a, b) == (before, after))


def two_people(asked_by: Collection[int | None], decides: int | None) -> bool:
    """Whether a change is the deed of two: everybody who asked for it is known, and is not the one who lets it stand."""
    return decides is not None and bool(asked_by) and None not in asked_by and decides not in asked_by


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
