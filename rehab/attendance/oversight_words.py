"""Questions of oversight in words: what the registers show, and what nobody but a person can say."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.attendance.oversight import AT_ONCE_SECONDS, FULL_SESSIONS
from rehab.attendance.oversight_queries import Question
from rehab.attendance.states import opens_at
from rehab.plumbing.formatting import clock_time, long_date, moment, number
from rehab.wbp.labels import absence_label

KIND_LABELS = {
    "no_register": _l("Belum ada daftar hadir"),
    "absent_running": _l("Tidak hadir berturut-turut"),
    "always_full": _l("Selalu hadir semua"),
    "odd_time": _l("Waktu mencatat"),
    "elsewhere": _l("Berada di tempat lain"),
}
EXPLAINED = {
    "no_register": _l("Sesi hari ini yang sudah selesai dan belum punya daftar hadir."),
    "absent_running": _l(
        "Peserta yang tiga catatan terakhirnya atau lebih tanpa keterangan. Sesi yang belum dicatat tidak ikut."
    ),
    "always_full": _l("Kelas yang pada sepuluh daftar hadir terakhirnya tidak ada seorang pun yang tidak hadir."),
    "odd_time": _l(
        "Daftar hadir 30 hari terakhir yang dibuat sebelum dibuka, pada malam hari, atau sekaligus lama setelah sesinya."
    ),
    "elsewhere": _l("Catatan hadir 30 hari terakhir atas orang yang menurut data lain sedang tidak di kelas."),
}


def sentence_of(asked: Question) -> str:
    """What the registers show of a question, and the question itself."""
    return _SENTENCES[asked.kind](asked)


def _no_register(asked: Question) -> str:
    ended = clock_time(asked.ends_at, asked.zone)
    return _("Sesi ini selesai pukul %(ended)s dan belum punya daftar hadir. Apakah sesinya berlangsung?", ended=ended)


def _absent_running(asked: Question) -> str:
    told = {"name": asked.person, "count": asked.count, "first": long_date(asked.first), "last": long_date(asked.last)}
    return _("%(name)s tercatat tanpa keterangan %(count)s kali berturut-turut, %(first)s sampai %(last)s. Apa sebabnya?", **told)


def _always_full(asked: Question) -> str:
    told = {"sessions": FULL_SESSIONS, "count": number(asked.count)}
    told |= {"first": long_date(asked.first), "last": long_date(asked.last)}
    return _(
        "Pada %(sessions)s sesi terakhir, %(first)s sampai %(last)s, semua %(count)s catatan adalah hadir. "
        "Apakah semua orang memang datang?", **told,
    )  # fmt: skip


def _odd_time(asked: Question) -> str:
    told: dict[str, Any] = {"count": asked.count, "first": _moment(asked.first, asked), "last": _moment(asked.last, asked)}
    if asked.cause == "early":
        opened = moment(opens_at(asked.starts_at), asked.zone) if asked.starts_at else ""
        told["opened"] = opened
        return _("Catatan pertama dibuat %(first)s, sebelum daftar hadir dibuka %(opened)s. Bagaimana itu bisa terjadi?", **told)
    if asked.cause == "at_once":
        return _(
            "%(count)s catatan dibuat dalam %(seconds)s detik pada %(first)s, lebih dari tiga hari setelah sesi. "
            "Dari mana catatan itu disalin?", seconds=AT_ONCE_SECONDS, **told,
        )  # fmt: skip
    return _("%(count)s catatan dibuat antara %(first)s dan %(last)s, sebagian pada malam hari. Siapa yang mencatat?", **told)


def _moment(seconds: int, asked: Question) -> str:
    return moment(datetime.fromtimestamp(int(seconds), UTC), asked.zone)


def _elsewhere(asked: Question) -> str:
    if asked.cause == "gone":
        return _(
            "%(name)s tercatat hadir, padahal pada hari itu tidak ditempatkan di UPT ini. Mana yang benar?", name=asked.person
        )
    told = {"name": asked.person, "where": absence_label(asked.cause or ""), "first": _moment(asked.first, asked)}
    if asked.last is None:
        return _("%(name)s tercatat hadir, padahal sejak %(first)s: %(where)s. Mana yang benar?", **told)
    told["last"] = _moment(asked.last, asked)
    return _("%(name)s tercatat hadir, padahal %(first)s sampai %(last)s: %(where)s. Mana yang benar?", **told)


_SENTENCES = {
    "no_register": _no_register, "absent_running": _absent_running, "always_full": _always_full, "odd_time": _odd_time,
    "elsewhere": _elsewhere,
}  # fmt: skip
