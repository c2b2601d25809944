"""Case files against the second reading."""

from pathlib import Path

import yaml

from tests.remisi_rules.second_reading.question import Refused
from tests.remisi_rules.second_reading.question import day as read_day
from tests.remisi_rules.second_reading.spotless import complete
from tests.remisi_rules.second_reading.verdict import answer, milestones

SAID = ("outcome", "days", "class", "failed", "unknown", "expiry_before", "expiry_after", "release_on", "earliest_on")


def files(places):
    """The case files at these places, in order."""
    for place in map(Path, places):
        yield from sorted(place.rglob("*.yaml")) if place.is_dir() else [place]


def faults(case):
    """What the second reading says otherwise than the case expects, a sentence each; it speaks of persons, not of rounds."""
    expected = dict(case["expect"])
    question = {name: case.get(name) for name in ("kind", "on", "holiday", "late_on", "policy")}
    try:
        facts = complete(case["facts"], case["kind"], case["on"])
        found = answer(facts, **question)
        dates = milestones(facts, case["on"], case.get("policy")) if "dates" in expected else {}
    except Refused as refused:
        return [] if expected.get("refused") else [f"refused: {refused}"]
    if expected.get("refused"):
        return ["not refused"]
    for name in ("failed", "unknown"):
        if name in expected:
            expected[name] = sorted(expected[name])
    said = [differs(name, value, found[name]) for name, value in expected.items() if name in SAID]
    said += [differs(name, value, dates[name]) for name, value in (expected.get("dates") or {}).items()]
    return [each for each in said if each]


def differs(name, wanted, found):
    if name.endswith(("_on", "_before", "_after")):
        wanted = read_day(wanted)
    return "" if found == wanted else f"{name}: {found}, expected {wanted}"


def run(places):
    """(passed, a line for each failure)."""
    passed, lines = 0, []
    for path in files(places):
        said = faults(yaml.safe_load(path.read_text()))
        passed += not said
        lines += [f"{path}: {'; '.join(said)}"] if said else []
    return passed, lines
