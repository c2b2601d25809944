"""RT: its own five criteria, and a half or a third of that day's RU."""

from tests.remisi_rules.second_reading import rows
from tests.remisi_rules.second_reading.counting import add_calendar
from tests.remisi_rules.second_reading.rows import MET, NOT_MET, UNKNOWN

# "half of that year's RU for service to the state or to humanity …, and for a justice collaborator; a third for a pemuka"
OF_A_HALF = ("jasa_negara", "kemanusiaan", "donor_organ", "justice_collaborator")


def general_of_that_day(q, decide):
    """(state of ru_same_day, days of the base)."""
    recorded = [days for kind, on, days in q.f["remissions"] or [] if kind == "RU" and on == q.on]
    if recorded:
        return MET, max(recorded)
    verdict = decide(q.of_kind("RU"))
    state = {"eligible": MET, "incomplete": UNKNOWN, "not_eligible": NOT_MET}[verdict["outcome"]]
    return state, verdict["days"]


def best_part(q, only_verified):
    """2 for a half, 3 for a third, None without a ground within the year (on − 1 calendar year < date ≤ on)."""
    year_before = add_calendar(q.on, -1, 0, 0)
    grounds = [
        ground for ground, on, verified in q.f["services"] or [] if year_before < on <= q.on and (verified or not only_verified)
    ]
    if any(each in OF_A_HALF for each in grounds) or grounds.count("donor_darah") >= 4:
        return 2
    return 3 if "pemuka" in grounds else None


def service_ground(q):
    if best_part(q, only_verified=True):
        return MET, None
    return (UNKNOWN if best_part(q, only_verified=False) else NOT_MET), None


def findings(q, base):
    """RT evaluates its own criteria only and asks no papers of its own."""
    return {
        "final_judgment": rows.final_judgment(q),
        "sentence_kind": rows.sentence_kind(q),
        "ru_same_day": (base[0], None),
        "service_ground": service_ground(q),
        "once_a_year": rows.once_a_year(q),
    }


def days(q, base):
    """Fractions of a day of RT are dropped."""
    part = best_part(q, only_verified=True) or best_part(q, only_verified=False)
    return base[1] // part if part else 0
