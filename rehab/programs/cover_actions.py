"""Writing who teaches a class instead, for one session or a period."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.errors import NotFound, Refusal
from rehab.programs import queries, timetable_queries
from rehab.programs.models import Cohort, Cover
from rehab.programs.pattern import meets
from rehab.programs.session_actions import teacher_of

LONGEST = timedelta(days=366)


class WrongCoverPeriod(Refusal):
    message = _l("Hari terakhir tidak boleh sebelum hari pertama, dan paling lama satu tahun.")


@dataclass(frozen=True)
class CoverDetails:
    """Who covers and when (ends_on excluded): all hours of the class, or those of one weekday (0 Monday) and time."""

    instructor_id: int
    starts_on: date
    ends_on: date
    weekday: int | None = None
    starts_time: time | None = None
    reason: str = ""


def add_cover(*, scope: Scope, cohort_id: int, details: CoverDetails, at: datetime) -> tuple[Cover, int]:
    """Let somebody teach instead; returns the cover and how many sessions of the timetable without a register it changed.

    Raises WrongCoverPeriod, NotFound.
    """
    group = queries.cohort(scope, cohort_id, lock=True)
    if not details.starts_on < details.ends_on <= details.starts_on + LONGEST:
        raise WrongCoverPeriod()
    teacher = queries.instructor(scope, details.instructor_id)
    if teacher.facility_id != group.facility_id:
        raise NotFound()
    row = Cover(facility_id=group.facility_id, cohort_id=group.id, created_at=at, **vars(details))
    db.session.add(row)
    db.session.flush()
    changed = _teachers_again(scope, group, row)
    _note(scope, "programs.add_cover", group, at, teacher=teacher.name, **_told(row), sessions=changed)
    return row, changed


def remove_cover(*, scope: Scope, cover_id: int, at: datetime) -> tuple[Cohort, int]:
    """Give the hours back to their own teacher; returns the class and how many sessions changed. Raises NotFound."""
    row = timetable_queries.get_cover(scope, cover_id)
    group = queries.cohort(scope, row.cohort_id, lock=True)
    db.session.delete(row)
    db.session.flush()
    changed = _teachers_again(scope, group, row)
    _note(scope, "programs.remove_cover", group, at, **_told(row), sessions=changed)
    return group, changed


def _teachers_again(scope: Scope, group: Cohort, cover: Cover) -> int:
    """Work out who teaches the sessions of a cover's period, of those without a register; returns how many changed."""
    slots = timetable_queries.slots_by_cohort(scope, [group.id]).get(group.id, [])
    covers = timetable_queries.covers_by_cohort(scope, [group.id], cover.starts_on).get(group.id, [])
    changed = 0
    for session in timetable_queries.planned_of_class(scope, group.id, cover.starts_on, cover.ends_on):
        own = next((slot for slot in slots if slot.starts_time == session.starts_time and meets(slot, session.held_on)), None)
        teacher_id = teacher_of(group, own, covers, session.held_on, session.starts_time)
        changed += teacher_id != session.instructor_id
        session.instructor_id = teacher_id
    db.session.flush()
    return changed


def _told(row: Cover) -> dict[str, Any]:
    return {"starts_on": row.starts_on, "ends_on": row.ends_on, "reason": row.reason}


def _note(scope: Scope, action: str, group: Cohort, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject="cohort", subject_id=group.id, at=at, facility_id=group.facility_id, details=details
    )
