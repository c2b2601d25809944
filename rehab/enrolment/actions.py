"""Writing who takes part: enrolling, waiting list, suspension, end; each with its audit entry."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.enrolment import queries
from rehab.enrolment.labels import reason_sentence
from rehab.enrolment.models import Enrolment, Pause
from rehab.enrolment.states import may_move
from rehab.enrolment.suitability import Candidate, Finding, judge_people
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.clock import local_date
from rehab.plumbing.errors import Refusal, check_version
from rehab.programs.queries import Cohort, cohort
from rehab.programs.states import OPEN_CLASS_STATES
from rehab.wbp.actions import on_departure

# Why a stay ended → why its enrolments end.
DEPARTURES = {"bebas": "bebas", "pindah": "pindah", "meninggal": "lainnya", "melarikan_diri": "lainnya"}


class ClassClosed(Refusal):
    message = _l("Kelas ini sudah selesai atau dibatalkan, jadi tidak menerima peserta baru.")


class OutsideClass(Refusal):
    message = _l("Tanggal mulai harus berada dalam masa kelas. Periksa tanggalnya.")


class ClassFull(Refusal):
    message = _l("Kelas ini penuh. Tunggu sampai ada tempat, atau tambah kapasitas kelas.")


class WrongStep(Refusal):
    status = 409
    message = _l("Keadaan peserta ini sudah berubah. Muat ulang halaman, lalu pilih langkah berikutnya.")


class WrongDay(Refusal):
    message = _l("Tanggal ini tidak mungkin: belum tiba, atau sebelum orang ini ikut. Periksa tanggalnya.")


class TooLateToUndo(Refusal):
    message = _l("Pendaftaran hanya dapat dibatalkan pada hari yang sama. Catat sebagai keluar dengan alasannya.")


@dataclass(frozen=True, slots=True)
class EnrolResult:
    """The answer for one person. `state` is "active", "waiting" or ""; `code` says why not, "" where enrolled."""

    wbp_id: int
    enrolled: bool
    state: str = ""
    code: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why somebody could not be enrolled, in the reader's language; empty where they were."""
        return reason_sentence(self.code, self.facts) if self.code else ""


def enrol_people(
    *, scope: Scope, cohort_id: int, wbp_ids: Iterable[int], starts_on: date, at: datetime, waiting: bool = False
) -> list[EnrolResult]:
    """Enrol people into a class from a date, one answer a person in the order given; one refusal does not spoil the rest.

    Concerns (clash, short sentence, unknown schooling) do not refuse: whoever calls has shown them. Where the class is full
    people are refused, or with `waiting` put on its waiting list. Raises NotFound, ClassClosed, OutsideClass.
    """
    group = cohort(scope, cohort_id, lock=True)
    _check_open(group, starts_on)
    wanted = list(dict.fromkeys(wbp_ids))
    judged = {each.wbp_id: each for each in judge_people(scope, group, wanted, starts_on)}
    left = group.capacity - queries.count_by_cohort(scope, [group.id])[group.id]
    results = []
    for wbp_id in wanted:
        state = "active" if left > 0 else "waiting" if waiting else ""
        result = _enrol_one(group, judged.get(wbp_id), wbp_id, state, starts_on, at)
        left -= result.state == "active"
        results.append(result)
    done = {each.wbp_id: each.state for each in results if each.enrolled}
    refused = {each.wbp_id: each.code for each in results if not each.enrolled}
    concerns = {i: [each.code for each in judged[i].concerns] for i in done if judged[i].concerns}
    _note(scope, "enrolment.enrol", group, at, starts_on=starts_on, enrolled=done, refused=refused, concerns=concerns)
    return results


def _check_open(group: Cohort, starts_on: date) -> None:
    """Refuse a class that takes nobody in, and a first day outside its period."""
    if group.state not in OPEN_CLASS_STATES:
        raise ClassClosed()
    if not group.starts_on <= starts_on < group.ends_on:
        raise OutsideClass()


