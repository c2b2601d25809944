"""Reading the path: where everybody of a round stands, one person's steps, hearings, decrees and withdrawals."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.proposals.models import STATES, Candidate, CandidateMove, Decree, Deed, Hearing, Withdrawal
from rehab.proposals.shapes import MoveRow, PathCounts, PathFilters, PathPage, PathRow
from rehab.proposals.states import DECIDED_STATES
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.queries import get_round, get_verdict
from rehab.wbp.models import RemissionReceived, Wbp

STATE = func.coalesce(Candidate.state, "open")
SORTS: dict[str, Any] = {
    "name": RoundVerdict.name, "register": RoundVerdict.register_no, "block": RoundVerdict.block, "days": RoundVerdict.days,
    "state": case({each: place for place, each in enumerate(STATES)}, value=STATE),
}  # fmt: skip
MOST_ROWS = 200


def _filed() -> ColumnElement[bool]:
    return exists().where(Withdrawal.candidate_id == Candidate.id, Withdrawal.decision.is_(None))


@cache
def _everybody() -> Select[Any]:
    """Whoever is in any round, built once; the columns are those of PathRow."""
    kept, row = RoundVerdict, Candidate
    # The facts weigh much: they are looked into only where the answer is shown.
    subsidiary = kept.facts["facts"]["subsidiary"]["days_outstanding"].as_integer()
    columns = (
        kept.wbp_id, kept.name, kept.register_no, kept.block, kept.outcome, kept.days, kept.release_class, kept.failed,
        kept.unknown, kept.id, kept.frozen, case((kept.release_class == "II", subsidiary), else_=None), STATE, row.id,
        row.version, row.proposal, row.overrides, row.reason, row.note, row.document, row.wali_id, row.prepared_by,
        row.verified_by, row.recommended_by, row.decided_by, row.hearing_id, row.recommendation, row.recommendation_reason,
        row.decision, row.decision_reason, row.decision_note, row.decree_id, row.granted_days, row.handed_on,
        row.remission_id, row.withdrawn, Wbp.wali_id, Wbp.facility_id, _filed(),
    )  # fmt: skip
    return _joined(select(*columns))


def _path(scope: Scope, round_id: int) -> Select[Any]:
    """Everybody of a round."""
    return _everybody().where(RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))


def _joined(statement: Select[Any]) -> Select[Any]:
    same = and_(Candidate.round_id == RoundVerdict.round_id, Candidate.wbp_id == RoundVerdict.wbp_id)
    return statement.select_from(RoundVerdict).join(Wbp, Wbp.id == RoundVerdict.wbp_id).outerjoin(Candidate, same)


def _narrowed(statement: Select[Any], filters: PathFilters) -> Select[Any]:
    kept = RoundVerdict
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in ((STATE, filters.state), (kept.outcome, filters.tab), (kept.block, filters.block)):
        if wanted:
            conditions.append(column == wanted)
    if filters.proposal:
        # What was said last counts: the head's word, else the TPP's, else the preparer's.
        conditions.append(func.coalesce(Candidate.decision, Candidate.recommendation, Candidate.proposal) == filters.proposal)
    if filters.withdrawn == "yes":
        conditions.append(Candidate.withdrawn)
    if filters.withdrawn == "no":
        conditions.append(func.coalesce(Candidate.withdrawn, false()) == false())
    if filters.withdrawn == "filed":
        conditions.append(_filed())
    if filters.wali == "none":
        conditions.append(Wbp.wali_id.is_(None))
    for word in filters.search.split()[:6]:
        conditions.append(or_(*(column.icontains(word, autoescape=True) for column in (kept.name, kept.register_no))))
    column = SORTS.get(filters.sort.lstrip("-"), kept.name)
    order = column.desc() if filters.sort.startswith("-") else column.asc()
    return statement.where(*conditions).order_by(order, kept.name, kept.id)


def list_path(scope: Scope, round_id: int, filters: PathFilters, *, page: int = 1) -> Page[PathRow]:
    """One page of everybody in a round; two queries."""
    found = paginate(_narrowed(_path(scope, round_id), filters), page, scalars=False)
    return Page([PathRow(*row) for row in found.items], found.number, found.per_page, found.total)


def filtered_rows(scope: Scope, round_id: int, filters: PathFilters) -> list[PathRow]:
    """Everybody a filter leaves, for one deed over all of them: at most the population of one facility."""
    return [PathRow(*row) for row in db.session.execute(_narrowed(_path(scope, round_id), filters))]


def chosen_rows(scope: Scope, round_id: int, wbp_ids: Iterable[int]) -> list[PathRow]:
    """Some people of a round by name; one query over the round, whatever their number."""
    wanted = set(wbp_ids)
    return [row for row in filtered_rows(scope, round_id, PathFilters()) if row.wbp_id in wanted] if wanted else []


def path_counts(scope: Scope, round_id: int) -> PathCounts:
    """How many people of a round stand where; two queries."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    said = func.coalesce(Candidate.decision, Candidate.recommendation, Candidate.proposal)
    grouped = _joined(select(STATE, said, Candidate.withdrawn, func.count())).where(*mine)
    states, left_out, withdrawn = dict.fromkeys(STATES, 0), Counter[str](), 0
    for state, word, is_withdrawn, number in db.session.execute(grouped.group_by(STATE, said, Candidate.withdrawn)):
        states[state] += number
        left_out[state] += number if word == "leave_out" else 0
        withdrawn += number if is_withdrawn else 0
    others = _joined(select(func.count().filter(_filed()), func.count().filter(Wbp.wali_id.is_(None)))).where(*mine)
    filed, without_wali = db.session.execute(others).one()
    return PathCounts(states, dict(left_out), withdrawn, filed, without_wali)


