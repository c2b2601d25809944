"""Ways to break a question so that it must be refused."""

BAD_DAYS = ("2025-02-29", "2025-13-01", "2025-04-31", "2025-8-17", "17-08-2025", "", 20250817, True, ["2025-08-17"], "20250817",
            "0000-01-01", "2025-08-17T00:00:00")  # fmt: skip
BAD_WORDS = ("napi", "ISLAM", "", 7, ["umum"], {"a": 1}, True)
BAD_COUNTS = (-1, True, "5", 1.5, [3])
BAD_FLAGS = (0, 1, "true", "no", [])
FLAGS = ("fine_paid", "deradicalised", "loyalty_pledge", "justice_collaborator", "prolonged_illness", "pre_release_leave",
         "parole_revoked", "escaped")  # fmt: skip
LISTS = {
    "detention": {"starts_on": "2020-01-01", "ends_on": None},
    "discipline": {"level": "berat", "starts_on": "2020-01-01", "ends_on": "2020-01-09", "forfeits_until": None},
    "sppn": {"month": "2020-01", "score": 80},
    "risk": {"assessed_on": "2020-01-01", "level": "rendah"},
    "remissions": {"kind": "RU", "on": "2020-08-17", "days": 30},
    "services": {"ground": "pemuka", "on": "2020-08-17", "verified": True},
}


def break_one(chance, asked):
    """Spoil one place of a question beyond reading."""
    chance.choice((frame, word, flag, day, number, in_a_list, in_a_list, unknown_key, shape, policy))(chance, asked)


def frame(chance, asked):
    name = chance.choice(("kind", "on", "holiday", "late_on", "before", "early", "facts"))
    if name == "before":
        asked["late_on"] = "1999-12-23" if asked["on"] > "1999-12-23" else "1999-12-01"
    elif name == "early":
        asked["on"] = "1999-12-22"
    elif name == "facts":
        asked["facts"] = chance.choice((None, [], "complete"))
    elif name in ("on", "late_on"):
        asked[name] = chance.choice(BAD_DAYS)
    else:
        asked[name] = chance.choice(("RX", "ru", "lebaran", "", 1, ["RU"]))


def word(chance, asked):
    asked["facts"][chance.choice(("status", "religion", "offence"))] = chance.choice(BAD_WORDS)


def flag(chance, asked):
    asked["facts"][chance.choice(FLAGS)] = chance.choice(BAD_FLAGS)


def day(chance, asked):
    if chance.random() < 0.5:
        asked["facts"]["birth_on"] = chance.choice(BAD_DAYS)
    else:
        asked["facts"]["sentence"] = {"kind": "penjara", "years": 5, "final_on": chance.choice(BAD_DAYS)}


def number(chance, asked):
    which, bad = chance.choice(("sentence", "subsidiary", "participation", "more than scheduled")), chance.choice(BAD_COUNTS)
    if which == "sentence":
        asked["facts"]["sentence"] = {"kind": "penjara", chance.choice(("years", "months", "days")): bad}
    elif which == "subsidiary":
        asked["facts"]["subsidiary"] = {"days_outstanding": bad, "serving": False}
    elif which == "participation":
        taken = {"scheduled": 10, "attended": 9, "excused": 0}
        asked["facts"]["participation"] = {**taken, chance.choice(sorted(taken)): bad}
    else:
        asked["facts"]["participation"] = {"scheduled": 10, "attended": 9, "excused": 2}


def in_a_list(chance, asked):
    """One item with one part wrong, left out where it may not be, or ending before it starts."""
    name = chance.choice(sorted(LISTS))
    item = dict(LISTS[name])
    part = chance.choice(sorted(item))
    if part in ("starts_on", "ends_on", "assessed_on", "on", "forfeits_until"):
        item[part] = chance.choice(BAD_DAYS)
    elif part == "verified":
        item[part] = chance.choice(BAD_FLAGS)
    elif part == "days":
        item[part] = chance.choice((*BAD_COUNTS, None))
    elif part == "score":
        item[part] = chance.choice((-1, 101, 100.5, True, "80", [80]))
    elif part == "month":
        item[part] = chance.choice(("2025-13", "2025-00", "2025-8", "202508", 202508, None, "2025-08-01", "0000-01"))
    else:
        item[part] = chance.choice(("x", "", 3, ["RU"]))
    if name in ("detention", "discipline") and chance.random() < 0.2:
        item["starts_on"], item["ends_on"] = "2020-01-02", "2020-01-01"
    if name in ("remissions", "services") and chance.random() < 0.2:
        item[chance.choice(("kind" if name == "remissions" else "ground", "on"))] = None
    asked["facts"][name] = [*(asked["facts"].get(name) or []), item]


def unknown_key(chance, asked):
    facts = asked["facts"]
    name = chance.choice(("facts", "sentence", "subsidiary", "participation", "documents", "item"))
    if name == "facts":
        facts["shoe_size"] = 43
    elif name == "item":
        of_list = chance.choice(sorted(LISTS))
        facts[of_list] = [{**LISTS[of_list], "why": None}]
    else:
        facts[name] = {**(facts.get(name) or {}), "why": None}


def shape(chance, asked):
    name = chance.choice((*LISTS, "sentence", "subsidiary", "participation", "documents"))
    wrong = ({}, "none", 0, True, [None], [[]], ["a"]) if name in LISTS else ([], "none", 0, True)
    asked["facts"][name] = chance.choice(wrong)


def policy(chance, asked):
    asked["policy"] = chance.choice((
        {"sppn_max": 65}, {"min_served_adult": -1}, {"min_served_child": "90"}, {"sppn_min": 101}, {"sppn_min": True},
        {"active_min": "much"}, {"active_min": "1.01"}, {"active_min": "-0.1"}, {"active_min": None}, {"active_min": True},
        {"discipline_levels": ["sehari"]}, {"discipline_levels": "berat"}, {"discipline_levels": None},
        {"discipline_levels": [None]}, {"rd_require_good_conduct": 1}, {"rd_require_good_conduct": None},
        {"korupsi_payment": "maybe"}, {"korupsi_payment": None}, {"two_thirds_basis": "lunar"}, {"min_served_adult": None},
        [], "none", {"sppn_min": None},
    ))  # fmt: skip
