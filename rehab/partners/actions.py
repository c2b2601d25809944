"""Writing agencies, their accounts, agreements and action plans."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import Scope
from rehab.accounts import actions as accounts
from rehab.accounts.passwords import NewPassword
from rehab.accounts.reach import lies_within
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.partners import queries
from rehab.partners.labels import field_label, shown
from rehab.partners.models import Agency, AgencyMember, Agreement, PlanItem
from rehab.partners.states import AGREEMENT_MOVES, PLAN_MOVES, Moves
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion, check_version


class CodeTaken(Refusal):
    message = _l("Kode ini sudah dipakai mitra lain. Pilih kode lain.")


class NumberTaken(Refusal):
    message = _l("Nomor ini sudah dipakai perjanjian lain di UPT ini. Periksa nomornya.")


class WrongPeriod(Refusal):
    message = _l("Hari terakhir tidak boleh sebelum hari pertama. Periksa kedua tanggal.")


class NotAPartnerRole(Refusal):
    message = _l("Akun mitra berperan guru mitra atau Dinas mitra. Pilih salah satu.")


class WrongStep(Refusal):
    status = 409
    message = _l("Keadaan ini sudah berubah. Muat ulang halaman, lalu pilih langkah berikutnya.")


@dataclass(frozen=True)
class AgencyDetails:
    """What is written down about an agency."""

    name: str
    regency: str = ""
    province: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class AgreementDetails:
    """What an agreement's paper says; ends_on is the first day it no longer holds, None where it has no end."""

    number: str
    title: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class PlanDetails:
    """One line of an action plan; budget and spent in rupiah."""

    title: str
    unit: str
    target: int
    achieved: int
    budget: Decimal
    spent: Decimal
    due_on: date | None


def add_agency(*, scope: Scope, code: str, details: AgencyDetails, at: datetime) -> Agency:
    """Write down a partner. Raises CodeTaken."""
    row = Agency(code=code, created_at=at, **asdict(details))
    _add(row, CodeTaken)
    _note(scope, "partners.add_agency", "agency", row.id, at, code=code, after=asdict(details))
    return row


def change_agency(*, scope: Scope, agency_id: int, version: int, details: AgencyDetails, at: datetime) -> Agency:
    """Change what is written about a partner. Raises NotFound, StaleVersion."""
    row = queries.agency(scope, agency_id)
    _check_version(row, version, details)
    before = _put(row, details)
    _note(scope, "partners.change_agency", "agency", row.id, at, before=before, after=asdict(details))
    return row


def add_member(
    *, scope: Scope, agency_code: str, username: str, name: str, role: Role, password: NewPassword, at: datetime
) -> queries.User:
    """Give somebody of an agency an account.

    Raises NotFound (no such agency), NotAPartnerRole, ReachesFurther, and what accounts.actions.create_user raises.
    """
    if role not in PARTNER_ROLES:
        raise NotAPartnerRole()
    row = queries.agency_by_code(scope, agency_code)
    if not lies_within(scope, Scope(user_id=None, name=name, role=role, facility_ids=frozenset(), agency_id=row.id)):
        raise accounts.ReachesFurther()
    user = accounts.create_user(scope=scope, username=username, name=name, role=role, facility_id=None, password=password, at=at)
    db.session.add(AgencyMember(user_id=user.id, agency_id=row.id))
    db.session.flush()
    _note(scope, "partners.add_member", "agency", row.id, at, user_id=user.id, username=user.username, role=role.value)
    return user


def reset_member(*, scope: Scope, agency_id: int, user_id: int, password: NewPassword, at: datetime) -> queries.User:
    """Give an agency's account a new one-time password and end its sessions. Raises NotFound."""
    row = queries.member(scope, agency_id, user_id)
    user = accounts.reset_password(scope=scope, user_id=row.id, password=password, at=at)
    _note(scope, "partners.reset_member", "agency", agency_id, at, user_id=user_id)
    return user


def set_member_active(*, scope: Scope, agency_id: int, user_id: int, active: bool, at: datetime) -> queries.User:
    """Disable an agency's account (its sessions end at once) or enable it again. Raises NotFound."""
    row = queries.member(scope, agency_id, user_id)
    user = accounts.set_active(scope=scope, user_id=row.id, active=active, at=at)
    action = "partners.enable_member" if active else "partners.disable_member"
    _note(scope, action, "agency", agency_id, at, user_id=user_id)
    return user


