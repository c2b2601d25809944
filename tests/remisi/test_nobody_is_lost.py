"""Whatever is known or unknown of whoever is placed: the three tabs add up to the population, and nobody is gone."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.access.scope import command_line_scope
from rehab.plumbing.saving import saving
from rehab.remisi import actions, queries
from rehab.remisi.models import OUTCOMES
from rehab.remisi.shapes import Filters
from rehab.wbp.models import OFFENCES, RELIGIONS, STATUSES, Paper
from tests import factories
from tests.remisi.people import AT, ON

CODES = itertools.count(1)
UNKNOWN: dict[str, Any] = {
    "birth_on": None, "religion": None, "status": None, "offence": None, "subsidiary_days": None, "serving_subsidiary": None,
    "pre_release_leave": None, "parole_revoked": None, "escaped": None, "sentence": None, "since": None,
}  # fmt: skip


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


YES_NO = maybe(st.booleans())
DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
PERSON = st.fixed_dictionaries({
    "birth_on": maybe(DAYS), "religion": maybe(st.sampled_from(RELIGIONS)), "status": maybe(st.sampled_from(STATUSES)),
    "offence": maybe(st.sampled_from(OFFENCES)), "subsidiary_days": maybe(st.integers(0, 400)), "serving_subsidiary": YES_NO,
    "pre_release_leave": YES_NO, "parole_revoked": YES_NO, "escaped": YES_NO, "since": maybe(DAYS),
    "sentence": maybe(st.fixed_dictionaries({
        "kind": maybe(st.sampled_from(("penjara", "kurungan", "seumur_hidup", "mati"))), "years": maybe(st.integers(0, 40)),
        "months": maybe(st.integers(0, 11)), "days": maybe(st.integers(0, 29)), "final_on": maybe(DAYS),
    })),
})  # fmt: skip
ROUNDS = st.sampled_from([
    {"kind": "RU", "on": ON}, {"kind": "RD", "on": date(2025, 8, 17)}, {"kind": "PMPU", "on": ON}, {"kind": "RT", "on": ON},
    {"kind": "RK", "on": date(2026, 3, 20), "holiday": "idul_fitri"}, {"kind": "RAN", "on": date(2026, 7, 23)},
    {"kind": "RKL", "on": date(2026, 5, 29)}, {"kind": "RU", "on": date(2021, 8, 17)}, {"kind": "RU", "on": date(2005, 8, 17)},
])  # fmt: skip


@pytest.fixture
def great_day(app: Flask) -> Flask:
    with app.app_context(), saving():
        factories.holiday("idul_fitri", date(2026, 3, 20))
    return app


@settings(max_examples=12)
@given(people=st.lists(PERSON, min_size=1, max_size=6), asked=ROUNDS, left=st.sets(st.integers(0, 5)), paper=st.booleans())
def test_the_tabs_add_up_to_the_population(
    great_day: Flask, people: list[dict[str, Any]], asked: dict[str, Any], left: set[int], paper: bool
) -> None:
    with great_day.app_context():
        with saving():
            place = factories.facility(f"UPT-{next(CODES)}").id
            rows = [factories.wbp(place, f"Orang {number}", **each) for number, each in enumerate(people)]
            nobody = factories.wbp(place, "Tanpa Data", **UNKNOWN).id
            for number, row in enumerate(rows):
                stay = factories.db.session.query(factories.Placement).filter_by(wbp_id=row.id).one()
                stay.starts_on = None if number % 2 else asked["on"]
                if number in left:
                    stay.starts_on, stay.ends_on, stay.end_reason = None, asked["on"], "bebas"
                if paper:
                    factories.add(Paper(facility_id=place, wbp_id=row.id, code="putusan", state="verified"))
        inside = {row.id for number, row in enumerate(rows) if number not in left} | {nobody}
        with saving():
            values = {"holiday": None, "late_on": None, "at": AT} | asked
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
        scope = command_line_scope(place)
        round_ = queries.get_round(scope, round_id)
        tabs = {
            outcome: [row.wbp_id for row in queries.all_verdicts(scope, round_, Filters(outcome=outcome))] for outcome in OUTCOMES
        }
        assert sorted(itertools.chain(*tabs.values())) == sorted(inside)
        assert queries.overview_of(scope, round_id).counts == {outcome: len(ids) for outcome, ids in tabs.items()}
        # Nothing is known of them, so nothing can be held against them: incomplete, in every kind of round that asks papers.
        if asked["kind"] not in ("RKL", "RT"):
            assert nobody in tabs["incomplete"]
        assert nobody not in tabs["eligible"]


def test_a_person_of_whom_nothing_is_known_stays_incomplete_through_every_computation(app: Flask) -> None:
    with app.app_context():
        with saving():
            place = factories.facility().id
            nobody = factories.wbp(place, "Tanpa Data", **UNKNOWN).id
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "at": AT}
            first = actions.open_round(scope=command_line_scope(place), facility_id=place, late_on=None, **values)
        with saving():
            again = actions.compute_again(scope=command_line_scope(place), round_id=first.id, version=1, at=AT)
            assert again.differences == []
        with saving():
            late = actions.open_round(
                scope=command_line_scope(place), facility_id=place, late_on=ON + timedelta(30), **values
            )  # fmt: skip
        scope = command_line_scope(place)
        for round_id in (first.id, late.id):
            kept = queries.get_verdict(scope, round_id, nobody)
            assert (kept.outcome, kept.failed) == ("incomplete", "|")
