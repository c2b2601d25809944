"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

PAPER_LABELS = {
    "lists": _l("Daftar diusulkan dan tidak diusulkan"),
    "proposal": _l("Surat usulan dengan kedua daftar"),
    "minutes": _l("Berita acara dan daftar hadir TPP"),
    "ceremony": _l("Daftar penyerahan"),
    "release": _l("Daftar surat bebas golongan II"),
}
PAPER_STATE_LABELS = {"released": _l("Terbit"), "replaced": _l("Diganti"), "cancelled": _l("Dicabut")}
RECALL_REASON_LABELS = {
    "wrong_content": _l("Isi atau angkanya keliru"),
    "wrong_people": _l("Ada orang yang keliru masuk atau tertinggal"),
    "wrong_signature": _l("Penanda tangan, nomor, atau tanggalnya keliru"),
    "decision_changed": _l("Keputusannya berubah sesudah terbit"),
    "other": _l("Alasan lain"),
}
NUMBER_STATE_LABELS = {"reserved": _l("Dipesan"), "used": _l("Terpakai"), "cancelled": _l("Dibatalkan")}
STATE_TONES = {"released": "good", "used": "good", "reserved": "info", "replaced": "warn", "cancelled": "bad"}
VARIANT_LABELS = {
    "own": _l("Jabatan sendiri"),
    "an": _l("a.n. (atas nama)"),
    "ub": _l("u.b. (untuk beliau)"),
    "plh": _l("Plh. (pelaksana harian)"),
    "plt": _l("Plt. (pelaksana tugas)"),
}
IMPACT_LABELS = {
    "out_sooner": _l("Bebas lebih cepat"),
    "held_longer": _l("Lebih lama di dalam"),
    "paper_only": _l("Hanya berkas"),
    "none": _l("Sama"),
}
DIFFERENCE_LABELS = {
    "same": _l("Sama"),
    "other_days": _l("Jumlah hari berbeda"),
    "not_proposed": _l("Ada di SDP, tidak diusulkan di Bina"),
    "not_granted": _l("Diusulkan di Bina, tidak ada di SDP"),
    "unknown_person": _l("Nomor register tidak ada di putaran ini"),
    "other_name": _l("Nama berbeda"),
    "other_class": _l("Golongan berbeda"),
}
TOTAL_LABELS = {
    "people": _l("Semua orang pada hari itu"),
    "proposed": _l("Diusulkan"),
    "not_proposed": _l("Tidak diusulkan"),
    "undecided": _l("Di antaranya belum diputus"),
    "class_two": _l("Golongan II"),
    "going_home": _l("Pulang"),
    "staying": _l("Tidak pulang: menjalani subsider"),
    "to_check": _l("Perlu diperiksa dahulu"),
    "members": _l("Anggota sidang"),
    "present": _l("Hadir"),
    "recommended": _l("Direkomendasikan"),
}


def paper_label(code: str) -> Any:
    """The name of a kind of paper."""
    return PAPER_LABELS.get(code, code)


def paper_state_label(code: str) -> Any:
    """The name of a state of a released paper."""
    return PAPER_STATE_LABELS.get(code, code)


def number_state_label(code: str) -> Any:
    """The name of a state of a number."""
    return NUMBER_STATE_LABELS.get(code, code)


def recall_reason_label(code: str) -> Any:
    """Why a paper is taken back; what was once typed freely is shown as it is."""
    return RECALL_REASON_LABELS.get(code, code)


def variant_label(code: str) -> Any:
    """How somebody signs."""
    return VARIANT_LABELS.get(code, code)


def impact_label(code: str) -> Any:
    """What a difference between SDP and Bina does to a person."""
    return IMPACT_LABELS.get(code, code)


def difference_label(code: str) -> Any:
    """What is different between SDP and Bina."""
    return DIFFERENCE_LABELS.get(code, code)


def total_label(code: str) -> Any:
    """What a total counts."""
    return TOTAL_LABELS.get(code, code)
