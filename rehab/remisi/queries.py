"""Reading rounds: kept ones, their lists and verdicts; a round that is not kept; the milestones of a person."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.facilities.queries import get_facility, holiday_is_confirmed, list_holidays
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.programs.models import Cohort, Programme, Session
from rehab.remisi.coming import brought_nearer, coming_days, coming_remissions, dates_of
from rehab.remisi.computing import RoundQuestion, checked, compute, funnel, office_policy
from rehab.remisi.facts import Asked, gather, these_people
from rehab.remisi.law_page import AMOUNT, open_readings
from rehab.remisi.models import OUTCOMES, Round, RoundVerdict
from rehab.remisi.shapes import Filters, GreatDay, ListRow, Overview, PersonsRemisi, RoundRow, UnrecordedSession
from rehab.remisi.work_queries import work_conditions
from rehab.remisi_rules.kinds import round_day
from rehab.wbp.models import Wbp
from rehab.wbp.periods import expiry_on

SORTS = {
    "name": func.lower(RoundVerdict.name), "register": RoundVerdict.register_no, "block": RoundVerdict.block,
    "days": RoundVerdict.days, "earliest": RoundVerdict.earliest_on,
}  # fmt: skip
NO_READING = "none"
ALMOST = timedelta(days=30)
AHEAD = timedelta(days=400)
FIXED_KINDS = ("RU", "RD", "RKL", "RKS", "PMPU", "PMPD", "RAN")
GREAT_DAY_KINDS = ("RK", "PMPK")
MOST_SESSIONS_NAMED = 20


def next_days(scope: Scope, *, on: date) -> list[GreatDay]:
    """The days of the coming year and some weeks on which a round may stand: the fixed ones and the great days."""
    until = on + AHEAD
    found = [
        GreatDay(GREAT_DAY_KINDS, each.held_on, each.code, each.state == "ditetapkan")
        for each in list_holidays(scope, from_on=on, to_on=until)
    ]
    fixed: dict[date, list[str]] = {}
    for kind in FIXED_KINDS:
        for year in (on.year, on.year + 1):
            day = round_day(kind, year)
            if day is not None and on <= day <= until:
                fixed.setdefault(day, []).append(kind)
    found += [GreatDay(tuple(kinds), day, None, True) for day, kinds in fixed.items()]
    return sorted(found, key=lambda each: (each.on, each.holiday or ""))


def list_rounds(scope: Scope, *, page: int = 1) -> Page[RoundRow]:
    """Kept rounds, newest first, with their counts; three queries."""
    statement = select(Round, Facility.name).join(Facility, Facility.id == Round.facility_id).where(scope.rows(Round.facility_id))
    found = paginate(statement.order_by(Round.held_on.desc(), Round.id.desc()), page, scalars=False)
    counts = _counts(scope, [row[0].id for row in found.items])
    rows = [RoundRow(row[0], row[1], counts[row[0].id]) for row in found.items]
    return Page(items=rows, number=found.number, per_page=found.per_page, total=found.total)


def _counts(scope: Scope, round_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    counts = {each: dict.fromkeys(OUTCOMES, 0) for each in round_ids}
    if counts:
        statement = select(RoundVerdict.round_id, RoundVerdict.outcome, func.count()).where(RoundVerdict.round_id.in_(counts))
        for round_id, outcome, number in db.session.execute(
            statement.where(scope.rows(RoundVerdict.facility_id)).group_by(RoundVerdict.round_id, RoundVerdict.outcome)
        ):
            counts[round_id][outcome] = number
    return counts


def get_round(scope: Scope, round_id: int) -> Round:
    """One kept round, or NotFound."""
    found = db.session.scalar(select(Round).where(Round.id == round_id, scope.rows(Round.facility_id)))
    if found is None:
        raise NotFound()
    return found


def lock_round(scope: Scope, round_id: int) -> Round:
    """One kept round as it is now, held until this write transaction ends: who acts on it acts alone. Or NotFound."""
    statement = select(Round).where(Round.id == round_id, scope.rows(Round.facility_id))
    found = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound()
    return found


def find_round(scope: Scope, facility_id: int, kind: str, on: date, late_on: date | None) -> Round | None:
    """The kept round of a kind and day, or None; there is one at most."""
    late_key = late_on.isoformat() if late_on else ""
    same = (Round.kind == kind, Round.held_on == on, Round.late_key == late_key)
    statement = select(Round).where(Round.facility_id == facility_id, scope.rows(Round.facility_id), *same)
    return db.session.scalar(statement)


def overview_of(scope: Scope, round_id: int) -> Overview:
    """Counts and filter choices of a round; two queries over its summaries."""
    columns = (RoundVerdict.outcome, RoundVerdict.days, RoundVerdict.release_class, RoundVerdict.failed, RoundVerdict.unknown)
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    counts, days, classes = Counter(dict.fromkeys(OUTCOMES, 0)), Counter[int](), Counter[str]()
    failed, unknown = Counter[str](), Counter[str]()
    for outcome, size, class_, lacking, open_codes, number in db.session.execute(
        select(*columns, func.count()).where(*mine).group_by(*columns)
    ):
        counts[outcome] += number
        days[size] += number if size else 0
        classes[class_ or ""] += number
        failed.update(dict.fromkeys(_codes(lacking), number))
        unknown.update(dict.fromkeys(_codes(open_codes), number))
    blocks = db.session.scalars(select(RoundVerdict.block).where(*mine).distinct().order_by(RoundVerdict.block))
    return Overview(
        dict(counts), _in_order(days), _in_order(classes), _in_order(failed), _in_order(unknown),
        tuple(block for block in blocks if block),
    )  # fmt: skip


def _in_order(counted: Counter[Any]) -> dict[Any, int]:
    return {key: number for key, number in sorted(counted.items()) if number and key}


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split("|") if code)


def list_verdicts(scope: Scope, round_: Round, filters: Filters, *, page: int = 1) -> Page[ListRow]:
    """One page of a round's people; two queries."""
    found = paginate(_verdicts(scope, round_, filters), page, scalars=False)
    return Page([_list_row(row) for row in found.items], found.number, found.per_page, found.total)


