"""Reading agencies, their accounts, agreements and action plans.

Agencies are shared by all facilities. Agreements and plans belong to a facility; a Dinas reads those of its own agency
once they have left the drafting table, a teacher reads none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import contains_eager

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.partners.models import Agency, AgencyMember, Agreement, PlanItem
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate

SOON = 90


@dataclass(frozen=True)
class AgencyLine:
    """One agency of the list, with its agreements now in force within scope and its live accounts."""

    agency: Agency
    agreements: int
    members: int


@dataclass(frozen=True)
class AgreementLine:
    """One agreement of a list, with the name of its facility."""

    agreement: Agreement
    agency_name: str
    facility_name: str


@dataclass(frozen=True)
class PlanTotals:
    """The lines of an action plan summed up: lines done of all lines, rupiah spent of budget."""

    lines: int
    done: int
    budget: Decimal
    spent: Decimal


def _agencies(scope: Scope) -> ColumnElement[bool]:
    if not scope.is_partner:
        return true()
    return false() if scope.agency_id is None else Agency.id == scope.agency_id


def reachable_agreements(scope: Scope) -> ColumnElement[bool]:
    """The condition over Agreement that keeps to this scope."""
    if not scope.is_partner:
        return scope.rows(Agreement.facility_id)
    if scope.role is not Role.DINAS or scope.agency_id is None:
        return false()
    return (Agreement.agency_id == scope.agency_id) & (Agreement.state != "draft")


def list_agencies(scope: Scope) -> list[Agency]:
    """Every agency by name (some tens in a province), for choosing one; a partner finds its own alone."""
    return list(db.session.scalars(select(Agency).where(_agencies(scope)).order_by(Agency.name, Agency.id)))


def search_agencies(scope: Scope, *, search: str = "", page: int = 1) -> Page[AgencyLine]:
    """One page of agencies by name, found by name, code or regency."""
    in_force = select(func.count(Agreement.id)).where(
        Agreement.agency_id == Agency.id, Agreement.state == "active", reachable_agreements(scope)
    )
    live = select(func.count(User.id)).join(AgencyMember, AgencyMember.user_id == User.id)
    live = live.where(AgencyMember.agency_id == Agency.id, User.active)
    counts = in_force.correlate(Agency).scalar_subquery(), live.correlate(Agency).scalar_subquery()
    statement = select(Agency, *counts).where(_agencies(scope)).order_by(Agency.name, Agency.id)
    if search:
        columns = (Agency.name, Agency.code, Agency.regency)
        statement = statement.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    found = paginate(statement, page, scalars=False)
    lines = [AgencyLine(*row) for row in found.items]
    return Page(items=lines, number=found.number, per_page=found.per_page, total=found.total)


def agency(scope: Scope, agency_id: int) -> Agency:
    """One agency, or NotFound."""
    row = db.session.scalar(select(Agency).where(Agency.id == agency_id, _agencies(scope)))
    if row is None:
        raise NotFound()
    return row


def agency_by_code(scope: Scope, code: str) -> Agency:
    """One agency by its code, or NotFound."""
    row = db.session.scalar(select(Agency).where(Agency.code == code, _agencies(scope)))
    if row is None:
        raise NotFound()
    return row


def names_of_agencies(scope: Scope, agency_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of agencies by id; a name on a programme is no secret."""
    wanted = sorted({each for each in agency_ids if each})
    if not wanted:
        return {}
    rows = db.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(wanted)).order_by(Agency.id))
    return {row.id: row.name for row in rows}


def list_members(scope: Scope, agency_id: int) -> list[User]:
    """The accounts of an agency by name, disabled ones too; at most 200. Partners see none."""
    if scope.is_partner:
        return []
    statement = select(User).join(AgencyMember, AgencyMember.user_id == User.id)
    statement = statement.where(AgencyMember.agency_id == agency_id).order_by(User.name, User.id)
    return list(db.session.scalars(statement.limit(200)))


def list_teachers(scope: Scope, agency_id: int | None = None) -> list[User]:
    """The live teacher accounts (of one agency, or all) by name, for giving a class its teacher; at most 500."""
    if scope.is_partner:
        return []
    statement = select(User).join(AgencyMember, AgencyMember.user_id == User.id)
    statement = statement.where(User.role == Role.GURU.value, User.active)
    if agency_id is not None:
        statement = statement.where(AgencyMember.agency_id == agency_id)
    return list(db.session.scalars(statement.order_by(User.name, User.id).limit(500)))


