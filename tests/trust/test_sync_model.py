"""Two phones, one house, and everything that goes wrong between them: every tap ends once, in the state the rule says.

Taps are reordered, doubled and cut, answers lost, sessions expired, clocks wrong by three days, registers closed and
sessions cancelled meanwhile, officers record and decide in between. Sixty schedules at every change, a thousand nightly.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.api import routes
from rehab.attendance import arrival, sent_actions
from rehab.attendance.arrival import OwnTaps, Tap
from rehab.attendance.models import SentMark
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort
from tests import factories as make
from tests.attendance.classroom import classroom
from tests.trust.sync_run import Clock, Run, Wrong

FEW, MANY = 60, 1_000
Live = Callable[[int], Run]


@pytest.fixture
def live(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Live through the schedule of a seed, in one house for all of a test."""
    room = classroom(app, people=4)
    with app.app_context(), saving():
        outsider = make.wbp(room.facility_id, "Masih Menunggu")
        make.enrolment(db.session.get(Cohort, room.cohort_id), outsider, state="waiting")
        stranger = outsider.id
    house_clock = Clock()
    monkeypatch.setattr(clock, "now", house_clock.now)
    monkeypatch.setitem(app.config, "RAISE_FAULTS", False)
    write_entry = sent_actions.write_entry

    def break_or_write(**entry: Any) -> Any:
        if house_clock.breaks:
            house_clock.breaks = False
            raise RuntimeError("a planted fault in the middle of a batch")
        return write_entry(**entry)

    monkeypatch.setattr(sent_actions, "write_entry", break_or_write)

    def live_through(seed: int) -> Run:
        house_clock.breaks = False
        run = Run(app, room, stranger, house_clock, seed)
        run.live()
        return run

    return live_through


def test_every_tap_ends_once_in_the_state_the_rule_says(app: Flask, live: Live) -> None:
    for seed in range(MANY if os.environ.get("BINA_NIGHTLY") else FEW):
        try:
            live(seed)
        except Wrong as error:
            raise AssertionError(f"schedule {seed}: {error}") from error
    with app.app_context():
        causes = Counter(db.session.scalars(select(SentMark.cause)))
        assert verify_chains() == []
    # A proof that never met a cause proves nothing of it.
    assert {"written", "same", "overtaken", "conflict", "late", "early", "not_found", "reason", "status"} <= set(causes)


def keys_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sending of a tap counts as a tap of its own."""
    receive = routes.receive_marks
    sent: Counter[str] = Counter()

    def receive_anew(*, taps: list[Tap], **known: Any) -> Any:
        return receive(taps=[anew(tap) for tap in taps], **known)

    def anew(tap: Tap) -> Tap:
        sent[tap.key] += 1
        return tap if sent[tap.key] == 1 else replace(tap, key=f"{tap.key[:30]}{sent[tap.key]:06d}")

    monkeypatch.setattr(routes, "receive_marks", receive_anew)


def _judging(monkeypatch: pytest.MonkeyPatch, change: Callable[[Tap, OwnTaps], tuple[Tap, OwnTaps]]) -> None:
    judge = sent_actions.judge

    def judge_otherwise(tap: Tap, *, own: OwnTaps, **known: Any) -> Any:
        tap, own = change(tap, own)
        return judge(tap, own=own, **known)

    monkeypatch.setattr(sent_actions, "judge", judge_otherwise)


def counter_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever arrives last counts as the latest tap."""
    _judging(monkeypatch, lambda tap, own: (tap, OwnTaps(-1, own.marks)))


def seen_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap overwrites what its device had never seen."""
    _judging(monkeypatch, lambda tap, own: (replace(tap, seen_mark_id=2**31), own))


def own_marks_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device's own marks are somebody else's."""
    _judging(monkeypatch, lambda tap, own: (tap, OwnTaps(own.newest)))


def time_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap of any time may stand."""
    monkeypatch.setattr(arrival, "_fault_of_time", lambda *_times: None)


def sending_time_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's clock is believed as it is."""
    monkeypatch.setattr(sent_actions, "corrected", lambda made_at, _sent_at, _at: made_at)


def order_of_a_batch_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taps of one batch are taken as they come."""
    monkeypatch.setattr(sent_actions, "_turns", lambda taps: [[tap] for tap in taps])


def half_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap that waits is answered and forgotten."""
    insert = sent_actions.insert_rows
    monkeypatch.setattr(
        sent_actions, "insert_rows", lambda model, rows: insert(model, [row for row in rows if row["state"] != "waiting"])
    )


@pytest.mark.parametrize(
    "fault",
    [
        keys_ignored, counter_ignored, seen_ignored, own_marks_ignored, time_ignored, sending_time_ignored,
        order_of_a_batch_ignored, half_kept,
    ],
)  # fmt: skip
def test_a_planted_fault_is_seen(live: Live, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None]) -> None:
    fault(monkeypatch)
    with pytest.raises(Wrong):
        for seed in range(FEW):
            live(seed)
