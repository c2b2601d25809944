"""The terms of many people: sentence, detention and remissions alone, enough for every date but not for a verdict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.remisi.coming import dates_of
from rehab.remisi.facts import Population
from rehab.remisi_rules import facts as law
from rehab.remisi_rules.law import rules_on
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.spans import birthday
from rehab.wbp.models import Detention, Placement, RemissionReceived, Sentence, Wbp
from rehab.wbp.periods import expiry_on


@dataclass(frozen=True, slots=True)
class Term:
    """One person in one stay, with the facts that dates come from; `expiry` is as all remissions on record leave it.

    For whoever has left, the last detention is looked at as if it went on.
    """

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    wali_id: int | None
    left_on: date | None
    end_reason: str | None
    facts: law.Facts
    expiry: date | None

    @property
    def subsidiary_days(self) -> int | None:
        return self.facts.subsidiary.days_outstanding


def placed_now(scope: Scope, facility_id: int) -> Select[Any]:
    """Who is placed in a facility and has not left."""
    return _stays(scope, facility_id).where(Placement.ends_on.is_(None))


def left_between(scope: Scope, facility_id: int, from_on: date, to_on: date, reason: str) -> Select[Any]:
    """Who left a facility for a reason from one day to another (included)."""
    dated = (Placement.ends_on >= from_on, Placement.ends_on <= to_on, Placement.end_reason == reason)
    return _stays(scope, facility_id).where(*dated)


def _stays(scope: Scope, facility_id: int) -> Select[Any]:
    return select(Placement.id).where(Placement.facility_id == facility_id, scope.rows(Placement.facility_id))


def terms_of(scope: Scope, stays: Select[Any]) -> list[Term]:
    """The terms of everybody in these stays, by name; three queries, whatever their number."""
    columns = (
        Wbp.id, Wbp.name, Placement.register_no, Placement.block, Wbp.wali_id, Placement.ends_on, Placement.end_reason,
        Wbp.status, Wbp.birth_on, Wbp.religion, Wbp.subsidiary_days, Wbp.serving_subsidiary,
        Sentence.kind, Sentence.years, Sentence.months, Sentence.days, Sentence.final_on,
    )  # fmt: skip
    statement = select(*columns).select_from(Placement).join(Wbp, Wbp.id == Placement.wbp_id)
    statement = statement.outerjoin(Sentence, Sentence.wbp_id == Wbp.id).where(Placement.id.in_(stays))
    people = db.session.execute(statement.order_by(Wbp.name, Wbp.id, Placement.id)).all()
    mine: Population = select(Placement.wbp_id).where(Placement.id.in_(stays))
    spans = select(Detention.wbp_id, Detention.starts_on, Detention.ends_on).where(Detention.wbp_id.in_(mine))
    inside = _grouped(spans.order_by(Detention.wbp_id, Detention.starts_on), law.Period)
    received = RemissionReceived
    grants = select(received.wbp_id, received.kind, received.granted_on, received.days).where(received.wbp_id.in_(mine))
    remissions = _grouped(grants.order_by(received.wbp_id, received.granted_on, received.id), law.Remission)
    return [_term(row, inside.get(row[0], ()), remissions.get(row[0], ())) for row in people]


def _grouped(statement: Select[Any], make: Any) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for wbp_id, *values in db.session.execute(statement):
        found[wbp_id].append(make(*values))
    return found


def _term(row: Any, inside: Iterable[law.Period], remissions: Iterable[law.Remission]) -> Term:
    wbp_id, name, register_no, block, wali_id, left_on, reason, status, birth_on, religion, days, serving, *sentence = row
    detention, granted = _going_on(tuple(inside), left_on is not None), tuple(remissions)
    facts = law.Facts(
        status=status, birth_on=birth_on, religion=religion, sentence=law.Sentence(*sentence), detention=detention,
        subsidiary=law.Subsidiary(days, serving), remissions=granted,
    )  # fmt: skip
    spans = [(each.starts_on, each.ends_on) for each in detention]
    expiry = expiry_on(facts.sentence, spans, sum(each.days for each in granted))
    return Term(wbp_id, name, register_no, block, wali_id, left_on, reason, facts, expiry)


def _going_on(inside: tuple[law.Period, ...], has_left: bool) -> tuple[law.Period, ...]:
    """The periods, the last one open for whoever has left: the question is when the sentence would have ended."""
    if not has_left or not inside:
        return inside
    return (*inside[:-1], inside[-1]._replace(ends_on=None))


def adult_on(birth_on: date, on: date) -> date:
    """The day a child becomes an adult, by the law of a day."""
    return birthday(birth_on, rules_on(on, Policy.of(None)).adult_age)


def first_date_of(term: Term, on: date) -> date | None:
    """The first day on which somebody could have left rightly: PB, CB, CMB or the end; None where none can be told."""
    stones = dates_of(term.facts, on, Policy.of(None))
    dates = [day for day in (stones.pb_on, stones.cb_on, stones.cmb_on, term.expiry) if day is not None]
    return min(dates, default=None)
