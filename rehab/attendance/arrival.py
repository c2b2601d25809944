"""What becomes of a tap made on a device when it arrives: it stands, an officer decides, or it can never be taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rehab.attendance.marking import NewMark, problem_of, settled, stands
from rehab.attendance.registers import RegisterRow
from rehab.attendance.states import closes_at, opens_at

# A device's clock, corrected by its own time of sending, is right or at most so far ahead of ours.
CLOCK_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap as it was sent (`raw`). Where it cannot be read nothing but the key is given, and not even that without one.

    `reason` and `note` None say nothing: what is recorded stays. `counter` numbers the taps of a device, `made_at` is its clock.
    """

    key: str
    body_hash: str
    raw: str
    counter: int | None = None
    made_at: datetime | None = None
    session_id: int = 0
    wbp_id: int = 0
    status: str = ""
    reason: str | None = None
    note: str | None = None
    minutes: int | None = None
    took_part: bool | None = None
    seen_mark_id: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Which person in which session."""
        return self.session_id, self.wbp_id

    @property
    def mark(self) -> NewMark:
        """What the tap wants to stand."""
        return NewMark(self.wbp_id, self.status, self.reason, self.note, self.minutes, self.took_part)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer to a tap: stored, waiting or refused, why, and the mark that stands for it (stored only)."""

    state: str
    cause: str
    mark_id: int | None = None


@dataclass(frozen=True, slots=True)
class OwnTaps:
    """What a device has sent before of one person in one session: the newest counter not refused, and the marks it made."""

    newest: int = -1
    marks: frozenset[int] = frozenset()

    def after(self, counter: int | None, mark_id: int | None) -> "OwnTaps":
        """The same after one more tap that was not refused; `mark_id` the mark it made."""
        newest = self.newest if counter is None else max(self.newest, counter)
        return OwnTaps(newest, self.marks | {mark_id} if mark_id else self.marks)


@dataclass(frozen=True, slots=True)
class WaitingTap:
    """What a device sent and an officer decides on, beside the mark that stands (None: unrecorded).

    `made_at` is the device's clock, `arrived_at` ours.
    """

    id: int
    wbp_id: int
    name: str
    register_no: str
    status: str
    reason: str | None
    note: str | None
    cause: str
    teacher: str
    device: str
    made_at: datetime
    arrived_at: datetime
    mark_id: int | None
    stands: str | None
    writer: str | None
    marked_at: datetime | None


@dataclass(frozen=True)
class WaitingSession:
    """A session (with class and programme) and the taps of it that wait."""

    session: Any
    zone: str
    taps: list[WaitingTap]

    @property
    def newest_mark_id(self) -> int:
        """The newest mark the reader of these taps has seen beside them."""
        return max((tap.mark_id or 0 for tap in self.taps), default=0)


def corrected(made_at: datetime, sent_at: datetime, at: datetime) -> datetime:
    """When a tap was made by our clock: the device's two times say how long before its arrival at `at` that was."""
    return at - (sent_at - made_at)


def judge(
    tap: Tap, *, session: Any, row: RegisterRow | None, own: OwnTaps, counter_is_taken: bool, made_at: datetime, at: datetime,
    finished_at: datetime | None = None,
) -> Arrival:  # fmt: skip
    """What becomes of a tap. `session` None: not of this teacher, or none; `made_at` as `corrected` gives it.

    A register that was finished (Selesai) changes with an officer's reason alone, so what arrives after that waits for one,
    whether it was made before or after: nothing is refused for it.
    """
    if session is None:
        return Arrival("refused", "not_found")
    if session.state == "cancelled":
        return Arrival("refused", "cancelled")
    mark = settled(tap.mark, row)
    if problem := problem_of(mark, row, "teacher"):
        return Arrival("refused", problem)
    # The device's own order decides, never a clock.
    if tap.counter is not None and tap.counter < own.newest and not counter_is_taken:
        return Arrival("stored", "overtaken")
    now = row.mark if row else None
    if now is not None and stands(mark, row):
        return Arrival("stored", "same", now.id)
    if counter_is_taken:
        return Arrival("waiting", "order")
    if fault := _fault_of_time(session, made_at, at):
        return Arrival("waiting", fault)
    if finished_at is not None:
        return Arrival("waiting", "before_finish" if made_at <= finished_at else "finished")
    unseen = now is not None and now.id not in own.marks and now.id > (tap.seen_mark_id or 0)
    return Arrival("waiting", "conflict") if unseen else Arrival("stored", "written")


def _fault_of_time(session: Any, made_at: datetime, at: datetime) -> str | None:
    """Why an officer looks at the time of a tap; None where it was made and arrived while the register was open."""
    if made_at > at + CLOCK_AHEAD:
        return "clock"
    if made_at < opens_at(session.starts_at):
        return "early"
    closed = closes_at(session.ends_at)
    if at <= closed:
        return None
    return "late" if made_at <= closed else "closed"
