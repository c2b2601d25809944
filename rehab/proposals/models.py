"""The path of everybody in a round, every deed on it, hearings, decrees and withdrawals.

What must hold whoever writes (three different people at least, none of them the person's own wali, nobody verified without a
wali, every step done by whom its deed names) is held here, in constraints of both databases.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of

# Nobody is left out: whoever is in the round stands on this path from "open", eligible or not.
STATES = ("open", "prepared", "verified", "recommended", "decided", "sent", "granted", "handed_over", "entered")
PROPOSALS = ("propose", "leave_out")
# Each of these is a deed of one person over a batch; the last ones concern withdrawals and hearings.
ACTS = (
    "prepare", "verify", "recommend", "decide", "send", "grant", "hand_over", "enter", "send_back",
    "withdraw", "confirm_withdrawal", "decline_withdrawal",
)  # fmt: skip
STEP_UPS = ("totp", "password")
WITHDRAWAL_DECISIONS = ("confirmed", "declined")
OPEN_WITHDRAWAL = {"sqlite_where": text("decision IS NULL"), "postgresql_where": text("decision IS NULL")}


def _from(step: int) -> str:
    """SQL: the state is this step of the path or a later one."""
    return "state IN (" + ", ".join(f"'{each}'" for each in STATES[step:]) + ")"


def _step(step: int, role: str) -> CheckConstraint:
    """Who has come this far was brought there by somebody, in a deed."""
    return CheckConstraint(f"NOT ({_from(step)}) OR ({role}_by IS NOT NULL AND {role}_deed_id IS NOT NULL)", name=f"{role}_step")


def _deed(role: str) -> ForeignKeyConstraint:
    """The deed is that person's own."""
    return ForeignKeyConstraint(
        [f"{role}_deed_id", f"{role}_by"], ["remisi_deed.id", "remisi_deed.by_id"], name=f"fk_remisi_candidate_{role}_deed"
    )


