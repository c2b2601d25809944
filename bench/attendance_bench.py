"""Registers from phones: what saving 400 marks costs beside the bare rows, and 200 teachers sending at once."""

import json
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, func, insert, select, text, update

from bench.rows import Row, at_most, figure
from rehab.access.scope import Scope
from rehab.app import create_app
from rehab.attendance.actions import NewMark, record_attendance
from rehab.attendance.arrival import Tap
from rehab.attendance.models import Mark, SentMark
from rehab.attendance.sent_actions import receive_marks
from rehab.audit.actions import write_entry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from tests import factories as make
from tests.attendance.classroom import Classroom, classroom, scope_of
from tests.conftest import make_settings
from tests.databases import Missing, drop_postgresql, fresh_postgresql, postgresql_server, sqlite_url
from tests.query_counter import counted_queries
from tests.trust.real_server import Caller, cookie_of, real_server

SIZES = (40, 400)
MOST_TIMES = 3.0
ROUNDS = 9
TEACHERS, PUPILS, WITHIN, MOST_SECONDS = 200, 25, 5.0, 2.0


@contextmanager
def house(kind: str) -> Iterator[Flask]:
    """An application over an empty database of a kind."""
    with tempfile.TemporaryDirectory(prefix="bina-bench-") as name:
        folder, server, database = Path(name), "", f"bina_bench_{os.getpid()}"
        if kind == "postgresql":
            found = postgresql_server()
            if isinstance(found, Missing):
                raise RuntimeError(f"not measured on PostgreSQL: {found.why}")
            server = found
        url = fresh_postgresql(server, database) if server else sqlite_url(folder)
        app = create_app(make_settings(url, folder), WTF_CSRF_ENABLED=False)
        with app.app_context():
            upgrade()
        try:
            yield app
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            if server:
                drop_postgresql(server, database)


def measure() -> Iterator[Row]:
    """Statements and time of saving a register of 40 and of 400, then a hall full of teachers, on both databases."""
    for kind in ("sqlite", "postgresql"):
        with house(kind) as app:
            yield from _savings(app, kind)
        with house(kind) as app:
            yield from _at_once(app, kind)


@dataclass(frozen=True)
class Desk:
    """One class whose register is saved again and again."""

    app: Flask
    room: Classroom
    at: datetime
    scopes: tuple[Scope, Scope]

    def record(self) -> None:
        """The officer's page: the whole register in one form."""
        with self.app.app_context(), saving():
            marks = [NewMark(each, "hadir") for each in self.room.people]
            record_attendance(scope=self.scopes[0], session_id=self.room.session_id, marks=marks, source="officer", at=self.at)

    def receive(self) -> None:
        """The teacher's phone: the whole register in one batch."""
        taps = [
            Tap(str(uuid.uuid4()), "0" * 64, "", number, self.at, self.room.session_id, each, "hadir")
            for number, each in enumerate(self.room.people)
        ]
        with self.app.app_context(), saving():
            receive_marks(scope=self.scopes[1], device=str(uuid.uuid4()), sent_at=self.at, taps=taps, at=self.at)

    def empty(self) -> None:
        """As before any register was saved; the audit stays."""
        with self.app.app_context(), saving():
            db.session.execute(delete(SentMark))
            db.session.execute(delete(Mark))
            db.session.execute(update(Session).values(state="planned"))

    def rows_of(self, model: Any) -> list[dict[str, Any]]:
        """What a save wrote, without the ids."""
        with self.app.app_context():
            found = db.session.execute(select(*(each for each in model.__table__.c if each.name != "id"))).mappings()
            return [dict(each) for each in found]

    def bare(self, rows: dict[Any, list[dict[str, Any]]]) -> Callable[[], None]:
        """The floor: the same rows, one executemany a table, and a commit."""

        def write() -> None:
            with self.app.app_context(), saving():
                connection = db.session.connection()
                for model, each in rows.items():
                    connection.execute(insert(model.__table__), each)

        return write


def _savings(app: Flask, kind: str) -> Iterator[Row]:
    for people in SIZES:
        desk = _desk(app, people)
        for name, save, models in (
            ("officer's page", desk.record, (Mark,)),
            ("phone", desk.receive, (Mark, SentMark)),
        ):
            desk.empty()
            with counted_queries() as seen:
                save()
            yield figure(f"{kind}, {name}: statements to save {people} marks", len(seen), "statements")
            if people == max(SIZES):
                yield from _ratio(desk, f"{kind}, {name}: saving {people} marks", save, models)
        desk.empty()


