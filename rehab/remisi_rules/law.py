"""The law as it stands on one day, with an office's switches laid over it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from rehab.remisi_rules import words
from rehab.remisi_rules.coherence import check_together
from rehab.remisi_rules.errors import LawDataError, RuleNotInForce
from rehab.remisi_rules.parameters import Parameter, Value, parameters
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.values import Asked, Kind, Ladder, Paper

_BY_AGE = ("served_minimum", "look_back")


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Every value in force on a day; days are plain days, None where the law does not have it yet.

    `plans` is where plan.py keeps what it made of them.
    """

    kinds: dict[str, Kind]
    criteria: dict[str, Asked]
    papers: dict[str, Paper]
    sources: dict[str, Value]
    month_days: int
    year_days: int
    nth_counts: str
    religion_days: dict[str, str | None]
    ladder_general: Ladder
    ladder_religious: Ladder
    tenth_year_part: Fraction
    tenth_year_most: int
    additional_parts: dict[str, Fraction]
    blood_donations: int
    two_grounds: str
    humanitarian_size: str | None
    served_minimum_adult: int
    served_minimum_child: int
    look_back_adult: int
    look_back_child: int
    sentence_minimum: int
    adult_age: int
    elder_age: int
    discipline_levels: frozenset[str]
    sppn_min: int | Decimal
    active_min: Decimal
    risk_max_age: int
    rd_require_good_conduct: bool
    korupsi_payment: str
    one_third: Fraction
    half: Fraction
    two_thirds: Fraction
    two_thirds_basis: str
    release_minimum: int
    supervision_years: int
    leave_before_release_most: int
    conditional_leave_days: int
    conditional_leave_longest_sentence: int
    plans: dict[tuple[str, bool, str | None], Any] = field(default_factory=dict, init=False, repr=False)

    def used(self, names: tuple[str, ...], child: bool) -> list[Value]:
        """The values behind a condition or an amount, the ones by age chosen for the person."""
        age = "child" if child else "adult"
        return [self.sources[f"{name}_{age}" if name in _BY_AGE else name] for name in names]


_GROUPS = {"kinds": "kind.", "criteria": "criterion.", "papers": "paper."}
_PLAIN = tuple(each.name for each in fields(Rules) if each.name not in {*_GROUPS, "sources", "plans"})
_EXPECTED = {
    *_PLAIN,
    *(f"kind.{code}" for code in words.KINDS),
    *(f"criterion.{code}" for code in words.CRITERIA),
    *(f"paper.{code}" for code in words.DOCUMENTS),
}


@cache
def _changes() -> tuple[date, ...]:
    """The days on which anything changes; the first is the day the law begins."""
    known = parameters()
    check_law(known)
    return changes_of(known)


def changes_of(known: Mapping[str, Parameter]) -> tuple[date, ...]:
    """The days on which any of the parameters takes a value, in order."""
    return tuple(sorted({value.starts_on for parameter in known.values() for value in parameter.values}))


def check_law(known: Mapping[str, Parameter]) -> None:
    """Raises LawDataError unless the parameters are those the engine asks and fit together."""
    check_names(set(known))
    check_together(known)


def check_names(names: set[str]) -> None:
    """Raises LawDataError unless the files hold exactly the parameters the engine asks."""
    if names != _EXPECTED:
        lacking, foreign = sorted(_EXPECTED - names), sorted(names - _EXPECTED)
        raise LawDataError(f"parameters missing: {lacking}; not known: {foreign}")


@lru_cache
def rules_on(day: date, policy: Policy) -> Rules:
    """The rules of a day. Raises RuleNotInForce before the first day of the law."""
    changes = _changes()
    place = bisect_right(changes, day)
    if not place:
        raise RuleNotInForce(f"no rule before {changes[0]}")
    return _rules(changes[place - 1], policy)


@cache
def family_of(kind: str) -> frozenset[str]:
    """The kinds that count as one with this kind, whenever they stood."""
    families = {
        code: {value.value.family for value in parameters()[f"kind.{code}"].values if value.value is not None}
        for code in words.KINDS
    }
    return frozenset(code for code in words.KINDS if families[code] & families[kind])


def in_force_on(day: date) -> list[tuple[Parameter, Value]]:
    """Every parameter in force on a day, by topic and name."""
    found = [(parameter, parameter.on(day)) for parameter in parameters().values()]
    standing = [(parameter, value) for parameter, value in found if value is not None and value.value is not None]
    return sorted(standing, key=lambda pair: (pair[0].topic, pair[0].name))


@lru_cache
def _rules(change: date, policy: Policy) -> Rules:
    return rules_of(parameters(), change, policy)


def rules_of(known: Mapping[str, Parameter], change: date, policy: Policy) -> Rules:
    """The rules some parameters make on a day; they must have been checked together."""
    sources = {name: value for name in known if (value := known[name].on(change)) is not None}
    plain = {name: sources[name].value for name in _PLAIN}
    plain.update(policy.overrides)
    groups = {
        group: {
            name.removeprefix(prefix): value.value
            for name, value in sources.items()
            if name.startswith(prefix) and value.value is not None
        }
        for group, prefix in _GROUPS.items()
    }
    return Rules(**groups, sources=sources, **plain)
