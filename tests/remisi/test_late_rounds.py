"""Susulan: for exactly those judged late or whose paper came late, each explained; the missed RU before the next RK."""

from datetime import date, timedelta
from typing import Any

from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.remisi import actions, queries, work_queries
from rehab.remisi.late_queries import LateResult, late_candidates
from rehab.remisi.shapes import Filters
from rehab.wbp.models import Paper, RemissionReceived, Sentence, Wbp
from tests import factories
from tests.pages import PageClient
from tests.remisi.people import AT, ON, assess, prison, score, spotless

LATE = ON + timedelta(60)
CHRISTMAS = date(2026, 12, 25)


def _open(place: int, kind: str = "RU", on: date = ON, **more: Any) -> int:
    with saving():
        values = {"holiday": None, "late_on": None, "at": AT} | more
        return actions.open_round(scope=command_line_scope(place), facility_id=place, kind=kind, on=on, **values).id


def _person(name: str) -> Wbp:
    return db.session.query(Wbp).filter_by(name=name).one()


def _papers(name: str, state: str) -> None:
    for paper in db.session.query(Paper).filter_by(wbp_id=_person(name).id, code="register_f"):
        paper.state = state


def _seed() -> tuple[int, int]:
    """Ani eligible in time; Budi's paper comes late; Cici is judged late; Dodi stays too young; Eko stays incomplete."""
    with saving():
        place, _ = prison()
        spotless(place, "Ani Tepat")
        spotless(place, "Budi Berkas")
        judged_late = {"kind": "penjara", "years": 3, "months": 0, "days": 0, "final_on": None}
        spotless(place, "Cici Putusan", sentence=judged_late, religion="protestan")
        spotless(place, "Dodi Muda", since=ON - timedelta(100))
        spotless(place, "Eko Kurang", paper_state="present")
        _papers("Budi Berkas", "present")
    round_id = _open(place)
    with saving():
        _papers("Budi Berkas", "verified")
        db.session.get_one(Sentence, _person("Cici Putusan").id).final_on = ON + timedelta(10)
        for person in db.session.query(Wbp):
            for month in (8, 9):
                score(person, date(2026, month, 1), 80)
            assess(person, LATE - timedelta(5), "rendah")
    return place, round_id


def _late(place: int, round_id: int, on: date = LATE) -> LateResult:
    scope = command_line_scope(place)
    return late_candidates(scope, queries.get_round(scope, round_id), on, at=AT)


