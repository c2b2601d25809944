"""What a teacher sends, and which period a Dinas asks for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from rehab.attendance.actions import NewMark
from rehab.attendance.forms import read_marks
from rehab.plumbing.fields import parse_date
from rehab.portal.disclosure import KEPT


def read_teacher_marks(sent: Mapping[str, str]) -> dict[int, NewMark]:
    """The marks of a register a teacher sent; what the teacher was not shown stays as it was."""
    return {wbp_id: _kept(mark) for wbp_id, mark in read_marks(sent).items()}


def _kept(mark: NewMark) -> NewMark:
    return replace(mark, reason=None if mark.reason == KEPT else mark.reason, note=mark.note or None)


def asked_period(sent: Mapping[str, str], today: date) -> tuple[date, date]:
    """The period of the address, last day excluded in the answer: this year until today where nothing is asked for."""
    first = parse_date(sent.get("from", "").strip()) or today.replace(month=1, day=1)
    last = parse_date(sent.get("until", "").strip()) or today
    return first, max(first, last) + timedelta(days=1)
