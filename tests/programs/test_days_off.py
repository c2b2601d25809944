"""A confirmed day off has no session; taken back, everything is as it was."""

from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.facilities import day_off_actions as rows
from rehab.facilities.models import DayOff
from rehab.facilities.queries import list_days_off
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.programs import cancel_actions, day_off_actions, queries, session_actions
from rehab.programs.models import Session
from tests import factories as make
from tests.pages import PageClient
from tests.programs.test_sessions import AT, MONDAY, WEDNESDAY_NOON
from tests.programs.test_timetable import FIRST, PLACES, Timetabled


class Calendar(Timetabled):
    """A class whose facility keeps days off."""

    def close(self, first: date, last: date | None = None, name: str = "Penggeledahan") -> list[int]:
        place = self.facility_id()
        with saving():
            day_off_actions.add_days_off(scope=self.scope, facility_id=place, first=first, last=last or first, name=name, at=AT)
        found = list_days_off(self.scope, place, from_on=first, to_on=(last or first) + timedelta(days=1))
        return [row.id for row in found]

    def open(self, ids: list[int]) -> day_off_actions.DaysOffChanged:
        place = self.facility_id()
        with saving():
            return day_off_actions.take_back_days_off(scope=self.scope, facility_id=place, ids=ids, reason="Salah", at=AT)

    def confirm(self, ids: list[int]) -> day_off_actions.DaysOffChanged:
        place = self.facility_id()
        with saving():
            return day_off_actions.confirm_days_off(scope=self.scope, facility_id=place, ids=ids, at=AT)