class Deed(Base):
    """One act of one person over a batch of people of a round, confirmed anew by code or password. Never changed."""

    __tablename__ = "remisi_deed"
    __table_args__ = (
        UniqueConstraint("id", "by_id"),
        one_of("act", ACTS),
        one_of("step_up", STEP_UPS),
        CheckConstraint("people > 0", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # SHA-256 over the people of the batch as the page showed them; the page shows its beginning.
    batch_hash: Mapped[str] = mapped_column(String(64))
    people: Mapped[int] = mapped_column(Integer)
    step_up: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="")


class Hearing(Base):
    """A session of the TPP: day, place, who sat, and the minutes in words. Its results stand with the candidates."""

    __tablename__ = "remisi_hearing"
    __table_args__ = (UniqueConstraint("facility_id", "number"), CheckConstraint("number <> ''", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"), index=True)
    number: Mapped[str] = mapped_column(String(100))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    # [{"name", "office", "present"}, …]; the first is the chair.
    members: Mapped[list[Any]] = mapped_column(JSON, default=list)
    minutes: Mapped[str] = mapped_column(String(5000), default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decree(Base):
    """An SK of the ministry: number and day. Who received how much stands with the candidates."""

    __tablename__ = "remisi_decree"
    __table_args__ = (UniqueConstraint("facility_id", "number"), CheckConstraint("number <> ''", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"), index=True)
    number: Mapped[str] = mapped_column(String(100))
    dated_on: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Candidate(Versioned, Base):
    """One person on the path of one round.

    `proposal` is what the preparer suggests, `recommendation` what the TPP says, `decision` what the head decides. Each that
    differs from the verdict has a coded reason (`reason`), and where somebody the law does not call eligible is proposed all
    the same, also the document it rests on. `wali_id` is the wali on the day of preparing, checked again at each step.
    """

    __tablename__ = "remisi_candidate"
    __table_args__ = (
        UniqueConstraint("round_id", "wbp_id"),
        UniqueConstraint("remission_id"),
        Index("ix_remisi_candidate_state", "round_id", "state", "wbp_id"),
        one_of("state", STATES),
        one_of("proposal", PROPOSALS),
        one_of("recommendation", PROPOSALS),
        one_of("decision", PROPOSALS),
        CheckConstraint("proposal IS NULL OR proposal = 'propose' OR reason <> ''", name="left_out_reason"),
        CheckConstraint("NOT overrides OR (reason <> '' AND document <> '')", name="override_document"),
        CheckConstraint("recommendation IS NULL OR recommendation = proposal OR recommendation_reason <> ''", name="tpp_reason"),
        CheckConstraint("decision IS NULL OR decision = 'propose' OR decision_reason <> ''", name="decision_reason"),
        CheckConstraint(f"NOT ({_from(1)}) OR proposal IS NOT NULL", name="proposal_step"),
        CheckConstraint(f"NOT ({_from(3)}) OR (recommendation IS NOT NULL AND hearing_id IS NOT NULL)", name="hearing_step"),
        CheckConstraint(f"NOT ({_from(4)}) OR decision IS NOT NULL", name="decision_step"),
        CheckConstraint(f"NOT ({_from(5)}) OR decision = 'propose'", name="sent_proposed"),
        CheckConstraint(f"NOT ({_from(6)}) OR (decree_id IS NOT NULL AND granted_days > 0)", name="decree_step"),
        CheckConstraint(f"NOT ({_from(7)}) OR handed_on IS NOT NULL", name="handed_step"),
        CheckConstraint(f"NOT ({_from(8)}) OR remission_id IS NOT NULL", name="entered_step"),
        _step(1, "prepared"), _step(2, "verified"), _step(3, "recommended"), _step(4, "decided"),
        CheckConstraint(f"NOT ({_from(2)}) OR wali_id IS NOT NULL", name="has_wali"),
        CheckConstraint("verified_by <> prepared_by", name="second_person"),
        CheckConstraint("recommended_by <> prepared_by", name="tpp_person"),
        CheckConstraint(
            "decided_by <> prepared_by AND decided_by <> verified_by AND decided_by <> recommended_by", name="third_person"
        ),
        CheckConstraint("prepared_by <> wali_id", name="preparer_not_wali"),
        CheckConstraint("verified_by <> wali_id", name="verifier_not_wali"),
        CheckConstraint("recommended_by <> wali_id", name="tpp_not_wali"),
        CheckConstraint("decided_by <> wali_id", name="decider_not_wali"),
        CheckConstraint(f"NOT withdrawn OR NOT ({_from(6)})", name="withdrawn_before_decree"),
        _deed("prepared"), _deed("verified"), _deed("recommended"), _deed("decided"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("remisi_round.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="open")
    proposal: Mapped[str | None] = mapped_column(String(10))
    # The preparer's suggestion stands against the verdict: the law says not eligible or incomplete, and it is "propose".
    overrides: Mapped[bool] = mapped_column(Boolean, default=False)
    reason: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    document: Mapped[str] = mapped_column(String(200), default="")
    wali_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    prepared_deed_id: Mapped[int | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_deed_id: Mapped[int | None]
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("remisi_hearing.id"), index=True)
    recommendation: Mapped[str | None] = mapped_column(String(10))
    recommendation_reason: Mapped[str] = mapped_column(String(500), default="")
    recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recommended_deed_id: Mapped[int | None]
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_reason: Mapped[str] = mapped_column(String(40), default="")
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_deed_id: Mapped[int | None]
    decree_id: Mapped[int | None] = mapped_column(ForeignKey("remisi_decree.id"), index=True)
    granted_days: Mapped[int | None] = mapped_column(Integer)
    handed_on: Mapped[date | None]
    remission_id: Mapped[int | None] = mapped_column(ForeignKey("remission_received.id"))
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)


class CandidateMove(Base):
    """One step of one person, with the deed that made it. Never changed."""

    __tablename__ = "remisi_candidate_move"
    __table_args__ = (Index("ix_remisi_candidate_move", "candidate_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("remisi_candidate.id"))
    deed_id: Mapped[int] = mapped_column(ForeignKey("remisi_deed.id"), index=True)
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    # What this step said: proposal, recommendation or decision, with its reason.
    said: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")


class Withdrawal(Base):
    """A violation before the SK: filed by one officer with its Register F entry; only a second person's word makes it count."""

    __tablename__ = "remisi_withdrawal"
    __table_args__ = (
        Index("uq_remisi_withdrawal_open", "candidate_id", unique=True, **OPEN_WITHDRAWAL),
        one_of("decision", WITHDRAWAL_DECISIONS),
        CheckConstraint("decided_by <> filed_by", name="second_person"),
        CheckConstraint("decision IS NULL OR (decided_by IS NOT NULL AND decided_deed_id IS NOT NULL)", name="decided"),
        CheckConstraint("reason <> ''", name="reason"),
        ForeignKeyConstraint(
            ["filed_deed_id", "filed_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_withdrawal_filed_deed"
        ),
        ForeignKeyConstraint(
            ["decided_deed_id", "decided_by"], ["remisi_deed.id", "remisi_deed.by_id"], name="fk_remisi_withdrawal_decided_deed"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("remisi_candidate.id"), index=True)
    # The entry may be corrected or removed later; what it said when this was filed stays in `entry`.
    discipline_id: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(500))
    filed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    filed_deed_id: Mapped[int]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_deed_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
