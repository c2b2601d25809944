"""From a raw sheet to rows by a table of columns: finds the headings, skips blank and total lines, reads every cell."""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from rehab.plumbing.cells import Reader, WrongCell, is_empty, register_key
from rehab.plumbing.errors import Refusal
from rehab.plumbing.refused_rows import Problem
from rehab.plumbing.refused_rows import Refusal as RefusedRow
from rehab.plumbing.spreadsheets import Cell

HEADER_ROWS = 10
LEAST_HEADINGS = 2
TOTALS = ("jumlah", "total")
LOOSE = re.compile(r"[\s.\u00a0_]+")
Finish = Callable[[dict[str, Any]], list[Problem]]


class UnreadableSheet(Refusal):
    """A file that opens but does not hold the sheets asked for; `code` names the reason."""

    status = 422

    def __init__(self, code: str, message: Any) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column: heading as the format writes it, field it fills, how a filled cell is read, whether it must be filled."""

    header: str
    field: str
    read: Reader
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    # The word of each code, for showing what a cell said.
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    # Other headings of the same column, as other programs write them.
    also: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.header, *self.also)


@dataclass(frozen=True, slots=True)
class SheetRule:
    """One sheet: its name, its columns, and the fields that beside the register number make its natural key."""

    name: str
    columns: tuple[ColumnRule, ...]
    key: tuple[str, ...] = ()


class Row(NamedTuple):
    """One good row: `person` is its register key, `key` its natural key beside it, `values` the filled cells only, by field."""

    sheet: str
    number: int
    person: str
    key: tuple[Any, ...]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What one sheet holds: its good rows, its refused ones, the register keys those were about, and headings nobody knows."""

    rule: SheetRule
    rows: list[Row]
    refusals: list[RefusedRow]
    refused_people: frozenset[str]
    unknown_columns: tuple[str, ...]


def loose(text: object) -> str:
    """A heading or sheet name without case, spaces, dots and underscores."""
    return LOOSE.sub("", str(text)).casefold()


def read_sheet(rule: SheetRule, rows: Sequence[Sequence[Cell]], finish: Finish | None = None) -> ReadSheet:
    """Read one sheet by its rule; `rows[n]` is Excel's row n + 1; `finish` looks at the values of a row together.

    Raises UnreadableSheet where there are no headings in the first ten rows.
    """
    top, columns, unknown = find_header(rule, rows)
    missing = [column for column in rule.columns if column.required and column not in columns]
    good: list[Row] = []
    refusals: list[RefusedRow] = []
    refused_people: set[str] = set()
    places = [(place, column) for place, column in enumerate(columns) if column is not None]
    order = {column.header: place for place, column in enumerate(rule.columns)}
    for number, cells in enumerate(rows[top + 1 :], top + 2):
        if not is_row(cells):
            continue
        values, problems = _read_cells(places, missing, cells)
        if not problems and finish:
            problems = finish(values)
        person = register_key(values.get("register_no", ""))
        if problems:
            refusals.append(RefusedRow(rule.name, number, tuple(sorted(problems, key=lambda wrong: order[wrong.column]))))
            refused_people.add(person)
        else:
            good.append(Row(rule.name, number, person, tuple(values[field] for field in rule.key), values))
    return ReadSheet(rule, good, refusals, frozenset(refused_people - {""}), unknown)


def is_row(cells: Sequence[Cell]) -> bool:
    """Whether a line is a row of the table: neither blank nor a sum."""
    for cell in cells:
        if cell != "" and not is_empty(cell):
            return not (isinstance(cell, str) and len(cell) < 20 and loose(cell).rstrip(":") in TOTALS)
    return False


def find_header(rule: SheetRule, rows: Sequence[Sequence[Cell]]) -> tuple[int, list[ColumnRule | None], tuple[str, ...]]:
    """Index of the heading row, the rule of each of its columns, and the headings without one (or that come a second time)."""
    known = {loose(heading): column for column in rule.columns for heading in column.headings}
    counts = [len({loose(cell) for cell in row} & known.keys()) for row in rows[:HEADER_ROWS]]
    best = max(counts, default=0)
    if best < LEAST_HEADINGS:
        raise UnreadableSheet(
            "no_header",
            _l(
                "Lembar %(sheet)s tidak memuat judul kolom pada sepuluh baris pertamanya. Salin judul dari templat.",
                sheet=rule.name,
            ),
        )
    top = counts.index(best)
    columns: list[ColumnRule | None] = []
    unknown: list[str] = []
    for cell in rows[top]:
        column = known.get(loose(cell))
        columns.append(None if column in columns else column)
        if columns[-1] is None and not is_empty(cell):
            unknown.append(str(cell).strip())
    return top, columns, tuple(unknown)


def _read_cells(
    places: Sequence[tuple[int, ColumnRule]], missing: Sequence[ColumnRule], cells: Sequence[Cell]
) -> tuple[dict[str, Any], list[Problem]]:
    """Filled cells by field, and the problems of the row."""
    values: dict[str, Any] = {}
    problems = [Problem(column.header, "missing_required") for column in missing]
    width = len(cells)
    for place, column in places:
        cell = cells[place] if place < width else None
        if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
            if column.required:
                problems.append(Problem(column.header, "missing_required"))
            continue
        try:
            values[column.field] = column.read(cell)
        except WrongCell as wrong:
            problems.append(Problem(column.header, wrong.kind, wrong.details))
    return values, problems
