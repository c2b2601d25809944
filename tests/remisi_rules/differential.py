"""The engine and the second reading asked the same question, and what they say otherwise."""

import json
from datetime import date

from rehab.remisi_rules import engine
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.milestones import milestones
from tests.remisi_rules import second_reading
from tests.remisi_rules.drawn import question

REFUSED = "refused"
SHOWN = 5
OF_TIME = ("sentence", "detention", "remissions")
SAID = (
    "outcome", "days", "class", "failed", "unknown", "expiry_before", "expiry_after", "release_on", "earliest_on", "findings",
)  # fmt: skip


def by_engine(asked):
    """What the engine answers: outcome, days, dates, findings as code → (state, met_from), milestones; or `refused`."""
    return {"verdict": _verdict_by_engine(asked), "milestones": _milestones_by_engine(asked)}


def _verdict_by_engine(asked):
    try:
        verdict = engine.assess(**asked)
    except RefusedQuestion:
        return REFUSED
    findings = {each.code: (each.state, _text(each.met_from)) for each in verdict.findings}
    return {**verdict.summary(), "findings": findings}


def _milestones_by_engine(asked):
    try:
        return milestones(_of_time(asked["facts"]), asked["on"], asked["policy"]).to_json()
    except RefusedQuestion:
        return REFUSED


def by_second_reading(asked):
    """What the second reading answers, in the same form."""
    try:
        found = second_reading.answer(**asked)
        findings = {code: (state, _text(met_from)) for code, (state, met_from) in found["findings"].items()}
        verdict = {**{name: _text(found[name]) for name in SAID}, "findings": findings}
    except second_reading.Refused:
        verdict = REFUSED
    try:
        dates = second_reading.milestones(_of_time(asked["facts"]), asked["on"], asked["policy"])
        dates = {name: _text(day) for name, day in dates.items()}
    except second_reading.Refused:
        dates = REFUSED
    return {"verdict": verdict, "milestones": dates}


def differences(engines, second):
    """A line for each thing said otherwise."""
    found = []
    for part in ("verdict", "milestones"):
        one, other = engines[part], second[part]
        if REFUSED in (one, other):
            found += [] if one == other else [f"{part}: engine {_short(one)}, second reading {_short(other)}"]
            continue
        found += [f"{name}: engine {one[name]}, second reading {other[name]}" for name in other if one[name] != other[name]]
    return found


def in_another_order(engines, second):
    """Whether the findings are listed in another order."""
    if REFUSED in (engines["verdict"], second["verdict"]):
        return False
    return list(engines["verdict"]["findings"]) != list(second["verdict"]["findings"])


def disagreements(seed, count, seen):
    """What is said otherwise to the questions of a seed, each as JSON; no more than a few. `seen` is told every answer."""
    found = []
    for index in range(count):
        asked = question(seed, index)
        first, second = by_engine(asked), by_second_reading(asked)
        seen(asked, second)
        said = differences(first, second)
        if in_another_order(first, second):
            said.append("the findings stand in another order")
        if said:
            found.append(f"python -m tests.remisi_rules.drawn {seed} {index}: {'; '.join(said)}\n{json.dumps(asked)}")
        if len(found) == SHOWN:
            break
    return found


def _of_time(facts):
    """The facts the milestones are made of, so that the others are not read twice."""
    return {name: facts[name] for name in OF_TIME if name in facts} if isinstance(facts, dict) else facts


def _text(value):
    return value.isoformat() if isinstance(value, date) else value


def _short(said):
    return said if said == REFUSED else "answers"
