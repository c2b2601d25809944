"""A person with a dossier that lacks nothing, of whom the borders are then not far."""

from datetime import date

from tests.remisi_rules.drawn.days import jitter, months_after, months_before, on_day, shifted

KINDS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
WEIGHTS = (26, 18, 14, 9, 7, 7, 6, 5, 4, 4)
CHILDRENS = ("PMPU", "PMPK", "PMPD", "RAN")
DAY_OF = {
    "islam": "idul_fitri", "protestan": "natal", "katolik": "natal", "hindu": "nyepi", "buddha": "waisak", "konghucu": "imlek",
}  # fmt: skip
OFFENCES = ("umum", "narkotika", "korupsi", "terorisme", "keamanan_negara", "ham_berat", "transnasional")
DOCUMENTS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "deradikalisasi", "ikrar", "bukti_bayar", "bukti_usia", "surat_dokter",
)  # fmt: skip
GROUNDS = ("jasa_negara", "kemanusiaan", "donor_organ", "pemuka", "pemuka", "justice_collaborator")
SERVED = (90, 180, 180, 360, 360)
LEFT = (0, 1, 14, 15, 16, 29, 30, 31, 44, 45, 46, 59, 60, 61, 89, 90, 91, 120, 150, 180)


def spotless_question(chance, kind, on):
    """Kind, day, holiday and facts of somebody who would mostly be eligible."""
    old_child = kind in ("RU", "RK", "RD") and on < date(2022, 8, 3) and chance.random() < 0.25
    child = kind in CHILDRENS or old_child
    religion = chance.choice(tuple(DAY_OF))
    start, sentence = time_inside(chance, on, child)
    facts = {
        "status": "anak_binaan" if child else "narapidana",
        "birth_on": born(chance, kind, on, child),
        "religion": religion,
        "sentence": sentence,
        "detention": [{"starts_on": start, "ends_on": None}],
        "offence": "umum" if chance.random() < 0.35 else chance.choice(OFFENCES),
        "subsidiary": {"days_outstanding": chance.choice((0, 0, 30, 90)), "serving": False},
        "fine_paid": True,
        "deradicalised": True,
        "loyalty_pledge": True,
        "justice_collaborator": True,
        "prolonged_illness": kind == "RKS",
        "pre_release_leave": False,
        "parole_revoked": False,
        "escaped": False,
        "discipline": [],
        "sppn": scores(chance, on),
        "risk": [
            {"assessed_on": shifted(on, -chance.randint(185, 300)), "level": "sedang"},
            {"assessed_on": shifted(on, -chance.choice((0, 1, 30, 179, 180))), "level": chance.choice(("rendah", "sedang"))},
        ],
        "participation": {"scheduled": 50, "attended": chance.choice((40, 41, 50)), "excused": 0},
        "documents": dict.fromkeys(DOCUMENTS, "verified"),
        "remissions": received(chance, kind, start, on),
        "services": services(chance, on) if kind == "RT" else [],
    }
    holiday = DAY_OF[religion] if kind in ("RK", "PMPK") or chance.random() < 0.05 else None
    if chance.random() < 0.25:
        about_to_end(chance, on, facts)
    return {"kind": kind, "on": on, "holiday": holiday, "late_on": None, "facts": facts, "policy": None}


def time_inside(chance, on, child):
    """The first day inside, some near the borders of time served, and a sentence that has not ended."""
    served = chance.randint(200 if child else 400, 2500)
    if chance.random() < 0.4:
        served = chance.choice(SERVED) + jitter(chance)
    more = served + chance.randint(60, 3000)
    years, months, days = more // 360, more % 360 // 30, chance.choice((0, 0, more % 30))
    start = shifted(on, -served)
    final_on = shifted(start, chance.randint(0, min(served, 200)))
    return start, {"kind": chance.choice(("penjara", "penjara", "kurungan")), "years": years, "months": months, "days": days,
                   "final_on": final_on}  # fmt: skip


def about_to_end(chance, on, facts):
    """A sentence that ends, by all that was received, within half a year of the day: on it, and where a size just ends it."""
    sentence, start = facts["sentence"], facts["detention"][0]["starts_on"]
    received_days = sum(each["days"] for each in facts["remissions"] if each["on"] < on)
    ends_on = shifted(on, chance.choice(LEFT) + received_days)
    months = max((ends_on.year - start.year) * 12 + ends_on.month - start.month - chance.choice((1, 2)), 0)
    days = (ends_on - months_after(start, months)).days
    if days >= 0:
        sentence["years"], sentence["months"], sentence["days"] = months // 12, months % 12, days


def born(chance, kind, on, child):
    """A birthday of the right age; some on 29 February."""
    age = chance.randint(14, 16) if child else chance.randint(71, 80) if kind == "RKL" else chance.randint(20, 60)
    month, day = chance.choice(((2, 29), (chance.randint(1, 12), chance.randint(1, 28))))
    return on_day(on.year - age - 1, month, day)


def scores(chance, on):
    """Good scores of the eight months before, and one of the month itself."""
    score = chance.choice((65, 66, 80))
    return [
        {"month": months_before(on, back).isoformat()[:7], "score": score if back else 0}
        for back in range(8, -1, -1)
    ]  # fmt: skip


def received(chance, kind, start, on):
    """Remissions of the years before, none of the family in the year itself; an earlier RU where one is needed."""
    found = []
    years = range(start.year, on.year)
    for general, day in (("RU", (8, 17)), ("RK", (12, 25))):
        if chance.random() < 0.6:
            for year in list(years)[: chance.choice((1, 2, 3, 4, 5, 6, 9))]:
                found.append({"kind": general, "on": date(year, *day), "days": chance.choice((15, 30, 45, 60, 90))})
    if kind in ("RKL", "RKS"):
        since = date(on.year, 1, 1)
        found.append({"kind": "RU", "on": shifted(since, -chance.randint(1, 300)), "days": chance.choice((30, 60, 90, 100))})
    if kind == "RT" and chance.random() < 0.4:
        found.append({"kind": "RU", "on": on, "days": chance.choice((30, 60, 90, 100, 121, 150, 181))})
    if chance.random() < 0.15:
        found.append({"kind": "RD", "on": date(2015, 8, 17), "days": chance.choice((1, 60, 90))})
    return found


def services(chance, on):
    """A verified ground within the year."""
    if chance.random() < 0.3:
        days = [{"ground": "donor_darah", "on": shifted(on, -back), "verified": True} for back in (0, 80, 160, 250, 300)]
        return days[: chance.choice((3, 4, 4, 4, 5))]
    return [{"ground": chance.choice(GROUNDS), "on": shifted(on, -chance.randint(0, 364)), "verified": True}]
