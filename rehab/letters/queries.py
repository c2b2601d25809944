"""Reading settings, signatories, numbers, released papers, and the people of a round as its papers need them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import undefer

from rehab.access.scope import Scope
from rehab.audit.queries import history_of
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.facilities.queries import get_facility
from rehab.letters.defaults import with_defaults
from rehab.letters.models import LetterNumber, LetterSetting, ReleasedPaper, Signatory
from rehab.letters.shapes import Person, Release, Signer, Style
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.proposals.models import STATES, Candidate, CandidateMove, Decree, Deed, Hearing, Withdrawal
from rehab.remisi.models import RoundVerdict


def style_of(scope: Scope, facility_id: int) -> Style:
    """How a facility writes its letters; defaults where it has not said."""
    facility = get_facility(scope, facility_id)
    row = setting_row(scope, facility_id)
    if row is None:
        return Style(with_defaults({}, facility.paper), None, None, None, 0)
    return Style(with_defaults(row.values, facility.paper), row.logo, row.changed_by, row.changed_at, row.version)


def setting_row(scope: Scope, facility_id: int) -> LetterSetting | None:
    """What a facility keeps of its own settings, or None."""
    mine = (LetterSetting.facility_id == facility_id, scope.rows(LetterSetting.facility_id))
    return db.session.scalar(select(LetterSetting).where(*mine).options(undefer(LetterSetting.logo)))


def list_signatories(scope: Scope, facility_id: int) -> list[Signatory]:
    """Everybody who signs or signed for a facility, the newest first; a few dozen over the years."""
    mine = (Signatory.facility_id == facility_id, scope.rows(Signatory.facility_id))
    return list(db.session.scalars(select(Signatory).where(*mine).order_by(Signatory.starts_on.desc(), Signatory.id.desc())))


def signatories_on(scope: Scope, facility_id: int, on: date) -> list[Signatory]:
    """Who may sign on a day, whoever began last first."""
    return [
        each
        for each in list_signatories(scope, facility_id)
        if each.starts_on <= on and (each.ends_on is None or on < each.ends_on)
    ]


def get_signatory(scope: Scope, signatory_id: int) -> Signatory:
    """One signatory, or NotFound."""
    found = db.session.scalar(select(Signatory).where(Signatory.id == signatory_id, scope.rows(Signatory.facility_id)))
    if found is None:
        raise NotFound()
    return found


def signer_on(scope: Scope, facility: Facility, on: date) -> Signer | None:
    """Who signs where nobody was chosen: the signatory of that day, else the head as the facility names them."""
    named = signatories_on(scope, facility.id, on)
    if named:
        return signer_of(scope, named[0])
    return Signer(("Kepala",), facility.head_name, facility.head_nip) if facility.head_name else None


def signer_of(scope: Scope, row: Signatory) -> Signer:
    """How a signatory within scope stands under a letter: a.n. and u.b. below the office they act for, Plh. and Plt. before."""
    before = {"an": f"a.n. {row.on_behalf_of}", "ub": f"a.n. {row.on_behalf_of}"}
    office = {"plh": f"Plh. {row.office}", "plt": f"Plt. {row.office}", "ub": f"u.b. {row.office}"}.get(row.variant, row.office)
    lines = (before[row.variant], office) if row.variant in before else (office,)
    return Signer(lines, row.name, row.nip)


def list_numbers(scope: Scope, facility_id: int, *, page: int = 1) -> Page[LetterNumber]:
    """One page of the book of numbers, the newest first."""
    mine = (LetterNumber.facility_id == facility_id, scope.rows(LetterNumber.facility_id))
    return paginate(select(LetterNumber).where(*mine).order_by(LetterNumber.year.desc(), LetterNumber.counter.desc()), page)


def free_numbers(scope: Scope, facility_id: int) -> list[LetterNumber]:
    """Numbers reserved and not used yet, the oldest first; a hundred at most."""
    mine = (LetterNumber.facility_id == facility_id, scope.rows(LetterNumber.facility_id), LetterNumber.state == "reserved")
    statement = select(LetterNumber).where(*mine).order_by(LetterNumber.year, LetterNumber.counter).limit(100)
    return list(db.session.scalars(statement))


def get_number(scope: Scope, number_id: int) -> LetterNumber:
    """One number, or NotFound."""
    found = db.session.scalar(select(LetterNumber).where(LetterNumber.id == number_id, scope.rows(LetterNumber.facility_id)))
    if found is None:
        raise NotFound()
    return found


def last_counter(scope: Scope, facility_id: int, year: int) -> int:
    """The highest counter of a facility's year, cancelled ones too; 0 where there is none."""
    mine = (LetterNumber.facility_id == facility_id, scope.rows(LetterNumber.facility_id), LetterNumber.year == year)
    return db.session.scalar(select(func.max(LetterNumber.counter)).where(*mine)) or 0


