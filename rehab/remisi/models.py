"""Kept rounds, and the verdict of every person in them with the facts it rests on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of
from rehab.wbp.models import REMISSION_KINDS

OUTCOMES = ("eligible", "incomplete", "not_eligible")


class Round(Versioned, Base):
    """One remission day in one facility: the whole population, computed under one rules version."""

    __tablename__ = "remisi_round"
    __table_args__ = (
        # late_key is '' for the round of the day itself, else the ISO day of the susulan proposal: null would escape the key.
        UniqueConstraint("facility_id", "kind", "held_on", "late_key"),
        one_of("kind", REMISSION_KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    kind: Mapped[str] = mapped_column(String(4))
    held_on: Mapped[date]
    holiday: Mapped[str | None] = mapped_column(String(20))
    late_on: Mapped[date | None]
    late_key: Mapped[str] = mapped_column(String(10), default="")
    rules_version: Mapped[str] = mapped_column(String(64))
    data_hash: Mapped[str] = mapped_column(String(64))
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    computed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # The articles behind conditions and sizes, each once; findings of the verdicts name them by place.
    bases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    # What the newest computation changed against the one before: list of {wbp_id, before, after, cause}.
    differences: Mapped[list[Any]] = mapped_column(JSON, default=list)


class RoundVerdict(Base):
    """One person in one round. The columns beside `verdict` are its summary, for lists and filters."""

    __tablename__ = "remisi_verdict"
    __table_args__ = (
        UniqueConstraint("round_id", "wbp_id"),
        Index("ix_remisi_verdict_tab", "round_id", "outcome", "name", "id"),
        one_of("outcome", OUTCOMES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    # Name, number and block as on the day of computing, so that the kept list reads as it was made.
    name: Mapped[str] = mapped_column(String(200))
    register_no: Mapped[str] = mapped_column(String(60))
    block: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(14))
    days: Mapped[int] = mapped_column(Integer)
    release_class: Mapped[str | None] = mapped_column(String(2))
    earliest_on: Mapped[date | None]
    # Codes with a bar on both sides ("|religion_day|papers|"), so that one LIKE finds a code on both databases.
    failed: Mapped[str] = mapped_column(String(500), default="|")
    unknown: Mapped[str] = mapped_column(String(500), default="|")
    # True once a decision rests on it: then nothing here changes any more, held by triggers in both databases.
    frozen: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # {"facts": as the law reads them, "unrecorded": session ids, "recapped": sessions that come from paper}
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)


class GapTask(Versioned, Base):
    """One gap of one person in one round, given to a colleague with a day. Done is read from the verdict, never ticked."""

    __tablename__ = "remisi_task"
    __table_args__ = (
        UniqueConstraint("round_id", "wbp_id", "topic"),
        Index("ix_remisi_task_assignee", "assignee_id", "due_on", "id"),
        CheckConstraint("topic <> ''", name="topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    # A code of the verdict: a condition or a paper.
    topic: Mapped[str] = mapped_column(String(24))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
