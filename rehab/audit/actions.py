"""Adding to the chain: in the transaction of the change, or after the answer for what was read."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, Response, g, has_request_context
from sqlalchemy import bindparam, select

from rehab.access.scope import Scope
from rehab.audit.models import AuditDetail, AuditEntry, AuditHead
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.saving import saving

FIRST_HASH = "0" * 64


def write_entry(
    *,
    scope: Scope,
    action: str,
    subject: str,
    subject_id: int | None,
    at: datetime,
    facility_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to the chain of a facility (or of the installation), inside the present transaction.

    `action` reads room.verb ("attendance.record"); `details` may hold personal data: they are encrypted apart.
    """
    head = _locked_head(facility_id or 0)
    row, kept = _next(head, scope, action, subject, subject_id, at, details or {})
    entry = AuditEntry(**row)
    db.session.add(entry)
    db.session.flush()
    db.session.add(AuditDetail(entry_id=entry.id, **kept))
    return entry


def write_entries(
    *, scope: Scope, action: str, subject: str, at: datetime, facility_id: int | None, details: Mapping[int, dict[str, Any]]
) -> None:
    """Append one entry for each of many subjects of a kind, as `write_entry` does for one; so many statements as for one.

    `details` maps a subject's id to what is told of it; the entries follow its order.
    """
    if not details:
        return
    head = _locked_head(facility_id or 0)
    first = head.seq + 1
    made = [_next(head, scope, action, subject, subject_id, at, told) for subject_id, told in details.items()]
    insert_rows(AuditEntry, [row for row, _kept in made])
    written = select(AuditEntry.id).where(AuditEntry.chain == head.chain, AuditEntry.seq >= first).order_by(AuditEntry.seq)
    ids = db.session.scalars(written).all()
    insert_rows(AuditDetail, [kept | {"entry_id": entry_id} for entry_id, (_row, kept) in zip(ids, made, strict=True)])


def _next(
    head: AuditHead, scope: Scope, action: str, subject: str, subject_id: int | None, at: datetime, details: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The next link of a chain and its details apart, as columns; the head moves on to it."""
    salt, text = secrets.token_bytes(16), canonical(details)
    what = {"actor": scope.user_id, "role": scope.role.value, "action": action, "subject": subject, "subject_id": subject_id}
    body = canonical({"chain": head.chain, "seq": head.seq + 1, "at": at, "details": commitment(salt, text), **what})
    row = {
        "chain": head.chain, "seq": head.seq + 1, "at": at, "actor_id": scope.user_id, "action": action, "subject": subject,
        "subject_id": subject_id, "body": body, "prev_hash": head.hash, "hash": link(head.hash, body),
    }  # fmt: skip
    head.seq, head.hash = row["seq"], row["hash"]
    return row, {"salt": salt, "payload": text}


# Asked at every entry, so built once.
_HEAD = select(AuditHead).where(AuditHead.chain == bindparam("chain")).with_for_update()


def _locked_head(chain: int) -> AuditHead:
    head = db.session.scalar(_HEAD, {"chain": chain})
    if head is None:
        head = AuditHead(chain=chain, seq=0, hash=FIRST_HASH)
        db.session.add(head)
        db.session.flush()
    return head


def link(previous: str, body: str) -> str:
    """The hash of an entry: SHA-256 over the previous hash and the canonical body."""
    return hashlib.sha256(previous.encode() + body.encode()).hexdigest()


def commitment(salt: bytes, text: str) -> str:
    """What the chain keeps of details that may be destroyed later."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, so that the same content always hashes the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def note_reading(
    *,
    scope: Scope,
    action: str,
    subject: str,
    subject_id: int | None = None,
    facility_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Remember that something sensitive is being read (NIK, offence, a named list, an export).

    One entry for each page or list opened, with how many rows it held, and none for each person on it: a prison of 1,500
    with thirty officers then adds some 300 entries a day (about 0.3 MB), which an auditor can still read.
    Inside a request the entry is appended once the answer is made; elsewhere the caller is in a transaction already.
    """
    entry = {"scope": scope, "action": action, "subject": subject, "subject_id": subject_id}
    entry |= {"facility_id": facility_id, "details": details, "at": clock.now()}
    if has_request_context():
        g.setdefault("readings", []).append(entry)
    else:
        write_entry(**entry)


def install(app: Flask) -> None:
    """Append the access trail after each answer, in a transaction of its own; without it there is no answer."""

    @app.after_request
    def append_readings(response: Response) -> Response:
        readings = g.pop("readings", [])
        if readings and response.status_code < 400:
            with saving():
                for entry in readings:
                    write_entry(**entry)
        return response
