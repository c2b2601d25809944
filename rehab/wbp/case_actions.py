"""Writing the file of one person: sentence, detention, remissions received, services; each with its audit entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.audit.actions import write_entries, write_entry
from rehab.extensions import db
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.errors import NotFound, Refusal
from rehab.wbp.case_queries import (
    detentions_of,
    get_detention,
    get_remission,
    get_service,
    places_of,
    remission_ids,
    remissions_of,
    sentence_of,
    services_of,
)
from rehab.wbp.changes import apply_changes
from rehab.wbp.models import Detention, RemissionReceived, Sentence, Service, Wbp
from rehab.wbp.queries import get_person


class OverlappingDetention(Refusal):
    message = _l("Masa ini bertumpuk dengan masa penahanan lain. Periksa tanggal mulai dan selesai.")


class RemissionKnown(Refusal):
    message = _l("Remisi dengan jenis dan tanggal ini sudah tercatat. Ubah catatan itu.")


class InUse(Refusal):
    message = _l("Catatan ini menjadi dasar catatan lain dan tidak dapat dihapus. Ubah catatan itu bila isinya keliru.")


class ServiceKnown(Refusal):
    message = _l("Jasa dengan dasar dan tanggal ini sudah tercatat. Ubah catatan itu.")


def correct_sentence(
    *, scope: Scope, wbp_id: int, version: int, at: datetime, kind: str | None, years: int | None, months: int | None,
    days: int | None, final_on: date | None, **facts: Any,
) -> Wbp:  # fmt: skip
    """Record or correct the sentence in force and the facts of the case; null is unknown. Raises StaleVersion.

    `version` is the person's. `facts`: status, offence, offence_article, subsidiary_days, serving_subsidiary, fine_paid,
    loyalty_pledge, deradicalised, justice_collaborator, prolonged_illness, pre_release_leave, parole_revoked, escaped.
    """
    person, sentence = get_person(scope, wbp_id), sentence_of(scope, wbp_id)
    changes = apply_changes(person, version, facts)
    length_only = not changes
    wanted = {"kind": kind, "years": years, "months": months, "days": days, "final_on": final_on}
    if sentence is None and any(value is not None for value in wanted.values()):
        sentence = Sentence(wbp_id=wbp_id, facility_id=person.facility_id, version=1)
        db.session.add(sentence)
    if sentence is not None:
        changes |= apply_changes(sentence, sentence.version, wanted)
    if changes and length_only:
        # A form opened before must be stale though only the sentence changed.
        person.version += 1
    if changes:
        _note(scope, "wbp.correct_sentence", person, at, {"changes": changes})
    return person


def record_detention(*, scope: Scope, wbp_id: int, starts_on: date, ends_on: date | None, at: datetime) -> Detention:
    """Record one unbroken period inside; `ends_on` is the first day outside, None while it lasts. Raises OverlappingDetention."""
    person = get_person(scope, wbp_id)
    _check_overlap(scope, wbp_id, starts_on, ends_on, None)
    row = Detention(wbp_id=wbp_id, facility_id=person.facility_id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(row)
    _note(scope, "wbp.record_detention", person, at, {"starts_on": starts_on, "ends_on": ends_on})
    return row


def correct_detention(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, starts_on: date, ends_on: date | None, at: datetime
) -> Detention:
    """Correct a period inside. Raises StaleVersion, OverlappingDetention."""
    person, row = get_person(scope, wbp_id), get_detention(scope, wbp_id, row_id)
    _check_overlap(scope, wbp_id, starts_on, ends_on, row_id)
    changes = apply_changes(row, version, {"starts_on": starts_on, "ends_on": ends_on})
    _changed(scope, "wbp.correct_detention", person, row_id, changes, at)
    return row


def remove_detention(*, scope: Scope, wbp_id: int, row_id: int, version: int, at: datetime) -> None:
    """Remove a period recorded by mistake. Raises StaleVersion."""
    row = get_detention(scope, wbp_id, row_id)
    _remove(scope, "wbp.remove_detention", row, version, ("starts_on", "ends_on"), at)


def _check_overlap(scope: Scope, wbp_id: int, starts_on: date, ends_on: date | None, own_id: int | None) -> None:
    for other in detentions_of(scope, wbp_id):
        begins_before_end = ends_on is None or other.starts_on < ends_on
        ends_after_start = other.ends_on is None or other.ends_on > starts_on
        if other.id != own_id and begins_before_end and ends_after_start:
            raise OverlappingDetention()


def record_remission(
    *, scope: Scope, wbp_id: int, kind: str, granted_on: date, days: int, decree: str | None, at: datetime
) -> RemissionReceived:
    """Record a remission received by decree, in days. Raises RemissionKnown (one of a kind a day)."""
    person = get_person(scope, wbp_id)
    _check_remission(scope, wbp_id, kind, granted_on, None)
    row = RemissionReceived(wbp_id=wbp_id, facility_id=person.facility_id, kind=kind, granted_on=granted_on, days=days)
    row.decree = decree or None
    db.session.add(row)
    details = {"kind": kind, "granted_on": granted_on, "days": days, "decree": decree}
    _note(scope, "wbp.record_remission", person, at, details)
    return row


def record_remissions(
    *, scope: Scope, kind: str, granted_on: date, grants: Mapping[int, tuple[int, str | None]], at: datetime
) -> dict[int, int]:
    """Record a remission of one kind and day for many people: person → (days, decree); returns person → id of the row.

    Each one's file gets its audit entry, as by `record_remission`; the statements do not grow with the people.
    Raises NotFound where somebody is out of scope, RemissionKnown where somebody has it already.
    """
    places = places_of(scope, grants)
    if places.keys() != grants.keys():
        raise NotFound()
    if remission_ids(scope, grants, kind, granted_on):
        raise RemissionKnown()
    same = {"kind": kind, "granted_on": granted_on}
    rows = {wbp_id: same | {"days": days, "decree": decree or None} for wbp_id, (days, decree) in grants.items()}
    insert_rows(RemissionReceived, [row | {"wbp_id": each, "facility_id": places[each]} for each, row in rows.items()])
    for place in sorted(set(places.values())):
        told = {wbp_id: row for wbp_id, row in rows.items() if places[wbp_id] == place}
        write_entries(scope=scope, action="wbp.record_remission", subject="wbp", at=at, facility_id=place, details=told)
    return remission_ids(scope, grants, kind, granted_on)


def correct_remission(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, kind: str, granted_on: date, days: int, decree: str | None,
    at: datetime,
) -> RemissionReceived:  # fmt: skip
    """Correct a remission received. Raises StaleVersion, RemissionKnown."""
    person, row = get_person(scope, wbp_id), get_remission(scope, wbp_id, row_id)
    _check_remission(scope, wbp_id, kind, granted_on, row_id)
    fields = {"kind": kind, "granted_on": granted_on, "days": days, "decree": decree or None}
    _changed(scope, "wbp.correct_remission", person, row_id, apply_changes(row, version, fields), at)
    return row


def remove_remission(*, scope: Scope, wbp_id: int, row_id: int, version: int, at: datetime) -> None:
    """Remove a remission recorded by mistake. Raises StaleVersion."""
    row = get_remission(scope, wbp_id, row_id)
    _remove(scope, "wbp.remove_remission", row, version, ("kind", "granted_on", "days", "decree"), at)


def _check_remission(scope: Scope, wbp_id: int, kind: str, granted_on: date, own_id: int | None) -> None:
    rows = remissions_of(scope, wbp_id)
    if any((row.kind, row.granted_on) == (kind, granted_on) and row.id != own_id for row in rows):
        raise RemissionKnown()


def record_service(*, scope: Scope, wbp_id: int, ground: str, rendered_on: date, verified: bool | None, at: datetime) -> Service:
    """Record a ground for remisi tambahan. Raises ServiceKnown."""
    person = get_person(scope, wbp_id)
    _check_service(scope, wbp_id, ground, rendered_on, None)
    row = Service(wbp_id=wbp_id, facility_id=person.facility_id, ground=ground, rendered_on=rendered_on, verified=verified)
    db.session.add(row)
    _note(scope, "wbp.record_service", person, at, {"ground": ground, "rendered_on": rendered_on, "verified": verified})
    return row


def correct_service(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, ground: str, rendered_on: date, verified: bool | None,
    at: datetime,
) -> Service:  # fmt: skip
    """Correct or verify a ground for remisi tambahan. Raises StaleVersion, ServiceKnown."""
    person, row = get_person(scope, wbp_id), get_service(scope, wbp_id, row_id)
    _check_service(scope, wbp_id, ground, rendered_on, row_id)
    changes = apply_changes(row, version, {"ground": ground, "rendered_on": rendered_on, "verified": verified})
    _changed(scope, "wbp.correct_service", person, row_id, changes, at)
    return row


def remove_service(*, scope: Scope, wbp_id: int, row_id: int, version: int, at: datetime) -> None:
    """Remove a ground recorded by mistake. Raises StaleVersion."""
    row = get_service(scope, wbp_id, row_id)
    _remove(scope, "wbp.remove_service", row, version, ("ground", "rendered_on", "verified"), at)


def _check_service(scope: Scope, wbp_id: int, ground: str, rendered_on: date, own_id: int | None) -> None:
    rows = services_of(scope, wbp_id)
    if any((row.ground, row.rendered_on) == (ground, rendered_on) and row.id != own_id for row in rows):
        raise ServiceKnown()


def _remove(scope: Scope, action: str, row: Any, version: int, columns: tuple[str, ...], at: datetime) -> None:
    """Remove a row recorded by mistake. Raises InUse where another record rests on it (a proposal that led to the remission)."""
    apply_changes(row, version, {})
    person = get_person(scope, row.wbp_id)
    _note(scope, action, person, at, {"id": row.id, "removed": {name: getattr(row, name) for name in columns}})
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError as error:
        raise InUse() from error


def _changed(scope: Scope, action: str, person: Wbp, row_id: int, changes: dict[str, list[Any]], at: datetime) -> None:
    if changes:
        _note(scope, action, person, at, {"id": row_id, "changes": changes})


def _note(scope: Scope, action: str, person: Wbp, at: datetime, details: dict[str, Any]) -> None:
    write_entry(
        scope=scope, action=action, subject="wbp", subject_id=person.id, at=at, facility_id=person.facility_id, details=details
    )
