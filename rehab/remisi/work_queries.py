"""The work of a round: what is missing and who owes it, the gaps given to colleagues, and the list narrowed to them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select

from rehab.access.permissions import ROLES, Permission
from rehab.access.scope import Scope
from rehab.accounts.queries import list_staff
from rehab.extensions import db
from rehab.facilities.calendar import DAYS_BEFORE, calendar_days
from rehab.facilities.queries import get_facility
from rehab.plumbing.paging import Page, paginate
from rehab.remisi.computing import RoundQuestion, checked, judged
from rehab.remisi.facts import Asked, gather, these_people
from rehab.remisi.labels import OWNER_LABELS, codes_of_owner, owner_of, step_of
from rehab.remisi.models import GapTask, Round, RoundVerdict
from rehab.remisi.shapes import CalendarStep, Filters, Owed, OwedLine, OwnerOwes, TaskRow
from rehab.remisi_rules.kinds import round_day
from rehab.wbp.labels import PAPER_LABELS
from rehab.wbp.models import RemissionReceived, Sentence, Wbp

ANY = "any"
GENERAL = ("RU", "PMPU")
RELIGIOUS = ("RK", "PMPK")
# A susulan looks at these on the day it is proposed, not on the day it is for.
LATE_CODES = ("final_judgment", "risk_reduced", "sppn_good")
_CURABLE = ["|" + "".join(f"{code}|" for code in codes) for size in range(4) for codes in combinations(LATE_CODES, size)]


def work_conditions(scope: Scope, round_: Round, filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters about work ask of a round's verdicts."""
    kept = RoundVerdict
    found: list[ColumnElement[bool]] = []
    if filters.paper:
        found.append(_any_of(PAPER_LABELS if filters.paper == ANY else [filters.paper]))
    if filters.owner:
        found.append(_any_of(codes_of_owner(filters.owner)))
    if filters.step:
        found.append(_any_of(_codes_of_step(filters.step)))
    if filters.wali.isdecimal() and len(filters.wali) < 9:
        wali = int(filters.wali)
        found.append(kept.wbp_id.in_(select(Wbp.id).where(Wbp.wali_id == wali if wali else Wbp.wali_id.is_(None))))
    if filters.assigned:
        mine = [GapTask.assignee_id == scope.user_id] if filters.assigned == "me" else []
        given = exists().where(GapTask.round_id == kept.round_id, GapTask.wbp_id == kept.wbp_id, _lacks(), *mine)
        found.append(not_(given) if filters.assigned == "none" else given)
    if filters.missed:
        found.append(kept.wbp_id.in_(_missed_general(round_)))
    return found


def _any_of(codes: Iterable[str]) -> ColumnElement[bool]:
    tests = [RoundVerdict.unknown.contains(f"|{code}|", autoescape=True) for code in codes]
    return or_(*tests) if tests else false()


def _codes_of_step(step: str) -> list[str]:
    codes = [code for owner in OWNER_LABELS for code in codes_of_owner(owner)]
    return [code for code in codes if step in (step_of(code), "decree")] if step in DAYS_BEFORE else []


def _lacks() -> ColumnElement[bool]:
    """Whether the verdict still lacks what the task is about. The `_` of a code matches itself, and no code differs by it."""
    within = "%|" + GapTask.topic + "|%"
    return or_(RoundVerdict.unknown.like(within), RoundVerdict.failed.like(within))


def general_day_before(on: date) -> date | None:
    """The newest day of remisi umum before a day."""
    days = [round_day("RU", year) for year in (on.year, on.year - 1)]
    return next((day for day in days if day is not None and day < on), None)


def _missed_general(round_: Round) -> Select[tuple[int]]:
    """Who could have had, or may still have late, the remisi umum before this round, and has none of that day on record.

    The missed remisi umum comes before the next remisi khusus.
    """
    kept, day = RoundVerdict, general_day_before(round_.held_on)
    received = exists().where(
        RemissionReceived.wbp_id == kept.wbp_id, RemissionReceived.kind.in_(GENERAL), RemissionReceived.granted_on == day
    )
    judged_since = exists().where(Sentence.wbp_id == kept.wbp_id, Sentence.final_on.is_not(None))
    late = and_(kept.failed.in_(_CURABLE), or_(not_(kept.failed.contains("|final_judgment|")), judged_since))
    statement = select(kept.wbp_id).join(Round, Round.id == kept.round_id)
    return statement.where(
        Round.facility_id == round_.facility_id, Round.kind.in_(GENERAL), Round.held_on == day,
        or_(kept.outcome == "eligible", late), not_(received),
    )  # fmt: skip


def count_missed_general(scope: Scope, round_: Round) -> dict[str, int]:
    """Of a round of remisi khusus: who is on a tab that leads on, while the remisi umum before it is missing; by outcome."""
    if round_.kind not in RELIGIOUS:
        return {}
    kept = RoundVerdict
    mine = (kept.round_id == round_.id, scope.rows(kept.facility_id), kept.outcome.in_(("eligible", "incomplete")))
    counted = select(kept.outcome, func.count()).where(*mine, kept.wbp_id.in_(_missed_general(round_)))
    rows = db.session.execute(counted.group_by(kept.outcome).order_by(kept.outcome)).all()
    return {row[0]: row[1] for row in rows}


