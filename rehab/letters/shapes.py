"""What reading a round for its papers gives, as small frozen things."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rehab.proposals.models import STATES

DECIDED = STATES[STATES.index("decided") :]
GRANTED = STATES[STATES.index("granted") :]


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a round with the verdict and, where the path has begun, what was said on it.

    `state` None: not on the path yet. `days` are the verdict's, `granted_days` the decree's.
    """

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
    state: str | None
    proposal: str | None
    overrides: bool
    reason: str
    note: str
    document: str
    hearing_id: int | None
    recommendation: str | None
    recommendation_reason: str
    decision: str | None
    decision_reason: str
    decision_note: str
    withdrawn: bool
    granted_days: int | None
    decree: str | None
    decree_on: date | None
    filed: bool

    @property
    def decided(self) -> bool:
        """The head has decided."""
        return self.state in DECIDED

    @property
    def granted(self) -> bool:
        """A decree names this person."""
        return self.state in GRANTED

    @property
    def stands(self) -> bool:
        """Proposed by the head's decision, and not withdrawn since."""
        return self.decided and self.decision == "propose" and not self.withdrawn

    @property
    def size(self) -> int:
        """Days of the decree, else those proposed."""
        return self.granted_days or self.days


@dataclass(frozen=True, slots=True)
class Release:
    """What a person's release rests on: the days computed, the end after them, and the days owed in place of a fine."""

    days: int
    expiry_before: date | None
    expiry_after: date | None
    release_on: date | None
    subsidiary_days: int | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a facility writes: every setting with its value, and the picture of its letterhead."""

    values: dict[str, Any]
    logo: bytes | None
    confirmed_by: int | None
    confirmed_at: Any
    version: int

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, line by line as it is printed over the name."""

    office: tuple[str, ...]
    name: str
    nip: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The paper that a new one replaces: its number, and the day it was taken back, None where it stood until then."""

    number: str
    taken_back_on: date | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """One paper before it is drawn: the template, its texts, and how many people stand where."""

    template: str
    data: dict[str, Any]
    totals: dict[str, int]
