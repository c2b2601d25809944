"""What it means to belong to a class on a day: conditions for the questions of this and later rooms."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from rehab.enrolment.models import Enrolment, Pause


def took_part_on(on: Any) -> ColumnElement[bool]:
    """The condition over Enrolment that somebody belonged to the class on a date (a date or a column); waiting ones never."""
    covers = and_(Enrolment.starts_on <= on, or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > on))
    return and_(Enrolment.state != "waiting", covers)


def paused_on(on: Any) -> ColumnElement[bool]:
    """The condition over Enrolment that it was suspended on a date (a date or a column)."""
    covers = and_(Pause.starts_on <= on, or_(Pause.ends_on.is_(None), Pause.ends_on > on))
    written = exists().where(Pause.enrolment_id == Enrolment.id, covers).correlate_except(Pause)
    known = exists().where(Pause.enrolment_id == Enrolment.id, Pause.ends_on.is_(None)).correlate_except(Pause)
    return or_(written, and_(Enrolment.state == "suspended", not_(known)))