def member(scope: Scope, agency_id: int, user_id: int) -> User:
    """One account of an agency, or NotFound."""
    statement = select(User).join(AgencyMember, AgencyMember.user_id == User.id)
    row = db.session.scalar(statement.where(AgencyMember.agency_id == agency_id, User.id == user_id))
    if row is None or scope.is_partner:
        raise NotFound()
    return row


def _with_agency(scope: Scope) -> Select[tuple[Agreement]]:
    joined = select(Agreement).join(Agreement.agency).options(contains_eager(Agreement.agency))
    return joined.where(reachable_agreements(scope))


def list_agreements(scope: Scope, agency_id: int | None = None) -> list[Agreement]:
    """Agreements within scope (of one agency, or all), newest first, with their agency loaded; at most 500."""
    statement = _with_agency(scope).order_by(Agreement.starts_on.desc(), Agreement.id.desc()).limit(500)
    if agency_id is not None:
        statement = statement.where(Agreement.agency_id == agency_id)
    return list(db.session.scalars(statement))


def search_agreements(
    scope: Scope, *, search: str = "", state: str = "", agency_id: int | None = None, ending_by: date | None = None, page: int = 1
) -> Page[AgreementLine]:
    """One page of agreements; those that end first come first. `ending_by` keeps those in force that end before it."""
    statement = select(Agreement, Agency.name, Facility.name).join(Agreement.agency).options(contains_eager(Agreement.agency))
    statement = statement.join(Facility, Facility.id == Agreement.facility_id).where(reachable_agreements(scope))
    if search:
        columns = (Agreement.number, Agreement.title, Agency.name)
        statement = statement.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    if state:
        statement = statement.where(Agreement.state == state)
    if agency_id is not None:
        statement = statement.where(Agreement.agency_id == agency_id)
    if ending_by is not None:
        statement = statement.where(_ending(ending_by))
    found = paginate(statement.order_by(Agreement.ends_on.nulls_last(), Agreement.id), page, scalars=False)
    lines = [AgreementLine(*row) for row in found.items]
    return Page(items=lines, number=found.number, per_page=found.per_page, total=found.total)


def _ending(by: date) -> ColumnElement[bool]:
    return (Agreement.state == "active") & (Agreement.ends_on <= by)


def count_ending_soon(scope: Scope, *, on: date, days: int = SOON) -> int:
    """How many agreements in force end within `days` of `on`, or have ended without anybody saying so."""
    statement = select(func.count(Agreement.id)).where(reachable_agreements(scope), _ending(on + timedelta(days=days)))
    return db.session.scalar(statement) or 0


def agreement(scope: Scope, agreement_id: int) -> Agreement:
    """One agreement with its agency loaded, or NotFound."""
    row = db.session.scalar(_with_agency(scope).where(Agreement.id == agreement_id))
    if row is None:
        raise NotFound()
    return row


def list_plan_items(scope: Scope, agreement_id: int) -> list[PlanItem]:
    """The lines of an agreement's action plan, the next due first; at most 200."""
    statement = select(PlanItem).join(Agreement, Agreement.id == PlanItem.agreement_id)
    statement = statement.where(PlanItem.agreement_id == agreement_id, reachable_agreements(scope))
    return list(db.session.scalars(statement.order_by(PlanItem.due_on.nulls_last(), PlanItem.id).limit(200)))


def plan_item(scope: Scope, agreement_id: int, item_id: int) -> PlanItem:
    """One line of an agreement's action plan, or NotFound."""
    statement = select(PlanItem).join(Agreement, Agreement.id == PlanItem.agreement_id)
    statement = statement.where(PlanItem.id == item_id, PlanItem.agreement_id == agreement_id, reachable_agreements(scope))
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound()
    return row


def plan_totals(scope: Scope, agreement_ids: Iterable[int]) -> dict[int, PlanTotals]:
    """Each agreement's plan summed up, dropped lines left out; agreements without lines are missing."""
    wanted = sorted(set(agreement_ids))
    if not wanted:
        return {}
    done = func.sum(func.coalesce((PlanItem.state == "done").cast(PlanItem.target.type), 0))
    statement = select(PlanItem.agreement_id, func.count(), done, func.sum(PlanItem.budget), func.sum(PlanItem.spent))
    statement = statement.join(Agreement, Agreement.id == PlanItem.agreement_id).where(
        PlanItem.agreement_id.in_(wanted), PlanItem.state != "dropped", reachable_agreements(scope)
    )
    rows = db.session.execute(statement.group_by(PlanItem.agreement_id).order_by(PlanItem.agreement_id))
    return {row[0]: PlanTotals(row[1], int(row[2]), Decimal(row[3]), Decimal(row[4])) for row in rows}
