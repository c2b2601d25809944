"""The table of criteria, a function a row, in its order. A row not asked gives None, else (state, met_from)."""

from datetime import date
from fractions import Fraction

from tests.remisi_rules.second_reading.counting import (
    birthday,
    detained,
    expiry_before,
    has_no_end,
    plus,
    same_family,
    thirty_day_length,
    unreduced_expiry,
)

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


def ten_yearly(q):
    return q.kind in ("RD", "PMPD")


def is_true(value):
    return (UNKNOWN if value is None else MET if value else NOT_MET), None


def is_false(value):
    return (UNKNOWN if value is None else NOT_MET if value else MET), None


def final_judgment(q):
    status, final_on = q.f["status"], q.f["sentence"]["final_on"]
    if status is None:
        return UNKNOWN, None
    fits = "anak_binaan" if q.childs else "narapidana"
    if status != fits or final_on is None:
        return NOT_MET, None
    return (MET, None) if final_on <= q.look else (NOT_MET, final_on)


def under_18(q):
    if not q.childs:
        return None
    if q.f["birth_on"] is None:
        return UNKNOWN, None
    return (MET if q.on < birthday(q.f["birth_on"], 18) else NOT_MET), None


def sentence_kind(q):
    kind = q.f["sentence"]["kind"]
    return (UNKNOWN if kind is None else NOT_MET if kind in ("mati", "seumur_hidup") else MET), None


def sentence_length(q):
    if ten_yearly(q):
        return None
    if has_no_end(q):
        return MET, None
    length = thirty_day_length(q.f["sentence"])
    return (UNKNOWN if length is None else MET if length >= 180 else NOT_MET), None


def in_custody(q):
    if not q.f["detention"]:
        return UNKNOWN, None
    return (MET if detained(q) else NOT_MET), None


def still_serving(q):
    if ten_yearly(q) and q.f["subsidiary"]["serving"] is True:
        return UNKNOWN, None
    if detained(q) is None:
        return UNKNOWN, None
    if has_no_end(q):
        return MET, None
    if unreduced_expiry(q) is None:
        return UNKNOWN, None
    return (MET if expiry_before(q) > q.on else NOT_MET), None


def served_minimum(q):
    if ten_yearly(q):
        return None
    if detained(q) is None:
        return UNKNOWN, None
    start, _earlier = detained(q)
    minimum = q.p["min_served_child"] if q.childs else q.p["min_served_adult"]
    if (q.on - start).days >= minimum:
        return MET, None
    return NOT_MET, plus(start, minimum)


def not_escaped(q):
    return is_false(q.f["escaped"])


def not_on_leave(q):
    return None if ten_yearly(q) else is_false(q.f["pre_release_leave"])


def parole_intact(q):
    return None if ten_yearly(q) else is_false(q.f["parole_revoked"])


def not_in_subsidiary(q):
    return None if ten_yearly(q) else is_false(q.f["subsidiary"]["serving"])


def good_conduct(q):
    if ten_yearly(q) and not q.p["rd_require_good_conduct"]:
        return None
    if q.f["discipline"] is None:
        return UNKNOWN, None
    barring = [each for each in q.f["discipline"] if bars(q, each)]
    of_levels = [each for each in barring if each["level"] in q.p["discipline_levels"]]
    if not of_levels:
        # where nobody knows the level, nobody knows whether it is one that counts
        return (UNKNOWN if any(each["level"] is None for each in barring) else MET), None
    cures = []
    for each in of_levels:
        cures.append(None if each["ends_on"] is None else plus(each["ends_on"], q.look_back))
        cures.append(each["forfeits_until"] or date.min)
    return NOT_MET, None if None in cures else max(cures)


def bars(q, punishment):
    """Whether a punishment stands against good conduct that day, its level apart."""
    ends_on, forfeits_until = punishment["ends_on"], punishment["forfeits_until"]
    if punishment["starts_on"] > q.on:
        return False
    return ends_on is None or ends_on > plus(q.on, -q.look_back) or (forfeits_until is not None and forfeits_until > q.on)


