"""Recomputing the chains: what was changed, cut or taken out is named."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from rehab.audit.actions import FIRST_HASH, commitment, link
from rehab.audit.models import AuditDetail, AuditEntry, AuditHead
from rehab.extensions import db


@dataclass(frozen=True)
class Fault:
    """The first bad place of one chain and what is wrong there."""

    chain: int
    seq: int
    why: str

    def __str__(self) -> str:
        return f"chain {self.chain}, entry {self.seq}: {self.why}"


def verify_chains(only: Collection[int] | None = None) -> list[Fault]:
    """One fault for each chain that does not add up; empty where all are whole. `only` names the chains, None takes all."""
    heads = db.session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).order_by(AuditHead.chain)).all()
    chains = {row.chain for row in heads} | set(db.session.scalars(select(AuditEntry.chain).distinct()))
    expected = {row.chain: (row.seq, row.hash) for row in heads}
    found = (
        _first_fault(chain, expected.get(chain, (0, FIRST_HASH))) for chain in sorted(chains) if only is None or chain in only
    )
    return [fault for fault in found if fault]


def _first_fault(chain: int, head: tuple[int, str]) -> Fault | None:
    previous, seq = FIRST_HASH, 0
    statement = (
        select(AuditEntry, AuditDetail)
        .outerjoin(AuditDetail, AuditDetail.entry_id == AuditEntry.id)
        .where(AuditEntry.chain == chain)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=1000)
    )
    for entry, detail in db.session.execute(statement):
        seq += 1
        if entry.seq != seq:
            return Fault(chain, seq, "an entry is missing")
        if entry.prev_hash != previous or entry.hash != link(previous, entry.body):
            return Fault(chain, seq, "the entry was changed")
        if detail is not None and commitment(detail.salt, detail.payload) not in entry.body:
            return Fault(chain, seq, "the details were changed")
        previous = entry.hash
    if (seq, previous) != head:
        return Fault(chain, seq + 1, "the end of the chain is missing")
    return None
