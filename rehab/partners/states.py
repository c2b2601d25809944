"""The life of an agreement and of a line of its action plan: from → to → the permission it takes."""

from rehab.access.permissions import Permission

Moves = dict[tuple[str, str], Permission]

AGREEMENT_MOVES: Moves = {
    ("draft", "active"): Permission.PARTNERS_EDIT,
    ("active", "ended"): Permission.PARTNERS_EDIT,
    ("active", "terminated"): Permission.PARTNERS_EDIT,
}
PLAN_MOVES: Moves = {
    ("planned", "running"): Permission.PARTNERS_EDIT,
    ("planned", "dropped"): Permission.PARTNERS_EDIT,
    ("running", "done"): Permission.PARTNERS_EDIT,
    ("running", "dropped"): Permission.PARTNERS_EDIT,
    # Said too early, or by mistake.
    ("done", "running"): Permission.PARTNERS_EDIT,
    ("dropped", "planned"): Permission.PARTNERS_EDIT,
}


def next_states(moves: Moves, state: str) -> list[str]:
    """Where it may go from here, in the order of the table."""
    return [after for before, after in moves if before == state]
