"""The engine and the second reading of the law, asked the same questions, say the same."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from rehab.remisi_rules.profile import completed
from tests.remisi_rules import second_reading
from tests.remisi_rules.differential import REFUSED, by_second_reading, disagreements
from tests.remisi_rules.drawn import question
from tests.remisi_rules.drawn.days import text
from tests.remisi_rules.second_reading import cases
from tests.remisi_rules.shares import Shares

SEED, QUESTIONS = 1, 20_000
BY_COMMAND_LINE, PROFILES = 500, 500
GIVEN = {"sentence", "detention"}
CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]


def test_the_second_reading_answers_every_case_as_written() -> None:
    passed, lines = cases.run([CASES])
    assert not lines, "\n".join(lines)
    assert passed > 300


def test_a_case_that_expects_something_else_is_seen_by_the_second_reading() -> None:
    case = {"kind": "RU", "on": "2025-08-17", "facts": {"profile": "complete", "sentence": {"kind": "penjara", "years": 5},
            "detention": [{"starts_on": "2022-08-01"}]}, "expect": {"outcome": "eligible", "days": 90}}  # fmt: skip
    assert cases.faults(case) == ["days: 60, expected 90"]


@pytest.mark.slow
def test_both_readings_agree_on_questions_drawn_near_every_border() -> None:
    shares = Shares()
    found = disagreements(SEED, QUESTIONS, shares.count)
    assert not found, "\n".join(found)
    assert not shares.lacking(), "\n".join(shares.lacking())


def test_a_sample_that_never_asks_for_age_is_found_lacking() -> None:
    shares = Shares()
    for index in range(200):
        asked = question(SEED, index)
        if asked["kind"] != "RKL":
            shares.count(asked, by_second_reading(asked))
    assert "kind RKL: 0.000%, at least 3.0% wanted" in shares.lacking()


def test_the_same_lot_draws_the_same_question() -> None:
    drawn = [question(7, index) for index in range(50)]
    assert drawn == [question(7, index) for index in range(50)]
    assert json.loads(json.dumps(drawn)) == drawn


def test_both_fill_up_a_dossier_alike() -> None:
    chance = Random(SEED)
    for index in range(PROFILES):
        asked = question(SEED, index)
        if by_second_reading(asked)["verdict"] == REFUSED or not asked["facts"].keys() >= GIVEN:
            continue
        told = {name: part for name, part in asked["facts"].items() if name in GIVEN or chance.random() < 0.5}
        for name, part in told.items():
            if isinstance(part, dict) and chance.random() < 0.5:
                told[name] = {key: each for key, each in part.items() if chance.random() < 0.6}
        told["profile"] = "complete"
        engine = completed(told, asked["kind"], asked["on"])
        second = second_reading.complete(told, asked["kind"], asked["on"])
        assert text(engine) == text(second), json.dumps({**asked, "facts": told})


def test_the_command_line_says_what_the_second_reading_says() -> None:
    asked = [question(SEED, index) for index in range(BY_COMMAND_LINE)]
    lines = "".join(json.dumps({"id": index, **each}) + "\n" for index, each in enumerate(asked))
    command = [sys.executable, "-m", "rehab.remisi_rules", "assess"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == BY_COMMAND_LINE
    for index, (each, said) in enumerate(zip(asked, answers, strict=True)):
        wanted = by_second_reading(each)["verdict"]
        if wanted == REFUSED:
            assert said.keys() == {"id", "error", "message"}, each
        else:
            assert said == {"id": index, **{name: part for name, part in wanted.items() if name != "findings"}}, each
