"""Whether the law's files fit together: no gap, nothing that serves nothing, no reading the engine does not know."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rehab.remisi_rules import words
from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.parameters import Parameter
from rehab.remisi_rules.values import Asked, Kind, Paper

# the one way in which the engine takes each; another must be written before it can be loaded
_READINGS = {"nth_counts": "received", "two_grounds": "larger", "humanitarian_size": "last_general"}

Standing = dict[str, Any]


def check_together(known: Mapping[str, Parameter]) -> None:
    """Raises LawDataError naming the parameter that does not fit the others, and the day."""
    days = sorted({value.starts_on for parameter in known.values() for value in parameter.values})
    for name, parameter in known.items():
        if parameter.values[0].starts_on != days[0]:
            raise LawDataError(f"{name}: leaves a gap from {days[0]} on; what is not in force must say so")
    standing = {day: _standing(known, day) for day in days}
    closed = {name for name, parameter in known.items() if any(value.value is None for value in parameter.values)}
    for day, values in standing.items():
        _check_thresholds(known, day, values, closed)
        _check_served(day, values, closed)
        _check_proofs(day, values)
        for name, reading in _READINGS.items():
            if values.get(name, reading) != reading:
                raise LawDataError(f"{name}: the engine knows no other reading than {reading}")
    _check_children(standing)
    _check_kinds_named(known, standing)


def _standing(known: Mapping[str, Parameter], day: date) -> Standing:
    found = {name: parameter.on(day) for name, parameter in known.items()}
    return {name: value.value for name, value in found.items() if value is not None and value.value is not None}


def _check_thresholds(known: Mapping[str, Parameter], day: date, values: Standing, closed: set[str]) -> None:
    """What a condition or kind uses is in force with it; what is not always in force has something that uses it."""
    used = {name for value in values.values() for each in getattr(value, "uses", ()) for name in _by_age(each, known)}
    if lacking := sorted(used - values.keys()):
        raise LawDataError(f"{lacking[0]}: is used on {day} and not in force")
    for name in sorted(closed & values.keys()):
        if not isinstance(values[name], Kind | Asked | Paper) and name not in used:
            raise LawDataError(f"{name}: is in force on {day} and nothing uses it")


def _by_age(name: str, known: Mapping[str, Parameter]) -> tuple[str, ...]:
    return (name,) if name in known else (f"{name}_adult", f"{name}_child")


def _check_served(day: date, values: Standing, closed: set[str]) -> None:
    """What is not always in force stands only while one of its kinds does."""
    for name in sorted(closed & values.keys()):
        kinds = getattr(values[name], "kinds", None)
        if kinds and not any(f"kind.{kind}" in values for kind in kinds):
            raise LawDataError(f"{name}: is in force on {day} and none of its kinds is")


def _check_proofs(day: date, values: Standing) -> None:
    """A condition is proved by one paper."""
    beside = [value.beside for value in values.values() if isinstance(value, Paper) and value.beside is not None]
    if twice := sorted(code for code, times in Counter(beside).items() if times > 1):
        raise LawDataError(f"papers: on {day} two stand beside {twice[0]}")


def _check_children(standing: Mapping[date, Standing]) -> None:
    """A child receives from exactly one kind of a family, from the first day on."""
    wanted: set[str] | None = None
    for day, values in standing.items():
        kinds = [value for value in values.values() if isinstance(value, Kind) and words.CHILD in value.statuses]
        families = Counter(kind.family for kind in kinds)
        wanted = set(families) if wanted is None else wanted
        if set(families) != wanted or any(times > 1 for times in families.values()):
            raise LawDataError(f"kinds: on {day} a child has none or two of one family")


def _check_kinds_named(known: Mapping[str, Parameter], standing: Mapping[date, Standing]) -> None:
    """A condition or paper names only kinds that stand at some time while it does, and a child's only where it is one's."""
    for name, value, days in _stretches(known, standing):
        switched = value.switched_kinds if isinstance(value, Asked) else frozenset()
        for code in sorted(value.kinds | switched):
            kinds = [kind for day in days if (kind := standing[day].get(f"kind.{code}")) is not None]
            if isinstance(value, Asked) and value.children_only:
                kinds = [kind for kind in kinds if kind.children or words.CHILD in kind.statuses]
            if not kinds:
                raise LawDataError(f"{name}: from {days[0]} on it names {code} in vain")


def _stretches(
    known: Mapping[str, Parameter], standing: Mapping[date, Standing]
) -> Iterator[tuple[str, Asked | Paper, list[date]]]:
    for name, parameter in known.items():
        for value in parameter.values:
            if isinstance(value.value, Asked | Paper):
                yield name, value.value, [day for day in standing if parameter.on(day) is value]
