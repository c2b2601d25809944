"""A batch: some people of a round as one page showed them, and whether they still stand like that."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rehab.audit.actions import canonical
from rehab.proposals.models import Hearing
from rehab.proposals.shapes import PathRow
from rehab.remisi.models import Round

FINGERPRINT = 10
HASH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Batch:
    """What a confirmation sends back: whom it showed, each with a fingerprint, and the hash over all of them.

    `step_up` says how the officer confirmed the deed: "totp" or "password".
    """

    people: dict[int, str]
    hash: str
    step_up: str

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self.people)


def _as_shown(round_: Round, row: PathRow) -> list[Any]:
    """What the page showed of one person and a deed over them rests on.

    A verdict that is not frozen yet is named by the data of the whole round, a frozen one by its own row, which cannot change.
    """
    return [
        row.wbp_id, row.candidate_id, row.version, row.state, row.proposal, bool(row.overrides), row.reason, row.document,
        row.recommendation, row.decision, row.decision_reason, row.hearing_id, row.decree_id, row.granted_days, row.handed_on,
        bool(row.withdrawn), bool(row.filed), row.own_wali_id, row.outcome, row.days, row.release_class, row.failed, row.unknown,
        row.verdict_id if row.frozen else round_.data_hash,
    ]  # fmt: skip


def fingerprint(round_: Round, row: PathRow) -> str:
    """The beginning of a SHA-256 over one person as shown: tells who changed when the hash over all says that somebody did."""
    return hashlib.sha256(canonical(_as_shown(round_, row)).encode()).hexdigest()[:FINGERPRINT]


def batch_hash(round_: Round, act: str, rows: Iterable[PathRow]) -> str:
    """SHA-256 over the round, the act and everybody in the batch, whatever their order on the page."""
    people = sorted((_as_shown(round_, row) for row in rows), key=lambda each: int(each[0]))
    return hashlib.sha256(canonical([round_.id, act, people]).encode()).hexdigest()


def written(round_: Round, rows: Iterable[PathRow]) -> str:
    """The people of a batch as the form carries them."""
    return " ".join(f"{row.wbp_id}.{fingerprint(round_, row)}" for row in rows)


def read(people: str, hash_: str, step_up: str) -> Batch:
    """A batch as a form sent it back; what cannot be read is left out, and then the hash does not fit."""
    pairs = (each.partition(".") for each in people.split()[:20_000])
    return Batch({int(a): b for a, _, b in pairs if a.isdecimal() and len(a) < 10}, hash_[:64], step_up)


def hearing_fingerprint(hearing: Hearing) -> str:
    """The beginning of a SHA-256 over what is recorded of a hearing: another where it was corrected."""
    shown = [hearing.number, hearing.held_on, hearing.place, hearing.members, hearing.minutes]
    return hashlib.sha256(canonical(shown).encode()).hexdigest()[:HASH_SHOWN]
