"""Writing programmes, teachers and classes; each with its audit entry. Sessions stand in session_actions."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.partners import queries as partners
from rehab.plumbing.clock import local_date
from rehab.plumbing.errors import NotFound, Refusal, check_version
from rehab.programs import queries
from rehab.programs.models import Cohort, Instructor, Programme
from rehab.programs.session_actions import drop_future_sessions, mark_session_held, renew_future_sessions
from rehab.programs.states import class_may_move

__all__ = ["mark_session_held"]


class NameTaken(Refusal):
    message = _l("Nama ini sudah dipakai. Pilih nama lain.")


class WrongAgreement(Refusal):
    message = _l("Perjanjian ini bukan dengan mitra yang dipilih. Pilih perjanjian mitra itu.")


class WrongPeriod(Refusal):
    message = _l("Hari terakhir tidak boleh sebelum hari pertama. Periksa kedua tanggal.")


class AccountTaken(Refusal):
    message = _l("Akun ini sudah dipakai pengajar lain di UPT ini. Pilih akun lain.")


class WrongAccount(Refusal):
    message = _l("Akun ini bukan akun guru dari mitra yang dipilih. Pilih akun guru mitra itu.")


class WrongStep(Refusal):
    status = 409
    message = _l("Keadaan kelas ini sudah berubah. Muat ulang halaman, lalu pilih langkah berikutnya.")


@dataclass(frozen=True)
class ProgrammeDetails:
    """What is offered; `least_education` a code of schooling, `sex` L or P, null asks for none."""

    name: str
    kind: str
    agency_id: int | None = None
    agreement_id: int | None = None
    description: str = ""
    least_education: str | None = None
    sex: str | None = None
    active: bool = True


@dataclass(frozen=True)
class InstructorDetails:
    """A teacher; with `user_id`, the account that records attendance through the partners' door."""

    name: str
    agency_id: int | None = None
    user_id: int | None = None
    active: bool = True


@dataclass(frozen=True)
class ClassDetails:
    """A class: places, period (ends_on is the first day after it), room and teacher."""

    name: str
    capacity: int
    starts_on: date
    ends_on: date
    room: str = ""
    target_completions: int = 0
    instructor_id: int | None = None


def add_programme(*, scope: Scope, facility_id: int, details: ProgrammeDetails, at: datetime) -> Programme:
    """Offer a programme in a facility. Raises NameTaken, WrongAgreement, NotFound."""
    if not scope.covers(facility_id):
        raise NotFound()
    _check_partner(scope, facility_id, details)
    row = Programme(facility_id=facility_id, created_at=at, **asdict(details))
    _add(row, NameTaken)
    _note(scope, "programs.add_programme", "programme", row, at, after=asdict(details))
    return row


def change_programme(*, scope: Scope, programme_id: int, version: int, details: ProgrammeDetails, at: datetime) -> Programme:
    """Change a programme. Raises NameTaken, WrongAgreement, StaleVersion, NotFound."""
    row = queries.programme(scope, programme_id)
    check_version(row, version)
    _check_partner(scope, row.facility_id, details)
    before = _put(row, asdict(details), NameTaken)
    _note(scope, "programs.change_programme", "programme", row, at, before=before, after=_only(details, before))
    return row


def _check_partner(scope: Scope, facility_id: int, details: ProgrammeDetails) -> None:
    if details.agency_id is not None:
        partners.agency(scope, details.agency_id)
    if details.agreement_id is not None:
        agreement = partners.agreement(scope, details.agreement_id)
        if agreement.agency_id != details.agency_id or agreement.facility_id != facility_id:
            raise WrongAgreement()


def add_instructor(*, scope: Scope, facility_id: int, details: InstructorDetails, at: datetime) -> Instructor:
    """Write down a teacher of a facility. Raises AccountTaken, WrongAccount, NotFound."""
    if not scope.covers(facility_id):
        raise NotFound()
    _check_account(scope, details)
    row = Instructor(facility_id=facility_id, **asdict(details))
    _add(row, AccountTaken)
    _note(scope, "programs.add_instructor", "instructor", row, at, after=asdict(details))
    return row


