"""Reading objections: one, a page, what is overdue; who decided what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from rehab.access.permissions import ROLES, Permission
from rehab.access.scope import Scope
from rehab.accounts.queries import list_staff
from rehab.extensions import db
from rehab.facilities.queries import get_facility
from rehab.objections.models import Objection
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.proposals.models import Candidate
from rehab.remisi.models import Round, RoundVerdict
from rehab.wbp.models import Wbp

# An office may set its own (facility.policy); no regulation we know of names one.
DAYS_SETTING, DAYS_TO_ANSWER = "objection_days", 14
OPEN, OVERDUE, ANSWERED = "open", "overdue", "answered"
TABS = (OPEN, OVERDUE, ANSWERED)


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection with the person it is about."""

    objection: Objection
    name: str
    register_no: str
    round: Round | None


def days_to_answer(scope: Scope, facility_id: int) -> int:
    """Within how many days of coming in a facility answers."""
    found = get_facility(scope, facility_id).policy.get(DAYS_SETTING, DAYS_TO_ANSWER)
    return found if isinstance(found, int) and found > 0 else DAYS_TO_ANSWER


def get_objection(scope: Scope, objection_id: int) -> ObjectionRow:
    """One objection, or NotFound."""
    found = db.session.execute(_rows(scope).where(Objection.id == objection_id)).one_or_none()
    if found is None:
        raise NotFound()
    return ObjectionRow(*found)


def _rows(scope: Scope) -> Any:
    columns = select(Objection, Wbp.name, Wbp.register_no, Round).join(Wbp, Wbp.id == Objection.wbp_id)
    return columns.outerjoin(Round, Round.id == Objection.round_id).where(scope.rows(Objection.facility_id))


def _on_tab(tab: str, on: date) -> ColumnElement[bool]:
    if tab == ANSWERED:
        return Objection.result.is_not(None)
    unanswered = Objection.result.is_(None)
    return unanswered & (Objection.due_on < on) if tab == OVERDUE else unanswered


def list_objections(
    scope: Scope, *, tab: str, on: date, answerer_id: int | None = None, search: str = "", page: int = 1
) -> Page[ObjectionRow]:
    """One page: what waits by the day it is due, what is answered with the newest first; two queries."""
    conditions = [_on_tab(tab, on)]
    if answerer_id is not None:
        conditions.append(Objection.answerer_id == answerer_id)
    for word in search.split()[:6]:
        conditions.append(or_(*(each.icontains(word, autoescape=True) for each in (Wbp.name, Wbp.register_no))))
    order = (Objection.answered_at.desc(), Objection.id.desc()) if tab == ANSWERED else (Objection.due_on, Objection.id)
    found = paginate(_rows(scope).where(*conditions).order_by(*order), page, scalars=False)
    return Page([ObjectionRow(*row) for row in found.items], found.number, found.per_page, found.total)


def count_tabs(scope: Scope, *, on: date, answerer_id: int | None = None) -> dict[str, int]:
    """How many objections stand on each tab; one query."""
    mine = [] if answerer_id is None else [Objection.answerer_id == answerer_id]
    sums = [func.count(Objection.id).filter(_on_tab(tab, on)) for tab in TABS]
    row = db.session.execute(select(*sums).where(scope.rows(Objection.facility_id), *mine)).one()
    return dict(zip(TABS, row, strict=True))


def next_number(scope: Scope, facility_id: int, year: int) -> int:
    """The number after the last one of a year; none is ever used twice, as none is deleted."""
    newest = select(func.max(Objection.number)).where(Objection.facility_id == facility_id, Objection.year == year)
    return (db.session.scalar(newest.where(scope.rows(Objection.facility_id))) or 0) + 1


def decider_of(scope: Scope, round_id: int, wbp_id: int) -> int | None:
    """Who took the newest step on somebody's path in a round; None where nobody has taken one yet."""
    steps = (Candidate.decided_by, Candidate.recommended_by, Candidate.verified_by, Candidate.prepared_by)
    same = (Candidate.round_id == round_id, Candidate.wbp_id == wbp_id, scope.rows(Candidate.facility_id))
    return db.session.scalar(select(func.coalesce(*steps)).where(*same))


def rounds_of(scope: Scope, wbp_id: int) -> list[Round]:
    """The kept rounds somebody is in, the newest first, twenty at most."""
    mine = select(RoundVerdict.round_id).where(RoundVerdict.wbp_id == wbp_id)
    statement = select(Round).where(Round.id.in_(mine), scope.rows(Round.facility_id))
    return list(db.session.scalars(statement.order_by(Round.held_on.desc(), Round.id.desc()).limit(20)))


def answerers(scope: Scope) -> Sequence[Any]:
    """Who may be named to answer, by name."""
    return list_staff(scope, roles=[role.value for role in ROLES if Permission.OBJECTIONS_ANSWER in ROLES[role]])
