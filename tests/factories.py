"""Rows for tests, one function a thing; they write through the rooms' tables and commit through saving."""

import itertools
import secrets
from datetime import UTC, date, datetime, time
from typing import Any

from flask_security.utils import hash_password

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.facilities.models import Facility, Holiday
from rehab.partners.models import Agency, AgencyMember, Agreement
from rehab.plumbing import clock
from rehab.programs.models import Cohort, Instructor, Programme, Session
from rehab.wbp.models import Detention, Paper, Placement, Sentence, Wbp

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
_counter = itertools.count(1)


def add(row: Any) -> Any:
    """Add a row and give it its id. Call inside `with saving():`."""
    db.session.add(row)
    db.session.flush()
    return row


def facility(code: str = "RUTAN-01", **values: Any) -> Facility:
    return add(Facility(**{"code": code, "name": f"Rutan {code}", "kind": "rutan", "zone": "WITA", "created_at": NOW} | values))


def user(username: str, role: Role, facility_id: int | None = None, **values: Any) -> User:
    """A user whose password is `sandi-contoh-42`; those who decide have a second factor."""
    decides = {"tf_primary_method": "authenticator"} if role in (Role.ADMIN, Role.TPP, Role.KEPALA) else {}
    defaults = {
        "username": username, "name": username.title(), "role": role.value, "facility_id": facility_id, "created_at": NOW,
        "password": hash_password("sandi-contoh-42"), "fs_uniquifier": secrets.token_hex(16),
    }  # fmt: skip
    return add(User(**defaults | decides | values))


def scope_for(row: User, agency_id: int | None = None) -> Scope:
    """The scope a user has."""
    ids = frozenset({row.facility_id}) if row.facility_id else frozenset()
    return Scope(user_id=row.id, name=row.name, role=Role(row.role), facility_ids=ids, agency_id=agency_id)


def holiday(code: str, held_on: date, state: str = "ditetapkan") -> Holiday:
    return add(Holiday(code=code, held_on=held_on, state=state))


def agency(code: str = "DISDIK", **values: Any) -> Agency:
    return add(Agency(**{"code": code, "name": f"Dinas {code}", "created_at": NOW} | values))


def member(user_row: User, agency_row: Agency) -> AgencyMember:
    return add(AgencyMember(user_id=user_row.id, agency_id=agency_row.id))


def agreement(facility_id: int, agency_id: int, **values: Any) -> Agreement:
    defaults = {
        "number": f"PKS/{next(_counter)}/2026", "title": "Kerja sama pendidikan", "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 1, 1), "state": "active", "created_at": NOW,
    }  # fmt: skip
    return add(Agreement(facility_id=facility_id, agency_id=agency_id, **defaults | values))


def wbp(facility_id: int, name: str = "Budi Contoh", **values: Any) -> Wbp:
    """A person with an open placement, a two-year final sentence since 1 Jan 2025 and one detention."""
    number = values.pop("register_no", f"B.I {next(_counter)}/2026")
    sentence = values.pop("sentence", {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": date(2025, 6, 1)})
    since = values.pop("since", date(2025, 1, 1))
    defaults = {
        "register_no": number, "name": name, "sex": "L", "birth_on": date(1990, 5, 5), "religion": "islam",
        "status": "narapidana", "offence": "umum", "subsidiary_days": 0, "serving_subsidiary": False,
        "pre_release_leave": False, "parole_revoked": False, "escaped": False, "created_at": NOW,
    }  # fmt: skip
    person = add(Wbp(facility_id=facility_id, **defaults | values))
    add(Placement(facility_id=facility_id, wbp_id=person.id, register_no=number, block="A", cell="1", starts_on=since))
    if sentence:
        add(Sentence(wbp_id=person.id, facility_id=facility_id, **sentence))
    if since:
        add(Detention(wbp_id=person.id, facility_id=facility_id, starts_on=since))
    return person


def papers(person: Wbp, codes: tuple[str, ...], state: str = "verified") -> None:
    for code in codes:
        add(Paper(wbp_id=person.id, facility_id=person.facility_id, code=code, state=state))


def programme(facility_id: int, name: str = "Kejar Paket B", **values: Any) -> Programme:
    return add(Programme(facility_id=facility_id, name=name, **{"kind": "paket_b", "created_at": NOW} | values))


def instructor(facility_id: int, name: str = "Ibu Guru", **values: Any) -> Instructor:
    return add(Instructor(facility_id=facility_id, name=name, **values))


def cohort(programme_row: Programme, name: str = "Kelas 2026", **values: Any) -> Cohort:
    defaults = {
        "capacity": 30, "starts_on": date(2026, 1, 5), "ends_on": date(2027, 1, 5), "state": "running", "room": "Aula",
        "created_at": NOW,
    }  # fmt: skip
    row = Cohort(facility_id=programme_row.facility_id, programme_id=programme_row.id, name=name, **defaults | values)
    return add(row)


def session(cohort_row: Cohort, held_on: date = date(2026, 11, 20), hour: int = 9, zone: str = "WITA", **values: Any) -> Session:
    starts = clock.instant(held_on, hour, 0, zone)
    defaults = {
        "instructor_id": cohort_row.instructor_id, "starts_time": time(hour), "ends_time": time(hour + 2), "starts_at": starts,
        "ends_at": clock.instant(held_on, hour + 2, 0, zone), "state": "planned", "room": cohort_row.room,
    }  # fmt: skip
    row = Session(facility_id=cohort_row.facility_id, cohort_id=cohort_row.id, held_on=held_on, **defaults | values)
    return add(row)


def enrolment(cohort_row: Cohort, person: Wbp, **values: Any) -> Enrolment:
    defaults = {"state": "active", "starts_on": cohort_row.starts_on, "created_at": NOW}
    return add(Enrolment(facility_id=cohort_row.facility_id, cohort_id=cohort_row.id, wbp_id=person.id, **defaults | values))
