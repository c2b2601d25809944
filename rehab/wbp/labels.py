"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

SEX_LABELS = {"L": _l("Laki-laki"), "P": _l("Perempuan")}
RELIGION_LABELS = {
    "islam": _l("Islam"),
    "protestan": _l("Kristen Protestan"),
    "katolik": _l("Katolik"),
    "hindu": _l("Hindu"),
    "buddha": _l("Buddha"),
    "konghucu": _l("Konghucu"),
    "kepercayaan": _l("Penghayat kepercayaan"),
}
EDUCATION_LABELS = {
    "tidak_sekolah": _l("Tidak bersekolah"),
    "sd": _l("SD atau Paket A"),
    "smp": _l("SMP atau Paket B"),
    "sma": _l("SMA atau Paket C"),
    "diploma": _l("Diploma"),
    "sarjana": _l("Sarjana"),
}
STATUS_LABELS = {"tahanan": _l("Tahanan"), "narapidana": _l("Narapidana"), "anak_binaan": _l("Anak binaan")}
OFFENCE_LABELS = {
    "umum": _l("Pidana umum"),
    "narkotika": _l("Narkotika"),
    "korupsi": _l("Korupsi"),
    "terorisme": _l("Terorisme"),
    "keamanan_negara": _l("Kejahatan terhadap keamanan negara"),
    "ham_berat": _l("Pelanggaran HAM berat"),
    "transnasional": _l("Kejahatan transnasional terorganisasi"),
}
SENTENCE_KIND_LABELS = {
    "penjara": _l("Pidana penjara"),
    "kurungan": _l("Pidana kurungan"),
    "seumur_hidup": _l("Seumur hidup"),
    "mati": _l("Pidana mati"),
}
END_REASON_LABELS = {
    "bebas": _l("Bebas"),
    "pindah": _l("Pindah ke UPT lain"),
    "meninggal": _l("Meninggal"),
    "melarikan_diri": _l("Melarikan diri"),
}
PAPER_LABELS = {
    "putusan": _l("Kutipan putusan dan berita acara pelaksanaan putusan"),
    "bukan_subsider": _l("Surat keterangan tidak menjalani kurungan pengganti denda"),
    "bukan_cmb": _l("Surat keterangan tidak menjalani cuti menjelang bebas"),
    "register_f": _l("Salinan Register F"),
    "daftar_perubahan": _l("Salinan daftar perubahan (Letter C)"),
    "laporan_pembinaan": _l("Laporan perkembangan pembinaan (SPPN)"),
    "penurunan_risiko": _l("Laporan penurunan tingkat risiko (ISPN)"),
    "deradikalisasi": _l("Surat keterangan selesai deradikalisasi"),
    "ikrar": _l("Ikrar kesetiaan kepada NKRI"),
    "bukti_bayar": _l("Bukti lunas denda dan uang pengganti"),
    "bukti_usia": _l("Bukti usia di atas 70 tahun"),
    "surat_dokter": _l("Surat keterangan dokter tentang sakit berkepanjangan"),
}
PAPER_STATE_LABELS = {"missing": _l("Belum ada"), "present": _l("Ada"), "verified": _l("Terverifikasi")}
REMISSION_LABELS = {
    "RU": _l("Remisi umum"),
    "RK": _l("Remisi khusus"),
    "RT": _l("Remisi tambahan"),
    "RD": _l("Remisi dasawarsa"),
    "RKL": _l("Remisi kemanusiaan, usia lanjut"),
    "RKS": _l("Remisi kemanusiaan, sakit berkepanjangan"),
    "PMPU": _l("Pengurangan masa pidana umum (anak)"),
    "PMPK": _l("Pengurangan masa pidana khusus (anak)"),
    "PMPD": _l("Pengurangan masa pidana dasawarsa (anak)"),
    "RAN": _l("Remisi anak nasional"),
}
ABSENCE_LABELS = {
    "sidang": _l("Sidang"),
    "kunjungan": _l("Kunjungan"),
    "isolasi": _l("Isolasi"),
    "rumah_sakit": _l("Rumah sakit"),
    "pindah": _l("Pindah sementara"),
}
SERVICE_LABELS = {
    "jasa_negara": _l("Berbuat jasa kepada negara"),
    "kemanusiaan": _l("Perbuatan bermanfaat bagi negara atau kemanusiaan"),
    "donor_darah": _l("Donor darah"),
    "donor_organ": _l("Donor organ"),
    "pemuka": _l("Pemuka"),
    "justice_collaborator": _l("Justice collaborator"),
}
FIELD_LABELS = {
    "register_no": _l("Nomor register"),
    "name": _l("Nama"),
    "alias": _l("Alias"),
    "nik": _l("NIK"),
    "sex": _l("Jenis kelamin"),
    "birth_place": _l("Tempat lahir"),
    "birth_on": _l("Tanggal lahir"),
    "religion": _l("Agama"),
    "education": _l("Pendidikan terakhir"),
    "block": _l("Blok"),
    "cell": _l("Kamar"),
    "status": _l("Status"),
    "offence": _l("Perkara"),
    "offence_article": _l("Pasal"),
    "subsidiary_days": _l("Subsider (hari)"),
    "serving_subsidiary": _l("Sedang menjalani subsider"),
    "fine_paid": _l("Denda dan uang pengganti lunas"),
    "loyalty_pledge": _l("Sudah ikrar kesetiaan kepada NKRI"),
    "deradicalised": _l("Selesai deradikalisasi"),
    "justice_collaborator": _l("Justice collaborator"),
    "prolonged_illness": _l("Sakit berkepanjangan"),
    "pre_release_leave": _l("Sedang cuti menjelang bebas (CMB)"),
    "parole_revoked": _l("Pembebasan bersyarat dicabut"),
    "escaped": _l("Pernah melarikan diri"),
    "kind": _l("Jenis"),
    "years": _l("Tahun"),
    "months": _l("Bulan"),
    "days": _l("Hari"),
    "final_on": _l("Tanggal putusan berkekuatan tetap (inkracht)"),
    "starts_on": _l("Mulai"),
    "ends_on": _l("Selesai"),
    "starts_at": _l("Mulai"),
    "ends_at": _l("Selesai"),
    "granted_on": _l("Tanggal remisi"),
    "decree": _l("Nomor SK"),
    "state": _l("Keadaan"),
    "number": _l("Nomor"),
    "dated_on": _l("Tanggal surat"),
    "ground": _l("Dasar"),
    "rendered_on": _l("Tanggal"),
    "verified": _l("Terverifikasi"),
    "note": _l("Catatan"),
}
_BY_FIELD = {
    "sex": SEX_LABELS, "religion": RELIGION_LABELS, "education": EDUCATION_LABELS, "status": STATUS_LABELS,
    "offence": OFFENCE_LABELS, "state": PAPER_STATE_LABELS, "ground": SERVICE_LABELS,
    "kind": SENTENCE_KIND_LABELS | REMISSION_LABELS | ABSENCE_LABELS,
}  # fmt: skip


