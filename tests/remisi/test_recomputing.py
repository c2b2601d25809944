"""A kept round comes out again from its own facts; what differs is named with its cause and what it does to the person."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.saving import saving
from rehab.remisi import actions, checking, queries
from rehab.remisi.models import RoundVerdict
from rehab.wbp.models import Paper, RemissionReceived, Wbp
from tests import factories
from tests.pages import PageClient
from tests.remisi.people import AT, ON, assess, prison, score, spotless

LATER = AT + timedelta(days=3)


def _open(place: int, kind: str = "RU", on: date = ON, **more) -> int:
    with saving():
        values = {"holiday": None, "late_on": None, "at": AT} | more
        return actions.open_round(scope=command_line_scope(place), facility_id=place, kind=kind, on=on, **values).id


def _again(place: int, round_id: int) -> dict[str, dict]:
    scope = command_line_scope(place)
    with saving():
        version = queries.get_round(scope, round_id).version
        round_ = actions.compute_again(scope=scope, round_id=round_id, version=version, at=LATER)
        return {each["name"]: each for each in round_.differences}


def _person(name: str) -> Wbp:
    return db.session.query(Wbp).filter_by(name=name).one()


def _mixed() -> int:
    """People of many kinds: eligible, lacking papers, too young, a child, life, nothing known, a special crime, an old one."""
    with saving():
        place, _ = prison()
        spotless(place, "Ani Lengkap")
        spotless(place, "Budi Berkas", paper_state="present")
        spotless(place, "Cici Muda", since=ON - timedelta(150))
        spotless(place, "Dodi Anak", status="anak_binaan", birth_on=date(2009, 1, 1))
        spotless(place, "Eka Hidup", sentence={"kind": "seumur_hidup", "final_on": date(2025, 6, 1)})
        spotless(place, "Fani Korupsi", offence="korupsi", fine_paid=None)
        spotless(place, "Gani Teror", offence="terorisme", religion="katolik")
        spotless(place, "Hadi Tua", birth_on=date(1950, 1, 1), since=date(2019, 2, 28))
        spotless(
            place, "Ida Lama", since=date(1999, 12, 31), sentence={"kind": "penjara", "years": 20, "final_on": date(2000, 2, 29)}
        )
        old = _person("Hadi Tua")
        factories.add(RemissionReceived(facility_id=place, wbp_id=old.id, kind="RU", granted_on=date(2020, 8, 17), days=60))
        score(old, date(2022, 3, 1), 64)
        assess(old, date(2022, 7, 1), "tinggi")
        nobody = factories.wbp(
            place, "Jaka Kosong", sentence=None, since=None, birth_on=None, religion=None, status=None, offence=None,
            subsidiary_days=None, serving_subsidiary=None, pre_release_leave=None, parole_revoked=None, escaped=None,
        )  # fmt: skip
        assert nobody.id
        for code, day in (("idul_fitri", date(2022, 5, 2)), ("natal", date(2021, 12, 25)), ("idul_fitri", date(2026, 3, 20))):
            factories.holiday(code, day)
    return place


ROUNDS = [
    *({"kind": "RU", "on": date(year, 8, 17)} for year in (2000, 2005, 2006, 2012, 2013, 2018, *range(2020, 2027))),
    *({"kind": "RU", "on": ON, "late_on": ON + timedelta(days)} for days in (1, 30, 200)),
    {"kind": "RD", "on": date(2015, 8, 17)}, {"kind": "RD", "on": date(2025, 8, 17)}, {"kind": "PMPD", "on": date(2025, 8, 17)},
    {"kind": "PMPU", "on": date(2025, 8, 17)}, {"kind": "RAN", "on": date(2026, 7, 23)}, {"kind": "RKL", "on": date(2026, 5, 29)},
    {"kind": "RKS", "on": date(2024, 4, 7)}, {"kind": "RT", "on": date(2026, 8, 17)},
    {"kind": "RK", "on": date(2022, 5, 2), "holiday": "idul_fitri"}, {"kind": "RK", "on": date(2021, 12, 25), "holiday": "natal"},
    {"kind": "PMPK", "on": date(2026, 3, 20), "holiday": "idul_fitri"},
]  # fmt: skip


@pytest.mark.parametrize("policy", [{}, {"min_served_adult": 120, "sppn_min": 70, "active_min": "0.75"}])
def test_every_round_comes_out_again_from_its_own_facts(app: Flask, policy) -> None:
    with app.app_context():
        place = _mixed()
        with saving():
            db.session.get_one(Facility, place).policy = policy
        for each in ROUNDS:
            round_id = _open(place, **each)
            # The records move on, and the office changes its mind: what is kept stays what it was.
            with saving():
                db.session.get_one(Facility, place).policy = {"sppn_min": 90}
                for paper in db.session.query(Paper).filter_by(code="putusan"):
                    paper.state = "missing"
            db.session.expire_all()
            found = checking.check_round(command_line_scope(place), round_id)
            assert (found.rows, found.same_rules, found.hash_holds) == ((), True, True), each
            assert found.people == found.identical > 0
            with saving():
                db.session.get_one(Facility, place).policy = policy
                for paper in db.session.query(Paper).filter_by(code="putusan"):
                    paper.state = "verified"


def test_under_a_newer_law_each_difference_has_its_cause_and_its_effect(app: Flask, monkeypatch) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        monkeypatch.setattr(checking, "rules_version", lambda: "a newer one")
        known = checking.checked

        def newer(question):
            policy, rules = known(question)
            return policy, replace(rules, served_minimum_adult=149, sppn_min=81)

        monkeypatch.setattr(checking, "checked", newer)
        found = checking.check_round(command_line_scope(place), round_id)
        rows = {row.name: row for row in found.rows}
    assert not found.same_rules
    assert found.hash_holds
    # 80 points do not reach 81; 150 days reach 149, but the points fail as well.
    assert (rows["Ani Lengkap"].change, rows["Ani Lengkap"].gained) == ("held_longer", -60)
    assert rows["Ani Lengkap"].cause == ("sppn_good", "amount")
    assert set(rows["Cici Muda"].cause) == {"served_minimum", "sppn_good"}
    assert rows["Cici Muda"].change == "paper_only"
    assert "Jaka Kosong" in rows


def test_a_stored_answer_that_was_tampered_with_does_not_come_out_again(app: Flask) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        with saving():
            kept = db.session.query(RoundVerdict).filter_by(name="Ani Lengkap").one()
            kept.verdict = kept.verdict | {"days": 90}
        found = checking.check_round(command_line_scope(place), round_id)
        assert [row.name for row in found.rows] == ["Ani Lengkap"]
        assert not found.hash_holds


def test_a_difference_says_what_it_does_to_the_person(app: Flask) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        with saving():
            for paper in db.session.query(Paper).filter_by(wbp_id=_person("Budi Berkas").id):
                paper.state = "verified"
            for paper in db.session.query(Paper).filter_by(wbp_id=_person("Ani Lengkap").id, code="register_f"):
                paper.state = "missing"
            _person("Cici Muda").escaped = True
            spotless(place, "Zaki Baru")
        found = _again(place, round_id)
    assert {name: (each["change"], each["gained"], each["cause"]) for name, each in found.items()} == {
        "Budi Berkas": ("out_sooner", 60, ["documents"]),
        "Ani Lengkap": ("held_longer", -60, ["documents"]),
        "Cici Muda": ("paper_only", 0, ["escaped"]),
        "Zaki Baru": ("out_sooner", 60, ["entered"]),
    }


def test_who_leaves_an_eligible_place_is_held_longer(app: Flask) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        with saving():
            stay = db.session.query(factories.Placement).filter_by(wbp_id=_person("Ani Lengkap").id).one()
            stay.ends_on, stay.end_reason = ON - timedelta(1), "pindah"
        found = _again(place, round_id)["Ani Lengkap"]
    assert (found["change"], found["gained"], found["cause"]) == ("held_longer", -60, ["gone"])


def test_class_two_alone_counts_as_out_sooner(app: Flask) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        with saving():
            person = _person("Ani Lengkap")
            db.session.get_one(factories.Sentence, person.id).years = 1
            db.session.get_one(factories.Sentence, person.id).months = 7
        found = _again(place, round_id)["Ani Lengkap"]
    assert (found["before"]["class"], found["after"]["class"]) == ("I", "II")
    assert found["change"] == "out_sooner"


def test_the_pages_show_effect_and_cause_and_narrow_to_one(app: Flask, client: PageClient) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        with saving():
            for paper in db.session.query(Paper).filter_by(wbp_id=_person("Budi Berkas").id):
                paper.state = "verified"
            _person("Ani Lengkap").escaped = True
        _again(place, round_id)
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/differences").text
    assert "Budi Berkas" in page and "Ani Lengkap" in page and "Bebas lebih cepat" in page
    sooner = client.get(f"/remisi/rounds/{round_id}/differences?change=out_sooner").text
    assert "Budi Berkas" in sooner and "Ani Lengkap" not in sooner
    assert "keluar lagi sama persis" in client.get(f"/remisi/rounds/{round_id}/check").text


def test_the_command_checks_a_round_by_its_number(app: Flask) -> None:
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
    run = app.test_cli_runner()
    good = run.invoke(args=["round", "--check", str(round_id)])
    assert good.exit_code == 0
    assert "sama persis" in good.output
    with app.app_context(), saving():
        kept = db.session.query(RoundVerdict).filter_by(name="Ani Lengkap").one()
        kept.facts = kept.facts | {"facts": kept.facts["facts"] | {"escaped": True}}
    bad = run.invoke(args=["round", "--check", str(round_id)])
    assert bad.exit_code == 1
    assert "Pelarian" in bad.output
    assert run.invoke(args=["round"]).exit_code == 2
    assert run.invoke(args=["round", "--check", "999"]).exit_code == 2


def test_a_verdict_that_a_proposal_rests_on_comes_out_again_though_the_round_was_computed_anew(app: Flask) -> None:
    """Ani is prepared, then loses a paper, and the office changes a switch: her verdict stays as it was, under its own rules."""
    with app.app_context():
        place = _mixed()
        round_id = _open(place)
        scope = command_line_scope(place)
        with saving():
            path = factories.path_people(place)
            factories.candidate(queries.get_round(scope, round_id), _person("Ani Lengkap"), "prepared", path)
        with saving():
            db.session.get_one(Facility, place).policy = {"sppn_min": 70}
            for paper in db.session.query(Paper).filter_by(wbp_id=_person("Ani Lengkap").id, code="register_f"):
                paper.state = "missing"
        assert _again(place, round_id)["Ani Lengkap"]["frozen"]
        found = checking.check_round(scope, round_id)
        assert (found.rows, found.same_rules, found.hash_holds) == ((), True, True)
        assert queries.get_verdict(scope, round_id, _person("Ani Lengkap").id).outcome == "eligible"
