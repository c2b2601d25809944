"""Taking in what devices send: every tap is kept once, with its answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from rehab.access.scope import Scope
from rehab.attendance import life_queries, queries, sent_queries
from rehab.attendance.actions import write_marks
from rehab.attendance.arrival import Arrival, OwnTaps, Tap, corrected, judge
from rehab.attendance.marking import LONGEST_NOTE, columns_of, settled
from rehab.attendance.models import SentMark
from rehab.attendance.registers import RegisterRow
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.programs import actions as programs

Place = tuple[int, int]


@dataclass
class _Desk:
    """What a batch is judged against; it moves on as marks are written. `doubled`: keys of taps whose number is another's."""

    scope: Scope
    device: str
    sent_at: datetime
    at: datetime
    sessions: dict[int, Any]
    zones: dict[int, str]
    rows: dict[Place, RegisterRow]
    sent: list[Any]
    own: dict[Place, OwnTaps]
    doubled: set[str]
    finished: dict[int, datetime]
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)


def receive_marks(*, scope: Scope, device: str, sent_at: datetime, taps: Sequence[Tap], at: datetime) -> list[Arrival]:
    """Take in taps of one device of this person and keep each once; one answer for each, in the order given.

    A tap is stored, waits for an officer, or is refused (arrival.judge says which); one never spoils another. A key sent
    again gets the answer it had, and changes nothing; with another body it is refused and the first stands. Taps of one
    person in one session are taken in the order of their counters. `sent_at` is the device's clock as it sent them.
    """
    sessions = queries.sessions_to_write(scope, {tap.session_id for tap in taps})
    known = sent_queries.kept_before(scope, {tap.key for tap in taps})
    fresh: dict[str, Tap] = {}
    for tap in taps:
        if tap.key and tap.key not in known:
            fresh.setdefault(tap.key, tap)
    if fresh:
        desk = _desk(scope, device, sent_at, at, sessions, list(fresh.values()))
        for turn in _turns(fresh.values()):
            _take(desk, turn)
        _keep(desk)
        known |= {key: (tap.body_hash, desk.arrivals[key]) for key, tap in fresh.items()}
    return [_answer(tap, known.get(tap.key)) for tap in taps]


def _answer(tap: Tap, kept: tuple[str, Arrival] | None) -> Arrival:
    if kept is None:
        return Arrival("refused", "malformed")
    body_hash, arrival = kept
    return arrival if body_hash == tap.body_hash else Arrival("refused", "key_reused")


def _desk(
    scope: Scope, device: str, sent_at: datetime, at: datetime, sessions: dict[int, Any], taps: Sequence[Tap]
) -> _Desk:  # fmt: skip
    rosters = queries.rosters(scope, list(sessions.values()), {tap.wbp_id for tap in taps})
    sent = sent_queries.taps_of_device(scope, device, sessions)
    numbers = {tap.counter for tap in taps if tap.counter is not None}
    own: defaultdict[Place, OwnTaps] = defaultdict(OwnTaps)
    for each in sent:
        place = (each.session_id, each.wbp_id)
        own[place] = own[place].after(each.counter, each.mark_id if each.cause == "written" else None)
    return _Desk(
        scope=scope, device=device, sent_at=sent_at, at=at, sessions=sessions, sent=sent, own=own,
        rows={(session_id, row.wbp_id): row for session_id, found in rosters.items() for row in found},
        zones=zones_of_facilities(scope, {each.facility_id for each in sessions.values()}),
        finished=life_queries.finished_at(scope, sessions),
        doubled=_doubled(taps, sent_queries.counters_taken(scope, device, numbers)),
    )  # fmt: skip


def _doubled(taps: Iterable[Tap], taken: set[int]) -> set[str]:
    """The keys of taps whose number another tap of this device has."""
    found, numbers = set(), set(taken)
    for tap in taps:
        if tap.counter in numbers:
            found.add(tap.key)
        elif tap.counter is not None:
            numbers.add(tap.counter)
    return found


def _turns(taps: Iterable[Tap]) -> list[list[Tap]]:
    """Taps in the order of their counters, so that each turn holds a person of a session once."""
    turns: defaultdict[int, list[Tap]] = defaultdict(list)
    times: Counter[Place] = Counter()
    for tap in sorted(taps, key=lambda each: (each.counter is None, each.counter or 0)):
        turns[times[tap.place]].append(tap)
        times[tap.place] += 1
    return list(turns.values())


