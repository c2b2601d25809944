"""The life of a paper, and of a stay: from, to, and who may."""

from rehab.access.permissions import Permission

PAPER_MOVES: tuple[tuple[str, str, Permission], ...] = (
    ("missing", "present", Permission.WBP_EDIT),
    ("present", "missing", Permission.WBP_EDIT),
    ("present", "verified", Permission.WBP_VERIFY),
    ("verified", "present", Permission.WBP_VERIFY),
    ("verified", "missing", Permission.WBP_VERIFY),
)
# "placed" stands for an open stay; the others are why it ended. Nobody comes back from death.
STAY_MOVES: tuple[tuple[str, str, Permission], ...] = (
    ("placed", "bebas", Permission.WBP_EDIT),
    ("placed", "pindah", Permission.WBP_EDIT),
    ("placed", "meninggal", Permission.WBP_EDIT),
    ("placed", "melarikan_diri", Permission.WBP_EDIT),
    ("bebas", "placed", Permission.WBP_EDIT),
    ("pindah", "placed", Permission.WBP_EDIT),
    ("melarikan_diri", "placed", Permission.WBP_EDIT),
)


def permission_for(moves: tuple[tuple[str, str, Permission], ...], before: str, after: str) -> Permission | None:
    """What a change of state asks for; None where there is no such change."""
    return next((permission for a, b, permission in moves if (a, b) == (before, after)), None)
