"""Ways to spoil the records of a person: punishments, scores, risk, sessions, remissions, services."""

from datetime import date

from tests.remisi_rules.drawn.days import jitter, months_before, shifted
from tests.remisi_rules.drawn.person import KINDS

LEVELS = ("ringan", "sedang", "sedang", "berat", "berat", None)
RISKS = ("rendah", "sedang", "tinggi", None)
FACTS = (
    "status", "birth_on", "religion", "sentence", "detention", "offence", "subsidiary", "fine_paid", "deradicalised",
    "loyalty_pledge", "justice_collaborator", "prolonged_illness", "pre_release_leave", "parole_revoked", "escaped",
    "discipline", "sppn", "risk", "participation", "documents", "remissions", "services",
)  # fmt: skip


def nothing_known(chance, asked):
    """A few facts null or not there at all."""
    for name in chance.sample(FACTS, chance.choice((1, 1, 2, 3))):
        if chance.random() < 0.5:
            asked["facts"][name] = None
        else:
            asked["facts"].pop(name, None)


def punishments(chance, asked):
    """Ended, or rights lost, around the border of the look-back; still running; beginning on the day or after it."""
    on = asked["on"]
    if chance.random() < 0.12:
        asked["facts"]["discipline"] = None
        return
    found = []
    for _each in range(chance.choice((1, 1, 1, 2, 3))):
        ends_on = shifted(on, -chance.choice((90, 90, 180, 180, 10, 400)) + jitter(chance))
        starts_on = shifted(ends_on, -chance.choice((0, 6, 12)))
        if chance.random() < 0.2:
            starts_on = shifted(on, jitter(chance))
            ends_on = shifted(starts_on, 6)
        if chance.random() < 0.12:
            ends_on = None
        forfeits = shifted(on, chance.choice((-1, 0, 1, 1, 90, 180, 365))) if chance.random() < 0.35 else None
        level = chance.choice(LEVELS)
        found.append({"level": level, "starts_on": starts_on, "ends_on": ends_on, "forfeits_until": forfeits})
    asked["facts"]["discipline"] = found


def scores(chance, asked):
    """Months around the window, most with the least good score; one missing, one worse, one twice."""
    on = shifted(asked["on"], chance.choice((0, 0, 0, 31)))
    if chance.random() < 0.1:
        asked["facts"]["sppn"] = chance.choice((None, []))
        return
    found = []
    for back in range(-1, chance.choice((3, 4, 6, 7, 9))):
        if chance.random() > 0.04:
            score = chance.choice((64, 65, 65, 65, 65, 66)) if back > 0 else chance.choice((0, 100))
            found.append({"month": months_before(on, back).isoformat()[:7], "score": score})
    if found and chance.random() < 0.5:
        each = chance.choice(found)
        each["score"] = chance.choice((64, 66, 64.5, 65.5, 64.99, 60, 70, None))
    if found and chance.random() < 0.15:
        found.append({**chance.choice(found), "score": chance.choice((65, 64, None))})
    chance.shuffle(found)
    asked["facts"]["sppn"] = found


def assessments(chance, asked):
    """The newest around 180 days old, worse or not; one after the day; two of one day."""
    on = asked["on"]
    if chance.random() < 0.1:
        asked["facts"]["risk"] = chance.choice((None, []))
        return
    found = []
    for _each in range(chance.choice((1, 2, 2, 2, 3))):
        assessed_on = shifted(on, -chance.choice((0, 30, 30, 180, 180, 181, 300)) + jitter(chance))
        found.append({"assessed_on": assessed_on, "level": chance.choices(RISKS, (3, 3, 3, 1))[0]})
    if chance.random() < 0.15:
        found.append({"assessed_on": chance.choice(found)["assessed_on"], "level": chance.choice(RISKS[:3])})
    chance.shuffle(found)
    asked["facts"]["risk"] = found


def sessions(chance, asked):
    """Exactly four fifths, one more, one less; nothing to count; something unknown."""
    counted = chance.choice((0, 1, 4, 5, 10, 45, 50, 99, 100, 101))
    attended = min(max(counted * 4 // 5 + chance.choice((-1, 0, 0, 1, 1)), 0), counted)
    excused = chance.choice((0, 0, 3, 50))
    taken = {"scheduled": counted + excused, "attended": attended, "excused": excused}
    if chance.random() < 0.15:
        taken[chance.choice(sorted(taken))] = None
    asked["facts"]["participation"] = None if chance.random() < 0.1 else taken


def remissions(chance, asked):
    """Around the day, around the ends of years, of any kind; several of one day; nothing known."""
    on, found = asked["on"], asked["facts"].get("remissions")
    if found is None or chance.random() < 0.08:
        asked["facts"]["remissions"] = None
        return
    if chance.random() < 0.15:
        found = []
    for _each in range(chance.choice((1, 1, 2, 3, 4))):
        kind = asked["kind"] if chance.random() < 0.3 else chance.choice((*KINDS, "RU", "RU", "RK", "PMPU"))
        year = on.year + chance.choice((-2, -1, -1, 0, 0, 1, 2))
        day = chance.choice((on, shifted(on, jitter(chance)), date(year, 1, 1), date(year, 12, 31), date(year, 8, 17)))
        found.append({"kind": kind, "on": day, "days": chance.choice((0, 1, 15, 30, 60, 90, 100, 180, 181))})
    chance.shuffle(found)
    asked["facts"]["remissions"] = found


def services(chance, asked):
    """Around the borders of the year, verified or not, three or four donations."""
    on = asked["on"]
    if chance.random() < 0.1:
        asked["facts"]["services"] = chance.choice((None, []))
        return
    found = []
    for _each in range(chance.choice((1, 1, 2, 3))):
        back = chance.choice((0, 1, -1, 100, 364, 365, 366, 367))
        ground = chance.choice(("jasa_negara", "kemanusiaan", "donor_organ", "pemuka", "justice_collaborator", "donor_darah"))
        found.append({"ground": ground, "on": shifted(on, -back), "verified": chance.choice((True, True, False, None))})
    if chance.random() < 0.5:
        for back in (chance.choice((0, -1)), 100, 200, chance.choice((300, 364, 365, 366)))[: chance.choice((3, 4, 4))]:
            found.append({"ground": "donor_darah", "on": shifted(on, -back), "verified": chance.random() < 0.85})
    chance.shuffle(found)
    asked["facts"]["services"] = found
