"""The life of an agreement and of a line of its action plan: from → to → who may."""

from rehab.access.permissions import Permission

Transitions = dict[str, dict[str, Permission]]

AGREEMENT: Transitions = {
    "draft": {"active": Permission.PARTNERS_EDIT},
    "active": {"ended": Permission.PARTNERS_EDIT, "terminated": Permission.PARTNERS_EDIT},
    "ended": {},
    "terminated": {},
}
PLAN_ITEM: Transitions = {
    "planned": {"running": Permission.PARTNERS_EDIT, "dropped": Permission.PARTNERS_EDIT},
    "running": {"done": Permission.PARTNERS_EDIT, "dropped": Permission.PARTNERS_EDIT},
    "done": {"running": Permission.PARTNERS_EDIT},
    "dropped": {"planned": Permission.PARTNERS_EDIT},
}


def next_states(table: Transitions, state: str) -> list[str]:
    """The states that may follow `state`, in the table's order."""
    return list(table.get(state, {}))
