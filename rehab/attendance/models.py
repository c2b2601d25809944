"""Marks, each version kept, and monthly recaps from paper."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, one_of

# code → (counts as present, counts as excused); neither is an unexcused absence.
MARKS: dict[str, tuple[bool, bool]] = {
    "hadir": (True, False),
    "terlambat": (True, False),
    "pulang_awal": (True, False),
    "sakit": (False, True),
    "izin": (False, True),
    "berhalangan_resmi": (False, True),
    "tanpa_keterangan": (False, False),
}
SOURCES = ("officer", "teacher", "paper", "import")
# What the registers themselves give cause to ask.
QUESTIONS = ("no_register", "absent_running", "always_full", "odd_time", "elsewhere")
# SQLite uses a partial index only for a condition in the index's own words.
CURRENT = {"sqlite_where": text("is_current = 1"), "postgresql_where": text("is_current")}
CORRECTION = {"sqlite_where": text("correction <> ''"), "postgresql_where": text("correction <> ''")}
# What became of a mark that a device sent, when it arrived; and what an officer (or a later tap) made of one that waited.
ARRIVALS = ("stored", "waiting", "refused")
DECISIONS = ("used", "left", "overtaken")
# A change asked for after the facility's window, until a second person decides.
PROPOSAL_STATES = ("proposed", "confirmed", "declined")
OPEN_PROPOSAL = {"sqlite_where": text("state = 'proposed'"), "postgresql_where": text("state = 'proposed'")}
UNDECIDED = {
    "sqlite_where": text("state = 'waiting' AND decision IS NULL"),
    "postgresql_where": text("state = 'waiting' AND decision IS NULL"),
}


class Mark(Base):
    """Whether one person came to one session. Never updated but to stop being current: a correction is a new row."""

    __tablename__ = "mark"
    __table_args__ = (
        Index("uq_mark_current", "session_id", "wbp_id", unique=True, **CURRENT),
        Index("ix_mark_correction", "session_id", **CORRECTION),
        Index("ix_mark_wbp_day", "wbp_id", "held_on"),
        one_of("status", MARKS),
        one_of("source", SOURCES),
        CheckConstraint("replaces_id IS NULL OR correction <> ''", name="correction_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    held_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    present: Mapped[bool] = mapped_column(Boolean)
    excused: Mapped[bool] = mapped_column(Boolean)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    took_part: Mapped[bool | None] = mapped_column(Boolean)
    # Why absent: a code of labels.REASONS, or the words of a paper.
    reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(100), default="")
    # Why a mark that stood was changed, or why one was first written after the register was finished or its window closed.
    correction: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(10))
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TakenBack(Base):
    """A first mark that was taken back (Urungkan) and replaced by none: the person is unrecorded again. Never changed."""

    __tablename__ = "mark_taken_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), index=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id"), unique=True)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Finish(Base):
    """That the register of a session was declared finished (Selesai), once and for good; `unrecorded`: how many were left."""

    __tablename__ = "register_finish"
    __table_args__ = (CheckConstraint("unrecorded >= 0", name="unrecorded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), unique=True)
    unrecorded: Mapped[int] = mapped_column(Integer)
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarkProposal(Base):
    """A mark asked for after the facility's window: it changes nothing until somebody else confirms it, and is kept if declined.

    `seen_mark_id` is the mark that stood when it was asked for (null: unrecorded), `mark_id` the one made of it.
    """

    __tablename__ = "mark_proposal"
    __table_args__ = (
        Index("uq_mark_proposal_open", "session_id", "wbp_id", unique=True, **OPEN_PROPOSAL),
        Index("ix_mark_proposal_open", "facility_id", "proposed_by", **OPEN_PROPOSAL),
        Index("ix_mark_proposal_session", "session_id"),
        one_of("status", MARKS),
        one_of("state", PROPOSAL_STATES),
        CheckConstraint("why <> ''", name="why"),
        CheckConstraint("decided_by <> proposed_by", name="second_person"),
        CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)", name="decided"
        ),
        CheckConstraint("mark_id IS NULL OR state = 'confirmed'", name="confirmed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(100), default="")
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    took_part: Mapped[bool | None] = mapped_column(Boolean)
    seen_mark_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))
    why: Mapped[str] = mapped_column(String(200))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    decided_note: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mark_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))


class Recap(Base):
    """A month of one programme on paper, from before sessions were recorded here; scheduled includes excused."""

    __tablename__ = "attendance_recap"
    __table_args__ = (
        UniqueConstraint("wbp_id", "month_on", "programme"),
        CheckConstraint("attended + excused <= scheduled", name="sum"),
        CheckConstraint("attended >= 0 AND excused >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    month_on: Mapped[date]
    programme: Mapped[str] = mapped_column(String(200))
    scheduled: Mapped[int] = mapped_column(Integer)
    attended: Mapped[int] = mapped_column(Integer)
    excused: Mapped[int] = mapped_column(Integer, default=0)


class SentMark(Base):
    """One tap of a teacher, made on a device with a key of its own, as it arrived. Never updated but for the decision.

    `counter` numbers the taps of one device; it is null where it was sent for two of them. `made_at` and `sent_at` are the
    device's clock, `arrived_at` ours. What the columns cannot hold (no such session, no readable mark) stands in `raw`.
    """

    __tablename__ = "sent_mark"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        UniqueConstraint("user_id", "device", "counter"),
        Index("ix_sent_mark_session", "session_id", "user_id", "device"),
        Index("ix_sent_mark_undecided", "facility_id", "session_id", **UNDECIDED),
        one_of("state", ARRIVALS),
        one_of("decision", DECISIONS),
        CheckConstraint("decision IS NULL OR state = 'waiting'", name="decided_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    device: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(36))
    counter: Mapped[int | None] = mapped_column(Integer)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))
    wbp_id: Mapped[int | None] = mapped_column(ForeignKey("wbp.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="")
    # Null says nothing: the reason an officer gave is not the teacher's to repeat.
    reason: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(100))
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    took_part: Mapped[bool | None] = mapped_column(Boolean)
    # The mark the device showed when it was tapped over, as the device says.
    seen_mark_id: Mapped[int | None] = mapped_column(Integer)
    raw: Mapped[str | None] = mapped_column(String(1000))
    body_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(20))
    # Stored: the mark that stood then. Waiting and used: the mark made of it.
    mark_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"), index=True)
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_why: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Answer(Base):
    """A note to one question, never changed: `part` tells apart what is asked again about the same subject later."""

    __tablename__ = "oversight_answer"
    __table_args__ = (
        Index("ix_oversight_answer_subject", "kind", "session_id", "cohort_id", "wbp_id", "part"),
        one_of("kind", QUESTIONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    wbp_id: Mapped[int | None] = mapped_column(ForeignKey("wbp.id"), index=True)
    part: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(String(500))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