def draft_agreement(*, scope: Scope, facility_id: int, agency_id: int, details: AgreementDetails, at: datetime) -> Agreement:
    """Write down an agreement as a draft. Raises NotFound, NumberTaken, WrongPeriod."""
    if not scope.covers(facility_id):
        raise NotFound()
    partner = queries.agency(scope, agency_id)
    _check_agreement(facility_id, None, details)
    row = Agreement(facility_id=facility_id, agency_id=partner.id, state="draft", created_at=at, **asdict(details))
    _add(row, NumberTaken)
    _note(scope, "partners.draft_agreement", "agreement", row.id, at, facility_id, agency=partner.code, after=asdict(details))
    return row


def change_agreement(*, scope: Scope, agreement_id: int, version: int, details: AgreementDetails, at: datetime) -> Agreement:
    """Change what an agreement says. Raises NotFound, StaleVersion, NumberTaken, WrongPeriod."""
    row = queries.agreement(scope, agreement_id)
    _check_version(row, version, details)
    _check_agreement(row.facility_id, row.id, details)
    before = _put(row, details)
    _note(scope, "partners.change_agreement", "agreement", row.id, at, row.facility_id, before=before, after=asdict(details))
    return row


def move_agreement(*, scope: Scope, agreement_id: int, version: int, state: str, at: datetime) -> Agreement:
    """Take an agreement to its next state. Raises NotFound, StaleVersion, WrongStep."""
    row = queries.agreement(scope, agreement_id)
    check_version(row, version)
    before = row.state
    _check_step(scope, AGREEMENT_MOVES, before, state)
    row.state = state
    db.session.flush()
    _note(scope, "partners.move_agreement", "agreement", row.id, at, row.facility_id, before=before, after=state)
    return row


def add_plan_item(*, scope: Scope, agreement_id: int, details: PlanDetails, at: datetime) -> PlanItem:
    """Add a line to an agreement's action plan. Raises NotFound."""
    parent = queries.agreement(scope, agreement_id)
    row = PlanItem(facility_id=parent.facility_id, agreement_id=parent.id, state="planned", **asdict(details))
    db.session.add(row)
    db.session.flush()
    _note(scope, "partners.add_plan_item", "plan_item", row.id, at, row.facility_id, after=asdict(details))
    return row


def change_plan_item(
    *, scope: Scope, agreement_id: int, item_id: int, version: int, details: PlanDetails, state: str, at: datetime
) -> PlanItem:
    """Change a line and its state. Raises NotFound, StaleVersion, WrongStep."""
    row = queries.plan_item(scope, agreement_id, item_id)
    _check_version(row, version, details)
    before_state = row.state
    if state != before_state:
        _check_step(scope, PLAN_MOVES, before_state, state)
    before = _put(row, details) | {"state": before_state}
    row.state = state
    db.session.flush()
    after = asdict(details) | {"state": state}
    _note(scope, "partners.change_plan_item", "plan_item", row.id, at, row.facility_id, before=before, after=after)
    return row


def _add(row: Any, taken: type[Refusal]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise taken() from error


def _check_agreement(facility_id: int, agreement_id: int | None, details: AgreementDetails) -> None:
    if details.ends_on is not None and details.ends_on <= details.starts_on:
        raise WrongPeriod()
    taken = db.session.query(Agreement.id).filter_by(facility_id=facility_id, number=details.number).first()
    if taken is not None and taken.id != agreement_id:
        raise NumberTaken()


def _check_step(scope: Scope, moves: Moves, before: str, after: str) -> None:
    permission = moves.get((before, after))
    if permission is None or not scope.can(permission):
        raise WrongStep()


def _check_version(row: Any, version: int, details: Any) -> None:
    if row.version == version:
        return
    differ = {name: value for name, value in asdict(details).items() if getattr(row, name) != value}
    raise StaleVersion(
        theirs={str(field_label(name)): shown(name, getattr(row, name)) for name in differ},
        yours={str(field_label(name)): shown(name, value) for name, value in differ.items()},
    )


def _put(row: Any, details: Any) -> dict[str, Any]:
    """Write the details into a row; returns what stood there."""
    wanted = asdict(details)
    before = {name: getattr(row, name) for name in wanted}
    for name, value in wanted.items():
        setattr(row, name, value)
    db.session.flush()
    return before


def _note(
    scope: Scope, action: str, subject: str, subject_id: int, at: datetime, facility_id: int | None = None, **details: Any
) -> None:
    write_entry(
        scope=scope, action=action, subject=subject, subject_id=subject_id, at=at, facility_id=facility_id, details=details
    )
