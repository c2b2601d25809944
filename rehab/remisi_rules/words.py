"""The words the law's questions are made of; any other word is refused."""

CHILD = "anak_binaan"
STATUSES = frozenset({"tahanan", "narapidana", CHILD})
RELIGIONS = frozenset({"islam", "protestan", "katolik", "hindu", "buddha", "konghucu", "kepercayaan"})
SENTENCE_KINDS = frozenset({"penjara", "kurungan", "seumur_hidup", "mati"})
ENDLESS_SENTENCES = frozenset({"seumur_hidup", "mati"})
OFFENCES = frozenset({"umum", "narkotika", "korupsi", "terorisme", "keamanan_negara", "ham_berat", "transnasional"})
DISCIPLINE_LEVELS = frozenset({"ringan", "sedang", "berat"})
RISK_LEVELS = ("rendah", "sedang", "tinggi")
DOCUMENTS = frozenset(
    {
        "putusan",
        "bukan_subsider",
        "bukan_cmb",
        "register_f",
        "daftar_perubahan",
        "laporan_pembinaan",
        "penurunan_risiko",
        "deradikalisasi",
        "ikrar",
        "bukti_bayar",
        "bukti_usia",
        "surat_dokter",
    }
)
DOCUMENT_STATES = frozenset({"verified", "present", "missing"})
GROUNDS = frozenset({"jasa_negara", "kemanusiaan", "donor_darah", "donor_organ", "pemuka", "justice_collaborator"})
KINDS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
HOLIDAYS = frozenset({"idul_fitri", "natal", "nyepi", "waisak", "imlek"})
FLAGS = (
    "fine_paid",
    "deradicalised",
    "loyalty_pledge",
    "justice_collaborator",
    "prolonged_illness",
    "pre_release_leave",
    "parole_revoked",
    "escaped",
)
# in the order in which findings are listed; papers come after them
CRITERIA = (
    "final_judgment",
    "under_18",
    "sentence_kind",
    "sentence_length",
    "in_custody",
    "still_serving",
    "served_minimum",
    "not_escaped",
    "not_on_leave",
    "parole_intact",
    "not_in_subsidiary",
    "good_conduct",
    "sppn_good",
    "active_in_program",
    "risk_reduced",
    "religion_day",
    "one_third_served",
    "justice_collaborator",
    "fine_paid",
    "deradicalised",
    "loyalty_pledge",
    "over_70",
    "prolonged_illness",
    "earlier_ru",
    "ru_same_day",
    "service_ground",
    "once_a_year",
)
