"""The names of the states as people say them."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.plumbing.formatting import short_date

AGREEMENT_STATE_LABELS = {
    "draft": _l("Rancangan"),
    "active": _l("Berlaku"),
    "ended": _l("Selesai"),
    "terminated": _l("Dihentikan"),
}
PLAN_STATE_LABELS = {
    "planned": _l("Direncanakan"),
    "running": _l("Berjalan"),
    "done": _l("Tercapai"),
    "dropped": _l("Dibatalkan"),
}
# What the button says that leads to a state.
AGREEMENT_STEPS = {
    "active": _l("Nyatakan berlaku"),
    "ended": _l("Nyatakan selesai"),
    "terminated": _l("Hentikan"),
}
TONES = {
    "draft": "neutral", "active": "good", "ended": "neutral", "terminated": "bad",
    "planned": "neutral", "running": "info", "done": "good", "dropped": "bad",
}  # fmt: skip


def agreement_state_label(state: str) -> Any:
    """The name of an agreement's state."""
    return AGREEMENT_STATE_LABELS.get(state, state)


def plan_state_label(state: str) -> Any:
    """The name of a plan line's state."""
    return PLAN_STATE_LABELS.get(state, state)


def state_tone(state: str) -> str:
    """The tone of a state's chip."""
    return TONES.get(state, "neutral")


# The names of the fields, for histories and for showing two versions side by side.
FIELD_LABELS = {
    "name": _l("Nama mitra"),
    "regency": _l("Kabupaten atau kota"),
    "province": _l("Provinsi"),
    "contact_name": _l("Nama narahubung"),
    "contact_phone": _l("Telepon narahubung"),
    "number": _l("Nomor perjanjian"),
    "title": _l("Tentang"),
    "starts_on": _l("Berlaku sejak"),
    "ends_on": _l("Tidak berlaku lagi sejak"),
    "unit": _l("Satuan"),
    "target": _l("Target"),
    "achieved": _l("Tercapai"),
    "budget": _l("Anggaran"),
    "spent": _l("Sudah dibelanjakan"),
    "due_on": _l("Tenggat"),
    "state": _l("Keadaan"),
    "": _l("Keadaan"),
}


def field_label(name: str) -> Any:
    """The name of a field."""
    return FIELD_LABELS.get(name, name)


def shown(name: str, value: Any) -> Any:
    """A value as a person reads it: states by name, dates as 17-08-2026, nothing as a dash."""
    if value is None or value == "":
        return "–"
    if name in ("state", ""):
        return AGREEMENT_STATE_LABELS.get(value) or plan_state_label(value)
    if name.endswith("_on"):
        return short_date(date.fromisoformat(value) if isinstance(value, str) else value)
    return value