def all_verdicts(scope: Scope, round_: Round, filters: Filters) -> list[ListRow]:
    """The whole filtered list of a round, for an export: at most the population of one facility."""
    return [_list_row(row) for row in db.session.execute(_verdicts(scope, round_, filters))]


def _verdicts(scope: Scope, round_: Round, filters: Filters) -> Select[Any]:
    kept = RoundVerdict
    columns = (
        kept.wbp_id, kept.name, kept.register_no, kept.block, kept.outcome, kept.days, kept.release_class, kept.earliest_on,
        kept.failed, kept.unknown,
    )  # fmt: skip
    conditions: list[ColumnElement[bool]] = [kept.round_id == round_.id, scope.rows(kept.facility_id)]
    if filters.outcome:
        conditions.append(kept.outcome == filters.outcome)
    for word in filters.search.split()[:6]:
        conditions.append(or_(*(column.icontains(word, autoescape=True) for column in (kept.name, kept.register_no))))
    for column, wanted in ((kept.block, filters.block), (kept.release_class, filters.release_class)):
        if wanted:
            conditions.append(column == wanted)
    for column, code in ((kept.failed, filters.failed), (kept.unknown, filters.unknown)):
        if code:
            conditions.append(column.contains(f"|{code}|", autoescape=True))
    conditions += _resting(round_, filters.rests)
    if filters.days.isdecimal():
        conditions.append(kept.days == int(filters.days[:4]))
    if filters.almost:
        conditions.append(kept.earliest_on <= round_.held_on + ALMOST)
    conditions += work_conditions(scope, round_, filters)
    traits = {Wbp.religion: filters.religion, Wbp.offence: filters.offence}
    statement = select(*columns)
    if any(traits.values()):
        statement = statement.join(Wbp, Wbp.id == kept.wbp_id)
        conditions += [column == wanted for column, wanted in traits.items() if wanted]
    column = SORTS.get(filters.sort.lstrip("-"), SORTS["name"])
    order = column.desc() if filters.sort.startswith("-") else column.asc()
    return statement.where(*conditions).order_by(order, func.lower(kept.name), kept.id)


def _decides(code: str) -> ColumnElement[bool]:
    """Whether a condition fails, or is unknown where nothing fails."""
    kept, inside = RoundVerdict, f"|{code}|"
    return or_(kept.failed.contains(inside), and_(kept.failed == "|", kept.unknown.contains(inside)))


def _resting(round_: Round, wanted: str) -> list[ColumnElement[bool]]:
    """Whose outcome an open reading of the law decides: the condition that rests on it is not met or unknown."""
    codes = [code for code in open_readings(round_.kind, round_.held_on) if code != AMOUNT]
    decided = {code: _decides(code) for code in codes}
    if wanted == NO_READING:
        return [not_(each) for each in decided.values()]
    return [decided[wanted]] if wanted in decided else []


