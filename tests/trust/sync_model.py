"""Schedules of two phones and one house, and what the rule says must come of every tap.

The rule is written here a second time, from the contract alone: numbers of taps, versions of marks, one clock.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

OPENS, CLOSES = timedelta(minutes=-15), timedelta(hours=26)  # counted from the start of a session of two hours
AHEAD = timedelta(minutes=5)
PRESENT = ("hadir", "terlambat")
ABSENT = ("izin", "sakit")


@dataclass
class Standing:
    """A mark that stands: its number in the order of writing, what it says, and the device that wrote it (None: an officer)."""

    number: int
    status: str
    writer: str | None


@dataclass
class House:
    """What the house must hold, worked out tap by tap."""

    starts_at: datetime
    session: int
    people: list[int]
    cancelled: bool = False
    standing: dict[int, Standing] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    newest: dict[tuple[str, int], int] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    written: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def write(self, person: int, status: str, writer: str | None) -> None:
        """Let a mark stand, unless it says what stands already."""
        if (now := self.standing.get(person)) and now.status == status:
            return
        number = 1 + sum(len(each) for each in self.written.values())
        self.written[person].append(number)
        self.standing[person] = Standing(number, status, writer)

    def receive(self, device: str, sent_at: datetime, taps: list[dict[str, Any]], numbers: dict[int, int], at: datetime) -> None:
        """Take a batch: `numbers` tells which number the mark of an id has."""
        fresh = {tap["key"]: tap for tap in taps if tap["key"] not in self.states}
        for tap in sorted(fresh.values(), key=lambda each: each["counter"]):
            made_at = datetime.fromisoformat(tap["at"]) + (at - sent_at)
            state = self._state(device, tap, made_at, numbers.get(tap["seen"] or 0, 0), at)
            self.states[tap["key"]] = state
            if state == "refused":
                continue
            place = (device, tap["person"])
            if tap["counter"] > self.newest.get(place, 0):
                self.newest[place] = tap["counter"]
                self.waiting = {key: each for key, each in self.waiting.items() if (each["device"], each["person"]) != place}
                if state == "stored":
                    self.write(tap["person"], tap["status"], device)
            if state == "waiting":
                self.waiting[tap["key"]] = tap | {"device": device}

    def _state(self, device: str, tap: dict[str, Any], made_at: datetime, seen: int, at: datetime) -> str:
        known = tap["session"] == self.session and tap["person"] in self.people and tap["status"] in PRESENT + ABSENT
        now = self.standing.get(tap["person"])
        same = now is not None and now.status == tap["status"]
        if not known or self.cancelled or (tap["status"] in ABSENT and tap["reason"] is None and not same):
            return "refused"
        if tap["counter"] < self.newest.get((device, tap["person"]), 0) or same:
            return "stored"
        opens, closes = self.starts_at + OPENS, self.starts_at + CLOSES
        if made_at > at + AHEAD or made_at < opens or at > closes:
            return "waiting"
        return "waiting" if now and now.writer != device and now.number > seen else "stored"


@dataclass
class Device:
    """A phone: what it has not had an answer for, what it has seen, how wrong its clock is."""

    user: str
    wrong: timedelta
    name: str = ""
    counter: int = 0
    unsent: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)

    def tap(self, session: int, person: int, status: str, reason: str | None, at: datetime, random: Random) -> dict[str, Any]:
        self.counter += 1
        made = {"key": str(uuid.UUID(int=random.getrandbits(128), version=4)), "counter": self.counter}
        made |= {"at": (at + self.wrong).isoformat(), "session": session, "person": person, "status": status, "reason": reason}
        self.unsent.append(made | {"note": "", "minutes": None, "took_part": None, "seen": self.seen.get(person)})
        return self.unsent[-1]


STEPS = {
    "tap": 40, "send": 22, "wait": 12, "officer": 7, "refresh": 6, "clock": 4, "expire": 4, "decide": 4, "cancel": 1,
}  # fmt: skip
WAITS = (1, 3, 20, 60, 300, 1500, 2000)
MOST_WRONG = 3 * 24 * 60


def steps_of(random: Random) -> list[str]:
    """What happens, in order: a lesson's worth of taps with everything that goes wrong in between."""
    return random.choices(list(STEPS), list(STEPS.values()), k=random.randint(12, 30))


def wrong_clock(random: Random) -> timedelta:
    """Right, a little wrong, or up to three days."""
    return timedelta(minutes=random.choice([0, 0, random.randint(-9, 9), random.randint(-MOST_WRONG, MOST_WRONG)]))
