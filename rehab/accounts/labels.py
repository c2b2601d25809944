"""The names of the roles as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

ROLE_LABELS = {
    "admin": _l("Admin"),
    "pembinaan": _l("Petugas pembinaan"),
    "registrasi": _l("Petugas registrasi"),
    "wali": _l("Wali pemasyarakatan"),
    "tpp": _l("Sidang TPP"),
    "kepala": _l("Kepala UPT"),
    "kanwil": _l("Kantor wilayah"),
    "auditor": _l("Auditor"),
    "guru": _l("Guru mitra"),
    "dinas": _l("Dinas mitra"),
}


def role_label(role: str) -> Any:
    """The name of a role; the code itself where it has none."""
    return ROLE_LABELS.get(role, role)