def _desk(app: Flask, people: int) -> Desk:
    room = classroom(app, people=people, code=f"UPT-{people}", on=clock.today("WITA") - timedelta(days=1))
    with app.app_context():
        session = db.session.get(Session, room.session_id)
        assert session is not None
        at, scopes = session.starts_at + timedelta(minutes=30), (scope_of(room.officer), scope_of(room.teacher))
    with app.app_context(), saving():
        # The first deed of a facility also begins its chain; it is not part of a save.
        write_entry(scope=scopes[0], action="bench", subject="x", subject_id=None, at=at, facility_id=room.facility_id)
    with app.app_context(), saving():
        # PostgreSQL does so by itself within a minute; until then it takes everybody's placement for the person's.
        db.session.execute(text("ANALYZE"))
    return Desk(app, room, at, scopes)


def _ratio(desk: Desk, name: str, save: Callable[[], None], models: tuple[Any, ...]) -> Iterator[Row]:
    """The middle of several savings against that of the bare rows, taken in turn."""
    rows = {model: [row | ({"mark_id": None} if model is SentMark else {}) for row in desk.rows_of(model)] for model in models}
    taken: dict[str, list[float]] = {"whole": [], "bare": []}
    for _ in range(ROUNDS):
        for which, write in (("whole", save), ("bare", desk.bare(rows))):
            desk.empty()
            began = time.perf_counter()
            write()
            taken[which].append(time.perf_counter() - began)
    whole, bare = (statistics.median(taken[which]) for which in ("whole", "bare"))
    yield figure(f"{name}: time", 1000 * whole, "ms")
    yield figure(f"{name}: the same rows alone", 1000 * bare, "ms")
    yield at_most(f"{name} against the same rows alone", whole / bare, "times", MOST_TIMES)


@dataclass
class Hall:
    """What 200 phones were answered, and how long each waited."""

    seconds: list[float]
    stored: int = 0
    refused: int = 0

    def send(self, caller: Caller, body: dict[str, Any], start: threading.Barrier, after: float) -> None:
        """Send one register so many seconds after all are ready."""
        start.wait()
        time.sleep(after)
        began = time.perf_counter()
        try:
            status, said = caller.ask("POST", "/api/marks", body)
        except ConnectionError:
            status, said = 0, b""
        self.seconds.append(time.perf_counter() - began)
        if status == 200:
            self.stored += sum(each["state"] == "stored" for each in json.loads(said)["results"])
        else:
            self.refused += 1


def _at_once(app: Flask, kind: str) -> Iterator[Row]:
    """200 phones send a register of 25 each at random moments of five seconds, to a server of two processes."""
    room = classroom(app, people=PUPILS)
    sessions = _sessions_now(app, room)
    cookies = [cookie_of(app, room.teacher) for _ in sessions]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with real_server(app.config["SETTINGS"]) as server:
        callers = [Caller(server.port, each).sign_in() for each in cookies]
        hall, start, random = Hall([]), threading.Barrier(len(sessions) + 1), Random(1)
        threads = [
            threading.Thread(target=hall.send, args=(caller, _batch(session, room.people), start, random.uniform(0, WITHIN)))
            for caller, session in zip(callers, sessions, strict=True)
        ]
        for thread in threads:
            thread.start()
        start.wait()
        for thread in threads:
            thread.join()
    name = f"{kind}: {TEACHERS} teachers within {WITHIN:g} s, {PUPILS} marks each"
    with app.app_context():
        kept = db.session.scalar(select(func.count()).select_from(Mark).where(Mark.is_current)) or 0
        broken = len(verify_chains())
    waits = sorted(hall.seconds)
    yield Row(f"{name}: marks kept", kept, "marks", f"= {TEACHERS * PUPILS}", kept == hall.stored == TEACHERS * PUPILS)
    yield at_most(f"{name}: not answered, or with an error", hall.refused + broken, "posts", 0)
    yield figure(f"{name}: the middle answer", statistics.median(waits), "s")
    yield at_most(f"{name}: 99 of 100 answers", waits[len(waits) * 99 // 100 - 1], "s", MOST_SECONDS)


def _sessions_now(app: Flask, room: Classroom) -> list[int]:
    at = clock.now()
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, room.cohort_id)
        found = []
        for number in range(TEACHERS):
            starts_at = at - timedelta(minutes=number // 4 + 1, seconds=number)
            wall = starts_at.astimezone(clock.ZONES["WITA"]).time().replace(microsecond=0)
            hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
            found.append(int(make.session(cohort, clock.local_date(at, "WITA"), starts_time=wall, **hours).id))
        return found


def _batch(session: int, people: list[int]) -> dict[str, Any]:
    at = clock.now().isoformat()
    marks = [
        {"key": str(uuid.uuid4()), "counter": number, "at": at, "session": session, "person": each, "status": "hadir"}
        for number, each in enumerate(people, 1)
    ]
    return {"device": str(uuid.uuid4()), "sent_at": at, "marks": marks}
