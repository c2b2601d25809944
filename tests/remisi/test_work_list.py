"""The work list of a round: who owes what, gaps given to colleagues, and done as the facts say."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.audit.models import AuditEntry
from rehab.conduct.models import SppnMonth
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.remisi import actions, queries, work_queries
from rehab.remisi.labels import CRITERION_LABELS, OWNER_LABELS, codes_of_owner, owner_of
from rehab.remisi.models import GapTask, RoundVerdict
from rehab.remisi.shapes import Filters
from rehab.remisi.task_actions import DayPassed, NothingLacks, assign_gaps
from rehab.remisi_rules.law import rules_on
from rehab.remisi_rules.policy import Policy
from rehab.wbp.labels import PAPER_LABELS
from rehab.wbp.models import Paper, Wbp
from tests import factories
from tests.pages import PageClient
from tests.remisi.people import AT, ON, prison, score, spotless

TODAY = date(2026, 8, 1)


def _lack(name: str, *codes: str) -> None:
    person = db.session.query(Wbp).filter_by(name=name).one()
    for paper in db.session.query(Paper).filter(Paper.wbp_id == person.id, Paper.code.in_(codes)):
        paper.state = "present"


def _seed() -> tuple[int, int]:
    """Four people: one lacks two papers, one a paper of the wali and a score, one nothing, one is too young."""
    with saving():
        place, _ = prison()
        wali = factories.user("wati", Role.WALI, place).id
        for name in ("Ani Lengkap", "Budi Berkas", "Cici Nilai"):
            spotless(place, name, wali_id=wali if name.startswith("Budi") else None)
        spotless(place, "Dodi Muda", since=ON - timedelta(100))
        _lack("Budi Berkas", "register_f", "putusan")
        _lack("Cici Nilai", "laporan_pembinaan")
        cici = db.session.query(Wbp).filter_by(name="Cici Nilai").one()
        month = db.session.query(SppnMonth).filter_by(wbp_id=cici.id, month_on=date(2026, 5, 1)).one()
        db.session.delete(month)
    with saving():
        values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
        return place, actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id


def _names(place: int, round_id: int, **filters: Any) -> list[str]:
    scope = command_line_scope(place)
    round_ = queries.get_round(scope, round_id)
    return [row.name for row in queries.all_verdicts(scope, round_, Filters(**{"outcome": ""} | filters))]


def _give(place: int, round_id: int, username: str, topic: str, names: list[str], due: date = ON, today: date = TODAY) -> int:
    with saving():
        user = db.session.query(factories.User).filter_by(username=username).one()
        ids = [row.id for row in db.session.query(Wbp).filter(Wbp.name.in_(names))]
        return assign_gaps(
            scope=command_line_scope(place), round_id=round_id, wbp_ids=ids, topic=topic, assignee_id=user.id, due_on=due,
            today=today, at=AT,
        )  # fmt: skip


def test_every_condition_and_paper_has_exactly_one_owner() -> None:
    codes = {*CRITERION_LABELS, *PAPER_LABELS, "offence"}
    asked = set(rules_on(ON, Policy.of(None)).criteria) | set(rules_on(ON, Policy.of(None)).papers)
    assert asked <= codes
    found = [code for owner in OWNER_LABELS for code in codes_of_owner(owner)]
    assert sorted(found) == sorted(codes)
    assert owner_of("nobody_knows_this") == "registry"


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"paper": "register_f"}, ["Budi Berkas"]),
        ({"paper": "any"}, ["Budi Berkas", "Cici Nilai"]),
        ({"paper": "sppn_good"}, ["Cici Nilai"]),
        ({"owner": "security"}, ["Budi Berkas"]),
        ({"owner": "wali"}, ["Cici Nilai"]),
        ({"owner": "prosecutor"}, ["Budi Berkas"]),
        ({"owner": "doctor"}, []),
        ({"owner": "'"}, []),
        ({"step": "conduct"}, ["Cici Nilai"]),
        ({"step": "papers"}, ["Budi Berkas", "Cici Nilai"]),
        ({"step": "data"}, []),
        ({"step": "decree"}, ["Budi Berkas", "Cici Nilai"]),
        ({"step": "?"}, []),
        ({"wali": "0"}, ["Ani Lengkap", "Cici Nilai", "Dodi Muda"]),
        ({"wali": "x"}, ["Ani Lengkap", "Budi Berkas", "Cici Nilai", "Dodi Muda"]),
        ({"assigned": "none", "outcome": "incomplete"}, ["Budi Berkas", "Cici Nilai"]),
        ({"assigned": "some"}, []),
    ],
)
def test_the_list_is_narrowed_to_the_work_asked_for(app: Flask, filters: dict[str, str], names: list[str]) -> None:
    with app.app_context():
        place, round_id = _seed()
        assert _names(place, round_id, **filters) == names


def test_who_owes_what_is_counted_by_office_and_backwards_from_the_day(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        scope = command_line_scope(place)
        owed = work_queries.owed_of(scope, queries.get_round(scope, round_id))
    lines = {each.owner: {line.code: line.people for line in each.lines} for each in owed.owners}
    assert lines == {
        "wali": {"laporan_pembinaan": 1, "sppn_good": 1},
        "security": {"register_f": 1},
        "prosecutor": {"putusan": 1},
    }
    assert {each.owner: each.people for each in owed.owners} == {"wali": 1, "security": 1, "prosecutor": 1}
    assert owed.people == 2
    assert [(step.step, (ON - step.on).days, step.people) for step in owed.steps] == [
        ("data", 120, 0), ("conduct", 90, 1), ("papers", 30, 2), ("decree", 5, 2),
    ]  # fmt: skip


def test_a_facility_counts_backwards_by_its_own_days(app: Flask, client: PageClient) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            db.session.get_one(Facility, place).policy = {"calendar_days": {"conduct": 60}}
        scope = command_line_scope(place)
        owed = work_queries.owed_of(scope, queries.get_round(scope, round_id))
    assert [(step.step, (ON - step.on).days) for step in owed.steps] == [
        ("data", 120), ("conduct", 60), ("papers", 30), ("decree", 5),
    ]  # fmt: skip
    page = client.sign_in("rina").get(f"/remisi/rounds/{round_id}/owed").text
    assert "D-60" in page and "D-90" not in page


def test_each_number_of_the_page_opens_the_list_it_counts(app: Flask, client: PageClient) -> None:
    with app.app_context():
        _place, round_id = _seed()
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/owed").text
    links = re.findall(r'<a href="(/remisi/rounds/\d+\?tab=incomplete&amp;[^"]+)">\s*(\d+)', page)
    assert len(links) >= 7
    for href, number in links:
        listed = client.get(href.replace("&amp;", "&")).text
        rows = listed.count('data-label="Nama"')
        assert rows == int(number), href


def test_a_gap_is_given_for_many_people_at_once_and_goes_over_to_another(app: Flask, client: PageClient) -> None:
    with app.app_context():
        place, round_id = _seed()
        assert _give(place, round_id, "wati", "register_f", ["Ani Lengkap", "Budi Berkas", "Cici Nilai"]) == 1
        assert _give(place, round_id, "rina", "register_f", ["Budi Berkas"], ON - timedelta(3)) == 1
        (task,) = db.session.query(GapTask)
        assert (task.due_on, task.version) == (ON - timedelta(3), 2)
        assert db.session.query(AuditEntry).filter_by(action="remisi.assign").count() == 2
        rina = db.session.query(factories.User).filter_by(username="rina").one().id
        scope = command_line_scope(place)
        assert work_queries.count_tasks(scope, on=TODAY, assignee_id=rina) == 1
        assert work_queries.count_tasks(scope, on=ON + timedelta(1), assignee_id=rina) == 0
        assert _names(place, round_id, assigned="some") == ["Budi Berkas"]


@pytest.mark.parametrize(
    ("username", "topic", "names", "due", "refusal"),
    [
        ("wati", "register_f", ["Ani Lengkap"], ON, NothingLacks),
        ("wati", "no_such_topic", ["Budi Berkas"], ON, NothingLacks),
        ("wati", "register_f", ["Budi Berkas"], TODAY - timedelta(1), DayPassed),
        ("jauh", "register_f", ["Budi Berkas"], ON, NotFound),
        ("guru", "register_f", ["Budi Berkas"], ON, NotFound),
    ],
)
def test_what_cannot_be_given_is_refused(app: Flask, username, topic, names, due, refusal) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            factories.user("jauh", Role.WALI, factories.facility("LAPAS-02").id)
            factories.user("guru", Role.GURU)
        with pytest.raises(refusal):
            _give(place, round_id, username, topic, names, due)
        assert db.session.query(GapTask).count() == 0


def test_done_is_what_the_facts_say_and_nothing_else(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        scope = command_line_scope(place)
        _give(place, round_id, "wati", "sppn_good", ["Cici Nilai"])
        wati = db.session.query(factories.User).filter_by(username="wati").one().id
        with saving():
            score(db.session.query(Wbp).filter_by(name="Cici Nilai").one(), date(2026, 5, 1), 80)
        # The records have it; the kept verdict does not know it yet.
        round_ = queries.get_round(scope, round_id)
        cici = db.session.query(Wbp).filter_by(name="Cici Nilai").one().id
        assert "sppn_good" not in work_queries.lacking_now(scope, round_, [cici], at=AT)[cici]
        assert work_queries.count_tasks(scope, on=TODAY, assignee_id=wati) == 1
        with saving():
            actions.compute_again(scope=scope, round_id=round_id, version=round_.version, at=AT)
        assert work_queries.count_tasks(scope, on=TODAY, assignee_id=wati) == 0
        done = work_queries.list_tasks(scope, on=TODAY, assignee_id=wati, waiting=False).items
        assert [(row.name, row.is_open) for row in done] == [("Cici Nilai", False)]


def test_a_frozen_verdict_asks_nothing_of_anybody(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        _give(place, round_id, "wati", "register_f", ["Budi Berkas"])
        with saving():
            db.session.query(RoundVerdict).filter_by(name="Budi Berkas").one().frozen = True
        assert work_queries.count_tasks(command_line_scope(place), on=TODAY, assignee_id=None) == 0


def _coming(app: Flask) -> tuple[int, list[int]]:
    """A round of the next 17 August over people of whom nothing is known, as the pages of today see it."""
    today = clock.today("WITA")
    on = date(today.year + (today >= date(today.year, 8, 17)), 8, 17)
    with app.app_context():
        with saving():
            place, _ = prison()
            factories.user("wati", Role.WALI, place)
            long = {"kind": "penjara", "years": 9, "final_on": date(2025, 6, 1)}
            people = [factories.wbp(place, f"Orang {number:02}", sentence=long).id for number in range(35)]
        with saving():
            values = {"kind": "RU", "on": on, "holiday": None, "late_on": None, "at": clock.now()}
            return actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id, people


def test_an_officer_ticks_previews_and_gives_and_the_colleague_finds_it_on_beranda(app: Flask, client: PageClient) -> None:
    round_id, people = _coming(app)
    client.sign_in("rina")
    preview = client.get(f"/remisi/rounds/{round_id}/assign?wbp_id={people[0]}&wbp_id={people[1]}&topic=register_f").text
    assert "2 orang kekurangan" in preview and "Orang 00" in preview
    with app.app_context():
        wati = db.session.query(factories.User).filter_by(username="wati").one().id
    due = clock.today("WITA") + timedelta(7)
    form = {"topic": "register_f", "people": f"{people[0]},{people[1]}", "assignee_id": wati, "due_on": due.strftime("%d-%m-%Y")}
    assert "2 orang diserahkan" in client.follow(client.post(f"/remisi/rounds/{round_id}/assign", form)).text
    late = form | {"due_on": (clock.today("WITA") - timedelta(1)).strftime("%d-%m-%Y")}
    assert "sudah lewat" in client.post(f"/remisi/rounds/{round_id}/assign", late, status=422).text
    client.post(f"/remisi/rounds/{round_id}/assign", form | {"assignee_id": "999"}, status=422)
    client.sign_in("wati")
    home = client.get("/home").text
    assert re.search(r'href="/remisi/tasks"[^>]*>\s*<span class="work__count">2<', home)
    tasks = client.get("/remisi/tasks").text
    assert "Orang 00" in tasks and "Masih kurang" in tasks
    assert "Orang 00" in client.get(f"/remisi/rounds/{round_id}?tab=incomplete&assigned=me").text
    client.post(f"/remisi/rounds/{round_id}/assign", form, status=403)


def test_all_results_of_a_filter_are_given_at_once(app: Flask, client: PageClient) -> None:
    round_id, _people = _coming(app)
    client.sign_in("rina")
    listed = client.get(f"/remisi/rounds/{round_id}?tab=incomplete&paper=register_f").text
    link = re.search(r'href="(/remisi/rounds/\d+/assign\?[^"]*)">Pilih semua 35 hasil', listed)
    assert link
    preview = client.get(link[1].replace("&amp;", "&")).text
    assert "35 orang kekurangan" in preview and "Dan 5 orang lagi" in preview


def test_what_nobody_asked_in_the_address_breaks_no_list(app: Flask, client: PageClient) -> None:
    round_id, _people = _coming(app)
    client.sign_in("rina")
    for query in ("round_id=5&block=A", "outcome=x&q=a", "_scheme=x&all=1&block=A", "wali=99999999999&owner=x&step=y&paper=z"):
        client.get(f"/remisi/rounds/{round_id}?{query}")
