"""Reading the questions of oversight a page at a time, with what was answered to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.models import Answer
from rehab.attendance.oversight import Now, kinds_for, questions
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Programme, Session
from rehab.wbp.models import Wbp

# What tells one question of a kind from another.
KEYS = {
    "no_register": ("session_id",),
    "absent_running": ("session_id", "wbp_id", "part"),
    "always_full": ("cohort_id", "part"),
    "odd_time": ("session_id", "part"),
    "elsewhere": ("session_id", "wbp_id", "part"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its evidence.

    `cause`, `count`, `first` and `last` mean what the kind says (oversight.py): days, or instants as seconds since 1970.
    `answer` is the latest note, by `answered_by`.
    """

    kind: str
    facility_id: int
    zone: str
    session_id: int | None
    cohort_id: int
    wbp_id: int | None
    part: int
    cause: str | None
    count: int | None
    first: Any
    last: Any
    programme: str
    cohort: str
    held_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    person: str | None
    register_no: str | None
    answer: Answer | None
    answered_by: str | None


def _statement(scope: Scope, kind: str, now: Now) -> tuple[Select[Any], Any]:
    asked = questions(scope, kind, now)
    same = [getattr(Answer, name) == getattr(asked.c, name) for name in KEYS[kind]]
    latest = select(func.max(Answer.id)).where(Answer.kind == kind, *same).correlate(asked).scalar_subquery()
    statement = (
        select(
            Cohort.facility_id, Facility.zone, asked.c.session_id, asked.c.cohort_id, asked.c.wbp_id, asked.c.part,
            asked.c.cause, asked.c.count, asked.c.first, asked.c.last, Programme.name, Cohort.name, Session.held_on,
            Session.starts_at, Session.ends_at, Wbp.name, Wbp.register_no, Answer, User.name,
        )
        .select_from(asked)
        .join(Cohort, Cohort.id == asked.c.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Facility, Facility.id == Cohort.facility_id)
        .outerjoin(Session, Session.id == asked.c.session_id)
        .outerjoin(Wbp, Wbp.id == asked.c.wbp_id)
        .outerjoin(Answer, Answer.id == latest)
        .outerjoin(User, User.id == Answer.answered_by)
        .order_by(asked.c.sort, asked.c.cohort_id, asked.c.session_id, asked.c.wbp_id)
    )  # fmt: skip
    return statement, asked


def page_of_questions(
    scope: Scope, kind: str, now: Now, *, answered: bool = False, cohort_id: int | None = None, page: int = 1
) -> Page[Question]:
    """One page of the questions of a kind, open or answered; two queries. Empty where a reader is not asked that kind."""
    if kind not in kinds_for(scope):
        return Page(items=[], number=1, per_page=1, total=0)
    statement, asked = _statement(scope, kind, now)
    statement = statement.where(Answer.id.is_not(None) if answered else Answer.id.is_(None))
    if cohort_id is not None:
        statement = statement.where(asked.c.cohort_id == cohort_id)
    found = paginate(statement, page, scalars=False)
    items = [Question(kind, *row) for row in found.items]
    return Page(items=items, number=found.number, per_page=found.per_page, total=found.total)


def get_question(scope: Scope, kind: str, now: Now, keys: Mapping[str, int | None]) -> Question:
    """One question that is asked now, by what tells it from others; NotFound where it is not (or no longer) asked."""
    if kind not in kinds_for(scope) or any(keys.get(name) is None for name in KEYS[kind]):
        raise NotFound()
    statement, asked = _statement(scope, kind, now)
    row = db.session.execute(statement.where(*(getattr(asked.c, name) == keys[name] for name in KEYS[kind]))).first()
    if row is None:
        raise NotFound()
    return Question(kind, *row)


def count_open(scope: Scope, kinds: Iterable[str], now: Now) -> dict[str, int]:
    """How many questions of some kinds are open for a reader; one query a kind."""
    mine = kinds_for(scope)
    return {kind: _count(scope, kind, now) if kind in mine else 0 for kind in kinds}


def _count(scope: Scope, kind: str, now: Now) -> int:
    asked = questions(scope, kind, now)
    same = [getattr(Answer, name) == getattr(asked.c, name) for name in KEYS[kind]]
    known = select(Answer.id).where(Answer.kind == kind, *same).correlate(asked).exists()
    return db.session.scalar(select(func.count()).select_from(asked).where(~known)) or 0
