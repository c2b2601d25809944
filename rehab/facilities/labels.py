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
STATE_LABELS = {"perkiraan": _l("Perkiraan"), "ditetapkan": _l("Ditetapkan")}


def holiday_label(code: str) -> Any:
    """The name of a great day; the code itself where it has none."""
    return HOLIDAY_LABELS.get(code, code)
