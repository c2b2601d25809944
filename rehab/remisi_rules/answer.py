"""What a condition answers: met, not met or unknown, with what it saw."""

from datetime import date
from typing import Any, Final, NamedTuple

MET: Final = "met"
NOT_MET: Final = "not_met"
UNKNOWN: Final = "unknown"


class Answer(NamedTuple):
    """value and threshold in the condition's own unit; source names the fact; met_from where time alone cures it."""

    state: str
    value: Any = None
    threshold: Any = None
    source: str | None = None
    met_from: date | None = None
