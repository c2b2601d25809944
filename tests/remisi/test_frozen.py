"""A verdict somebody's proposal rests on stays as it is, whatever the round becomes."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.saving import saving
from rehab.remisi import actions, queries
from rehab.remisi.computing import RoundQuestion, checked, judged
from rehab.remisi.keeping import summary_of, unpacked
from rehab.remisi.models import RoundVerdict
from rehab.remisi_rules.facts import Facts
from rehab.wbp.models import Placement, Wbp
from tests.proposals.rounds import kept_round
from tests.remisi.people import AT, ON, spotless

LATER = AT + timedelta(days=3)


def _seed() -> tuple[int, int]:
    with saving():
        place, round_, people = kept_round()
        scope = command_line_scope(place.id)
        actions.freeze_verdicts(scope=scope, round_id=round_.id, wbp_ids=[people[0].id, people[1].id], frozen=True)
        return place.id, round_.id


def _again(place: int, round_id: int) -> dict[str, dict]:
    scope = command_line_scope(place)
    with saving():
        version = queries.get_round(scope, round_id).version
        found = actions.compute_again(scope=scope, round_id=round_id, version=version, at=LATER).differences
    return {each["name"]: each for each in found}


def _kept(place: int, round_id: int) -> dict[str, RoundVerdict]:
    return {each.name: each for each in queries.kept_verdicts(command_line_scope(place), round_id).values()}


def test_what_would_be_different_for_somebody_prepared_is_told_and_nothing_changes(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        before = {name: (each.facts, each.verdict) for name, each in _kept(place, round_id).items()}
        with saving():
            for person in db.session.query(Wbp):
                person.escaped = True
            spotless(place, "Eko Baru")
        found = _again(place, round_id)
        after = _kept(place, round_id)
    assert found["Ani Lengkap"]["frozen"] is True
    assert found["Ani Lengkap"]["after"]["outcome"] == "not_eligible"
    assert found["Dodi Rapi"]["frozen"] is False
    assert found["Eko Baru"]["cause"] == ["entered"]
    assert (after["Ani Lengkap"].facts, after["Ani Lengkap"].verdict) == before["Ani Lengkap"]
    assert after["Dodi Rapi"].outcome == "not_eligible"
    assert len(after) == 5


def test_a_frozen_verdict_keeps_its_articles_its_rules_and_its_switches(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        scope = command_line_scope(place)
        words = unpacked(_kept(place, round_id)["Budi Berkas"].verdict, queries.get_round(scope, round_id).bases)
        with saving():
            db.session.get(Facility, place).policy = {"min_served_adult": 120}
        _again(place, round_id)
        round_, kept = queries.get_round(scope, round_id), _kept(place, round_id)
        assert unpacked(kept["Budi Berkas"].verdict, round_.bases) == words
        assert kept["Budi Berkas"].verdict["made"]["policy"] == {}
        assert kept["Cici Muda"].verdict["made"]["policy"] == {"min_served_adult": 120}
        for each in kept.values():
            question = RoundQuestion("RU", ON, policy=each.verdict["made"]["policy"])
            again = judged(Facts.from_json(each.facts["facts"]), question, checked(question)[1])
            assert again.summary() == summary_of(each.verdict)


def test_where_everybody_is_frozen_the_articles_stay_readable(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        scope = command_line_scope(place)
        with saving():
            people = list(queries.kept_verdicts(scope, round_id))
            actions.freeze_verdicts(scope=scope, round_id=round_id, wbp_ids=people, frozen=True)
        bases = queries.get_round(scope, round_id).bases
        words = {name: unpacked(each.verdict, bases) for name, each in _kept(place, round_id).items()}
        _again(place, round_id)
        bases = queries.get_round(scope, round_id).bases
        assert {name: unpacked(each.verdict, bases) for name, each in _kept(place, round_id).items()} == words


def test_computing_again_without_a_change_keeps_the_hash_over_frozen_and_others(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        before = queries.get_round(command_line_scope(place), round_id).data_hash
        assert _again(place, round_id) == {}
        assert queries.get_round(command_line_scope(place), round_id).data_hash == before


def test_somebody_frozen_who_is_gone_stays_in_the_round_and_is_told(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            for stay in db.session.query(Placement):
                stay.ends_on, stay.end_reason = ON - timedelta(1), "bebas"
        found = _again(place, round_id)
        assert {name: each["frozen"] for name, each in found.items()} == {
            "Ani Lengkap": True, "Budi Berkas": True, "Cici Muda": False, "Dodi Rapi": False,
        }  # fmt: skip
        assert sorted(_kept(place, round_id)) == ["Ani Lengkap", "Budi Berkas"]


@pytest.mark.parametrize("change", [{"outcome": "not_eligible"}, {"days": 1}, {"facts": {}}, {"verdict": {}}])
def test_the_database_itself_refuses_to_change_or_drop_a_frozen_verdict(app: Flask, change: dict) -> None:
    with app.app_context():
        _seed()
        with pytest.raises(IntegrityError), saving():
            row = db.session.query(RoundVerdict).filter_by(frozen=True).first()
            for name, value in change.items():
                setattr(row, name, value)
        with pytest.raises(IntegrityError), saving():
            db.session.delete(db.session.query(RoundVerdict).filter_by(frozen=True).first())
            db.session.flush()


def test_a_verdict_let_go_is_computed_again_like_any_other(app: Flask) -> None:
    with app.app_context():
        place, round_id = _seed()
        with saving():
            scope = command_line_scope(place)
            ids = [each.wbp_id for each in queries.kept_verdicts(scope, round_id).values()]
            actions.freeze_verdicts(scope=scope, round_id=round_id, wbp_ids=ids, frozen=False)
            db.session.query(Wbp).filter_by(name="Ani Lengkap").one().escaped = True
        found = _again(place, round_id)
        assert found["Ani Lengkap"]["frozen"] is False
        assert _kept(place, round_id)["Ani Lengkap"].outcome == "not_eligible"
