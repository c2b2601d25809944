"""Who was forgotten: eligible and not proposed, still inside after the end, released on another day than computed, and more."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.proposals.models import Candidate
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.terms import Term, adult_on, first_date_of, left_between, placed_now, terms_of
from rehab.wbp.models import RemissionReceived, Wbp

UNPROPOSED, EXPIRED, LATE, EARLY = "unproposed", "expired", "released_late", "released_early"
GROWN_UP, NO_WALI, NO_DETENTION = "grown_up", "no_wali", "no_detention"
KINDS = (EXPIRED, UNPROPOSED, LATE, EARLY, GROWN_UP, NO_DETENTION, NO_WALI)
LOOK_BACK = timedelta(days=365)
# Decrees come some days before the day; a month before it everybody who is eligible should be on the way.
BEFORE_THE_DAY = timedelta(days=30)
UNDERWAY = ("prepared", "verified", "recommended")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One person and why they are on this page; `on` is the day it is about, `round` and `state` where it is about a round."""

    kind: str
    wbp_id: int
    name: str
    register_no: str
    block: str | None
    wali_id: int | None
    on: date | None = None
    days: int = 0
    round: Round | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class ForgottenList:
    """The rows chosen, in the order of KINDS and by name, and how many each kind has."""

    rows: tuple[Forgotten, ...]
    counts: dict[str, int]
    blocks: tuple[str, ...]


def list_forgotten(
    scope: Scope, facility_id: int, *, on: date, kind: str = "", block: str = "", wali: str = "", search: str = ""
) -> ForgottenList:
    """Everybody of a facility who was forgotten, as of a day; seven queries, whatever their number."""
    everything = list(_all(scope, facility_id, on))
    words = search.casefold().split()
    chosen = [
        row
        for row in everything
        if (not block or row.block == block)
        and (not wali.isdecimal() or (row.wali_id or 0) == int(wali))
        and all(word in f"{row.name} {row.register_no}".casefold() for word in words)
    ]
    counted = Counter(row.kind for row in chosen)
    shown = [row for row in chosen if not kind or row.kind == kind]
    shown.sort(key=lambda row: (KINDS.index(row.kind), row.name, row.wbp_id, row.on or date.min))
    blocks = tuple(sorted({row.block for row in everything if row.block}))
    return ForgottenList(tuple(shown), {each: counted[each] for each in KINDS}, blocks)


def _all(scope: Scope, facility_id: int, on: date) -> Iterator[Forgotten]:
    yield from _unproposed(scope, facility_id, on)
    for term in terms_of(scope, placed_now(scope, facility_id)):
        yield from _inside(term, on)
    for term in terms_of(scope, left_between(scope, facility_id, on - LOOK_BACK, on, "bebas")):
        yield from _released(term)


def _inside(term: Term, on: date) -> Iterator[Forgotten]:
    ends_on = _end(term)
    if ends_on is not None and ends_on < on:
        yield _row(EXPIRED, term, ends_on, (on - ends_on).days)
    facts = term.facts
    if facts.status == "anak_binaan" and facts.birth_on is not None and (grown := adult_on(facts.birth_on, on)) <= on:
        yield _row(GROWN_UP, term, grown, (on - grown).days)
    if not facts.detention:
        yield _row(NO_DETENTION, term)
    if term.wali_id is None:
        yield _row(NO_WALI, term)


def _released(term: Term) -> Iterator[Forgotten]:
    """The day of release is the first day outside. Before PB, CB, CMB and the end is early; after the end is late."""
    left, ends_on = term.left_on, _end(term)
    if left is None or ends_on is None:
        return
    first = first_date_of(term, left)
    if left > ends_on:
        yield _row(LATE, term, ends_on, (left - ends_on).days)
    elif first is not None and left < first:
        yield _row(EARLY, term, first, (first - left).days)


def _end(term: Term) -> date | None:
    """The end of the sentence with the days in place of a fine, as far as they are known."""
    return term.expiry + timedelta(term.subsidiary_days or 0) if term.expiry else None


def _row(kind: str, term: Term, on: date | None = None, days: int = 0) -> Forgotten:
    return Forgotten(kind, term.wbp_id, term.name, term.register_no, term.block, term.wali_id, on, days)


def _unproposed(scope: Scope, facility_id: int, on: date) -> Iterable[Forgotten]:
    """Eligible in a round whose day is near or was within a year, and not on the way, left out, or taken back."""
    kept, row = RoundVerdict, Candidate
    day = func.coalesce(Round.late_on, Round.held_on)
    same = and_(row.round_id == kept.round_id, row.wbp_id == kept.wbp_id)
    received = exists().where(
        RemissionReceived.wbp_id == kept.wbp_id,
        RemissionReceived.kind == Round.kind,
        RemissionReceived.granted_on == Round.held_on,
    )
    said = func.coalesce(row.decision, row.recommendation, row.proposal)
    stuck = or_(
        row.id.is_(None), row.state == "open", said == "leave_out", row.withdrawn, and_(row.state.in_(UNDERWAY), day < on)
    )
    columns = (kept.wbp_id, kept.name, kept.register_no, kept.block, Wbp.wali_id, Round, row.state, said, row.withdrawn)
    statement = select(*columns).join(Round, Round.id == kept.round_id).join(Wbp, Wbp.id == kept.wbp_id).outerjoin(row, same)
    statement = statement.where(
        Round.facility_id == facility_id, scope.rows(Round.facility_id), kept.outcome == "eligible", day >= on - LOOK_BACK,
        day <= on + BEFORE_THE_DAY, not_(received), stuck,
    )  # fmt: skip
    for wbp_id, name, register_no, block, wali_id, round_, state, word, withdrawn in db.session.execute(
        statement.order_by(kept.name, kept.id)
    ):
        yield Forgotten(
            UNPROPOSED, wbp_id, name, register_no, block, wali_id, round_.held_on, 0, round_, _said(state, word, withdrawn)
        )


def _said(state: Any, word: Any, withdrawn: Any) -> str:
    """Where the proposal stands: "withdrawn", "left_out", its state, or "nothing"."""
    if withdrawn:
        return "withdrawn"
    if word == "leave_out":
        return "left_out"
    return state if state and state != "open" else "nothing"