def _take(desk: _Desk, turn: Sequence[Tap]) -> None:
    """Judge one tap each of some people, write the marks that are to stand, and keep what became of each."""
    found = {tap.key: _judged(desk, tap) for tap in turn}
    written = [tap for tap in turn if found[tap.key].cause == "written"]
    if written:
        replaced = [now.id for tap in written if (now := desk.rows[tap.place].mark)]
        write_marks(fresh=[_columns_of_mark(desk, tap) for tap in written], replaced=replaced)
        places = [tap.place for tap in written]
        standing = sent_queries.standing_marks(desk.scope, {each[0] for each in places}, {each[1] for each in places})
        for tap in written:
            now = standing[tap.place]
            found[tap.key] = replace(found[tap.key], mark_id=now.id)
            desk.rows[tap.place] = replace(desk.rows[tap.place], mark=now)
    for tap in turn:
        arrival = found[tap.key]
        desk.arrivals[tap.key] = arrival
        desk.kept.append(_columns_of_sent(desk, tap, arrival))
        if arrival.state != "refused":
            counter = None if tap.key in desk.doubled else tap.counter
            desk.own[tap.place] = desk.own[tap.place].after(counter, arrival.mark_id if arrival.cause == "written" else None)


def _judged(desk: _Desk, tap: Tap) -> Arrival:
    if tap.made_at is None:
        return Arrival("refused", "malformed")
    return judge(
        tap, session=desk.sessions.get(tap.session_id), row=desk.rows.get(tap.place), own=desk.own[tap.place],
        counter_is_taken=tap.key in desk.doubled, made_at=corrected(tap.made_at, desk.sent_at, desk.at), at=desk.at,
        finished_at=desk.finished.get(tap.session_id),
    )  # fmt: skip


def _columns_of_mark(desk: _Desk, tap: Tap) -> dict[str, Any]:
    session, row = desk.sessions[tap.session_id], desk.rows[tap.place]
    assert tap.made_at is not None
    made_at = corrected(tap.made_at, desk.sent_at, desk.at).astimezone(clock.ZONES[desk.zones[session.facility_id]])
    common = {
        "facility_id": session.facility_id, "session_id": session.id, "held_on": session.held_on, "source": "teacher",
        "is_current": True, "marked_by": desk.scope.user_id, "marked_at": desk.at,
    }  # fmt: skip
    return common | columns_of(settled(tap.mark, row), row, f"Diubah di HP pukul {made_at:%H.%M}")


def _columns_of_sent(desk: _Desk, tap: Tap, arrival: Arrival) -> dict[str, Any]:
    """The row of a tap; what was sent stands in `raw` where it was refused, for the columns may not hold it."""
    session, row = desk.sessions.get(tap.session_id), desk.rows.get(tap.place)
    counter = None if tap.key in desk.doubled else tap.counter
    return {
        "facility_id": session.facility_id if session else None, "user_id": desk.scope.user_id, "device": desk.device,
        "key": tap.key, "counter": counter, "session_id": session.id if session else None,
        "wbp_id": row.wbp_id if row else None, "status": tap.status, "reason": tap.reason,
        "note": tap.note and tap.note[:LONGEST_NOTE], "minutes": tap.minutes, "took_part": tap.took_part,
        "seen_mark_id": tap.seen_mark_id, "raw": tap.raw if arrival.state == "refused" else None, "body_hash": tap.body_hash,
        "made_at": tap.made_at, "sent_at": desk.sent_at, "arrived_at": desk.at, "state": arrival.state, "cause": arrival.cause,
        "mark_id": arrival.mark_id, "decision": None, "decided_at": None, "decided_why": "",
    }  # fmt: skip


def _keep(desk: _Desk) -> None:
    """Write the taps, close those that a later one of the same device overtook, and one audit entry a session."""
    _overtake(desk)
    insert_rows(SentMark, desk.kept)
    by_session: defaultdict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in desk.kept:
        by_session[row["facility_id"] or 0, row["session_id"] or 0].append(row)
    # The chains of facilities are locked in one order, whatever batches come together.
    for (facility_id, session_id), rows in sorted(by_session.items()):
        if any(row["cause"] == "written" for row in rows):
            programs.mark_session_held(session=desk.sessions[session_id])
        write_entry(
            scope=desk.scope, action="attendance.receive", subject="session", subject_id=session_id or None, at=desk.at,
            facility_id=facility_id or None, details={"device": desk.device, "taps": [_told(row) for row in rows]},
        )  # fmt: skip


def _told(row: dict[str, Any]) -> list[Any]:
    return [row["wbp_id"], row["status"], row["state"], row["cause"], row["mark_id"]]


def _overtake(desk: _Desk) -> None:
    """A tap that waits need not be decided once the same device has sent a later one of the same person and session."""
    late = [
        each.id for each in desk.sent
        if each.state == "waiting" and each.decision is None and _is_overtaken(desk, (each.session_id, each.wbp_id), each.counter)
    ]  # fmt: skip
    if late:
        overtaken = update(SentMark).where(SentMark.id.in_(late), SentMark.decision.is_(None))
        db.session.execute(overtaken.values(decision="overtaken", decided_at=desk.at))
    for row in desk.kept:
        if row["state"] == "waiting" and _is_overtaken(desk, (row["session_id"], row["wbp_id"]), row["counter"]):
            row |= {"decision": "overtaken", "decided_at": desk.at}


def _is_overtaken(desk: _Desk, place: Place, counter: int | None) -> bool:
    return counter is not None and counter < desk.own[place].newest
