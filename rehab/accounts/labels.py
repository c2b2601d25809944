"""The names of the roles and permissions as people say them."""

from typing import Any

from flask_babel import gettext as _
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


PERMISSION_LABELS = {
    "accounts:administer": _l("Mengelola pengguna"),
    "accounts:explain": _l("Melihat wewenang orang lain"),
    "attendance:correct": _l("Membetulkan daftar hadir yang terkunci"),
    "attendance:oversee": _l("Memeriksa pertanyaan tentang daftar hadir"),
    "attendance:read": _l("Melihat kehadiran"),
    "attendance:record": _l("Mencatat kehadiran"),
    "audit:read": _l("Melihat jejak audit"),
    "conduct:assess": _l("Mencatat penilaian risiko"),
    "conduct:discipline": _l("Mencatat pelanggaran (Register F)"),
    "conduct:read": _l("Melihat pembinaan"),
    "conduct:score": _l("Mengisi SPPN"),
    "enrolment:enrol": _l("Mendaftarkan peserta"),
    "enrolment:read": _l("Melihat peserta"),
    "facilities:edit": _l("Mengubah pengaturan UPT"),
    "facilities:read": _l("Melihat pengaturan UPT"),
    "intake:import": _l("Mengimpor data WBP"),
    "letters:prepare": _l("Menyiapkan surat, nomor, dan pencocokan SDP"),
    "letters:release": _l("Menerbitkan surat dan daftar"),
    "objections:answer": _l("Menjawab keberatan"),
    "objections:read": _l("Melihat keberatan"),
    "objections:record": _l("Mencatat keberatan"),
    "outcomes:read": _l("Melihat hasil"),
    "outcomes:record": _l("Mencatat ujian dan sertifikat"),
    "overview:home": _l("Membuka beranda"),
    "partners:edit": _l("Mengubah mitra dan perjanjian"),
    "partners:read": _l("Melihat mitra dan perjanjian"),
    "portal:follow": _l("Mengikuti program dinas sendiri"),
    "portal:teach": _l("Mengajar kelas sendiri"),
    "programs:edit": _l("Mengubah program, kelas, dan jadwal"),
    "programs:read": _l("Melihat program dan kelas"),
    "proposals:decide": _l("Memutuskan usulan remisi"),
    "proposals:prepare": _l("Menyiapkan usulan remisi"),
    "proposals:read": _l("Melihat jalur usulan remisi"),
    "proposals:recommend": _l("Mencatat sidang dan rekomendasi TPP"),
    "proposals:send": _l("Mengirim usulan, mencatat SK dan penyerahan"),
    "proposals:verify": _l("Memverifikasi usulan remisi"),
    "remisi:read": _l("Melihat daftar remisi"),
    "remisi:run": _l("Menghitung dan mengusulkan remisi"),
    "reports:read": _l("Melihat laporan"),
    "wbp:edit": _l("Mengubah data WBP"),
    "wbp:read": _l("Melihat data WBP"),
    "wbp:read_case": _l("Melihat perkara dan pidana"),
    "wbp:read_nik": _l("Melihat NIK"),
    "wbp:verify": _l("Memeriksa kelengkapan surat"),
}


def permission_label(permission: str) -> Any:
    """What a permission allows, in words; the code itself where it has none."""
    return PERMISSION_LABELS.get(str(permission), permission)


# In this order: a browser built on another also carries the name of the other.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_label(agent: str) -> Any:
    """What a browser calls itself, as people say it: "Chrome di Android"; its own words where they are none of the known."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s di %(system)s", browser=browser, system=system)
    return agent or _("Tidak diketahui")
