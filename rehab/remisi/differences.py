"""What a difference between two computations does to a person: out sooner, held longer, or paper only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rehab.remisi.computing import Computed
from rehab.remisi.models import RoundVerdict
from rehab.remisi_rules.drafts import HELD_LONGER, OUT_SOONER, PAPER_ONLY, UNCHANGED, Difference, compared
from rehab.remisi_rules.verdict import Verdict

AFFECTED = (OUT_SOONER, HELD_LONGER, PAPER_ONLY)


class State(NamedTuple):
    """A condition or paper and how it stands."""

    code: str
    state: str


@dataclass(frozen=True, slots=True)
class KeptSide:
    """A stored verdict, as far as it is compared."""

    outcome: str
    days: int
    earliest_on: date | None
    findings: tuple[State, ...]
    expiry_after: str | None


def kept_side(kept: RoundVerdict) -> KeptSide:
    """The side of a difference that is stored."""
    verdict = kept.verdict
    states = tuple(State(each[0], each[2]) for each in verdict["findings"])
    return KeptSide(kept.outcome, kept.days, kept.earliest_on, states, verdict["expiry_after"])


def effect(before: KeptSide | None, after: Verdict | None) -> Difference:
    """How the person fares. Where outcome and days are equal, the projected end decides (another class, another sentence)."""
    found = compared(before, after)
    if found.change in (UNCHANGED, PAPER_ONLY) and before is not None and after is not None:
        first, second = before.expiry_after, after.expiry_after and after.expiry_after.isoformat()
        if first and second and first != second:
            return Difference(OUT_SOONER if second < first else HELD_LONGER, 0)
    return found


def classed(
    differences: Iterable[dict[str, Any]], before: Mapping[int, RoundVerdict], computed: Iterable[Computed]
) -> list[dict[str, Any]]:
    """The same differences, each with `change` (one of AFFECTED) and `gained`, the days more or less."""
    verdicts = {each.dossier.wbp_id: each.verdict for each in computed}
    found = []
    for each in differences:
        kept = before.get(each["wbp_id"])
        fares = effect(None if kept is None else kept_side(kept), verdicts.get(each["wbp_id"]))
        change = PAPER_ONLY if fares.change == UNCHANGED else fares.change
        found.append({**each, "change": change, "gained": fares.days})
    return found
