"""A teacher's sessions as a phone keeps them: names, numbers and marks, and nothing else of a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.attendance import queries as attendance
from rehab.attendance.labels import REASONS
from rehab.attendance.life_queries import finished_at
from rehab.attendance.registers import RegisterRow
from rehab.attendance.rows import split_name, status_choices
from rehab.attendance.states import Standing, closes_at, opens_at
from rehab.facilities.queries import zones_of_facilities
from rehab.portal.disclosure import TEACHER_REASONS, disclosed_row


def classes_of(scope: Scope, sessions: Sequence[Any]) -> dict[str, Any]:
    """Sessions already read within scope with who counts in each, and the answers a teacher may give; three queries."""
    zones = zones_of_facilities(scope, {each.facility_id for each in sessions})
    rosters = attendance.rosters(scope, sessions)
    finished = finished_at(scope, [each.id for each in sessions])
    return {
        "statuses": [
            {"code": each.code, "label": each.label, "present": each.present, "usual": each.usual} for each in status_choices()
        ],
        "reasons": [{"code": code, "label": str(REASONS[code])} for code in TEACHER_REASONS],
        "sessions": [
            _session(each, zones[each.facility_id], rosters.get(each.id, []), finished.get(each.id)) for each in sessions
        ],
    }


def stamp(at: datetime) -> str:
    """An instant as phones read it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _session(session: Any, zone: str, rows: Sequence[RegisterRow], finished: datetime | None) -> dict[str, Any]:
    people = [_person(disclosed_row(row)) for row in rows if row.standing is Standing.COUNTED]
    return {
        "id": session.id, "class": session.cohort.name, "programme": session.cohort.programme.name,
        "room": session.room or session.cohort.room, "on": session.held_on.isoformat(), "zone": zone,
        "starts_at": stamp(session.starts_at), "ends_at": stamp(session.ends_at), "opens_at": stamp(opens_at(session.starts_at)),
        "closes_at": stamp(closes_at(session.ends_at)), "state": session.state,
        "finished_at": stamp(finished) if finished else None,
        "people": sorted(people, key=lambda each: (each["family"].casefold(), each["given"].casefold(), each["id"])),
    }  # fmt: skip


def _person(row: RegisterRow) -> dict[str, Any]:
    given, family = split_name(row.name)
    mark = row.mark and {"id": row.mark.id, "status": row.mark.status, "reason": row.mark.reason, "note": row.mark.note}
    return {"id": row.wbp_id, "family": family.upper(), "given": given, "number": row.register_no, "mark": mark}