def change_instructor(*, scope: Scope, instructor_id: int, version: int, details: InstructorDetails, at: datetime) -> Instructor:
    """Change a teacher; one no longer active reaches no class any more.

    Raises AccountTaken, WrongAccount, StaleVersion, NotFound.
    """
    row = queries.instructor(scope, instructor_id)
    check_version(row, version)
    if details.user_id != row.user_id:
        _check_account(scope, details)
    before = _put(row, asdict(details), AccountTaken)
    _note(scope, "programs.change_instructor", "instructor", row, at, before=before, after=_only(details, before))
    return row


def _check_account(scope: Scope, details: InstructorDetails) -> None:
    """Only a teacher's account may be given, one of the teacher's own agency where that is known."""
    if details.agency_id is not None:
        partners.agency(scope, details.agency_id)
    if details.user_id is not None:
        accounts = partners.list_teachers(scope, details.agency_id)
        if details.user_id not in {account.id for account in accounts}:
            raise WrongAccount()


def add_class(*, scope: Scope, programme_id: int, details: ClassDetails, at: datetime) -> Cohort:
    """Open a class of a programme: running where its first day has come, else planned.

    Raises NameTaken, WrongPeriod, NotFound.
    """
    course = queries.programme(scope, programme_id)
    _check_class(scope, course.facility_id, details)
    zone = zones_of_facilities(scope, {course.facility_id})[course.facility_id]
    state = "running" if details.starts_on <= local_date(at, zone) else "planned"
    row = Cohort(facility_id=course.facility_id, programme_id=course.id, state=state, created_at=at, **asdict(details))
    _add(row, NameTaken)
    _note(scope, "programs.add_class", "cohort", row, at, after=asdict(details), state=state)
    return row


def change_class(*, scope: Scope, cohort_id: int, version: int, details: ClassDetails, at: datetime) -> Cohort:
    """Change a class; planned sessions still to come follow its new period, room and teacher.

    Raises NameTaken, WrongPeriod, StaleVersion, NotFound.
    """
    row = queries.cohort(scope, cohort_id, lock=True)
    check_version(row, version)
    _check_class(scope, row.facility_id, details)
    before = _put(row, asdict(details), NameTaken)
    renewed = renew_future_sessions(scope=scope, cohort=row, at=at)
    _note(scope, "programs.change_class", "cohort", row, at, before=before, after=_only(details, before), sessions=renewed)
    return row


def _check_class(scope: Scope, facility_id: int, details: ClassDetails) -> None:
    if details.ends_on <= details.starts_on:
        raise WrongPeriod()
    if details.instructor_id is not None:
        teacher = queries.instructor(scope, details.instructor_id)
        if teacher.facility_id != facility_id:
            raise NotFound()


def move_class(*, scope: Scope, cohort_id: int, version: int, state: str, at: datetime) -> Cohort:
    """Start, finish, cancel or reopen a class; sessions still to come go with it. Raises WrongStep, StaleVersion, NotFound."""
    row = queries.cohort(scope, cohort_id, lock=True)
    check_version(row, version)
    before = row.state
    if not class_may_move(before, state):
        raise WrongStep()
    row.state = state
    db.session.flush()
    if state in ("finished", "cancelled"):
        drop_future_sessions(scope=scope, cohort=row, at=at)
    else:
        renew_future_sessions(scope=scope, cohort=row, at=at)
    _note(scope, "programs.move_class", "cohort", row, at, before=before, after=state)
    return row


def _add(row: Any, taken: type[Refusal]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise taken() from error


def _put(row: Any, values: dict[str, Any], taken: type[Refusal]) -> dict[str, Any]:
    """Write values on a row; returns what stood there before, of those that change."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    try:
        with db.session.begin_nested():
            for name in before:
                setattr(row, name, values[name])
            db.session.flush()
    except IntegrityError as error:
        raise taken() from error
    return before


def _only(details: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(details, name) for name in names}


def _note(scope: Scope, action: str, subject: str, row: Any, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject=subject, subject_id=row.id, at=at, facility_id=row.facility_id, details=details
    )
