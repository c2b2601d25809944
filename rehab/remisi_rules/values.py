"""The forms a value of the law may have, by its unit; a value of another form is not loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from rehab.remisi_rules import reading, words
from rehab.remisi_rules.errors import InvalidQuestion, LawDataError

READINGS = frozenset({"received", "larger", "last_general"})
REQUIREMENTS = frozenset({"required", "not_required"})
BASES = frozenset({"thirty_day", "calendar"})
FAMILIES = frozenset({"umum", "khusus", "tambahan", "dasawarsa", "kemanusiaan", "hari_anak"})
AMOUNTS = frozenset({"ladder_general", "ladder_religious", "part_of_general", "part_of_sentence", "last_general"})
SWITCHES = frozenset({"rd_require_good_conduct", "korupsi_payment"})
NOT_IN_FORCE = "not in force"


@dataclass(frozen=True, slots=True)
class Ladder:
    """first_days where less than full_from_days are served in the first year; steps by the n-th, the last repeats."""

    first_days: int
    full_from_days: int
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of remission as the law has it on a day; `day` is the month and day of its round, None for a great day."""

    family: str
    statuses: frozenset[str]
    amount: str
    uses: tuple[str, ...]
    children: bool = False
    great_day: bool = False
    day: tuple[int, int] | None = None
    first_year: int | None = None
    every_years: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """For which kinds, crimes and judgments a condition is asked; `everyone` names a switch that lifts final_from."""

    kinds: frozenset[str]
    children_only: bool = False
    switched_kinds: frozenset[str] = frozenset()
    switch: str | None = None
    uses: tuple[str, ...] = ()
    offences: frozenset[str] | None = None
    except_offences: frozenset[str] | None = None
    long_offences: frozenset[str] = frozenset()
    long_from_days: int | None = None
    final_before: date | None = None
    final_from: date | None = None
    everyone: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """For which kinds a paper is asked always, or beside which condition, wherever that is asked."""

    kinds: frozenset[str] = frozenset()
    beside: str | None = None


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise LawDataError("must be a whole number from 0 up")
    return value


def _score(value: Any) -> int | Decimal:
    try:
        number = reading.number_of(value, "score", 100)
    except InvalidQuestion as wrong:
        raise LawDataError(str(wrong)) from None
    if number is None:
        raise LawDataError("must be a score")
    return number


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(value) if type(value) is str else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number <= 1:
        raise LawDataError('must be a decimal between 0 and 1, written as text ("0.80")')
    return number


def _fraction(value: Any) -> Fraction:
    try:
        number = Fraction(value) if type(value) is str and "/" in value else None
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None or not 0 < number <= 1:
        raise LawDataError('must be a fraction between 0 and 1, written as text ("1/3")')
    return number


