"""What a register, a class's attendance and a person's participation look like once read."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from rehab.attendance.life import Life
from rehab.attendance.states import Opening, Standing


@dataclass(frozen=True, slots=True)
class MarkNow:
    """The mark that stands. `excused` may be true of any absence during court, visit, isolation, hospital or transfer."""

    id: int
    status: str
    present: bool
    excused: bool
    minutes: int | None
    took_part: bool | None
    reason: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Something else at the same time: `kind` is a kind of absence, or "kelas" with the class's name."""

    kind: str
    starts_at: datetime
    ends_at: datetime | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person on a register; `clashes` in order of time."""

    wbp_id: int
    name: str
    register_no: str
    place: str
    standing: Standing
    mark: MarkNow | None
    official: bool = False
    clashes: tuple[Clash, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether this person is part of the sum: counted at the start, or marked while they did."""
        return self.standing is Standing.COUNTED or self.mark is not None


@dataclass(frozen=True, slots=True)
class Correction:
    """A mark that replaced another, or was first written when that took a reason (`before` None); and why."""

    wbp_id: int
    before: str | None
    after: str
    correction: str
    by_id: int | None
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class Register:
    """A session (with class and programme) and everybody on its list; present + absent + unrecorded is the roster."""

    session: Any
    zone: str
    opening: Opening
    opens_at: datetime
    rows: list[RegisterRow]
    life: Life
    corrections: list[Correction] = field(default_factory=list)

    @property
    def counted(self) -> list[RegisterRow]:
        return [row for row in self.rows if row.counted]

    @property
    def outside(self) -> list[RegisterRow]:
        return [row for row in self.rows if not row.counted]

    @property
    def present(self) -> int:
        return sum(1 for row in self.rows if row.mark and row.mark.present)

    @property
    def absent(self) -> int:
        return sum(1 for row in self.rows if row.mark and not row.mark.present)

    @property
    def unrecorded(self) -> int:
        return sum(1 for row in self.rows if row.counted and row.mark is None)

    @property
    def newest_mark_id(self) -> int:
        """The newest mark the reader of this register has seen."""
        return max((row.mark.id for row in self.rows if row.mark), default=0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a session's roster are recorded, present, absent."""

    roster: int = 0
    recorded: int = 0
    present: int = 0

    @property
    def absent(self) -> int:
        return self.recorded - self.present


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list, with its tally and the zone of its facility."""

    session: Any
    tally: Tally
    zone: str


@dataclass(frozen=True, slots=True)
class Participation:
    """Sessions of a look-back that are recorded: scheduled = attended + excused + absent, recaps included.

    `unrecorded` names the sessions (ids) in which the person counted and nobody wrote a mark: they are in no other number.
    `recapped` says how many of `scheduled` come from monthly recaps of paper.
    """

    scheduled: int = 0
    attended: int = 0
    excused: int = 0
    unrecorded: list[int] = field(default_factory=list)
    recapped: int = 0

    @property
    def counted(self) -> int:
        """What the rate is taken of: sessions scheduled without the excused ones."""
        return self.scheduled - self.excused


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """A class's month: sessions by state, marks by meaning."""

    month_on: date
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    present: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def marks(self) -> int:
        return self.present + self.excused + self.absent

    @property
    def counted(self) -> int:
        """What a rate is taken of: marks without the excused ones, as remisi counts."""
        return self.present + self.absent


@dataclass(frozen=True, slots=True)
class CohortTotals:
    """A class over a period. `planned` counts sessions still planned; all sessions are planned + held + cancelled."""

    planned: int = 0
    held: int = 0
    cancelled: int = 0
    present: int = 0
    excused: int = 0
    absent: int = 0
    months: tuple[MonthTotals, ...] = ()

    @property
    def marks(self) -> int:
        return self.present + self.excused + self.absent

    @property
    def counted(self) -> int:
        """What a rate is taken of: marks without the excused ones, as remisi counts."""
        return self.present + self.absent


@dataclass(frozen=True, slots=True)
class PersonInClass:
    """One person's attendance in one class over a period."""

    wbp_id: int
    name: str
    register_no: str
    place: str
    state: str
    present: int = 0
    excused: int = 0
    absent: int = 0
    unrecorded: int = 0

    @property
    def recorded(self) -> int:
        return self.present + self.excused + self.absent

    @property
    def counted(self) -> int:
        """What a rate is taken of: marks without the excused ones, as remisi counts."""
        return self.present + self.absent


@dataclass(frozen=True, slots=True)
class ClassOfPerson:
    """One class of one person, all time: what is recorded of them there."""

    cohort_id: int
    programme: str
    cohort: str
    present: int
    excused: int
    absent: int
    last_on: date

    @property
    def recorded(self) -> int:
        return self.present + self.excused + self.absent

    @property
    def counted(self) -> int:
        """What a rate is taken of: marks without the excused ones, as remisi counts."""
        return self.present + self.absent


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """A person's attendance: by class, monthly recaps, and the latest marks (rows of date, programme, class and mark)."""

    classes: list[ClassOfPerson]
    recaps: list[Any]
    latest: list[Any]


def place_of(block: str | None, cell: str | None) -> str:
    """Where somebody sleeps, as printed: block and room."""
    return "-".join(part for part in (block, cell) if part)


def one_row_each(rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """One row a person where somebody was enrolled more than once: the one that counts, else the latest."""
    kept: dict[int, RegisterRow] = {}
    for row in rows:
        if row.wbp_id not in kept or (row.standing is Standing.COUNTED and kept[row.wbp_id].standing is not Standing.COUNTED):
            kept[row.wbp_id] = row
    return list(kept.values())


def totals_of(months: Iterable[MonthTotals]) -> CohortTotals:
    """A class's totals from its months, months in order."""
    ordered = tuple(sorted(months, key=lambda month: month.month_on))
    names = ("planned", "held", "cancelled", "present", "excused", "absent")
    return CohortTotals(**{name: sum(getattr(month, name) for month in ordered) for name in names}, months=ordered)


def with_clashes(row: RegisterRow, clashes: Iterable[Clash]) -> RegisterRow:
    """The same row with what else stands at that time."""
    return replace(row, clashes=tuple(clashes))


def tally_of(marks: Iterable[bool | None]) -> Tally:
    """The tally of a roster: each True (present), False (absent) or None (unrecorded)."""
    each = list(marks)
    return Tally(roster=len(each), recorded=sum(mark is not None for mark in each), present=sum(bool(mark) for mark in each))


def person_in_class(row: Any, unrecorded: int) -> PersonInClass:
    """One line of a class's attendance from (id, name, number, block, cell, state, present, excused, absent)."""
    place = place_of(row[3], row[4])
    return PersonInClass(row[0], row[1], row[2], place, row[5], row[6] or 0, row[7] or 0, row[8] or 0, unrecorded)


def participation_of(marks: Any, recaps: Iterable[Any], unrecorded: list[int]) -> Participation:
    """What counts, from marks (present, excused, absent) or None, the recaps that count, and the unrecorded sessions."""
    attended, excused, absent = marks or (0, 0, 0)
    kept = list(recaps)
    recapped = sum(each.scheduled for each in kept)
    return Participation(
        scheduled=attended + excused + absent + recapped,
        attended=attended + sum(each.attended for each in kept),
        excused=excused + sum(each.excused for each in kept),
        unrecorded=unrecorded,
        recapped=recapped,
    )
