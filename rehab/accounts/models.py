"""Users, their sessions, and the counter that slows guessing."""

from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rehab.access.permissions import Role
from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of


class User(Versioned, Base, UserMixin):
    """Somebody who signs in. `facility_id` null: every facility (admin, kanwil, auditor) or a partner's account."""

    __tablename__ = "user"
    __table_args__ = (one_of("role", [role.value for role in Role]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20), index=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"), index=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="id")
    tf_totp_secret: Mapped[str | None] = mapped_column(String(500))
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_last_counter: Mapped[int | None] = mapped_column(Integer)
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def has_second_factor(self) -> bool:
        return self.tf_primary_method == "authenticator"


class UserSession(Base):
    """One sign-in on one device; ending it here ends it at the next request."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str | None] = mapped_column(String(30))


class SigninDelay(Base):
    """Failed tries of one name from one address; each makes the next wait longer, never for ever."""

    __tablename__ = "signin_delay"
    __table_args__ = (UniqueConstraint("username", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(60))
    failures: Mapped[int] = mapped_column(Integer, default=0)
    wait_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
