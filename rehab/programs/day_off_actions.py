"""Days off and what they do to the sessions: a confirmed day cancels them, and gives them back when it is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities import day_off_actions as facilities
from rehab.facilities.models import DayOff
from rehab.plumbing.errors import NotFound
from rehab.programs import timetable_queries
from rehab.programs.models import Cohort
from rehab.programs.session_actions import fill_sessions


@dataclass(frozen=True)
class DaysOffChanged:
    """What a change of the days off did: days, sessions cancelled or planned again, and sessions made anew."""

    days: int
    sessions: int
    added: int = 0


def add_days_off(*, scope: Scope, facility_id: int, first: date, last: date, name: str, at: datetime) -> DaysOffChanged:
    """Enter days of the facility's own and cancel their sessions without a register. Raises DayTaken, WrongDays, NotFound."""
    _hold_classes(scope, facility_id)
    rows = facilities.add_days_off(scope=scope, facility_id=facility_id, first=first, last=last, name=name, at=at)
    return DaysOffChanged(len(rows), _close(scope, facility_id, rows))


def confirm_days_off(*, scope: Scope, facility_id: int, ids: Iterable[int], at: datetime) -> DaysOffChanged:
    """Confirm estimates and cancel the sessions of those days that have no register. Raises NotFound."""
    if not scope.covers(facility_id):
        raise NotFound()
    _hold_classes(scope, facility_id)
    rows = facilities.confirm_days_off(scope=scope, facility_id=facility_id, ids=ids, at=at)
    return DaysOffChanged(len(rows), _close(scope, facility_id, rows))


def _hold_classes(scope: Scope, facility_id: int) -> list[Cohort]:
    """The open classes of a facility, held so that nobody makes sessions for a day while it is closed or opened."""
    return timetable_queries.open_cohorts(scope, facility_id=facility_id, lock=True)


def _close(scope: Scope, facility_id: int, rows: list[DayOff]) -> int:
    days = {row.held_on: row for row in rows}
    sessions = timetable_queries.planned_on_days(scope, facility_id, days)
    for session in sessions:
        day = days[session.held_on]
        session.state, session.cancel_reason, session.day_off_id = "cancelled", day.name, day.id
    db.session.flush()
    return len(sessions)


def take_back_days_off(
    *, scope: Scope, facility_id: int, ids: Iterable[int], reason: str, at: datetime
) -> DaysOffChanged:  # fmt: skip
    """Take days off back: the sessions they cancelled are planned again, and those never made are made.

    A session that has a catch-up session by now stays cancelled. Raises NotFound.
    """
    if not scope.covers(facility_id):
        raise NotFound()
    groups = _hold_classes(scope, facility_id)
    rows = facilities.take_back_days_off(scope=scope, facility_id=facility_id, ids=ids, reason=reason, at=at)
    sessions = timetable_queries.cancelled_by(scope, [row.id for row in rows])
    replaced = timetable_queries.replaced_among(scope, [session.id for session in sessions])
    given_back = 0
    for session in sessions:
        session.day_off_id = None
        if session.id not in replaced:
            session.state, session.cancel_reason = "planned", None
            given_back += 1
    db.session.flush()
    return DaysOffChanged(len(rows), given_back, fill_sessions(scope=scope, groups=groups, at=at))
