"""Long work: what a killed worker leaves behind is finished, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Integer, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from rehab.config import ROOT
from rehab.extensions import db
from rehab.plumbing import clock, jobs, worker
from rehab.plumbing.base import Base
from rehab.plumbing.jobs import Job, LostJob, UnknownKind, Work, enqueue, job_kind, run_job, sweep
from rehab.plumbing.saving import IdempotencyKey, saving
from tests.plumbing.engines import KINDS, empty_database


class Apart(DeclarativeBase):
    """Tables of these tests alone: the house's own metadata stays as it is."""


class Counted(Apart):
    """Rows written by a job of these tests."""

    __tablename__ = "test_counted"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


TABLES = [Job.__table__, IdempotencyKey.__table__]
STOP_AT: list[int] = []


class Killed(BaseException):
    """Stands for a killed process: nothing of ours catches it."""


@job_kind("test.count")
def count(work: Work) -> dict:
    for start, stop in work.parts(total=work.args["total"], size=10):
        with work.part(upto=stop):
            db.session.add_all([Counted(number=number) for number in range(start, stop)])
            if stop in STOP_AT:
                STOP_AT.remove(stop)
                raise Killed
    return {"counted": work.args["total"]}


@job_kind("test.fail")
def fail(work: Work) -> None:
    with work.part(upto=1):
        db.session.add(Counted(number=1))
        raise ValueError("SITI AMINAH 3301234505900001")


def app_of(url: str) -> Flask:
    app = Flask("jobs")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    worker.install(app, url)
    return app


@pytest.fixture(params=KINDS)
def app(request, tmp_path):
    with empty_database(request.param, tmp_path) as url:
        app = app_of(url)
        with app.app_context(), saving():
            Base.metadata.create_all(db.session.connection(), tables=TABLES)
            Apart.metadata.create_all(db.session.connection())
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def here(app):
    STOP_AT.clear()
    with app.app_context():
        yield app


def queued(kind="test.count", **args) -> int:
    with saving():
        return enqueue(kind, args=args, user_id=3, facility_id=1).id


def row(job_id: int) -> Job:
    db.session.expire_all()
    return jobs.get_job(job_id)


def numbers() -> list[int]:
    return list(db.session.scalars(select(Counted.number).order_by(Counted.id)))


def test_a_job_runs_once_and_says_what_it_did(here):
    job_id = queued(total=25)
    assert run_job(job_id, worker="a") == "done"
    assert run_job(job_id, worker="b") == "skipped"
    job = row(job_id)
    assert (job.state, job.done, job.total, job.result) == ("done", 25, 25, {"counted": 25})
    assert numbers() == list(range(25))


def test_a_killed_job_goes_on_behind_its_last_part_and_doubles_nothing(here):
    job_id = queued(total=35)
    STOP_AT.append(30)
    with pytest.raises(Killed):
        run_job(job_id, worker="a")
    assert (row(job_id).state, row(job_id).done) == ("running", 20)
    rung = []
    sweep(at=clock.now() + jobs.SILENT_AFTER * 2, bell=rung.append)
    assert rung == [job_id]
    assert run_job(job_id, worker="b") == "done"
    assert numbers() == list(range(35))


def test_a_job_whose_worker_still_beats_is_left_alone(here):
    job_id = queued(total=20)
    STOP_AT.append(20)
    with pytest.raises(Killed):
        run_job(job_id, worker="a")
    later = clock.now() + jobs.SILENT_AFTER * 2
    jobs.beat(job_id, worker="a", at=later)
    assert sweep(at=later, bell=lambda _: None) == []
    assert row(job_id).state == "running"


def test_a_single_worker_that_starts_again_takes_its_dead_jobs_at_once(here):
    job_id = queued(total=20)
    STOP_AT.append(20)
    with pytest.raises(Killed):
        run_job(job_id, worker="a")
    assert sweep(at=clock.now(), bell=lambda _: None, living=frozenset({"a"}), alone=True) == []
    assert sweep(at=clock.now(), bell=lambda _: None, alone=True) == [job_id]


def test_a_job_that_kills_its_worker_each_time_fails_at_last(here):
    job_id = queued(total=20)
    for _ in range(jobs.MOST_ATTEMPTS):
        STOP_AT.append(10)
        with pytest.raises(Killed):
            run_job(job_id, worker="a")
        sweep(at=clock.now() + jobs.SILENT_AFTER * 2, bell=lambda _: None)
    assert row(job_id).state == "failed"
    assert row(job_id).error_id
    assert numbers() == []


