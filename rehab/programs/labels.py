"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

KIND_LABELS = {
    "paket_a": _l("Kejar Paket A"),
    "paket_b": _l("Kejar Paket B"),
    "paket_c": _l("Kejar Paket C"),
    "literasi": _l("Literasi"),
    "pertanian": _l("Pertanian terpadu"),
    "vokasi": _l("Pelatihan kerja"),
    "kesehatan": _l("Kesehatan"),
    "kerohanian": _l("Kerohanian"),
    "perpustakaan": _l("Perpustakaan"),
    "lainnya": _l("Lainnya"),
}
CLASS_STATE_LABELS = {
    "planned": _l("Direncanakan"),
    "running": _l("Berjalan"),
    "finished": _l("Selesai"),
    "cancelled": _l("Dibatalkan"),
}
SESSION_STATE_LABELS = {
    "planned": _l("Direncanakan"),
    "held": _l("Terlaksana"),
    "cancelled": _l("Dibatalkan"),
}
WEEKDAY_LABELS = (
    _l("Senin"), _l("Selasa"), _l("Rabu"), _l("Kamis"), _l("Jumat"), _l("Sabtu"), _l("Minggu"),
)  # fmt: skip


def kind_label(code: str) -> Any:
    """The name of a kind of programme."""
    return KIND_LABELS.get(code, code)


def class_state_label(code: str) -> Any:
    """The name of a state of a class."""
    return CLASS_STATE_LABELS.get(code, code)


def session_state_label(code: str) -> Any:
    """The name of a state of a session."""
    return SESSION_STATE_LABELS.get(code, code)


def weekday_label(weekday: int) -> Any:
    """The name of a weekday, 0 for Monday."""
    return WEEKDAY_LABELS[weekday]
