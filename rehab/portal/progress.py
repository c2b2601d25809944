"""A Dinas's programmes in figures, worked out from counts; no person in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rehab.attendance.registers import CohortTotals, MonthTotals, totals_of

# A participant is on target who came to at least four fifths of the sessions that count for them.
TARGET_PART, TARGET_WHOLE = 4, 5


@dataclass(frozen=True, slots=True)
class Share:
    """How often one person came, of the sessions that count: recorded and not excused."""

    present: int
    counted: int

    @property
    def on_target(self) -> bool:
        """At least four fifths; somebody of whom nothing counts yet is neither on target nor short of it."""
        return self.counted > 0 and self.present * TARGET_WHOLE >= self.counted * TARGET_PART


@dataclass(frozen=True)
class ClassProgress:
    """One class: its people, sessions, marks and outcomes over a period."""

    cohort: Any
    shares: Sequence[Share]
    totals: CohortTotals
    outcomes: Any

    @property
    def participants(self) -> int:
        return len(self.shares)

    @property
    def on_target(self) -> int:
        return sum(each.on_target for each in self.shares)

    @property
    def unknown(self) -> int:
        """People of whom nothing counts yet."""
        return sum(each.counted == 0 for each in self.shares)


@dataclass(frozen=True)
class Progress:
    """Several classes together."""

    classes: list[ClassProgress] = field(default_factory=list)

    @property
    def participants(self) -> int:
        return sum(each.participants for each in self.classes)

    @property
    def on_target(self) -> int:
        return sum(each.on_target for each in self.classes)

    @property
    def unknown(self) -> int:
        return sum(each.unknown for each in self.classes)

    @property
    def totals(self) -> CohortTotals:
        """All sessions and marks, month by month."""
        return totals_of(months_together(each.totals.months for each in self.classes))

    @property
    def completed(self) -> int:
        return sum(each.outcomes.completed for each in self.classes)

    @property
    def passed(self) -> int:
        return sum(each.outcomes.passed for each in self.classes)

    @property
    def certificates(self) -> int:
        return sum(each.outcomes.certificates for each in self.classes)

    @property
    def target_completions(self) -> int:
        return sum(each.cohort.target_completions for each in self.classes)

    def by_programme(self) -> list[tuple[Any, "Progress"]]:
        """The same, programme by programme, in the order of the classes."""
        found: dict[int, list[ClassProgress]] = {}
        for each in self.classes:
            found.setdefault(each.cohort.programme_id, []).append(each)
        return [(classes[0].cohort.programme, Progress(classes)) for classes in found.values()]


def months_together(series: Iterable[Iterable[MonthTotals]]) -> list[MonthTotals]:
    """The months of several classes added up, in order."""
    names = ("planned", "held", "cancelled", "present", "excused", "absent")
    sums: dict[date, dict[str, int]] = {}
    for months in series:
        for month in months:
            one = sums.setdefault(month.month_on, dict.fromkeys(names, 0))
            for name in names:
                one[name] += getattr(month, name)
    return [MonthTotals(month_on, **sums[month_on]) for month_on in sorted(sums)]


def progress_of(
    cohorts: Iterable[Any], shares: Mapping[int, Sequence[Share]], totals: Mapping[int, CohortTotals], outcomes: Mapping[int, Any]
) -> Progress:
    """Put the counts of each class together; a class without outcomes in the answer has none."""
    return Progress(
        [
            ClassProgress(each, shares.get(each.id, ()), totals.get(each.id, CohortTotals()), outcomes[each.id])
            for each in cohorts
            if each.id in outcomes
        ]
    )


def whole_percent(part: int, base: int) -> int:
    """A whole percentage rounded half up; 0 where the base is nothing."""
    return (200 * part + base) // (2 * base) if base else 0
