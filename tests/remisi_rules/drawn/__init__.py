"""Questions drawn by lot near every border of the law, the same for the same seed and index on every machine."""

from random import Random
from typing import Any

from tests.remisi_rules.drawn import malformed, person, records, spoiling
from tests.remisi_rules.drawn.days import day_of_round, text

# how many things are spoilt in one dossier, and how often
SPOILT = ((0, 17), (1, 28), (2, 24), (3, 15), (4, 10), (8, 6))
UNKNOWN = 0.12
MALFORMED = 0.03


def question(seed: int, index: int) -> dict[str, Any]:
    """One question as plain JSON data: kind, on, holiday, late_on, facts, policy."""
    chance = Random(f"{seed}:{index}")
    kind = chance.choices(person.KINDS, person.WEIGHTS)[0]
    on = day_of_round(chance, kind)
    asked = person.spotless_question(chance, kind, on)
    count = chance.choices([each for each, _weight in SPOILT], [weight for _each, weight in SPOILT])[0]
    for spoil in chance.sample(spoiling.WAYS, count):
        spoil(chance, asked)
    spoiling.a_late_proposal(chance, asked)
    spoiling.switches(chance, asked)
    if chance.random() < UNKNOWN:
        records.nothing_known(chance, asked)
    asked = text(asked)
    if chance.random() < MALFORMED:
        malformed.break_one(chance, asked)
    return asked
