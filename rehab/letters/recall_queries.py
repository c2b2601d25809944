"""Reading what is asked about released papers: recalls, and what the open page tells of a paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.letters.models import PaperRecall, ReleasedPaper
from rehab.plumbing.errors import NotFound
from rehab.remisi.models import Round


def get_recall(scope: Scope, recall_id: int) -> tuple[PaperRecall, ReleasedPaper]:
    """One recall with its paper, or NotFound."""
    statement = select(PaperRecall, ReleasedPaper).join(ReleasedPaper, ReleasedPaper.id == PaperRecall.paper_id)
    found = db.session.execute(statement.where(PaperRecall.id == recall_id, scope.rows(PaperRecall.facility_id))).first()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def open_recall(scope: Scope, paper_id: int) -> PaperRecall | None:
    """The recall of a paper that waits for its second person, or None."""
    mine = (PaperRecall.paper_id == paper_id, scope.rows(PaperRecall.facility_id), PaperRecall.decision.is_(None))
    return db.session.scalar(select(PaperRecall).where(*mine))


def recalls_of(scope: Scope, paper_ids: Iterable[int]) -> dict[int, PaperRecall]:
    """The newest recall of each of some papers."""
    mine = (PaperRecall.paper_id.in_(sorted(set(paper_ids))), scope.rows(PaperRecall.facility_id))
    return {row.paper_id: row for row in db.session.scalars(select(PaperRecall).where(*mine).order_by(PaperRecall.id))}


def waiting_recalls(scope: Scope) -> list[tuple[Round, int]]:
    """How many recalls wait for their second person, by round."""
    mine = (scope.rows(PaperRecall.facility_id), PaperRecall.decision.is_(None))
    statement = select(Round, func.count()).join(ReleasedPaper, ReleasedPaper.round_id == Round.id)
    statement = statement.join(PaperRecall, PaperRecall.paper_id == ReleasedPaper.id).where(*mine)
    rows = db.session.execute(statement.group_by(Round.id).order_by(Round.held_on, Round.id))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Verified:
    """What the open page tells of a paper: where it stands, what it replaced and what stands in its place."""

    paper: ReleasedPaper
    facility: Facility
    round: Round
    before: ReleasedPaper | None
    newest: ReleasedPaper | None


def paper_by_code(scope: None, code: str) -> Verified:
    """A released paper by the code printed on it, whoever asks. NotFound for any code that is on no paper."""
    statement = select(ReleasedPaper, Facility, Round).join(Facility, Facility.id == ReleasedPaper.facility_id)
    statement = statement.join(Round, Round.id == ReleasedPaper.round_id).where(ReleasedPaper.code == code)
    found = db.session.execute(statement).first()
    if found is None:
        raise NotFound()
    paper, facility, round_ = found
    same = (ReleasedPaper.round_id == paper.round_id, ReleasedPaper.kind == paper.kind)
    kin = select(ReleasedPaper).where(*same, ReleasedPaper.hearing_id == paper.hearing_id)
    kin = kin.order_by(ReleasedPaper.sequence.desc()).limit(1)
    before = db.session.scalar(kin.where(ReleasedPaper.sequence < paper.sequence))
    later = kin.where(ReleasedPaper.sequence > paper.sequence, ReleasedPaper.state == "released")
    return Verified(paper, facility, round_, before, db.session.scalar(later) if paper.state != "released" else None)
