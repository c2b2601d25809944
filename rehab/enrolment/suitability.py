"""May this person join this class? Everything an officer should see before saving, judged in one place.

A refusal cannot be overridden here; a concern is the officer's to weigh; a note is only told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rehab.access.scope import Scope
from rehab.enrolment import queries
from rehab.programs import pattern
from rehab.programs.queries import Cohort
from rehab.programs.timetable_queries import ScheduleSlot, slots_by_cohort
from rehab.wbp.labels import EDUCATION_LABELS
from rehab.wbp.queries import projected_expiry_on

REFUSALS = ("not_here", "already_in", "already_waiting", "wrong_sex", "education_below")
CONCERNS = ("clash", "ends_first", "education_unknown")
NOTES = ("expiry_unknown",)
# From the least to the most schooling.
LEVELS = tuple(EDUCATION_LABELS)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a person and a class: a code above, and what its sentence needs (texts and ISO dates)."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person held against a class."""

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    cell: str | None
    findings: tuple[Finding, ...]

    def of(self, codes: tuple[str, ...]) -> list[Finding]:
        """The findings among some codes."""
        return [finding for finding in self.findings if finding.code in codes]

    @property
    def refusals(self) -> list[Finding]:
        return self.of(REFUSALS)

    @property
    def concerns(self) -> list[Finding]:
        return self.of(CONCERNS)

    @property
    def verdict(self) -> str:
        """ "refused", "concern" or "fits"."""
        return "refused" if self.refusals else "concern" if self.concerns else "fits"


def judge_people(scope: Scope, cohort: Cohort, wbp_ids: Iterable[int], starts_on: date) -> list[Candidate]:
    """Each person held against the class, in name order; ids outside the class's facility are left out.

    Eight queries, however many people (at most a batch, see choice_actions.MOST_CHOSEN).
    """
    wanted = sorted(set(wbp_ids))
    people = queries.people_of_facility(scope, cohort.facility_id, wanted)
    live = queries.live_in_cohort(scope, cohort.id)
    expiry = projected_expiry_on(scope, wanted)
    clashes = _clashes(scope, cohort, wanted, starts_on)
    return [_candidate(row, cohort, live, clashes.get(row.wbp.id, []), expiry.get(row.wbp.id)) for row in people]


def _candidate(
    row: queries.PersonHere, cohort: Cohort, live: dict[int, str], clashes: list[Finding], expiry_on: date | None
) -> Candidate:
    findings = [*_place_findings(row, live), *_requirement_findings(row, cohort), *clashes, *_length_findings(expiry_on, cohort)]
    return Candidate(row.wbp.id, row.wbp.name, row.wbp.register_no, row.block, row.cell, tuple(findings))


def _place_findings(row: queries.PersonHere, live: dict[int, str]) -> list[Finding]:
    found = [] if row.placed else [Finding("not_here")]
    if row.wbp.id in live:
        found.append(Finding("already_waiting" if live[row.wbp.id] == "waiting" else "already_in"))
    return found


def _requirement_findings(row: queries.PersonHere, cohort: Cohort) -> list[Finding]:
    found, asked = [], cohort.programme
    if asked.sex and row.wbp.sex != asked.sex:
        found.append(Finding("wrong_sex", {"sex": asked.sex}))
    if asked.least_education:
        has = row.wbp.education
        if has not in LEVELS:
            found.append(Finding("education_unknown", {"least": asked.least_education}))
        elif LEVELS.index(has) < LEVELS.index(asked.least_education):
            found.append(Finding("education_below", {"least": asked.least_education, "has": has}))
    return found


def _length_findings(expiry_on: date | None, cohort: Cohort) -> list[Finding]:
    """The remaining sentence against the length of the class."""
    if expiry_on is None:
        return [Finding("expiry_unknown")]
    if expiry_on < cohort.ends_on:
        return [Finding("ends_first", {"on": expiry_on.isoformat()})]
    return []


def _clashes(scope: Scope, cohort: Cohort, wbp_ids: list[int], starts_on: date) -> dict[int, list[Finding]]:
    """Classes somebody takes part in that meet at the same hours, while both run."""
    others = [each for each in queries.live_enrolments_of(scope, wbp_ids) if each.cohort_id != cohort.id]
    others = [each for each in others if each.state != "waiting"]
    slots = slots_by_cohort(scope, {cohort.id, *(each.cohort_id for each in others)})
    found: dict[int, list[Finding]] = {}
    for each in others:
        both_run = each.cohort.starts_on < cohort.ends_on and starts_on < each.cohort.ends_on
        if both_run and overlap(slots.get(cohort.id, []), slots.get(each.cohort_id, [])):
            name = f"{each.cohort.programme.name}, {each.cohort.name}"
            found.setdefault(each.wbp_id, []).append(Finding("clash", {"cohort": name}))
    return found


def overlap(some: list[ScheduleSlot], others: list[ScheduleSlot]) -> bool:
    """Whether two timetables ever meet at the same time; one ending when the other starts do not."""
    return any(pattern.overlap(one, other) for one in some for other in others)
