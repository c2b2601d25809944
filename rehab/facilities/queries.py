"""Reading facilities and great days."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities.models import DayOff, Facility, Holiday, Installation
from rehab.plumbing.errors import NotFound


def list_facilities(scope: Scope) -> list[Facility]:
    """The facilities within scope, by code."""
    return list(db.session.scalars(select(Facility).where(scope.rows(Facility.id)).order_by(Facility.code)))


def get_facility(scope: Scope, facility_id: int) -> Facility:
    """One facility, or NotFound."""
    facility = db.session.scalar(select(Facility).where(Facility.id == facility_id, scope.rows(Facility.id)))
    if facility is None:
        raise NotFound()
    return facility


def get_facility_by_code(scope: Scope, code: str) -> Facility:
    """One facility by its code, or NotFound."""
    facility = db.session.scalar(select(Facility).where(Facility.code == code, scope.rows(Facility.id)))
    if facility is None:
        raise NotFound()
    return facility


def lock_facility(scope: Scope, facility_id: int) -> None:
    """Let what must follow each other in one facility (imports, numbers, papers) do so; NotFound outside the scope."""
    locked = select(Facility.id).where(Facility.id == facility_id, scope.rows(Facility.id)).with_for_update()
    if db.session.scalar(locked) is None:
        raise NotFound()


def names_of_facilities(scope: Scope, facility_ids: set[int]) -> dict[int, str]:
    """Names of facilities by id; a name on a door is no secret, so partners see those of their own classes too."""
    if not facility_ids:
        return {}
    rows = db.session.execute(select(Facility.id, Facility.name).where(Facility.id.in_(sorted(facility_ids))))
    return {row.id: row.name for row in rows}


def zones_of_facilities(scope: Scope, facility_ids: set[int]) -> dict[int, str]:
    """Zones (WIB, WITA, WIT) of facilities by id."""
    if not facility_ids:
        return {}
    rows = db.session.execute(select(Facility.id, Facility.zone).where(Facility.id.in_(sorted(facility_ids))))
    return {row.id: row.zone for row in rows}


def get_letterhead(scope: Scope, facility_id: int) -> Facility:
    """The facility whose papers are printed, or NotFound; what stands on a letterhead is no secret, so partners print it too."""
    facility = db.session.get(Facility, facility_id)
    if facility is None:
        raise NotFound()
    return facility


def zone_of(scope: Scope) -> str:
    """The zone a person works in: their one facility's, else WIB."""
    zones = set(zones_of_facilities(scope, set(scope.facility_ids or ())).values())
    return zones.pop() if len(zones) == 1 else "WIB"


def list_holidays(scope: Scope, *, from_on: date | None = None, to_on: date | None = None) -> list[Holiday]:
    """Great days by date; the same for everybody."""
    statement = select(Holiday).order_by(Holiday.held_on, Holiday.code, Holiday.id)
    if from_on:
        statement = statement.where(Holiday.held_on >= from_on)
    if to_on:
        statement = statement.where(Holiday.held_on <= to_on)
    return list(db.session.scalars(statement))


def get_holiday(scope: Scope, holiday_id: int) -> Holiday:
    """One great day, or NotFound."""
    holiday = db.session.get(Holiday, holiday_id)
    if holiday is None:
        raise NotFound()
    return holiday


def holiday_is_confirmed(scope: Scope, code: str, held_on: date) -> bool:
    """Whether somebody confirmed that this great day falls on this date."""
    found = select(Holiday.id).where(Holiday.code == code, Holiday.held_on == held_on, Holiday.state == "ditetapkan")
    return db.session.scalar(found) is not None


def list_days_off(scope: Scope, facility_id: int, *, from_on: date, to_on: date) -> list[DayOff]:
    """A facility's days without classes from one day until another (excluded), estimates too, by date; one a day at most."""
    statement = select(DayOff).where(DayOff.facility_id == facility_id, scope.rows(DayOff.facility_id))
    statement = statement.where(DayOff.held_on >= from_on, DayOff.held_on < to_on)
    return list(db.session.scalars(statement.order_by(DayOff.held_on, DayOff.id)))


def days_off_by_id(scope: Scope, facility_id: int, ids: Iterable[int]) -> list[DayOff]:
    """Some of a facility's days without classes, by date; what lies elsewhere is left out."""
    statement = select(DayOff).where(DayOff.facility_id == facility_id, scope.rows(DayOff.facility_id))
    return list(db.session.scalars(statement.where(DayOff.id.in_(sorted(set(ids)))).order_by(DayOff.held_on, DayOff.id)))


def confirmed_days_off(scope: Scope, facility_ids: Iterable[int], from_on: date) -> dict[int, frozenset[date]]:
    """The days from `from_on` on which no class of a facility meets, by facility; estimates are not among them."""
    wanted = sorted(set(facility_ids))
    statement = select(DayOff.facility_id, DayOff.held_on).where(DayOff.facility_id.in_(wanted), scope.rows(DayOff.facility_id))
    statement = statement.where(DayOff.held_on >= from_on, DayOff.state == "ditetapkan")
    found: dict[int, set[date]] = {each: set() for each in wanted}
    for row in db.session.execute(statement.order_by(DayOff.facility_id, DayOff.held_on)):
        found[row.facility_id].add(row.held_on)
    return {each: frozenset(days) for each, days in found.items()}


def is_demo(scope: Scope | None = None) -> bool:
    """Whether this database carries the demo's mark."""
    mark = db.session.get(Installation, 1)
    return bool(mark and mark.is_demo)
