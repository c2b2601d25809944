"""The page "Hukum": what is in force on a day, what changed since another, and which readings are still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from rehab.remisi.law_words import TOPIC_NAMES, parameter_label, value_words
from rehab.remisi.sentences import questions_in_words
from rehab.remisi_rules.parameters import CONFIDENCES, Parameter, Value, parameters
from rehab.remisi_rules.words import CRITERIA

AMOUNT = "amount"
_AGES = ("_adult", "_child")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class LawRow:
    """One parameter on one day, in words; `before` is its value on the day it is compared with."""

    name: str
    label: str
    value: str
    since: date
    article: str
    confidence: str
    checked_on: date
    question: str | None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class LawFilters:
    """What the page is narrowed to; empty texts narrow nothing."""

    on: date
    since: date | None = None
    search: str = ""
    confidence: str = ""
    condition: str = ""


def law_rows(filters: LawFilters) -> list[tuple[str, list[LawRow]]]:
    """The parameters in force on the day by topic; with `since` only those whose value differs from that day's."""
    wanted = names_behind(filters.condition) if filters.condition else None
    found = []
    for parameter in sorted(parameters().values(), key=lambda each: (list(TOPIC_NAMES).index(each.topic), each.name)):
        value = parameter.on(filters.on)
        before = parameter.on(filters.since) if filters.since else None
        if value is None or (wanted is not None and parameter.name not in wanted):
            continue
        if filters.since and before is not None and before.value == value.value:
            continue
        if not filters.since and value.value is None:
            continue
        row = _row(parameter, value, before if filters.since else None, compared=filters.since is not None)
        if _fits(row, filters):
            found.append((str(TOPIC_NAMES[parameter.topic]), row))
    return [(topic, [row for _topic, row in rows]) for topic, rows in groupby(found, key=lambda pair: pair[0])]


def _row(parameter: Parameter, value: Value, before: Value | None, *, compared: bool) -> LawRow:
    return LawRow(
        name=parameter.name,
        label=parameter_label(parameter.name),
        value=value_words(parameter, value),
        since=value.starts_on,
        article="; ".join(f"{each.title}, {each.article}" for each in value.references),
        confidence=value.confidence,
        checked_on=value.last_checked_on,
        question=questions_in_words([value.question])[0] if value.question else None,
        before=value_words(parameter, before) if compared else None,
    )


def _fits(row: LawRow, filters: LawFilters) -> bool:
    if filters.confidence and row.confidence != filters.confidence:
        return False
    text = f"{row.label} {row.value} {row.article} {row.question or ''}".casefold()
    return all(word in text for word in filters.search[:_LONGEST].casefold().split())


def names_behind(code: str) -> frozenset[str]:
    """The parameters a condition, paper or amount (`amount.RU`) rests on, at any time."""
    amount = code.startswith("amount.")
    heads = [code.replace("amount.", "kind.", 1)] if amount else [f"criterion.{code}", f"paper.{code}"]
    known = parameters()
    used = {name for head in heads if head in known for value in known[head].values for name in getattr(value.value, "uses", ())}
    return frozenset(_by_age(used)) | {head for head in heads if head in known}


def _by_age(names: Iterable[str]) -> list[str]:
    known = parameters()
    return [each for name in names for each in ([name] if name in known else [f"{name}{age}" for age in _AGES])]


def open_readings(kind: str, on: date) -> dict[str, tuple[str, ...]]:
    """The conditions of a day that rest on an open question (confidence C), with the questions in the reader's language.

    Under "amount" those behind the size of the kind.
    """
    found = {}
    for code in (*CRITERIA, f"amount.{kind}"):
        values = _standing(code, on)
        questions = [value.question for value in values if value.confidence == CONFIDENCES[-1] and value.question]
        if questions and _asks(code, kind, on):
            found[AMOUNT if code.startswith("amount.") else code] = questions_in_words(dict.fromkeys(questions))
    return found


def _standing(code: str, on: date) -> list[Value]:
    known = parameters()
    return [value for name in sorted(names_behind(code)) if (value := known[name].on(on)) is not None and value.value is not None]


def _asks(code: str, kind: str, on: date) -> bool:
    if code.startswith("amount."):
        return True
    value: Any = parameters()[f"criterion.{code}"].on(on)
    return value is not None and value.value is not None and kind in value.value.kinds