def test_a_worker_that_lost_its_job_writes_nothing_more(here):
    job_id = queued(total=20)
    STOP_AT.append(10)
    with pytest.raises(Killed):
        run_job(job_id, worker="a")
    sweep(at=clock.now() + jobs.SILENT_AFTER * 2, bell=lambda _: None)
    revived = Work(job_id=job_id, args={}, user_id=None, facility_id=None, done=0, worker="a")
    with pytest.raises(LostJob), revived.part(upto=10):
        db.session.add(Counted(number=99))
    assert numbers() == []


def test_a_failing_job_keeps_an_error_id_and_no_words_of_the_error(here):
    job_id = queued("test.fail")
    assert run_job(job_id, worker="a") == "failed"
    job = row(job_id)
    assert (job.state, len(job.error_id), job.result) == ("failed", 8, None)
    assert numbers() == []


def test_a_job_is_rung_after_the_commit_and_never_without_one(here, monkeypatch):
    rung = []
    monkeypatch.setattr(here.extensions["jobs"], "ring", lambda job_id: rung.append(job_id))
    with pytest.raises(RuntimeError), saving():
        enqueue("test.count", args={"total": 1}, user_id=None, facility_id=None)
        raise RuntimeError
    assert rung == []
    with saving():
        job = enqueue("test.count", args={"total": 1}, user_id=None, facility_id=None)
        assert rung == []
        job_id = job.id
    assert rung == [job_id]


def test_a_bell_that_breaks_does_not_break_the_request_and_is_rung_again(here, monkeypatch):
    def broken(_job_id):
        raise OSError

    monkeypatch.setattr(here.extensions["jobs"], "ring", broken)
    job_id = queued(total=1)
    rung = []
    sweep(at=clock.now(), bell=rung.append)
    assert rung == []
    sweep(at=clock.now() + jobs.UNHEARD_AFTER * 2, bell=rung.append)
    assert rung == [job_id]


def test_work_nobody_defined_is_refused(here):
    with pytest.raises(UnknownKind), saving():
        enqueue("test.unknown", args={}, user_id=None, facility_id=None)


def test_one_name_means_one_kind_of_work():
    with pytest.raises(ValueError, match=r"test\.count"):
        job_kind("test.count")(lambda work: None)


def test_the_queue_of_the_database_carries_the_number_to_a_worker(here):
    job_id = queued(total=12)
    huey = here.extensions["jobs"].huey
    task = huey.dequeue()
    huey.execute(task)
    assert row(job_id).state == "done"
    assert huey.dequeue() is None


def test_two_workers_racing_for_one_job_run_it_once(app):
    with app.app_context():
        job_id = queued(total=40)
    ends = []

    def race(name):
        with app.app_context():
            ends.append(run_job(job_id, worker=name))

    threads = [threading.Thread(target=race, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "skipped", "skipped", "skipped"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Counted)) == 40


KILLS_ITSELF = textwrap.dedent(
    """
    import os, signal, sys
    from rehab.extensions import db
    from rehab.plumbing.jobs import run_job
    from tests.plumbing.test_jobs import Counted, app_of, count, jobs
    app = app_of(sys.argv[1])

    def dies(work):
        for start, stop in work.parts(total=50, size=10):
            with work.part(upto=stop):
                db.session.add_all([Counted(number=n) for n in range(start, stop)])
                db.session.flush()
                if stop == 30:
                    os.kill(os.getpid(), signal.SIGKILL)

    jobs._kinds["test.count"] = dies
    with app.app_context():
        run_job(int(sys.argv[2]), worker="child")
    """
)


def test_a_worker_killed_by_the_system_in_mid_part_loses_and_doubles_no_row(here):
    job_id = queued(total=50)
    url = here.config["SQLALCHEMY_DATABASE_URI"]
    child = subprocess.run(
        [sys.executable, "-c", KILLS_ITSELF, url, str(job_id)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert child.returncode == -signal.SIGKILL
    assert row(job_id).done == 20
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert sweep(at=later, bell=lambda _: None) == [job_id]
    assert run_job(job_id, worker="next") == "done"
    assert numbers() == list(range(50))