def _list_row(row: Any) -> ListRow:
    return ListRow(*row[:8], _codes(row[8]), _codes(row[9]))


def get_verdict(scope: Scope, round_id: int, wbp_id: int) -> RoundVerdict:
    """One person's verdict in a round with facts and findings, or NotFound."""
    same = (RoundVerdict.round_id == round_id, RoundVerdict.wbp_id == wbp_id)
    found = db.session.scalar(select(RoundVerdict).where(*same, scope.rows(RoundVerdict.facility_id)))
    if found is None:
        raise NotFound()
    return found


def kept_verdicts(scope: Scope, round_id: int) -> dict[int, RoundVerdict]:
    """Every verdict of a round by person: at most the population of one facility."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    return {each.wbp_id: each for each in db.session.scalars(select(RoundVerdict).where(*mine).order_by(RoundVerdict.id))}


def verdict_ids(scope: Scope, round_id: int, wbp_ids: set[int]) -> list[int]:
    """The ids of the verdicts of some people of a round."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    rows = db.session.execute(select(RoundVerdict.id, RoundVerdict.wbp_id).where(*mine).order_by(RoundVerdict.id))
    return [verdict_id for verdict_id, wbp_id in rows if wbp_id in wbp_ids]


def unrecorded_sessions(scope: Scope, session_ids: Iterable[int]) -> list[UnrecordedSession]:
    """Day and programme of sessions nobody recorded, in time order, twenty at most."""
    wanted = sorted(set(session_ids))
    if not wanted:
        return []
    statement = (
        select(Session.id, Session.held_on, Programme.name)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .where(Session.id.in_(wanted[:1000]), scope.rows(Session.facility_id))
        .order_by(Session.held_on, Session.id)
        .limit(MOST_SESSIONS_NAMED)
    )
    return [UnrecordedSession(*row) for row in db.session.execute(statement)]


def run_round(scope: Scope, facility_id: int, question: RoundQuestion, *, at: datetime) -> tuple[dict[str, Any], bool]:
    """The funnel of a round that is not kept, and whether somebody confirmed its great day (True where it has none).

    The office's own switches are laid over the law unless the question brings its own. Raises RoundRefused, NotInForce.
    """
    facility = get_facility(scope, facility_id)
    if question.policy is None:
        question = RoundQuestion(question.kind, question.on, question.holiday, question.late_on, office_policy(facility.policy))
    computed = compute(scope, facility_id, question, at=at)
    confirmed = question.holiday is None or holiday_is_confirmed(scope, question.holiday, question.on)
    return funnel(facility.code, question, [each.verdict for each in computed]), confirmed


def persons_remisi(scope: Scope, wbp_id: int, *, on: date, at: datetime) -> PersonsRemisi:
    """What a person's page shows of remisi: the milestones as seen on a day, and the kept verdicts, ten at most."""
    facility_id = db.session.scalar(select(Wbp.facility_id).where(Wbp.id == wbp_id, scope.rows(Wbp.facility_id)))
    if facility_id is None:
        raise NotFound()
    policy, rules = checked(RoundQuestion("RU", on, policy=office_policy(get_facility(scope, facility_id).policy)))
    dossiers = gather(scope, these_people(scope, [wbp_id]), Asked("RU", on, None, at, rules))
    facts = dossiers[0].facts
    found = dates_of(facts, on, policy)
    until = found.supervision_ends_on or on
    coming = coming_remissions(facts, coming_days(on, until, list_holidays(scope, from_on=on, to_on=until)), policy)
    spans = [(each.starts_on, each.ends_on) for each in facts.detention or ()]
    expiry = expiry_on(facts.sentence, spans, sum(each.days for each in facts.remissions))
    projected = brought_nearer(facts, coming, expiry, on, policy) if coming else None
    statement = (
        select(Round, RoundVerdict)
        .join(RoundVerdict, RoundVerdict.round_id == Round.id)
        .where(RoundVerdict.wbp_id == wbp_id, scope.rows(Round.facility_id))
        .order_by(Round.held_on.desc(), Round.id.desc())
        .limit(10)
    )
    verdicts = tuple((row[0], row[1]) for row in db.session.execute(statement))
    return PersonsRemisi(found, verdicts, projected, coming)
