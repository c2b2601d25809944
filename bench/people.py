"""Invented dossiers for the law: drawn the same way every time, many of them on a boundary, about half of them eligible."""

import json
import random
from datetime import date, timedelta
from typing import Any

KIND, ON = "RU", date(2025, 8, 17)
PEOPLE = 20_000
SEED = 1955
PAPERS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
)  # fmt: skip
PAPERS_OF = {"korupsi": ("bukti_bayar",), "terorisme": ("deradikalisasi", "ikrar")}
SERVED = (0, 1, 89, 90, 179, 180, 181, 359, 360, 361)
SCORES = (40, 60, 64, 65, 66, 64.5, 65.25, 100)
LENGTHS = ((0, 5, 29), (0, 6, 0), (0, 6, 1), (None, 6, None), (None, None, None), (20, 0, 0))
STATUSES = ("narapidana",) * 96 + ("tahanan", "tahanan", "anak_binaan", None)
RELIGIONS = ("islam",) * 85 + ("protestan",) * 7 + ("katolik",) * 4 + ("hindu", "buddha", "konghucu", None)
OFFENCES = ("narkotika",) * 100 + ("umum",) * 84 + ("korupsi",) * 8 + (
    "terorisme", "terorisme", "keamanan_negara", "ham_berat", "transnasional", "transnasional", None, None,
)  # fmt: skip
KINDS = ("penjara",) * 195 + ("kurungan", "kurungan", "seumur_hidup", "mati", None)


def lines(people: int = PEOPLE) -> list[bytes]:
    """One question a line, as the command line reads them: {id, kind, on, facts}."""
    draw = random.Random(SEED)
    asked = ({"id": number, "kind": KIND, "on": ON.isoformat(), "facts": _facts(draw)} for number in range(people))
    return [json.dumps(each).encode() for each in asked]


def _facts(draw: random.Random) -> dict[str, Any]:
    served = draw.choice(SERVED) if _rarely(draw, 10) else int(draw.triangular(60, 3000, 700))
    start = ON - timedelta(served)
    final_on = start + timedelta(draw.randint(0, 200))
    if _rarely(draw, 60):
        final_on = draw.choice((None, ON, ON + timedelta(1)))
    offence = draw.choice(OFFENCES)
    return {
        "status": draw.choice(STATUSES),
        "birth_on": _text(ON - timedelta(draw.randint(18 * 366, 75 * 365))),
        "religion": draw.choice(RELIGIONS),
        "sentence": _sentence(draw, served, final_on),
        "detention": _detention(draw, start),
        "offence": offence,
        "subsidiary": {"days_outstanding": draw.choice((0, 0, 0, 30, 60, 90, None)), "serving": _flag(draw, 100)},
        "fine_paid": draw.choice((True, True, True, False, None)),
        "deradicalised": draw.choice((True, True, True, False, None)),
        "loyalty_pledge": draw.choice((True, True, True, False, None)),
        "justice_collaborator": _flag(draw, 20),
        "prolonged_illness": _flag(draw, 50),
        "pre_release_leave": _flag(draw, 100),
        "parole_revoked": _flag(draw, 100),
        "escaped": _flag(draw, 200),
        "discipline": None if _rarely(draw, 100) else [_punishment(draw) for _ in range(draw.choice((0,) * 12 + (1, 2)))],
        "sppn": _sppn(draw),
        "risk": _risk(draw),
        "participation": _participation(draw),
        "documents": _documents(draw, (*PAPERS, *PAPERS_OF.get(offence or "", ()))),
        "remissions": _remissions(draw, start),
        "services": [],
    }


def _rarely(draw: random.Random, one_in: int) -> bool:
    return draw.randrange(one_in) == 0


