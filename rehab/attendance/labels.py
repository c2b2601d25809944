"""The names of marks, of reasons, and of why somebody does not count."""

from typing import Any

from flask_babel import lazy_gettext as _l

MARK_LABELS = {
    "hadir": _l("Hadir"),
    "sakit": _l("Sakit"),
    "izin": _l("Izin"),
    "tanpa_keterangan": _l("Tanpa keterangan"),
    "terlambat": _l("Terlambat"),
    "pulang_awal": _l("Pulang awal"),
    "berhalangan_resmi": _l("Berhalangan resmi"),
}
OTHER_REASON = "lain_lain"
REASONS = {
    "di_kamar": _l("Sakit di kamar"),
    "klinik": _l("Berobat ke klinik"),
    "rumah_sakit": _l("Di rumah sakit"),
    "sidang": _l("Sidang"),
    "kunjungan": _l("Kunjungan"),
    "isolasi": _l("Isolasi"),
    "pindah": _l("Dipindahkan sementara"),
    "tugas": _l("Tugas kerja"),
    "ibadah": _l("Ibadah"),
    "keluarga": _l("Urusan keluarga"),
    "kabar_petugas": _l("Kabar dari petugas"),
    "kabar_teman": _l("Kabar dari teman sekelas"),
    "menolak": _l("Tidak mau ikut"),
    "tidak_diantar": _l("Tidak diantar dari blok"),
    "belum_diketahui": _l("Belum diketahui"),
    OTHER_REASON: _l("Lain-lain (isi keterangan)"),
}
STANDING_LABELS = {
    "later": _l("Masuk kelas setelah sesi ini"),
    "ended": _l("Sudah keluar dari kelas"),
    "suspended": _l("Ditangguhkan"),
    "waiting": _l("Masih di daftar tunggu"),
    "gone": _l("Tidak lagi di UPT ini"),
}
SOURCE_LABELS = {
    "officer": _l("petugas"),
    "teacher": _l("pengajar"),
    "paper": _l("daftar hadir kertas"),
    "import": _l("impor"),
}


WAITING_LABELS = {
    "conflict": _l("Berbeda dari yang tercatat, dan HP ini belum melihatnya"),
    "late": _l("Dibuat pada waktunya, tiba setelah daftar ditutup"),
    "closed": _l("Dibuat setelah daftar ditutup"),
    "before_finish": _l("Dibuat sebelum daftar selesai, tiba sesudahnya"),
    "finished": _l("Dibuat setelah daftar dinyatakan selesai"),
    "early": _l("Menurut jam HP dibuat sebelum daftar dibuka"),
    "clock": _l("Jam HP tidak mungkin benar"),
    "order": _l("Nomor urut di HP dipakai dua kali"),
}


def mark_label(code: str | None) -> Any:
    """The name of a mark; "Belum dicatat" where there is none."""
    return MARK_LABELS.get(code, code) if code else _l("Belum dicatat")


def reason_label(code: str) -> Any:
    """A reason in words; the words of a paper stay as they came."""
    return _l("Lain-lain") if code == OTHER_REASON else REASONS.get(code, code)


def waiting_label(cause: str) -> Any:
    """Why what a phone sent waits for an officer."""
    return WAITING_LABELS.get(cause, cause)


def standing_label(code: str) -> Any:
    """Why somebody on the list does not count in a session."""
    return STANDING_LABELS.get(code, code)


def source_label(code: str) -> Any:
    """Where a mark came from."""
    return SOURCE_LABELS.get(code, code)
