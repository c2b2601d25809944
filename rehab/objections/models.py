"""Objections, and what must hold for each: what was said stays, and nobody answers about their own decision."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

RAISERS = ("wbp", "keluarga", "kuasa_hukum")
SUBJECTS = ("round", "date")
RESULTS = ("accepted", "refused", "explained")


class Objection(Versioned, Base):
    """One objection (keberatan) about a round or about a date.

    `decider_id` is who took the newest step on that person's path in the round, where that is known: they do not answer.
    Triggers in both databases hold that nothing is deleted and that neither what was said nor an answer changes.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("facility_id", "year", "number"),
        Index("ix_objection_open", "facility_id", "result", "due_on", "id"),
        one_of("raised_by", RAISERS),
        one_of("about", SUBJECTS),
        one_of("result", RESULTS),
        CheckConstraint("text <> '' AND raised_name <> ''", name="said"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("due_on >= received_on", name="due"),
        CheckConstraint("about <> 'round' OR round_id IS NOT NULL", name="round"),
        CheckConstraint("about <> 'date' OR date_name <> ''", name="date_name"),
        CheckConstraint("answerer_id <> decider_id", name="named_person"),
        CheckConstraint("answered_by <> decider_id", name="not_the_decider"),
        CheckConstraint("answered_by = answerer_id", name="answered_by_the_named"),
        CheckConstraint(
            "result IS NULL OR (answer <> '' AND answered_by IS NOT NULL AND answered_at IS NOT NULL)", name="answered"
        ),
        CheckConstraint("result IS NOT NULL OR (answer = '' AND answered_by IS NULL AND answered_at IS NULL)", name="open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    about: Mapped[str] = mapped_column(String(10))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("remisi_round.id"), index=True)
    # Which date: a milestone of remisi ("pb_on"), "expiry" or another.
    date_name: Mapped[str] = mapped_column(String(24), default="")
    raised_by: Mapped[str] = mapped_column(String(12))
    raised_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(4000))
    received_on: Mapped[date]
    due_on: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answerer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    result: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(4000), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def code(self) -> str:
        """The number as people say it: 12/2026."""
        return f"{self.number}/{self.year}"
