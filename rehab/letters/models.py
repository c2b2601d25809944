"""How a facility writes its letters, its numbers, its released papers, and what SDP says was granted.

What must hold whoever writes (a number is used once, a released paper stays as it is) is held here and by triggers.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

VARIANTS = ("own", "an", "ub", "plh", "plt")
NUMBER_STATES = ("reserved", "used", "cancelled")
# What is released as one paper; both lists stand on one, so that neither is ever made without the other.
PAPERS = ("lists", "proposal", "minutes", "ceremony", "release")
PAPER_STATES = ("released", "replaced", "cancelled")
RECALL_REASONS = ("wrong_content", "wrong_people", "wrong_signature", "decision_changed", "other")
RECALL_DECISIONS = ("confirmed", "declined")
OPEN_RECALL = {"sqlite_where": text("decision IS NULL"), "postgresql_where": text("decision IS NULL")}
# What is made for many people at once: everybody's explanation sheet, and the report of development of who is eligible.
SHEET_KINDS = ("sheets", "development")
IMPACTS = ("out_sooner", "held_longer", "paper_only", "none")
DIFFERENCES = ("same", "other_days", "not_proposed", "not_granted", "unknown_person", "other_name", "other_class")


class LetterSetting(Versioned, Base):
    """What a facility wants otherwise than the defaults of `defaults.py`; a name that is not here has its default."""

    __tablename__ = "letter_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), unique=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The picture beside the letterhead as the operator gave it (PNG or JPEG); without one the paper is complete.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Signatory(Versioned, Base):
    """Who may sign from a day on, until a day (excluded; null: open), in whose place and how."""

    __tablename__ = "letter_signatory"
    __table_args__ = (
        one_of("variant", VARIANTS),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="period"),
        CheckConstraint("name <> '' AND office <> ''", name="named"),
        CheckConstraint("variant NOT IN ('an', 'ub') OR on_behalf_of <> ''", name="on_behalf_of"),
        Index("ix_letter_signatory_facility_id", "facility_id", "starts_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    office: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    nip: Mapped[str] = mapped_column(String(30), default="")
    variant: Mapped[str] = mapped_column(String(4), default="own")
    # The office in whose place an a.n. or u.b. signs.
    on_behalf_of: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class LetterNumber(Versioned, Base):
    """A number of the year's book: reserved, then used by one paper or cancelled with a reason. Never given again."""

    __tablename__ = "letter_number"
    __table_args__ = (
        UniqueConstraint("facility_id", "year", "counter"),
        UniqueConstraint("facility_id", "number"),
        one_of("state", NUMBER_STATES),
        CheckConstraint("counter > 0", name="counter"),
        CheckConstraint("number <> ''", name="number"),
        CheckConstraint("state <> 'cancelled' OR reason <> ''", name="cancelled_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    year: Mapped[int] = mapped_column(Integer)
    counter: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default="reserved")
    # What it is meant for, in words.
    purpose: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    reserved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reserved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReleasedPaper(Versioned, Base):
    """A paper as a named officer released it. Only its state moves: replaced by a newer one, or taken back by two people.

    "cancelled" is a paper taken back: triggers let nothing else than a confirmed recall bring it there.
    """

    __tablename__ = "letter_paper"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("round_id", "sequence"),
        UniqueConstraint("number_id"),
        one_of("kind", PAPERS),
        one_of("state", PAPER_STATES),
        CheckConstraint("kind <> 'proposal' OR number_id IS NOT NULL", name="letter_number"),
        CheckConstraint("(kind = 'minutes') = (hearing_id IS NOT NULL)", name="minutes_hearing"),
        CheckConstraint("state <> 'cancelled' OR reason <> ''", name="cancelled_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"))
    kind: Mapped[str] = mapped_column(String(10))
    # The how-manieth released paper of the round: with the round's number it names a paper that has no letter number.
    sequence: Mapped[int] = mapped_column(Integer)
    # Minutes belong to one session of the TPP.
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("remisi_hearing.id"), index=True)
    number_id: Mapped[int | None] = mapped_column(ForeignKey("letter_number.id"))
    number: Mapped[str] = mapped_column(String(100))
    # What the address of the open page ends in: 128 bits nobody can guess.
    code: Mapped[str] = mapped_column(String(32))
    lang: Mapped[str] = mapped_column(String(2))
    # Numbers of people only: the open page shows them.
    totals: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # SHA-256 of what was printed, and of the file. Both stand encrypted beside them.
    data_hash: Mapped[str] = mapped_column(String(64))
    file_hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    signatory: Mapped[str] = mapped_column(String(250), default="")
    released_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="released")
    reason: Mapped[str] = mapped_column(String(500), default="")
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaperRecall(Versioned, Base):
    """Taking a released paper back: one officer asks with a reason; only a second person's word takes it back."""

    __tablename__ = "letter_recall"
    __table_args__ = (
        Index("uq_letter_recall_open", "paper_id", unique=True, **OPEN_RECALL),
        one_of("reason", RECALL_REASONS),
        one_of("decision", RECALL_DECISIONS),
        CheckConstraint("reason <> 'other' OR note <> ''", name="other_reason"),
        CheckConstraint("decided_by <> filed_by", name="second_person"),
        CheckConstraint(
            "(decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)", name="decided"
        ),
        CheckConstraint("decision <> 'declined' OR decision_note <> ''", name="declined_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("letter_paper.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500), default="")
    filed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SheetFile(Base):
    """What a job made for many people of a round, each on sheets of their own; an officer asked, and it goes after some days."""

    __tablename__ = "sheet_file"
    __table_args__ = (
        UniqueConstraint("job_id"),
        CheckConstraint("people > 0", name="people"),
        one_of("kind", SHEET_KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12), server_default="sheets")
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    people: Mapped[int] = mapped_column(Integer)
    # When the round was computed whose sheets these are: computed anew, it is another round to its sheets, and other people's.
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SheetPart(Base):
    """The sheets or reports of people of one block, a hundred at most, as one encrypted PDF."""

    __tablename__ = "sheet_part"
    __table_args__ = (UniqueConstraint("file_id", "number"), CheckConstraint("people > 0", name="people"))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("sheet_file.id"))
    # The place of this part among all of the file, and among those of its block.
    number: Mapped[int] = mapped_column(Integer)
    block: Mapped[str] = mapped_column(String(40))
    share: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class GrantImport(Base):
    """One file of what SDP granted in a round. Sent again it is the same import."""

    __tablename__ = "grant_import"
    __table_args__ = (UniqueConstraint("round_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    # How many lines of each difference, and the lines that could not be read: [[row, column, kind, details], …].
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GrantLine(Base):
    """One person of an import: what SDP says, and beside it what Bina said when it was read. Neither overwrites the other."""

    __tablename__ = "grant_line"
    __table_args__ = (
        Index("ix_grant_line_import", "import_id", "impact", "difference", "name", "id"),
        one_of("impact", IMPACTS),
        one_of("difference", DIFFERENCES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("grant_import.id"))
    # Null for who is in Bina's list and not in the file.
    row: Mapped[int | None] = mapped_column(Integer)
    # Null for a register number Bina does not know in this round.
    wbp_id: Mapped[int | None] = mapped_column(ForeignKey("wbp.id"), index=True)
    register_no: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200), default="")
    days: Mapped[int | None] = mapped_column(Integer)
    release_class: Mapped[str | None] = mapped_column(String(2))
    decree: Mapped[str] = mapped_column(String(100), default="")
    decree_on: Mapped[date | None]
    our_name: Mapped[str] = mapped_column(String(200), default="")
    our_days: Mapped[int | None] = mapped_column(Integer)
    our_class: Mapped[str | None] = mapped_column(String(2))
    our_state: Mapped[str] = mapped_column(String(12), default="")
    difference: Mapped[str] = mapped_column(String(16))
    impact: Mapped[str] = mapped_column(String(12))
