"""A big invented prison as plain rows, for measuring: everybody with a year of records, four in ten in class."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from rehab.attendance.models import MARKS, Mark
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.enrolment.models import Enrolment
from rehab.plumbing import clock
from rehab.programs.models import Cohort, Programme, Session
from rehab.wbp.models import PAPER_CODES, Detention, Paper, Placement, RemissionReceived, Sentence, Wbp

Rows = list[dict[str, Any]]
CLASS_SIZE = 30
SESSIONS = 60


def crowd(facility_id: int, people: int, *, on: date, at: datetime) -> Iterator[tuple[Any, Rows]]:
    """Table after table with its rows, ids from 1, for a prison of so many people before a day."""
    ids = range(1, people + 1)
    here = {"facility_id": facility_id}
    yield Wbp, [_person(each, at) | here for each in ids]
    yield Placement, [here | {"wbp_id": each, "register_no": f"B.I {each}", "block": "ABCDEF"[each % 6]} for each in ids]
    yield Sentence, [here | _sentence(each, on) for each in ids]
    yield Detention, [here | {"wbp_id": each, "starts_on": on - timedelta(100 + each % 1200)} for each in ids]
    yield Paper, [here | {"wbp_id": each, "code": code, "state": "verified"} for each in ids for code in PAPER_CODES]
    months = [(on.replace(day=1) - timedelta(31 * back)).replace(day=1) for back in range(1, 13)]
    scores = [{"wbp_id": each, "month_on": month, "score": 60 + each % 40} for each in ids for month in sorted(set(months))]
    yield SppnMonth, [here | row | {"recorded_at": at} for row in scores]
    risks = [(each, on - timedelta(back), level) for each in ids for back, level in ((200, "sedang"), (30, "rendah"))]
    yield RiskAssessment, [here | {"wbp_id": a, "assessed_on": b, "level": c, "recorded_at": at} for a, b, c in risks]
    entry = {"level": "sedang", "starts_on": on - timedelta(90), "ends_on": on - timedelta(80), "recorded_at": at}
    yield DisciplineEntry, [here | entry | {"wbp_id": each} for each in ids if each % 25 == 0]
    grants = [(each, kind, on - timedelta(365 * back)) for each in ids if each % 3 for back in (1, 2) for kind in ("RU", "RK")]
    yield RemissionReceived, [here | {"wbp_id": a, "kind": b, "granted_on": c, "days": 30} for a, b, c in grants]
    yield from _classes(here, list(ids)[: people * 2 // 5], on, at)


def _person(each: int, at: datetime) -> dict[str, Any]:
    return {
        "register_no": f"B.I {each}", "name": f"Orang {each:05}", "sex": "L", "birth_on": date(1990, 1, 1), "religion": "islam",
        "status": "narapidana", "offence": "umum", "subsidiary_days": 0, "serving_subsidiary": False, "created_at": at,
        "pre_release_leave": False, "parole_revoked": False, "escaped": False,
    }  # fmt: skip


def _sentence(each: int, on: date) -> dict[str, Any]:
    return {"wbp_id": each, "kind": "penjara", "years": 5, "months": each % 12, "days": 0, "final_on": on - timedelta(90)}


def _classes(here: dict[str, Any], ids: list[int], on: date, at: datetime) -> Iterator[tuple[Any, Rows]]:
    groups = [ids[start : start + CLASS_SIZE] for start in range(0, len(ids), CLASS_SIZE)]
    numbered = list(enumerate(groups, 1))
    begun = on - timedelta(400)
    yield Programme, [here | {"name": f"Kelas {number}", "kind": "paket_b", "created_at": at} for number, _ in numbered]
    cohort = {"capacity": CLASS_SIZE, "starts_on": begun, "ends_on": on + timedelta(200), "state": "running", "created_at": at}
    yield Cohort, [here | cohort | {"programme_id": number, "name": "A"} for number, _ in numbered]
    days = [on - timedelta(3 * back) for back in range(1, SESSIONS + 1)]
    sessions = [(number, day) for number, _ in numbered for day in days]
    hours = {"starts_time": time(9), "ends_time": time(11), "state": "held"}
    yield Session, [
        here | hours | {
            "cohort_id": number, "held_on": day, "starts_at": clock.instant(day, 9, 0, "WIB"),
            "ends_at": clock.instant(day, 11, 0, "WIB"),
        }
        for number, day in sessions
    ]  # fmt: skip
    member = {"state": "active", "starts_on": begun, "created_at": clock.instant(begun, 9, 0, "WIB")}
    yield Enrolment, [here | member | {"cohort_id": number, "wbp_id": each} for number, group in numbered for each in group]
    codes = list(MARKS)
    yield Mark, [
        here | {
            "session_id": place, "wbp_id": each, "held_on": day, "status": (code := codes[(place + each) % 4]),
            "present": MARKS[code][0], "excused": MARKS[code][1], "source": "officer", "marked_at": at,
        }
        for place, (number, day) in enumerate(sessions, 1)
        for each in groups[number - 1]
        if (place + each) % 50
    ]  # fmt: skip
