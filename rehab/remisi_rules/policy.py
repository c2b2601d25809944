"""The switches an office may set where the law leaves a figure or a reading to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from rehab.remisi_rules import reading, words
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.values import BASES, REQUIREMENTS

_HIGHEST_SCORE = 100


def _days(value: Any, where: str) -> int:
    return reading.required_count(value, where)


def _score(value: Any, where: str) -> int | Decimal:
    number = reading.number_of(value, where, _HIGHEST_SCORE)
    if number is None:
        raise InvalidQuestion(f"{where}: a score is required")
    return number


def _share(value: Any, where: str) -> Decimal:
    if type(value) is str:
        try:
            value = Decimal(value)
        except InvalidOperation:
            raise InvalidQuestion(f"{where}: not a decimal") from None
    number = reading.number_of(value, where, 1)
    if number is None:
        raise InvalidQuestion(f"{where}: a decimal is required")
    return Decimal(number)


def _levels(value: Any, where: str) -> frozenset[str]:
    items = reading.list_of(value, where)
    if items is None or None in items:
        raise InvalidQuestion(f"{where}: a list of levels is required")
    return frozenset(str(reading.word_of(item, words.DISCIPLINE_LEVELS, where)) for item in items)


def _flag(value: Any, where: str) -> bool:
    found = reading.flag_of(value, where)
    if found is None:
        raise InvalidQuestion(f"{where}: must be true or false")
    return found


def _word(allowed: frozenset[str]) -> Callable[[Any, str], str]:
    def read(value: Any, where: str) -> str:
        found = reading.word_of(value, allowed, where)
        if found is None:
            raise InvalidQuestion(f"{where}: must be one of {', '.join(sorted(allowed))}")
        return found

    return read


# switch → the parameter it moves, and how its value is read
SWITCHES: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "min_served_adult": ("served_minimum_adult", _days),
    "min_served_child": ("served_minimum_child", _days),
    "sppn_min": ("sppn_min", _score),
    "active_min": ("active_min", _share),
    "discipline_levels": ("discipline_levels", _levels),
    "rd_require_good_conduct": ("rd_require_good_conduct", _flag),
    "korupsi_payment": ("korupsi_payment", _word(REQUIREMENTS)),
    "two_thirds_basis": ("two_thirds_basis", _word(BASES)),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """Which parameters an office has set otherwise, as (parameter, value) in the order of SWITCHES."""

    overrides: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, given: "Policy | Mapping[str, Any] | None") -> "Policy":
        """A policy from plain data. Raises InvalidQuestion for an unknown switch or a value it cannot have."""
        if isinstance(given, Policy):
            return given
        if given is None:
            return DEFAULT
        plain = reading.mapping_of(given, frozenset(SWITCHES), "policy")
        return cls(tuple((name, read(plain[switch], switch)) for switch, (name, read) in SWITCHES.items() if switch in plain))

    def to_json(self) -> dict[str, Any]:
        """Plain data of the switches that are set; `Policy.of` gives the same policy back."""
        switches = {name: switch for switch, (name, _) in SWITCHES.items()}
        return {switches[name]: _plain(value) for name, value in self.overrides}


DEFAULT = Policy()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value
