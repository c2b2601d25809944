"""Finding people: one, a page, the same for an export, and what other rooms ask about many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.addresses import LARGEST_ID
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate
from rehab.wbp.models import BY_NAME, Absence, Detention, Paper, Placement, RemissionReceived, Sentence, Wbp
from rehab.wbp.periods import expiry_on
from rehab.wbp.spelling import fold, sounds

MOST_EXPORTED = 20_000
# Asked of every proposal; the others depend on offence and kind.
BASIC_PAPERS = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
)  # fmt: skip
SORTS = {
    "name": BY_NAME[0], "register": Wbp.register_no, "block": Placement.block, "status": Wbp.status, "born": Wbp.birth_on,
    "since": Placement.starts_on,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list. `lacking` counts the basic papers that are not verified yet (of seven)."""

    id: int
    facility_id: int
    register_no: str
    name: str
    alias: str | None
    sex: str
    birth_on: date | None
    religion: str | None
    status: str | None
    offence: str | None
    wali_id: int | None
    block: str | None
    cell: str | None
    starts_on: date | None
    ends_on: date | None
    end_reason: str | None
    placed: bool
    lacking: int


def get_person(scope: Scope, wbp_id: int) -> Wbp:
    """One person, or NotFound where absent or out of scope."""
    person = db.session.scalar(select(Wbp).where(Wbp.id == wbp_id, scope.rows(Wbp.facility_id)))
    if person is None:
        raise NotFound()
    return person


def list_people(
    scope: Scope, *, search: str = "", block: str = "", status: str = "", placed: bool | None = True, sort: str = "name",
    page: int = 1, offence: str = "", wali_id: int | None = None, papers: str = "",
) -> Page[PersonRow]:  # fmt: skip
    """One page of people. `placed` None means all; `papers` "lacking" keeps those whose basic papers are not all verified.

    `wali_id` 0 means without a wali; `sort` a key of SORTS, with "-" for descending. Three queries whatever the size.
    """
    found = paginate(_people(scope, search, block, status, placed, offence, wali_id, papers, sort), page, scalars=False)
    return Page(items=[_row(each) for each in found.items], number=found.number, per_page=found.per_page, total=found.total)


def all_people(
    scope: Scope, *, search: str = "", block: str = "", status: str = "", placed: bool | None = True, sort: str = "name",
    offence: str = "", wali_id: int | None = None, papers: str = "",
) -> list[PersonRow]:  # fmt: skip
    """The whole filtered list for an export: at most 20,000 rows, arguments as in `list_people`."""
    statement = _people(scope, search, block, status, placed, offence, wali_id, papers, sort)
    return [_row(each) for each in db.session.execute(statement.limit(MOST_EXPORTED))]


def _people(
    scope: Scope, search: str, block: str, status: str, placed: bool | None, offence: str, wali_id: int | None,
    papers: str, sort: str,
) -> Select[Any]:  # fmt: skip
    lacking = len(BASIC_PAPERS) - _verified_papers()
    statement = select(Wbp, Placement, lacking.label("lacking")).join(Placement, _last_stay(placed), isouter=placed is None)
    conditions: list[ColumnElement[bool]] = [scope.rows(Wbp.facility_id), *_matching(scope, search)]
    if placed is False:
        conditions.append(Placement.ends_on.is_not(None))
    if block:
        conditions.append(Placement.block == block)
    if status:
        conditions.append(Wbp.status.is_(None) if status == "unknown" else Wbp.status == status)
    if offence:
        conditions.append(Wbp.offence.is_(None) if offence == "unknown" else Wbp.offence == offence)
    if wali_id is not None:
        conditions.append(Wbp.wali_id == wali_id if wali_id else Wbp.wali_id.is_(None))
    if papers == "lacking":
        conditions.append(lacking > 0)
    column = SORTS.get(sort.lstrip("-"), SORTS["name"])
    order = column.desc() if sort.startswith("-") else column.asc()
    # A NIK is not even decrypted for a list.
    return statement.where(*conditions).order_by(order, *BY_NAME).options(defer(Wbp.nik, raiseload=True))