def number_taken(scope: Scope, facility_id: int, number: str) -> bool:
    """Whether a facility gave this number already, in whatever state."""
    mine = (LetterNumber.facility_id == facility_id, scope.rows(LetterNumber.facility_id), LetterNumber.number == number)
    return db.session.scalar(select(LetterNumber.id).where(*mine)) is not None


def list_papers(scope: Scope, round_id: int, *, page: int = 1) -> Page[ReleasedPaper]:
    """One page of the papers released in a round, the newest first."""
    mine = (ReleasedPaper.round_id == round_id, scope.rows(ReleasedPaper.facility_id))
    return paginate(select(ReleasedPaper).where(*mine).order_by(ReleasedPaper.sequence.desc()), page)


def standing_papers(scope: Scope, round_id: int, kind: str, hearing_id: int | None) -> list[ReleasedPaper]:
    """The released papers of a kind (and hearing) that a newer one replaces."""
    mine = (ReleasedPaper.round_id == round_id, scope.rows(ReleasedPaper.facility_id), ReleasedPaper.state == "released")
    statement = select(ReleasedPaper).where(*mine, ReleasedPaper.kind == kind, ReleasedPaper.hearing_id == hearing_id)
    return list(db.session.scalars(statement.order_by(ReleasedPaper.id)))


def overtaken_minutes(scope: Scope, papers: Iterable[ReleasedPaper]) -> set[int]:
    """Which of some papers are minutes in force whose hearing was corrected, or heard somebody more, after their release."""
    minutes = [each for each in papers if each.kind == "minutes" and each.state == "released"]
    heard = {each.hearing_id for each in minutes if each.hearing_id}
    changed = [(entry.subject_id, entry.at) for entry in history_of(scope, "hearing", heard, room="proposals", most=500)]
    mine = (Candidate.hearing_id.in_(sorted(heard)), scope.rows(Candidate.facility_id), CandidateMove.after == "recommended")
    statement = select(Candidate.hearing_id, func.max(Deed.at)).join(CandidateMove, CandidateMove.candidate_id == Candidate.id)
    statement = statement.join(Deed, Deed.id == CandidateMove.deed_id).where(*mine).group_by(Candidate.hearing_id)
    changed += [(row[0], row[1]) for row in db.session.execute(statement)] if heard else []
    return {each.id for each in minutes if any(place == each.hearing_id and at > each.released_at for place, at in changed)}


def last_sequence(scope: Scope, round_id: int) -> int:
    """How many papers a round has released."""
    mine = (ReleasedPaper.round_id == round_id, scope.rows(ReleasedPaper.facility_id))
    return db.session.scalar(select(func.max(ReleasedPaper.sequence)).where(*mine)) or 0


def get_paper(scope: Scope, paper_id: int, *, whole: bool = False) -> ReleasedPaper:
    """One released paper, or NotFound; `whole` with its file."""
    statement = select(ReleasedPaper).where(ReleasedPaper.id == paper_id, scope.rows(ReleasedPaper.facility_id))
    found = db.session.scalar(statement.options(undefer(ReleasedPaper.file)) if whole else statement)
    if found is None:
        raise NotFound()
    return found


def last_paper(scope: Scope, round_id: int, kind: str, hearing_id: int | None) -> ReleasedPaper | None:
    """The newest paper of a kind (and hearing) in a round, whatever became of it: the one that a new one replaces."""
    mine = (ReleasedPaper.round_id == round_id, scope.rows(ReleasedPaper.facility_id), ReleasedPaper.kind == kind)
    statement = select(ReleasedPaper).where(*mine, ReleasedPaper.hearing_id == hearing_id)
    return db.session.scalar(statement.order_by(ReleasedPaper.sequence.desc()).limit(1))


def list_hearings(scope: Scope, round_id: int) -> list[Hearing]:
    """The sessions of the TPP about a round, in time order; a handful."""
    mine = (Hearing.round_id == round_id, scope.rows(Hearing.facility_id))
    return list(db.session.scalars(select(Hearing).where(*mine).order_by(Hearing.held_on, Hearing.id).limit(50)))


def get_hearing(scope: Scope, round_id: int, hearing_id: int) -> Hearing:
    """One session of the TPP about a round, or NotFound."""
    mine = (Hearing.id == hearing_id, Hearing.round_id == round_id, scope.rows(Hearing.facility_id))
    found = db.session.scalar(select(Hearing).where(*mine))
    if found is None:
        raise NotFound()
    return found


