"""One measured figure, and the few ways to come to it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """A figure with its unit and target in words; `holds` is None where there is no target."""

    name: str
    value: float
    unit: str
    target: str = ""
    holds: bool | None = None

    @property
    def shown(self) -> str:
        return f"{self.value:,.0f}" if self.value >= 1000 or float(self.value).is_integer() else f"{self.value:.3g}"

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "value": round(self.value, 4), "unit": self.unit, "target": self.target, "holds": self.holds}


def at_most(name: str, value: float, unit: str, limit: float) -> Row:
    """A figure that must not exceed a limit in the same unit."""
    return Row(name, value, unit, f"≤ {limit:g}", value <= limit)


def figure(name: str, value: float, unit: str) -> Row:
    """A figure without a target."""
    return Row(name, value, unit)


def median_seconds(action: Callable[[], Any], *, times: int = 5, before: Callable[[], Any] | None = None) -> float:
    """Return the median of several runs in seconds; `before` is run each time and not counted."""
    taken = []
    for _ in range(times):
        if before is not None:
            before()
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