def path_blocks(scope: Scope, round_id: int) -> list[str]:
    """The blocks of a round's people, for the filter."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    return [each for each in db.session.scalars(select(RoundVerdict.block).where(*mine).distinct().order_by("block")) if each]


def get_path(scope: Scope, round_id: int, wbp_id: int) -> PathPage:
    """One person of a round with every step and withdrawal, or NotFound."""
    round_, verdict = get_round(scope, round_id), get_verdict(scope, round_id, wbp_id)
    row = PathRow(*db.session.execute(_path(scope, round_id).where(RoundVerdict.wbp_id == wbp_id)).one())
    candidate = db.session.get(Candidate, row.candidate_id) if row.candidate_id else None
    hearing = db.session.get(Hearing, row.hearing_id) if row.hearing_id else None
    decree = db.session.get(Decree, row.decree_id) if row.decree_id else None
    filed = select(Withdrawal).where(Withdrawal.candidate_id == row.candidate_id).order_by(Withdrawal.id)
    withdrawals = tuple(db.session.scalars(filed)) if candidate else ()
    moves = moves_of(scope, [candidate.id]) if candidate else {}
    number = decree.number if decree else None
    return PathPage(round_, verdict, row, candidate, hearing, number, tuple(moves.get(row.candidate_id or 0, ())), withdrawals)


def moves_of(scope: Scope, candidate_ids: Iterable[int]) -> dict[int, list[MoveRow]]:
    """The steps of some candidates in time order, each with its deed."""
    move, wanted = CandidateMove, sorted(set(candidate_ids))
    columns = (
        Deed.at, Deed.by_id, Deed.act, move.before, move.after, move.said, move.reason, Deed.batch_hash, Deed.people,
        Deed.step_up, Deed.note,
    )  # fmt: skip
    statement = select(move.candidate_id, *columns).join(Deed, Deed.id == move.deed_id)
    mine = statement.where(move.candidate_id.in_(wanted), scope.rows(move.facility_id)).order_by(move.candidate_id, move.id)
    found: dict[int, list[MoveRow]] = {}
    for candidate_id, *rest in db.session.execute(mine):
        found.setdefault(candidate_id, []).append(MoveRow(*rest))
    return found


def list_hearings(scope: Scope, round_id: int) -> list[tuple[Hearing, int]]:
    """The newest hearings of a round, each with how many people it spoke about."""
    number = select(func.count()).where(Candidate.hearing_id == Hearing.id).scalar_subquery()
    mine = select(Hearing, number).where(Hearing.round_id == round_id, scope.rows(Hearing.facility_id))
    rows = db.session.execute(mine.order_by(Hearing.held_on.desc(), Hearing.id.desc()).limit(MOST_ROWS))
    return [(row[0], row[1]) for row in rows]


def get_hearing(scope: Scope, hearing_id: int) -> Hearing:
    """One hearing, or NotFound."""
    return _found(select(Hearing).where(Hearing.id == hearing_id, scope.rows(Hearing.facility_id)))


def resting_on(scope: Scope, hearing_id: int) -> list[tuple[int, int]]:
    """Whose recommendation came from a hearing: id and version of each row on the path."""
    mine = (Candidate.hearing_id == hearing_id, scope.rows(Candidate.facility_id))
    rows = db.session.execute(select(Candidate.id, Candidate.version).where(*mine).order_by(Candidate.id))
    return [(row[0], row[1]) for row in rows]


def decided_on(scope: Scope, hearing_id: int) -> int:
    """How many people the head has decided on whose recommendation came from a hearing."""
    mine = (Candidate.hearing_id == hearing_id, Candidate.state.in_(DECIDED_STATES), scope.rows(Candidate.facility_id))
    return db.session.scalar(select(func.count()).select_from(Candidate).where(*mine)) or 0


def list_decrees(scope: Scope, round_id: int) -> list[tuple[Decree, int, int]]:
    """The newest decrees of a round, each with how many people and how many days."""
    mine = (Candidate.decree_id == Decree.id,)
    people = select(func.count()).where(*mine).scalar_subquery()
    days = select(func.coalesce(func.sum(Candidate.granted_days), 0)).where(*mine).scalar_subquery()
    statement = select(Decree, people, days).where(Decree.round_id == round_id, scope.rows(Decree.facility_id))
    rows = db.session.execute(statement.order_by(Decree.dated_on.desc(), Decree.id.desc()).limit(MOST_ROWS))
    return [(row[0], row[1], row[2]) for row in rows]


def get_decree(scope: Scope, decree_id: int) -> Decree:
    """One decree, or NotFound."""
    return _found(select(Decree).where(Decree.id == decree_id, scope.rows(Decree.facility_id)))


def decree_numbers(scope: Scope, round_id: int) -> dict[int, str]:
    """The numbers of a round's decrees by id."""
    mine = (Decree.round_id == round_id, scope.rows(Decree.facility_id))
    return {row[0]: row[1] for row in db.session.execute(select(Decree.id, Decree.number).where(*mine).order_by(Decree.id))}


