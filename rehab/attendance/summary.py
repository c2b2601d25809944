"""What a save of a register made true, and what became of a tap, in one sentence."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from rehab.attendance.actions import Recorded, RegisterNotOpen
from rehab.attendance.finish_actions import Finished
from rehab.attendance.marking import PROBLEMS
from rehab.attendance.states import Opening

# What became of a tap that a device sent, by the cause arrival.judge gives.
ARRIVALS: dict[str, Any] = PROBLEMS | {
    "written": _l("Tercatat."),
    "same": _l("Sudah tercatat begitu."),
    "overtaken": _l("Sudah diganti ketukan yang lebih baru dari HP ini."),
    "conflict": _l("Orang lain sudah mencatat yang berbeda. Petugas akan memutuskan."),
    "late": _l("Dibuat pada waktunya, tetapi tiba setelah daftar ditutup. Petugas akan memeriksa."),
    "closed": _l("Dibuat setelah daftar ditutup. Petugas akan memeriksa."),
    "before_finish": _l("Dibuat sebelum daftar selesai, tetapi tiba sesudahnya. Petugas akan memeriksa."),
    "finished": _l("Dibuat setelah daftar dinyatakan selesai. Petugas akan memeriksa."),
    "early": _l("Menurut jam HP dibuat sebelum daftar dibuka. Petugas akan memeriksa."),
    "clock": _l("Jam HP tidak mungkin benar. Petugas akan memeriksa."),
    "order": _l("Urutan ketukan di HP ini tidak jelas. Petugas akan memeriksa."),
    "not_found": _l("Sesi ini tidak ada, atau bukan bagian Anda."),
    "cancelled": RegisterNotOpen.MESSAGES[Opening.CANCELLED],
    "malformed": _l("Ketukan ini tidak dapat dibaca. Catat sekali lagi."),
    "key_reused": _l("Kunci dipakai ulang untuk isi yang berbeda. Catat sekali lagi."),
}


def sentence_of_arrival(cause: str) -> str:
    """What became of a tap, in the reader's language."""
    return str(ARRIVALS[cause])


def sentence_of(done: Recorded) -> str:
    """What is now true of a register."""
    left = _("Belum dicatat: %(count)s orang.", count=done.unrecorded)
    if not done.recorded and not done.corrected:
        return " ".join([_("Tidak ada yang berubah."), left])
    parts = [_("Kehadiran %(count)s orang tercatat.", count=done.recorded)] if done.recorded else []
    parts += [_("Kehadiran %(count)s orang diubah.", count=done.corrected)] if done.corrected else []
    return " ".join([*parts, left])


def finished_sentence(done: Finished) -> str:
    """What is now true of a register that was declared finished."""
    if done.before:
        return _("Daftar hadir ini sudah selesai sebelumnya.")
    return " ".join([_("Daftar hadir selesai."), _("Belum dicatat: %(count)s orang.", count=done.unrecorded)])


def taken_back_sentence(count: int) -> str:
    """What is now true of people whose mark was taken back."""
    return ngettext("%(num)d orang kembali belum dicatat.", "%(num)d orang kembali belum dicatat.", count)


def proposed_sentence(count: int) -> str:
    """What is now true of changes that were asked for."""
    if not count:
        return _("Tidak ada yang berubah.")
    return ngettext(
        "%(num)d perubahan diajukan dan menunggu petugas lain.", "%(num)d perubahan diajukan dan menunggu petugas lain.", count
    )


def proposals_sentence(count: int, confirm: bool) -> str:
    """What is now true of changes that were decided on."""
    if confirm:
        return ngettext("%(num)d perubahan presensi berlaku.", "%(num)d perubahan presensi berlaku.", count)
    return ngettext("%(num)d perubahan presensi ditolak.", "%(num)d perubahan presensi ditolak.", count)


def decided_sentence(count: int, use: bool) -> str:
    """What is now true of taps an officer decided on."""
    if use:
        return ngettext("%(num)d catatan dari HP dipakai.", "%(num)d catatan dari HP dipakai.", count)
    return ngettext("%(num)d catatan dari HP dibiarkan.", "%(num)d catatan dari HP dibiarkan.", count)