def _enrol_one(group: Cohort, candidate: Candidate | None, wbp_id: int, state: str, starts_on: date, at: datetime) -> EnrolResult:
    if candidate is None:
        return _refused(wbp_id, Finding("not_found"))
    if candidate.refusals:
        return _refused(wbp_id, candidate.refusals[0])
    if not state:
        return _refused(wbp_id, Finding("full", {"capacity": str(group.capacity)}))
    row = Enrolment(
        facility_id=group.facility_id, cohort_id=group.id, wbp_id=wbp_id, state=state, starts_on=starts_on, created_at=at
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        # Somebody else was first: the database allows one live enrolment of a person in a class.
        return _refused(wbp_id, Finding("already_in"))
    return EnrolResult(wbp_id, enrolled=True, state=state)


def _refused(wbp_id: int, finding: Finding) -> EnrolResult:
    return EnrolResult(wbp_id, enrolled=False, code=finding.code, facts=finding.facts)


def promote_waiting(*, scope: Scope, enrolment_id: int, version: int, on: date, at: datetime) -> Enrolment:
    """Give somebody on the waiting list a place from a date. Raises ClassFull, ClassClosed, OutsideClass, WrongStep."""
    row = _moving(scope, enrolment_id, version, "active", before=("waiting",))
    group = cohort(scope, row.cohort_id, lock=True)
    starts_on = max(on, group.starts_on)
    _check_open(group, starts_on)
    if queries.count_by_cohort(scope, [group.id])[group.id] >= group.capacity:
        raise ClassFull()
    row.state, row.starts_on = "active", starts_on
    _note_one(scope, "enrolment.promote", row, at, starts_on=starts_on)
    return row


def suspend_enrolment(*, scope: Scope, enrolment_id: int, version: int, on: date, reason: str, at: datetime) -> Enrolment:
    """Suspend somebody from a date: sessions until they resume are not expected of them. Raises WrongStep, WrongDay."""
    row = _moving(scope, enrolment_id, version, "suspended", before=("active",))
    _check_day(scope, row, on, at)
    row.state, row.note = "suspended", reason
    db.session.add(Pause(facility_id=row.facility_id, enrolment_id=row.id, starts_on=on, reason=reason))
    _note_one(scope, "enrolment.suspend", row, at, on=on, reason=reason)
    return row


def resume_enrolment(*, scope: Scope, enrolment_id: int, version: int, on: date, at: datetime) -> Enrolment:
    """Take somebody back into class from a date. Raises WrongStep, WrongDay."""
    row = _moving(scope, enrolment_id, version, "active", before=("suspended",))
    _check_day(scope, row, on, at)
    _end_pause(scope, row, on)
    row.state, row.note = "active", ""
    _note_one(scope, "enrolment.resume", row, at, on=on)
    return row


def complete_enrolments(*, scope: Scope, cohort_id: int, enrolment_ids: Iterable[int], last_on: date, at: datetime) -> int:
    """Let people finish a class, `last_on` being their last day; returns how many. Raises WrongStep, WrongDay."""
    rows = [queries.enrolment(scope, each) for each in dict.fromkeys(enrolment_ids)]
    for row in rows:
        if row.cohort_id != cohort_id or not may_move(row.state, "completed"):
            raise WrongStep()
        _end(scope, row, "completed", "selesai", last_on, at)
    return len(rows)


def withdraw_enrolment(
    *, scope: Scope, enrolment_id: int, version: int, last_on: date, reason: str, note: str, at: datetime
) -> Enrolment:
    """Take somebody out of a class, `last_on` being their last day; `reason` a code of END_REASONS.

    Raises WrongStep, WrongDay.
    """
    row = _moving(scope, enrolment_id, version, "withdrawn")
    _end(scope, row, "withdrawn", reason, last_on, at)
    row.note = note
    return row


def undo_enrolment(*, scope: Scope, enrolment_id: int, version: int, at: datetime) -> Enrolment:
    """Take back an enrolment on the day it was made: the person was never in the class. Raises TooLateToUndo, WrongStep."""
    row = _moving(scope, enrolment_id, version, "withdrawn")
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    if local_date(row.created_at, zone) != local_date(at, zone):
        raise TooLateToUndo()
    _end_pause(scope, row, row.starts_on)
    row.state, row.ends_on, row.end_reason, row.note = "withdrawn", row.starts_on, "lainnya", str(_l("Pendaftaran dibatalkan"))
    _note_one(scope, "enrolment.undo", row, at)
    return row


def end_on_departure(*, scope: Scope, wbp_id: int, facility_id: int, on: date, reason: str, at: datetime) -> None:
    """End what somebody takes part in when they leave the facility; `on` is the first day they are not there."""
    for row in queries.live_of_person(scope, wbp_id):
        if row.facility_id == facility_id:
            _close(scope, row, "withdrawn", DEPARTURES.get(reason, "lainnya"), on)
            _note_one(scope, "enrolment.end_on_departure", row, at, on=on, reason=reason)


def _moving(scope: Scope, enrolment_id: int, version: int, after: str, before: tuple[str, ...] = ()) -> Enrolment:
    row = queries.enrolment(scope, enrolment_id)
    check_version(row, version)
    if not may_move(row.state, after) or (before and row.state not in before):
        raise WrongStep()
    return row


def _check_day(scope: Scope, row: Enrolment, on: date, at: datetime) -> None:
    """A day may not lie in the future, nor before the person (or their present pause) began."""
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    pause = queries.open_pause(scope, row.id)
    if on > local_date(at, zone) or on < (pause.starts_on if pause else row.starts_on):
        raise WrongDay()


def _end(scope: Scope, row: Enrolment, state: str, reason: str, last_on: date, at: datetime) -> None:
    if row.state != "waiting":
        _check_day(scope, row, last_on, at)
    _close(scope, row, state, reason, last_on + timedelta(days=1))
    _note_one(scope, f"enrolment.{'complete' if state == 'completed' else 'withdraw'}", row, at, last_on=last_on, reason=reason)


def _close(scope: Scope, row: Enrolment, state: str, reason: str, ends_on: date) -> None:
    """The waiting never belonged to the class, so their period is empty."""
    ends_on = row.starts_on if row.state == "waiting" else max(ends_on, row.starts_on)
    _end_pause(scope, row, ends_on)
    row.state, row.ends_on, row.end_reason = state, ends_on, reason


def _end_pause(scope: Scope, row: Enrolment, on: date) -> None:
    pause = queries.open_pause(scope, row.id)
    if pause is not None:
        pause.ends_on = max(on, pause.starts_on)


def _note(scope: Scope, action: str, group: Cohort, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject="cohort", subject_id=group.id, at=at, facility_id=group.facility_id, details=details
    )


def _note_one(scope: Scope, action: str, row: Enrolment, at: datetime, **details: Any) -> None:
    details = {"cohort_id": row.cohort_id, "wbp_id": row.wbp_id, **details}
    write_entry(
        scope=scope, action=action, subject="enrolment", subject_id=row.id, at=at, facility_id=row.facility_id, details=details
    )


on_departure.append(end_on_departure)
