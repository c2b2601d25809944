"""Gathering what a paper is made from, and which function draws which paper."""

from collections.abc import Callable
from datetime import datetime

from rehab.access.scope import Scope
from rehab.facilities.queries import get_facility, is_demo
from rehab.letters import queries
from rehab.letters.framing import Subject
from rehab.letters.handing_over import ceremony_list, receiving, release_list
from rehab.letters.lists import both_lists
from rehab.letters.minutes import hearing_minutes
from rehab.letters.models import PAPERS
from rehab.letters.proposal import proposal_letter
from rehab.letters.shapes import Drawing, Person, Replaced
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.proposals.models import Hearing
from rehab.remisi.queries import get_round

DRAWN: dict[str, Callable[[Subject], Drawing]] = {
    "lists": both_lists,
    "proposal": proposal_letter,
    "minutes": hearing_minutes,
    "ceremony": ceremony_list,
    "release": release_list,
}


def subject_of(
    scope: Scope,
    round_id: int,
    kind: str,
    *,
    at: datetime,
    hearing_id: int | None = None,
    signatory_id: int | None = None,
    number: str | None = None,
    wbp_id: int | None = None,
) -> Subject:
    """What a paper of a round is made from: a fixed number of queries, whatever the population. Raises NotFound.

    `wbp_id` narrows it to one person; `number` None makes a draft; without `signatory_id` whoever signs that day does.
    """
    round_ = get_round(scope, round_id)
    facility = get_facility(scope, round_.facility_id)
    on = clock.local_date(at, facility.zone)
    signer = (
        queries.signer_of(scope, queries.get_signatory(scope, signatory_id))
        if signatory_id
        else queries.signer_on(scope, facility, on)
    )
    people = [queries.person_of(scope, round_id, wbp_id)] if wbp_id else queries.people_of(scope, round_id)
    subject = Subject(
        round=round_, facility=facility, style=queries.style_of(scope, facility.id), signer=signer, people=people,
        amounts=queries.amounts_of(scope, round_id), on=on, at=at, number=number, demo=is_demo(scope),
        hearing=_hearing(scope, round_id, kind, hearing_id), replaces=_replaced(scope, round_id, kind, hearing_id, facility.zone),
    )  # fmt: skip
    if kind == "release":
        subject.releases.update(queries.releases_of(scope, round_id, [each.wbp_id for each in receiving(subject) if _near(each)]))
    return subject


def _replaced(scope: Scope, round_id: int, kind: str, hearing_id: int | None, zone: str) -> Replaced | None:
    paper = queries.last_paper(scope, round_id, kind, hearing_id) if kind in PAPERS else None
    if paper is None:
        return None
    taken_back = paper.closed_at if paper.state == "cancelled" else None
    return Replaced(paper.number, clock.local_date(taken_back, zone) if taken_back else None)


def _near(person: Person) -> bool:
    """Who may end by this remission: class II as computed, or whose decree gives more than was computed."""
    return person.release_class == "II" or (person.granted_days or 0) > person.days


def _hearing(scope: Scope, round_id: int, kind: str, hearing_id: int | None) -> Hearing | None:
    if kind != "minutes":
        return None
    if hearing_id is None:
        raise NotFound()
    return queries.get_hearing(scope, round_id, hearing_id)


def drawing_of(subject: Subject, kind: str) -> Drawing:
    """One paper, not drawn yet."""
    return DRAWN[kind](subject)
