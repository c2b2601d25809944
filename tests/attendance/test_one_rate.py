"""The rate that remisi uses is one count: the person's page, the class's, the Dinas's and the verdict show the same."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.attendance import queries
from rehab.attendance.models import MARKS, Mark
from rehab.attendance.registers import Participation
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs import cancel_actions
from rehab.programs.models import Cohort
from rehab.remisi.actions import open_round
from tests import factories as make
from tests.attendance.classroom import ENROLLED, classroom, record
from tests.pages import PageClient

# Present 5, absent 2, excused 4: "5 of 7" is the rate; "5 of 11" would be that of all marks.
MARKED = ["hadir", "terlambat", "hadir", "pulang_awal", "hadir", "tanpa_keterangan", "tanpa_keterangan", "sakit", "izin"]
MARKED += ["berhalangan_resmi", "sakit"]


def test_four_pages_show_one_number_for_one_person_and_period(client: PageClient, app: Flask) -> None:
    today = clock.today("WITA")
    first, last = today - timedelta(days=180), today - timedelta(days=1)
    room = classroom(app, people=1, on=today - timedelta(days=200))
    person = room.people[0]
    record(app, room, {person: "hadir"}, at=clock.instant(today - timedelta(days=200), 10, 0, "WITA"))
    days = [first, last, *(today - timedelta(days=3 * number) for number in range(1, len(MARKED) - 1))]
    for on, status in zip(days, MARKED, strict=True):
        with app.app_context(), saving():
            meeting = make.session(db.session.get(Cohort, room.cohort_id), on, hour=13).id
        record(app, room, {person: status}, session_id=meeting, at=clock.instant(on, 15, 0, "WITA"))
    with app.app_context(), saving():
        gone = make.session(db.session.get(Cohort, room.cohort_id), last, hour=16)
        make.user("rina", Role.REGISTRASI, room.facility_id)
        gone.state, gone.cancel_reason = "cancelled", "Rapat"
        db.session.get(make.Wbp, person).religion = "islam"
        make.holiday("idul_fitri", today)
    with app.app_context(), saving():
        values = {"kind": "RK", "on": today, "holiday": "idul_fitri", "late_on": None, "at": clock.now()}
        scope = command_line_scope(room.facility_id)
        round_id = open_round(scope=scope, facility_id=room.facility_id, **values).id
    period = f"from={first:%d-%m-%Y}&until={last:%d-%m-%Y}"
    client.sign_in("rina")
    shown = {
        "person": _found(client, f"/people/{person}", r"Hadir (\d+) dari (\d+) sesi"),
        "class": _found(client, f"/attendance/cohorts/{room.cohort_id}?{period}", r"71 % \((\d+) dari (\d+)\)"),
        "verdict": _found(client, f"/remisi/rounds/{round_id}/people/{person}", r"hadir (\d+) dari (\d+) sesi"),
    }
    client.sign_in(room.dinas)
    shown["dinas"] = _found(client, f"/portal/programmes/{room.programme_id}?{period}", r"71 % \((\d+) dari (\d+)\)")
    assert shown == dict.fromkeys(("person", "class", "verdict", "dinas"), ("5", "7"))


def _found(client: PageClient, address: str, pattern: str) -> Any:
    text = " ".join(re.sub(r"<[^>]+>", "", unescape(client.get(address).get_data(as_text=True))).split())
    found = re.search(pattern, text)
    return found.groups() if found else text[:3000]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from([*MARKS, None]), st.booleans()), min_size=1, max_size=10))
def test_a_cancelled_session_is_nobodys_absence(app: Flask, meetings: list[tuple[str | None, bool]]) -> None:
    """What the counting query says equals a plain loop over the sessions that were not cancelled."""
    today = clock.today("WITA")
    with app.app_context():
        with saving():
            place = make.facility(f"UPT-{next(make._counter)}").id
            scope = make.scope_for(make.user(f"p-{place}", Role.PEMBINAAN, place))
            group = make.cohort(make.programme(place), starts_on=today - timedelta(days=90))
            person = make.wbp(place).id
            make.enrolment(group, db.session.get(make.Wbp, person), created_at=ENROLLED)
            ids, group_id = [], group.id
            for number, (status, _cancelled) in enumerate(meetings):
                meeting = make.session(group, today - timedelta(days=1 + number), state="held" if status else "planned")
                ids.append(meeting.id)
                if status:
                    present, excused = MARKS[status]
                    make.add(Mark(
                        facility_id=place, session_id=meeting.id, wbp_id=person, held_on=meeting.held_on, status=status,
                        present=present, excused=excused, source="officer", marked_at=meeting.ends_at,
                    ))  # fmt: skip
        wanted = [each for each, (_status, cancelled) in zip(ids, meetings, strict=True) if cancelled]
        with saving():
            done = cancel_actions.cancel_sessions(
                scope=scope, facility_id=place, session_ids=wanted, reason="Rapat", at=clock.now()
            )
        # What has a register cannot be cancelled, so nothing recorded is ever lost with it.
        kept = [(status, cancelled) for status, cancelled in meetings if status or not cancelled]
        assert done.changed == sum(1 for status, cancelled in meetings if cancelled and not status)
        found = queries.participation(scope, [person], today - timedelta(days=90), today)[person]
        marks = [MARKS[status] for status, _cancelled in kept if status]
        assert (found.scheduled, found.attended, found.excused) == (
            len(marks), sum(present for present, _ in marks), sum(excused for _, excused in marks),
        )  # fmt: skip
        assert len(found.unrecorded) == sum(1 for status, _cancelled in kept if not status)
        (line,) = queries.class_attendance(scope, group_id, today - timedelta(days=90), today, at=clock.now())
        assert (line.present, line.counted) == (found.attended, found.counted)
        assert queries.shares_in_classes(scope, [group_id], today - timedelta(days=90), today).get(group_id, {}).get(
            person, (0, 0)
        ) == (found.attended, found.counted)


def test_two_sessions_of_one_class_on_one_day_are_two_registers(app: Flask) -> None:
    today = clock.today("WITA") - timedelta(days=1)
    room = classroom(app, people=2, on=today)
    with app.app_context(), saving():
        second = make.session(db.session.get(Cohort, room.cohort_id), today, hour=14).id
    one, other = room.people
    after = clock.instant(today, 17, 0, "WITA")
    record(app, room, {one: "hadir", other: "hadir"}, at=after)
    record(app, room, {one: "tanpa_keterangan"}, session_id=second, at=after)
    with app.app_context():
        scope = make.scope_for(db.session.query(make.User).filter_by(username=room.officer).one())
        morning, noon = (queries.register(scope, each, after) for each in (room.session_id, second))
        assert (morning.present, morning.absent, morning.unrecorded) == (2, 0, 0)
        assert (noon.present, noon.absent, noon.unrecorded) == (0, 1, 1)
        counted = queries.participation(scope, room.people, today, today + timedelta(days=1))
        assert counted[one] == Participation(scheduled=2, attended=1)
        assert counted[other] == Participation(scheduled=1, attended=1, unrecorded=[second])
        assert len(queries.list_day(scope, today)) == 2