def find_decree(scope: Scope, facility_id: int, number: str) -> Decree | None:
    """The decree of a number in a facility, or None."""
    same = (Decree.facility_id == facility_id, Decree.number == number, scope.rows(Decree.facility_id))
    return db.session.scalar(select(Decree).where(*same))


def find_hearing(scope: Scope, facility_id: int, number: str) -> Hearing | None:
    """The hearing of a number in a facility, or None."""
    same = (Hearing.facility_id == facility_id, Hearing.number == number, scope.rows(Hearing.facility_id))
    return db.session.scalar(select(Hearing).where(*same))


def people_of(scope: Scope, round_id: int, *, hearing_id: int | None = None, decree_id: int | None = None,
              page: int = 1) -> Page[PathRow]:  # fmt: skip
    """The people a hearing spoke about, or a decree names, by name."""
    wanted = Candidate.hearing_id == hearing_id if hearing_id else Candidate.decree_id == decree_id
    statement = _path(scope, round_id).where(wanted).order_by(RoundVerdict.name, RoundVerdict.id)
    found = paginate(statement, page, scalars=False)
    return Page([PathRow(*row) for row in found.items], found.number, found.per_page, found.total)


def get_withdrawal(scope: Scope, withdrawal_id: int) -> tuple[Withdrawal, Candidate]:
    """One withdrawal with its candidate, or NotFound."""
    same = (Withdrawal.id == withdrawal_id, scope.rows(Withdrawal.facility_id))
    joined = select(Withdrawal, Candidate).join(Candidate, Candidate.id == Withdrawal.candidate_id)
    row = db.session.execute(joined.where(*same)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def recorded_grants(scope: Scope, round_: Round) -> dict[int, tuple[int, int]]:
    """The remissions of a round's kind and day that stand in its people's history already: person → (id, days).

    Whoever is in the round is looked at wherever they are held now: the receiving prison may have recorded it.
    """
    received = RemissionReceived
    columns = select(received.wbp_id, received.id, received.days).join(RoundVerdict, RoundVerdict.wbp_id == received.wbp_id)
    mine = (RoundVerdict.round_id == round_.id, scope.rows(RoundVerdict.facility_id))
    same = (received.kind == round_.kind, received.granted_on == round_.held_on)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(columns.where(*mine, *same).order_by(received.id))}


def _found(statement: Select[Any]) -> Any:
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound()
    return row