def owed_of(scope: Scope, round_: Round) -> Owed:
    """What keeps a round's "belum lengkap" from being complete, by office and by day; two queries besides the facility's."""
    kept = RoundVerdict
    mine = (kept.round_id == round_.id, scope.rows(kept.facility_id), kept.outcome == "incomplete")
    rows = db.session.execute(select(kept.unknown, func.count()).where(*mine).group_by(kept.unknown)).all()
    same = and_(kept.round_id == GapTask.round_id, kept.wbp_id == GapTask.wbp_id)
    tasks = select(GapTask.topic, func.count()).join(kept, same).where(*mine, _lacks()).group_by(GapTask.topic)
    given = {row[0]: row[1] for row in db.session.execute(tasks)}
    codes, owners, steps = Counter[str](), Counter[str](), Counter[str]()
    for text, number in rows:
        lacking = [code for code in text.split("|") if code]
        codes.update(dict.fromkeys(lacking, number))
        owners.update(dict.fromkeys({owner_of(code) for code in lacking}, number))
        steps.update(dict.fromkeys({step_of(code) for code in lacking} | {"decree"}, number))
    lines = [OwedLine(code, number, given.get(code, 0)) for code, number in codes.most_common()]
    found = [
        OwnerOwes(owner, owners[owner], tuple(line for line in lines if owner_of(line.code) == owner))
        for owner in OWNER_LABELS
        if owners[owner]
    ]
    days = calendar_days(get_facility(scope, round_.facility_id).policy)
    backwards = [CalendarStep(step, before, round_.held_on - timedelta(before), steps[step]) for step, before in days.items()]
    return Owed(sum(number for _, number in rows), tuple(found), tuple(backwards))


def colleagues(scope: Scope) -> Sequence[Any]:
    """Who may be given a gap: active officers who see rounds, by name."""
    return list_staff(scope, roles=[role.value for role in ROLES if Permission.REMISI_READ in ROLES[role]])


def tasks_for(scope: Scope, round_id: int, wbp_ids: Iterable[int]) -> dict[tuple[int, str], GapTask]:
    """The gaps of some people of a round that are given to somebody, by person and topic."""
    wanted = sorted(set(wbp_ids))
    statement = select(GapTask).where(GapTask.round_id == round_id, scope.rows(GapTask.facility_id), GapTask.wbp_id.in_(wanted))
    return {(task.wbp_id, task.topic): task for task in db.session.scalars(statement.order_by(GapTask.id))}


def _tasks(scope: Scope, assignee_id: int | None) -> Select[Any]:
    kept = RoundVerdict
    still = and_(_lacks(), not_(kept.frozen))
    columns = (GapTask, Round, kept.name, kept.register_no, kept.block, still)
    same = and_(kept.round_id == GapTask.round_id, kept.wbp_id == GapTask.wbp_id)
    statement = select(*columns).join(Round, Round.id == GapTask.round_id).join(kept, same)
    mine = [] if assignee_id is None else [GapTask.assignee_id == assignee_id]
    return statement.where(scope.rows(GapTask.facility_id), *mine)


def _waits(on: date) -> ColumnElement[bool]:
    """Open, and the day of the round (of a susulan: its own) has not passed."""
    return and_(_lacks(), not_(RoundVerdict.frozen), func.coalesce(Round.late_on, Round.held_on) >= on)


def list_tasks(
    scope: Scope, *, on: date, assignee_id: int | None, waiting: bool = True, round_id: int | None = None, page: int = 1
) -> Page[TaskRow]:
    """One page of gaps given to somebody (None: to anybody), the most urgent first; two queries."""
    statement = _tasks(scope, assignee_id).where(_waits(on) if waiting else not_(_waits(on)))
    if round_id is not None:
        statement = statement.where(GapTask.round_id == round_id)
    found = paginate(statement.order_by(GapTask.due_on, GapTask.id), page, scalars=False)
    return Page([TaskRow(*row) for row in found.items], found.number, found.per_page, found.total)


def count_tasks(scope: Scope, *, on: date, assignee_id: int | None) -> int:
    """How many of the gaps given to somebody still wait; one query."""
    statement = _tasks(scope, assignee_id).where(_waits(on)).with_only_columns(func.count(GapTask.id))
    return db.session.scalar(statement) or 0


def lacking_now(scope: Scope, round_: Round, wbp_ids: Iterable[int], *, at: datetime) -> dict[int, set[str]]:
    """What some people of a round lack by the records of this moment, whatever the kept verdict says."""
    ids = sorted(set(wbp_ids))
    question = RoundQuestion(round_.kind, round_.held_on, round_.holiday, round_.late_on, round_.policy)
    _policy, rules = checked(question)
    asked = Asked(round_.kind, round_.held_on, round_.late_on, at, rules)
    found = {}
    for dossier in gather(scope, these_people(scope, ids), asked, left_out=frozenset(ids)):
        verdict = judged(dossier.facts, question, rules)
        found[dossier.wbp_id] = {*verdict.failed, *verdict.unknown}
    return found
