"""The lists of words the law knows. Any word outside them is refused."""

KINDS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
HOLIDAYS = ("idul_fitri", "natal", "nyepi", "waisak", "imlek")
STATUSES = ("tahanan", "narapidana", "anak_binaan")
RELIGIONS = ("islam", "protestan", "katolik", "hindu", "buddha", "konghucu", "kepercayaan")
SENTENCES = ("penjara", "kurungan", "seumur_hidup", "mati")
OFFENCES = ("umum", "narkotika", "korupsi", "terorisme", "keamanan_negara", "ham_berat", "transnasional")
PUNISHMENTS = ("ringan", "sedang", "berat")
RISKS = ("rendah", "sedang", "tinggi")
DOCUMENT_STATES = ("verified", "present", "missing")
DOCUMENTS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "deradikalisasi", "ikrar", "bukti_bayar", "bukti_usia", "surat_dokter",
)  # fmt: skip
GROUNDS = ("jasa_negara", "kemanusiaan", "donor_darah", "donor_organ", "pemuka", "justice_collaborator")
FACTS = (
    "status", "birth_on", "religion", "sentence", "detention", "offence", "subsidiary", "fine_paid", "deradicalised",
    "loyalty_pledge", "justice_collaborator", "prolonged_illness", "pre_release_leave", "parole_revoked", "escaped",
    "discipline", "sppn", "risk", "participation", "documents", "remissions", "services",
)  # fmt: skip
FLAGS = (
    "fine_paid", "deradicalised", "loyalty_pledge", "justice_collaborator", "prolonged_illness", "pre_release_leave",
    "parole_revoked", "escaped",
)  # fmt: skip

# Only these are for children from the first day they exist; RU, RK and RD were a child's own before 3 August 2022.
CHILDRENS_KINDS = ("PMPU", "PMPK", "PMPD", "RAN")
