"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

RISK_LABELS = {"rendah": _l("Rendah"), "sedang": _l("Sedang"), "tinggi": _l("Tinggi")}
DISCIPLINE_LABELS = {"ringan": _l("Hukuman ringan"), "sedang": _l("Hukuman sedang"), "berat": _l("Hukuman berat")}
FIELD_LABELS = {
    "level": _l("Tingkat"),
    "assessed_on": _l("Tanggal asesmen"),
    "starts_on": _l("Mulai"),
    "ends_on": _l("Selesai"),
    "forfeits_until": _l("Hak hilang sampai"),
    "note": _l("Uraian"),
}


def risk_label(code: str) -> Any:
    """The name of a risk level."""
    return RISK_LABELS.get(code, code)


def discipline_label(code: str) -> Any:
    """The name of a level of punishment."""
    return DISCIPLINE_LABELS.get(code, code)


def field_label(name: str) -> Any:
    """The name of a field."""
    return FIELD_LABELS.get(name, name)
