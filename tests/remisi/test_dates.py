"""Who reaches which date, with the remissions that are still to come, and whose date has passed."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.facilities.models import Holiday
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi import queries
from rehab.remisi.coming import ComingDay, coming_days, coming_remissions, dates_of
from rehab.remisi.date_queries import WINDOWS, DateFilters, list_dates
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.policy import DEFAULT
from rehab.remisi_rules.profile import completed
from rehab.wbp.models import RemissionReceived, Wbp
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.remisi.people import AT, prison

TODAY = date(2026, 6, 1)


def _seed() -> int:
    """PB lies where 2/3 of 30-day months are served; the two-year sentence is 720 days, so 480 after the start."""
    with saving():
        place, _ = prison()
        two = {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": date(2025, 1, 15)}
        # PB on 20 June 2026
        factories.wbp(place, "Ani Juni", since=date(2026, 6, 20) - timedelta(480), sentence=two)
        # PB on 1 May 2026 has passed
        factories.wbp(place, "Budi Lewat", since=date(2026, 5, 1) - timedelta(480), sentence=two)
        # two calendar years end on 25 August 2026: in the third month
        factories.wbp(place, "Cici Agustus", since=date(2024, 8, 25), sentence=two)
        factories.wbp(place, "Dodi Seumur", sentence={"kind": "seumur_hidup", "final_on": date(2025, 1, 1)})
        factories.wbp(place, "Eko Kosong", sentence=None, since=None, status=None)
        # the end passed on 1 May 2026, ninety days in place of a fine are still served
        factories.wbp(place, "Fani Subsider", since=date(2024, 5, 1), sentence=two, subsidiary_days=90)
    return place


def _found(place: int, **filters: str) -> list[tuple[str, str, date]]:
    rows = list_dates(command_line_scope(place), place, DateFilters(**filters), on=TODAY).rows
    return [(row.name, row.milestone, row.on) for row in rows]


def test_the_next_month_names_who_reaches_what_and_when(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        assert ("Ani Juni", "pb_on", date(2026, 6, 20)) in _found(place, window="1")
        assert ("Ani Juni", "two_thirds_on", date(2026, 6, 20)) in _found(place, window="1")
        assert {name for name, *_ in _found(place, window="1")} == {"Ani Juni"}
        assert ("Cici Agustus", "expiry_on", date(2026, 8, 25)) in _found(place, window="3")
        assert ("Cici Agustus", "expiry_on", date(2026, 8, 25)) not in _found(place, window="2")


def test_a_date_that_has_passed_is_an_alarm_until_the_person_has_left(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        passed = _found(place, window="passed")
        assert ("Budi Lewat", "pb_on", date(2026, 5, 1)) in passed
        # The end has not passed while the days in place of a fine are served.
        assert ("Fani Subsider", "expiry_on", date(2026, 5, 1)) not in passed
        with saving():
            person = db.session.query(Wbp).filter_by(name="Budi Lewat").one()
            stay = db.session.query(factories.Placement).filter_by(wbp_id=person.id).one()
            stay.ends_on, stay.end_reason = TODAY, "bebas"
        assert "Budi Lewat" not in {name for name, *_ in _found(place, window="passed")}


def test_a_coming_remission_brings_a_date_nearer_and_both_are_shown(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        with saving():
            late = {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": date(2025, 1, 15)}
            # PB on 15 October 2026, sixty days of RU: 16 August, but no earlier than 17 August, on which they are received
            factories.wbp(place, "Gani Oktober", since=date(2026, 10, 15) - timedelta(480), sentence=late)
        rows = list_dates(command_line_scope(place), place, DateFilters(window="3", milestone="pb_on"), on=TODAY).rows
        (gani,) = [row for row in rows if row.name == "Gani Oktober"]
    assert (gani.on, gani.projected_on, gani.passed) == (date(2026, 10, 15), date(2026, 8, 17), False)


def test_windows_grow_and_the_unknown_reach_nothing(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        scope = command_line_scope(place)
        counts = list_dates(scope, place, DateFilters(), on=TODAY).counts
        assert counts["1"] <= counts["2"] <= counts["3"]
        for window in WINDOWS:
            found = list_dates(scope, place, DateFilters(window=window), on=TODAY)
            assert len(found.rows) == counts[window]
            assert not {"Dodi Seumur", "Eko Kosong"} & {row.name for row in found.rows}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"milestone": "expiry_on"}, {"Cici Agustus"}),
        ({"search": "cici"}, {"Cici Agustus"}),
        ({"block": "B"}, set()),
        ({"wali": "7"}, set()),
        ({"wali": "0", "milestone": "pb_on"}, {"Ani Juni"}),
    ],
)
def test_the_list_is_narrowed(app: Flask, filters: dict[str, str], names: set[str]) -> None:
    with app.app_context():
        place = _seed()
        assert {name for name, *_ in _found(place, window="3", **filters)} == names


def test_the_list_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        scope = command_line_scope(place)
        with counted_queries() as few:
            list_dates(scope, place, DateFilters(), on=TODAY)
        with saving():
            for number in range(40):
                factories.wbp(place, f"Orang {number}")
        with counted_queries() as many:
            list_dates(scope, place, DateFilters(), on=TODAY)
    assert len(many) == len(few) <= 5


def test_another_prisons_people_reach_nothing_here(app: Flask) -> None:
    with app.app_context():
        place = _seed()
        with saving():
            other, _ = prison("LAPAS-02")
        assert list_dates(command_line_scope(other), other, DateFilters(window="3"), on=TODAY).rows == ()
        assert place != other


def _complete(on: date, **facts: object) -> Facts:
    told = {"profile": "complete", "sentence": {"kind": "penjara", "years": 5}, "detention": [{"starts_on": "2024-01-10"}]}
    return Facts.from_json(completed(told | facts, "RU", on))


def test_coming_remissions_are_those_the_law_gives_when_every_condition_is_met() -> None:
    """Round after round: what the projection adds is the size the engine itself answers for a spotless person."""
    facts = _complete(date(2024, 3, 1))
    days = coming_days(date(2024, 3, 1), date(2028, 12, 31), [Holiday(code="idul_fitri", held_on=date(2026, 3, 20))])
    coming = coming_remissions(facts, days, DEFAULT)
    assert [each.on for each in coming] == [
        date(2024, 8, 17), date(2025, 8, 17), date(2026, 3, 20), date(2026, 8, 17), date(2027, 8, 17),
    ]  # fmt: skip
    received: list[dict[str, object]] = []
    for each in coming:
        told = {"profile": "complete", "sentence": {"kind": "penjara", "years": 5}, "detention": [{"starts_on": "2024-01-10"}]}
        asked = completed(told | {"remissions": received}, each.kind, each.on)
        verdict = assess(asked, each.kind, each.on, "idul_fitri" if each.kind == "RK" else None)
        assert (verdict.outcome, verdict.days) == ("eligible", each.days)
        received = [*received, {"kind": each.kind, "on": each.on, "days": each.days}]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "tahanan"},
        {"status": None},
        {"sentence": {"kind": "seumur_hidup"}},
        {"sentence": {"kind": "penjara", "months": 5}},
        {"detention": []},
        {"status": "anak_binaan", "birth_on": "2006-08-17"},
    ],
)
def test_who_cannot_receive_is_projected_nothing(facts: dict[str, object]) -> None:
    known = _complete(date(2024, 3, 1), **facts)
    assert coming_remissions(known, [ComingDay(date(2024, 8, 17), None)], DEFAULT) == ()


def test_a_sentence_that_is_not_final_and_a_year_that_has_its_remission_are_projected_nothing() -> None:
    known, day = _complete(date(2024, 3, 1)), ComingDay(date(2024, 8, 17), None)
    assert coming_remissions(replace(known, sentence=known.sentence._replace(final_on=None)), [day], DEFAULT) == ()
    (first,) = coming_remissions(known, [day], DEFAULT)
    assert coming_remissions(replace(known, remissions=(first,)), [day], DEFAULT) == ()
    assert coming_remissions(known, [ComingDay(date(2024, 12, 25), "natal")], DEFAULT) == ()
    huge = replace(known, sentence=known.sentence._replace(years=9_000))
    assert coming_remissions(huge, [day], DEFAULT) == ()
    assert dates_of(huge, date(2024, 3, 1), DEFAULT).pb_on is None


def test_a_persons_page_shows_both_dates(app: Flask, client: PageClient) -> None:
    with app.app_context():
        place = _seed()
        with saving():
            nine = {"kind": "penjara", "years": 9, "months": 0, "days": 0, "final_on": date(2025, 6, 1)}
            person = factories.wbp(place, "Hana Lama", sentence=nine).id
            factories.add(RemissionReceived(facility_id=place, wbp_id=person, kind="RU", granted_on=date(2025, 8, 17), days=30))
        panel = queries.persons_remisi(command_line_scope(place), person, on=TODAY, at=AT)
        assert panel.projected and panel.milestones and panel.milestones.two_thirds_on
        # 1 November 2030; RU of 2026, 2027, 2028 as the 2nd, 3rd, 4th take 90 + 120 + 150 days: 6 November 2029; that of 2029
        # takes 150 more, to a day before it is received, so the day itself is the earliest
        assert panel.milestones.two_thirds_on == date(2030, 11, 1)
        assert [each.days for each in panel.coming[:4]] == [90, 120, 150, 150]
        assert panel.projected["two_thirds_on"] == date(2029, 8, 17)
        assert panel.projected["one_third_on"] == panel.milestones.one_third_on
        nobody = db.session.query(Wbp).filter_by(name="Eko Kosong").one().id
        assert queries.persons_remisi(command_line_scope(place), nobody, on=TODAY, at=AT).coming == ()
    client.sign_in("rina")
    page = client.get(f"/people/{person}").text
    assert "Bila remisi mendatang diterima" in page
    client.get(f"/people/{nobody}")


def test_the_page_and_the_workbook_show_the_same_people(app: Flask, client: PageClient) -> None:
    today = clock.today("WITA")
    with app.app_context(), saving():
        place, _ = prison()
        two = {"kind": "penjara", "years": 2, "months": 0, "days": 0, "final_on": today - timedelta(300)}
        factories.wbp(place, "Ani Segera", since=today + timedelta(10) - timedelta(480), sentence=two)
        factories.wbp(place, "Budi Lewat", since=today - timedelta(10) - timedelta(480), sentence=two)
    client.sign_in("rina")
    soon = client.get("/remisi/dates?when=1").text
    assert "Ani Segera" in soon and "Budi Lewat" not in soon
    alarm = client.get("/remisi/dates?when=passed&date=pb_on").text
    assert "Budi Lewat" in alarm and "Sudah lewat" in alarm and "Ani Segera" not in alarm
    book = client.get("/remisi/dates.xlsx?when=passed").data
    text = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    strings = zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode()
    assert "Budi Lewat" in strings + text and "Ani Segera" not in strings + text
    client.get("/remisi/dates?when=%27&date=%3B&block=%3Cb%3E&wali=x&q=%25&page=99")
