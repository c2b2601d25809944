"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.facilities.labels import HOLIDAY_LABELS, STEP_LABELS
from rehab.wbp.labels import PAPER_LABELS, REMISSION_LABELS

OUTCOME_LABELS = {
    "eligible": _l("Memenuhi"),
    "incomplete": _l("Belum lengkap"),
    "not_eligible": _l("Tidak memenuhi"),
}
OUTCOME_CODES = {"eligible": "MS", "incomplete": "BL", "not_eligible": "TMS"}
CRITERION_LABELS = {
    "final_judgment": _l("Putusan berkekuatan tetap dan status sesuai"),
    "under_18": _l("Belum berusia 18 tahun"),
    "sentence_kind": _l("Bukan pidana mati atau seumur hidup"),
    "sentence_length": _l("Lama pidana mencukupi"),
    "in_custody": _l("Berada di dalam pada hari itu"),
    "still_serving": _l("Pidana belum berakhir"),
    "served_minimum": _l("Masa minimal sudah dijalani"),
    "not_escaped": _l("Tidak melarikan diri"),
    "not_on_leave": _l("Tidak sedang cuti menjelang bebas"),
    "parole_intact": _l("Pembebasan bersyarat tidak dicabut"),
    "not_in_subsidiary": _l("Tidak sedang menjalani pidana pengganti denda"),
    "good_conduct": _l("Tidak ada hukuman disiplin yang menghalangi"),
    "sppn_good": _l("Nilai SPPN baik"),
    "active_in_program": _l("Aktif mengikuti program"),
    "risk_reduced": _l("Tingkat risiko tidak naik"),
    "religion_day": _l("Hari besar sesuai agama"),
    "one_third_served": _l("Sepertiga pidana sudah dijalani"),
    "justice_collaborator": _l("Bekerja sama sebagai justice collaborator"),
    "fine_paid": _l("Denda dan uang pengganti lunas"),
    "deradicalised": _l("Program deradikalisasi selesai"),
    "loyalty_pledge": _l("Ikrar setia kepada NKRI"),
    "over_70": _l("Berusia di atas 70 tahun"),
    "prolonged_illness": _l("Sakit berkepanjangan"),
    "earlier_ru": _l("Pernah menerima remisi umum"),
    "ru_same_day": _l("Remisi umum pada hari yang sama"),
    "service_ground": _l("Jasa yang terverifikasi dalam setahun"),
    "once_a_year": _l("Belum menerima remisi sejenis pada tahun ini"),
}
# What a condition is about: said where it is lacking, so that it does not read as if it were met.
TOPIC_LABELS = {
    "final_judgment": _l("Putusan berkekuatan tetap"),
    "under_18": _l("Usia anak"),
    "sentence_kind": _l("Jenis pidana"),
    "sentence_length": _l("Lama pidana"),
    "in_custody": _l("Penahanan"),
    "still_serving": _l("Akhir pidana"),
    "served_minimum": _l("Masa minimal"),
    "not_escaped": _l("Pelarian"),
    "not_on_leave": _l("Cuti menjelang bebas"),
    "parole_intact": _l("Pencabutan pembebasan bersyarat"),
    "not_in_subsidiary": _l("Pidana pengganti denda"),
    "good_conduct": _l("Hukuman disiplin"),
    "sppn_good": _l("Nilai SPPN"),
    "active_in_program": _l("Kehadiran program"),
    "risk_reduced": _l("Penilaian risiko"),
    "religion_day": _l("Agama dan hari besar"),
    "one_third_served": _l("Sepertiga pidana"),
    "justice_collaborator": _l("Justice collaborator"),
    "fine_paid": _l("Denda dan uang pengganti"),
    "deradicalised": _l("Deradikalisasi"),
    "loyalty_pledge": _l("Ikrar setia"),
    "over_70": _l("Usia lanjut"),
    "prolonged_illness": _l("Sakit berkepanjangan"),
    "earlier_ru": _l("Remisi umum terdahulu"),
    "ru_same_day": _l("Remisi umum hari itu"),
    "service_ground": _l("Jasa"),
    "once_a_year": _l("Remisi sejenis tahun ini"),
    "offence": _l("Perkara"),
}
# Who owes what is lacking: the office that keeps the record or brings the paper; whatever is not named is Registrasi's.
REGISTRY = "registry"
OWNER_LABELS = {
    REGISTRY: _l("Registrasi"),
    "wali": _l("Wali pemasyarakatan"),
    "guidance": _l("Pembinaan"),
    "assessor": _l("Asesor"),
    "doctor": _l("Dokter"),
    "security": _l("Keamanan dan tata tertib"),
    "prosecutor": _l("Kejaksaan, diminta Registrasi"),
}
OWNERS = {
    "final_judgment": "prosecutor",
    "good_conduct": "security",
    "sppn_good": "wali",
    "active_in_program": "guidance",
    "risk_reduced": "assessor",
    "justice_collaborator": "prosecutor",
    "fine_paid": "prosecutor",
    "deradicalised": "guidance",
    "loyalty_pledge": "guidance",
    "service_ground": "guidance",
    "prolonged_illness": "doctor",
    "putusan": "prosecutor",
    "laporan_pembinaan": "wali",
    "penurunan_risiko": "assessor",
    "register_f": "security",
    "deradikalisasi": "guidance",
    "ikrar": "guidance",
    "bukti_bayar": "prosecutor",
    "surat_dokter": "doctor",
}
EXPIRY = "expiry_on"
ASSIGNED_LABELS = {"me": _l("Ditugaskan kepada saya"), "some": _l("Sudah ditugaskan"), "none": _l("Belum ditugaskan")}
MILESTONE_LABELS = {
    "one_third_on": _l("Sepertiga pidana"),
    "half_on": _l("Setengah pidana (asimilasi)"),
    "two_thirds_on": _l("Dua pertiga pidana"),
    "pb_on": _l("Pembebasan bersyarat (PB)"),
    "cb_on": _l("Cuti bersyarat (CB)"),
    "cmb_on": _l("Cuti menjelang bebas (CMB)"),
    "supervision_ends_on": _l("Akhir pengawasan PB"),
}
FACT_LABELS = {
    "status": _l("status"), "birth_on": _l("tanggal lahir"), "religion": _l("agama"), "sentence": _l("pidana"),
    "detention": _l("penahanan"), "offence": _l("perkara"), "subsidiary": _l("subsider"), "fine_paid": _l("denda"),
    "deradicalised": _l("deradikalisasi"), "loyalty_pledge": _l("ikrar"),
    "justice_collaborator": _l("justice collaborator"), "prolonged_illness": _l("sakit berkepanjangan"),
    "pre_release_leave": _l("CMB"), "parole_revoked": _l("pencabutan PB"), "escaped": _l("melarikan diri"),
    "discipline": _l("Register F"), "sppn": _l("SPPN"), "risk": _l("penilaian risiko"), "participation": _l("kehadiran"),
    "documents": _l("dokumen"), "remissions": _l("riwayat remisi"), "services": _l("jasa"),
    "rules": _l("aturan"), "entered": _l("baru masuk daftar"), "gone": _l("tidak lagi ditempatkan"),
    "amount": _l("besaran"),
}  # fmt: skip


