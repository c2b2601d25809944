"""Reading what was made for many people of a round, sheets or reports, and whose they are, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import undefer

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.letters.models import SheetFile, SheetPart
from rehab.plumbing.errors import NotFound
from rehab.plumbing.jobs import Job
from rehab.remisi.models import RoundVerdict

# What is drawn within some 400 MB of memory: typst takes 3.5 MB for each sheet of a document and up to 8 MB for a report of
# three or four pages of tables. 1,500 sheets in one would need 4.6 GB.
PEOPLE_A_PART = {"sheets": 100, "development": 50}
_BLOCK = func.coalesce(RoundVerdict.block, "")
# Block by block, who has none at the end.
_ORDER = (case((_BLOCK == "", 1), else_=0), _BLOCK, RoundVerdict.name, RoundVerdict.id)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a file: its place, its block ("" for none) and place in it, and which people of the round's order it holds."""

    number: int
    block: str
    share: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of sheets or reports with the job that makes it, and its parts without their content."""

    file: SheetFile
    job: Job
    parts: list[SheetPart]

    @property
    def running(self) -> bool:
        """Still waiting or being made."""
        return self.job.state in ("queued", "running")

    @property
    def trouble(self) -> str | None:
        """Why there is no file: "failed", "changed", "refused"; None where there is one or may still be."""
        if self.job.state == "failed":
            return "failed"
        return (self.job.result or {}).get("trouble")

    @property
    def ready(self) -> bool:
        """Everybody's is there."""
        return self.job.state == "done" and self.trouble is None


def _whose(scope: Scope, round_id: int, kind: str) -> list[ColumnElement[bool]]:
    """Whose sheets of a kind there are: everybody's, but reports of development only of those whose files go out."""
    mine = [RoundVerdict.round_id == round_id, scope.rows(RoundVerdict.facility_id)]
    return [*mine, RoundVerdict.outcome == "eligible"] if kind == "development" else mine


def count_people(scope: Scope, round_id: int, kind: str) -> int:
    """How many people of a round a file of a kind holds."""
    return db.session.scalar(select(func.count()).select_from(RoundVerdict).where(*_whose(scope, round_id, kind))) or 0


def shares_of(scope: Scope, round_id: int, kind: str) -> list[Share]:
    """The parts of a round's sheets or reports: block by block, PEOPLE_A_PART at most in one, no two blocks in one."""
    whose, most = _whose(scope, round_id, kind), PEOPLE_A_PART[kind]
    statement = select(_BLOCK, func.count()).where(*whose).group_by(_BLOCK).order_by(*_ORDER[:2])
    found: list[Share] = []
    start = 0
    for block, people in db.session.execute(statement):
        for share, first in enumerate(range(0, people, most), 1):
            last = min(first + most, people)
            found.append(Share(len(found) + 1, block, share, start + first, start + last))
        start += people
    return found


def kept_of(scope: Scope, round_id: int, kind: str, start: int, stop: int) -> list[RoundVerdict]:
    """The verdicts of a round with facts and findings, from one place of a kind's order (by block, then name) to another."""
    statement = select(RoundVerdict).where(*_whose(scope, round_id, kind))
    return list(db.session.scalars(statement.order_by(*_ORDER).offset(start).limit(stop - start)))


def list_sheet_files(scope: Scope, round_id: int, kind: str) -> list[MadeFile]:
    """The files of a kind, the newest first: the last one that was made, and one that is being made; ten at most."""
    mine = (SheetFile.round_id == round_id, SheetFile.kind == kind, scope.rows(SheetFile.facility_id))
    statement = select(SheetFile, Job).join(Job, Job.id == SheetFile.job_id).where(*mine)
    rows = db.session.execute(statement.order_by(SheetFile.id.desc()).limit(10)).all()
    parts: dict[int, list[SheetPart]] = {file.id: [] for file, _job in rows}
    for part in db.session.scalars(_parts(scope, list(parts))):
        parts[part.file_id].append(part)
    return [MadeFile(file, job, parts[file.id]) for file, job in rows]


def _parts(scope: Scope, file_ids: list[int]) -> Select[SheetPart]:
    mine = (SheetPart.file_id.in_(file_ids), scope.rows(SheetPart.facility_id))
    return select(SheetPart).where(*mine).order_by(SheetPart.file_id, SheetPart.number)


def get_sheet_file(scope: Scope, file_id: int, kind: str) -> MadeFile:
    """One file of a kind, or NotFound: who may read one kind has not found the other."""
    mine = (SheetFile.id == file_id, SheetFile.kind == kind, scope.rows(SheetFile.facility_id))
    row = db.session.execute(select(SheetFile, Job).join(Job, Job.id == SheetFile.job_id).where(*mine)).first()
    if row is None:
        raise NotFound()
    return MadeFile(*row, list(db.session.scalars(_parts(scope, [file_id]))))


def get_sheet_part(scope: Scope, part_id: int) -> SheetPart:
    """One part with its content, or NotFound."""
    mine = (SheetPart.id == part_id, scope.rows(SheetPart.facility_id))
    found = db.session.scalar(select(SheetPart).where(*mine).options(undefer(SheetPart.content)))
    if found is None:
        raise NotFound()
    return found


def whole_parts(scope: Scope, file_id: int) -> Iterator[SheetPart]:
    """The parts of a file with their content, one in memory at a time."""
    mine = (SheetPart.file_id == file_id, scope.rows(SheetPart.facility_id))
    for part_id in db.session.scalars(select(SheetPart.id).where(*mine).order_by(SheetPart.number)).all():
        part = get_sheet_part(scope, part_id)
        yield part
        db.session.expunge(part)
