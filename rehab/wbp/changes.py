"""What a correction changes on a row, and the refusal that shows both versions."""

from typing import Any

from rehab.plumbing.errors import StaleVersion
from rehab.wbp.labels import field_label, value_label


def apply_changes(row: Any, version: int, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set fields on a row seen at `version`; returns {field: [before, after]} of those that differ.

    Raises StaleVersion with both values of each differing field where somebody else changed the row meanwhile.
    """
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    if row.version != version:
        raise StaleVersion(theirs=_side(changes, 0), yours=_side(changes, 1))
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    return changes


def _side(changes: dict[str, list[Any]], side: int) -> dict[str, Any]:
    return {str(field_label(name)): value_label(name, values[side]) for name, values in changes.items()}
