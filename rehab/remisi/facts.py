"""The only bridge: rows of the rooms → facts of the law, for a whole population in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from rehab.access.scope import Scope
from rehab.attendance.queries import participation
from rehab.attendance.registers import Participation
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.extensions import db
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi_rules import facts as law
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.look_back import gaps_decide, look_back_days
from rehab.wbp.models import Detention, Paper, Placement, RemissionReceived, Sentence, Service, Wbp

Population = Select[tuple[int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of everybody: the kind, its day, the day of a late proposal, the instant it is asked, the rules."""

    kind: str
    on: date
    late_on: date | None
    at: datetime
    rules: Rules

    @property
    def seen_until(self) -> date:
        """Only what is dated on or before this day is seen."""
        return self.late_on or self.on


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person as the round sees them: name, number and block of the day, and the facts.

    `unrecorded` are sessions nobody recorded, `recapped` how many sessions come from monthly recaps of paper.
    """

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    facts: law.Facts
    unrecorded: tuple[int, ...]
    recapped: int


def placed_in(scope: Scope, facility_id: int, on: date) -> Population:
    """Everyone placed in a facility on a day, as a subquery of ids; no date of entry means always placed."""
    return select(Placement.wbp_id).where(Placement.facility_id == facility_id, scope.rows(Placement.facility_id), _stands_on(on))


def proposed_before(facility_id: int, kind: str, on: date, late_on: date) -> Population:
    """Who is eligible in a kept round of this kind and day that comes before a susulan, as a subquery of ids."""
    same = (Round.facility_id == facility_id, Round.kind == kind, Round.held_on == on, Round.late_key < late_on.isoformat())
    statement = select(RoundVerdict.wbp_id).join(Round, Round.id == RoundVerdict.round_id)
    return statement.where(*same, RoundVerdict.outcome == "eligible")


def these_people(scope: Scope, wbp_ids: Iterable[int]) -> Population:
    """Some people within scope, as a subquery of ids."""
    return select(Wbp.id).where(Wbp.id.in_(sorted(set(wbp_ids))), scope.rows(Wbp.facility_id))


def gather(scope: Scope, population: Population, asked: Asked, *, left_out: frozenset[int] = frozenset()) -> list[Dossier]:
    """The dossiers of a population by name; thirteen queries at most, whatever its size.

    `left_out` names people whose remission of this kind and day came out of this very round and is not looked at.
    """
    remissions = _remissions(population, asked, left_out)
    rows: dict[str, dict[int, Any]] = {
        "detention": _grouped(_detentions(population), law.Period),
        "discipline": _grouped(_discipline(population, asked), law.Punishment),
        "sppn": _grouped(_sppn(population, asked), _month_score),
        "risk": _grouped(_risk(population, asked), law.RiskAssessment),
        "services": _grouped(_services(population, asked), law.Service),
        "remissions": remissions,
        "documents": _documents(population, asked),
    }
    people = _rows(_people(population, asked.on))
    sessions = _participation(scope, people, asked)
    found: dict[int, Dossier] = {}
    for person in people:
        found.setdefault(person.id, _dossier(person, rows, sessions.get(person.id), asked))
    return list(found.values())


def _dossier(person: Any, rows: dict[str, dict[int, Any]], sessions: Participation | None, asked: Asked) -> Dossier:
    took = sessions or Participation()
    wbp_id = person.id
    facts = law.Facts(
        status=person.status,
        birth_on=person.birth_on,
        religion=person.religion,
        sentence=law.Sentence(person.kind, person.years, person.months, person.days, person.final_on),
        detention=tuple(rows["detention"].get(wbp_id, ())),
        offence=person.offence,
        subsidiary=law.Subsidiary(person.subsidiary_days, person.serving_subsidiary),
        fine_paid=person.fine_paid,
        deradicalised=person.deradicalised,
        loyalty_pledge=person.loyalty_pledge,
        justice_collaborator=person.justice_collaborator,
        prolonged_illness=person.prolonged_illness,
        pre_release_leave=person.pre_release_leave,
        parole_revoked=person.parole_revoked,
        escaped=person.escaped,
        discipline=tuple(rows["discipline"].get(wbp_id, ())),
        sppn=tuple(rows["sppn"].get(wbp_id, ())),
        risk=tuple(rows["risk"].get(wbp_id, ())),
        participation=_certain(took, asked.rules),
        documents=rows["documents"].get(wbp_id, {}),
        remissions=tuple(rows["remissions"].get(wbp_id, ())),
        services=tuple(rows["services"].get(wbp_id, ())),
    )
    return Dossier(wbp_id, person.name, person.register_no, person.block, facts, tuple(took.unrecorded), took.recapped)


def _certain(took: Participation, rules: Rules) -> law.Participation | None:
    """The recorded figures, or None where nothing is recorded or sessions nobody recorded could turn the answer."""
    found = law.Participation(took.scheduled, took.attended, took.excused)
    if not took.scheduled or gaps_decide(found, len(took.unrecorded), rules):
        return None
    return found


def _participation(scope: Scope, people: Iterable[Any], asked: Asked) -> dict[int, Participation]:
    """Each person over the look-back of their age; before children had kinds of their own one round has two lengths.

    Whoever is in the population is within scope for this round, also where they have moved on since.
    """
    everywhere = replace(scope, facility_ids=None)
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for person in people:
        by_length[look_back_days(asked.kind, person.status, asked.rules)].append(person.id)
    found: dict[int, Participation] = {}
    for length, wbp_ids in by_length.items():
        found |= participation(everywhere, wbp_ids, asked.on - timedelta(length), asked.on, at=asked.at)
    return found


def _stands_on(on: date) -> Any:
    began = or_(Placement.starts_on.is_(None), Placement.starts_on <= on)
    return and_(began, or_(Placement.ends_on.is_(None), Placement.ends_on > on))


def _people(population: Population, on: date) -> Select[Any]:
    return (
        select(
            Wbp.id, Wbp.name, func.coalesce(Placement.register_no, Wbp.register_no).label("register_no"), Placement.block,
            Wbp.status, Wbp.birth_on, Wbp.religion, Wbp.offence, Wbp.subsidiary_days, Wbp.serving_subsidiary, Wbp.fine_paid,
            Wbp.deradicalised, Wbp.loyalty_pledge, Wbp.justice_collaborator, Wbp.prolonged_illness, Wbp.pre_release_leave,
            Wbp.parole_revoked, Wbp.escaped, Sentence.kind, Sentence.years, Sentence.months, Sentence.days, Sentence.final_on,
        )
        .outerjoin(Placement, and_(Placement.wbp_id == Wbp.id, _stands_on(on)))
        .outerjoin(Sentence, Sentence.wbp_id == Wbp.id)
        .where(Wbp.id.in_(population))
        .order_by(Wbp.name, Wbp.id, Placement.id.desc())
    )  # fmt: skip


def _detentions(population: Population) -> Select[Any]:
    columns = select(Detention.wbp_id, Detention.starts_on, Detention.ends_on)
    return columns.where(Detention.wbp_id.in_(population)).order_by(Detention.wbp_id, Detention.starts_on)


def _discipline(population: Population, asked: Asked) -> Select[Any]:
    entry = DisciplineEntry
    columns = select(entry.wbp_id, entry.level, entry.starts_on, entry.ends_on, entry.forfeits_until)
    dated = columns.where(entry.wbp_id.in_(population), entry.starts_on <= asked.seen_until)
    return dated.order_by(entry.wbp_id, entry.starts_on, entry.id)


def _sppn(population: Population, asked: Asked) -> Select[Any]:
    until = asked.seen_until
    first = until.replace(day=1) - timedelta(asked.rules.look_back_adult)
    first = first.replace(day=1)
    columns = select(SppnMonth.wbp_id, SppnMonth.month_on, SppnMonth.score)
    dated = columns.where(SppnMonth.wbp_id.in_(population), SppnMonth.month_on >= first, SppnMonth.month_on <= until)
    return dated.order_by(SppnMonth.wbp_id, SppnMonth.month_on)


def _risk(population: Population, asked: Asked) -> Select[Any]:
    columns = select(RiskAssessment.wbp_id, RiskAssessment.assessed_on, RiskAssessment.level)
    dated = columns.where(RiskAssessment.wbp_id.in_(population), RiskAssessment.assessed_on <= asked.seen_until)
    return dated.order_by(RiskAssessment.wbp_id, RiskAssessment.assessed_on)


def _services(population: Population, asked: Asked) -> Select[Any]:
    columns = select(Service.wbp_id, Service.ground, Service.rendered_on, Service.verified)
    dated = columns.where(Service.wbp_id.in_(population), Service.rendered_on <= asked.seen_until)
    return dated.order_by(Service.wbp_id, Service.rendered_on, Service.id)


def _remissions(population: Population, asked: Asked, left_out: frozenset[int]) -> dict[int, list[law.Remission]]:
    received = RemissionReceived
    columns = select(received.wbp_id, received.kind, received.granted_on, received.days)
    dated = columns.where(received.wbp_id.in_(population), received.granted_on <= asked.seen_until)
    found: defaultdict[int, list[law.Remission]] = defaultdict(list)
    for wbp_id, kind, granted_on, days in _rows(dated.order_by(received.wbp_id, received.granted_on, received.id)):
        if not (kind == asked.kind and granted_on == asked.on and wbp_id in left_out):
            found[wbp_id].append(law.Remission(kind, granted_on, days))
    return found


def _documents(population: Population, asked: Asked) -> dict[int, dict[str, str]]:
    """States of papers by person; one dated after the day is not there yet."""
    dated = or_(Paper.dated_on.is_(None), Paper.dated_on <= asked.seen_until)
    statement = select(Paper.wbp_id, Paper.code, Paper.state).where(Paper.wbp_id.in_(population), dated)
    rows = groupby(_rows(statement.order_by(Paper.wbp_id, Paper.code)), key=itemgetter(0))
    return {wbp_id: {code: state for _, code, state in papers} for wbp_id, papers in rows}


def _month_score(month_on: date, score: Any) -> law.MonthScore:
    return law.MonthScore(month_on.year * 12 + month_on.month - 1, score)


def _grouped(statement: Select[Any], make: Any) -> dict[int, list[Any]]:
    """Rows of a statement by person (its first column), each made into a fact."""
    rows = groupby(_rows(statement), key=itemgetter(0))
    return {wbp_id: [make(*row[1:]) for row in group] for wbp_id, group in rows}


def _rows(statement: Select[Any]) -> Any:
    """Rows of columns, past the unit of work: nothing here is an object that could be changed."""
    return db.session.connection().execute(statement).all()
