"""The names of kinds of facility, of great days and of their states."""

from typing import Any

from flask_babel import lazy_gettext as _l

KIND_LABELS = {"rutan": _l("Rutan"), "lapas": _l("Lapas"), "lpka": _l("LPKA")}
HOLIDAY_LABELS = {
    "idul_fitri": _l("Idul Fitri"),
    "natal": _l("Natal"),
    "nyepi": _l("Nyepi"),
    "waisak": _l("Waisak"),
    "imlek": _l("Imlek"),
}
# What an office wants to have by the days of its calendar (calendar.py).
STEP_LABELS = {
    "data": _l("Data, putusan, dan penahanan"),
    "conduct": _l("SPPN, penilaian risiko, kehadiran, dan disiplin"),
    "papers": _l("Berkas usulan terverifikasi"),
    "decree": _l("SK: tidak ada yang kurang"),
}
STATE_LABELS = {"perkiraan": _l("Perkiraan"), "ditetapkan": _l("Ditetapkan")}


def holiday_label(code: str) -> Any:
    """The name of a great day; the code itself where it has none."""
    return HOLIDAY_LABELS.get(code, code)
