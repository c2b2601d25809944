"""The words for the codes of this room."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATES: dict[str, tuple[Any, str]] = {
    "previewed": (_l("Pratinjau, belum disimpan"), "info"),
    "committed": (_l("Tersimpan"), "good"),
    "undone": (_l("Dibatalkan"), "warn"),
    "dropped": (_l("Dibuang"), "neutral"),
}
TABS: dict[str, Any] = {
    "new": _l("Baru"),
    "changed": _l("Berubah"),
    "refused": _l("Ditolak"),
    "conflicts": _l("Bertentangan"),
    "absent": _l("Tidak ada di berkas"),
}


def state_label(state: str) -> Any:
    """The words for a state."""
    return STATES[state][0]


def state_tone(state: str) -> str:
    """The colour of a state's chip."""
    return STATES[state][1]
