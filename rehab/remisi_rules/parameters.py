"""Reads the law's files: every value by date, with its article; anything unfit is refused at loading."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from rehab.remisi_rules import plain_yaml, reading
from rehab.remisi_rules.errors import InvalidQuestion, LawDataError
from rehab.remisi_rules.values import FORMS, NOT_IN_FORCE

DATA = Path(__file__).parent / "data"
CONFIDENCES = ("A", "B", "C")
_FILE_KEYS = {"description", "parameters"}
_PARAMETER_KEYS = {"description", "unit", "values"}
_VALUE_KEYS = {"from", "value", "reference", "confidence", "last_checked_on"}
_QUESTION, _ENGLISH = "question", "question_en"
_REFERENCE_KEYS = {"title", "article"}
_ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value stands: the instrument and its article."""

    title: str
    article: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What the law says from a day on; value is None where it is not in force."""

    starts_on: date
    value: Any
    references: tuple[Reference, ...]
    confidence: str
    last_checked_on: date
    question: str | None
    written: Any
    question_en: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or rule of the law through time; values in the order of their dates."""

    name: str
    topic: str
    description: str
    unit: str
    values: tuple[Value, ...]

    def on(self, day: date) -> Value | None:
        """The value of that day; None before the first date."""
        place = bisect_right([value.starts_on for value in self.values], day)
        return self.values[place - 1] if place else None


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter of the law by name, read once."""
    return load(DATA)


@cache
def english_questions() -> Mapping[str, str]:
    """The English of every open question of the law by its Indonesian."""
    values = [value for parameter in parameters().values() for value in parameter.values]
    return {value.question: value.question_en for value in values if value.question is not None and value.question_en is not None}


def load(folder: Path) -> dict[str, Parameter]:
    """Every parameter in the files of a folder. Raises LawDataError naming file, parameter and fault."""
    found: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            for parameter in read_topic(path.stem, path.read_bytes().decode()):
                if parameter.name in found:
                    raise LawDataError(f"{parameter.name}: stands twice")
                found[parameter.name] = parameter
        except (LawDataError, yaml.YAMLError, UnicodeDecodeError) as wrong:
            raise LawDataError(f"{path.name}: {wrong}") from wrong
    if not found:
        raise LawDataError(f"{folder.name}: holds no parameters")
    return found


def read_topic(topic: str, text: str) -> list[Parameter]:
    """The parameters written in one file. Raises LawDataError and yaml.YAMLError."""
    content = _exact(plain_yaml.plain(text), _FILE_KEYS, "file")
    _text(content["description"], "description")
    if type(content["parameters"]) is not dict or not content["parameters"]:
        raise LawDataError("holds no parameters")
    return [_parameter(topic, name, body) for name, body in content["parameters"].items()]


def _parameter(topic: str, name: Any, body: Any) -> Parameter:
    try:
        given = _exact(body, _PARAMETER_KEYS, "parameter")
        unit = _text(given["unit"], "unit")
        if unit not in FORMS:
            raise LawDataError(f"unknown unit {unit}")
        if type(given["values"]) is not list or not given["values"]:
            raise LawDataError("has no values")
        values = tuple(_value(item, unit) for item in given["values"])
        for earlier, later in pairwise(values):
            if later.starts_on <= earlier.starts_on:
                raise LawDataError(f"{later.starts_on} does not come after {earlier.starts_on}")
        return Parameter(_text(name, "name"), topic, _text(given["description"], "description"), unit, values)
    except LawDataError as wrong:
        raise LawDataError(f"{name}: {wrong}") from wrong


def _value(body: Any, unit: str) -> Value:
    asked = {_QUESTION, _ENGLISH} if isinstance(body, dict) and body.keys() & {_QUESTION, _ENGLISH} else set()
    given = _exact(body, _VALUE_KEYS | asked, "value")
    written = given["value"]
    confidence = given["confidence"]
    if confidence not in CONFIDENCES:
        raise LawDataError("confidence must be A, B or C")
    question = given.get(_QUESTION)
    for name in asked:
        _text(given[name], name)
    if confidence == CONFIDENCES[-1] and question is None:
        raise LawDataError("confidence C needs the question to be asked")
    return Value(
        _day(given["from"], "from"),
        None if written == NOT_IN_FORCE else FORMS[unit](written),
        _references(given["reference"]),
        confidence,
        _day(given["last_checked_on"], "last_checked_on"),
        question,
        written,
        given.get(_ENGLISH),
    )


def _references(body: Any) -> tuple[Reference, ...]:
    bodies = body if type(body) is list else [body]
    if not bodies:
        raise LawDataError("reference is missing")
    found = []
    for item in bodies:
        optional = {_ADDRESS} if isinstance(item, dict) and _ADDRESS in item else set()
        given = _exact(item, _REFERENCE_KEYS | optional, "reference")
        found.append(Reference(**{key: _text(part, key) for key, part in given.items()}))
    return tuple(found)


def _exact(body: Any, keys: set[str], what: str) -> dict[str, Any]:
    if type(body) is not dict:
        raise LawDataError(f"{what} must be a mapping")
    if unknown := body.keys() - keys:
        raise LawDataError(f"{what} has an unknown key {', '.join(sorted(map(str, unknown)))}")
    if lacking := keys - body.keys():
        raise LawDataError(f"{what} lacks {', '.join(sorted(lacking))}")
    return body


def _text(value: Any, what: str) -> str:
    if type(value) is not str or not value.strip():
        raise LawDataError(f"{what} must be a text")
    return value


def _day(value: Any, what: str) -> date:
    try:
        return reading.required_date(value, what)
    except InvalidQuestion as wrong:
        raise LawDataError(str(wrong)) from None
