"""The Huey queue and its worker: SqliteHuey beside an SQLite database, PostgresHuey inside a PostgreSQL one."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import structlog
from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey
from sqlalchemy import URL, event, make_url

from rehab.extensions import db
from rehab.plumbing import clock, jobs
from rehab.plumbing.saving import drop_old_keys, saving

log = structlog.get_logger()

BEAT_SECONDS = 15.0
SWEEP_SECONDS = 30
QUEUE_SCHEMA = "queue"


def make_queue(database_url: str) -> Huey:
    """Return the queue that belongs to a database.

    SQLite: a file of its own beside it (`demo.db` → `demo-jobs.db`), on the same local disk. PostgreSQL: tables in
    the schema `queue` of the same database, so that any number of workers on any number of hosts share it.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return PostgresHuey("bina", connection=partial(_connect, url), results=False)
    if not url.database or url.database == ":memory:":
        return MemoryHuey("bina", results=False)
    path = Path(url.database)
    return SqliteHuey("bina", filename=str(path.with_name(f"{path.stem}-jobs.db")), fsync=True, results=False)


def _connect(url: URL) -> "psycopg.Connection[Any]":
    connection = psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)
    # Not with "if not exists" alone: that needs the right to create schemas even where the schema is there.
    if connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (QUEUE_SCHEMA,)).fetchone() is None:
        with contextlib.suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateSchema):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {QUEUE_SCHEMA}")
    connection.execute(f"SET search_path TO {QUEUE_SCHEMA}")
    return connection


class JobQueue:
    """The queue of one application; `app.extensions["jobs"]`. The connection is opened at first use."""

    def __init__(self, app: Flask, database_url: str) -> None:
        self.app = app
        self.database_url = database_url
        self.alone = make_url(database_url).get_backend_name() != "postgresql"
        self.living: set[str] = set()
        self._opening = threading.Lock()
        self._huey: Huey | None = None

    @property
    def huey(self) -> Huey:
        """The Huey queue with its one task."""
        with self._opening:
            if self._huey is None:
                huey = make_queue(self.database_url)
                self._task = huey.task(name="run_job")(self.perform)
                self._huey = huey
        return self._huey

    def ring(self, job_id: int) -> None:
        """Tell a worker that a job waits."""
        _ = self.huey
        self._task(job_id)

    def perform(self, job_id: int) -> None:
        """Run one job in an application context of its own, with a heartbeat beside it."""
        worker = jobs.new_worker_name()
        self.living.add(worker)
        try:
            with self.app.app_context(), self._beating(job_id, worker):
                jobs.run_job(job_id, worker=worker)
        finally:
            self.living.discard(worker)

    @contextlib.contextmanager
    def _beating(self, job_id: int, worker: str) -> Iterator[None]:
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT_SECONDS):
                with self.app.app_context():
                    _logged(partial(jobs.beat, job_id, worker=worker, at=clock.now()))

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def sweep(self) -> list[int]:
        """Ring for everything a dead worker left, and forget old idempotency keys."""
        with self.app.app_context():
            at = clock.now()
            with saving():
                drop_old_keys(at=at)
            return jobs.sweep(at=at, bell=self.ring, living=frozenset(self.living), alone=self.alone)

    def _do(self, chore: Callable[[], Any]) -> None:
        with self.app.app_context():
            chore()

    def work(self, *, threads: int = 1, daily: Callable[[], Any] | None = None) -> None:
        """Be a worker until the process is told to stop; sweeps at the start and every 30 s.

        `daily` is done at the start and once every day, in an application context of its own.
        """
        huey = self.huey
        over = threading.Event()

        def watch() -> None:
            done_on = None
            while not over.wait(SWEEP_SECONDS if done_on else 0):
                _logged(self.sweep)
                if daily is not None and done_on != clock.now().date():
                    done_on = clock.now().date()
                    _logged(partial(self._do, daily))
                done_on = done_on or clock.now().date()

        self.sweep()
        threading.Thread(target=watch, daemon=True).start()
        log.info("worker_started", threads=threads, queue=type(huey).__name__)
        try:
            huey.create_consumer(workers=threads, worker_type="thread", periodic=False, max_delay=2.0).run()
        finally:
            over.set()


def _logged(action: Any) -> None:
    """Run something that is tried again later: a busy database now must not end the thread."""
    try:
        action()
    except Exception as error:
        log.warning("worker_beat_missed", kind=type(error).__name__)


def install(app: Flask, database_url: str) -> None:
    """Give the application its queue, rung after each commit that added a job."""
    queue = JobQueue(app, database_url)
    app.extensions["jobs"] = queue


def _ring_present(job_id: int) -> None:
    queue: JobQueue = current_app.extensions["jobs"]
    queue.ring(job_id)


_committed, _rolled_back = jobs.ring_after_commit(_ring_present)
event.listen(db.session, "after_commit", _committed)
event.listen(db.session, "after_rollback", _rolled_back)
