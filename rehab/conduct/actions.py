"""Writing SPPN scores, risk assessments and Register F entries, each with its audit entry."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.conduct.labels import discipline_label, field_label, risk_label
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.conduct.queries import discipline_of, get_discipline, get_risk, risk_of, sppn_grid
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.clock import local_date
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion
from rehab.wbp.queries import get_person


class ScoreChanged(Refusal):
    """Somebody else recorded other scores since the grid was opened; `cells` maps person ids to (score, version) now."""

    status = 409
    message = _l("Sebagian nilai sudah diubah orang lain. Periksa nilai yang ditandai, lalu simpan lagi.")

    def __init__(self, cells: dict[int, tuple[Decimal, int]]) -> None:
        super().__init__()
        self.cells = cells


class FutureMonth(Refusal):
    message = _l("Bulan ini belum tiba. Pilih bulan ini atau bulan sebelumnya.")


class NotYourPeople(Refusal):
    message = _l("Nilai SPPN hanya diisi wali orang itu sendiri.")


class FutureDay(Refusal):
    message = _l("Tanggal ini belum tiba. Isi tanggal hari ini atau sebelumnya.")


class AlreadyAssessed(Refusal):
    message = _l("Asesmen pada tanggal ini sudah tercatat. Ubah catatan itu, atau pilih tanggal lain.")


class AlreadyEntered(Refusal):
    message = _l("Hukuman dengan tingkat dan tanggal mulai ini sudah tercatat. Ubah catatan itu.")


class ReasonMissing(Refusal):
    message = _l("Tulis alasan perubahan ini.")


@dataclass(frozen=True, slots=True)
class Score:
    """A score typed for a person, with the version of the stored one the writer saw (0: there was none)."""

    value: Decimal
    seen_version: int


def record_sppn(*, scope: Scope, wali_id: int, month_on: date, scores: dict[int, Score], at: datetime) -> int:
    """Record the scores (0–100) of one month for a wali's people; returns how many changed. One audit entry for all.

    A score equal to the stored one changes nothing. Raises FutureMonth, NotYourPeople, ScoreChanged; NotFound where
    somebody is not among this wali's people.
    """
    if scope.role is Role.WALI and wali_id != scope.user_id:
        raise NotYourPeople()
    if month_on > _today(scope, scope.facility_id, at):
        raise FutureMonth()
    grid = {row.id: row for row in sppn_grid(scope, wali_id=wali_id, months=[month_on])}
    if not scores.keys() <= grid.keys():
        raise NotFound()
    stored = {wbp_id: grid[wbp_id].scores.get(month_on) for wbp_id in scores}
    changed = {wbp_id: new for wbp_id, new in scores.items() if (old := stored[wbp_id]) is None or old.score != new.value}
    conflicts = {}
    for wbp_id, new in changed.items():
        old = stored[wbp_id]
        if old is not None and old.version != new.seen_version:
            conflicts[wbp_id] = (old.score, old.version)
    if conflicts:
        raise ScoreChanged(conflicts)
    if changed:
        _write_scores(scope, month_on, changed, stored, at)
    return len(changed)


def _write_scores(
    scope: Scope, month_on: date, changed: dict[int, Score], stored: dict[int, SppnMonth | None], at: datetime
) -> None:
    who = {"score_by": scope.user_id, "score_at": at}
    new, old, details = [], [], {}
    for wbp_id, score in changed.items():
        row = stored[wbp_id]
        details[str(wbp_id)] = [None if row is None else row.score, score.value]
        values = {"value": score.value, **who}
        if row is None:
            new.append(values | {"person": wbp_id, "facility": scope.facility_id, "month": month_on})
        else:
            old.append(values | {"row": row.id, "seen": row.version})
    _send_scores(new, old)
    write_entry(
        scope=scope, action="conduct.record_sppn", subject="sppn_month", subject_id=None, at=at, facility_id=scope.facility_id,
        details={"month_on": month_on, "scores": details},
    )  # fmt: skip


def _send_scores(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> None:
    """Two statements however many people; StaleVersion where another transaction was faster."""
    table = SppnMonth.__table__
    who = {"score": bindparam("value"), "recorded_by": bindparam("score_by"), "recorded_at": bindparam("score_at")}
    key = {"wbp_id": bindparam("person"), "facility_id": bindparam("facility"), "month_on": bindparam("month")}
    try:
        if new:
            db.session.execute(insert(table).values(**key, **who, version=1), new)
        if old:
            mine = and_(table.c.id == bindparam("row"), table.c.version == bindparam("seen"))
            changed: Any = db.session.execute(update(table).where(mine).values(**who, version=table.c.version + 1), old)
            if changed.rowcount != len(old):
                raise StaleVersion()
    except IntegrityError as error:
        raise StaleVersion() from error


def record_risk(*, scope: Scope, wbp_id: int, assessed_on: date, level: str, at: datetime) -> RiskAssessment:
    """Record a risk assessment. Raises AlreadyAssessed (one a day), FutureDay."""
    person = get_person(scope, wbp_id)
    _check_day(scope, person.facility_id, assessed_on, at)
    _check_assessed(scope, wbp_id, assessed_on, None)
    row = RiskAssessment(wbp_id=wbp_id, facility_id=person.facility_id, assessed_on=assessed_on, level=level)
    row.recorded_by, row.recorded_at = scope.user_id, at
    db.session.add(row)
    _note(scope, "conduct.record_risk", person, at, {"assessed_on": assessed_on, "level": level})
    return row


def correct_risk(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, assessed_on: date, level: str, reason: str, at: datetime
) -> RiskAssessment:
    """Correct a risk assessment, with a reason. Raises StaleVersion, AlreadyAssessed, FutureDay, ReasonMissing."""
    person, row = get_person(scope, wbp_id), get_risk(scope, wbp_id, row_id)
    _check_day(scope, person.facility_id, assessed_on, at)
    _check_assessed(scope, wbp_id, assessed_on, row_id)
    changes = _apply(row, version, {"assessed_on": assessed_on, "level": level})
    _corrected(scope, "conduct.correct_risk", person, row, changes, reason, at)
    return row


def remove_risk(*, scope: Scope, wbp_id: int, row_id: int, version: int, reason: str, at: datetime) -> None:
    """Remove an assessment recorded by mistake, with a reason. Raises StaleVersion, ReasonMissing."""
    person, row = get_person(scope, wbp_id), get_risk(scope, wbp_id, row_id)
    _apply(row, version, {})
    _removed(scope, "conduct.remove_risk", person, row, ("assessed_on", "level"), reason, at)


def record_discipline(
    *, scope: Scope, wbp_id: int, level: str, starts_on: date, ends_on: date | None, forfeits_until: date | None, note: str,
    at: datetime,
) -> DisciplineEntry:  # fmt: skip
    """Enter a punishment into Register F; `ends_on` is its last day, None while it lasts. Raises AlreadyEntered, FutureDay."""
    person = get_person(scope, wbp_id)
    _check_day(scope, person.facility_id, starts_on, at)
    _check_entered(scope, wbp_id, level, starts_on, None)
    row = DisciplineEntry(
        wbp_id=wbp_id, facility_id=person.facility_id, level=level, starts_on=starts_on, ends_on=ends_on,
        forfeits_until=forfeits_until, note=note, recorded_by=scope.user_id, recorded_at=at,
    )  # fmt: skip
    db.session.add(row)
    details = {"level": level, "starts_on": starts_on, "ends_on": ends_on, "forfeits_until": forfeits_until, "note": note}
    _note(scope, "conduct.record_discipline", person, at, details)
    return row


def correct_discipline(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, reason: str, at: datetime, level: str, starts_on: date,
    ends_on: date | None, forfeits_until: date | None, note: str,
) -> DisciplineEntry:  # fmt: skip
    """Correct a Register F entry, with a reason. Raises StaleVersion, AlreadyEntered, FutureDay, ReasonMissing."""
    person, row = get_person(scope, wbp_id), get_discipline(scope, wbp_id, row_id)
    _check_day(scope, person.facility_id, starts_on, at)
    _check_entered(scope, wbp_id, level, starts_on, row_id)
    fields = {"level": level, "starts_on": starts_on, "ends_on": ends_on, "forfeits_until": forfeits_until, "note": note}
    changes = _apply(row, version, fields)
    _corrected(scope, "conduct.correct_discipline", person, row, changes, reason, at)
    return row


def remove_discipline(*, scope: Scope, wbp_id: int, row_id: int, version: int, reason: str, at: datetime) -> None:
    """Remove an entry made by mistake, with a reason. Raises StaleVersion, ReasonMissing."""
    person, row = get_person(scope, wbp_id), get_discipline(scope, wbp_id, row_id)
    _apply(row, version, {})
    columns = ("level", "starts_on", "ends_on", "forfeits_until", "note")
    _removed(scope, "conduct.remove_discipline", person, row, columns, reason, at)


def _today(scope: Scope, facility_id: int, at: datetime) -> date:
    return local_date(at, zones_of_facilities(scope, {facility_id})[facility_id])


def _check_day(scope: Scope, facility_id: int, on: date, at: datetime) -> None:
    if on > _today(scope, facility_id, at):
        raise FutureDay()


def _check_assessed(scope: Scope, wbp_id: int, assessed_on: date, own_id: int | None) -> None:
    if any(row.assessed_on == assessed_on and row.id != own_id for row in risk_of(scope, wbp_id)):
        raise AlreadyAssessed()


def _check_entered(scope: Scope, wbp_id: int, level: str, starts_on: date, own_id: int | None) -> None:
    same = [row.id for row in discipline_of(scope, wbp_id) if (row.level, row.starts_on) == (level, starts_on)]
    if any(row_id != own_id for row_id in same):
        raise AlreadyEntered()


def _apply(row: Any, version: int, fields: dict[str, Any]) -> dict[str, list[Any]]:
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    if row.version != version:
        sides = [{str(field_label(name)): _words(values[side]) for name, values in changes.items()} for side in (0, 1)]
        raise StaleVersion(theirs=sides[0], yours=sides[1])
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    return changes


def _words(value: Any) -> Any:
    return risk_label(value) if value in ("rendah", "tinggi") else discipline_label(value) if isinstance(value, str) else value


def _corrected(
    scope: Scope, action: str, person: Any, row: Any, changes: dict[str, list[Any]], reason: str, at: datetime
) -> None:
    if not changes:
        return
    _check_reason(reason)
    row.recorded_by, row.recorded_at = scope.user_id, at
    _note(scope, action, person, at, {"id": row.id, "changes": changes, "reason": reason})


def _removed(scope: Scope, action: str, person: Any, row: Any, columns: tuple[str, ...], reason: str, at: datetime) -> None:
    _check_reason(reason)
    _note(scope, action, person, at, {"removed": {name: getattr(row, name) for name in columns}, "reason": reason})
    db.session.delete(row)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def _note(scope: Scope, action: str, person: Any, at: datetime, details: dict[str, Any]) -> None:
    write_entry(
        scope=scope, action=action, subject="wbp", subject_id=person.id, at=at, facility_id=person.facility_id, details=details
    )
