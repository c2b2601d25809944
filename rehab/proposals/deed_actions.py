"""One deed over a batch: the round held, the batch compared with what the page showed, the deed, its moves, one audit entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import write_entry
from rehab.audit.queries import history_of
from rehab.extensions import db
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.plumbing.errors import Refusal, StaleVersion
from rehab.proposals.batches import HASH_SHOWN, Batch, batch_hash, fingerprint
from rehab.proposals.labels import act_label, done_label, hindrance_label, proposal_label
from rehab.proposals.models import Candidate, CandidateMove, Deed
from rehab.proposals.queries import chosen_rows, moves_of
from rehab.proposals.shapes import PathRow
from rehab.proposals.states import permission_of
from rehab.remisi.labels import outcome_label
from rehab.remisi.models import Round
from rehab.remisi.queries import lock_round

NAMED = 5
# So many people of a batch that changed meanwhile are told one by one.
SHOWN = 20


class NobodyChosen(Refusal):
    message = _l("Belum ada orang yang dipilih. Centang orangnya, lalu ulangi.")


class NotYours(Refusal):
    status = 403
    message = _l("Peran Anda tidak mengerjakan langkah ini.")


class NotYet(Refusal):
    message = _l("Tanggal ini belum tiba. Catat sesudah berlangsung.")


class NotPossible(Refusal):
    """Somebody in the batch cannot take this step; nobody takes it then."""

    def __init__(self, rows: Iterable[tuple[PathRow, str]]) -> None:
        found = list(rows)
        words = [_("%(name)s: %(reason)s", name=row.name, reason=hindrance_label(code)) for row, code in found[:NAMED]]
        if len(found) > NAMED:
            words.append(_("dan %(number)d orang lagi", number=len(found) - NAMED))
        super().__init__(_("Langkah ini tidak dapat dijalankan untuk semua yang dipilih. %(who)s.", who="; ".join(words)))


class BatchChanged(StaleVersion):
    """Somebody of the batch is no longer as the page showed them: what happened, and what was about to."""

    message = _l(
        "Keadaan orang yang Anda pilih berubah sejak halaman itu dibuka. Belum ada yang dijalankan; periksa lalu ulangi."
    )


@dataclass(frozen=True, slots=True)
class Work:
    """A deed under way: the round held, the people as they stand now, the deed written."""

    scope: Scope
    round: Round
    rows: list[PathRow]
    deed: Deed
    at: datetime

    @property
    def by(self) -> int:
        return self.deed.by_id


def check_past(scope: Scope, facility_id: int, on: date, *, at: datetime) -> None:
    """Refuse a day that has not come yet at a facility. Raises NotYet."""
    if on > clock.local_date(at, get_facility(scope, facility_id).zone):
        raise NotYet()


def held_round(scope: Scope, round_id: int, act: str) -> Round:
    """The round of an act, held until the transaction ends. Raises NotFound, NotYours."""
    round_ = lock_round(scope, round_id)
    if scope.user_id is None or not scope.can(permission_of(act)):
        raise NotYours()
    return round_


def unchanged_rows(scope: Scope, round_: Round, act: str, batch: Batch) -> list[PathRow]:
    """The people of a batch, who stand as the page showed them. Raises NobodyChosen, BatchChanged."""
    if not batch.people:
        raise NobodyChosen()
    rows = chosen_rows(scope, round_.id, batch.ids)
    if batch_hash(round_, act, rows) != batch.hash:
        raise _changed(scope, round_, act, batch, rows)
    return rows


def _changed(scope: Scope, round_: Round, act: str, batch: Batch, rows: list[PathRow]) -> BatchChanged:
    """Who changed since the page was made: by whom and when, beside what the officer was about to do."""
    differ = [row for row in rows if fingerprint(round_, row) != batch.people[row.wbp_id]]
    last = moves_of(scope, [row.candidate_id for row in differ if row.candidate_id])
    who = names_of(scope, [moves[-1].by_id for moves in last.values()])
    corrected = {each.subject_id: each for each in reversed(history_of(scope, "hearing", _hearings(differ), room="proposals"))}
    theirs = {}
    for row in differ[:SHOWN]:
        moves, correction = last.get(row.candidate_id or 0), corrected.get(row.hearing_id)
        words = [str(outcome_label(row.outcome))]
        if moves and correction and correction.at > moves[-1].at:
            words = [_("Catatan sidang TPP diubah"), correction.actor or ""]
        elif moves:
            newest = moves[-1]
            words = [str(done_label(newest.act)), str(proposal_label(newest.said)) if newest.said else "", who[newest.by_id]]
        theirs[row.name] = ", ".join(each for each in words if each)
    if len(differ) > SHOWN:
        theirs[_("%(number)d orang lagi", number=len(differ) - SHOWN)] = _("berubah juga")
    missing = len(batch.people) - len(rows)
    if missing:
        theirs[_("%(number)d orang", number=missing)] = _("tidak lagi ada dalam putaran ini")
    if not theirs:
        theirs[_("Putaran")] = _("dihitung ulang")
    return BatchChanged(theirs, dict.fromkeys(theirs, str(act_label(act))))


def _hearings(rows: Iterable[PathRow]) -> set[int]:
    return {row.hearing_id for row in rows if row.hearing_id}


def write_deed(
    scope: Scope, round_: Round, act: str, batch: Batch, rows: list[PathRow], *, at: datetime, note: str = ""
) -> Work:  # fmt: skip
    """Write the deed itself, first of all: every step names it."""
    deed = Deed(
        facility_id=round_.facility_id, round_id=round_.id, act=act, by_id=scope.user_id, at=at, batch_hash=batch.hash,
        people=len(rows), step_up=batch.step_up, note=note,
    )  # fmt: skip
    db.session.add(deed)
    db.session.flush()
    return Work(scope, round_, rows, deed, at)


def refuse_hindered(rows: Iterable[tuple[PathRow, str | None]]) -> None:
    """Raise NotPossible where a hindrance stands beside somebody."""
    found = [(row, code) for row, code in rows if code]
    if found:
        raise NotPossible(found)


def open_candidates(work: Work) -> list[PathRow]:
    """Give everybody of the batch a row on the path who has none yet; the rows as they stand then."""
    new = [row.wbp_id for row in work.rows if row.candidate_id is None]
    here = {"facility_id": work.round.facility_id, "round_id": work.round.id}
    insert_rows(Candidate, [here | {"wbp_id": wbp_id} for wbp_id in new])
    return chosen_rows(work.scope, work.round.id, [row.wbp_id for row in work.rows]) if new else work.rows


def finish(
    work: Work, changes: list[tuple[PathRow, dict[str, Any]]], *, after: str | None, said: dict[int, tuple[str, str]],
    details: dict[str, Any],
) -> None:  # fmt: skip
    """Write what a deed changes in each person, each one's move and one audit entry.

    `after` is the state reached, None where it stays; `said` tells by person what the step said and why.
    """
    update_rows(Candidate, [
        {"id": row.candidate_id, "version": row.version} | values | ({"state": after} if after else {})
        for row, values in changes if values or after
    ])  # fmt: skip
    same = {"facility_id": work.round.facility_id, "deed_id": work.deed.id}
    insert_rows(CandidateMove, [
        same | {
            "candidate_id": row.candidate_id, "before": row.state, "after": after or row.state,
            "said": said.get(row.wbp_id, ("", ""))[0], "reason": said.get(row.wbp_id, ("", ""))[1][:500],
        }
        for row, _values in changes
    ])  # fmt: skip
    people = sorted(row.wbp_id for row, _values in changes)
    write_entry(
        scope=work.scope, action=f"proposals.{work.deed.act}", subject="round", subject_id=work.round.id, at=work.at,
        facility_id=work.round.facility_id,
        details={"deed": work.deed.id, "people": people, "batch": work.deed.batch_hash, "step_up": work.deed.step_up, **details},
    )  # fmt: skip


def shown(batch_hash_: str) -> str:
    """The beginning of a batch's hash, as pages show it."""
    return batch_hash_[:HASH_SHOWN]
