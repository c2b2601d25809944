"""A server whose workers are killed while phones send: nothing acknowledged is lost, nothing is kept twice.

Phones send again whatever they have no answer to, and now and then hang up before the answer comes. The same without keys
of taps keeps taps twice, which shows that the killing and hanging up do what they should.
"""

import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from rehab.attendance.models import Mark, SentMark
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort
from tests import factories as make
from tests.attendance.classroom import Classroom, classroom
from tests.trust.real_server import Caller, RealServer, cookie_of, real_server

NIGHTLY = bool(os.environ.get("BINA_NIGHTLY"))
PHONES, POSTS, KILLS = (32, 313, 25) if NIGHTLY else (8, 12, 1)
CONTROL_POSTS, CONTROL_KILLS = (25, 2) if NIGHTLY else (5, 0)
HANGS_UP = 0.1 if NIGHTLY else 0.2


@dataclass
class Sender:
    """One phone in a thread of its own: a tap a post, sent until it is answered."""

    caller: Caller
    session: int
    people: list[int]
    random: Random
    keys: bool = True
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent: int = 0
    retries: int = 0
    acknowledged: dict[int, int] = field(default_factory=dict)
    fault: str = ""

    def run(self, posted: threading.Semaphore) -> None:
        try:
            for number, person in enumerate(self.people, 1):
                self._send(number, person)
                posted.release()
        except Exception as error:
            self.fault = repr(error)

    def _send(self, number: int, person: int) -> None:
        key = str(uuid.uuid4())
        while True:
            if not self.keys:
                key, number = str(uuid.uuid4()), self.sent + 1
            self.sent += 1
            at = clock.now().isoformat()
            mark = {"key": key, "counter": number, "at": at, "session": self.session, "person": person, "status": "hadir"}
            body = {"device": self.device, "sent_at": at, "marks": [self._same(key, mark)]}
            try:
                status, said = self.caller.ask("POST", "/api/marks", body, wait=self.random.random() >= HANGS_UP)
            except ConnectionError:
                self.retries += 1
                continue
            if status >= 500:
                # The database was busy for too long: a phone tries again later.
                self.retries += 1
                continue
            if status != 200:
                raise AssertionError(f"{status}: {said[:200]!r}")
            self.acknowledged[person] = json.loads(said)["results"][0]["mark"]
            return

    def _same(self, key: str, mark: dict[str, Any]) -> dict[str, Any]:
        """The tap as it was first made, whenever it is sent again."""
        self.first = mark if getattr(self, "first", {}).get("key") != key else self.first
        return self.first


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A class with one session running now for each phone."""
    found = classroom(app, people=POSTS)
    at, zone = clock.now(), "WITA"
    with app.app_context(), saving():
        cohort = db.session.get(Cohort, found.cohort_id)
        for number in range(PHONES):
            starts_at = at - timedelta(minutes=60 + number)
            hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
            wall = starts_at.astimezone(clock.ZONES[zone]).time().replace(second=0, microsecond=0)
            row = make.session(cohort, clock.local_date(at, zone), starts_time=wall, **hours)
            found.sessions.append(row.id)
    found.sessions.pop(0)
    return found


@pytest.fixture
def server(app: Flask) -> Iterator[RealServer]:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with real_server(app.config["SETTINGS"]) as running:
        yield running


def lesson(app: Flask, server: RealServer, room: Classroom, *, posts: int, kills: int, keys: bool) -> list[Sender]:
    """All phones send at once while workers are killed at random moments."""
    random = Random(20261122)
    senders = [
        Sender(Caller(server.port, cookie_of(app, room.teacher)).sign_in(), each, room.people[:posts], Random(each), keys)
        for each in room.sessions
    ]
    posted = threading.Semaphore(0)
    threads = [threading.Thread(target=each.run, args=(posted,), daemon=True) for each in senders]
    for thread in threads:
        thread.start()
    moments = set(random.sample(range(1, posts * len(senders) * 9 // 10), kills))
    for number in range(posts * len(senders)):
        while not posted.acquire(timeout=1):
            if any(each.fault for each in senders):
                raise AssertionError([each.fault for each in senders if each.fault])
        if number in moments:
            server.kill_worker(random.randrange(2))
    for thread in threads:
        thread.join()
    return senders


def kept(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_nothing_is_lost_and_nothing_kept_twice_while_workers_are_killed(app: Flask, server: RealServer, room: Classroom) -> None:
    senders = lesson(app, server, room, posts=POSTS, kills=KILLS, keys=True)
    everything = PHONES * POSTS
    assert sum(len(each.acknowledged) for each in senders) == everything
    assert (kept(app, SentMark), kept(app, Mark)) == (everything, everything)
    with app.app_context():
        standing = select(Mark.session_id, Mark.wbp_id, Mark.id).where(Mark.is_current)
        found = {(row[0], row[1]): row[2] for row in db.session.execute(standing)}
        assert verify_chains() == []
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert found == {(each.session, person): mark for each in senders for person, mark in each.acknowledged.items()}
    assert sum(each.retries for each in senders) > everything * HANGS_UP / 2, "nobody sent anything twice"


def test_without_keys_taps_are_kept_twice(app: Flask, server: RealServer, room: Classroom) -> None:
    senders = lesson(app, server, room, posts=CONTROL_POSTS, kills=CONTROL_KILLS, keys=False)
    everything = PHONES * CONTROL_POSTS
    assert sum(len(each.acknowledged) for each in senders) == everything
    assert kept(app, SentMark) > everything
