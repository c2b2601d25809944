"""Writing papers with their scans, and absences; each with its audit entry."""

import hashlib
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.permissions import Permission
from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion
from rehab.plumbing.vault import vault
from rehab.wbp.case_queries import absences_of, get_absence, get_paper
from rehab.wbp.changes import apply_changes
from rehab.wbp.models import PAPER_CODES, Absence, Paper, PaperScan, Wbp
from rehab.wbp.queries import get_person
from rehab.wbp.scans import SCAN_CONTEXT, media_type_of
from rehab.wbp.states import PAPER_MOVES, permission_for


class NotAllowed(Refusal):
    message = _l("Perubahan keadaan dokumen ini memerlukan wewenang verifikasi. Minta petugas yang berwenang.")


class NothingToVerify(Refusal):
    message = _l("Dokumen ini belum ada, jadi belum dapat diverifikasi. Catat dulu dokumennya.")


class OverlappingAbsence(Refusal):
    message = _l("Waktu ini bertumpuk dengan ketidakhadiran lain yang sejenis. Akhiri atau ubah catatan itu dahulu.")


class EndBeforeStart(Refusal):
    message = _l("Waktu selesai harus sesudah waktu mulai.")


def record_paper(
    *, scope: Scope, wbp_id: int, code: str, version: int, state: str, number: str | None, dated_on: date | None,
    at: datetime, scan: bytes | None = None,
) -> Paper:  # fmt: skip
    """Record a paper as present or missing, with number, date and scan; `version` 0 where none was recorded.

    Whatever changes on a verified paper makes it present only, until somebody verifies it again.
    Raises StaleVersion, NotAllowed (verifying goes through `verify_paper`), WrongScan, ScanTooLarge; NotFound for no such code.
    """
    if code not in PAPER_CODES:
        raise NotFound()
    person, paper = get_person(scope, wbp_id), get_paper(scope, wbp_id, code)
    media_type = media_type_of(scan) if scan else None
    fresh = paper is None
    if paper is None:
        paper = Paper(wbp_id=wbp_id, facility_id=person.facility_id, code=code, state="missing", version=0)
    changes = apply_changes(paper, version, {"number": number or None, "dated_on": dated_on})
    before, after = paper.state, "present" if scan and state == "missing" else state
    if (changes or scan) and before == "verified" and after == "verified":
        after = "present"
    _move(scope, paper, after, changes)
    if fresh:
        db.session.add(paper)
    if scan and media_type:
        db.session.flush()
        _keep_scan(scope, paper, scan, media_type, at)
        changes["scan"] = [None, hashlib.sha256(scan).hexdigest()]
    if changes:
        _note(scope, "wbp.record_paper", person, at, {"code": code, "changes": changes})
    return paper


def verify_paper(*, scope: Scope, wbp_id: int, code: str, version: int, verified: bool, at: datetime) -> Paper:
    """Verify a paper that is present, or take the verification back; keeps who and when.

    Raises StaleVersion, NothingToVerify, NotAllowed (needs the permission to verify).
    """
    person, paper = get_person(scope, wbp_id), get_paper(scope, wbp_id, code)
    if paper is None or paper.state == "missing":
        raise NothingToVerify()
    changes = apply_changes(paper, version, {})
    _move(scope, paper, "verified" if verified else "present", changes)
    if changes:
        if verified:
            paper.verified_by, paper.verified_at = scope.user_id, at
        _note(scope, "wbp.verify_paper" if verified else "wbp.withdraw_verification", person, at, {"code": code})
    return paper


def _move(scope: Scope, paper: Paper, after: str, changes: dict[str, list[Any]]) -> None:
    before = paper.state
    if before == after:
        return
    needed = permission_for(PAPER_MOVES, before, after)
    falls_by_change = (before, after) == ("verified", "present") and scope.can(Permission.WBP_EDIT)
    if needed is None or not (scope.can(needed) or falls_by_change):
        raise NotAllowed()
    changes["state"] = [before, after]
    paper.state = after
    if after != "verified":
        paper.verified_by = paper.verified_at = None


