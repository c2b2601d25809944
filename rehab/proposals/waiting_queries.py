"""What waits on the path, over every round: for the home page of whoever takes the next step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.proposals.models import Candidate, Withdrawal
from rehab.proposals.shapes import PathFilters
from rehab.proposals.states import DECIDED_STATES, STEPS, permission_of
from rehab.remisi.models import Round

# Withdrawals wait for their second person at any of these states; an act of its own among the steps.
FILED = "confirm_withdrawal"


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step of a round that some people wait for: the act, how many, and the filters that list exactly those."""

    round: Round
    act: str
    count: int
    filters: PathFilters


def waiting_steps(scope: Scope) -> list[WaitingStep]:
    """The steps after preparing that somebody waits for and this officer may take, by round, then along the path; two queries.

    Who is withdrawn waits for nothing, and who the head does not propose for nothing after that.
    """
    acts = [act for act, (before, _after) in STEPS.items() if before != "open" and scope.can(permission_of(act))]
    found = _steps(scope, acts) if acts else []
    if scope.can(permission_of(FILED)):
        found += _filed(scope)
    order = [*STEPS, FILED]
    return sorted(found, key=lambda each: (each.round.held_on, each.round.id, order.index(each.act)))


def _steps(scope: Scope, acts: Sequence[str]) -> list[WaitingStep]:
    by_state = {STEPS[act][0]: act for act in acts}
    left_out = and_(Candidate.state.in_(DECIDED_STATES), Candidate.decision == "leave_out")
    mine = (scope.rows(Candidate.facility_id), Candidate.state.in_(by_state), ~Candidate.withdrawn, ~left_out)
    statement = select(Round, Candidate.state, func.count()).join(Candidate, Candidate.round_id == Round.id).where(*mine)
    rows = db.session.execute(statement.group_by(Round.id, Candidate.state)).all()
    return [WaitingStep(round_, by_state[state], number, _listing(state)) for round_, state, number in rows]


def _listing(state: str) -> PathFilters:
    return PathFilters(state=state, withdrawn="no", proposal="propose" if state in DECIDED_STATES else "")


def _filed(scope: Scope) -> list[WaitingStep]:
    mine = (scope.rows(Withdrawal.facility_id), Withdrawal.decision.is_(None))
    statement = select(Round, func.count()).join(Candidate, Candidate.round_id == Round.id)
    statement = statement.join(Withdrawal, Withdrawal.candidate_id == Candidate.id).where(*mine).group_by(Round.id)
    filters = PathFilters(withdrawn="filed")
    return [WaitingStep(round_, FILED, number, filters) for round_, number in db.session.execute(statement)]
