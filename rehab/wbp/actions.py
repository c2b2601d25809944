"""Writing people: admission, identity, wali, leaving and coming back; each with its audit entry."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from rehab.access.scope import Scope
from rehab.accounts.queries import list_staff
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.addresses import LARGEST_ID
from rehab.plumbing.clock import local_date
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.vault import vault
from rehab.wbp.case_queries import last_stay
from rehab.wbp.changes import apply_changes
from rehab.wbp.models import Absence, Detention, Placement, Wbp
from rehab.wbp.queries import get_person, list_destinations, register_taken

# Called as hook(scope=, wbp_id=, facility_id=, on=, reason=, at=) before a stay ends, by release, transfer, death or
# escape: a later room appends a callable here to end what it keeps open about the person.
on_departure: list[Callable[..., None]] = []


class RegisterTaken(Refusal):
    message = _l("Nomor register ini sudah dipakai orang lain di UPT ini. Periksa nomornya.")


class RegisterTakenThere(Refusal):
    message = _l("Nomor register ini sudah dipakai di UPT tujuan. Isi nomor register yang baru.")


class NikTaken(Refusal):
    message = _l("NIK ini sudah tercatat pada warga binaan lain. Periksa NIK atau buka data orang itu.")


class NotPlaced(Refusal):
    message = _l("Orang ini sudah tidak tercatat di dalam UPT. Muat ulang halamannya.")


class AlreadyPlaced(Refusal):
    message = _l("Orang ini masih tercatat di dalam UPT, jadi tidak dapat diterima lagi.")


class ReturnFromDeath(Refusal):
    message = _l("Orang ini tercatat meninggal, jadi tidak dapat diterima lagi.")


class WrongDay(Refusal):
    message = _l("Tanggal ini tidak mungkin: belum tiba, atau sebelum orang ini masuk. Periksa tanggalnya.")


class NotBornYet(Refusal):
    message = _l("Tanggal lahir ini belum tiba. Periksa tanggalnya.")


class NoSuchWali(Refusal):
    message = _l("Wali ini tidak ada atau tidak aktif. Pilih wali dari daftar.")


def admit_person(
    *, scope: Scope, facility_id: int, at: datetime, register_no: str, name: str, sex: str, birth_on: date | None,
    alias: str | None = None, nik: str | None = None, birth_place: str | None = None, religion: str | None = None,
    education: str | None = None, status: str | None = None, block: str | None = None, cell: str | None = None,
    placed_on: date | None = None, detained_on: date | None = None, wali_id: int | None = None,
) -> Wbp:  # fmt: skip
    """Admit a person into a facility: identity, an open stay from `placed_on` (null: always), detention from `detained_on`.

    Raises RegisterTaken, WrongDay (a date after today), NotBornYet, NoSuchWali; NotFound for a facility out of scope.
    """
    if not scope.covers(facility_id):
        raise NotFound()
    _check_register(scope, facility_id, register_no, None)
    _check_wali(scope, wali_id)
    for on in (placed_on, detained_on):
        _check_day(scope, facility_id, on, None, at)
    _check_day(scope, facility_id, birth_on, None, at, NotBornYet)
    person = Wbp(
        facility_id=facility_id, register_no=register_no, name=name, alias=alias or None, sex=sex, birth_on=birth_on,
        birth_place=birth_place or None, religion=religion, education=education, status=status, wali_id=wali_id, created_at=at,
    )  # fmt: skip
    if nik:
        person.nik, person.nik_index = nik, vault().blind_index(nik)
    db.session.add(person)
    db.session.flush()
    stay = Placement(wbp_id=person.id, facility_id=facility_id, register_no=register_no, starts_on=placed_on)
    stay.block, stay.cell = block or None, cell or None
    db.session.add(stay)
    if detained_on:
        db.session.add(Detention(wbp_id=person.id, facility_id=facility_id, starts_on=detained_on))
    _note(scope, "wbp.admit", person, at, {"register_no": register_no, "name": name, "placed_on": placed_on})
    return person


def correct_identity(
    *, scope: Scope, wbp_id: int, version: int, at: datetime, register_no: str, name: str, nik: str | None = None,
    block: str | None = None, cell: str | None = None, **fields: Any,
) -> Wbp:  # fmt: skip
    """Correct who somebody is, and where they sleep. `nik` None leaves it as it is, "" removes it.

    `fields`: alias, sex, birth_place, birth_on, religion, education. Raises StaleVersion, RegisterTaken, NikTaken, NotBornYet.
    """
    person, stay = get_person(scope, wbp_id), last_stay(scope, wbp_id)
    _check_day(scope, person.facility_id, fields.get("birth_on"), None, at, NotBornYet)
    # Asked before anything changes: the database would refuse first, without words.
    if register_no != person.register_no:
        _check_register(scope, person.facility_id, register_no, person.id)
    if nik:
        _check_nik(scope, person, nik)
    changes = apply_changes(person, version, {"register_no": register_no, "name": name, **fields})
    if nik is not None and _set_nik(person, nik):
        changes["nik"] = ["…", "…"]
    moved_only = not changes
    if stay and stay.ends_on is None:
        wanted = {"register_no": register_no, "block": block or None, "cell": cell or None}
        moved = apply_changes(stay, stay.version, wanted)
        changes |= {key: value for key, value in moved.items() if key != "register_no"}
    if changes and moved_only:
        # A form opened before the move must be stale too.
        person.version += 1
    if changes:
        _note(scope, "wbp.correct_identity", person, at, {"changes": changes})
    return person


def _check_nik(scope: Scope, person: Wbp, nik: str) -> None:
    index = vault().blind_index(nik)
    same = select(Wbp.id).where(scope.rows(Wbp.facility_id), Wbp.nik_index == index, Wbp.id != person.id)
    if db.session.scalar(same.limit(1)):
        raise NikTaken()


def _set_nik(person: Wbp, nik: str) -> bool:
    index = vault().blind_index(nik) if nik else None
    if index == person.nik_index:
        return False
    person.nik, person.nik_index = nik or None, index
    return True


def _touch(person: Wbp) -> None:
    """Move the version on even where only the stay changed, so that a form opened before is stale."""
    if not db.session.is_modified(person):
        person.version += 1


def assign_wali(*, scope: Scope, wbp_ids: Iterable[int], wali_id: int | None, at: datetime) -> int:
    """Give people a wali (None takes it away); returns how many. Raises NoSuchWali; NotFound where one is out of scope."""
    wanted = sorted(set(wbp_ids))
    if any(each > LARGEST_ID for each in wanted):
        raise NotFound()
    _check_wali(scope, wali_id)
    reachable = select(Wbp.id, Wbp.facility_id).where(scope.rows(Wbp.facility_id), Wbp.id.in_(wanted)).order_by(Wbp.id)
    people = db.session.execute(reachable).all()
    if len(people) != len(wanted) or not people:
        raise NotFound()
    changed = update(Wbp).where(Wbp.id.in_(wanted)).values(wali_id=wali_id, version=Wbp.version + 1)
    db.session.execute(changed, execution_options={"synchronize_session": "fetch"})
    write_entry(
        scope=scope, action="wbp.assign_wali", subject="user", subject_id=wali_id, at=at, facility_id=people[0].facility_id,
        details={"wbp_ids": wanted},
    )  # fmt: skip
    return len(wanted)


def _check_wali(scope: Scope, wali_id: int | None) -> None:
    if wali_id and wali_id not in {user.id for user in list_staff(scope, roles=["wali"])}:
        raise NoSuchWali()


def _check_register(scope: Scope, facility_id: int, register_no: str, own_id: int | None) -> None:
    if register_taken(scope, facility_id, register_no, but=own_id):
        raise RegisterTaken()


def _check_day(scope: Scope, facility_id: int, on: date | None, since: date | None, at: datetime, wrong: Any = WrongDay) -> None:
    """A day that has come, and not before `since`."""
    zone = zones_of_facilities(scope, {facility_id})[facility_id]
    if on and (on > local_date(at, zone) or (since and on < since)):
        raise wrong()


def record_departure(
    *, scope: Scope, wbp_id: int, reason: str, on: date, at: datetime, note: str = "", seen_stay: int | None = None
) -> Wbp:  # fmt: skip
    """End the stay of a person by release (bebas), death (meninggal) or escape (melarikan_diri); `on` is the first day outside.

    The open detention and absences end too; an escape is remembered. Raises NotPlaced, WrongDay.
    `seen_stay` is the id of the stay the reader saw.
    """
    person = get_person(scope, wbp_id)
    _end_stay(scope, person, reason, on, at, seen_stay)
    _end_detention(person, on)
    if reason == "melarikan_diri":
        person.escaped = True
    _touch(person)
    action = {"bebas": "wbp.release", "meninggal": "wbp.record_death", "melarikan_diri": "wbp.record_escape"}[reason]
    _note(scope, action, person, at, {"on": on, "note": note})
    return person


def transfer_person(
    *, scope: Scope, wbp_id: int, on: date, at: datetime, to_facility_id: int | None, register_no: str = "", note: str = "",
    seen_stay: int | None = None,
) -> Wbp:  # fmt: skip
    """Move a person to another facility with the whole history, from `on`; None is a facility outside this installation.

    The register number is kept where it is free there and none is given. Raises NotPlaced, WrongDay, RegisterTakenThere.
    """
    person = get_person(scope, wbp_id)
    leaving = person.facility_id
    if to_facility_id is not None and to_facility_id not in {each for each, _name in list_destinations(scope)}:
        raise NotFound()
    number = register_no or person.register_no
    if to_facility_id and register_taken(scope, to_facility_id, number, but=person.id):
        raise RegisterTakenThere()
    _end_stay(scope, person, "pindah", on, at, seen_stay)
    details = {"on": on, "from": leaving, "to": to_facility_id, "register_no": [person.register_no, number], "note": note}
    _note(scope, "wbp.transfer", person, at, details)
    if to_facility_id:
        person.facility_id, person.register_no, person.wali_id = to_facility_id, number, None
        db.session.add(Placement(wbp_id=person.id, facility_id=to_facility_id, register_no=number, starts_on=on))
        _note(scope, "wbp.receive", person, at, details)
    else:
        _end_detention(person, on)
        _touch(person)
    return person


def readmit_person(
    *, scope: Scope, wbp_id: int, on: date, at: datetime, register_no: str = "", block: str | None = None,
    cell: str | None = None, opens_detention: bool = True, note: str = "",
) -> Wbp:  # fmt: skip
    """Take a person in again (recaptured, sentenced anew, sent back): a new stay and, unless told otherwise, detention from `on`.

    Raises AlreadyPlaced, ReturnFromDeath, RegisterTaken, WrongDay.
    """
    person = get_person(scope, wbp_id)
    stay = last_stay(scope, wbp_id)
    if stay and stay.ends_on is None:
        raise AlreadyPlaced()
    if stay and stay.end_reason == "meninggal":
        raise ReturnFromDeath()
    _check_day(scope, person.facility_id, on, stay.ends_on if stay else None, at)
    number = register_no or person.register_no
    _check_register(scope, person.facility_id, number, person.id)
    before, person.register_no = person.register_no, number
    again = Placement(wbp_id=person.id, facility_id=person.facility_id, register_no=number, starts_on=on)
    again.block, again.cell = block or None, cell or None
    db.session.add(again)
    if opens_detention and _open_detention(person) is None:
        db.session.add(Detention(wbp_id=person.id, facility_id=person.facility_id, starts_on=on))
    _touch(person)
    _note(scope, "wbp.readmit", person, at, {"on": on, "register_no": [before, number], "note": note})
    return person


def _end_stay(scope: Scope, person: Wbp, reason: str, on: date, at: datetime, seen_stay: int | None) -> None:
    stay = last_stay(scope, person.id)
    if stay is None or stay.ends_on is not None or (seen_stay is not None and stay.id != seen_stay):
        raise NotPlaced()
    _check_day(scope, person.facility_id, on, stay.starts_on, at)
    for hook in on_departure:
        hook(scope=scope, wbp_id=person.id, facility_id=person.facility_id, on=on, reason=reason, at=at)
    stay.ends_on, stay.end_reason = on, reason
    still = select(Absence).where(Absence.wbp_id == person.id, Absence.ends_at.is_(None)).order_by(Absence.id)
    for absence in db.session.scalars(still):
        if absence.starts_at < at:
            absence.ends_at = at
        else:
            db.session.delete(absence)
    db.session.flush()


def _open_detention(person: Wbp) -> Detention | None:
    return db.session.scalar(select(Detention).where(Detention.wbp_id == person.id, Detention.ends_on.is_(None)))


def _end_detention(person: Wbp, on: date) -> None:
    """Close the open detention; one of less than a day counted nothing and goes."""
    detention = _open_detention(person)
    if detention is None:
        return
    if detention.starts_on > on:
        raise WrongDay()
    if detention.starts_on == on:
        db.session.delete(detention)
    else:
        detention.ends_on = on


def _note(scope: Scope, action: str, person: Wbp, at: datetime, details: dict[str, Any]) -> None:
    write_entry(
        scope=scope, action=action, subject="wbp", subject_id=person.id, at=at, facility_id=person.facility_id, details=details
    )