def _last_stay(placed: bool | None) -> ColumnElement[bool]:
    """The open stay of a person; for those who left (or all) the last one."""
    if placed:
        return and_(Placement.wbp_id == Wbp.id, Placement.ends_on.is_(None))
    stay = Placement.__table__.alias("stay")
    newest = (stay.c.ends_on.is_not(None), stay.c.ends_on.desc(), stay.c.id.desc())
    last = select(stay.c.id).where(stay.c.wbp_id == Wbp.id).order_by(*newest).limit(1).correlate(Wbp).scalar_subquery()
    return Placement.id == last


def _verified_papers() -> ColumnElement[int]:
    counted = select(func.count(Paper.id)).where(Paper.wbp_id == Wbp.id, Paper.code.in_(BASIC_PAPERS), Paper.state == "verified")
    return counted.correlate(Wbp).scalar_subquery()


def _matching(scope: Scope, search: str) -> list[ColumnElement[bool]]:
    """Each word typed must be found in the name, alias or register number, as written or as it sounds."""
    conditions = []
    spoken = sounds(Wbp.id, Wbp.name + " " + func.coalesce(Wbp.alias, ""), scope.rows(Wbp.facility_id))
    for word in search.split()[:6]:
        tests = [column.icontains(word, autoescape=True) for column in (Wbp.name, Wbp.alias, Wbp.register_no)]
        if len(heard := fold(word)) > 2:
            tests.append(Wbp.id.in_(select(spoken.c.id).where(spoken.c.heard.contains(heard, autoescape=True))))
        conditions.append(or_(*tests))
    return conditions


def _row(found: Any) -> PersonRow:
    person, stay, lacking = found
    return PersonRow(
        id=person.id, facility_id=person.facility_id, register_no=person.register_no, name=person.name, alias=person.alias,
        sex=person.sex, birth_on=person.birth_on, religion=person.religion, status=person.status, offence=person.offence,
        wali_id=person.wali_id, block=stay and stay.block, cell=stay and stay.cell, starts_on=stay and stay.starts_on,
        ends_on=stay and stay.ends_on, end_reason=stay and stay.end_reason, placed=bool(stay and stay.ends_on is None),
        lacking=lacking,
    )  # fmt: skip


def list_chosen(scope: Scope, wbp_ids: Iterable[int]) -> list[Wbp]:
    """The people of these ids that are within scope, by name: for a page that acts on several."""
    wanted = sorted({each for each in wbp_ids if 0 < each <= LARGEST_ID})[:1000]
    statement = select(Wbp).where(scope.rows(Wbp.facility_id), Wbp.id.in_(wanted))
    return list(db.session.scalars(statement.order_by(*BY_NAME)))


def list_blocks(scope: Scope) -> list[str]:
    """The blocks in which somebody is placed, by name."""
    statement = select(Placement.block).where(
        scope.rows(Placement.facility_id), Placement.ends_on.is_(None), Placement.block.is_not(None)
    )
    return [block for block in db.session.scalars(statement.distinct().order_by(Placement.block)) if block]


def find_by_register(scope: Scope, facility_id: int, register_nos: Iterable[str]) -> dict[str, int]:
    """Ids of a facility's people by register number; numbers nobody has are left out."""
    wanted = sorted(set(register_nos))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        statement = select(Wbp.register_no, Wbp.id).where(
            scope.rows(Wbp.facility_id), Wbp.facility_id == facility_id, Wbp.register_no.in_(wanted[start : start + 500])
        )
        found |= {row.register_no: row.id for row in db.session.execute(statement.order_by(Wbp.id))}
    return found


