"""A table once, for the page, the CSV and the workbook alike; and the hiding of small counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.plumbing.spreadsheets import Column, write_csv, write_table

SMALLEST = 5
FEW = "<5"
CLOSED = _l("ditutup")


@dataclass(frozen=True)
class Head:
    """A column: its heading, and whether it holds numbers."""

    label: Any
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    """Headings and rows; the first cell of a row names it. `total` stands under the last row."""

    title: Any
    heads: Sequence[Head]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    total: Sequence[Any] | None = None

    @property
    def every_row(self) -> list[Sequence[Any]]:
        """The rows with the total last, as files carry them."""
        return [*self.rows, self.total] if self.total else [*self.rows]

    def csv(self) -> bytes:
        """The whole table as CSV."""
        return write_csv([Column(str(head.label)) for head in self.heads], _texts(self.every_row))

    def workbook(self, notes: Sequence[str]) -> bytes:
        """The whole table as .xlsx with notes above it."""
        columns = [Column(str(head.label), 14 if head.numeric else 30) for head in self.heads]
        return write_table(str(self.title), notes, columns, _texts(self.every_row))


def _texts(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[cell if cell is None or isinstance(cell, int) else str(cell) for cell in row] for row in rows]


def rate(part: int, base: int) -> int | None:
    """A whole percentage, halves up; None where the base is nothing."""
    return int((Decimal(part) * 100 / base).quantize(Decimal(1), ROUND_HALF_UP)) if base else None


def hide_second(unsafe: Sequence[bool], values: Sequence[int]) -> list[bool]:
    """Which cells of a summed column stay hidden: the unsafe ones, and where that is one alone, the smallest other too.

    With the column's total shown, a single hidden cell could be worked out.
    """
    hidden = list(unsafe)
    if sum(hidden) == 1 and len(hidden) > 1:
        others = [index for index, closed in enumerate(hidden) if not closed]
        hidden[min(others, key=lambda index: (values[index] == 0, values[index]))] = True
    return hidden


def small(count: int) -> bool:
    """Whether a count of people with a personal trait is too small to print."""
    return 0 < count < SMALLEST


def guarded(groups: Sequence[tuple[Any, int, int]]) -> list[list[Any]]:
    """Rows (label, people, taking part, share in percent) of a trait, with small counts hidden.

    People who take part and people who do not are both kept from being worked out; a cell that is hidden only to
    protect another reads "ditutup".
    """
    people, parts = [group[1] for group in groups], [group[2] for group in groups]
    few_people = [small(count) for count in people]
    few_parts = [small(part) or small(count - part) or few for count, part, few in zip(people, parts, few_people, strict=True)]
    no_people, no_parts = hide_second(few_people, people), hide_second(few_parts, parts)
    rows = []
    for index, (label, count, part) in enumerate(groups):
        closed = no_parts[index] or no_people[index]
        shown = count if not no_people[index] else _veil(count)
        rows.append([label, shown, _veil(part) if closed else part, None if closed else rate(part, count)])
    return rows


def _veil(count: int) -> Any:
    return FEW if small(count) else CLOSED
