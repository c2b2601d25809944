"""The history of an agreement in words."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from rehab.audit.labels import action_label
from rehab.audit.queries import EntryLine
from rehab.partners.labels import field_label, shown
from rehab.plumbing.formatting import moment


def told(entries: Iterable[EntryLine], zone: str) -> list[dict[str, Any]]:
    """Entries as the history macro takes them, newest first."""
    newest_first = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)
    return [
        {
            "when": moment(entry.at, zone),
            "who": entry.actor or (_("Pengguna %(id)s", id=entry.actor_id) if entry.actor_id else _("Sistem")),
            "what": action_label(entry.action),
            "changes": [(field_label(name), shown(name, old), shown(name, new)) for name, old, new in entry.changes],
        }
        for entry in newest_first
    ]
