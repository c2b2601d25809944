"""Ways to spoil one thing in a dossier: near its border, unknown, or wrong."""

from datetime import date
from random import Random

from tests.remisi_rules.drawn import records
from tests.remisi_rules.drawn.days import jitter, months_before, on_day, shifted
from tests.remisi_rules.drawn.person import DAY_OF, DOCUMENTS, OFFENCES

RELIGIONS = (*DAY_OF, "kepercayaan", None)
HOLIDAYS = tuple(sorted(set(DAY_OF.values())))
BEFORE_2012 = date(2012, 11, 12)


def a_status(chance, asked):
    asked["facts"]["status"] = chance.choice(("tahanan", "narapidana", "anak_binaan", None, None))


def a_birthday(chance, asked):
    """Around the 18th or the 70th, some on 29 February, or unknown."""
    on = asked["on"]
    age = 70 if asked["kind"] == "RKL" else chance.choice((18, 18, 70))
    leap = (on.year - age) % 4 == 0 and chance.random() < 0.3
    day = date(on.year - age, 2, 29) if leap else shifted(on_day(on.year - age, on.month, on.day), jitter(chance))
    asked["facts"]["birth_on"] = None if chance.random() < 0.35 else day


def a_29_february(chance, asked):
    """The 18th or 70th birthday of somebody born on 29 February, the day of the round beside it."""
    kind, age = asked["kind"], 18
    if kind == "RKL":
        age = 70
    if kind not in ("RKL", "RAN", "PMPU", "PMPK"):
        return
    birth = date(chance.choice((1948, 1952, 1956) if age == 70 else (2008, 2012, 2016)), 2, 29)
    asked["facts"]["birth_on"] = birth
    move(asked, date(birth.year + age, 2, 28), chance.choice((-1, 0, 1)))


def move(asked, day, days):
    """Ask about another day, everything else left where it is in relation to it."""
    by = shifted(day, days) - asked["on"]
    asked["on"] += by
    for each in asked["facts"]["detention"] or []:
        each["starts_on"] += by
        each["ends_on"] = each["ends_on"] and each["ends_on"] + by
    for each in asked["facts"]["remissions"] or []:
        each["on"] += by


def a_religion(chance, asked):
    asked["facts"]["religion"] = chance.choice(RELIGIONS)


def a_holiday(chance, asked):
    asked["holiday"] = chance.choice(HOLIDAYS)


def a_kind_of_sentence(chance, asked):
    sentence = asked["facts"]["sentence"]
    if sentence is None:
        return
    sentence["kind"] = chance.choice(("seumur_hidup", "mati", None, None, "kurungan"))
    if sentence["kind"] is not None and chance.random() < 0.5:
        sentence["years"] = sentence["months"] = sentence["days"] = None