_PERSON = (
    RoundVerdict.wbp_id, RoundVerdict.name, RoundVerdict.register_no, RoundVerdict.block, RoundVerdict.outcome, RoundVerdict.days,
    RoundVerdict.release_class, RoundVerdict.earliest_on, RoundVerdict.failed, RoundVerdict.unknown,
    Candidate.state, Candidate.proposal, Candidate.overrides, Candidate.reason, Candidate.note, Candidate.document,
    Candidate.hearing_id, Candidate.recommendation, Candidate.recommendation_reason, Candidate.decision,
    Candidate.decision_reason, Candidate.decision_note, Candidate.withdrawn, Candidate.granted_days, Decree.number,
    Decree.dated_on, Withdrawal.id,
)  # fmt: skip


def _people(scope: Scope, round_id: int) -> Select[Any]:
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    same = and_(Candidate.round_id == RoundVerdict.round_id, Candidate.wbp_id == RoundVerdict.wbp_id)
    waits = and_(Withdrawal.candidate_id == Candidate.id, Withdrawal.decision.is_(None))
    statement = select(*_PERSON).outerjoin(Candidate, same).outerjoin(Decree, Decree.id == Candidate.decree_id)
    return statement.outerjoin(Withdrawal, waits).where(*mine)


def people_of(scope: Scope, round_id: int) -> list[Person]:
    """Everybody of a round by name, nobody left out: at most the population of one facility. One query."""
    statement = _people(scope, round_id).order_by(RoundVerdict.name, RoundVerdict.id)
    return [_person(row) for row in db.session.execute(statement)]


def _person(row: Any) -> Person:
    codes = (tuple(code for code in text.split("|") if code) for text in row[8:10])
    said = [value or "" if place in (13, 14, 15, 18, 20, 21) else value for place, value in enumerate(row)]
    return Person(*said[:8], *codes, *said[10:12], bool(said[12]), *said[13:22], bool(said[22]), *said[23:26], bool(said[26]))


def person_of(scope: Scope, round_id: int, wbp_id: int) -> Person:
    """One person of a round, or NotFound."""
    row = db.session.execute(_people(scope, round_id).where(RoundVerdict.wbp_id == wbp_id)).first()
    if row is None:
        raise NotFound()
    return _person(row)


def releases_of(scope: Scope, round_id: int, wbp_ids: Iterable[int]) -> dict[int, Release]:
    """What the release of some people of a round rests on, by person."""
    wanted = sorted(set(wbp_ids))
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id), RoundVerdict.wbp_id.in_(wanted))
    statement = select(RoundVerdict.wbp_id, RoundVerdict.verdict, RoundVerdict.facts).where(*mine).order_by(RoundVerdict.id)
    return {row.wbp_id: _release(row.verdict, row.facts["facts"]) for row in db.session.execute(statement)} if wanted else {}


def _release(verdict: dict[str, Any], facts: dict[str, Any]) -> Release:
    days = {name: date.fromisoformat(verdict[name]) if verdict[name] else None for name in ("expiry_before", "expiry_after")}
    release = date.fromisoformat(verdict["release_on"]) if verdict["release_on"] else None
    owed = (facts.get("subsidiary") or {}).get("days_outstanding")
    return Release(verdict["days"], days["expiry_before"], days["expiry_after"], release, owed)


def amounts_of(scope: Scope, round_id: int) -> dict[int, dict[str, Any]]:
    """The size as decrees write it ({months, days}) of each number of days in a round."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id), RoundVerdict.days > 0)
    first = select(func.min(RoundVerdict.id)).where(*mine).group_by(RoundVerdict.days)
    rows = db.session.execute(select(RoundVerdict.days, RoundVerdict.verdict).where(RoundVerdict.id.in_(first)))
    return {row.days: row.verdict["amount"] for row in rows}


def path_begun(scope: Scope, round_id: int) -> dict[str, int]:
    """How many people of a round stand in each state of the path, in its order; who is not on it yet is "open"."""
    mine = (RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id))
    same = and_(Candidate.round_id == RoundVerdict.round_id, Candidate.wbp_id == RoundVerdict.wbp_id)
    state = func.coalesce(Candidate.state, "open")
    statement = select(state, func.count()).select_from(RoundVerdict).outerjoin(Candidate, same).where(*mine).group_by(state)
    counted = {row[0]: row[1] for row in db.session.execute(statement)}
    return {each: counted[each] for each in STATES if each in counted}


def named_on(scope: Scope, round_id: int, search: str, *, page: int = 1) -> Page[Any]:
    """One page of a round's people (id, name, register number) by name, for the papers of one person."""
    mine = [RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id)]
    for word in search.split()[:6]:
        found = (column.icontains(word, autoescape=True) for column in (RoundVerdict.name, RoundVerdict.register_no))
        mine.append(or_(*found))
    statement = select(RoundVerdict.wbp_id, RoundVerdict.name, RoundVerdict.register_no).where(*mine)
    return paginate(statement.order_by(RoundVerdict.name, RoundVerdict.id), page, scalars=False)
