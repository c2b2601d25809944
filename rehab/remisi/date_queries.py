"""Who reaches which date: in the coming months, or passed already, with the remissions that are still to come."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from rehab.access.scope import Scope
from rehab.facilities.queries import get_facility, list_holidays
from rehab.remisi.coming import ComingDay, brought_nearer, coming_days, coming_remissions
from rehab.remisi.computing import office_policy
from rehab.remisi.haste import uncollected
from rehab.remisi.labels import EXPIRY, MILESTONE_LABELS
from rehab.remisi.terms import Term, placed_now, terms_of
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.spans import add_months

PASSED = "passed"
WINDOWS = (PASSED, "1", "2", "3")
NAMES = (*(name for name in MILESTONE_LABELS if name != "supervision_ends_on"), EXPIRY)
# A part of the sentence that has passed is history; these ask for something to be done.
ALARMING = ("pb_on", "cb_on", "cmb_on", EXPIRY)
MOST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class DateFilters:
    """What the list is narrowed to; empty texts narrow nothing."""

    window: str = "1"
    milestone: str = ""
    block: str = ""
    wali: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class DateRow:
    """One person and one date; `projected_on` is where it would come to lie, None where nothing is still to come."""

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    wali_id: int | None
    milestone: str
    on: date
    projected_on: date | None
    passed: bool


@dataclass(frozen=True, slots=True)
class DateList:
    """The rows by day, how many each window holds, and the blocks to choose from."""

    rows: tuple[DateRow, ...]
    counts: dict[str, int]
    blocks: tuple[str, ...]


def list_dates(scope: Scope, facility_id: int, filters: DateFilters, *, on: date) -> DateList:
    """Everybody placed in a facility who reaches a date within the window; five queries, whatever their number."""
    policy = Policy.of(office_policy(get_facility(scope, facility_id).policy))
    until = add_months(on, MOST_MONTHS)
    days = coming_days(on, until, list_holidays(scope, from_on=on, to_on=until))
    with uncollected():
        terms = terms_of(scope, placed_now(scope, facility_id))
        rows = [row for term in terms for row in _rows(term, on, until, days, policy)]
    chosen = [row for row in rows if _matches(row, filters)]
    counts = Counter(window for row in chosen for window in WINDOWS if _within(row, window, on))
    shown = [row for row in chosen if _within(row, filters.window, on)]
    shown.sort(key=lambda row: (row.on, row.name, row.wbp_id, row.milestone))
    blocks = tuple(sorted({row.block for row in rows if row.block}))
    return DateList(tuple(shown), {window: counts[window] for window in WINDOWS}, blocks)


def _rows(term: Term, on: date, until: date, days: list[ComingDay], policy: Policy) -> list[DateRow]:
    dates = brought_nearer(term.facts, (), term.expiry, on, policy)
    coming = coming_remissions(term.facts, days, policy)
    projected = brought_nearer(term.facts, coming, term.expiry, on, policy) if coming else dates
    found = []
    for name in NAMES:
        day = dates[name]
        if day is None:
            continue
        passed = name in ALARMING and day + _after(term, name) < on
        moved = projected[name] if projected[name] != day else None
        if passed or on <= day <= until or (moved is not None and day > until and moved <= until):
            who = (term.wbp_id, term.name, term.register_no, term.block, term.wali_id)
            found.append(DateRow(*who, name, day, moved, passed))
    return found


def _after(term: Term, name: str) -> timedelta:
    """The days in place of a fine come after the sentence: until they are served the end has not passed."""
    return timedelta(term.subsidiary_days or 0) if name == EXPIRY else timedelta(0)


def _within(row: DateRow, window: str, on: date) -> bool:
    if window == PASSED or row.passed:
        return row.passed and window == PASSED
    first = min(row.on, row.projected_on) if row.projected_on else row.on
    return first <= add_months(on, int(window)) and row.on >= on


def _matches(row: DateRow, filters: DateFilters) -> bool:
    wali = (row.wali_id or 0) == int(filters.wali) if filters.wali.isdecimal() else True
    words = filters.search.casefold().split()
    return (
        wali
        and (not filters.milestone or row.milestone == filters.milestone)
        and (not filters.block or row.block == filters.block)
        and all(word in f"{row.name} {row.register_no}".casefold() for word in words)
    )
