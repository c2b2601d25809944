"""Every condition in whole sentences: what is asked, what was found, what is missing, from when time alone cures it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.remisi.keeping import MET, NOT_MET, UNKNOWN, KeptFinding
from rehab.remisi.labels import owner_label, topic_label
from rehab.wbp.labels import paper_label

ASKED: dict[str, Any] = {
    "final_judgment": _l("Putusan harus sudah berkekuatan tetap paling lambat %(threshold)s."),
    "final_judgment/status": _l("Remisi ini hanya untuk yang berstatus %(threshold)s."),
    "final_judgment/unknown": _l("Putusan harus sudah berkekuatan tetap dan status hukumnya sesuai."),
    "under_18": _l("Pada %(threshold)s ia harus masih berusia anak."),
    "sentence_kind": _l("Pidananya tidak boleh pidana mati atau seumur hidup."),
    "sentence_length": _l("Lama pidananya %(threshold)s."),
    "in_custody": _l("Pada %(threshold)s ia harus berada di dalam rutan atau lapas."),
    "still_serving": _l("Pada %(threshold)s pidananya harus belum berakhir."),
    "served_minimum": _l("Masa yang sudah dijalani %(threshold)s."),
    "not_escaped": _l("Ia tidak boleh pernah melarikan diri."),
    "not_on_leave": _l("Ia tidak boleh sedang cuti menjelang bebas."),
    "parole_intact": _l("Pembebasan bersyaratnya tidak boleh pernah dicabut."),
    "not_in_subsidiary": _l("Ia tidak boleh sedang menjalani kurungan pengganti denda."),
    "good_conduct": _l("Hukuman disiplin yang menghalangi: %(threshold)s."),
    "sppn_good": _l("Nilai SPPN-nya harus %(threshold)s."),
    "active_in_program": _l("Kehadirannya dalam program harus %(threshold)s."),
    "risk_reduced": _l("Tingkat risikonya tidak boleh naik. Penilaian %(threshold)s."),
    "risk_reduced/first": _l("Tingkat risikonya tidak boleh naik."),
    "religion_day": _l("Hari besar agamanya harus %(threshold)s."),
    "one_third_served": _l("Sepertiga pidananya harus sudah dijalani. Hari itu %(threshold)s."),
    "one_third_served/none": _l("Sepertiga pidananya harus sudah dijalani."),
    "justice_collaborator": _l("Ia harus bekerja sama dengan penegak hukum (justice collaborator)."),
    "fine_paid": _l("Denda dan uang penggantinya harus sudah lunas."),
    "deradicalised": _l("Ia harus sudah mengikuti program deradikalisasi."),
    "loyalty_pledge": _l("Ia harus sudah berikrar setia kepada NKRI."),
    "over_70": _l("Pada %(threshold)s ia harus sudah melewati batas usia lanjut."),
    "prolonged_illness": _l("Ia harus sakit berkepanjangan."),
    "earlier_ru": _l("Ia harus pernah menerima remisi umum."),
    "ru_same_day": _l("Ia harus menerima remisi umum pada hari yang sama. Hasil remisi umumnya: %(threshold)s."),
    "service_ground": _l("Dalam setahun terakhir harus ada jasa yang sudah diperiksa. Besarannya %(threshold)s."),
    "service_ground/none": _l("Dalam setahun terakhir harus ada jasa yang sudah diperiksa."),
    "once_a_year": _l("Remisi jenis ini hanya %(threshold)s."),
    "paper": _l("Dokumen ini harus %(threshold)s: %(paper)s."),
}
FOUND: dict[str, dict[str, Any]] = {
    "final_judgment": {
        MET: _l("Putusannya berkekuatan tetap pada %(value)s."),
        NOT_MET: _l("Putusannya baru berkekuatan tetap pada %(value)s."),
        "none": _l("Tanggal putusan berkekuatan tetap belum ada."),
        "status": _l("Statusnya %(value)s."),
        UNKNOWN: _l("Status hukumnya belum tercatat."),
    },
    "under_18": {
        MET: _l("Ia baru menjadi dewasa pada %(value)s."),
        NOT_MET: _l("Ia sudah dewasa sejak %(value)s."),
        UNKNOWN: _l("Tanggal lahirnya belum tercatat."),
    },
    "sentence_kind": {
        MET: _l("Pidananya: %(value)s."),
        NOT_MET: _l("Pidananya %(value)s, jadi remisi tidak dapat diberikan."),
        UNKNOWN: _l("Jenis pidananya belum tercatat."),
    },
    "sentence_length": {
        MET: _l("Lama pidananya tercatat %(value)s."),
        NOT_MET: _l("Lama pidananya hanya %(value)s."),
        UNKNOWN: _l("Lama pidananya belum tercatat."),
    },
    "in_custody": {
        MET: _l("Ia berada di dalam tanpa putus sejak %(value)s."),
        NOT_MET: _l("Menurut riwayat penahanan ia tidak berada di dalam pada hari itu."),
        UNKNOWN: _l("Riwayat penahanannya belum tercatat."),
    },
    "still_serving": {
        MET: _l("Akhir pidananya %(value)s."),
        NOT_MET: _l("Pidananya sudah berakhir pada %(value)s."),
        UNKNOWN: _l("Akhir pidananya belum dapat dihitung karena catatannya kurang."),
        "substitute": _l("Ia sedang menjalani kurungan pengganti denda. Petugas harus memutuskan cara menghitungnya."),
    },
    "served_minimum": {
        MET: _l("Ia sudah menjalani %(value)s."),
        NOT_MET: _l("Ia baru menjalani %(value)s."),
        UNKNOWN: _l("Masa yang dijalani belum dapat dihitung karena riwayat penahanannya kurang."),
    },
    "not_escaped": {
        MET: _l("Tidak ada catatan melarikan diri."),
        NOT_MET: _l("Ia tercatat pernah melarikan diri."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia pernah melarikan diri."),
    },
    "not_on_leave": {
        MET: _l("Ia tidak sedang cuti menjelang bebas."),
        NOT_MET: _l("Ia sedang cuti menjelang bebas."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia sedang cuti menjelang bebas."),
    },
    "parole_intact": {
        MET: _l("Pembebasan bersyaratnya tidak pernah dicabut."),
        NOT_MET: _l("Pembebasan bersyaratnya pernah dicabut."),
        UNKNOWN: _l("Belum ada yang mencatat apakah pembebasan bersyaratnya pernah dicabut."),
    },
    "not_in_subsidiary": {
        MET: _l("Ia tidak sedang menjalani kurungan pengganti denda."),
        NOT_MET: _l("Ia sedang menjalani kurungan pengganti denda."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia menjalani kurungan pengganti denda."),
    },
    "good_conduct": {
        MET: _l("Tidak ada hukuman disiplin yang menghalangi."),
        NOT_MET: _l("Ada hukuman disiplin yang berakhir pada %(value)s."),
        "none": _l("Ada hukuman disiplin yang belum berakhir."),
        UNKNOWN: _l("Catatan hukuman disiplinnya belum lengkap."),
    },
    "sppn_good": {
        MET: _l("Nilainya %(value)s."),
        NOT_MET: _l("Nilainya hanya %(value)s."),
        UNKNOWN: _l("Nilainya belum dapat dihitung: %(value)s."),
        "none": _l("Belum ada satu bulan penuh sesudah putusan yang dapat dinilai."),
    },
    "active_in_program": {
        MET: _l("Ia cukup aktif: %(value)s."),
        NOT_MET: _l("Ia kurang aktif: %(value)s."),
        UNKNOWN: _l("Kehadirannya belum dapat dihitung: %(value)s."),
    },
    "risk_reduced": {
        MET: _l("Penilaian terbarunya %(value)s."),
        NOT_MET: _l("Penilaian terbarunya naik menjadi %(value)s."),
        UNKNOWN: _l("Penilaian terakhirnya %(value)s. Itu tidak cukup untuk menjawab."),
        "none": _l("Belum ada penilaian risiko."),
    },
    "religion_day": {
        MET: _l("Hari besar agamanya %(value)s."),
        NOT_MET: _l("Hari besar agamanya %(value)s, jadi remisinya dihitung pada hari itu."),
        UNKNOWN: _l("Menteri yang menetapkan hari besar bagi %(value)s."),
        "none": _l("Agamanya belum tercatat."),
    },
    "one_third_served": {
        MET: _l("Pada %(value)s sepertiga itu sudah dijalani."),
        NOT_MET: _l("Pada %(value)s sepertiga itu belum dijalani."),
        "endless": _l("Pidananya %(value)s, jadi sepertiganya tidak ada."),
        UNKNOWN: _l("Pada %(value)s hal itu belum dapat dihitung karena catatannya kurang."),
    },
    "justice_collaborator": {
        MET: _l("Ada catatan bahwa ia bekerja sama."),
        NOT_MET: _l("Tercatat bahwa ia tidak bekerja sama."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia bekerja sama."),
    },
    "fine_paid": {
        MET: _l("Denda dan uang penggantinya tercatat lunas."),
        NOT_MET: _l("Denda atau uang penggantinya tercatat belum lunas."),
        UNKNOWN: _l("Belum ada yang mencatat apakah denda dan uang penggantinya lunas."),
    },
    "deradicalised": {
        MET: _l("Ia tercatat sudah mengikutinya."),
        NOT_MET: _l("Ia tercatat belum mengikutinya."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia sudah mengikutinya."),
    },
    "loyalty_pledge": {
        MET: _l("Ia tercatat sudah berikrar."),
        NOT_MET: _l("Ia tercatat belum berikrar."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia sudah berikrar."),
    },
    "over_70": {
        MET: _l("Batas usia itu dicapainya pada %(value)s."),
        NOT_MET: _l("Batas usia itu baru dicapainya pada %(value)s."),
        UNKNOWN: _l("Tanggal lahirnya belum tercatat."),
    },
    "prolonged_illness": {
        MET: _l("Ia tercatat sakit berkepanjangan."),
        NOT_MET: _l("Ia tercatat tidak sakit berkepanjangan."),
        UNKNOWN: _l("Belum ada yang mencatat apakah ia sakit berkepanjangan."),
    },
    "earlier_ru": {
        MET: _l("Remisi umum terakhir yang diterimanya %(value)s."),
        NOT_MET: _l("Ia belum pernah menerima remisi umum."),
        UNKNOWN: _l("Riwayat remisinya belum lengkap."),
    },
    "ru_same_day": {
        MET: _l("Besar remisi umumnya %(value)s."),
        NOT_MET: _l("Besar remisi umumnya: %(value)s, karena syaratnya tidak terpenuhi."),
        UNKNOWN: _l("Besar remisi umumnya %(value)s, tetapi datanya belum lengkap."),
    },
    "service_ground": {
        MET: _l("Jasanya: %(value)s."),
        NOT_MET: _l("Tidak ada jasa yang tercatat dalam setahun itu."),
        UNKNOWN: _l("Ada jasa yang belum diperiksa: %(value)s."),
    },
    "once_a_year": {
        MET: _l("Pada tahun itu ia belum menerimanya."),
        NOT_MET: _l("Ia sudah menerimanya pada %(value)s."),
        UNKNOWN: _l("Riwayat remisinya belum lengkap."),
    },
    "paper": {
        MET: _l("Keadaannya: %(value)s."),
        NOT_MET: _l("Keadaannya: %(value)s."),
        UNKNOWN: _l("Keadaannya: %(value)s."),
    },
}


def asked_words(finding: KeptFinding, threshold: str | None) -> str:
    """What the condition asks, as a whole sentence."""
    code = "paper" if finding.is_paper else finding.code
    if code == "final_judgment" and threshold is None:
        code = "final_judgment/unknown"
    elif code == "final_judgment" and finding.source == "status":
        code = "final_judgment/status"
    elif threshold is None:
        code = next((each for each in (f"{code}/none", f"{code}/first") if each in ASKED), code)
    return str(ASKED[code]) % {"threshold": threshold, "paper": paper_label(finding.code)}


def found_words(finding: KeptFinding, value: str | None) -> str:
    """What the records say, as a whole sentence."""
    if finding.is_paper:
        return str(FOUND["paper"][finding.state]) % {"value": value}
    return str(FOUND[finding.code][_variant(finding)]) % {"value": value}


def _variant(finding: KeptFinding) -> str:
    """The sentence for a state; some states are said otherwise where a value is missing or of another sort."""
    if finding.code == "final_judgment" and finding.source == "status" and finding.state == NOT_MET:
        return "status"
    if finding.code == "one_third_served" and finding.source == "sentence.kind":
        return "endless"
    if finding.code == "still_serving" and finding.source == "subsidiary.serving":
        return "substitute"
    if finding.value is None and finding.state != MET and "none" in FOUND[finding.code]:
        return finding.state if (finding.code, finding.state) in _UNKNOWN_WITHOUT_VALUE else "none"
    return finding.state


_UNKNOWN_WITHOUT_VALUE = {("final_judgment", UNKNOWN), ("good_conduct", UNKNOWN)}


def missing_words(finding: KeptFinding, lacks: str | None, reached: str | None) -> list[str]:
    """What is missing and who brings it, and from when time alone cures it; nothing where the condition is met."""
    if finding.state == MET:
        return []
    owner, topic = owner_label(finding.code), topic_label(finding.code)
    if finding.is_paper:
        return [_("Yang mengurus: %(owner)s.", owner=owner)]
    found = [_("Masih kurang %(days)s.", days=lacks)] if lacks else []
    if finding.state == UNKNOWN:
        return [*found, _("Yang kurang: catatan tentang %(topic)s. Yang mengurus: %(owner)s.", topic=topic, owner=owner)]
    if reached:
        return [*found, _("Terpenuhi dengan sendirinya mulai %(day)s.", day=reached)]
    return [*found, _("Waktu saja tidak mengubah hal ini. Tanyakan kepada %(owner)s.", owner=owner)]