def test_exactly_those_who_came_late_are_named_each_with_why_only_now(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        found = _late(place, round_id)
    assert {row.name: (row.reason, row.came, row.days) for row in found.rows} == {
        "Budi Berkas": ("paper", ("register_f",), 60),
        "Cici Putusan": ("judged", ("final_judgment",), 60),
    }
    assert (found.incomplete, found.not_eligible) == (1, 1)


def test_the_susulan_holds_nobody_whom_the_round_of_the_day_proposes(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        scope = command_line_scope(place)
        late_id = _open(place, late_on=LATE)
        names = {row.name for row in queries.all_verdicts(scope, queries.get_round(scope, late_id), Filters(outcome=""))}
        assert names == {"Budi Berkas", "Cici Putusan", "Dodi Muda", "Eko Kurang"}
        both = queries.overview_of(scope, round_id).counts["eligible"] + sum(queries.overview_of(scope, late_id).counts.values())
        assert both == db.session.query(Wbp).count()
        # Computed again it still leaves them out, and a second susulan leaves out those of the first as well.
        with saving():
            again = actions.compute_again(scope=scope, round_id=late_id, version=1, at=AT)
            assert again.differences == []
        second = _open(place, late_on=LATE + timedelta(30))
        assert {row.name for row in queries.all_verdicts(scope, queries.get_round(scope, second), Filters(outcome=""))} == {
            "Dodi Muda", "Eko Kurang",
        }  # fmt: skip


def test_who_has_the_grant_of_that_day_is_not_proposed_again(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            budi = _person("Budi Berkas").id
            factories.add(RemissionReceived(facility_id=place, wbp_id=budi, kind="RU", granted_on=ON, days=60))
        assert [row.name for row in _late(place, round_id).rows] == ["Cici Putusan"]


def test_whoever_was_not_in_the_round_at_all_is_named_too(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            late = spotless(place, "Zaki Baru")
            for month in (8, 9):
                score(late, date(2026, month, 1), 80)
            assess(late, LATE - timedelta(5), "rendah")
        assert {row.name: row.reason for row in _late(place, round_id).rows}["Zaki Baru"] == "new"


def test_the_page_offers_the_susulan_and_opens_it(app: Flask, client: PageClient) -> None:
    with app.app_context():
        _, round_id = _seed()
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/late?on=16-10-2026").text
    assert "Budi Berkas" in page and "Cici Putusan" in page and "Ani Tepat" not in page
    assert "Putusannya berkekuatan tetap sesudah hari itu" in page
    assert "sesudah hari remisinya" in client.get(f"/remisi/rounds/{round_id}/late?on=17-08-2026").text
    form = {"kind": "RU", "on": "17-08-2026", "holiday": "", "late_on": "16-10-2026"}
    opened = client.follow(client.post("/remisi/rounds", form)).text
    assert "Putaran susulan" in opened and f"/remisi/rounds/{round_id}" in opened


def test_a_religious_round_lists_whose_general_remission_is_missing(app: Flask, client: PageClient) -> None:
    with app.app_context():
        place, ru_id = _seed()
        with saving():
            factories.holiday("natal", CHRISTMAS)
            factories.add(RemissionReceived(facility_id=place, wbp_id=_person("Ani Tepat").id, kind="RU", granted_on=ON, days=60))
            for person in db.session.query(Wbp):
                person.religion = "katolik"
                for month in (10, 11):
                    score(person, date(2026, month, 1), 80)
                assess(person, CHRISTMAS - timedelta(5), "rendah")
        christmas = _open(place, "RK", CHRISTMAS, holiday="natal")
        scope = command_line_scope(place)
        round_ = queries.get_round(scope, christmas)
        missed = [row.name for row in queries.all_verdicts(scope, round_, Filters(outcome="", missed=True))]
        # Ani has hers; Dodi was too young, which no susulan cures; Eko's paper may still come.
        assert missed == ["Budi Berkas", "Cici Putusan", "Eko Kurang"]
        counts = work_queries.count_missed_general(scope, round_)
        assert sum(counts.values()) == 3
        ru = queries.get_round(scope, ru_id)
        assert work_queries.count_missed_general(scope, ru) == {}
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{christmas}").text
    assert "Remisi umum yang terlewat didahulukan" in page
    for outcome, number in counts.items():
        assert f"tab={outcome}&amp;missed=1" in page
        listed = client.get(f"/remisi/rounds/{christmas}?tab={outcome}&missed=1").text
        assert listed.count('data-label="Nama"') == number


def test_who_is_not_judged_yet_has_missed_nothing(app: Flask) -> None:
    with app.app_context():
        place, _ = _seed()
        with saving():
            db.session.get_one(Sentence, _person("Cici Putusan").id).final_on = None
            factories.holiday("natal", CHRISTMAS)
        christmas = _open(place, "RK", CHRISTMAS, holiday="natal")
        scope = command_line_scope(place)
        rows = queries.all_verdicts(scope, queries.get_round(scope, christmas), Filters(outcome="", missed=True))
        assert "Cici Putusan" not in {row.name for row in rows}


def test_the_general_day_before_is_the_newest_that_has_passed() -> None:
    assert work_queries.general_day_before(date(2026, 8, 17)) == date(2025, 8, 17)
    assert work_queries.general_day_before(date(2026, 8, 18)) == date(2026, 8, 17)
    assert work_queries.general_day_before(date(2026, 3, 20)) == date(2025, 8, 17)
