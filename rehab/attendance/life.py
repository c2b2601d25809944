"""What became of a register beside its marks: finished, past the time of one person alone, changes asked for, saves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A change asked for after the window: of whom, from what to what, why, by whom; and what was decided.

    `mark_id` is the mark that stood then (None: unrecorded), `before` its status.
    """

    id: int
    session_id: int
    wbp_id: int
    name: str
    register_no: str
    before: str | None
    status: str
    reason: str
    note: str
    why: str
    proposed_by: int
    proposer: str
    proposed_at: datetime
    state: str
    decided_note: str
    decider: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Save:
    """First marks written at once that still stand: `mark_id` is the lowest of them, and names the save."""

    mark_id: int
    by_id: int | None
    by_name: str | None
    at: datetime
    people: int
    present: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A mark that was taken back: of whom, what it said, by whom."""

    wbp_id: int
    status: str
    by_id: int | None
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class Life:
    """A register's own state. `late`: the facility's window is over, so a change takes a second person.

    `zone` is that of its facility.
    """

    zone: str
    window_ends_at: datetime
    late: bool
    finished_at: datetime | None = None
    finished_by_id: int | None = None
    finished_by: str | None = None
    left_unrecorded: int = 0
    asked: list[Asked] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    @property
    def open_proposals(self) -> dict[int, Asked]:
        """The changes that wait for a second person, by person."""
        return {each.wbp_id: each for each in self.asked if each.state == "proposed"}


@dataclass(frozen=True)
class AskedLine:
    """A change asked for, with its session (class and programme) and the zone of its facility."""

    asked: Asked
    session: Any
    zone: str
