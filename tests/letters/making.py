"""The job that makes sheets or reports of many people, driven as tests of either need it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.extensions import db
from rehab.letters import sheet_actions
from rehab.letters.models import SheetFile, SheetPart
from rehab.operations import do_daily
from rehab.plumbing import clock, jobs
from rehab.plumbing.jobs import Job
from rehab.plumbing.saving import saving
from tests.pages import PageClient


def work(app: Flask) -> list[str]:
    """Do what waits, as the worker would."""
    with app.app_context():
        waiting = [job.id for job in db.session.query(Job).filter_by(state="queued").order_by(Job.id)]
        return [jobs.run_job(each, worker="w") for each in waiting]


def page_of(client: PageClient, round_id: int) -> str:
    text: str = client.get(f"/letters/rounds/{round_id}").get_data(as_text=True)
    return text


def the_file(app: Flask) -> SheetFile:
    with app.app_context():
        return db.session.query(SheetFile).order_by(SheetFile.id.desc()).first()


def part_at(app: Flask, number: int) -> int:
    """The id of a part of the only file there is."""
    with app.app_context():
        return int(db.session.query(SheetPart.id).filter_by(number=number).one()[0])


class Killed(BaseException):
    """Nothing of ours catches it."""


def kill_at_the_second_part(app: Flask, drawn: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies over the second part; the job is found and queued again."""
    with monkeypatch.context() as patched:
        draws = sheet_actions.draw

        def dying(*args: Any, **more: Any) -> bytes:
            if drawn:
                raise Killed
            return draws(*args, **more)

        patched.setattr(sheet_actions, "draw", dying)
        with pytest.raises(Killed):
            work(app)
    with app.app_context():
        assert db.session.query(Job).one().done == 2
        jobs.sweep(at=clock.now() + jobs.SILENT_AFTER * 2, bell=lambda _job_id: None)


def fail_then_make(app: Flask, ask: Callable[[], Any], read: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Nothing can be drawn at first: the page says what to do; asked again it is made. What the page says in the end."""

    def draws(*_args: object, **_more: object) -> bytes:
        raise OSError

    monkeypatch.setattr(sheet_actions, "draw", draws)
    ask()
    assert work(app) == ["failed"]
    with app.app_context():
        code = db.session.query(Job).one().error_id
    assert f"sampaikan kode {code} kepada admin" in read()
    monkeypatch.setattr(sheet_actions, "draw", lambda *_args, **_more: b"%PDF")
    ask()
    assert work(app) == ["done"]
    page = read()
    assert "sampaikan kode" not in page
    return page


def kept_at_age(app: Flask, age: timedelta) -> tuple[int, int]:
    """How many files and parts are left by the daily work once the only file is so old."""
    with app.app_context(), saving():
        db.session.query(SheetFile).one().asked_at = clock.now() - age
    with app.app_context():
        do_daily()
        return db.session.query(SheetFile).count(), db.session.query(SheetPart).count()