def similar_people(
    scope: Scope, *, register_no: str, name: str, birth_on: date | None, nik_index: str | None
) -> list[Wbp]:  # fmt: skip
    """People who may be the same person, at most ten: same register number, same NIK, or same-sounding name and birthday."""
    tests: list[ColumnElement[bool]] = [func.lower(Wbp.register_no) == register_no.lower()]
    if nik_index:
        tests.append(Wbp.nik_index == nik_index)
    spoken = sounds(Wbp.id, Wbp.name, scope.rows(Wbp.facility_id))
    same_name = Wbp.id.in_(select(spoken.c.id).where(spoken.c.heard == fold(name)))
    tests.append(and_(same_name, or_(Wbp.birth_on == birth_on, Wbp.birth_on.is_(None))) if birth_on else same_name)
    statement = select(Wbp).where(scope.rows(Wbp.facility_id), or_(*tests)).order_by(*BY_NAME).limit(10)
    return list(db.session.scalars(statement))


def register_taken(scope: Scope, facility_id: int, register_no: str, *, but: int | None = None) -> bool:
    """Whether a register number is in use in a facility, by anybody but `but`; asked of other facilities on transfer too."""
    statement = select(Wbp.id).where(Wbp.facility_id == facility_id, Wbp.register_no == register_no)
    return db.session.scalar(statement.where(Wbp.id != but) if but else statement) is not None


def list_destinations(scope: Scope) -> list[tuple[int, str]]:
    """Every facility but one's own, by name, for a transfer; a name on a door is no secret."""
    statement = select(Facility.id, Facility.name).order_by(Facility.name, Facility.id)
    return [(row.id, row.name) for row in db.session.execute(statement) if not scope.covers(row.id)]


def absences_between(
    scope: Scope, wbp_ids: Iterable[int], starts_at: datetime, ends_at: datetime
) -> dict[int, list[Absence]]:  # fmt: skip
    """Absences of people that touch the time from `starts_at` to `ends_at` (excluded), by person, in order of start."""
    statement = select(Absence).join(Wbp, Wbp.id == Absence.wbp_id).where(
        scope.rows(Wbp.facility_id), Absence.wbp_id.in_(sorted(set(wbp_ids))), Absence.starts_at < ends_at,
        or_(Absence.ends_at.is_(None), Absence.ends_at > starts_at),
    )  # fmt: skip
    found: dict[int, list[Absence]] = {}
    for absence in db.session.scalars(statement.order_by(Absence.starts_at, Absence.id)):
        found.setdefault(absence.wbp_id, []).append(absence)
    return found


def projected_expiry_on(scope: Scope, wbp_ids: Iterable[int]) -> dict[int, date | None]:
    """The day a sentence would end: start of the present unbroken detention + sentence − earlier detention − remissions.

    None for life, death, an unknown length, and for whoever is not held now. A projection, not a release date.
    """
    ids = sorted(set(wbp_ids))
    held = select(Wbp.id, Sentence).join(Sentence, Sentence.wbp_id == Wbp.id, isouter=True)
    people = db.session.execute(held.where(scope.rows(Wbp.facility_id), Wbp.id.in_(ids)).order_by(Wbp.id)).all()
    mine = [row.id for row in people]
    inside: dict[int, list[tuple[date, date | None]]] = {}
    spans = select(Detention.wbp_id, Detention.starts_on, Detention.ends_on).where(Detention.wbp_id.in_(mine))
    for row in db.session.execute(spans.order_by(Detention.starts_on, Detention.id)):
        inside.setdefault(row.wbp_id, []).append((row.starts_on, row.ends_on))
    totals = select(RemissionReceived.wbp_id, func.sum(RemissionReceived.days).label("days")).where(
        RemissionReceived.wbp_id.in_(mine)
    )
    remitted = {row.wbp_id: int(row.days) for row in db.session.execute(totals.group_by(RemissionReceived.wbp_id))}
    return {wbp_id: expiry_on(sentence, inside.get(wbp_id, []), remitted.get(wbp_id, 0)) for wbp_id, sentence in people}
