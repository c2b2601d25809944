"""Moves every value of the law's files by the least step, and lays the moved law under the engine."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rehab.remisi_rules import parameters as reader
from rehab.remisi_rules import values as forms
from rehab.remisi_rules import words
from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.parameters import Parameter, Value
from rehab.remisi_rules.values import FORMS, NOT_IN_FORCE

VOCABULARIES = [
    frozenset(each)
    for module in (words, forms)
    for name, each in vars(module).items()
    if name.isupper() and isinstance(each, frozenset | tuple) and each and all(type(word) is str for word in each)
]
DAY = timedelta(1)
_FRACTION = re.compile(r"(\d+)/(\d+)")
_DECIMAL = re.compile(r"\d+\.\d+")
_DAY_OF_YEAR = re.compile(r"\d\d-\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Movement:
    """One step of one value: where, the moved parameter, the words it touches and the day it touches."""

    where: str
    parameter: Parameter
    touches: frozenset[str]
    near: date


def movements(parameter: Parameter, names: set[str]) -> Iterator[Movement]:
    """Every step of every value of a parameter that its form lets pass; `names` are those of all parameters."""
    group, _, code = parameter.name.partition(".")
    for place, value in enumerate(parameter.values):
        at = f"{parameter.name} from {value.starts_on}"
        touches = frozenset({code or group}) | _words_in(value.written)

        def moved(where: str, *values: Value, touched: frozenset[str] = touches, at: str = at, value: Value = value) -> Movement:
            return Movement(f"{at}: {where}", replace(parameter, values=values), touched, value.starts_on)

        before, after = parameter.values[:place], parameter.values[place + 1 :]
        for step in (-DAY, DAY):
            yield moved(f"moved by {step.days} day", *before, replace(value, starts_on=value.starts_on + step), *after)
        if before or after:
            yield moved("left out", *before, *after)
        if value.written == NOT_IN_FORCE:
            continue
        for where, written in steps(value.written, names):
            try:
                formed = FORMS[parameter.unit](written)
            except LawDataError:
                continue
            touched = _words_in(value.written) ^ _words_in(written)
            yield moved(where, *before, replace(value, value=formed, written=written), *after, touched=touched | {code})


def steps(written: Any, names: set[str]) -> Iterator[tuple[str, Any]]:
    """Every least step of a value as it is written; TypeError where its sort is not known here."""
    if type(written) is bool:
        yield f"{written} turned", not written
    elif type(written) is int:
        yield from ((f"{written} moved to {written + step}", written + step) for step in (-1, 1))
    elif type(written) is dict:
        yield from _steps_of_mapping(written, names)
    elif type(written) is list:
        yield from _steps_of_list(written, names)
    elif written is None:
        yield from ((f"nothing made {word}", word) for word in sorted(frozenset().union(*VOCABULARIES)))
    else:
        yield from ((f"{written} made {other}", other) for other in _others(written))


def _steps_of_mapping(written: dict[str, Any], names: set[str]) -> Iterator[tuple[str, Any]]:
    for key, part in written.items():
        if _only_cites(part, names):
            continue
        yield f"{key} left out", {name: each for name, each in written.items() if name != key}
        for where, moved in steps(part, names):
            yield f"{key}: {where}", {**written, key: moved}


def _steps_of_list(written: list[Any], names: set[str]) -> Iterator[tuple[str, Any]]:
    if _only_cites(written, names):
        return
    for place, part in enumerate(written):
        yield f"{part} taken out", written[:place] + written[place + 1 :]
    if all(type(part) is int for part in written):
        for place, part in enumerate(written):
            before, after = written[:place], written[place + 1 :]
            yield from ((f"{part} moved to {part + step}", [*before, part + step, *after]) for step in (-1, 1))
            yield f"one more after {part}", [*before, part, part + 1, *after]
        return
    vocabularies = [each for each in VOCABULARIES if each >= set(written)]
    if not vocabularies:
        raise TypeError(f"a list of what? {written}")
    for word in sorted(frozenset().union(*vocabularies) - set(written)):
        yield f"{word} put in", [*written, word]


def _others(text: str) -> list[Any]:
    if found := _FRACTION.fullmatch(text):
        above, below = int(found[1]), int(found[2])
        return [f"{above + step}/{below}" for step in (-1, 1)] + [f"{above}/{below + step}" for step in (-1, 1)]
    if _DECIMAL.fullmatch(text):
        number = Decimal(text)
        least = Decimal(1).scaleb(number.as_tuple().exponent)  # type: ignore[arg-type]
        return [str(number - least), str(number + least)]
    if _DATE.fullmatch(text):
        return [(date.fromisoformat(text) + step).isoformat() for step in (-DAY, DAY)]
    if _DAY_OF_YEAR.fullmatch(text):
        return [(date.fromisoformat(f"2001-{text}") + step).isoformat()[5:] for step in (-DAY, DAY)]
    vocabularies = [each for each in VOCABULARIES if text in each]
    if not vocabularies:
        raise TypeError(f"a text of what sort? {text}")
    return [*sorted(frozenset().union(*vocabularies) - {text}), None]


def _only_cites(part: Any, names: set[str]) -> bool:
    """A list of parameters only says whose articles a finding cites beside its own."""
    return type(part) is list and all({str(each), f"{each}_adult"} & names for each in part)


def _words_in(part: Any) -> frozenset[str]:
    if isinstance(part, dict):
        return frozenset().union(*(_words_in(each) | {key} for key, each in part.items()))
    if isinstance(part, list | tuple):
        return frozenset().union(*map(_words_in, part))
    return frozenset({part}) if type(part) is str else frozenset()


words_in = _words_in


@contextmanager
def law_as(known: Mapping[str, Parameter]) -> Iterator[None]:
    """The engine reads `known` instead of its files; whatever it remembers of the law is forgotten before and after."""
    true = reader.parameters
    modules = [module for name, module in sys.modules.items() if name.startswith("rehab.remisi_rules")]
    holders = [(module, name) for module in modules for name, held in vars(module).items() if held is true]
    held_anywhere = [held for module in modules for held in vars(module).values()]
    remembering = {id(held): held for held in held_anywhere if hasattr(held, "cache_clear") and held is not true}
    for module, name in holders:
        setattr(module, name, lambda: known)
    _forget(remembering)
    try:
        yield
    finally:
        for module, name in holders:
            setattr(module, name, true)
        _forget(remembering)


def _forget(remembering: dict[int, Any]) -> None:
    for each in remembering.values():
        each.cache_clear()
