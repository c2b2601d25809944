"""The invented conduct: SPPN months, recaps from paper, risk assessments, some entries of Register F."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert

from rehab.attendance.models import Recap
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.demo.people import Person
from rehab.demo.words import month_starts
from rehab.extensions import db


def behave(people: list[Person], *, draw: Random, on: date, at: datetime) -> None:
    """Write the conduct of everybody whose judgment is final."""
    rows: dict[Any, list[dict[str, Any]]] = {SppnMonth: [], RiskAssessment: [], DisciplineEntry: [], Recap: []}
    months = month_starts(on, 12)
    for person in people:
        if person.final_on is None:
            continue
        keys = {"facility_id": person.row.facility_id, "wbp_id": person.row.id, "recorded_by": person.row.wali_id}
        keys |= {"recorded_at": at, "version": 1}
        level = draw.gauss(80, 6)
        for month in months:
            if month >= person.final_on and draw.random() < 0.985:
                score = Decimal(round(min(99, max(40, draw.gauss(level, 3))) * 4)) / 4
                rows[SppnMonth].append({**keys, "month_on": month, "score": score})
        if draw.random() < 0.9:
            rows[Recap] += _recaps(person, months, draw)
        rows[RiskAssessment] += _risk(person, keys, draw, on)
        rows[DisciplineEntry] += _discipline(person, keys, draw, on)
    for model, values in rows.items():
        if values:
            db.session.execute(insert(model), values)


def _recaps(person: Person, months: list[date], draw: Random) -> list[dict[str, Any]]:
    """Religious guidance, kept on paper: a month's recap for those inside the whole month."""
    keys = {"facility_id": person.row.facility_id, "wbp_id": person.row.id, "programme": "Pembinaan kerohanian"}
    steady = draw.random() < 0.93
    return [
        {
            **keys,
            "month_on": month,
            "scheduled": 8,
            "attended": draw.choice((7, 8, 8)) if steady else draw.choice((3, 5, 6)),
            "excused": 0,
        }
        for month in months
        if month >= person.since
    ]


def _risk(person: Person, keys: dict[str, Any], draw: Random, on: date) -> list[dict[str, Any]]:
    newest = on - timedelta(days=draw.randrange(5, 200))
    first = newest - timedelta(days=180)
    before, after = draw.choice((("tinggi", "sedang"), ("sedang", "sedang"), ("sedang", "rendah"), ("rendah", "rendah")))
    days = [(day, level) for day, level in ((first, before), (newest, after)) if day > person.since]
    return [{**keys, "assessed_on": day, "level": level} for day, level in days]


def _discipline(person: Person, keys: dict[str, Any], draw: Random, on: date) -> list[dict[str, Any]]:
    if draw.random() > 0.05:
        return []
    starts = on - timedelta(days=draw.randrange(20, 420))
    if starts <= person.since:
        return []
    level = draw.choice(("ringan", "ringan", "sedang", "berat"))
    ends = starts + timedelta(days={"ringan": 6, "sedang": 6, "berat": 12}[level])
    forfeits = ends + timedelta(days=365) if level == "berat" else None
    entry = {"level": level, "starts_on": starts, "ends_on": min(ends, on), "forfeits_until": forfeits}
    return [{**keys, **entry, "note": "Contoh: pelanggaran tata tertib."}]
