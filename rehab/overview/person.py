"""A person's whole story on one page, gathered from the rooms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rehab.access.permissions import Permission
from rehab.access.scope import Scope
from rehab.accounts.queries import names_of
from rehab.attendance.queries import attendance_of, participation
from rehab.attendance.registers import Participation, PersonAttendance
from rehab.conduct.queries import discipline_of, risk_of, sppn_of
from rehab.enrolment.queries import enrolments_of
from rehab.outcomes.queries import Outcomes, outcomes_of
from rehab.remisi.queries import persons_remisi
from rehab.remisi.shapes import PersonsRemisi
from rehab.wbp.case_queries import detentions_of, last_stay, papers_of, placements_of, remissions_of, sentence_of
from rehab.wbp.models import Wbp
from rehab.wbp.queries import get_person, projected_expiry_on

LOOK_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Case:
    """Why and until when a person is held."""

    sentence: Any
    detentions: list[Any]
    remissions: list[Any]
    expires_on: date | None
    papers: dict[str, Any]

    @property
    def remission_days(self) -> int:
        return sum(each.days for each in self.remissions)

    @property
    def papers_verified(self) -> int:
        return sum(1 for paper in self.papers.values() if paper and paper.state == "verified")


@dataclass(frozen=True)
class Conduct:
    """How a person behaves, the newest first."""

    months: list[Any]
    risks: list[Any]
    discipline: list[Any]


@dataclass(frozen=True)
class TookPart:
    """The rate of attendance over the look-back of remisi, as a round of that day would read it; `to_on` is excluded."""

    counts: Participation
    from_on: date
    to_on: date

    @property
    def until_on(self) -> date:
        return self.to_on - timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """One person in one story; a part the reader may not see is None."""

    person: Wbp
    stay: Any
    stays: list[Any]
    wali: str | None
    case: Case | None
    enrolments: list[Any]
    attendance: PersonAttendance | None
    took_part: TookPart | None
    outcomes: Outcomes | None
    conduct: Conduct | None
    remisi: PersonsRemisi | None


def story_of(scope: Scope, wbp_id: int, *, on: date, at: datetime) -> Story:
    """Gather the story of a person within scope; raises NotFound. A fixed number of queries, whatever the history."""
    person = get_person(scope, wbp_id)
    return Story(
        person=person,
        stay=last_stay(scope, wbp_id),
        stays=placements_of(scope, wbp_id),
        wali=names_of(scope, [person.wali_id]).get(person.wali_id or 0),
        case=_case(scope, wbp_id) if scope.can(Permission.WBP_READ_CASE) else None,
        enrolments=enrolments_of(scope, wbp_id) if scope.can(Permission.ENROLMENT_READ) else [],
        attendance=attendance_of(scope, wbp_id) if scope.can(Permission.ATTENDANCE_READ) else None,
        took_part=_took_part(scope, wbp_id, on, at) if scope.can(Permission.ATTENDANCE_READ) else None,
        outcomes=outcomes_of(scope, wbp_id) if scope.can(Permission.OUTCOMES_READ) else None,
        conduct=_conduct(scope, wbp_id) if scope.can(Permission.CONDUCT_READ) else None,
        remisi=persons_remisi(scope, wbp_id, on=on, at=at) if scope.can(Permission.REMISI_READ) else None,
    )


def _took_part(scope: Scope, wbp_id: int, on: date, at: datetime) -> TookPart:
    from_on = on - LOOK_BACK
    return TookPart(participation(scope, [wbp_id], from_on, on, at=at)[wbp_id], from_on, on)


def _case(scope: Scope, wbp_id: int) -> Case:
    return Case(
        sentence=sentence_of(scope, wbp_id),
        detentions=detentions_of(scope, wbp_id),
        remissions=remissions_of(scope, wbp_id),
        expires_on=projected_expiry_on(scope, [wbp_id]).get(wbp_id),
        papers=papers_of(scope, wbp_id),
    )


def _conduct(scope: Scope, wbp_id: int) -> Conduct:
    return Conduct(months=sppn_of(scope, wbp_id)[:12], risks=risk_of(scope, wbp_id)[:6], discipline=discipline_of(scope, wbp_id))
