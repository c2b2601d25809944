"""A register of 40 and of 400: queries and time to open and to save; and list pages over 50 rows against 5,000."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from bench.rows import Row, at_most, figure, median_seconds
from rehab.app import create_app
from rehab.audit.actions import write_entry
from rehab.config import Settings
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.crypto import new_key
from rehab.plumbing.saving import saving
from rehab.programs.models import Session
from rehab.wbp.models import Placement, Wbp
from tests.attendance.classroom import Classroom, classroom, scope_of
from tests.pages import PageClient
from tests.query_counter import counted_queries

MOST_QUERIES = 12
SIZES = (40, 400)
FEW, MANY = 50, 5_000


@contextmanager
def empty_house() -> Iterator[Flask]:
    """An application over an empty SQLite file."""
    with tempfile.TemporaryDirectory(prefix="bina-bench-") as name:
        folder = Path(name)
        keys = {key: new_key() for key in ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "BACKUP_KEY")}
        settings = Settings(
            database_url=f"sqlite:///{folder / 'bench.db'}", keys=keys, instance=folder, demo=False,
            public_url="http://127.0.0.1:8000", port=8000, idle_minutes=15, session_hours=10, argon_memory_kib=16,
        )  # fmt: skip
        app = create_app(settings, WTF_CSRF_ENABLED=False)
        with app.app_context():
            upgrade()
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def measure() -> Iterator[Row]:
    """Queries and seconds of a register, then the queries of lists."""
    with empty_house() as app:
        for people in SIZES:
            room = classroom(app, people=people, code=f"UPT-{people}", on=clock.today("WITA") - timedelta(days=1))
            for door, username in (("officer", room.officer), ("teacher", room.teacher)):
                yield from _register(app, room, people, door, username)
        yield from _lists(app)


def _register(app: Flask, room: Classroom, people: int, door: str, username: str) -> Iterator[Row]:
    place = "/attendance" if door == "officer" else "/portal"
    client, path = PageClient(app).sign_in(username), f"{place}/sessions/{_fresh_session(app, room)}"
    with app.app_context(), saving():
        # The first deed of a facility also begins its chain; it is not part of a save.
        scope = scope_of(room.officer)
        write_entry(scope=scope, action="bench", subject="x", subject_id=None, at=clock.now(), facility_id=room.facility_id)
    with counted_queries() as opened:
        client.get(path)
    data = {f"status-{person}": "hadir" for person in room.people} | {"seen": "0", "idempotency_key": f"{door}-{people}"}
    with counted_queries() as saved:
        client.post(path, data)
    yield at_most(f"register of {people}, {door}: queries to open", len(opened), "queries", MOST_QUERIES)
    yield at_most(f"register of {people}, {door}: queries to save", len(saved), "queries", MOST_QUERIES)
    yield figure(f"register of {people}, {door}: time to open", 1000 * median_seconds(lambda: client.get(path)), "ms")


def _fresh_session(app: Flask, room: Classroom) -> int:
    """A session of yesterday nobody has recorded; the one seeded first, then copies an hour later each."""
    with app.app_context(), saving():
        first = db.session.get(Session, room.session_id)
        assert first is not None
        hours = timedelta(hours=len(room.sessions))
        copy = Session(
            facility_id=first.facility_id, cohort_id=first.cohort_id, instructor_id=first.instructor_id, held_on=first.held_on,
            starts_time=first.starts_time.replace(hour=first.starts_time.hour + len(room.sessions)),
            ends_time=first.ends_time.replace(hour=first.ends_time.hour + len(room.sessions)), starts_at=first.starts_at + hours,
            ends_at=first.ends_at + hours, room=first.room, state="planned",
        )  # fmt: skip
        db.session.add(copy)
        db.session.flush()
        room.sessions.append(copy.id)
        return copy.id


def _lists(app: Flask) -> Iterator[Row]:
    room = classroom(app, people=5, code="UPT-LIST")
    client = PageClient(app).sign_in(room.officer)
    paths = ("/attendance/missing", "/wbp")
    _grow(app, room, 0, FEW)
    few = {path: _queries(client, path) for path in paths}
    _grow(app, room, FEW, MANY)
    for path in paths:
        many = _queries(client, path)
        yield at_most(f"{path} over {MANY} rows: queries more than over {FEW}", many - few[path], "queries", 0)
        yield figure(f"{path} over {MANY} rows: time", 1000 * median_seconds(lambda path=path: client.get(path)), "ms")


def _queries(client: PageClient, path: str) -> int:
    with counted_queries() as seen:
        client.get(path)
    return len(seen)


def _grow(app: Flask, room: Classroom, since: int, until: int) -> None:
    """Past sessions without a register, and people with a placement, from number `since` to `until`."""
    numbers = range(since, until)
    with app.app_context(), saving():
        first = db.session.get(Session, room.session_id)
        assert first is not None
        same = {name: getattr(first, name) for name in ("facility_id", "cohort_id", "instructor_id", "starts_time", "ends_time")}
        same |= {"state": "planned", "room": "", "version": 1}
        back = [timedelta(days=number + 1) for number in numbers]
        moved = [
            {"held_on": first.held_on - gap, "starts_at": first.starts_at - gap, "ends_at": first.ends_at - gap} for gap in back
        ]
        db.session.execute(insert(Session), [same | each for each in moved])
        person = {"facility_id": room.facility_id, "sex": "L", "created_at": clock.now(), "version": 1}
        people = [person | {"register_no": f"B.II {number}", "name": f"Orang {number}"} for number in numbers]
        ids = list(db.session.scalars(insert(Wbp).returning(Wbp.id), people))
        stay = {"facility_id": room.facility_id, "starts_on": date(2026, 1, 1), "version": 1}
        stays = [stay | {"wbp_id": wbp_id, "register_no": f"B.II {wbp_id}"} for wbp_id in ids]
        db.session.execute(insert(Placement), stays)
