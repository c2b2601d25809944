"""The history of a programme or a class in words."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from rehab.audit.labels import action_label
from rehab.audit.queries import EntryLine
from rehab.plumbing.formatting import moment
from rehab.programs.labels import CLASS_STATE_LABELS, KIND_LABELS, field_label, slots_in_words
from rehab.wbp.labels import EDUCATION_LABELS, SEX_LABELS

NAMES = {"kind": KIND_LABELS, "": CLASS_STATE_LABELS, "sex": SEX_LABELS, "least_education": EDUCATION_LABELS}


def told(entries: Iterable[EntryLine], zone: str) -> list[dict[str, Any]]:
    """Entries as the history macro takes them, newest first."""
    newest_first = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)
    return [
        {
            "when": moment(entry.at, zone),
            "who": entry.actor or (_("Pengguna %(id)s", id=entry.actor_id) if entry.actor_id else _("Sistem")),
            "what": action_label(entry.action),
            "reason": (entry.details or {}).get("reason"),
            "changes": [_change(entry.action, *change) for change in entry.changes],
        }
        for entry in newest_first
    ]


def _change(action: str, name: str, old: Any, new: Any) -> tuple[Any, Any, Any]:
    if action == "programs.set_timetable":
        return _("Jadwal"), slots_in_words(old or []), slots_in_words(new or [])
    return field_label(name), _shown(name, old), _shown(name, new)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return NAMES.get(name, {}).get(value, value) if isinstance(value, str) else value
