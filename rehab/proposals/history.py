"""The history of a hearing in words: each correction with its reason, what was there and what is there now."""

from collections.abc import Iterable
from typing import Any

from rehab.audit.labels import action_label
from rehab.audit.queries import EntryLine
from rehab.plumbing.formatting import DASH, moment
from rehab.proposals.labels import hearing_field_label, hearing_value


def told_of_hearing(entries: Iterable[EntryLine], zone: str) -> list[dict[str, Any]]:
    """Entries about a hearing as the history macro takes them."""
    return [
        {
            "when": moment(entry.at, zone), "who": entry.actor or DASH, "what": action_label(entry.action),
            "reason": (entry.details or {}).get("reason"),
            "changes": [_change(*change) for change in entry.changes],
        }
        for entry in entries
    ]  # fmt: skip


def _change(name: str, old: Any, new: Any) -> tuple[Any, str, str]:
    return hearing_field_label(name), hearing_value(name, old), hearing_value(name, new)
