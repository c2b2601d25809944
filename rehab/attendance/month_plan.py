"""What importing a class's month would do, row by row: new marks, changed ones, rows refused with their cell and reason."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.actions import RegisterNotOpen
from rehab.attendance.letters import STATUSES, all_letters
from rehab.attendance.marking import PROBLEMS, NewMark, problem_of, settled, stands
from rehab.attendance.month_sheet import NAME, NUMBER, TypedCell, TypedMonth, TypedRow
from rehab.attendance.registers import RegisterRow
from rehab.attendance.states import Opening, opening
from rehab.plumbing.cells import folded, register_key

SOURCE = "import"


@dataclass(frozen=True, slots=True)
class WrongCell:
    """Why a row is refused, or a session left out: sheet, Excel's row (0: every row), column and reason in words."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class PlannedMark:
    """One mark that would be written; `before` is the status it replaces, None where nothing is recorded."""

    row: int
    name: str
    register_no: str
    session: Any
    mark: NewMark
    before: str | None


@dataclass(frozen=True)
class MonthPlan:
    """What would be written, what is so already, what is refused; `seen` the newest mark of each session that was looked at."""

    new: list[PlannedMark] = field(default_factory=list)
    changed: list[PlannedMark] = field(default_factory=list)
    unchanged: int = 0
    refused: list[WrongCell] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)

    @property
    def marks(self) -> dict[int, list[NewMark]]:
        """The marks to write, by session in order."""
        found: dict[int, list[NewMark]] = defaultdict(list)
        for each in (*self.new, *self.changed):
            found[each.session.id].append(each.mark)
        return dict(sorted(found.items()))

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, numbers only."""
        rows = len({each.row for each in self.refused})
        return {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged, "refused": rows}

    @property
    def outline(self) -> list[list[Any]]:
        """What the reader of a preview agrees to, as plain values that can be compared."""
        told = [[each.session.id, each.mark.wbp_id, each.mark.status, each.before or ""] for each in (*self.new, *self.changed)]
        return [*sorted(told), [self.unchanged, len(self.refused)]]


@dataclass(frozen=True)
class Classbook:
    """A class's month as it stands: its sessions and their rosters, both by session; sessions left out by an earlier refusal."""

    sessions: Mapping[int, Any]
    rosters: Mapping[int, Mapping[int, RegisterRow]]
    at: datetime
    left_out: Mapping[int, str] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, RegisterRow]:
        """Everybody on any of the rosters, by the key of their register number."""
        return {register_key(row.register_no): row for rows in self.rosters.values() for row in rows.values()}


def plan_month(typed: TypedMonth, book: Classbook) -> MonthPlan:
    """Compare a sheet with what stands. A wrong cell refuses its whole row and no other; an empty one says nothing."""
    people, first = book.people, {}
    seen = {session_id: _newest(rows) for session_id, rows in book.rosters.items()}
    plan, unchanged = MonthPlan(seen=seen), 0
    for row in typed.rows:
        person = people.get(register_key(row.register_no))
        wrong = _wrong_person(row, person, first) or [each for cell in row.cells for each in _wrong_cell(cell, person, book)]
        if wrong:
            plan.refused.extend(WrongCell(typed.sheet, row.number, column, message) for column, message in wrong)
            continue
        assert person is not None
        first[person.wbp_id] = row.number
        planned = [_planned(row, cell, person, book) for cell in row.cells if cell.session_id not in book.left_out]
        unchanged += planned.count(None)
        for each in planned:
            if each is not None:
                (plan.new if each.before is None else plan.changed).append(each)
    plan.refused.extend(_left_out(typed, book))
    return MonthPlan(plan.new, plan.changed, unchanged, plan.refused, seen)


def _newest(rows: Mapping[int, RegisterRow]) -> int:
    return max((row.mark.id for row in rows.values() if row.mark), default=0)


def _left_out(typed: TypedMonth, book: Classbook) -> list[WrongCell]:
    heads = {cell.session_id: cell.column for row in typed.rows for cell in row.cells}
    return [WrongCell(typed.sheet, 0, heads[each], why) for each, why in sorted(book.left_out.items()) if each in heads]


def _wrong_person(row: TypedRow, person: RegisterRow | None, first: Mapping[int, int]) -> list[tuple[str, str]]:
    if not row.register_no:
        return [(NUMBER, _("Kolom ini wajib diisi."))]
    if person is None:
        return [(NUMBER, _("Nomor register “%(value)s” tidak ada di kelas ini pada bulan ini.", value=row.register_no[:60]))]
    if row.name and folded(row.name) != folded(person.name):
        return [(NAME, _("Nama “%(value)s” bukan nama pemilik nomor register ini.", value=row.name[:60]))]
    if person.wbp_id in first:
        return [(NUMBER, _("Nomor register ini sudah ada di baris %(other)s.", other=first[person.wbp_id]))]
    columns = Counter(cell.session_id for cell in row.cells)
    return [(cell.column, _("Kolom sesi ini ada dua kali.")) for cell in row.cells if columns[cell.session_id] > 1][:1]


def _wrong_cell(cell: TypedCell, person: RegisterRow | None, book: Classbook) -> list[tuple[str, str]]:
    session = book.sessions.get(cell.session_id)
    if session is None:
        return [(cell.column, _("Sesi %(number)s bukan sesi kelas ini pada bulan ini.", number=cell.session_id))]
    if cell.session_id in book.left_out:
        return []
    status = STATUSES.get(cell.text.upper())
    if status is None:
        return [
            (
                cell.column,
                _("“%(value)s” bukan huruf kehadiran. Pilihannya: %(letters)s.", value=cell.text, letters=all_letters()),
            )
        ]
    row = _row(book, cell.session_id, person)
    mark = settled(_mark(row.wbp_id if row else 0, status), row)
    if row is not None and stands(mark, row):
        return []
    state = opening(state=session.state, starts_at=session.starts_at, ends_at=session.ends_at, at=book.at, source=SOURCE)
    if state is not Opening.OPEN:
        return [(cell.column, str(RegisterNotOpen.MESSAGES[state]))]
    problem = problem_of(mark, row, SOURCE)
    return [(cell.column, str(PROBLEMS[problem]))] if problem else []


def _row(book: Classbook, session_id: int, person: RegisterRow | None) -> RegisterRow | None:
    return book.rosters.get(session_id, {}).get(person.wbp_id) if person else None


def _mark(wbp_id: int, status: str) -> NewMark:
    return NewMark(wbp_id, status, reason=None, note=None)


def _planned(row: TypedRow, cell: TypedCell, person: RegisterRow, book: Classbook) -> PlannedMark | None:
    """What one good cell would write; None where it says what is recorded."""
    now = book.rosters[cell.session_id][person.wbp_id]
    mark = _mark(person.wbp_id, STATUSES[cell.text.upper()])
    if stands(settled(mark, now), now):
        return None
    before = now.mark.status if now.mark else None
    return PlannedMark(row.number, person.name, person.register_no, book.sessions[cell.session_id], mark, before)


def by_person(marks: Sequence[PlannedMark]) -> list[list[PlannedMark]]:
    """Planned marks, one list a person in the order of the sheet."""
    found: dict[int, list[PlannedMark]] = defaultdict(list)
    for each in marks:
        found[each.mark.wbp_id].append(each)
    return list(found.values())