def test_a_day_off_cancels_sessions_with_its_name_and_gives_them_back(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        before = house.lines()
        ids = house.close(FIRST)
        row = house.sessions()[0]
        assert (row.state, row.cancel_reason, row.day_off_id) == ("cancelled", "Penggeledahan", ids[0])
        house.open(ids)
        assert house.lines() == before


def test_no_session_is_made_on_a_day_off_and_those_never_made_come_when_it_is_taken_back(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        ids = house.close(FIRST)
        house.timetable(MONDAY)
        assert FIRST not in house.days()
        assert house.open(ids).added == 1
        assert house.days()[0] == FIRST


def test_an_estimate_changes_nothing_until_it_is_confirmed(app: Flask) -> None:
    with app.app_context():
        house = Calendar(ends_on=date(2028, 1, 1))
        house.timetable(*(session_actions.Slot(day, time(9), time(10)) for day in range(7)))
        before = house.lines()
        place = house.facility_id()
        with saving():
            assert rows.seed_days_off(scope=house.scope, facility_id=place, years=range(2026, 2027), at=AT) > 15
        with saving():
            assert rows.seed_days_off(scope=house.scope, facility_id=place, years=range(2026, 2027), at=AT) == 0
        assert house.lines() == before
        christmas = list_days_off(house.scope, place, from_on=date(2026, 12, 25), to_on=date(2026, 12, 26))
        assert [(row.kind, row.state, "Natal" in row.name) for row in christmas] == [("nasional", "perkiraan", True)]
        assert house.confirm([christmas[0].id]).sessions == 1
        assert [each.state for each in house.sessions(on=date(2026, 12, 25))] == ["cancelled"]


def test_a_register_on_a_day_off_stays_and_so_does_a_session_cancelled_by_hand(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        held, by_hand = house.sessions()[0].id, house.sessions()[1].id
        house.hold(held)
        house.cancel(by_hand)
        before = house.lines()
        ids = house.close(FIRST, FIRST + timedelta(days=7))
        assert house.lines() == before
        house.open(ids)
        assert house.lines() == before


def test_a_past_day_without_register_can_turn_out_to_have_been_off(app: Flask) -> None:
    with app.app_context():
        house = Calendar(starts_on=date(2026, 11, 2))
        house.timetable(MONDAY)
        with saving():
            session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=True, at=AT)
        before = house.lines()
        ids = house.close(date(2026, 11, 9))
        assert [each.state for each in house.sessions(on=date(2026, 11, 9))] == ["cancelled"]
        house.open(ids)
        assert house.lines() == before


def test_a_session_on_a_day_off_is_not_planned_again_by_hand_nor_caught_up_on_one(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        house.close(FIRST)
        house.close(FIRST + timedelta(days=1))
        with pytest.raises(cancel_actions.OnDayOff):
            house.restore(missed)
        with pytest.raises(cancel_actions.OnDayOff):
            house.catch_up(missed, FIRST + timedelta(days=1))
        made = house.catch_up(missed, FIRST + timedelta(days=2))
        assert queries.session(house.scope, made).replaces_id == missed


def test_a_session_caught_up_meanwhile_stays_cancelled_when_its_day_off_is_taken_back(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        missed = house.sessions()[0].id
        ids = house.close(FIRST)
        house.catch_up(missed, FIRST + timedelta(days=2))
        assert house.open(ids).sessions == 0
        row = queries.session(house.scope, missed)
        assert (row.state, row.day_off_id, row.cancel_reason) == ("cancelled", None, "Penggeledahan")


def test_a_new_timetable_moves_what_waits_behind_a_day_off_too(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        ids = house.close(FIRST)
        house.timetable(session_actions.Slot(0, time(10), time(11)))
        assert FIRST not in house.days()
        house.open(ids)
        assert [each.starts_time for each in house.sessions(on=FIRST)] == [time(10)]


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(["cancel", "hold", "catch_up"]), st.integers(0, 15)), max_size=6),
    st.sets(st.integers(0, 70), min_size=1, max_size=8),
)
def test_days_off_added_and_taken_back_leave_everything_as_before(
    app: Flask, deeds: list[tuple[str, int]], offsets: set[int]
) -> None:
    with app.app_context():
        house = Calendar(f"UPT-{next(PLACES)}")
        house.timetable(MONDAY, WEDNESDAY_NOON)
        for deed, number in deeds:
            row = house.sessions()[number % len(house.sessions())]
            if deed == "catch_up" and row.state == "cancelled":
                with suppress(cancel_actions.StillReplaced, cancel_actions.TimeTaken, cancel_actions.WrongSessionStep):
                    house.catch_up(row.id, row.held_on + timedelta(days=1), hour=15)
            elif row.state == "planned" and deed != "catch_up":
                (house.cancel if deed == "cancel" else house.hold)(row.id)
        before = house.lines()
        ids = [each for offset in offsets for each in house.close(FIRST + timedelta(days=offset))]
        assert not any(each.state == "planned" and (each.held_on - FIRST).days in offsets for each in house.sessions())
        with saving():
            session_actions.generate_sessions(scope=house.scope, cohort_id=house.cohort_id, from_start=False, at=AT)
        house.open(ids)
        assert house.lines() == before


def test_another_facilitys_days_off_are_its_own(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.timetable(MONDAY)
        with saving():
            other = make.facility("RUTAN-02").id
            stranger = make.scope_for(make.user("siti", Role.PEMBINAAN, other))
        ids = house.close(FIRST)
        keys = {"scope": stranger, "ids": ids, "reason": "x", "at": AT}
        with saving():
            assert day_off_actions.take_back_days_off(facility_id=other, **keys).days == 0
        with pytest.raises(NotFound), saving():
            day_off_actions.take_back_days_off(facility_id=house.facility_id(), **keys)
        with saving():
            day_off_actions.add_days_off(
                scope=stranger,
                facility_id=other,
                first=FIRST + timedelta(days=7),
                last=FIRST + timedelta(days=7),
                name="x",
                at=AT,
            )
        assert [each.state for each in house.sessions()[:2]] == ["cancelled", "planned"]


def test_days_already_listed_and_too_many_days_are_refused(app: Flask) -> None:
    with app.app_context():
        house = Calendar()
        house.close(FIRST)
        with pytest.raises(rows.DayTaken):
            house.close(FIRST - timedelta(days=1), FIRST)
        with pytest.raises(rows.WrongDays):
            house.close(FIRST, FIRST - timedelta(days=1))
        with pytest.raises(rows.WrongDays):
            house.close(FIRST + timedelta(days=10), FIRST + timedelta(days=90))


def test_an_officer_closes_a_day_on_the_page_and_opens_it_again(client: PageClient, app: Flask) -> None:
    today = clock.today("WITA")
    with app.app_context(), saving():
        place = make.facility()
        make.user("budi", Role.PEMBINAAN, place.id)
        make.user("wali", Role.WALI, place.id)
        meeting = make.session(make.cohort(make.programme(place.id)), today).id
    client.sign_in("budi").get("/programs/days-off/new")
    day = today.strftime("%d-%m-%Y")
    client.post("/programs/days-off/new", {"name": "", "first": day}, 422)
    page = client.follow(client.post("/programs/days-off/new", {"name": "Penggeledahan", "first": day, "last": ""}))
    assert "1 hari libur ditetapkan; 1 sesi dibatalkan." in page.get_data(as_text=True)
    client.post("/programs/days-off/new", {"name": "Lagi", "first": day}, 422)
    with app.app_context():
        number = db.session.query(DayOff).one().id
    client.post(f"/programs/days-off?year={today.year}", {"do": "take_back", "day": [str(number)], "reason": ""}, 422)
    client.post("/programs/days-off", {"do": "take_back", "reason": "x"}, 422)
    back = {"do": "take_back", "day": [str(number)], "reason": "Batal digeledah"}
    page = client.follow(client.post(f"/programs/days-off?year={today.year}", back))
    assert "1 hari kembali menjadi hari kelas; 1 sesi direncanakan." in page.get_data(as_text=True)
    client.post(f"/programs/days-off?year={today.year}", {"do": "confirm", "day": [str(number)]})
    with app.app_context():
        assert db.session.get(Session, meeting).state == "cancelled"
    assert "tercatat sebagai perkiraan" in client.follow(client.post("/programs/days-off/national", {"year": "2026"})).get_data(
        as_text=True
    )
    client.sign_in("wali").get("/programs/days-off")
    client.post("/programs/days-off/new", {"name": "x", "first": day}, 403)
