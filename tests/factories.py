"""Rows for tests, one function a thing; they write through the rooms' tables and commit through saving."""

import itertools
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
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
from rehab.proposals.models import STATES, Candidate, CandidateMove, Decree, Deed, Hearing
from rehab.remisi.models import Round, RoundVerdict
from rehab.wbp.models import Detention, Paper, Placement, RemissionReceived, Sentence, Wbp

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


@dataclass(frozen=True)
class Path:
    """Who brings somebody along the path of a proposal: five people, the wali among none of the others."""

    wali: User
    preparer: User
    verifier: User
    tpp: User
    head: User


def path_people(facility_id: int) -> Path:
    """Five officers of a facility, named after what they do, with the number of the facility behind it."""
    roles = {"wali": Role.WALI, "preparer": Role.PEMBINAAN, "verifier": Role.REGISTRASI, "tpp": Role.TPP, "head": Role.KEPALA}
    return Path(**{name: user(f"{name}.{facility_id}", role, facility_id) for name, role in roles.items()})


def deed(round_row: Round, by: User, act: str = "prepare", **values: Any) -> Deed:
    defaults = {
        "at": NOW,
        "batch_hash": secrets.token_hex(32),
        "people": 1,
        "step_up": "totp" if by.has_second_factor else "password",
    }
    return add(Deed(facility_id=round_row.facility_id, round_id=round_row.id, act=act, by_id=by.id, **defaults | values))


def hearing(round_row: Round, by: User, **values: Any) -> Hearing:
    """A session of the TPP a week before the day, with a chair and one member."""
    defaults = {
        "number": f"TPP-{next(_counter)}/2026", "held_on": round_row.held_on - timedelta(7), "place": "Aula",
        "members": [
            {"name": "Ketua Contoh", "office": "Ketua", "present": True},
            {"name": "Anggota Contoh", "office": "Anggota", "present": False},
        ],
        "minutes": "Semua calon dibahas satu per satu.", "recorded_by": by.id, "recorded_at": NOW,
    }  # fmt: skip
    return add(Hearing(facility_id=round_row.facility_id, round_id=round_row.id, **defaults | values))


def decree(round_row: Round, by: User, **values: Any) -> Decree:
    defaults = {
        "number": f"PAS-{next(_counter)}.PK.05.04/2026", "dated_on": round_row.held_on - timedelta(2), "recorded_by": by.id,
        "recorded_at": NOW,
    }  # fmt: skip
    return add(Decree(facility_id=round_row.facility_id, round_id=round_row.id, **defaults | values))


def candidate(round_row: Round, person: Wbp, state: str = "open", path: Path | None = None, **values: Any) -> Candidate:
    """Somebody on the path of a kept round, brought step by step to a state, each step with its deed and its move.

    `path` is needed beyond "open". `values` lay the last word over what a plain path says: proposal, recommendation,
    decision, their reasons, granted_days, withdrawn. One who is left out has a reason by itself and goes no further than
    "decided". A hearing, a decree and the remission received are made where none is given.
    """
    row = add(Candidate(facility_id=round_row.facility_id, round_id=round_row.id, wbp_id=person.id))
    for before, after in pairwise(STATES[: STATES.index(state) + 1]):
        assert path is not None
        made, says = _step(round_row, person, row, after, path, values)
        for name, value in says.items():
            setattr(row, name, value)
        row.state = after
        db.session.flush()
        said = says.get("proposal") or says.get("recommendation") or says.get("decision") or ""
        add(
            CandidateMove(
                facility_id=row.facility_id, candidate_id=row.id, deed_id=made.id, before=before, after=after, said=said
            )
        )
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    return row


def _step(
    round_row: Round, person: Wbp, row: Candidate, after: str, path: Path, values: dict[str, Any]
) -> tuple[Deed, dict[str, Any]]:
    """The deed that brings somebody to a state, and what it writes."""
    if after == "prepared":
        made, proposal = deed(round_row, path.preparer, "prepare"), values.get("proposal", "propose")
        _freeze(round_row, person)
        reason = values.get("reason", "" if proposal == "propose" else "rule")
        says = {"proposal": proposal, "reason": reason, "wali_id": values.get("wali_id", path.wali.id)}
        return made, says | {"prepared_by": path.preparer.id, "prepared_deed_id": made.id}
    if after == "verified":
        made = deed(round_row, path.verifier, "verify")
        return made, {"verified_by": path.verifier.id, "verified_deed_id": made.id}
    if after == "recommended":
        made, said = deed(round_row, path.tpp, "recommend"), values.get("recommendation", row.proposal)
        reason = values.get("recommendation_reason", "" if said == row.proposal else "Dibahas di sidang.")
        held = values.get("hearing_id") or hearing(round_row, path.tpp).id
        says = {"recommendation": said, "recommendation_reason": reason, "hearing_id": held}
        return made, says | {"recommended_by": path.tpp.id, "recommended_deed_id": made.id}
    if after == "decided":
        made, said = deed(round_row, path.head, "decide"), values.get("decision", row.recommendation)
        reason = values.get("decision_reason", "" if said == "propose" else "rule")
        return made, {"decision": said, "decision_reason": reason, "decided_by": path.head.id, "decided_deed_id": made.id}
    act = {"sent": "send", "granted": "grant", "handed_over": "hand_over", "entered": "enter"}[after]
    made = deed(round_row, path.verifier, act)
    return made, _outcome(round_row, person, row, after, path, values)


def _outcome(round_row: Round, person: Wbp, row: Candidate, after: str, path: Path, values: dict[str, Any]) -> dict[str, Any]:
    """What the ministry's answer and the handing over write."""
    if after == "granted":
        number = values.get("decree_id") or decree(round_row, path.verifier).id
        return {"decree_id": number, "granted_days": values.get("granted_days", 30)}
    if after == "handed_over":
        return {"handed_on": values.get("handed_on", round_row.held_on)}
    if after == "entered":
        received = {"kind": round_row.kind, "granted_on": round_row.held_on, "days": row.granted_days}
        return {"remission_id": add(RemissionReceived(facility_id=person.facility_id, wbp_id=person.id, **received)).id}
    return {}


def _freeze(round_row: Round, person: Wbp) -> None:
    verdict = db.session.query(RoundVerdict).filter_by(round_id=round_row.id, wbp_id=person.id).one_or_none()
    if verdict is not None:
        verdict.frozen = True
