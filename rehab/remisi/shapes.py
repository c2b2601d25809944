"""What reading a round gives: rows, counts and choices, as small frozen things."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rehab.remisi.models import GapTask, Round, RoundVerdict
from rehab.remisi_rules.facts import Remission
from rehab.remisi_rules.milestones import Milestones


@dataclass(frozen=True, slots=True)
class GreatDay:
    """A day on which a round may be opened; `holiday` None for the fixed days, `confirmed` False for an estimate."""

    kinds: tuple[str, ...]
    on: date
    holiday: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A kept round with the name of its facility and its people by outcome."""

    round: Round
    facility: str
    counts: dict[str, int]

    @property
    def population(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of a round is narrowed to; empty texts narrow nothing."""

    outcome: str = "eligible"
    search: str = ""
    block: str = ""
    failed: str = ""
    unknown: str = ""
    days: str = ""
    release_class: str = ""
    religion: str = ""
    offence: str = ""
    almost: bool = False
    rests: str = ""
    paper: str = ""
    owner: str = ""
    step: str = ""
    wali: str = ""
    assigned: str = ""
    missed: bool = False
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person of a list."""

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    outcome: str
    days: int
    release_class: str | None
    earliest_on: date | None
    failed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A round's people by outcome, and what its filters may offer, each with its people."""

    counts: dict[str, int]
    days: dict[int, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnrecordedSession:
    """A session nobody recorded."""

    id: int
    held_on: date
    programme: str


@dataclass(frozen=True, slots=True)
class PersonsRemisi:
    """The milestones of a person on a day (None where the law does not answer) and the kept verdicts, newest first.

    `projected` are the same dates, and the expiry, if every coming remission is received; `coming` are those remissions.
    """

    milestones: Milestones | None
    verdicts: tuple[tuple[Round, RoundVerdict], ...]
    projected: Mapping[str, date | None] | None = None
    coming: tuple[Remission, ...] = ()


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A condition or paper that is unknown, the people it is lacking for, and how many of them a colleague has been given."""

    code: str
    people: int
    assigned: int


@dataclass(frozen=True, slots=True)
class OwnerOwes:
    """What one office owes: the people it concerns, each once, and line by line."""

    owner: str
    people: int
    lines: tuple[OwedLine, ...]


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """A day before the round by which something should be there, and for how many it is still missing."""

    step: str
    days: int
    on: date
    people: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A round's gaps: the people with any, by office, and counted backwards from the day."""

    people: int
    owners: tuple[OwnerOwes, ...]
    steps: tuple[CalendarStep, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A gap given to somebody, as its round's newest verdict sees it."""

    task: GapTask
    round: Round
    name: str
    register_no: str
    block: str | None
    is_open: bool
