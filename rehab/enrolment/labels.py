"""The names of this room's codes as people say them."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.plumbing.formatting import long_date
from rehab.wbp.labels import education_label, sex_label

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


SENTENCES = {
    "not_found": _l("Orang ini tidak ada di UPT Anda."),
    "unknown_number": _l("Nomor register %(number)s tidak ada di UPT Anda."),
    "not_here": _l("Sudah tidak berada di UPT ini."),
    "already_in": _l("Sudah terdaftar di kelas ini."),
    "already_waiting": _l("Sudah ada di daftar tunggu kelas ini."),
    "full": _l("Kelas penuh (%(capacity)s tempat)."),
    "wrong_sex": _l("Program ini untuk %(sex)s."),
    "education_below": _l("Pendidikan terakhir: %(has)s. Program ini meminta paling sedikit %(least)s."),
    "education_unknown": _l("Pendidikan terakhir belum dicatat. Program ini meminta paling sedikit %(least)s."),
    "clash": _l("Jadwal berbenturan dengan %(cohort)s."),
    "ends_first": _l("Pidana diperkirakan berakhir %(on)s, sebelum kelas selesai."),
    "expiry_unknown": _l("Akhir pidana belum dapat diperkirakan."),
    "not_chosen": _l("Tidak dicentang."),
}


def reason_sentence(code: str, facts: dict[str, str]) -> str:
    """A finding as a sentence in the reader's language; `facts` holds codes, names and ISO dates."""
    words: dict[str, Any] = dict(facts)
    if "sex" in words:
        words["sex"] = str(sex_label(words["sex"])).lower()
    for name in ("has", "least"):
        if name in words:
            words[name] = education_label(words[name])
    if "on" in words:
        words["on"] = long_date(date.fromisoformat(words["on"]))
    sentence = str(SENTENCES.get(code, code))
    return sentence % words if words else sentence
