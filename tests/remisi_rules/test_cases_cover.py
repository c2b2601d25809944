"""At least three committed cases stand for every condition, paper, kind, amount step, regime, switch and word of the law."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehab.remisi_rules import words
from rehab.remisi_rules.cases import case_files, read_case
from rehab.remisi_rules.milestones import Milestones
from rehab.remisi_rules.parameters import parameters
from rehab.remisi_rules.policy import SWITCHES
from rehab.remisi_rules.values import Asked

LEAST = 3
CASES = [read_case(path) for path in case_files([Path(__file__).parent / "cases"])]
GENERAL, RELIGIOUS = {"RU", "PMPU", "RAN"}, {"RK", "PMPK"}
FAMILIES = [{"RU", "PMPU"}, {"RK", "PMPK"}, {"RAN"}]
ALWAYS_KNOWN = {"once_a_year", "earlier_ru"}
CHANGES = sorted({value.starts_on for parameter in parameters().values() for value in parameter.values})
BORDERS = {
    day for parameter in parameters().values() for value in parameter.values if isinstance(value.value, Asked)
    for day in (value.value.final_before, value.value.final_from) if day is not None
}  # fmt: skip


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _given(case: dict[str, Any]) -> bool:
    return case["expect"].get("outcome") in {"eligible", "incomplete"} and bool(case["expect"].get("days"))


def _conditions() -> Iterator[str]:
    for case in CASES:
        yield from (f"{code} not met" for code in case["expect"].get("failed", []))
        yield from (f"{code} unknown" for code in case["expect"].get("unknown", []))


def _nth(case: dict[str, Any]) -> int:
    family = next(each for each in FAMILIES if case["kind"] in each)
    before = [each for each in case["facts"].get("remissions") or [] if each["kind"] in family and each["on"] < case["on"]]
    return 1 + len(before)


def _amounts() -> Iterator[str]:
    for case in filter(_given, CASES):
        kind, days = case["kind"], case["expect"]["days"]
        yield kind
        if kind in GENERAL | RELIGIOUS:
            ladder = "general" if kind in GENERAL else "religious"
            yield f"{ladder} {min(_nth(case), 6)}: {days}"
        for each in case["facts"].get("services") or []:
            yield f"ground {each['ground']}"
        if kind in {"RD", "PMPD"}:
            yield "decade at most" if days == 90 else "decade by part"


def _regimes() -> Iterator[str]:
    for case in CASES:
        on, final_on = _day(case["on"]), _day((case["facts"].get("sentence") or {}).get("final_on"))
        if on is not None:
            yield f"since {max((day for day in CHANGES if day <= on), default='before the law')}"
            yield f"on {on}"
        yield f"final {final_on}"


def _words() -> Iterator[str]:
    for case in CASES:
        yield from (f"switch {switch}" for switch in case.get("policy") or {})
        yield from (f"date {name}" for name in case["expect"].get("dates", {}))
        facts = case["facts"]
        yield f"offence {facts.get('offence', 'umum')}"
        yield f"religion {facts.get('religion', 'islam')}"
        yield f"holiday {case.get('holiday')}"
        yield f"sentence {(facts.get('sentence') or {}).get('kind')}"
        yield from {f"level {each['level']}" for each in facts.get("discipline") or []}
        yield "late" if case.get("late_on") else "on the day"
        yield f"class {case['expect'].get('class')}"
        yield "refused" if case["expect"].get("refused") else "answered"


def _lacking(wanted: list[str], found: Iterator[str], least: int = LEAST) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in wanted if counted[name] < least}


def test_every_condition_fails_and_stays_open_in_three_cases() -> None:
    wanted = [f"{code} not met" for code in words.CRITERIA]
    wanted += [f"{code} unknown" for code in [*words.CRITERIA, *sorted(words.DOCUMENTS)] if code not in ALWAYS_KNOWN]
    assert _lacking(wanted, _conditions()) == {}


def test_every_kind_ladder_step_ground_and_part_is_given_in_three_cases() -> None:
    wanted = [*words.KINDS, "decade at most", "decade by part", *(f"ground {each}" for each in sorted(words.GROUNDS))]
    for name in ("general", "religious"):
        ladder = parameters()[f"ladder_{name}"].values[-1].value
        wanted.append(f"{name} 1: {ladder.first_days}")
        wanted += [f"{name} {place + 1}: {days}" for place, days in enumerate(ladder.steps)]
    assert _lacking(wanted, _amounts()) == {}


def test_every_regime_has_three_cases_and_its_last_day_and_the_first_of_the_next_have_three_each() -> None:
    found = list(_regimes())
    days = [f"on {day + timedelta(step)}" for day in CHANGES for step in (-1, 0)]
    finals = [f"final {day + timedelta(step)}" for day in sorted(BORDERS) for step in (-1, 0)]
    assert _lacking([*(f"since {day}" for day in CHANGES), *days, *finals], iter(found)) == {}


def test_every_switch_milestone_and_word_stands_in_three_cases() -> None:
    wanted = [f"switch {each}" for each in SWITCHES] + [f"date {each}" for each in Milestones.__dataclass_fields__]
    wanted += [f"offence {each}" for each in sorted(words.OFFENCES)] + [f"religion {each}" for each in sorted(words.RELIGIONS)]
    wanted += [f"holiday {each}" for each in sorted(words.HOLIDAYS)] + [
        f"sentence {each}" for each in sorted(words.SENTENCE_KINDS)
    ]
    wanted += [f"level {each}" for each in sorted(words.DISCIPLINE_LEVELS)] + ["late", "class I", "class II", "refused"]
    assert _lacking(wanted, _words()) == {}


@pytest.mark.parametrize("counted", [_conditions, _amounts, _regimes, _words])
def test_the_count_misses_what_no_case_speaks_of(counted) -> None:
    assert _lacking(["kind to animals"], counted()) == {"kind to animals": 0}
