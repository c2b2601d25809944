"""What a condition answers: met, not met or unknown, with what it saw."""

from datetime import date
from typing import Any, Final, NamedTuple

MET: Final = "met"
NOT_MET: Final = "not_met"
UNKNOWN: Final = "unknown"

# a named tuple's own __new__ takes twice as long, and some twenty answers are made for everybody
_tuple = tuple.__new__


class Answer(NamedTuple):
    """value and threshold in the condition's own unit; source names the fact; met_from where time alone cures it."""

    state: str
    value: Any
    threshold: Any
    source: str
    met_from: date | None


def met(value: Any, threshold: Any, source: str) -> Answer:
    """The condition is met."""
    return _tuple(Answer, (MET, value, threshold, source, None))


def not_met(value: Any, threshold: Any, source: str, met_from: date | None = None) -> Answer:
    """The condition is not met; it is from met_from on, where time alone cures it."""
    return _tuple(Answer, (NOT_MET, value, threshold, source, met_from))


def met_if(holds: bool, value: Any, threshold: Any, source: str) -> Answer:
    """The condition is met, or it is not and time does not cure it."""
    return _tuple(Answer, (MET if holds else NOT_MET, value, threshold, source, None))


def unknown(value: Any, threshold: Any, source: str) -> Answer:
    """The record does not tell."""
    return _tuple(Answer, (UNKNOWN, value, threshold, source, None))
