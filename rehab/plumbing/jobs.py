"""Long work outside a request: a row that people can watch, and a Huey queue that carries its number.

The row is the truth and the queue only a bell: a row is written in the transaction of the request, its number is
rung after the commit, and whatever was lost (a killed worker, a bell never rung) is found by `sweep` and rung again.

A room defines a kind of work once, and asks for it inside a saving transaction:

    @job_kind("intake.commit")
    def commit_batch(work: Work) -> dict[str, Any]:
        for start, stop in work.parts(total=len(rows), size=200):
            with work.part(upto=stop):          # one transaction: these rows and the progress together
                write(rows[start:stop])
        return {"written": len(rows)}

    job = enqueue("intake.commit", args={"batch_id": 7}, user_id=3, facility_id=1)

After a kill the function is called again and `work.parts` goes on behind the last part that was committed.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import JSON, Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.base import Base, UtcDateTime, one_of
from rehab.plumbing.saving import saving

log = structlog.get_logger()

STATES = ("queued", "running", "done", "failed")
SILENT_AFTER = timedelta(seconds=90)
UNHEARD_AFTER = timedelta(seconds=30)
MOST_ATTEMPTS = 3
_TO_RING = "jobs_to_ring"

Kind = Callable[["Work"], Mapping[str, Any] | None]
Bell = Callable[[int], Any]
_kinds: dict[str, Kind] = {}


class Job(Base):
    """One piece of long work. `user_id` and `facility_id` are plain numbers: plumbing knows no room."""

    __tablename__ = "job"
    __table_args__ = (one_of("state", STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    args: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    user_id: Mapped[int | None] = mapped_column(Integer)
    facility_id: Mapped[int | None] = mapped_column(Integer, index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    worker: Mapped[str | None] = mapped_column(String(40))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error_id: Mapped[str | None] = mapped_column(String(16))
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UnknownKind(Exception):
    """Nobody defined work of this kind."""


class LostJob(Exception):
    """Another worker has taken this job over; what this one was writing is rolled back."""


@dataclass
class Work:
    """What the function of a kind is given: its arguments, and the way to commit part by part."""

    job_id: int
    args: dict[str, Any]
    user_id: int | None
    facility_id: int | None
    done: int
    worker: str

    def parts(self, *, total: int, size: int) -> Iterator[tuple[int, int]]:
        """Yield (start, stop) of what is not done yet, at most `size` at a time, and record `total`."""
        with saving():
            self._own_row().total = total
        while self.done < total:
            yield self.done, min(self.done + size, total)

    @contextmanager
    def part(self, *, upto: int) -> Iterator[None]:
        """One transaction for what the block writes and for the progress; raises LostJob where the job was taken over."""
        with saving():
            job = self._own_row()
            yield
            job.done = upto
            job.heartbeat_at = clock.now()
        self.done = upto

    def _own_row(self) -> Job:
        job = db.session.get(Job, self.job_id, with_for_update=True)
        if job is None or job.worker != self.worker or job.state != "running":
            raise LostJob(self.job_id)
        return job


def job_kind(name: str) -> Callable[[Kind], Kind]:
    """Define the work of a kind; a name is defined once."""

    def define(function: Kind) -> Kind:
        if _kinds.setdefault(name, function) is not function:
            raise ValueError(f"the job kind {name} is defined twice")
        return function

    return define


def enqueue(kind: str, *, args: dict[str, Any], user_id: int | None, facility_id: int | None, total: int | None = None) -> Job:
    """Add a job to the present transaction; the worker hears of it after the commit, and never without one."""
    if kind not in _kinds:
        raise UnknownKind(kind)
    job = Job(kind=kind, args=args, user_id=user_id, facility_id=facility_id, total=total, state="queued", queued_at=clock.now())
    db.session.add(job)
    db.session.flush()
    db.session.info.setdefault(_TO_RING, []).append(job.id)
    return job


def ring_after_commit(bell: Bell) -> tuple[Callable[[Session], None], Callable[[Session], None]]:
    """Return the two session hooks (after commit, after rollback) that ring `bell` for the jobs of a transaction."""

    def committed(session: Session) -> None:
        for job_id in session.info.pop(_TO_RING, []):
            try:
                bell(job_id)
            except Exception as error:  # the row is committed, so the sweeper will ring again
                log.warning("job_not_rung", job_id=job_id, kind=type(error).__name__)

    def rolled_back(session: Session) -> None:
        session.info.pop(_TO_RING, None)

    return committed, rolled_back


def get_job(job_id: int) -> Job | None:
    """The row of a job; the caller checks that its user or facility may see it."""
    return db.session.get(Job, job_id)


def new_worker_name() -> str:
    """A name no other worker has, so that a revived one cannot be taken for the dead one."""
    return secrets.token_hex(8)


def run_job(job_id: int, *, worker: str) -> str:
    """Run a queued job to its end and return its state then; a job that is not queued is left alone ("skipped").

    Whatever the work raises ends in state failed with an error id that stands in the log too.
    """
    work, kind = _claim(job_id, worker)
    if work is None:
        return "skipped"
    try:
        result = _kinds[kind](work)
        _end(job_id, worker, state="done", result=dict(result or {}))
    except LostJob:
        log.warning("job_taken_over", job_id=job_id)
        return "skipped"
    except Exception as error:
        error_id = secrets.token_hex(4)
        log.error("job_failed", job_id=job_id, job_kind=kind, error_id=error_id, exc_info=error)
        _end(job_id, worker, state="failed", error_id=error_id)
        return "failed"
    return "done"


def _claim(job_id: int, worker: str) -> tuple[Work | None, str]:
    with saving():
        job = db.session.get(Job, job_id, with_for_update=True)
        if job is None or job.state != "queued" or job.kind not in _kinds:
            return None, ""
        job.state, job.worker, job.attempts, job.heartbeat_at = "running", worker, job.attempts + 1, clock.now()
        work = Work(job.id, dict(job.args), job.user_id, job.facility_id, job.done, worker)
        return work, job.kind


def _end(job_id: int, worker: str, **values: Any) -> None:
    with saving():
        own = update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == "running")
        db.session.execute(own.values(ended_at=clock.now(), heartbeat_at=clock.now(), **values))


def beat(job_id: int, *, worker: str, at: datetime) -> None:
    """Say that the worker of a running job still lives; called while a part takes long."""
    with saving():
        db.session.execute(
            update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == "running").values(heartbeat_at=at)
        )


def sweep(*, at: datetime, bell: Bell, living: frozenset[str] = frozenset(), alone: bool = False) -> list[int]:
    """Queue again what a dead worker left and ring for what was never heard; return the numbers rung.

    A running job is dead when its heartbeat is older than 90 s, or when `alone` is true (this is the only worker of
    the database, as on SQLite) and its worker is not among `living`. At the third death it fails instead.
    """
    with saving():
        dead = Job.heartbeat_at < at - SILENT_AFTER
        if alone:
            dead |= Job.worker.not_in(living)
        for job in db.session.scalars(select(Job).where(Job.state == "running", dead).order_by(Job.id)):
            _revive(job, at)
        db.session.flush()
        unheard = select(Job.id).where(Job.state == "queued", Job.queued_at <= at - (timedelta(0) if alone else UNHEARD_AFTER))
        waiting = list(db.session.scalars(unheard.order_by(Job.id)))
    for job_id in waiting:
        bell(job_id)
    return waiting


def _revive(job: Job, at: datetime) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.error_id, job.ended_at = "failed", secrets.token_hex(4), at
        log.error("job_died", job_id=job.id, job_kind=job.kind, error_id=job.error_id, attempts=job.attempts)
    else:
        job.state, job.worker, job.queued_at = "queued", None, at - UNHEARD_AFTER
        log.warning("job_revived", job_id=job.id, job_kind=job.kind, done=job.done)
