"""What is known of a person. Numbers and codes are -1 and dates OpenFisca's own default where nobody knows.

A list of a dossier becomes as many variables as it may have entries: OpenFisca's variables hold one value a person. The
monthly SPPN score is what OpenFisca calls a monthly variable.
"""

from datetime import date

from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from bench.openfisca_remisi.entities import Person

STATUSES = ("tahanan", "narapidana", "anak_binaan")
KINDS = ("penjara", "kurungan", "seumur_hidup", "mati")
OFFENCES = ("umum", "narkotika", "korupsi", "terorisme", "keamanan_negara", "ham_berat", "transnasional")
LEVELS = ("ringan", "sedang", "berat")
RISKS = ("rendah", "sedang", "tinggi")
REMISSIONS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
PAPERS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "bukti_bayar", "deradikalisasi", "ikrar",
)  # fmt: skip
FLAGS = ("escaped", "pre_release_leave", "parole_revoked", "serving", "fine_paid", "deradicalised", "loyalty_pledge")
NUMBERS = ("sentence_years", "sentence_months", "sentence_days", "scheduled", "attended", "excused")
CODES = ("status", "sentence_kind", "offence")

NO_DAY = "1970-01-01"
# the longest list of each kind that a dossier may hold
DETENTIONS, PUNISHMENTS, ASSESSMENTS, RECEIVED, REPORTS = 3, 3, 5, 24, 24


def _input(name: str, value_type: type, period: DateUnit = DateUnit.ETERNITY) -> type[Variable]:
    default = {date: date.fromisoformat(NO_DAY), int: -1, float: float("nan"), bool: False}[value_type]
    parts = {"value_type": value_type, "entity": Person, "definition_period": period, "label": name, "default_value": default}
    return type(name, (Variable,), parts)


VARIABLES = [
    *(_input(name, int) for name in (*CODES, *FLAGS, *NUMBERS)),
    _input("final_on", date),
    _input("discipline_known", bool),
    _input("sppn_score", float, DateUnit.MONTH),
    *(_input(f"paper_{code}_verified", bool) for code in PAPERS),
    *(_input(f"detention_{place}_{end}_on", date) for place in range(DETENTIONS) for end in ("starts", "ends")),
    *(_input(f"punishment_{place}_level", int) for place in range(PUNISHMENTS)),
    *(
        _input(f"punishment_{place}_{name}", date)
        for place in range(PUNISHMENTS)
        for name in ("starts_on", "ends_on", "forfeits_until")
    ),
    *(_input(f"risk_{place}_on", date) for place in range(ASSESSMENTS)),
    *(_input(f"risk_{place}_level", int) for place in range(ASSESSMENTS)),
    *(_input(f"remission_{place}_on", date) for place in range(RECEIVED)),
    *(_input(f"remission_{place}_{name}", int) for place in range(RECEIVED) for name in ("kind", "days")),
]
