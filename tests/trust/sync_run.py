"""One schedule, lived through by two phones and the real house, and compared with the rule at its end."""

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from rehab.attendance.actions import NewMark, record_attendance
from rehab.attendance.decide_actions import decide_taps
from rehab.attendance.models import Mark, SentMark
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Session
from tests import factories as make
from tests.attendance.classroom import Classroom, scope_of
from tests.pages import PageClient
from tests.trust.sync_model import ABSENT, PRESENT, WAITS, Device, House, steps_of, wrong_clock

FIRST_DAY = date(2026, 3, 6)


class Wrong(AssertionError):
    """The house holds something else than the rule says."""


class Clock:
    """The house's clock, which only a schedule moves."""

    def __init__(self) -> None:
        self.at = datetime.min.replace(tzinfo=UTC)
        self.breaks = False

    def now(self) -> datetime:
        return self.at


class Run:
    """One schedule: what happened is random, and the same for the same seed."""

    def __init__(self, app: Flask, room: Classroom, outsider: int, clock: Clock, seed: int) -> None:
        self.app, self.room, self.outsider, self.clock, self.random = app, room, outsider, clock, Random(seed)
        with app.app_context(), saving():
            cohort = db.session.get(Cohort, room.cohort_id)
            session = make.session(cohort, FIRST_DAY + timedelta(days=12 * seed))
            self.session, starts_at = session.id, session.starts_at
        self.house = House(starts_at, self.session, room.people)
        clock.at = starts_at + timedelta(minutes=self.random.choice([-30, -10, 5, 30, 90]))
        self.devices = [Device(room.teacher, wrong_clock(self.random)) for _ in range(2)]
        self.clients = [PageClient(app).sign_in(room.teacher) for _ in self.devices]
        for number, device in enumerate(self.devices):
            device.name = f"00000000-0000-4000-8000-{seed:08d}{number:04d}"
        self.answers: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self.made: set[str] = set()
        self.numbers: dict[int, int] = {}

    def live(self) -> None:
        """Everything in between, then every phone sends until it has an answer to each of its taps."""
        for step in steps_of(self.random):
            number = self.random.randrange(2)
            getattr(self, f"_{step}")(number)
        for number, device in enumerate(self.devices):
            while device.unsent:
                self._post(number, list(device.unsent))
        self.check()

    def _tap(self, number: int) -> None:
        status = self.random.choice([*PRESENT, *ABSENT, *ABSENT, "bolos"] if self.random.random() < 0.1 else [*PRESENT, *ABSENT])
        reason = None if status in PRESENT or self.random.random() < 0.1 else "kabar_petugas"
        odd = self.random.random() < 0.06
        person = self.outsider if odd else self.random.choice(self.room.people[:3])
        session = self.random.choice([self.session] * 30 + [999_999])
        tap = self.devices[number].tap(session, person, status, reason, self.clock.at, self.random)
        self.made.add(tap["key"])

    def _wait(self, _number: int) -> None:
        self.clock.at += timedelta(minutes=self.random.choice(WAITS))

    def _clock(self, number: int) -> None:
        self.devices[number].wrong = wrong_clock(self.random)

    def _expire(self, number: int) -> None:
        with self.clients[number].http.session_transaction() as session:
            session.clear()

    def _send(self, number: int) -> None:
        """Some of what is unsent, in any order, some of it twice; the way there or the way back may be cut."""
        device, random = self.devices[number], self.random
        taps = random.sample(device.unsent, random.randint(0, len(device.unsent)))
        taps += [tap for tap in taps if random.random() < 0.1]
        if not taps or random.random() < 0.1:
            return
        self.clock.breaks = random.random() < 0.1
        self._post(number, taps, lost=random.random() < 0.2)

    def _post(self, number: int, taps: list[dict[str, Any]], lost: bool = False) -> None:
        device, sent_at = self.devices[number], self.clock.at + self.devices[number].wrong
        body = {"device": device.name, "sent_at": sent_at.isoformat(), "marks": taps}
        answer = self.clients[number].http.post("/api/marks", json=body)
        if answer.status_code == 401:
            self.clients[number].sign_in(device.user)
            return
        if answer.status_code == 500:
            return
        if answer.status_code != 200:
            raise Wrong(f"{answer.status_code}: {answer.get_data(as_text=True)[:500]}")
        self.house.receive(device.name, sent_at, taps, self.numbers, self.clock.at)
        self._number_marks()
        for tap, result in zip(taps, answer.get_json()["results"], strict=True):
            self.answers[tap["key"]].append((result["state"], result["mark"]))
            if not lost and tap in device.unsent:
                device.unsent.remove(tap)
            if not lost and result["mark"]:
                device.seen[tap["person"]] = result["mark"]

    def _refresh(self, number: int) -> None:
        answer = self.clients[number].http.get("/api/classes")
        if answer.status_code == 401:
            self.clients[number].sign_in(self.devices[number].user)
            return
        for session in answer.get_json()["sessions"]:
            known = {each["id"]: each["mark"]["id"] for each in session["people"] if each["mark"]}
            self.devices[number].seen |= known if session["id"] == self.session else {}

    def _officer(self, _number: int) -> None:
        if self.house.cancelled or self.clock.at < self.house.starts_at - timedelta(minutes=15):
            return
        person, status = self.random.choice(self.room.people[:3]), self.random.choice(PRESENT + ABSENT)
        mark = NewMark(person, status, "" if status in PRESENT else "kabar_petugas")
        with self.app.app_context(), saving():
            record_attendance(
                scope=scope_of(self.room.officer), session_id=self.session, marks=[mark], source="officer", at=self.clock.at,
                correction="diperiksa",
            )  # fmt: skip
        self.house.write(person, status, None)
        self._number_marks()

    def _decide(self, _number: int) -> None:
        if not self.house.waiting or self.house.cancelled or self.clock.at < self.house.starts_at - timedelta(minutes=15):
            return
        key, use = self.random.choice(sorted(self.house.waiting)), self.random.random() < 0.6
        with self.app.app_context(), saving():
            waiting = db.session.scalars(select(SentMark.id).where(SentMark.key == key)).one()
            decide_taps(
                scope=scope_of(self.room.officer), session_id=self.session, tap_ids=[waiting], use=use, why="diperiksa",
                seen_mark_id=2**31, at=self.clock.at,
            )  # fmt: skip
        tap = self.house.waiting.pop(key)
        if use:
            self.house.write(tap["person"], tap["status"], None)
        self._number_marks()

    def _cancel(self, _number: int) -> None:
        with self.app.app_context(), saving():
            session = db.session.get(Session, self.session)
            assert session is not None
            if session.state == "planned":
                session.state, self.house.cancelled = "cancelled", True

    def _marks(self) -> list[Any]:
        found = select(Mark.id, Mark.wbp_id, Mark.status, Mark.is_current).where(Mark.session_id == self.session)
        with self.app.app_context():
            return list(db.session.execute(found.order_by(Mark.id)))

    def _number_marks(self) -> None:
        """The number of each mark in the model, by its id: both write a person's marks in the same order."""
        for person in self.room.people:
            with suppress(ValueError):
                ids = [row.id for row in self._marks() if row.wbp_id == person]
                self.numbers |= dict(zip(ids, self.house.written[person], strict=False))

    def check(self) -> None:
        """Every tap is in one state, the one the rule says, and what stands is what the rule says stands."""
        with self.app.app_context():
            devices = [device.name for device in self.devices]
            found = select(SentMark.key, SentMark.state).where(SentMark.device.in_(devices))
            rows = [tuple(row) for row in db.session.execute(found)]
        kept = dict(rows)
        if len(rows) != len(kept) or set(kept) != self.made:
            raise Wrong(f"{len(rows)} kept, {len(kept)} keys, {len(self.made)} made")
        if kept != self.house.states:
            raise Wrong(str({key: (kept[key], state) for key, state in self.house.states.items() if kept[key] != state}))
        changed = {key: each for key, each in self.answers.items() if len(set(each)) != 1 or each[0][0] != kept[key]}
        if changed or set(self.answers) != self.made:
            raise Wrong(f"answers changed: {changed}")
        marks = self._marks()
        standing = {row.wbp_id: row.status for row in marks if row.is_current}
        if standing != {person: each.status for person, each in self.house.standing.items()}:
            raise Wrong(f"{standing} stands")
        written = sum(len(each) for each in self.house.written.values())
        if len(marks) != written:
            raise Wrong(f"{len(marks)} marks, {written} written")
