"""No value of the law can be moved without a committed case failing.

The values are found by walking the files as they are written, so a new parameter falls under this by itself. A number is
moved by one both ways, a fraction by one above and below the line, a decimal by its last place, a date by a day both
ways, a dated value left out; of a list of codes each is taken out and each other word put in; a code is replaced by every
other, a switch turned, an optional entry left out. Not moved are a value's article, question, confidence and day of
checking, and lists that only name parameters whose articles are cited too: they change what is said, never what is given.

A refusal counts as noticed, for nothing wrong can then be computed. Those refusals are the loader's own rules: a value's form
(a fraction above 1, an unknown word), a gap (so the first day of one parameter cannot be moved alone; all of them together
are, below), a threshold in force without a condition or the other way round, a child with two kinds of one family or none, a
kind named where it never stands, and a reading the engine does not know.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rehab.remisi_rules.cases import case_files, differences, read_case
from rehab.remisi_rules.errors import LawDataError, RefusedQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.law import rules_on
from rehab.remisi_rules.parameters import Parameter, parameters
from rehab.remisi_rules.policy import DEFAULT, SWITCHES
from rehab.remisi_rules.profile import completed
from tests.remisi_rules.moving import DAY, Movement, law_as, movements, words_in


def _prepared(case: dict[str, Any]) -> dict[str, Any]:
    """The case with its facts read beforehand, where they can be."""
    try:
        return {**case, "facts": Facts.from_json(completed(case["facts"], case["kind"], case["on"]))}
    except RefusedQuestion:
        return case


CASES = [read_case(path) for path in case_files([Path(__file__).parent / "cases"])]
KNOWN = parameters()
NAMES = set(KNOWN)
LATE = date(2025, 1, 1)


def _day_of(case: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(str(case["on"]))
    except ValueError:
        return LATE


SEEN = [(_prepared(case), words_in({key: case[key] for key in ("kind", "facts", "expect")}), _day_of(case)) for case in CASES]


def _likeliest_first(movement: Movement, last: list[int]) -> list[int]:
    """The places of the cases, those first that speak of the words moved, near the day, or noticed the step before."""

    def unlikely(place: int) -> tuple[bool, int, int]:
        _, spoken, on = SEEN[place]
        return place not in last, -len(movement.touches & spoken), abs((on - movement.near).days)

    return sorted(range(len(SEEN)), key=unlikely)


def _unnoticed(known: dict[str, Parameter], order: list[int], last: list[int]) -> bool:
    with law_as(known):
        try:
            rules_on(LATE, DEFAULT)
        except LawDataError:
            return False
        for place in order:
            if _fails(SEEN[place][0]):
                last[:] = [place, *last[:2]]
                return False
    return True


def _fails(case: dict[str, Any]) -> bool:
    """Breaking off in the middle is failing, too."""
    try:
        return bool(differences(case))
    except Exception:
        return True


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_no_value_moves_unnoticed(name: str) -> None:
    last: list[int] = []
    unnoticed = [
        movement.where
        for movement in movements(KNOWN[name], NAMES)
        if _unnoticed({**KNOWN, name: movement.parameter}, _likeliest_first(movement, last), last)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("step", [-DAY, DAY], ids=["a_day_earlier", "a_day_later"])
def test_the_first_day_of_the_law_does_not_move_unnoticed(step) -> None:
    moved = {}
    for name, parameter in KNOWN.items():
        first = parameter.values[0]
        moved[name] = replace(parameter, values=(replace(first, starts_on=first.starts_on + step), *parameter.values[1:]))
    assert not _unnoticed(moved, list(range(len(SEEN))), [])


@pytest.mark.parametrize("switch", sorted(SWITCHES))
def test_a_switch_that_is_not_heeded_is_noticed(switch: str) -> None:
    setting = [case for case in CASES if switch in (case.get("policy") or {})]
    heedless = [{**case, "policy": {name: value for name, value in case["policy"].items() if name != switch}} for case in setting]
    assert any(map(_fails, heedless))


def test_the_walk_steps_every_sort_of_value_and_leaves_what_is_only_cited() -> None:
    found = " | ".join(movement.where for name in KNOWN for movement in movements(KNOWN[name], NAMES))
    for sort in (
        "month_days from 1999-12-23: 30 moved to 29",
        "one_third from 1999-12-23: 1/3 made 1/4",
        "active_min from 1999-12-23: 0.80 made 0.79",
        "rd_require_good_conduct from 1999-12-23: False turned",
        "discipline_levels from 1999-12-23: ringan put in",
        "ladder_general from 1999-12-23: steps: 60 moved to 59",
        "criterion.sppn_good from 2022-01-28: moved by 1 day",
        "criterion.fine_paid from 2012-11-12: final_from: 2012-11-12 made 2012-11-13",
        "religion_days from 1999-12-23: kepercayaan: nothing made natal",
        "kind.RU from 2022-08-03: left out",
        "kind.RD from 1999-12-23: rounds: first_year: 1955 moved to 1954",
        "korupsi_payment from 1999-12-23: required made not_required",
    ):
        assert sort in found
    assert ": uses" not in found


def test_a_sort_of_value_nobody_has_met_stops_the_walk() -> None:
    strange = replace(KNOWN["month_days"].values[0], written="thirty or so")
    with pytest.raises(TypeError):
        list(movements(replace(KNOWN["month_days"], values=(strange,)), NAMES))
