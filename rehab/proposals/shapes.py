"""What reading a path gives: rows, counts, moves and pages, as small frozen things."""

from dataclasses import dataclass, field
from datetime import date, datetime

from rehab.proposals.models import Candidate, Hearing, Withdrawal
from rehab.remisi.models import Round, RoundVerdict


@dataclass(frozen=True, slots=True)
class PathRow:
    """One person of a round: the verdict in brief and where they stand. Who was not touched yet is "open".

    `wali_id` is the wali now, `kept_wali_id` the one at the newest step; `filed` says that a withdrawal waits for its second
    person; `here` is the facility that holds the person now.
    """

    wbp_id: int
    name: str
    register_no: str
    block: str | None
    outcome: str
    days: int
    release_class: str | None
    failed: str
    unknown: str
    verdict_id: int
    frozen: bool
    subsidiary_days: int | None
    state: str
    candidate_id: int | None
    version: int | None
    proposal: str | None
    overrides: bool | None
    reason: str | None
    note: str | None
    document: str | None
    kept_wali_id: int | None
    prepared_by: int | None
    verified_by: int | None
    recommended_by: int | None
    decided_by: int | None
    hearing_id: int | None
    recommendation: str | None
    recommendation_reason: str | None
    decision: str | None
    decision_reason: str | None
    decision_note: str | None
    decree_id: int | None
    granted_days: int | None
    handed_on: date | None
    remission_id: int | None
    withdrawn: bool | None
    wali_id: int | None
    here: int
    filed: bool

    @property
    def own_wali_id(self) -> int | None:
        """The wali who counts: today's, else the one at the newest step."""
        return self.wali_id or self.kept_wali_id

    @property
    def stays_inside(self) -> bool:
        """Class II ends the sentence only: whoever has days to serve in place of a fine, or may have, does not go home."""
        return self.release_class == "II" and self.subsidiary_days != 0

    @property
    def lacking(self) -> tuple[str, ...]:
        """The conditions that are not met, else those nobody knows."""
        text = self.failed if self.failed.strip("|") else self.unknown
        return tuple(code for code in text.split("|") if code)


@dataclass(frozen=True, slots=True)
class PathFilters:
    """What the list of a path is narrowed to; empty texts narrow nothing."""

    state: str = ""
    tab: str = ""
    proposal: str = ""
    withdrawn: str = ""
    wali: str = ""
    block: str = ""
    search: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class PathCounts:
    """Where everybody of a round stands; `states` adds up to the population."""

    states: dict[str, int]
    left_out: dict[str, int] = field(default_factory=dict)
    withdrawn: int = 0
    filed: int = 0
    without_wali: int = 0

    @property
    def population(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One step of one person with the deed that made it."""

    at: datetime
    by_id: int
    act: str
    before: str
    after: str
    said: str
    reason: str
    batch_hash: str
    people: int
    step_up: str
    note: str


@dataclass(frozen=True, slots=True)
class PathPage:
    """One person on the path: the round, the verdict, the row, every move, and the withdrawals, newest last."""

    round: Round
    verdict: RoundVerdict
    row: PathRow
    candidate: Candidate | None
    hearing: Hearing | None
    decree_number: str | None
    moves: tuple[MoveRow, ...]
    withdrawals: tuple[Withdrawal, ...]