def a_length(chance, asked):
    """Around six months, eighteen months and five years; with parts, or all of it, unknown; or no sentence at all."""
    if chance.random() < 0.1:
        asked["facts"]["sentence"] = None
        return
    sentence = asked["facts"]["sentence"]
    if sentence is None:
        return
    days = chance.choice((180, 180, 540, 1800, 1, 1080)) + jitter(chance)
    parts = chance.choice((
        (0, 0, days), (days // 360, days % 360 // 30, days % 30), (None, None, days), (None, None, None),
        (chance.choice((1, 2, 7)), None, None), (None, chance.choice((5, 6, 18, 19, 60)), None), (0, 0, 0),
    ))  # fmt: skip
    sentence["years"], sentence["months"], sentence["days"] = parts


def a_final_judgment(chance, asked):
    sentence, on = asked["facts"]["sentence"], asked["on"]
    if sentence is None:
        return
    sentence["final_on"] = chance.choice((
        None, None, on, shifted(on, 1), shifted(on, chance.randint(-1, 60)), shifted(BEFORE_2012, jitter(chance)),
        shifted(months_before(on, chance.randint(0, 7)), chance.choice((-1, 0, 1, 14))),
    ))  # fmt: skip


def an_old_judgment(chance, asked):
    """Judged before November 2012, a third of the sentence just served or not."""
    sentence, on = asked["facts"]["sentence"], asked["on"]
    detention = asked["facts"]["detention"]
    if sentence is None or not detention or not 2006 <= on.year <= 2022:
        return
    earlier = 0
    if chance.random() < 0.3:
        earlier = chance.choice((30, 100))
        ended = shifted(detention[0]["starts_on"], -50)
        detention.append({"starts_on": shifted(ended, -earlier), "ends_on": ended})
    days = 3 * ((on - detention[0]["starts_on"]).days + earlier) + chance.choice((-4, -3, -2, -1, 0, 1, 2, 3, 4, 90))
    if days > 0:
        sentence["years"], sentence["months"], sentence["days"] = days // 360, days % 360 // 30, days % 30
    sentence["final_on"] = min(shifted(BEFORE_2012, chance.choice((-900, -1, -1, 0, 1))), on)
    asked["facts"]["offence"] = chance.choice((*OFFENCES[1:], None))


def a_detention(chance, asked):
    """None, ended around the day, several: touching, a day apart, within each other, empty, later."""
    on, facts = asked["on"], asked["facts"]
    detention = facts["detention"]
    if not detention or chance.random() < 0.2:
        facts["detention"] = chance.choice((None, []))
        return
    start = detention[0]["starts_on"]
    if chance.random() < 0.4:
        detention[0]["ends_on"] = max(start, shifted(on, chance.choice((-1, 0, 0, 1, 1, 30))))
    split = shifted(start, chance.choice((1, 30, 90, 180)))
    if chance.random() < 0.5 and split < on:
        detention[0]["starts_on"] = split
        ends_on = shifted(split, chance.choice((0, 0, -1, 1, 5)))
        detention.append({"starts_on": start, "ends_on": max(ends_on, start)})
    if chance.random() < 0.3:
        ended = shifted(start, chance.choice((0, -1, -2, -100)))
        detention.append({"starts_on": shifted(ended, -chance.choice((0, 1, 29, 400))), "ends_on": ended})
    if chance.random() < 0.2:
        later = shifted(on, chance.choice((0, 1, 20)))
        detention.append({"starts_on": later, "ends_on": chance.choice((None, shifted(later, 9)))})
    chance.shuffle(detention)


def an_offence(chance, asked):
    """Another offence, its conditions open or failed."""
    facts = asked["facts"]
    facts["offence"] = chance.choice((*OFFENCES[1:4], *OFFENCES, None, None))
    for name in ("fine_paid", "deradicalised", "loyalty_pledge", "justice_collaborator"):
        facts[name] = chance.choice((True, True, False, None))


def an_offence_of_2012(chance, asked):
    """One of the offences of the regulation of November 2012, judged around its first day, its length around five years."""
    facts, sentence = asked["facts"], asked["facts"]["sentence"]
    facts["offence"] = chance.choice(("narkotika", "korupsi", "terorisme", None))
    facts["justice_collaborator"] = chance.choice((True, False, None))
    facts["fine_paid"] = chance.choice((True, False, None))
    if sentence is None:
        return
    judged = chance.choice((BEFORE_2012, date(2012, 11, 11), date(2013, 1, 22), date(2017, 5, 5)))
    sentence["final_on"] = chance.choice((None, *(4 * (min(judged, asked["on"]),))))
    if facts["offence"] == "narkotika":
        parts = ((4, 11, 29), (5, 0, 0), (5, 0, 1), (0, 0, 1799), (0, 60, 0), (8, 0, 0), (None, None, None))
        sentence["years"], sentence["months"], sentence["days"] = chance.choice(parts)


def a_substitute(chance, asked):
    days, serving = chance.choice((None, 0, 90)), chance.choice((True, False, None))
    asked["facts"]["subsidiary"] = chance.choice((None, *(5 * ({"days_outstanding": days, "serving": serving},))))


def a_flag(chance, asked):
    names = ["pre_release_leave", "parole_revoked", "escaped"]
    if asked["kind"] == "RKS":
        names = ["prolonged_illness"]
    for name in chance.sample(names, chance.choice((1, len(names)))):
        asked["facts"][name] = chance.choice((True, False, None))


def a_paper(chance, asked):
    papers = asked["facts"]["documents"]
    if papers is None:
        return
    if chance.random() < 0.08:
        asked["facts"]["documents"] = chance.choice((None, {}))
        return
    for code in chance.sample(DOCUMENTS, chance.choice((1, 2, 4))):
        state = chance.choice(("present", "missing", None, "left out"))
        papers[code] = state
        if state == "left out":
            del papers[code]


def a_late_proposal(chance, asked):
    if chance.random() < 0.12:
        asked["late_on"] = shifted(asked["on"], chance.choice((0, 1, 30, 31, 120, 200)))


def switches(chance, asked):
    """One to three switches of the office, around the defaults."""
    if chance.random() < 0.2:
        asked["policy"] = dict(chance.choice(POLICIES))
        if asked["kind"] in ("RD", "PMPD") and chance.random() < 0.5:
            asked["policy"] = {"rd_require_good_conduct": True}


def an_office(lot):
    """One to three switches and their values."""
    values = {
        "min_served_adult": (0, 90, 179, 181, 360, 400),
        "min_served_child": (0, 60, 89, 91, 180),
        "sppn_min": (0, 64, 66, 80, 65.5, 100),
        "active_min": ("0.79", "0.81", "0.8", "0", "1", "0.800001", "0.5"),
        "discipline_levels": (["berat"], ["ringan", "sedang", "berat"], ["sedang"], []),
        "rd_require_good_conduct": (True, True, False),
        "korupsi_payment": ("not_required", "not_required", "required"),
        "two_thirds_basis": ("calendar", "calendar", "thirty_day"),
    }
    chance = Random(lot)
    return {name: chance.choice(values[name]) for name in chance.sample(sorted(values), chance.choice((1, 2, 3)))}


# not more, so that neither reading is measured by how many offices there are
POLICIES = [an_office(lot) for lot in range(120)]
WAYS = (
    a_status, a_birthday, a_29_february, a_religion, a_holiday, a_kind_of_sentence, a_length, a_final_judgment, an_old_judgment,
    a_detention, an_offence, an_offence_of_2012, a_substitute, a_flag, a_paper, records.punishments, records.scores,
    records.assessments, records.sessions, records.remissions, records.services,
)  # fmt: skip
