"""The questions that registers give cause to ask. Each is worked out by the database, one statement a kind; none is a verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, String, and_, case, cast, exists, func, literal, null, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.attendance.counting_queries import STAY, without_register
from rehab.attendance.models import Mark, SentMark
from rehab.attendance.states import OPENS_BEFORE
from rehab.enrolment.membership import paused_on, took_part_on
from rehab.enrolment.models import Enrolment
from rehab.facilities.models import Facility
from rehab.programs.models import Cohort, Session
from rehab.wbp.models import Absence, Wbp

RUNNING = 3
ABSENT_WITHIN = timedelta(days=90)
FULL_SESSIONS = 10
FULL_WITHIN = timedelta(days=180)
FEWEST_EACH = 5
LOOK_BACK = timedelta(days=30)
LONG_AFTER = timedelta(days=3)
AT_ONCE_SECONDS = 10
NIGHT = (22, 5)
HOURS_AHEAD = {"WIB": 7, "WITA": 8, "WIT": 9}
# Kinds about one person, which a wali is asked about their own people.
ABOUT_PEOPLE = ("absent_running", "elsewhere")
# What makes somebody be elsewhere; a visit is over in minutes and leaves room for a lesson.
ELSEWHERE = ("rumah_sakit", "isolasi", "pindah", "sidang")


class Seconds(GenericFunction[int]):
    """An instant as whole seconds since 1970, the same number on both databases."""

    type = Integer()
    inherit_cache = True


@compiles(Seconds, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER)"


@compiles(Seconds, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **kw)})) AS BIGINT)"


@dataclass(frozen=True)
class Now:
    """When the questions are asked: the legal date and the instant."""

    on: date
    at: datetime


def _line(
    *, session_id: Any = None, cohort_id: Any = None, wbp_id: Any = None, part: Any = None, cause: Any = None, count: Any = None,
    first: Any = None, last: Any = None, sort: Any,
) -> Select[Any]:  # fmt: skip
    """The columns every kind answers with; what a kind does not need is null."""
    numbers = {"session_id": session_id, "cohort_id": cohort_id, "wbp_id": wbp_id, "part": 0 if part is None else part}
    columns = [(cast(null(), Integer) if value is None else _named(value)).label(name) for name, value in numbers.items()]
    columns.append((cast(null(), String) if cause is None else cause).label("cause"))
    rest = {"count": count, "first": first, "last": last, "sort": sort}
    return select(*columns, *((cast(null(), Integer) if value is None else value).label(name) for name, value in rest.items()))


def _named(value: Any) -> Any:
    return literal(value) if isinstance(value, int) else value


def _no_register(scope: Scope, now: Now) -> Select[Any]:
    """Sessions of today that are over, had somebody to come, and have no register."""
    expected = exists().where(
        Enrolment.cohort_id == Session.cohort_id, took_part_on(Session.held_on), ~paused_on(Session.held_on)
    )  # fmt: skip
    marked = exists().where(Mark.session_id == Session.id, Mark.is_current)
    statement = _line(session_id=Session.id, cohort_id=Session.cohort_id, sort=Seconds(Session.starts_at))
    return statement.where(
        scope.rows(Session.facility_id), Session.held_on == now.on, without_register(), Session.ends_at < now.at,
        expected.correlate(Session), ~marked.correlate(Session),
    )  # fmt: skip


def _runs(scope: Scope, now: Now) -> CTE:
    """Every mark of the last weeks with its place from the newest on, one series for each person and class."""
    place = func.row_number().over(
        partition_by=(Mark.wbp_id, Session.cohort_id), order_by=(Session.starts_at.desc(), Session.id.desc())
    )
    statement = select(
        Mark.wbp_id, Session.cohort_id, Mark.session_id, Mark.held_on, and_(~Mark.present, ~Mark.excused).label("absent"),
        place.label("place"),
    )  # fmt: skip
    statement = statement.join(Session, Session.id == Mark.session_id).where(scope.rows(Mark.facility_id), Mark.is_current)
    statement = statement.where(Mark.held_on >= now.on - ABSENT_WITHIN, Session.state != "cancelled")
    return _of_own_people(scope, statement, Mark.wbp_id).cte("runs")


def _of_own_people(scope: Scope, statement: Select[Any], wbp_id: Any) -> Select[Any]:
    """A wali is asked about their own people alone."""
    if scope.role is not Role.WALI:
        return statement
    return statement.where(wbp_id.in_(select(Wbp.id).where(Wbp.wali_id == scope.user_id, scope.rows(Wbp.facility_id))))


def _absent_running(scope: Scope, now: Now) -> Select[Any]:
    """People of a running class whose latest marks there, three at least, are all absent without excuse.

    Asked again at six, nine and so on, and of every new series: its first session and the number of threes tell it apart.
    """
    runs = _runs(scope, now)
    broken = func.min(case((~runs.c.absent, runs.c.place)))
    length = func.coalesce(broken - 1, func.count())
    series = select(runs.c.wbp_id, runs.c.cohort_id, length.label("length")).group_by(runs.c.wbp_id, runs.c.cohort_id)
    long = series.having(length >= RUNNING).cte("series")
    first, last = runs.alias("first_absence"), runs.alias("last_absence")
    takes_part = exists().where(
        Enrolment.cohort_id == long.c.cohort_id, Enrolment.wbp_id == long.c.wbp_id, Enrolment.state == "active"
    )
    statement = _line(
        session_id=first.c.session_id, cohort_id=long.c.cohort_id, wbp_id=long.c.wbp_id, part=long.c.length // RUNNING,
        count=long.c.length, first=first.c.held_on, last=last.c.held_on, sort=-long.c.length,
    )  # fmt: skip
    for each, place in ((first, long.c.length), (last, 1)):
        same = and_(each.c.wbp_id == long.c.wbp_id, each.c.cohort_id == long.c.cohort_id, each.c.place == place)
        statement = statement.join(each, same)
    return statement.join(Cohort, Cohort.id == long.c.cohort_id).where(Cohort.state == "running", takes_part.correlate(long))


def _always_full(scope: Scope, now: Now) -> Select[Any]:
    """Running classes whose last ten registers show nobody absent, with five people at least on average.

    Asked again ten registers later: `part` counts the tens.
    """
    place = func.row_number().over(partition_by=Session.cohort_id, order_by=(Session.starts_at.desc(), Session.id.desc()))
    held = select(
        Session.id, Session.cohort_id, Session.held_on, place.label("place"),
        func.count().over(partition_by=Session.cohort_id).label("registers"),
    )  # fmt: skip
    held = held.where(scope.rows(Session.facility_id), Session.state == "held", Session.held_on >= now.on - FULL_WITHIN)
    newest = held.cte("newest")
    marks = func.count()
    found = (
        select(
            newest.c.cohort_id, marks.label("marks"), func.min(newest.c.held_on).label("first"),
            func.max(newest.c.held_on).label("last"), func.max(newest.c.registers).label("registers"),
        )
        .join(Mark, and_(Mark.session_id == newest.c.id, Mark.is_current))
        .where(newest.c.place <= FULL_SESSIONS, newest.c.registers >= FULL_SESSIONS)
        .group_by(newest.c.cohort_id)
        .having(func.sum(case((Mark.present, 0), else_=1)) == 0, marks >= FEWEST_EACH * FULL_SESSIONS)
        .cte("always_full")
    )  # fmt: skip
    statement = _line(
        cohort_id=found.c.cohort_id, part=found.c.registers // FULL_SESSIONS, count=found.c.marks, first=found.c.first,
        last=found.c.last, sort=-found.c.marks,
    )  # fmt: skip
    return statement.join(Cohort, Cohort.id == found.c.cohort_id).where(Cohort.state == "running")


def _odd_time(scope: Scope, now: Now) -> Select[Any]:
    """Registers of the last 30 days first written before they could be, at night, or all at once long after the session.

    What a phone sent counts at the time the phone gives. Corrections and imports are left out; paper may come late.
    """
    sent = select(func.min(SentMark.made_at)).where(SentMark.mark_id == Mark.id).correlate(Mark).scalar_subquery()
    made = Seconds(func.coalesce(sent, Mark.marked_at))
    ahead = case(*((Facility.zone == zone, hours) for zone, hours in HOURS_AHEAD.items()))
    hour = (made // 3600 + ahead) % 24
    night = func.sum(case((or_(hour >= NIGHT[0], hour < NIGHT[1]), 1), else_=0))
    written = (
        select(
            Session.id, Session.cohort_id, Session.starts_at, func.count().label("marks"), func.min(made).label("first"),
            func.max(made).label("last"), night.label("night"), func.max(Mark.id).label("newest"),
            func.max(case((Mark.source == "paper", 1), else_=0)).label("paper"),
            func.min(Seconds(Session.starts_at)).label("starts"), func.min(Seconds(Session.ends_at)).label("ends"),
        )
        .join(Mark, Mark.session_id == Session.id)
        .join(Facility, Facility.id == Session.facility_id)
        .where(scope.rows(Session.facility_id), Session.held_on >= now.on - LOOK_BACK, Session.held_on <= now.on)
        .where(Mark.replaces_id.is_(None), Mark.source != "import", Session.state != "cancelled")
        .group_by(Session.id, Session.cohort_id, Session.starts_at)
        .cte("written")
    )  # fmt: skip
    at_once = and_(
        written.c.marks >= FEWEST_EACH, written.c.last - written.c.first <= AT_ONCE_SECONDS, written.c.paper == 0,
        written.c.first > written.c.ends + int(LONG_AFTER.total_seconds()),
    )  # fmt: skip
    early = written.c.first < written.c.starts - int(OPENS_BEFORE.total_seconds())
    cause = case((early, "early"), (at_once, "at_once"), (written.c.night > 0, "night"))
    return _line(
        session_id=written.c.id, cohort_id=written.c.cohort_id, part=written.c.newest, cause=cause, count=written.c.marks,
        first=written.c.first, last=written.c.last, sort=-written.c.starts,
    ).where(cause.is_not(None))  # fmt: skip


def _elsewhere(scope: Scope, now: Now) -> Select[Any]:
    """Marks of the last 30 days that say present, of somebody at court, in hospital or isolation, or no longer held here."""
    other = aliased(Absence)
    touches = and_(
        other.wbp_id == Mark.wbp_id, other.kind.in_(ELSEWHERE), other.starts_at < Session.ends_at,
        or_(other.ends_at.is_(None), other.ends_at > Session.starts_at),
    )  # fmt: skip
    away = select(func.min(other.id)).where(touches).correlate(Mark, Session).scalar_subquery()
    here = exists().where(
        STAY.wbp_id == Mark.wbp_id, STAY.facility_id == Session.facility_id,
        or_(STAY.starts_on.is_(None), STAY.starts_on <= Session.held_on),
        or_(STAY.ends_on.is_(None), STAY.ends_on > Session.held_on),
    )  # fmt: skip
    statement = _line(
        session_id=Session.id, cohort_id=Session.cohort_id, wbp_id=Mark.wbp_id, part=Mark.id,
        cause=func.coalesce(Absence.kind, "gone"), first=Seconds(Absence.starts_at), last=Seconds(Absence.ends_at),
        sort=-Seconds(Session.starts_at),
    ).select_from(Mark)  # fmt: skip
    statement = statement.join(Session, Session.id == Mark.session_id).outerjoin(Absence, Absence.id == away)
    statement = statement.where(
        scope.rows(Mark.facility_id), Mark.is_current, Mark.present, Mark.held_on >= now.on - LOOK_BACK,
        Session.state != "cancelled", or_(Absence.id.is_not(None), ~here.correlate(Mark, Session)),
    )  # fmt: skip
    return _of_own_people(scope, statement, Mark.wbp_id)


ASKED: dict[str, Callable[[Scope, Now], Select[Any]]] = {
    "no_register": _no_register,
    "absent_running": _absent_running,
    "always_full": _always_full,
    "odd_time": _odd_time,
    "elsewhere": _elsewhere,
}


def kinds_for(scope: Scope) -> tuple[str, ...]:
    """The kinds of question a reader is asked."""
    return ABOUT_PEOPLE if scope.role is Role.WALI else tuple(ASKED)


def questions(scope: Scope, kind: str, now: Now) -> ColumnElement[Any] | Any:
    """The questions of a kind as a subquery with the columns of `_line`."""
    return ASKED[kind](scope, now).subquery("question")