def _keep_scan(scope: Scope, paper: Paper, scan: bytes, media_type: str, at: datetime) -> None:
    db.session.add(
        PaperScan(
            facility_id=paper.facility_id, paper_id=paper.id, media_type=media_type, uploaded_by=scope.user_id, uploaded_at=at,
            sha256=hashlib.sha256(scan).hexdigest(), content=vault().encrypt(scan, context=f"{SCAN_CONTEXT}:{paper.id}"),
        )
    )  # fmt: skip


def record_absence(
    *, scope: Scope, wbp_id: int, kind: str, starts_at: datetime, ends_at: datetime | None, note: str, at: datetime
) -> Absence:
    """Record where somebody is instead of in class; `ends_at` None while it lasts. Raises OverlappingAbsence, EndBeforeStart."""
    person = get_person(scope, wbp_id)
    _check_absence(scope, wbp_id, kind, starts_at, ends_at, None)
    row = Absence(wbp_id=wbp_id, facility_id=person.facility_id, kind=kind, starts_at=starts_at, ends_at=ends_at, note=note)
    db.session.add(row)
    details = {"kind": kind, "starts_at": starts_at, "ends_at": ends_at, "note": note}
    _note(scope, "wbp.record_absence", person, at, details)
    return row


def correct_absence(
    *, scope: Scope, wbp_id: int, row_id: int, version: int, kind: str, starts_at: datetime, ends_at: datetime | None,
    note: str, at: datetime,
) -> Absence:  # fmt: skip
    """Correct an absence. Raises StaleVersion, OverlappingAbsence, EndBeforeStart."""
    person, row = get_person(scope, wbp_id), get_absence(scope, wbp_id, row_id)
    _check_absence(scope, wbp_id, kind, starts_at, ends_at, row_id)
    changes = apply_changes(row, version, {"kind": kind, "starts_at": starts_at, "ends_at": ends_at, "note": note})
    if changes:
        _note(scope, "wbp.correct_absence", person, at, {"id": row_id, "changes": changes})
    return row


def end_absence(*, scope: Scope, wbp_id: int, row_id: int, version: int, at: datetime) -> Absence:
    """Somebody is back, now. Ending one that ended already changes nothing. Raises EndBeforeStart, StaleVersion."""
    person, row = get_person(scope, wbp_id), get_absence(scope, wbp_id, row_id)
    if row.ends_at is not None:
        return row
    if at <= row.starts_at:
        raise EndBeforeStart()
    changes = apply_changes(row, version, {"ends_at": at})
    _note(scope, "wbp.end_absence", person, at, {"id": row_id, "changes": changes})
    return row


def remove_absence(*, scope: Scope, wbp_id: int, row_id: int, version: int, at: datetime) -> None:
    """Remove an absence recorded by mistake. Raises StaleVersion."""
    person, row = get_person(scope, wbp_id), get_absence(scope, wbp_id, row_id)
    if row.version != version:
        raise StaleVersion()
    removed = {name: getattr(row, name) for name in ("kind", "starts_at", "ends_at", "note")}
    _note(scope, "wbp.remove_absence", person, at, {"id": row_id, "removed": removed})
    db.session.delete(row)


def _check_absence(
    scope: Scope, wbp_id: int, kind: str, starts_at: datetime, ends_at: datetime | None, own_id: int | None
) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndBeforeStart()
    for other in absences_of(scope, wbp_id):
        touches = (ends_at is None or other.starts_at < ends_at) and (other.ends_at is None or other.ends_at > starts_at)
        if other.id != own_id and other.kind == kind and touches:
            raise OverlappingAbsence()


def _note(scope: Scope, action: str, person: Wbp, at: datetime, details: dict[str, Any]) -> None:
    write_entry(
        scope=scope, action=action, subject="wbp", subject_id=person.id, at=at, facility_id=person.facility_id, details=details
    )
