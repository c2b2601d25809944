"""Reading SPPN months, risk assessments and Register F: of one person, of a wali's people, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from rehab.access.scope import Scope
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.wbp.models import BY_NAME, Placement, Wbp

# A risk assessment older than this no longer counts (remisi rules since 3 August 2022).
RISK_VALID_DAYS = 180


def _of(scope: Scope, table: Any, wbp_id: int) -> Select[Any]:
    return select(table).join(Wbp, Wbp.id == table.wbp_id).where(table.wbp_id == wbp_id, scope.rows(Wbp.facility_id))


def sppn_of(scope: Scope, wbp_id: int) -> list[SppnMonth]:
    """The SPPN months of a person, the newest first."""
    return sppn_by_person(scope, [wbp_id])[wbp_id]


def sppn_by_person(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, list[SppnMonth]]:
    """The SPPN months of several people, the newest first, for everybody asked for; one query."""
    found: dict[int, list[SppnMonth]] = {each: [] for each in wbp_ids}
    mine = (SppnMonth.wbp_id.in_(sorted(found)), scope.rows(Wbp.facility_id))
    statement = select(SppnMonth).join(Wbp, Wbp.id == SppnMonth.wbp_id).where(*mine)
    for each in db.session.scalars(statement.order_by(SppnMonth.month_on.desc(), SppnMonth.id)):
        found[each.wbp_id].append(each)
    return found


def risk_of(scope: Scope, wbp_id: int) -> list[RiskAssessment]:
    """The risk assessments of a person, the newest first."""
    order = (RiskAssessment.assessed_on.desc(), RiskAssessment.id.desc())
    return list(db.session.scalars(_of(scope, RiskAssessment, wbp_id).order_by(*order)))


def get_risk(scope: Scope, wbp_id: int, row_id: int) -> RiskAssessment:
    """One risk assessment of one person, or NotFound."""
    return _found(_of(scope, RiskAssessment, wbp_id).where(RiskAssessment.id == row_id))


def discipline_of(scope: Scope, wbp_id: int) -> list[DisciplineEntry]:
    """The Register F entries of a person, the newest first."""
    order = (DisciplineEntry.starts_on.desc(), DisciplineEntry.level, DisciplineEntry.id)
    return list(db.session.scalars(_of(scope, DisciplineEntry, wbp_id).order_by(*order)))


def get_discipline(scope: Scope, wbp_id: int, row_id: int) -> DisciplineEntry:
    """One Register F entry of one person, or NotFound."""
    return _found(_of(scope, DisciplineEntry, wbp_id).where(DisciplineEntry.id == row_id))


def _found(statement: Select[Any]) -> Any:
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound()
    return row


def _placed(scope: Scope) -> Select[Any]:
    """The ids of people placed now; the stay is joined."""
    stay = and_(Placement.wbp_id == Wbp.id, Placement.ends_on.is_(None))
    return select(Wbp.id).join(Placement, stay).where(scope.rows(Wbp.facility_id))


def _scored() -> ColumnElement[bool]:
    """SPPN and risk are for those sentenced; an unknown status counts as one who may be."""
    return or_(Wbp.status != "tahanan", Wbp.status.is_(None))


@dataclass(frozen=True, slots=True)
class GridRow:
    """One person of the SPPN grid: scores by month (first days), with the version of each."""

    id: int
    name: str
    register_no: str
    block: str | None
    cell: str | None
    scores: dict[date, SppnMonth]


def sppn_grid(scope: Scope, *, wali_id: int, months: list[date]) -> list[GridRow]:
    """A wali's people placed now (0: those without a wali), by name, with their scores of some months; one query.

    At most 500 people: a wali has about 70.
    """
    statement = (
        _placed(scope)
        .join(SppnMonth, and_(SppnMonth.wbp_id == Wbp.id, SppnMonth.month_on.in_(months)), isouter=True)
        .with_only_columns(Wbp.id, Wbp.name, Wbp.register_no, Placement.block, Placement.cell, SppnMonth)
        .where(_scored(), Wbp.wali_id == wali_id if wali_id else Wbp.wali_id.is_(None))
        .order_by(*BY_NAME, SppnMonth.month_on)
        .limit(500 * len(months))
    )
    grid: dict[int, GridRow] = {}
    for wbp_id, name, register_no, block, cell, score in db.session.execute(statement):
        row = grid.setdefault(wbp_id, GridRow(wbp_id, name, register_no, block, cell, {}))
        if score is not None:
            row.scores[score.month_on] = score
    return list(grid.values())


@dataclass(frozen=True, slots=True)
class SppnDue:
    """How far a wali is with one month: people placed, and how many have a score. `wali_id` 0: without a wali."""

    wali_id: int
    people: int
    scored: int

    @property
    def waiting(self) -> int:
        return self.people - self.scored


def sppn_due(scope: Scope, *, month_on: date, wali_id: int | None = None) -> list[SppnDue]:
    """SPPN scores still due for a month (its first day), a line a wali; only one wali's where `wali_id` is given."""
    stay = and_(Placement.wbp_id == Wbp.id, Placement.ends_on.is_(None))
    score = and_(SppnMonth.wbp_id == Wbp.id, SppnMonth.month_on == month_on)
    statement = (
        select(Wbp.wali_id, func.count(Wbp.id).label("people"), func.count(SppnMonth.id).label("scored"))
        .join(Placement, stay)
        .join(SppnMonth, score, isouter=True)
        .where(scope.rows(Wbp.facility_id), _scored())
        .group_by(Wbp.wali_id)
        .order_by(Wbp.wali_id)
    )
    if wali_id is not None:
        statement = statement.where(Wbp.wali_id == wali_id)
    return [SppnDue(row.wali_id or 0, row.people, row.scored) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class RiskDue:
    """Somebody whose newest risk assessment is missing (assessed_on null) or too old."""

    id: int
    name: str
    register_no: str
    block: str | None
    cell: str | None
    wali_id: int | None
    assessed_on: date | None


def list_risk_due(scope: Scope, *, on: date, wali_id: int | None = None, page: int = 1) -> Page[RiskDue]:
    """One page of people placed now whose newest assessment on or before `on` is missing or older than 180 days."""
    newest = _newest_assessment(on)
    columns = (Wbp.id, Wbp.name, Wbp.register_no, Placement.block, Placement.cell, Wbp.wali_id)
    statement = _risk_due(scope, on, wali_id).with_only_columns(*columns, newest.label("assessed_on"))
    order = (newest.is_not(None), newest, *BY_NAME)
    found = paginate(statement.order_by(*order), page, scalars=False)
    return Page([RiskDue(*row) for row in found.items], found.number, found.per_page, found.total)


def count_risk_due(scope: Scope, *, on: date, wali_id: int | None = None) -> int:
    """How many people placed now need a risk assessment on a day."""
    counted = _risk_due(scope, on, wali_id).with_only_columns(func.count(Wbp.id))
    return db.session.scalar(counted) or 0


def _newest_assessment(on: date) -> ColumnElement[Any]:
    newest = select(func.max(RiskAssessment.assessed_on)).where(RiskAssessment.wbp_id == Wbp.id, RiskAssessment.assessed_on <= on)
    return newest.correlate(Wbp).scalar_subquery()


def _risk_due(scope: Scope, on: date, wali_id: int | None) -> Select[Any]:
    newest = _newest_assessment(on)
    late = or_(newest.is_(None), newest < on - timedelta(days=RISK_VALID_DAYS))
    statement = _placed(scope).where(_scored(), late)
    return statement if wali_id is None else statement.where(Wbp.wali_id == wali_id)


@dataclass(frozen=True, slots=True)
class RunningDiscipline:
    """A Register F entry that still runs, or still forfeits rights, with the person it concerns."""

    entry: DisciplineEntry
    name: str
    register_no: str


def list_running_discipline(scope: Scope, *, on: date, page: int = 1) -> Page[RunningDiscipline]:
    """One page of Register F entries of people placed now that run, or forfeit rights, on a day; the newest first."""
    statement = (
        _running(scope, on)
        .with_only_columns(DisciplineEntry, Wbp.name, Wbp.register_no)
        .order_by(DisciplineEntry.starts_on.desc(), DisciplineEntry.id.desc())
    )
    found = paginate(statement, page, scalars=False)
    return Page([RunningDiscipline(*row) for row in found.items], found.number, found.per_page, found.total)


def count_running_discipline(scope: Scope, *, on: date) -> int:
    """How many Register F entries of people placed now run, or forfeit rights, on a day."""
    return db.session.scalar(_running(scope, on).with_only_columns(func.count(DisciplineEntry.id))) or 0


def _running(scope: Scope, on: date) -> Select[Any]:
    runs = or_(DisciplineEntry.ends_on.is_(None), DisciplineEntry.ends_on >= on, DisciplineEntry.forfeits_until > on)
    joined = _placed(scope).join(DisciplineEntry, DisciplineEntry.wbp_id == Wbp.id)
    return joined.where(DisciplineEntry.starts_on <= on, runs)
