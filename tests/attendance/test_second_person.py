"""After the facility's window no path leads one person alone to another mark: a change is asked for, somebody else decides."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.models import User
from rehab.attendance.actions import MarksRefused, NewMark, SecondPersonNeeded, record_attendance
from rehab.attendance.decide_actions import DecisionRefused, decide_taps
from rehab.attendance.finish_actions import finish_register, take_back_marks
from rehab.attendance.models import Mark, MarkProposal, SentMark
from rehab.attendance.proposal_actions import ProposalRefused, decide_proposals, propose_marks
from rehab.audit.models import AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion
from rehab.plumbing.saving import saving
from tests import factories as make
from tests.api.phone import Phone
from tests.attendance.classroom import NINE, TEN, Classroom, classroom, record, scope_of
from tests.attendance.test_pages import text_of, url
from tests.attendance.test_recording import marks_of
from tests.pages import PageClient

ENDS = NINE + timedelta(hours=2)
LATER = ENDS + timedelta(days=9)
Post = Callable[..., Any]


@pytest.fixture
def room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """Two people of three recorded on the day; now it is nine days later, and there is a second officer, "kedua"."""
    found = classroom(app)
    record(app, found, {found.people[0]: "hadir", found.people[1]: "sakit"})
    with app.app_context(), saving():
        make.user("kedua", Role.PEMBINAAN, found.facility_id)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return found


def propose(app: Flask, room: Classroom, marks: dict[int, str], who: str = "", **values: Any) -> int:
    new = [NewMark(each, status, reason="klinik") for each, status in marks.items()]
    settings = {"why": "Lihat daftar kertas", "at": LATER} | values
    with app.app_context(), saving():
        return propose_marks(scope=scope_of(who or room.officer), session_id=room.session_id, marks=new, **settings)


def decide(app: Flask, who: str, *, confirm: bool = True, note: str = "Cocok dengan kertas", ids: list[int] | None = None) -> int:
    with app.app_context(), saving():
        chosen = ids if ids is not None else list(db.session.scalars(select(MarkProposal.id)))
        return decide_proposals(scope=scope_of(who), proposal_ids=chosen, confirm=confirm, note=note, at=LATER)


def states(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.state, row.decided_note) for row in db.session.scalars(select(MarkProposal).order_by(MarkProposal.id))]


@pytest.mark.parametrize("source", ["officer", "paper", "import"])
@pytest.mark.parametrize("who", ["first", "change"])
def test_one_person_alone_changes_nothing_after_the_window(app: Flask, room: Classroom, source: str, who: str) -> None:
    person = room.people[2] if who == "first" else room.people[0]
    before = marks_of(app, room.session_id)
    with pytest.raises(SecondPersonNeeded) as refused:
        record(app, room, {person: "terlambat"}, source=source, at=LATER, correction="Lihat kertas")
    assert list(refused.value.problems) == [person]
    assert marks_of(app, room.session_id) == before


def test_the_window_is_the_facilitys_and_ends_so_many_days_after_the_session(app: Flask, room: Classroom) -> None:
    with app.app_context(), saving():
        db.session.get(Facility, room.facility_id).correction_days = 10
    assert record(app, room, {room.people[2]: "hadir"}, at=ENDS + timedelta(days=10)).recorded == 1
    with pytest.raises(SecondPersonNeeded):
        record(app, room, {room.people[2]: "izin"}, at=ENDS + timedelta(days=10, seconds=1), correction="x")


def test_what_stands_already_is_no_change(app: Flask, room: Classroom) -> None:
    assert record(app, room, {room.people[0]: "hadir"}, at=LATER).unchanged == 1
    assert propose(app, room, {room.people[0]: "hadir"}) == 0


def test_within_the_window_nothing_is_asked_for(app: Flask, room: Classroom) -> None:
    with pytest.raises(ProposalRefused):
        propose(app, room, {room.people[0]: "izin"}, at=ENDS + timedelta(days=7))


def test_an_officer_asks_and_another_confirms(app: Flask, room: Classroom, client: PageClient) -> None:
    client.sign_in(room.officer)
    page = client.get(url(room)).get_data(as_text=True)
    assert f'action="{url(room)}/proposals"' in page and "Ajukan perubahan" in page and ">Simpan<" not in page
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    data = {f"status-{room.people[0]}": "terlambat", f"status-{room.people[2]}": "hadir", "seen": seen[1] if seen else ""}
    assert "perlu alasan" in text_of(client.post(f"{url(room)}/proposals", data, status=422))
    answer = client.post(f"{url(room)}/proposals", data | {"correction": "Lihat kertas"})
    page = text_of(client.follow(answer))
    assert "2 perubahan diajukan dan menunggu petugas lain." in page
    assert page.count("Perubahan diajukan: ") == 2 and "Menunggu petugas lain." in page
    assert marks_of(app, room.session_id) == {room.people[0]: "hadir", room.people[1]: "sakit"}
    # Nothing of it is the asker's to decide.
    assert "Tidak ada perubahan presensi yang menunggu Anda." in text_of(client.get("/attendance/proposals"))
    assert "Orang 000 Contoh" in text_of(client.get("/attendance/proposals?by=me"))
    client.sign_in("kedua")
    page = text_of(client.get("/attendance/proposals"))
    assert "Orang 000 Contoh" in page and "Orang 002 Contoh" in page and "Lihat kertas" in page
    chosen = {"proposal": ["1", "2"], "decision": "confirm", "why": "Cocok dengan kertas"}
    assert "2 perubahan presensi berlaku." in text_of(client.follow(client.post("/attendance/proposals", chosen)))
    assert marks_of(app, room.session_id) == {room.people[0]: "terlambat", room.people[1]: "sakit", room.people[2]: "hadir"}
    page = text_of(client.get(url(room)))
    assert "Disetujui Kedua" in page and "Cocok dengan kertas" in page and "Diubah dari Hadir: Lihat kertas" in page
    with app.app_context():
        actions = set(db.session.scalars(select(AuditEntry.action)))
        assert {"attendance.propose", "attendance.decide_proposal"} <= actions
        rows = db.session.scalars(select(MarkProposal).order_by(MarkProposal.id)).all()
        assert [row.mark_id for row in rows] == [
            db.session.scalar(select(Mark.id).where(Mark.wbp_id == row.wbp_id, Mark.is_current)) for row in rows
        ]
        assert verify_chains() == []


def test_what_is_declined_changes_nothing_and_stays_in_the_history(app: Flask, room: Classroom, client: PageClient) -> None:
    propose(app, room, {room.people[0]: "izin"})
    client.sign_in("kedua").post("/attendance/proposals", {"proposal": "1", "decision": "decline", "why": "Tidak ada bukti"})
    assert marks_of(app, room.session_id)[room.people[0]] == "hadir"
    page = text_of(client.get(url(room)))
    assert "Ditolak Kedua" in page and "Tidak ada bukti" in page and "Lihat daftar kertas" in page
    assert states(app) == [("declined", "Tidak ada bukti")]
    assert propose(app, room, {room.people[0]: "izin"}, who="kedua") == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"why": " "}, "Isi alasan keputusan ini."),
        ({"proposal": []}, "Pilih paling sedikit satu baris."),
        ({"why": "x" * 201}, "Paling banyak 200 huruf."),
    ],
)
def test_nothing_is_decided_without_choice_or_note(
    app: Flask, room: Classroom, client: PageClient, data: dict[str, Any], says: str
) -> None:
    propose(app, room, {room.people[0]: "izin"})
    good = {"proposal": ["1"], "decision": "confirm", "why": "Cocok"}
    assert says in text_of(client.sign_in("kedua").post("/attendance/proposals", good | data, status=422))
    assert states(app) == [("proposed", "")]


def test_whoever_asked_never_decides(app: Flask, room: Classroom, client: PageClient) -> None:
    propose(app, room, {room.people[0]: "izin"})
    good = {"proposal": ["1"], "decision": "confirm", "why": "Cocok"}
    assert "diputuskan petugas lain" in text_of(client.sign_in(room.officer).post("/attendance/proposals", good, status=422))
    client.post("/attendance/proposals", good | {"decision": "decline"}, status=422)
    assert states(app) == [("proposed", "")]


@pytest.mark.parametrize("values", [{"same": True}, {"nobody": True}])
def test_the_database_itself_refuses_a_decision_by_the_asker_or_by_nobody(
    app: Flask, room: Classroom, values: dict[str, bool]
) -> None:
    propose(app, room, {room.people[0]: "izin"})
    with app.app_context(), pytest.raises(IntegrityError), saving():
        row = db.session.scalars(select(MarkProposal)).one()
        decided = {"decided_by": row.proposed_by, "decided_at": LATER} if "same" in values else {}
        db.session.execute(update(MarkProposal).values(state="confirmed", **decided))
        db.session.flush()


def test_one_change_a_person_waits_at_a_time(app: Flask, room: Classroom) -> None:
    propose(app, room, {room.people[0]: "izin"})
    with pytest.raises(MarksRefused) as refused:
        propose(app, room, {room.people[0]: "sakit", room.people[1]: "izin"}, who="kedua")
    assert list(refused.value.problems) == [room.people[0]]
    with app.app_context(), pytest.raises(IntegrityError), saving():
        row = db.session.scalars(select(MarkProposal)).one()
        values = {each.name: getattr(row, each.name) for each in MarkProposal.__table__.columns if each.name != "id"}
        make.add(MarkProposal(**values))


def test_a_change_is_not_confirmed_over_a_mark_its_asker_never_saw(
    app: Flask, room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(PageClient(app).sign_in(room.teacher), TEN)
    tap = phone.tap(room.session_id, room.people[0], "izin")
    propose(app, room, {room.people[0]: "terlambat"})
    phone.now = LATER
    assert phone.states(tap) == ["waiting"]
    with app.app_context(), saving():
        ids = list(db.session.scalars(select(SentMark.id)))
        decide_taps(
            scope=scope_of("kedua"), session_id=room.session_id, tap_ids=ids, use=True, why="Dibuat di kelas",
            seen_mark_id=2**31 - 1, at=LATER,
        )  # fmt: skip
    assert marks_of(app, room.session_id)[room.people[0]] == "izin"
    with pytest.raises(DecisionRefused):
        decide(app, "kedua")
    assert decide(app, "kedua", confirm=False) == 1
    assert marks_of(app, room.session_id)[room.people[0]] == "izin"


def test_an_officer_who_was_the_teacher_does_not_use_the_own_tap_after_the_window(app: Flask, room: Classroom) -> None:
    phone = Phone(PageClient(app).sign_in(room.teacher), LATER)
    assert phone.states(phone.tap(room.session_id, room.people[2])) == ["waiting"]
    with app.app_context(), saving():
        user = db.session.scalars(select(User).where(User.username == room.teacher)).one()
        user.role, user.facility_id = Role.PEMBINAAN.value, room.facility_id
    with app.app_context(), pytest.raises(SecondPersonNeeded), saving():
        decide_taps(
            scope=scope_of(room.teacher), session_id=room.session_id, tap_ids=[1], use=True, why="Saya ada di sana",
            seen_mark_id=0, at=LATER,
        )  # fmt: skip
    assert room.people[2] not in marks_of(app, room.session_id)


def test_another_prison_and_whoever_reads_only_see_and_decide_nothing(app: Flask, room: Classroom) -> None:
    propose(app, room, {room.people[0]: "izin"})
    other = classroom(app, code="LAPAS-02")
    stranger = PageClient(app).sign_in(other.officer)
    assert 'name="proposal"' not in stranger.get("/attendance/proposals").get_data(as_text=True)
    stranger.post("/attendance/proposals", {"proposal": ["1"], "decision": "confirm", "why": "x"}, status=409)
    stranger.post(f"{url(room)}/proposals", {f"status-{room.people[1]}": "izin", "correction": "x", "seen": "9"}, status=404)
    with app.app_context(), saving():
        make.user("wali", Role.WALI, room.facility_id)
    PageClient(app).sign_in("wali").get("/attendance/proposals", status=403)
    with pytest.raises(NotFound):
        propose(app, room, {room.people[1]: "izin"}, who="wali")
    with pytest.raises(NotFound):
        decide(app, "wali", ids=[1])
    assert states(app) == [("proposed", "")]


def test_the_work_list_and_the_days_page_count_what_waits_for_oneself(app: Flask, room: Classroom, client: PageClient) -> None:
    propose(app, room, {room.people[0]: "izin", room.people[2]: "hadir"})
    line = r'href="([^"]+)"[^>]*>(?:(?!href).)*?<[^>]*>\s*2\s*<(?:(?!href).)*?Perubahan presensi menunggu persetujuan Anda'
    found = re.search(line, client.sign_in("kedua").get("/home").text, re.S)
    assert found and client.get(found[1]).text.count('name="proposal"') == 2
    assert "2 perubahan presensi menunggu persetujuan Anda" in client.get("/attendance").text
    assert re.search(line, client.sign_in(room.officer).get("/home").text, re.S) is None


def test_the_teacher_reads_that_a_change_was_asked_for_not_its_words(app: Flask, room: Classroom, client: PageClient) -> None:
    propose(app, room, {room.people[0]: "izin"}, why="kenari kertas")
    page = client.sign_in(room.teacher).get(f"/portal/sessions/{room.session_id}").get_data(as_text=True)
    assert "Perubahan diajukan: Izin" in page and "kenari" not in page and "Petugas-Rutan-01" not in page


class Walk:
    """Two officers, one of whom was a teacher, do whatever there is to do, in any order; every mark has its two people.

    `asked` says who asked for what a person's mark may become: (person, status) → the users who asked for it.
    """

    def __init__(self, app: Flask, room: Classroom, seed: int) -> None:
        self.app, self.room, self.random = app, room, Random(seed)
        self.at = ENDS + timedelta(days=8)
        with app.app_context():
            self.scopes = [scope_of(name) for name in (room.officer, "kedua", room.teacher)]
            # The teacher became an officer: the same account, another role.
            self.scopes[2] = replace(
                self.scopes[2], role=Role.PEMBINAAN, facility_ids=frozenset({room.facility_id}), agency_id=None
            )
        self.done = 0

    def step(self) -> None:
        self.at += timedelta(minutes=1)
        scope, before = self.random.choice(self.scopes), self._marks()
        deed = self.random.choice([self._record, self._propose, self._decide, self._taps, self._take_back, self._finish])
        try:
            with self.app.app_context(), saving():
                askers = deed(scope)
        except (Refusal, NotFound, StaleVersion):
            askers = {}
        after = self._marks()
        for person in before.keys() | after.keys():
            if before.get(person) != after.get(person):
                self.done += 1
                asked = askers.get(person, set())
                assert asked and scope.user_id not in asked, f"{deed.__name__}: {person} changed by one person alone"

    def _marks(self) -> dict[int, tuple[int, str]]:
        with self.app.app_context():
            rows = db.session.scalars(select(Mark).where(Mark.session_id == self.room.session_id, Mark.is_current))
            return {row.wbp_id: (row.id, row.status) for row in rows}

    def _new(self) -> list[NewMark]:
        people = self.random.sample(self.room.people, self.random.randint(1, 2))
        return [NewMark(each, self.random.choice(["hadir", "terlambat", "sakit"]), "klinik") for each in people]

    def _record(self, scope: Scope) -> dict[int, set[int | None]]:
        source = self.random.choice(["officer", "teacher", "paper", "import"])
        record_attendance(
            scope=scope, session_id=self.room.session_id, marks=self._new(), source=source, at=self.at, correction="x",
            fill_present=self.random.random() < 0.2,
        )  # fmt: skip
        return {}

    def _propose(self, scope: Scope) -> dict[int, set[int | None]]:
        propose_marks(scope=scope, session_id=self.room.session_id, marks=self._new(), why="x", at=self.at)
        return {}

    def _decide(self, scope: Scope) -> dict[int, set[int | None]]:
        rows = db.session.scalars(select(MarkProposal).where(MarkProposal.state == "proposed").order_by(MarkProposal.id)).all()
        chosen = self.random.sample(rows, min(len(rows), self.random.randint(1, 2)))
        asked = {each.wbp_id: {each.proposed_by} for each in chosen}
        decide_proposals(
            scope=scope, proposal_ids=[each.id for each in chosen], confirm=self.random.random() < 0.8, note="x", at=self.at
        )
        return asked

    def _taps(self, scope: Scope) -> dict[int, set[int | None]]:
        waiting = select(SentMark).where(SentMark.state == "waiting", SentMark.decision.is_(None))
        rows = db.session.scalars(waiting.order_by(SentMark.id)).all()
        chosen = self.random.sample(rows, min(len(rows), 1))
        asked = {each.wbp_id or 0: {each.user_id} for each in chosen}
        decide_taps(
            scope=scope, session_id=self.room.session_id, tap_ids=[each.id for each in chosen], use=True, why="x",
            seen_mark_id=2**31 - 1, at=self.at,
        )  # fmt: skip
        return asked

    def _take_back(self, scope: Scope) -> dict[int, set[int | None]]:
        mark = db.session.scalar(select(db.func.max(Mark.id))) or 0
        take_back_marks(
            scope=scope, session_id=self.room.session_id, mark_id=self.random.randint(1, mark), source="officer", at=self.at
        )
        return {}

    def _finish(self, scope: Scope) -> dict[int, set[int | None]]:
        if self.random.random() < 0.1:
            finish_register(scope=scope, session_id=self.room.session_id, source="officer", known=self.room.people, at=self.at)
        return {}


def walk(app: Flask, room: Classroom, seed: int, steps: int) -> int:
    phone = Phone(PageClient(app).sign_in(room.teacher), LATER)
    statuses = ["hadir", "terlambat", "hadir"]
    assert phone.states(*(phone.tap(room.session_id, each, status) for each, status in zip(room.people, statuses, strict=True)))
    found = Walk(app, room, seed)
    for _ in range(steps):
        found.step()
    return found.done


WALKS = 40 if os.environ.get("BINA_NIGHTLY") else 1


@pytest.mark.parametrize("seed", range(WALKS))
def test_no_path_leads_one_person_alone_to_another_mark(app: Flask, room: Classroom, seed: int) -> None:
    assert walk(app, room, seed, 120) > 0
    with app.app_context():
        assert verify_chains() == []


@pytest.mark.parametrize("hole", ["rehab.attendance.actions", "rehab.attendance.proposal_actions"])
def test_the_walk_sees_a_hole(app: Flask, room: Classroom, monkeypatch: pytest.MonkeyPatch, hole: str) -> None:
    monkeypatch.setattr(f"{hole}.two_people", lambda _asked_by, _decides: True)
    if hole.endswith("proposal_actions"):
        monkeypatch.setattr("rehab.attendance.actions.two_people", lambda _asked_by, _decides: True)
        monkeypatch.setattr(Walk, "_record", Walk._propose)
        monkeypatch.setattr(Walk, "_taps", Walk._propose)
    with pytest.raises((AssertionError, IntegrityError)):
        walk(app, room, 3, 120)
