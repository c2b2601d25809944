"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import DASH, short_date

STATE_LABELS = {
    "open": _l("Belum disiapkan"),
    "prepared": _l("Disiapkan"),
    "verified": _l("Diverifikasi"),
    "recommended": _l("Dibahas TPP"),
    "decided": _l("Diputuskan kepala"),
    "sent": _l("Dikirim"),
    "granted": _l("SK tercatat"),
    "handed_over": _l("SK diserahkan"),
    "entered": _l("Masuk riwayat"),
}
# What has to happen to somebody in a state, and who does it.
NEXT_LABELS = {
    "open": _l("Petugas pembinaan atau registrasi menyiapkan usulan."),
    "prepared": _l("Petugas kedua memverifikasi: bukan penyusun, bukan walinya."),
    "verified": _l("Sidang TPP memberi rekomendasi."),
    "recommended": _l("Kepala UPT memutuskan."),
    "decided": _l("Registrasi mengirim usulan ke Ditjenpas dengan tembusan Kanwil."),
    "sent": _l("Registrasi mencatat SK setelah terbit."),
    "granted": _l("Registrasi mencatat hari penyerahan SK."),
    "handed_over": _l("Registrasi memasukkan remisi ke riwayat."),
    "entered": _l("Selesai: putaran berikutnya memakai riwayat ini."),
}
# What waits, on the home page of whoever takes the step.
WAITING_LABELS = {
    "verify": _l("Usulan menunggu verifikasi petugas kedua"),
    "recommend": _l("Usulan menunggu hasil sidang TPP"),
    "decide": _l("Usulan menunggu keputusan kepala"),
    "send": _l("Usulan yang diputuskan belum dikirim"),
    "grant": _l("Usulan terkirim menunggu SK"),
    "hand_over": _l("SK belum diserahkan"),
    "enter": _l("Remisi belum masuk ke riwayat"),
    "confirm_withdrawal": _l("Penarikan usulan menunggu petugas kedua"),
}
LEFT_OUT_NEXT = _l("Selesai untuk putaran ini: kepala memutuskan tidak mengusulkan.")
WITHDRAWN_NEXT = _l("Usulan ditarik: tidak ada langkah lagi dalam putaran ini.")
PROPOSAL_LABELS = {"propose": _l("Diusulkan"), "leave_out": _l("Tidak diusulkan")}
ACT_LABELS = {
    "prepare": _l("Siapkan usulan"),
    "verify": _l("Verifikasi"),
    "recommend": _l("Catat hasil sidang TPP"),
    "decide": _l("Putuskan"),
    "send": _l("Catat pengiriman"),
    "grant": _l("Catat SK"),
    "hand_over": _l("Catat penyerahan SK"),
    "enter": _l("Masukkan ke riwayat"),
    "send_back": _l("Kembalikan ke penyusun"),
    "withdraw": _l("Ajukan penarikan"),
    "confirm_withdrawal": _l("Setujui penarikan"),
    "decline_withdrawal": _l("Tolak penarikan"),
    "decide_withdrawal": _l("Putuskan penarikan"),
}
# The same acts once they are done.
DONE_LABELS = {
    "prepare": _l("Usulan disiapkan"),
    "verify": _l("Diverifikasi petugas kedua"),
    "recommend": _l("Hasil sidang TPP dicatat"),
    "decide": _l("Kepala memutuskan"),
    "send": _l("Usulan dikirim"),
    "grant": _l("SK dicatat"),
    "hand_over": _l("SK diserahkan"),
    "enter": _l("Masuk riwayat remisi"),
    "send_back": _l("Dikembalikan ke penyusun"),
    "withdraw": _l("Penarikan diajukan"),
    "confirm_withdrawal": _l("Usulan ditarik"),
    "decline_withdrawal": _l("Penarikan ditolak"),
}
# Given by the rule itself; the others are chosen by a person.
AUTOMATIC_REASONS = {
    "rule": _l("Tidak memenuhi syarat menurut hitungan"),
    "papers": _l("Data atau berkas belum lengkap"),
    "tpp": _l("Mengikuti rekomendasi TPP"),
}
LEAVE_OUT_REASONS = {
    "moved": _l("Pindah ke UPT lain, diusulkan dari sana"),
    "released": _l("Sudah bebas"),
    "died": _l("Meninggal"),
    "doubted_paper": _l("Keabsahan berkas diragukan"),
    "violation": _l("Pelanggaran sedang diperiksa"),
    "own_wish": _l("Permintaan tertulis yang bersangkutan"),
}
OVERRIDE_REASONS = {
    "wrong_record": _l("Catatan di Bina keliru, dokumen membuktikannya"),
    "paper_elsewhere": _l("Berkas ada di luar Bina"),
    "ministry_letter": _l("Surat kementerian atau putusan pengadilan"),
}
REASON_LABELS = AUTOMATIC_REASONS | LEAVE_OUT_REASONS | OVERRIDE_REASONS
HINDRANCE_LABELS = {
    "state": _l("tidak sedang menunggu langkah ini"),
    "withdrawn": _l("usulannya sudah ditarik"),
    "own_wali": _l("Anda wali orang ini"),
    "wali_acted": _l("walinya sekarang ikut dalam langkah sebelumnya: kembalikan ke penyusun"),
    "no_wali": _l("belum mempunyai wali"),
    "preparer": _l("Anda yang menyiapkannya: orang lain yang memeriksa"),
    "acted": _l("Anda sudah ikut dalam langkah sebelumnya"),
    "not_proposed": _l("tidak diusulkan"),
    "not_eligible": _l("menurut hitungan tidak memenuhi, dan tidak ada pengecualian dengan dokumen"),
    "moved": _l("sudah pindah: UPT yang menahannya mencatat remisi ini"),
    "other_days": _l("riwayatnya sudah memuat remisi ini dengan jumlah hari lain"),
    "days": _l("jumlah hari menurut SK belum diisi"),
    "nothing_proposed": _l("tidak ada usulan yang dapat ditarik"),
    "filed": _l("penarikannya sudah diajukan"),
    "filer": _l("Anda yang mengajukan penarikan: orang lain yang menyetujui"),
}
HEARING_FIELDS = {
    "number": _l("Nomor sidang"),
    "held_on": _l("Tanggal sidang"),
    "place": _l("Tempat"),
    "members": _l("Anggota"),
    "minutes": _l("Notula"),
}
STEP_UP_LABELS = {"totp": _l("kode autentikator"), "password": _l("kata sandi")}