def _flag(draw: random.Random, one_in: int) -> bool | None:
    return draw.choice((True, None)) if _rarely(draw, one_in) else False


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _sentence(draw: random.Random, served: int, final_on: date | None) -> dict[str, Any]:
    years, months = divmod(served // 20 + draw.randint(1, 60), 12)
    parts = draw.choice(LENGTHS) if _rarely(draw, 20) else (years, months, draw.choice((0, 0, 0, 15)))
    length = dict(zip(("years", "months", "days"), parts, strict=True))
    return {"kind": draw.choice(KINDS), **length, "final_on": _text(final_on)}


def _detention(draw: random.Random, start: date) -> list[dict[str, Any]]:
    """Mostly one stretch; some with a period that touches it, an earlier one, or an end."""
    ends_on = draw.choice((ON, ON + timedelta(1), ON - timedelta(1))) if _rarely(draw, 60) else None
    found = [{"starts_on": _text(start), "ends_on": _text(max(start, ends_on) if ends_on else None)}]
    if _rarely(draw, 10):
        gap = draw.choice((0, 0, 1, 200))
        first = start - timedelta(gap + draw.randint(1, 120))
        found.insert(draw.choice((0, 0, 1)), {"starts_on": _text(first), "ends_on": _text(start - timedelta(gap))})
    return found


def _punishment(draw: random.Random) -> dict[str, Any]:
    starts_on = ON - timedelta(draw.choice((0, 100, 179, 180, 192, 193, 500)) + draw.randint(0, 3))
    ends_on = None if _rarely(draw, 20) else starts_on + timedelta(draw.choice((6, 12)))
    forfeits = ends_on + timedelta(draw.choice((90, 180, 270))) if ends_on and _rarely(draw, 6) else None
    level = draw.choice(("ringan", "ringan", "sedang", "berat", None))
    return {"level": level, "starts_on": _text(starts_on), "ends_on": _text(ends_on), "forfeits_until": _text(forfeits)}


def _sppn(draw: random.Random) -> list[dict[str, Any]]:
    level, flat = draw.randint(66, 92), draw.choice(SCORES) if _rarely(draw, 15) else None
    months = [(2024, month) for month in range(8, 13)] + [(2025, month) for month in range(1, 8)]
    scores = [{"month": f"{year}-{month:02d}", "score": flat or level + draw.randint(-4, 6)} for year, month in months]
    if _rarely(draw, 20):
        del scores[draw.randrange(len(scores))]
    if _rarely(draw, 200):
        scores.append({"month": "2025-07", "score": draw.choice((scores[-1]["score"], 20, None))})
    return scores


def _risk(draw: random.Random) -> list[dict[str, Any]]:
    """The newest one recent, sometimes at its greatest age; sometimes worse than the one before."""
    age = draw.choice((179, 180, 181, -1)) if _rarely(draw, 25) else draw.randint(5, 120)
    ages = [age, age + draw.randint(150, 200), age + 400][: draw.choice((1, 2, 2, 2, 3))]
    ranks = sorted(draw.randint(0, 2) for _ in ages)
    if _rarely(draw, 25):
        ranks.reverse()
    levels = ("rendah", "sedang", "tinggi")
    found = [{"assessed_on": _text(ON - timedelta(each)), "level": levels[rank]} for each, rank in zip(ages, ranks, strict=True)]
    if _rarely(draw, 200):
        found.append({"assessed_on": found[0]["assessed_on"], "level": draw.choice((*levels, None))})
    return found[::-1]


def _participation(draw: random.Random) -> dict[str, Any] | None:
    if _rarely(draw, 50):
        return draw.choice(
            (None, {"scheduled": 5, "attended": 0, "excused": 5}, {"scheduled": None, "attended": 1, "excused": 0})
        )
    scheduled = draw.randint(40, 120)
    excused = draw.randint(0, 6)
    counted = scheduled - excused
    least = -(-counted * 4 // 5)
    attended = draw.choice((least, least - 1)) if _rarely(draw, 25) else draw.randint(least, counted)
    return {"scheduled": scheduled, "attended": attended, "excused": excused}


def _documents(draw: random.Random, papers: tuple[str, ...]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(papers, "verified")
    while _rarely(draw, 10):
        found[draw.choice(papers)] = draw.choice(("present", "missing", None))
    return found


def _remissions(draw: random.Random, start: date) -> list[dict[str, Any]]:
    """One general and one religious remission for each year served, as the ladder runs."""
    found = []
    for place, year in enumerate(range(start.year + 1, ON.year)):
        found.append({"kind": "RK", "on": f"{year}-04-10", "days": (15, 30, 30, 45, 45, 60)[min(place, 5)]})
        found.append({"kind": "RU", "on": f"{year}-08-17", "days": (30, 90, 120, 150, 150, 180)[min(place, 5)]})
    if _rarely(draw, 100):
        found.append({"kind": draw.choice(("RU", "RD", "PMPU")), "on": draw.choice(("2025-08-17", "2025-01-02")), "days": 30})
    return found
