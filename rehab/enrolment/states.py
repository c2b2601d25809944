"""The life-cycle of an enrolment: from → to → the permission it takes."""

from rehab.access.permissions import Permission

MOVES: dict[tuple[str, str], Permission] = {
    ("waiting", "active"): Permission.ENROLMENT_ENROL,
    ("waiting", "withdrawn"): Permission.ENROLMENT_ENROL,
    ("active", "suspended"): Permission.ENROLMENT_ENROL,
    ("active", "completed"): Permission.ENROLMENT_ENROL,
    ("active", "withdrawn"): Permission.ENROLMENT_ENROL,
    ("suspended", "active"): Permission.ENROLMENT_ENROL,
    ("suspended", "completed"): Permission.ENROLMENT_ENROL,
    ("suspended", "withdrawn"): Permission.ENROLMENT_ENROL,
}
# These hold a place of the class.
PLACED_STATES = ("active", "suspended")
LIVE_STATES = ("waiting", "active", "suspended")
ENDED_STATES = ("completed", "withdrawn")


def may_move(before: str, after: str) -> bool:
    """Whether an enrolment may go from one state to another."""
    return (before, after) in MOVES