def state_label(code: str) -> Any:
    """The name of a state of the path."""
    return STATE_LABELS.get(code, code)


def proposal_label(code: str | None) -> Any:
    """Whether somebody is proposed; a dash where nobody said so yet."""
    return PROPOSAL_LABELS.get(code or "", "–")


def reason_label(code: str | None) -> Any:
    """The name of a coded reason."""
    return REASON_LABELS.get(code or "", code or "")


def hindrance_label(code: str) -> Any:
    """Why somebody cannot take a step."""
    return HINDRANCE_LABELS.get(code, code)


def act_label(code: str) -> Any:
    """What an act does."""
    return ACT_LABELS.get(code, code)


def waiting_label(act: str) -> Any:
    """What waits for an act."""
    return WAITING_LABELS[act]


def done_label(code: str) -> Any:
    """What an act did."""
    return DONE_LABELS.get(code, code)


def step_up_label(code: str) -> Any:
    """How an officer confirmed an act."""
    return STEP_UP_LABELS.get(code, code)


def entry_day(text: str) -> str:
    """The day of a kept entry of Register F, written there as a text."""
    return short_date(parse_date(text))


def hearing_field_label(name: str) -> Any:
    """What a field of a hearing is called."""
    return HEARING_FIELDS.get(name, name)


def hearing_value(name: str, value: Any) -> str:
    """A field of a hearing as people read it, from its row or from the audit trail."""
    if name == "held_on":
        return short_date(parse_date(value) if isinstance(value, str) else value)
    if name == "members":
        return "; ".join(_member(each) for each in value or []) or DASH
    return str(value or DASH)


def _member(member: dict[str, Any]) -> str:
    name = ", ".join(part for part in (member["name"], member["office"]) if part)
    return _("%(name)s (hadir)", name=name) if member["present"] else _("%(name)s (tidak hadir)", name=name)