def _one_of(allowed: frozenset[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if type(value) is not str or value not in allowed:
            raise LawDataError(f"must be one of {', '.join(sorted(allowed))}")
        return value

    return read


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise LawDataError("must be true or false")
    return value


def _words(allowed: frozenset[str]) -> Callable[[Any], frozenset[str]]:
    def read(value: Any) -> frozenset[str]:
        if type(value) is not list or not value or not all(type(item) is str and item in allowed for item in value):
            raise LawDataError(f"must be a list of {', '.join(sorted(allowed))}")
        if len(set(value)) != len(value):
            raise LawDataError("names something twice")
        return frozenset(value)

    return read


def _names(value: Any) -> tuple[str, ...]:
    if type(value) is not list or not all(type(item) is str for item in value):
        raise LawDataError("must be a list of names")
    return tuple(value)


def _day(value: Any) -> date:
    try:
        found = reading.date_of(value, "date")
    except InvalidQuestion as wrong:
        raise LawDataError(str(wrong)) from None
    if found is None:
        raise LawDataError("must be a date")
    return found


def _day_of_year(value: Any) -> tuple[int, int]:
    day = _day(f"{date.max.year}-{value}")
    return day.month, day.day


_KINDS = _words(frozenset(words.KINDS))
_OFFENCES = _words(words.OFFENCES)
_CRITERION = _one_of(frozenset(words.CRITERIA))
_KIND_FIELDS: dict[str, Callable[[Any], Any]] = {
    "family": _one_of(FAMILIES),
    "statuses": _words(words.STATUSES),
    "children": _flag,
    "great_day": _flag,
    "amount": _one_of(AMOUNTS),
    "uses": _names,
    "day": _day_of_year,
}
_KIND_REQUIRED = {"family", "statuses", "amount", "uses"}
_ASKED_FIELDS: dict[str, Callable[[Any], Any]] = {
    "kinds": _KINDS,
    "children_only": _flag,
    "switched_kinds": _KINDS,
    "switch": _one_of(SWITCHES),
    "uses": _names,
    "offences": _OFFENCES,
    "except_offences": _OFFENCES,
    "long_offences": _OFFENCES,
    "long_from_days": _whole,
    "final_before": _day,
    "final_from": _day,
    "everyone": _one_of(SWITCHES),
}
_LADDER_FIELDS: dict[str, Callable[[Any], Any]] = {
    "first_days": _whole,
    "full_from_days": _whole,
    "steps": lambda value: tuple(_whole(step) for step in value) if type(value) is list and value else _names(None),
}
_ROUND_FIELDS: dict[str, Callable[[Any], Any]] = {"first_year": _whole, "every_years": _whole}


def _fields(value: Any, readers: dict[str, Callable[[Any], Any]], required: set[str]) -> dict[str, Any]:
    if type(value) is not dict:
        raise LawDataError("must be a mapping")
    if unknown := value.keys() - readers.keys():
        raise LawDataError(f"unknown key {', '.join(sorted(map(str, unknown)))}")
    if lacking := required - value.keys():
        raise LawDataError(f"lacks {', '.join(sorted(lacking))}")
    return {key: readers[key](part) for key, part in value.items()}


def _kind(value: Any) -> Kind:
    rounds = {}
    if type(value) is dict and "rounds" in value:
        rounds = _fields(value["rounds"], _ROUND_FIELDS, set(_ROUND_FIELDS))
        value = {key: part for key, part in value.items() if key != "rounds"}
    return Kind(**_fields(value, _KIND_FIELDS, _KIND_REQUIRED), **rounds)


def _asked(value: Any) -> Asked:
    asked = Asked(**_fields(value, _ASKED_FIELDS, {"kinds"}))
    if asked.long_offences & (asked.offences or frozenset()) or asked.switched_kinds & asked.kinds:
        raise LawDataError("names an offence or a kind twice")
    if bool(asked.long_offences) != (asked.long_from_days is not None):
        raise LawDataError("long_offences and long_from_days belong together")
    if asked.long_offences and asked.offences is None:
        raise LawDataError("long_offences stands beside offences")
    return asked


def _paper(value: Any) -> Paper:
    found = _fields(value, {"kinds": _KINDS, "with": _CRITERION}, set())
    if len(found) != 1:
        raise LawDataError("names either its kinds or the condition it stands with")
    return Paper(found.get("kinds", frozenset()), found.get("with"))


def _ladder(value: Any) -> Ladder:
    return Ladder(**_fields(value, _LADDER_FIELDS, set(_LADDER_FIELDS)))


def _parts(value: Any) -> dict[str, Fraction]:
    readers = dict.fromkeys(words.GROUNDS, _fraction)
    return _fields(value, readers, set(words.GROUNDS))


def _great_days(value: Any) -> dict[str, str | None]:
    day = _one_of(words.HOLIDAYS)
    readers = dict.fromkeys(words.RELIGIONS, lambda name: None if name is None else day(name))
    return _fields(value, readers, set(words.RELIGIONS))


FORMS: dict[str, Callable[[Any], Any]] = {
    "days": _whole,
    "years": _whole,
    "times": _whole,
    "score": _score,
    "decimal": _decimal,
    "fraction": _fraction,
    "flag": _flag,
    "levels": _words(words.DISCIPLINE_LEVELS),
    "reading": _one_of(READINGS),
    "requirement": _one_of(REQUIREMENTS),
    "basis": _one_of(BASES),
    "ladder": _ladder,
    "parts": _parts,
    "great_days": _great_days,
    "kind": _kind,
    "criterion": _asked,
    "paper": _paper,
}
