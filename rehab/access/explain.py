"""Why someone may or may not: the answer an administrator reads."""

from dataclasses import dataclass

from rehab.access.permissions import DECIDERS, PARTNER_ROLES, ROLES, Permission, Role
from rehab.access.scope import Scope


@dataclass(frozen=True)
class Explanation:
    """One permission of one person: the answer, the roles that have it, and the rows it reaches."""

    permission: Permission
    granted: bool
    roles: list[Role]
    facility_ids: frozenset[int] | None
    needs_second_factor: bool
    through_partner_door: bool


def explain(scope: Scope) -> list[Explanation]:
    """Every permission, in order, with the reason it is granted or refused to this person."""
    return [
        Explanation(
            permission=permission,
            granted=scope.can(permission),
            roles=[role for role in Role if permission in ROLES[role]],
            facility_ids=scope.facility_ids,
            needs_second_factor=scope.role in DECIDERS,
            through_partner_door=scope.role in PARTNER_ROLES,
        )
        for permission in Permission
    ]
