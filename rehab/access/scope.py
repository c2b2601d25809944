"""Which rows? A scope is the first argument of every query; outside it, a row does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, false, true

from rehab.access.permissions import PARTNER_ROLES, Permission, Role, allowed
from rehab.plumbing.errors import NotFound


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and over which rows.

    `facility_ids` None means every facility. Partners (guru, dinas) reach rows only through their classes or agency.
    `user_id` None is the command line.
    """

    user_id: int | None
    name: str
    role: Role
    facility_ids: frozenset[int] | None
    agency_id: int | None = None

    def can(self, permission: Permission) -> bool:
        return allowed(self.role, permission)

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES

    @property
    def facility_id(self) -> int:
        """The one facility this person works for; NotFound where there is none or several."""
        if self.is_partner or self.facility_ids is None or len(self.facility_ids) != 1:
            raise NotFound()
        return next(iter(self.facility_ids))

    @property
    def own_facility_id(self) -> int | None:
        """The one facility this person works for; None for partners and for those who reach several."""
        return next(iter(self.facility_ids)) if self.facility_ids and len(self.facility_ids) == 1 else None

    def rows(self, facility_column: Any) -> ColumnElement[bool]:
        """The condition that keeps a facility's table to this scope; nothing for a partner."""
        if self.is_partner:
            return false()
        if self.facility_ids is None:
            return true()
        return facility_column.in_(sorted(self.facility_ids))

    def covers(self, facility_id: int) -> bool:
        """Whether a facility lies within this scope."""
        return not self.is_partner and (self.facility_ids is None or facility_id in self.facility_ids)


def command_line_scope(facility_id: int | None = None) -> Scope:
    """The scope of a command typed on the server: one facility, or all."""
    ids = None if facility_id is None else frozenset({facility_id})
    return Scope(user_id=None, name="command line", role=Role.ADMIN, facility_ids=ids)


FindScope = Callable[[Any], Scope]


def current_scope() -> Scope:
    """The scope of the signed-in person, made once a request by the door."""
    scope: Scope | None = g.get("scope")
    if scope is None:
        raise NotFound()
    return scope
