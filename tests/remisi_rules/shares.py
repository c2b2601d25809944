"""How often each thing was asked and answered in a sample of questions, and what came too seldom to prove anything."""

from collections import Counter

from tests.remisi_rules.differential import REFUSED

KINDS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
SWITCHES = (
    "min_served_adult", "min_served_child", "sppn_min", "active_min", "discipline_levels", "rd_require_good_conduct",
    "korupsi_payment", "two_thirds_basis",
)  # fmt: skip
ALL_THREE = (
    "final_judgment", "under_18", "sentence_kind", "sentence_length", "in_custody", "still_serving", "served_minimum",
    "not_escaped", "not_on_leave", "parole_intact", "not_in_subsidiary", "good_conduct", "sppn_good", "active_in_program",
    "risk_reduced", "religion_day", "one_third_served", "justice_collaborator", "fine_paid", "deradicalised", "loyalty_pledge",
    "over_70", "prolonged_illness", "ru_same_day", "service_ground",
)  # fmt: skip
NEVER_UNKNOWN = ("earlier_ru", "once_a_year")
NEVER_FAILED = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "deradikalisasi", "ikrar", "bukti_bayar", "bukti_usia", "surat_dokter",
)  # fmt: skip
CURED_BY_TIME = ("final_judgment", "served_minimum", "good_conduct", "one_third_served", "over_70", "once_a_year")

# the least share of all questions
LEAST = {
    **{f"outcome {outcome}": 0.10 for outcome in ("eligible", "not_eligible", "incomplete")},
    "outcome refused": 0.03,
    **{f"kind {kind}": 0.03 for kind in KINDS},
    **{f"asked {code}": 0.03 for code in (*ALL_THREE, *NEVER_UNKNOWN, *NEVER_FAILED)},
    **{f"switch {name}": 0.005 for name in SWITCHES},
    "class I": 0.10, "class II": 0.03, "late": 0.05, "earliest_on": 0.05, "milestones": 0.50,
    **{f"cured {code}": 0.001 for code in CURED_BY_TIME},
}  # fmt: skip
# the least share of the questions that ask a condition, for each answer it can have
LEAST_OF_ASKED = 0.005


class Shares:
    """Counts what a sample holds."""

    def __init__(self):
        self.total = 0
        self.counts = Counter()

    def count(self, question, said):
        """One question, and what was said to it."""
        self.total += 1
        verdict, counts = said["verdict"], self.counts
        counts["milestones"] += said["milestones"] != REFUSED and said["milestones"]["pb_on"] is not None
        if verdict == REFUSED:
            counts["outcome refused"] += 1
            return
        counts[f"kind {question['kind']}"] += 1
        counts[f"outcome {verdict['outcome']}"] += 1
        counts[f"class {verdict['class']}"] += 1
        counts["late"] += question["late_on"] is not None
        counts["earliest_on"] += verdict["earliest_on"] is not None
        for name in question["policy"] or ():
            counts[f"switch {name}"] += 1
        for code, (state, met_from) in verdict["findings"].items():
            counts[f"asked {code}"] += 1
            counts[f"{code} {state}"] += 1
            counts[f"cured {code}"] += met_from is not None

    def lacking(self):
        """A line for each thing that came too seldom."""
        found = [self._line(name, self.total, least) for name, least in LEAST.items()]
        for codes, states in (
            (ALL_THREE, ("met", "not_met", "unknown")),
            (NEVER_UNKNOWN, ("met", "not_met")),
            (NEVER_FAILED, ("met", "unknown")),
        ):
            for code in codes:
                of = self.counts[f"asked {code}"]
                found += [self._line(f"{code} {state}", of, LEAST_OF_ASKED) for state in states]
        return [line for line in found if line]

    def _line(self, name, of, least):
        share = self.counts[name] / of if of else 0.0
        return "" if share >= least else f"{name}: {share:.3%}, at least {least:.1%} wanted"

    def table(self):
        """Every share, a line each."""
        return [f"{name:32} {count:8} {count / self.total:8.2%}" for name, count in sorted(self.counts.items())]