def sppn_good(q):
    if ten_yearly(q) or q.on < date(2022, 1, 28):
        return None
    # "the L/30 full calendar months before the month of `on`, without those that begin before final_on"
    final_on, window = q.f["sentence"]["final_on"], []
    year, month = q.look.year, q.look.month
    for _each in range(q.look_back // 30):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        if final_on is None or date(year, month, 1) >= final_on:
            window.append((year, month))
    scores = []
    for wanted in window:
        found = {score for month, score in q.f["sppn"] or [] if month == wanted}
        # a month that two reports score otherwise has no score
        if len(found) != 1 or None in found:
            return UNKNOWN, None
        scores += found
    if not window:
        return UNKNOWN, None
    return (MET if sum(scores) >= q.p["sppn_min"] * len(window) else NOT_MET), None


def active_in_program(q):
    if ten_yearly(q):
        return None
    taken = q.f["participation"]
    if None in taken.values() or taken["scheduled"] == taken["excused"]:
        return UNKNOWN, None
    share = Fraction(taken["attended"], taken["scheduled"] - taken["excused"])
    return (MET if share >= q.p["active_min"] else NOT_MET), None


def risk_reduced(q):
    if ten_yearly(q) or q.on < date(2022, 8, 3):
        return None
    seen = {}
    for assessed_on, level in q.f["risk"] or []:
        if assessed_on <= q.look:
            seen.setdefault(assessed_on, set()).add(level)
    days = sorted(seen)
    if not days or (q.look - days[-1]).days > 180:
        return UNKNOWN, None
    newest, before = seen[days[-1]], seen[days[-2]] if len(days) > 1 else None
    # two assessments of one day that differ, or one without a level, leave open what was found
    if len(newest) > 1 or None in newest or (before and None in before):
        return UNKNOWN, None
    worse = {level > other for level in newest for other in before or newest}
    if len(worse) > 1:
        return UNKNOWN, None
    return (NOT_MET if True in worse else MET), None


# "Islam Idul Fitri · Protestan and Katolik Natal · Hindu Nyepi · Buddha Waisak · Konghucu Imlek"
DAY_OF = {
    "islam": "idul_fitri", "protestan": "natal", "katolik": "natal", "hindu": "nyepi", "buddha": "waisak", "konghucu": "imlek",
}  # fmt: skip


def religion_day(q):
    if q.kind not in ("RK", "PMPK"):
        return None
    if q.f["religion"] in (None, "kepercayaan"):
        return UNKNOWN, None
    return (MET if DAY_OF[q.f["religion"]] == q.holiday else NOT_MET), None


def one_third_served(q):
    offence, final_on = q.f["offence"], q.f["sentence"]["final_on"]
    if ten_yearly(q) or not date(2006, 7, 28) <= q.on < date(2022, 8, 3) or offence == "umum":
        return None
    if final_on is None or final_on >= date(2012, 11, 12):
        return None
    if offence is None:
        return UNKNOWN, None
    if detained(q) is None:
        return UNKNOWN, None
    if has_no_end(q):
        return NOT_MET, None
    length = thirty_day_length(q.f["sentence"])
    if length is None:
        return UNKNOWN, None
    start, earlier = detained(q)
    third_on = plus(start, -earlier + -(-length // 3))
    return (MET, None) if q.on >= third_on else (NOT_MET, third_on)


def judged_under_pp_99(q):
    """final_on ≥ 12 Nov 2012, asked from that day on."""
    final_on = q.f["sentence"]["final_on"]
    return q.on >= date(2012, 11, 12) and final_on is not None and final_on >= date(2012, 11, 12)


def justice_collaborator(q):
    if ten_yearly(q) or not judged_under_pp_99(q) or q.on >= date(2021, 10, 28):
        return None
    offence, length = q.f["offence"], thirty_day_length(q.f["sentence"])
    if offence is None:
        return UNKNOWN, None
    if offence == "narkotika" and not has_no_end(q):
        if length is None:
            return UNKNOWN, None
        if length < 1800:
            return None
    if offence not in ("terorisme", "korupsi", "narkotika"):
        return None
    return is_true(q.f["justice_collaborator"])


def fine_paid(q):
    if ten_yearly(q) or q.f["offence"] not in (None, "korupsi"):
        return None
    from_2022 = q.on >= date(2022, 8, 3) and q.p["korupsi_payment"] == "required"
    if not from_2022 and not judged_under_pp_99(q):
        return None
    return (UNKNOWN, None) if q.f["offence"] is None else is_true(q.f["fine_paid"])


def deradicalised(q):
    return for_terrorism(q, q.f["deradicalised"])


def loyalty_pledge(q):
    return for_terrorism(q, q.f["loyalty_pledge"])


def for_terrorism(q, value):
    if ten_yearly(q) or q.f["offence"] not in (None, "terorisme"):
        return None
    if q.on < date(2022, 8, 3) and not judged_under_pp_99(q):
        return None
    return (UNKNOWN, None) if q.f["offence"] is None else is_true(value)


def over_70(q):
    if q.kind != "RKL":
        return None
    if q.f["birth_on"] is None:
        return UNKNOWN, None
    seventy_on = birthday(q.f["birth_on"], 70)
    return (MET, None) if q.on > seventy_on else (NOT_MET, plus(seventy_on, 1))


def prolonged_illness(q):
    return is_true(q.f["prolonged_illness"]) if q.kind == "RKS" else None


def earlier_ru(q):
    if q.kind not in ("RKL", "RKS"):
        return None
    received = [on for kind, on, _days in q.f["remissions"] or [] if kind in ("RU", "PMPU") and on < q.on]
    return (MET if received else NOT_MET), None


def once_a_year(q):
    years = {on.year for _kind, on, _days in same_family(q)}
    if q.on.year not in years:
        return MET, None
    year = q.on.year
    while year in years:
        year += 1
    return NOT_MET, date(year, 1, 1)
