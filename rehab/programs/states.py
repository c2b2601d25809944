"""Life-cycles of a class and of a session: from → to → the permission it takes."""

from rehab.access.permissions import Permission

CLASS_MOVES: dict[tuple[str, str], Permission] = {
    ("planned", "running"): Permission.PROGRAMS_EDIT,
    ("planned", "cancelled"): Permission.PROGRAMS_EDIT,
    ("running", "finished"): Permission.PROGRAMS_EDIT,
    ("running", "cancelled"): Permission.PROGRAMS_EDIT,
    # Closed too early, or by mistake.
    ("finished", "running"): Permission.PROGRAMS_EDIT,
    ("cancelled", "planned"): Permission.PROGRAMS_EDIT,
}
SESSION_MOVES: dict[tuple[str, str], Permission] = {
    # Recording attendance is what makes a session held; its marks are corrected, it never goes back.
    ("planned", "held"): Permission.ATTENDANCE_RECORD,
    ("planned", "cancelled"): Permission.PROGRAMS_EDIT,
    ("cancelled", "planned"): Permission.PROGRAMS_EDIT,
}
# In these states a class takes people in.
OPEN_CLASS_STATES = ("planned", "running")


def class_may_move(before: str, after: str) -> bool:
    """Whether a class may go from one state to another."""
    return (before, after) in CLASS_MOVES


def session_may_move(before: str, after: str) -> bool:
    """Whether a session may go from one state to another."""
    return (before, after) in SESSION_MOVES


def next_class_states(state: str) -> list[str]:
    """Where a class may go from here, in the order of the table."""
    return [after for before, after in CLASS_MOVES if before == state]
