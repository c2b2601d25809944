"""Settings, signatories and numbers; what SDP granted, kept beside what was proposed."""

import hashlib
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import get_facility, lock_facility
from rehab.letters import queries
from rehab.letters.defaults import numbered
from rehab.letters.grant_queries import import_of_file
from rehab.letters.grants import Reconciled
from rehab.letters.models import GrantImport, GrantLine, LetterNumber, LetterSetting, Signatory
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.errors import Refusal, StaleVersion, check_version


class NoTemplate(Refusal):
    message = _l("Pola nomor surat belum diisi. Isi dahulu di Pengaturan, Surat.")


class NumberTaken(Refusal):
    status = 409
    message = _l("Pola nomor surat menghasilkan nomor yang sudah pernah dipakai. Tambahkan {tahun} pada polanya.")


class NumberClosed(Refusal):
    status = 409
    message = _l("Nomor ini sudah terpakai atau dibatalkan.")


class PaperClosed(Refusal):
    status = 409
    message = _l("Kertas ini sudah diganti atau dicabut.")


def change_settings(
    *, scope: Scope, facility_id: int, version: int, values: dict[str, Any], logo: bytes | None, at: datetime
) -> LetterSetting:
    """Confirm how a facility writes; `logo` None leaves the picture as it is, empty takes it away. Raises StaleVersion."""
    get_facility(scope, facility_id)
    row = queries.setting_row(scope, facility_id)
    before = dict(row.values) if row else {}
    if row is None:
        if version:
            raise StaleVersion()
        row = LetterSetting(facility_id=facility_id, values={}, changed_at=at)
        db.session.add(row)
    else:
        check_version(row, version)
    row.values, row.changed_by, row.changed_at = dict(values), scope.user_id, at
    if logo is not None:
        row.logo = logo or None
    db.session.flush()
    details = {"before": before, "after": values, "logo": hashlib.sha256(row.logo).hexdigest() if row.logo else None}
    write_entry(
        scope=scope, action="letters.change_settings", subject="letter_setting", subject_id=row.id, at=at,
        facility_id=facility_id, details=details,
    )  # fmt: skip
    return row


def add_signatory(*, scope: Scope, facility_id: int, at: datetime, **values: Any) -> Signatory:
    """Name somebody who signs: office, name, nip, variant, on_behalf_of, starts_on, ends_on."""
    get_facility(scope, facility_id)
    row = Signatory(facility_id=facility_id, **values)
    db.session.add(row)
    db.session.flush()
    write_entry(
        scope=scope, action="letters.add_signatory", subject="letter_signatory", subject_id=row.id, at=at,
        facility_id=facility_id, details=values,
    )  # fmt: skip
    return row


def end_signatory(*, scope: Scope, signatory_id: int, version: int, ends_on: date, at: datetime) -> Signatory:
    """Let somebody sign no longer from a day on. Raises NotFound, StaleVersion, EndsBeforeStart."""
    row = queries.get_signatory(scope, signatory_id)
    check_version(row, version)
    if ends_on <= row.starts_on:
        raise EndsBeforeStart()
    before, row.ends_on = row.ends_on, ends_on
    write_entry(
        scope=scope, action="letters.end_signatory", subject="letter_signatory", subject_id=row.id, at=at,
        facility_id=row.facility_id, details={"before": before, "after": ends_on},
    )  # fmt: skip
    return row


class EndsBeforeStart(Refusal):
    message = _l("Tanggal akhir harus sesudah tanggal mulai.")


def next_number(*, scope: Scope, facility_id: int, at: datetime) -> tuple[int, int, str]:
    """Year, counter and text of the number that comes next; nothing is written. Raises NoTemplate, NumberTaken."""
    style, facility = queries.style_of(scope, facility_id), get_facility(scope, facility_id)
    if not style["number_template"]:
        raise NoTemplate()
    on = clock.local_date(at, facility.zone)
    counter = max(queries.last_counter(scope, facility_id, on.year) + 1, style["counter_start"])
    text = numbered(style["number_template"], counter, on.year, on.month)
    if queries.number_taken(scope, facility_id, text):
        raise NumberTaken()
    return on.year, counter, text


def reserve_number(*, scope: Scope, facility_id: int, purpose: str, at: datetime) -> LetterNumber:
    """Reserve the next number of the year. Raises NoTemplate, NumberTaken."""
    lock_facility(scope, facility_id)
    year, counter, text = next_number(scope=scope, facility_id=facility_id, at=at)
    row = LetterNumber(
        facility_id=facility_id, year=year, counter=counter, number=text, state="reserved", purpose=purpose,
        reserved_by=scope.user_id, reserved_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _number_entry(scope, row, "reserve_number", at)
    return row


def cancel_number(*, scope: Scope, number_id: int, version: int, reason: str, at: datetime) -> LetterNumber:
    """Give a reserved number up with a reason; it is never given again. Raises NotFound, StaleVersion, NumberClosed."""
    row = queries.get_number(scope, number_id)
    if row.state != "reserved":
        raise NumberClosed()
    check_version(row, version)
    row.state, row.reason, row.closed_by, row.closed_at = "cancelled", reason, scope.user_id, at
    _number_entry(scope, row, "cancel_number", at)
    return row


def _number_entry(scope: Scope, row: LetterNumber, verb: str, at: datetime) -> None:
    write_entry(
        scope=scope, action=f"letters.{verb}", subject="letter_number", subject_id=row.id, at=at, facility_id=row.facility_id,
        details={"number": row.number, "purpose": row.purpose, "reason": row.reason},
    )  # fmt: skip


def keep_grants(
    *, scope: Scope, facility_id: int, round_id: int, file_name: str, sha256: str, found: Reconciled, at: datetime
) -> GrantImport:
    """Keep a file of grants with every comparison; the same file again is the import there is, and nothing is written."""
    lock_facility(scope, facility_id)
    known = import_of_file(scope, round_id, sha256)
    if known is not None:
        return known
    row = GrantImport(
        facility_id=facility_id, round_id=round_id, file_name=file_name[-200:], sha256=sha256, counts=found.counts,
        refused=found.refused, imported_by=scope.user_id, imported_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    insert_rows(GrantLine, [each | {"facility_id": facility_id, "import_id": row.id} for each in found.rows()])
    write_entry(
        scope=scope, action="letters.import_grants", subject="round", subject_id=round_id, at=at, facility_id=facility_id,
        details={"file": row.file_name, "sha256": sha256, "counts": row.counts},
    )  # fmt: skip
    return row
