"""Which classes, programmes and sessions a scope reaches: the one place where a partner's reach is drawn."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Select, false, or_, select

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.partners.membership import agency_id_of
from rehab.partners.models import Agreement
from rehab.partners.queries import reachable_agreements
from rehab.programs.models import Cohort, Instructor, Programme, Session


def _taught_by(scope: Scope) -> Select[tuple[int]]:
    return select(Instructor.id).where(Instructor.user_id == scope.user_id, Instructor.active)


def reachable_cohorts(scope: Scope) -> ColumnElement[bool]:
    """The where-condition over Cohort that keeps it to a scope.

    Staff: the classes of their facilities. A guru: classes they teach, or hold a session of. A dinas: classes of its
    agency's programmes. Nobody else.
    """
    if not scope.is_partner:
        return scope.rows(Cohort.facility_id)
    if scope.role is Role.GURU:
        held = select(Session.cohort_id).where(Session.instructor_id.in_(_taught_by(scope)))
        return or_(Cohort.instructor_id.in_(_taught_by(scope)), Cohort.id.in_(held))
    if scope.agency_id is None:
        return false()
    return Cohort.programme_id.in_(select(Programme.id).where(Programme.agency_id == scope.agency_id))


def reachable_programmes(scope: Scope) -> ColumnElement[bool]:
    """The where-condition over Programme that keeps it to a scope; a guru's are those of their classes."""
    if not scope.is_partner:
        return scope.rows(Programme.facility_id)
    if scope.role is Role.GURU:
        return Programme.id.in_(select(Cohort.programme_id).where(reachable_cohorts(scope)))
    return Programme.agency_id == scope.agency_id if scope.agency_id is not None else false()


def reachable_sessions(scope: Scope) -> ColumnElement[bool]:
    """The where-condition over Session joined to Cohort: a guru reaches the sessions of their class or that they hold."""
    if scope.role is not Role.GURU:
        return reachable_cohorts(scope)
    mine = _taught_by(scope)
    return or_(Session.instructor_id.in_(mine), Cohort.instructor_id.in_(mine))


def facilities_reached(scope: Scope) -> frozenset[int]:
    """The facilities whose programmes or agreements a partner's scope reaches; its agency is looked up where it is left out."""
    agency_id = scope.agency_id or (agency_id_of(scope.user_id) if scope.user_id else None)
    theirs = replace(scope, agency_id=agency_id)
    offered = select(Programme.facility_id).where(reachable_programmes(theirs))
    agreed = select(Agreement.facility_id).where(reachable_agreements(theirs))
    return frozenset(db.session.scalars(offered.union(agreed)))
