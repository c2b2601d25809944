"""The names of the states as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

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