def outcome_label(code: str) -> Any:
    """The name of an outcome."""
    return OUTCOME_LABELS.get(code, code)


def criterion_label(code: str) -> Any:
    """The name of a condition or of a paper."""
    return CRITERION_LABELS.get(code) or PAPER_LABELS.get(code, code)


def topic_label(code: str) -> Any:
    """What a condition or paper is about, where it is lacking."""
    return TOPIC_LABELS.get(code) or PAPER_LABELS.get(code, code)


def owner_label(code: str) -> Any:
    """Which office owes what a condition or paper lacks."""
    return OWNER_LABELS[owner_of(code)]


def owner_of(code: str) -> str:
    """The code of the office that owes what a condition or paper lacks."""
    return OWNERS.get(code, REGISTRY)


def codes_of_owner(owner: str) -> tuple[str, ...]:
    """Every condition and paper an office owes; none for an office nobody knows."""
    return tuple(code for code in (*CRITERION_LABELS, *PAPER_LABELS, "offence") if owner_of(code) == owner)


def step_of(code: str) -> str:
    """By which step of the calendar a condition or paper should be there."""
    if code in PAPER_LABELS:
        return "papers"
    return "data" if owner_of(code) in (REGISTRY, "prosecutor") else "conduct"


def step_label(step: str) -> Any:
    """The name of a step of the calendar."""
    return STEP_LABELS.get(step, step)


LATE_LABELS = {
    "judged": _l("Putusannya berkekuatan tetap sesudah hari itu"),
    "paper": _l("Berkasnya datang sesudah hari itu"),
    "record": _l("Datanya dilengkapi sesudah hari itu"),
    "new": _l("Belum termuat pada putaran itu"),
}


def late_label(reason: str) -> Any:
    """Why somebody is proposed only now."""
    return LATE_LABELS.get(reason, reason)


WINDOW_LABELS = {"passed": _l("Sudah lewat"), "1": _l("1 bulan"), "2": _l("2 bulan"), "3": _l("3 bulan")}


def window_label(window: str) -> Any:
    """How far ahead a list of dates looks."""
    return WINDOW_LABELS.get(window, window)


def date_label(code: str) -> Any:
    """The name of a milestone, or of the end of the sentence."""
    return _l("Ekspirasi") if code == EXPIRY else MILESTONE_LABELS.get(code, code)


def round_label(kind: str, holiday: str | None) -> Any:
    """The kind of a round, with its great day where it has one."""
    name = REMISSION_LABELS.get(kind, kind)
    return name if holiday is None else _l("%(kind)s %(day)s", kind=name, day=HOLIDAY_LABELS.get(holiday, holiday))


CHANGE_LABELS = {
    "out_sooner": _l("Bebas lebih cepat"),
    "held_longer": _l("Lebih lama di dalam"),
    "paper_only": _l("Hanya berkas"),
    "unchanged": _l("Tidak berubah"),
}


def change_label(code: str) -> Any:
    """How somebody fares under a draft of the law."""
    return CHANGE_LABELS.get(code, code)


def cause_label(causes: list[str]) -> str:
    """Why a verdict changed between two computations, in words: facts by name, else conditions and papers."""
    return ", ".join(str(FACT_LABELS.get(cause) or topic_label(cause)) for cause in causes)
