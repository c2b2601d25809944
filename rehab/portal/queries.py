"""Reading for partners: a teacher's own classes, a Dinas's own programmes in figures."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from rehab.access.scope import Scope
from rehab.attendance import queries as attendance
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.facilities.queries import names_of_facilities
from rehab.outcomes import queries as outcomes
from rehab.outcomes.models import Certificate
from rehab.partners import queries as partners
from rehab.partners.models import Agreement, PlanItem
from rehab.partners.queries import reachable_agreements
from rehab.portal.progress import Share, progress_of
from rehab.portal.report import Report
from rehab.programs.models import Cohort, Programme
from rehab.programs.queries import reachable_cohorts
from rehab.wbp.models import Wbp

MOST_COHORTS = 500
MOST_ITEMS = 500
DEFAULT_ZONE = "WIB"


def zone_of(scope: Scope) -> str:
    """The zone in which a partner's day is counted: that of the classes within reach, the westernmost of several."""
    zones = select(Facility.zone).join(Cohort, Cohort.facility_id == Facility.id).where(reachable_cohorts(scope)).distinct()
    found = set(db.session.scalars(zones.order_by(Facility.zone)))
    return next((zone for zone in ("WIB", "WITA", "WIT") if zone in found), DEFAULT_ZONE)


def list_cohorts(scope: Scope, programme_id: int | None = None) -> list[Cohort]:
    """The classes within reach with their programme, by programme and name, at most 500; of one programme, or all."""
    statement = select(Cohort).join(Cohort.programme).where(reachable_cohorts(scope), Cohort.state != "cancelled")
    if programme_id is not None:
        statement = statement.where(Cohort.programme_id == programme_id)
    statement = statement.options(contains_eager(Cohort.programme), joinedload(Cohort.instructor))
    ordered = statement.order_by(Programme.name, Programme.id, Cohort.name, Cohort.id)
    return list(db.session.scalars(ordered.limit(MOST_COHORTS)))


def count_members(scope: Scope, cohort_ids: Iterable[int]) -> dict[int, int]:
    """How many people take part in each class within reach now."""
    statement = (
        select(Cohort.id, func.count(Enrolment.id))
        .join(Enrolment, and_(Enrolment.cohort_id == Cohort.id, Enrolment.state == "active"), isouter=True)
        .where(Cohort.id.in_(sorted(set(cohort_ids))), reachable_cohorts(scope))
        .group_by(Cohort.id)
        .order_by(Cohort.id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def shares_by_cohort(scope: Scope, cohort_ids: Iterable[int], from_on: date, to_on: date) -> dict[int, list[Share]]:
    """For each class within reach, one share a person who took part in the period (to_on excluded); two statements."""
    wanted = sorted(set(cohort_ids))
    overlaps = and_(Enrolment.starts_on < to_on, or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > from_on))
    statement = (
        select(Cohort.id, Enrolment.wbp_id)
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.id.in_(wanted), reachable_cohorts(scope), Enrolment.state != "waiting", overlaps)
        .distinct()
        .order_by(Cohort.id, Enrolment.wbp_id)
    )
    came = attendance.shares_in_classes(scope, wanted, from_on, to_on)
    found: dict[int, list[Share]] = defaultdict(list)
    for cohort_id, wbp_id in db.session.execute(statement):
        found[cohort_id].append(Share(*came.get(cohort_id, {}).get(wbp_id, (0, 0))))
    return found


def count_traits(scope: Scope, on: date) -> tuple[dict[str, int], dict[str, int]]:
    """People who take part today in a class within reach, by sex and by age group; each person once. Only as counts."""
    people = (
        select(Wbp.id, Wbp.sex, Wbp.birth_on)
        .join(Enrolment, Enrolment.wbp_id == Wbp.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(reachable_cohorts(scope), Enrolment.state == "active", Cohort.state == "running")
        .distinct()
        .order_by(Wbp.id)
    )
    sexes, ages = {"L": 0, "P": 0}, dict.fromkeys((*(name for name, _least, _most in AGES), "unknown"), 0)
    for _id, sex, birth_on in db.session.execute(people):
        sexes[sex] += 1
        ages[_age_group(birth_on, on)] += 1
    return sexes, ages


AGES = (("under_18", 0, 17), ("18_29", 18, 29), ("30_44", 30, 44), ("45_59", 45, 59), ("from_60", 60, 200))


def _age_group(birth_on: date | None, on: date) -> str:
    if birth_on is None:
        return "unknown"
    years = on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))
    return next((name for name, least, most in AGES if least <= years <= most), "unknown")


LEAVING = {
    "selesai": "finished", "mundur": "withdrew", "pindah": "left_facility", "bebas": "left_facility", "disiplin": "other",
    "sakit": "other", "lainnya": "other",
}  # fmt: skip


def count_leavers(scope: Scope, from_on: date, to_on: date) -> dict[str, int]:
    """Enrolments within reach that ended in the period (to_on excluded), by reason; health and discipline are not told."""
    statement = (
        select(Enrolment.end_reason, func.count())
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(reachable_cohorts(scope), Enrolment.ends_on >= from_on, Enrolment.ends_on < to_on)
        .group_by(Enrolment.end_reason)
        .order_by(Enrolment.end_reason)
    )
    counts = dict.fromkeys(("finished", "withdrew", "left_facility", "other"), 0)
    for reason, count in db.session.execute(statement):
        counts[LEAVING.get(reason or "", "other")] += count
    return counts


def certificates_by_person(scope: Scope, cohort_id: int) -> dict[int, list[str]]:
    """The titles of the certificates given in a class within reach, by person."""
    statement = (
        select(Certificate.wbp_id, Certificate.title)
        .join(Cohort, Cohort.id == Certificate.cohort_id)
        .where(Cohort.id == cohort_id, reachable_cohorts(scope))
        .order_by(Certificate.wbp_id, Certificate.issued_on, Certificate.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for wbp_id, title in db.session.execute(statement):
        found[wbp_id].append(title)
    return found


def list_plan(scope: Scope) -> list[tuple[Agreement, PlanItem]]:
    """The lines of the action plans of a Dinas's own agreements that are not dropped, the next due first; at most 500."""
    statement = (
        select(Agreement, PlanItem)
        .join(PlanItem, PlanItem.agreement_id == Agreement.id)
        .where(reachable_agreements(scope), PlanItem.state != "dropped")
        .order_by(PlanItem.due_on.nulls_last(), PlanItem.id)
        .limit(MOST_ITEMS)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def read_report(scope: Scope, from_on: date, to_on: date, *, on: date, as_of: str, programme_id: int | None = None) -> Report:
    """Everything a Dinas reads over a period (to_on excluded) of its own programmes, or of one; `as_of`: when, in words.

    The same number of queries for any number of classes. People by traits are counted over all own programmes, on `on`.
    """
    cohorts = list_cohorts(scope, programme_id)
    ids = [each.id for each in cohorts]
    progress = progress_of(
        cohorts, shares_by_cohort(scope, ids, from_on, to_on), attendance.totals_by_cohort(scope, ids, from_on, to_on),
        outcomes.totals_by_cohort(scope, ids),
    )  # fmt: skip
    name = partners.agency(scope, scope.agency_id).name if scope.agency_id else ""
    return Report(
        agency=name, from_on=from_on, to_on=to_on, as_of=as_of, progress=progress, plan=list_plan(scope),
        leavers=count_leavers(scope, from_on, to_on), traits=count_traits(scope, on),
        facilities=names_of_facilities(scope, {each.facility_id for each in cohorts}),
    )  # fmt: skip
