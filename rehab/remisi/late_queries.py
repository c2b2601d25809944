"""Whom a susulan would be for: judged late, or whose paper or record came late; computed, and kept nowhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities.queries import get_facility
from rehab.remisi.computing import Computed, RoundQuestion, compute, office_policy
from rehab.remisi.keeping import MET
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.queries import kept_verdicts
from rehab.remisi_rules.verdict import ELIGIBLE
from rehab.wbp.labels import PAPER_LABELS

JUDGED, PAPER, RECORD, NEW = "judged", "paper", "record", "new"
REASONS = (JUDGED, PAPER, RECORD, NEW)


@dataclass(frozen=True, slots=True)
class LateRow:
    """One person the susulan would propose: why only now, and the conditions and papers that have come since."""

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    reason: str
    came: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class LateResult:
    """Whom the susulan would propose, by name, and how many would still lack something or not qualify."""

    rows: tuple[LateRow, ...]
    incomplete: int
    not_eligible: int


def late_candidates(scope: Scope, round_: Round, late_on: date, *, at: datetime) -> LateResult:
    """Everyone of a kept round who is not eligible there, seen from a later day. Raises RoundRefused, NotInForce."""
    policy = office_policy(get_facility(scope, round_.facility_id).policy)
    question = RoundQuestion(round_.kind, round_.held_on, round_.holiday, late_on, policy)
    computed = compute(scope, round_.facility_id, question, at=at)
    before = kept_verdicts(scope, round_.id)
    outcomes = Counter(each.verdict.outcome for each in computed)
    rows = [_row(each, before.get(each.dossier.wbp_id)) for each in computed if each.verdict.outcome == ELIGIBLE]
    return LateResult(tuple(rows), outcomes["incomplete"], outcomes["not_eligible"])


def _row(each: Computed, kept: RoundVerdict | None) -> LateRow:
    met = {finding.code for finding in each.verdict.findings if finding.state == MET}
    lacked = [] if kept is None else [found[0] for found in kept.verdict["findings"] if found[2] != MET]
    came = tuple(code for code in lacked if code in met)
    dossier = each.dossier
    return LateRow(
        dossier.wbp_id, dossier.name, dossier.register_no, dossier.block, _reason(kept, came), came, each.verdict.days
    )  # fmt: skip


def _reason(kept: RoundVerdict | None, came: tuple[str, ...]) -> str:
    if kept is None:
        return NEW
    if "final_judgment" in came:
        return JUDGED
    return PAPER if any(code in PAPER_LABELS for code in came) else RECORD


def rounds_of_day(scope: Scope, round_: Round) -> list[Any]:
    """The kept rounds of the same kind and day: the main one, then its susulan by day."""
    same = (Round.facility_id == round_.facility_id, Round.kind == round_.kind, Round.held_on == round_.held_on)
    statement = select(Round).where(*same, scope.rows(Round.facility_id)).order_by(Round.late_key, Round.id)
    return list(db.session.scalars(statement))
