"""The life of an objection: from → to → the permission it takes."""

from rehab.access.permissions import Permission

MOVES: dict[tuple[str, str], Permission] = {
    ("open", "answered"): Permission.OBJECTIONS_ANSWER,
}
