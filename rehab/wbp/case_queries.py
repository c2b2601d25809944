"""Reading the file of one person: stays, sentence, detention, remissions, papers, absences, services."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, func, select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.wbp.models import (
    PAPER_CODES,
    Absence,
    Detention,
    Paper,
    PaperScan,
    Placement,
    RemissionReceived,
    Sentence,
    Service,
    Wbp,
)  # fmt: skip


def _of(scope: Scope, table: type, wbp_id: int) -> Select:
    """Rows of a table about one person, who must be within scope; whoever recorded them."""
    return select(table).join(Wbp, Wbp.id == table.wbp_id).where(table.wbp_id == wbp_id, scope.rows(Wbp.facility_id))


def placements_of(scope: Scope, wbp_id: int) -> list[Placement]:
    """Every stay of a person, the newest first."""
    order = (Placement.ends_on.is_not(None), Placement.ends_on.desc(), Placement.id.desc())
    return list(db.session.scalars(_of(scope, Placement, wbp_id).order_by(*order)))


def last_stay(scope: Scope, wbp_id: int) -> Placement | None:
    """The open stay of a person, else the last one."""
    order = (Placement.ends_on.is_not(None), Placement.ends_on.desc(), Placement.id.desc())
    return db.session.scalar(_of(scope, Placement, wbp_id).order_by(*order).limit(1))


def sentence_of(scope: Scope, wbp_id: int) -> Sentence | None:
    """The sentence in force; None where nothing is recorded."""
    return db.session.scalar(_of(scope, Sentence, wbp_id))


def detentions_of(scope: Scope, wbp_id: int) -> list[Detention]:
    """Periods inside, the oldest first."""
    return list(db.session.scalars(_of(scope, Detention, wbp_id).order_by(Detention.starts_on, Detention.id)))


def get_detention(scope: Scope, wbp_id: int, row_id: int) -> Detention:
    """One period inside of one person, or NotFound."""
    return _one(_of(scope, Detention, wbp_id).where(Detention.id == row_id))


def remissions_of(scope: Scope, wbp_id: int) -> list[RemissionReceived]:
    """Remissions received, the newest first."""
    order = (RemissionReceived.granted_on.desc(), RemissionReceived.kind, RemissionReceived.id)
    return list(db.session.scalars(_of(scope, RemissionReceived, wbp_id).order_by(*order)))


def places_of(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, int]:
    """The facility of each of some people; those out of scope are left out."""
    found = select(Wbp.id, Wbp.facility_id).where(Wbp.id.in_(sorted(wbp_ids)), scope.rows(Wbp.facility_id)).order_by(Wbp.id)
    return {row[0]: row[1] for row in db.session.execute(found)}


def remission_ids(scope: Scope, wbp_ids: Iterable[int], kind: str, granted_on: date) -> dict[int, int]:
    """The remission of one kind and day of each of some people who has it: person → id of the row."""
    same = (RemissionReceived.kind == kind, RemissionReceived.granted_on == granted_on)
    columns = select(RemissionReceived.wbp_id, RemissionReceived.id).join(Wbp, Wbp.id == RemissionReceived.wbp_id)
    mine = (RemissionReceived.wbp_id.in_(sorted(wbp_ids)), scope.rows(Wbp.facility_id))
    return {row[0]: row[1] for row in db.session.execute(columns.where(*same, *mine).order_by(RemissionReceived.id))}


def get_remission(scope: Scope, wbp_id: int, row_id: int) -> RemissionReceived:
    """One remission received by one person, or NotFound."""
    return _one(_of(scope, RemissionReceived, wbp_id).where(RemissionReceived.id == row_id))


def papers_of(scope: Scope, wbp_id: int) -> dict[str, Paper | None]:
    """Every paper code in its fixed order with the person's paper, None where nothing is recorded (missing)."""
    found = {paper.code: paper for paper in db.session.scalars(_of(scope, Paper, wbp_id).order_by(Paper.id))}
    return {code: found.get(code) for code in PAPER_CODES}


def get_paper(scope: Scope, wbp_id: int, code: str) -> Paper | None:
    """One paper of one person by its code; None where nothing is recorded yet."""
    return db.session.scalar(_of(scope, Paper, wbp_id).where(Paper.code == code))


def newest_scans(scope: Scope, wbp_id: int) -> dict[int, int]:
    """The id of the newest scan of each paper, by paper id; the scans themselves are not loaded."""
    statement = (
        select(PaperScan.paper_id, func.max(PaperScan.id).label("id"))
        .join(Paper, Paper.id == PaperScan.paper_id)
        .join(Wbp, Wbp.id == Paper.wbp_id)
        .where(Paper.wbp_id == wbp_id, scope.rows(Wbp.facility_id))
        .group_by(PaperScan.paper_id)
        .order_by(PaperScan.paper_id)
    )
    return {row.paper_id: row.id for row in db.session.execute(statement)}


def get_scan(scope: Scope, wbp_id: int, scan_id: int) -> tuple[PaperScan, Paper]:
    """One scan with its paper, or NotFound; the content stands encrypted."""
    statement = (
        select(PaperScan, Paper)
        .join(Paper, Paper.id == PaperScan.paper_id)
        .join(Wbp, Wbp.id == Paper.wbp_id)
        .where(PaperScan.id == scan_id, Paper.wbp_id == wbp_id, scope.rows(Wbp.facility_id))
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def services_of(scope: Scope, wbp_id: int) -> list[Service]:
    """Grounds for remisi tambahan, the newest first."""
    order = (Service.rendered_on.desc(), Service.ground, Service.id)
    return list(db.session.scalars(_of(scope, Service, wbp_id).order_by(*order)))


def get_service(scope: Scope, wbp_id: int, row_id: int) -> Service:
    """One ground of one person, or NotFound."""
    return _one(_of(scope, Service, wbp_id).where(Service.id == row_id))


def absences_of(scope: Scope, wbp_id: int) -> list[Absence]:
    """Absences of a person, the newest first, at most the last two hundred."""
    order = (Absence.starts_at.desc(), Absence.id.desc())
    return list(db.session.scalars(_of(scope, Absence, wbp_id).order_by(*order).limit(200)))


def get_absence(scope: Scope, wbp_id: int, row_id: int) -> Absence:
    """One absence of one person, or NotFound."""
    return _one(_of(scope, Absence, wbp_id).where(Absence.id == row_id))


def _one(statement: Select):
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound()
    return row
