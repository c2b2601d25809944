"""The papers a proposal must carry, one finding a document: a missing paper is unknown, never not met."""

from datetime import date

from tests.remisi_rules.second_reading.rows import MET, UNKNOWN


def asked(q, findings):
    """The codes of the papers asked; those of offence and kind where their criterion is among the findings."""
    if q.kind in ("RD", "PMPD"):
        wanted = ["putusan", "daftar_perubahan"]
    else:
        wanted = ["putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan"]
        if q.on >= date(2022, 8, 3):
            wanted.append("penurunan_risiko")
    if "deradicalised" in findings:
        wanted.append("deradikalisasi")
    if "loyalty_pledge" in findings:
        wanted.append("ikrar")
    if "fine_paid" in findings:
        wanted.append("bukti_bayar")
    if q.kind == "RKL":
        wanted.append("bukti_usia")
    if q.kind == "RKS":
        wanted.append("surat_dokter")
    return wanted


def papers(q, findings):
    return {code: (MET if q.f["documents"][code] == "verified" else UNKNOWN, None) for code in asked(q, findings)}
