"""The remisi umum of today written by hand: one kind, one day, every figure in the code, no articles and no reasons.

The yardstick of bench/law_bench.py. It asks every criterion of every person and gives nothing but outcome and days.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, NamedTuple

ON = date(2025, 8, 17)
YEAR = ON.year
WINDOW_END = ON.year * 12 + ON.month - 1
SINCE = ON - timedelta(180)
LADDER = (60, 90, 120, 150, 150, 180)
RANK = {"rendah": 0, "sedang": 1, "tinggi": 2}
PAPERS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
)  # fmt: skip


class Person(NamedTuple):
    """The facts with dates as dates and months as numbers, as a program would have loaded them."""

    status: str | None
    sentence: tuple[str | None, int | None, int | None, int | None, date | None]
    detention: list[tuple[date, date | None]] | None
    offence: str | None
    serving: bool | None
    flags: tuple[bool | None, bool | None, bool | None]
    paid: bool | None
    deradicalised: bool | None
    pledged: bool | None
    discipline: list[tuple[str | None, date, date | None, date | None]] | None
    sppn: list[tuple[int, float | None]] | None
    risk: list[tuple[date, str | None]] | None
    participation: tuple[int | None, int | None, int | None]
    documents: dict[str, str | None]
    remissions: list[tuple[str, date, int]]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def read(facts: dict[str, Any]) -> Person:
    """One person from the facts of a question; nothing is checked."""
    sentence, took = facts["sentence"], facts["participation"] or {}
    parts = sentence["years"], sentence["months"], sentence["days"]
    discipline, sppn, risk, stays = facts["discipline"], facts["sppn"], facts["risk"], facts["detention"]
    return Person(
        facts["status"],
        (sentence["kind"], *parts, _day(sentence["final_on"])),
        stays and [(date.fromisoformat(each["starts_on"]), _day(each["ends_on"])) for each in stays],
        facts["offence"],
        facts["subsidiary"]["serving"],
        (facts["escaped"], facts["pre_release_leave"], facts["parole_revoked"]),
        facts["fine_paid"],
        facts["deradicalised"],
        facts["loyalty_pledge"],
        discipline
        and [
            (each["level"], date.fromisoformat(each["starts_on"]), _day(each["ends_on"]), _day(each["forfeits_until"]))
            for each in discipline
        ],
        sppn and [(int(each["month"][:4]) * 12 + int(each["month"][5:]) - 1, each["score"]) for each in sppn],
        risk and [(date.fromisoformat(each["assessed_on"]), each["level"]) for each in risk],
        (took.get("scheduled"), took.get("attended"), took.get("excused")),
        facts["documents"] or {},
        [(each["kind"], date.fromisoformat(each["on"]), each["days"]) for each in facts["remissions"]],
    )


def judge(person: Person) -> tuple[str, int]:  # noqa: C901 - a loop by hand has no other shape
    """Outcome and days of one person on 17 August 2025."""
    failed = unknown = 0
    kind, years, months, days, final_on = person.sentence
    endless = kind == "seumur_hidup" or kind == "mati"
    length = None
    if years is not None or months is not None or days is not None:
        length = (years or 0) * 360 + (months or 0) * 30 + (days or 0)

    if person.status is None:
        unknown += 1
    elif person.status != "narapidana" or final_on is None or final_on > ON:
        failed += 1
    if kind is None:
        unknown += 1
    elif endless:
        failed += 1
    if not endless:
        if length is None:
            unknown += 1
        elif length < 180:
            failed += 1

    start = end = None
    earlier = 0
    for starts_on, ends_on in sorted(person.detention or (), key=lambda period: period[0]):
        if starts_on > ON:
            break
        if start is None:
            start, end = starts_on, ends_on
        elif end is None or starts_on <= end:
            if end is not None and (ends_on is None or ends_on > end):
                end = ends_on
        else:
            earlier += (end - start).days
            start, end = starts_on, ends_on
    inside = start is not None and (end is None or end > ON)
    nth, received, taken = 1, 0, False
    for name, on, size in person.remissions:
        general = name == "RU" or name == "PMPU"
        if on < ON:
            received += size
            nth += general
        taken = taken or (general and on.year == YEAR)
    served = None
    if not person.detention:
        unknown += 3
    elif not inside:
        failed += 1
        unknown += 2
    else:
        served = (ON - start).days
        failed += served < 180
        if not endless:
            if length is None:
                unknown += 1
            else:
                index = start.year * 12 + start.month - 1 + (years or 0) * 12 + (months or 0)
                year, month = index // 12, index % 12 + 1
                last = start.day if start.day <= 28 else min(start.day, monthrange(year, month)[1])
                failed += date(year, month, last) + timedelta((days or 0) - earlier - received) <= ON

    for flag in (*person.flags, person.serving):
        if flag is None:
            unknown += 1
        else:
            failed += flag

    if person.discipline is None:
        unknown += 1
    else:
        worst = 0
        for level, starts_on, ends_on, forfeits_until in person.discipline:
            if level != "ringan" and starts_on <= ON:
                lost = forfeits_until is not None and forfeits_until > ON
                if lost or ends_on is None or ends_on > SINCE:
                    worst = max(worst, 1 if level is None else 2)
        unknown += worst == 1
        failed += worst == 2

    first = WINDOW_END - 6
    if final_on is not None:
        first = max(first, final_on.year * 12 + final_on.month - (final_on.day == 1))
    scores: dict[int, float | None] = {}
    for month, score in person.sppn or ():
        if first <= month < WINDOW_END:
            scores[month] = score if scores.get(month, score) == score else None
    if first >= WINDOW_END or len(scores) < WINDOW_END - first or None in scores.values():
        unknown += 1
    else:
        failed += sum(scores.values()) < 65 * len(scores)

    scheduled, attended, excused = person.participation
    if scheduled is None or attended is None or excused is None or scheduled <= excused:
        unknown += 1
    else:
        failed += attended * 5 < (scheduled - excused) * 4

    levels: dict[date, set[str | None]] = {}
    for on, level in person.risk or ():
        if on <= ON:
            levels.setdefault(on, set()).add(level)
    days_known = sorted(levels)
    newest = levels[days_known[-1]] if days_known else {None}
    if len(newest) > 1 or None in newest or (ON - days_known[-1]).days > 180:
        unknown += 1
    elif len(days_known) > 1:
        before = levels[days_known[-2]]
        (level,) = newest
        worse = {None if each is None else RANK[level] > RANK[each] for each in before}
        if None in worse or len(worse) > 1:
            unknown += 1
        else:
            failed += True in worse

    asked = list(PAPERS)
    if person.offence is None:
        unknown += 3
        asked += ("bukti_bayar", "deradikalisasi", "ikrar")
    elif person.offence == "korupsi":
        asked.append("bukti_bayar")
        if person.paid is None:
            unknown += 1
        else:
            failed += not person.paid
    elif person.offence == "terorisme":
        asked += ("deradikalisasi", "ikrar")
        for done in (person.deradicalised, person.pledged):
            if done is None:
                unknown += 1
            else:
                failed += not done
    failed += taken
    for paper in asked:
        unknown += person.documents.get(paper) != "verified"

    if failed:
        return "not_eligible", 0
    first = 0 if served is None else 30 if served < 360 else 60
    return "incomplete" if unknown else "eligible", LADDER[min(nth, 6) - 1] if nth > 1 else first
