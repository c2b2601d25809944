"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATE_LABELS = {
    "waiting": _l("Daftar tunggu"),
    "active": _l("Aktif"),
    "suspended": _l("Ditangguhkan"),
    "completed": _l("Selesai"),
    "withdrawn": _l("Keluar"),
}
END_REASON_LABELS = {
    "selesai": _l("Selesai mengikuti kelas"),
    "mundur": _l("Mengundurkan diri"),
    "pindah": _l("Pindah UPT"),
    "bebas": _l("Bebas"),
    "disiplin": _l("Pelanggaran tata tertib"),
    "sakit": _l("Sakit berkepanjangan"),
    "lainnya": _l("Alasan lain"),
}


def state_label(code: str) -> Any:
    """The name of a state of an enrolment."""
    return STATE_LABELS.get(code, code)


def end_reason_label(code: str | None) -> Any:
    """The name of a reason for leaving; empty where there is none."""
    return END_REASON_LABELS.get(code, code) if code else ""
