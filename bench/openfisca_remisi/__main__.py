"""Read lines of questions, compute everybody with trace, print answers and processor seconds as one JSON object.

python -m bench.openfisca_remisi FILE TIMES
"""

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from openfisca_core.simulations import Simulation, SimulationBuilder

from bench.openfisca_remisi.dossiers import arrays
from bench.openfisca_remisi.system import Remisi
from bench.openfisca_remisi.variables.inputs import NO_DAY
from bench.openfisca_remisi.variables.outcome import OUTCOMES

ROUND = "2025-08-17"
SITUATIONS = 2_000
UNKNOWN = (-1, NO_DAY)


def by_arrays(system: Remisi, lines: list[bytes]) -> Simulation:
    """Everybody at once: arrays from the JSON, then outcome and days, each calculation traced."""
    facts = [json.loads(line)["facts"] for line in lines]
    simulation = SimulationBuilder().build_default_simulation(system, count=len(facts))
    simulation.trace = True
    for name, period, values in arrays(facts):
        simulation.set_input(name, period, values)
    return calculated(simulation)


def by_situation(system: Remisi, situation: str) -> Simulation:
    """The same from a JSON situation, which OpenFisca's own reader takes."""
    simulation = SimulationBuilder().build_from_entities(system, json.loads(situation))
    simulation.trace = True
    return calculated(simulation)


def calculated(simulation: Simulation) -> Simulation:
    """The simulation, with outcome and days calculated."""
    simulation.calculate("outcome", ROUND)
    simulation.calculate("days", ROUND)
    return simulation


def situation_of(lines: list[bytes]) -> str:
    """A JSON situation of some people: what is known of each, by variable and period. Unknown values are left out."""
    facts = [json.loads(line)["facts"] for line in lines]
    people: list[dict[str, Any]] = [{} for _ in facts]
    for name, period, values in arrays(facts):
        for person, value in zip(people, values.tolist(), strict=True):
            said = value.isoformat() if isinstance(value, date) else value
            if said not in UNKNOWN and said == said:
                person.setdefault(name, {})[str(period).upper()] = said
    return json.dumps({"persons": {str(number): person for number, person in enumerate(people)}})


def answers(simulation: Simulation) -> list[tuple[str, int]]:
    """Outcome and days of everybody, in order."""
    found = (simulation.calculate(name, ROUND).tolist() for name in ("outcome", "days"))
    return [(OUTCOMES[outcome], days) for outcome, days in zip(*found, strict=True)]


def timed(times: int, action: Any, *arguments: Any) -> tuple[list[float], Any]:
    """Seconds of each run, and what the last gave."""
    taken, found = [], None
    for _ in range(times):
        began = time.process_time()
        found = action(*arguments)
        taken.append(time.process_time() - began)
    return taken, found


def main() -> None:
    """Both ways in; the second over fewer people, for it takes long."""
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    times = int(sys.argv[2])
    system = Remisi()
    by_arrays(system, lines[:SITUATIONS])  # so that the parameters are read before the clock runs
    seconds, simulation = timed(times, by_arrays, system, lines)
    alone_seconds, _ = timed(times, by_arrays, system, lines[:1])
    few = situation_of(lines[:SITUATIONS])
    situation_seconds, small = timed(times, by_situation, system, few)
    found = {
        "answers": answers(simulation),
        "seconds": seconds,
        "alone_seconds": alone_seconds,
        "calculations": len(simulation.tracer.get_flat_trace()),
        "situations": SITUATIONS,
        "situation_answers": answers(small),
        "situation_seconds": situation_seconds,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
