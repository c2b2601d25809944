"""The lives of a number and of a released paper: from → to → the permission it takes."""

from rehab.access.permissions import Permission

P = Permission
NUMBER_MOVES: dict[tuple[str, str], Permission] = {
    ("reserved", "used"): P.LETTERS_RELEASE,
    ("reserved", "cancelled"): P.LETTERS_PREPARE,
}
PAPER_MOVES: dict[tuple[str, str], Permission] = {
    ("released", "replaced"): P.LETTERS_RELEASE,
    ("released", "cancelled"): P.LETTERS_RELEASE,
}