def sex_label(code: str | None) -> Any:
    """The name of a sex code; a dash where there is none."""
    return SEX_LABELS.get(code or "", code or "–")


def religion_label(code: str | None) -> Any:
    """The name of a religion; "Belum diketahui" where it is unknown."""
    return RELIGION_LABELS.get(code or "", code or UNKNOWN)


def education_label(code: str | None) -> Any:
    """The name of a level of schooling; free text of an import stays as it came."""
    return EDUCATION_LABELS.get(code or "", code or UNKNOWN)


def status_label(code: str | None) -> Any:
    """The name of a legal status; "Belum diketahui" where it is unknown."""
    return STATUS_LABELS.get(code or "", code or UNKNOWN)


def offence_label(code: str | None) -> Any:
    """The name of an offence class; "Belum diketahui" where it is unknown."""
    return OFFENCE_LABELS.get(code or "", code or UNKNOWN)


def sentence_kind_label(code: str | None) -> Any:
    """The name of a kind of sentence; "Belum diketahui" where it is unknown."""
    return SENTENCE_KIND_LABELS.get(code or "", code or UNKNOWN)


def end_reason_label(code: str | None) -> Any:
    """Why a stay ended, in words."""
    return END_REASON_LABELS.get(code or "", code or "–")


def paper_label(code: str) -> Any:
    """The name of a paper of a proposal."""
    return PAPER_LABELS.get(code, code)


def paper_state_label(code: str) -> Any:
    """The state of a paper, in words."""
    return PAPER_STATE_LABELS.get(code, code)


def remission_label(code: str) -> Any:
    """The name of a kind of remission."""
    return REMISSION_LABELS.get(code, code)


def absence_label(code: str) -> Any:
    """Why somebody is away, in words."""
    return ABSENCE_LABELS.get(code, code)


def service_label(code: str) -> Any:
    """The name of a ground of remisi tambahan."""
    return SERVICE_LABELS.get(code, code)


UNKNOWN = _l("Belum diketahui")
YES, NO = _l("Ya"), _l("Tidak")


def yes_no_label(value: bool | None) -> Any:
    """Ya, Tidak, or Belum diketahui: unknown is never "no"."""
    return UNKNOWN if value is None else (YES if value else NO)


def field_label(name: str) -> Any:
    """The name of a field."""
    return FIELD_LABELS.get(name, name)


def value_label(field: str, value: Any) -> Any:
    """A stored value of a field as people read it."""
    if isinstance(value, bool) or (value is None and field not in ("ends_on", "ends_at")):
        return yes_no_label(value)
    names = _BY_FIELD.get(field, {})
    return names.get(value, value) if isinstance(value, str) else value


def masked_nik(nik: str | None) -> str:
    """A NIK with all but its last four digits hidden; empty where there is none."""
    return f"{'•' * 12}{nik[-4:]}" if nik else ""
