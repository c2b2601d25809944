"""The names of what partners see counted."""

from flask_babel import lazy_gettext as _l

SEX_LABELS = {"L": _l("Laki-laki"), "P": _l("Perempuan")}
AGE_LABELS = {
    "under_18": _l("Di bawah 18 tahun"),
    "18_29": _l("18–29 tahun"),
    "30_44": _l("30–44 tahun"),
    "45_59": _l("45–59 tahun"),
    "from_60": _l("60 tahun ke atas"),
    "unknown": _l("Belum diketahui"),
}
LEAVING_LABELS = {
    "finished": _l("Selesai mengikuti kelas"),
    "withdrew": _l("Mengundurkan diri"),
    "left_facility": _l("Bebas atau pindah"),
    "other": _l("Alasan lain"),
}
STATE_LABELS = {
    "active": _l("Aktif"),
    "suspended": _l("Tidak aktif sementara"),
    "completed": _l("Selesai"),
    "withdrawn": _l("Keluar"),
}
