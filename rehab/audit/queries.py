"""Reading the chain: entries with their details, one subject's history, and whether the chain is whole.

A facility's people read the chain of their facility; those who work for the whole installation read all of them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from rehab.access.scope import Scope
from rehab.audit.models import AuditDetail, AuditEntry, AuditHead
from rehab.audit.sources import Sources
from rehab.audit.verify import Fault, verify_chains
from rehab.extensions import db
from rehab.plumbing.paging import Page, paginate

A_MINUTE = timedelta(minutes=1)


def zone_of(scope: Scope) -> str:
    """The zone in which this scope's days begin; WIB where nobody has lent one."""
    return Sources.zone(scope)


@dataclass(frozen=True)
class EntryLine:
    """One entry as it is read. `details` is None where they were destroyed or are not the reader's to see."""

    id: int
    chain: int
    seq: int
    at: datetime
    actor_id: int | None
    actor: str | None
    action: str
    subject: str
    subject_id: int | None
    details: dict[str, Any] | None

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """The fields that differ between `before` and `after`, by name; one nameless field where these are bare values."""
        before, after = ((self.details or {}).get(name) for name in ("before", "after"))
        if isinstance(before, dict) and isinstance(after, dict):
            names = sorted(set(before) | set(after))
            return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]
        if before is not None and after is not None and before != after:
            return [("", before, after)]
        return []

    @property
    def rest(self) -> dict[str, Any]:
        """The details beside what changed."""
        told = {"before", "after"} if self.changes else set()
        return {name: value for name, value in (self.details or {}).items() if name not in told}


@dataclass(frozen=True)
class EntryFilter:
    """What the list is narrowed to; empty values narrow nothing. `to_at` is excluded."""

    actor: str = ""
    actor_id: int | None = None
    action: str = ""
    subject: str = ""
    subject_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


def list_entries(scope: Scope, wanted: EntryFilter, *, page: int = 1) -> Page[EntryLine]:
    """One page of entries with their details decrypted, newest first."""
    found = paginate(_filtered(scope, wanted), page)
    return Page(items=_lines(scope, found.items), number=found.number, per_page=found.per_page, total=found.total)


def _filtered(scope: Scope, wanted: EntryFilter) -> Select[tuple[AuditEntry]]:
    statement = select(AuditEntry).where(scope.rows(AuditEntry.chain))
    if wanted.actor:
        statement = statement.where(AuditEntry.actor_id.in_(Sources.find(scope, wanted.actor)))
    if wanted.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.action:
        exact = AuditEntry.action == wanted.action
        statement = statement.where(
            AuditEntry.action.startswith(wanted.action, autoescape=True) if wanted.action.endswith(".") else exact
        )
    if wanted.subject:
        statement = statement.where(AuditEntry.subject == wanted.subject)
    if wanted.subject_id is not None:
        statement = statement.where(AuditEntry.subject_id == wanted.subject_id)
    if wanted.from_at:
        statement = statement.where(AuditEntry.at >= wanted.from_at)
    if wanted.to_at:
        statement = statement.where(AuditEntry.at < wanted.to_at)
    return statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def _lines(scope: Scope, entries: list[AuditEntry]) -> list[EntryLine]:
    kept = select(AuditDetail).where(AuditDetail.entry_id.in_([entry.id for entry in entries]))
    details = {row.entry_id: json.loads(row.payload) for row in db.session.scalars(kept)} if entries else {}
    names = Sources.names(scope, {entry.actor_id for entry in entries})
    return [
        EntryLine(
            id=entry.id, chain=entry.chain, seq=entry.seq, at=entry.at, actor_id=entry.actor_id,
            actor=names.get(entry.actor_id or 0), action=entry.action, subject=entry.subject, subject_id=entry.subject_id,
            details=details.get(entry.id),
        )
        for entry in entries
    ]  # fmt: skip


def history_of(scope: Scope, subject: str, subject_ids: Iterable[int], *, room: str = "", most: int = 30) -> list[EntryLine]:
    """What was done to one thing (or to several of a kind), newest first: the history at the end of its page.

    The caller has made sure that the things are within scope; readings are left out. `room` keeps the deeds of one room.
    """
    wanted = sorted(set(subject_ids))
    if not wanted or scope.is_partner:
        return []
    statement = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.subject_id.in_(wanted))
    for reading in ("%.read", r"%.read\_%", r"%.export\_%"):
        statement = statement.where(AuditEntry.action.not_like(reading, escape="\\"))
    if room:
        statement = statement.where(AuditEntry.action.startswith(f"{room}."))
    statement = statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(most)
    return _lines(scope, list(db.session.scalars(statement)))


# Asked at every refusal, so built once.
_NEWEST = select(AuditEntry.actor_id, AuditEntry.action, AuditEntry.at).order_by(AuditEntry.id.desc()).limit(500).subquery()
_MINE = select(func.count()).where(
    _NEWEST.c.actor_id == bindparam("actor"),
    _NEWEST.c.action.in_(bindparam("actions", expanding=True)),
    _NEWEST.c.at > bindparam("since"),
)


def refusals_since(scope: Scope, actions: Sequence[str], *, at: datetime, within: timedelta = A_MINUTE) -> int:
    """How many entries of these actions this person has made within a minute before an instant.

    Looked for among the newest entries of the house alone, so that counting costs the same however long the chains are.
    """
    return db.session.scalar(_MINE, {"actor": scope.user_id, "actions": list(actions), "since": at - within}) or 0


@dataclass(frozen=True)
class ChainState:
    """One chain: its length, and the first bad place where there is one."""

    chain: int
    entries: int
    fault: Fault | None


def check_chains(scope: Scope) -> list[ChainState]:
    """Every chain within scope, recomputed from its first entry."""
    from_heads = select(AuditHead.chain, AuditHead.seq).where(scope.rows(AuditHead.chain)).order_by(AuditHead.chain)
    heads = {row.chain: row.seq for row in db.session.execute(from_heads)}
    faults = {fault.chain: fault for fault in verify_chains(None if scope.facility_ids is None else scope.facility_ids)}
    return [ChainState(chain, heads.get(chain, 0), faults.get(chain)) for chain in sorted(set(heads) | set(faults))]
