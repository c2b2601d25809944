"""The invented people: identity, sentence, detention, placement, papers and past remissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from rehab.demo.words import ARTICLES, EDUCATION, OFFENCES, PLACES, RELIGIONS, invented_name
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.vault import vault
from rehab.wbp.models import PAPER_CODES, Detention, Paper, Placement, RemissionReceived, Sentence, Wbp

COMMON_PAPERS = PAPER_CODES[:7]
GREAT_DAY_OF = {
    "islam": "idul_fitri", "protestan": "natal", "katolik": "natal", "hindu": "nyepi", "buddha": "waisak", "konghucu": "imlek",
}  # fmt: skip


@dataclass
class Person:
    """An invented person while the demo is being filled."""

    row: Wbp
    since: date
    final_on: date | None
    years: int
    months: int


def people_of(
    facility: Facility,
    *,
    number: int,
    draw: Random,
    on: date,
    at: datetime,
    wali_ids: list[int],
    great_days: dict[int, dict[str, date]],
) -> list[Person]:
    """Make `number` people of a facility with everything registrasi keeps of them; returns them."""
    people = [_person(facility, index, draw, on, at, wali_ids) for index in range(1, number + 1)]
    db.session.add_all([person.row for person in people])
    db.session.flush()
    blocks = ("A", "B", "C", "D") if number < 600 else ("A", "B", "C", "D", "E", "F", "G", "H")
    rows: dict[Any, list[dict[str, Any]]] = {Placement: [], Sentence: [], Detention: [], Paper: [], RemissionReceived: []}
    for person in people:
        _placed(person, rows, draw, blocks)
        _papers(person, rows, draw, at)
        rows[RemissionReceived] += list(_remissions(person, on, great_days))
    for model, values in rows.items():
        if values:
            db.session.execute(insert(model), values)
    return people


def _person(facility: Facility, index: int, draw: Random, on: date, at: datetime, wali_ids: list[int]) -> Person:
    sex = "P" if draw.random() < 0.06 else "L"
    since = on - timedelta(days=int(20 + draw.random() ** 1.6 * 2100))
    held = draw.random() < 0.14 or (on - since).days < 70
    years = draw.choice((0, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12))
    # Nobody of the demo is past the end: the sentence outlasts the time served and the remissions of those years.
    served_years = (on - since).days // 365
    years = max(years, served_years + 1 + served_years // 2)
    months = draw.choice((0, 0, 3, 4, 6, 6, 8, 9)) if years else draw.choice((7, 8, 9, 10))
    offence = draw.choice(OFFENCES)
    nik = f"9999{draw.randrange(10**12):012d}" if draw.random() < 0.66 else None
    row = Wbp(
        facility_id=facility.id,
        register_no=f"{'A.III' if held else 'B.I'} {index:04d}/{since.year}",
        name=invented_name(draw, sex),
        nik=nik,
        nik_index=vault().blind_index(nik) if nik else None,
        sex=sex,
        birth_place=draw.choice(PLACES),
        birth_on=date(on.year - draw.randrange(19, 58), draw.randrange(1, 13), draw.randrange(1, 29)),
        religion=draw.choice(RELIGIONS) if draw.random() < 0.99 else None,
        education=draw.choice(EDUCATION),
        status="tahanan" if held else "narapidana",
        offence=offence,
        offence_article=draw.choice(ARTICLES[offence]),
        subsidiary_days=0 if draw.random() < 0.5 else draw.choice((30, 60, 90, 180)),
        serving_subsidiary=draw.random() < 0.02 and not held,
        fine_paid=(draw.random() < 0.7) if offence == "korupsi" else None,
        loyalty_pledge=True if offence == "terorisme" else None,
        deradicalised=True if offence == "terorisme" else None,
        pre_release_leave=False,
        parole_revoked=draw.random() < 0.01,
        escaped=False,
        wali_id=draw.choice(wali_ids) if draw.random() < 0.97 else None,
        created_at=at,
    )
    final_on = None if held else min(since + timedelta(days=draw.randrange(60, 160)), on - timedelta(days=1))
    return Person(row=row, since=since, final_on=final_on, years=years, months=months)


def _placed(person: Person, rows: dict[Any, list[dict[str, Any]]], draw: Random, blocks: tuple[str, ...]) -> None:
    row = person.row
    keys = {"facility_id": row.facility_id, "wbp_id": row.id}
    place = {"register_no": row.register_no, "block": draw.choice(blocks), "cell": str(draw.randrange(1, 13)), "version": 1}
    rows[Placement].append({**keys, **place, "starts_on": person.since, "ends_on": None, "end_reason": None})
    terms: dict[str, Any] = (
        {"years": person.years, "months": person.months, "days": 0}
        if person.final_on
        else dict.fromkeys(("years", "months", "days"))
    )
    kind = "penjara" if person.final_on else None
    rows[Sentence].append({**keys, **terms, "kind": kind, "final_on": person.final_on, "version": 1})
    rows[Detention].append({**keys, "starts_on": person.since, "ends_on": None, "version": 1})


def _papers(person: Person, rows: dict[Any, list[dict[str, Any]]], draw: Random, at: datetime) -> None:
    if person.final_on is None:
        return
    extra = {"korupsi": ("bukti_bayar",), "terorisme": ("deradikalisasi", "ikrar")}.get(person.row.offence or "", ())
    tidy = draw.random() < 0.72
    for code in COMMON_PAPERS + extra:
        state = "verified" if tidy or draw.random() < 0.8 else draw.choice(("present", "missing"))
        rows[Paper].append(
            {
                "facility_id": person.row.facility_id, "wbp_id": person.row.id, "code": code, "state": state, "version": 1,
                "number": f"CONTOH/{person.row.id}/{code}" if state != "missing" else None,
                "dated_on": person.final_on if state != "missing" else None,
                "verified_by": None, "verified_at": at if state == "verified" else None,
            }
        )  # fmt: skip


def _remissions(person: Person, on: date, great_days: dict[int, dict[str, date]]) -> Iterator[dict[str, Any]]:
    """Past grants of an unremarkable dossier, so that the next round has a history to count."""
    if person.final_on is None or person.row.serving_subsidiary:
        return
    counts = {"RU": 0, "RK": 0}
    steps = {"RU": (60, 90, 120, 150, 150, 180), "RK": (30, 30, 30, 45, 45, 60)}
    # The decree of the newest 17 August is not recorded yet: its round stands in the demonstration.
    last_year = on.year - (on <= date(on.year, 8, 17))
    days = [(date(year, 8, 17), "RU") for year in range(person.since.year, last_year)]
    own = GREAT_DAY_OF.get(person.row.religion or "")
    days += [(table[own], "RK") for table in great_days.values() if own in table]
    for day, kind in sorted(days):
        served = (day - person.since).days
        if day >= on or served < 180 or person.final_on > day:
            continue
        first_half = counts[kind] == 0 and served < 360
        granted = {"RU": 30, "RK": 15}[kind] if first_half else steps[kind][min(counts[kind], 5)]
        counts[kind] += 1
        yield {
            "facility_id": person.row.facility_id, "wbp_id": person.row.id, "kind": kind, "granted_on": day, "days": granted,
            "decree": f"CONTOH-{kind}-{day.year}", "version": 1,
        }  # fmt: skip
