"""From raw sheets to rows: finds the headings, skips blank and total lines, reads every cell, refuses what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from rehab.intake.cells import WrongCell
from rehab.intake.finishing import FINISHERS
from rehab.intake.refusals import Problem
from rehab.intake.refusals import Refusal as RefusedRow
from rehab.intake.sheets import EXPLANATION, SHEETS, ColumnRule, SheetRule
from rehab.plumbing.cells import is_empty, is_row, loose, register_key
from rehab.plumbing.errors import Refusal
from rehab.plumbing.spreadsheets import Cell, Sheet

HEADER_ROWS = 10
LEAST_HEADINGS = 2


class UnreadableRoster(Refusal):
    """A file that opens but is no roster; `code` names the reason."""

    status = 422

    def __init__(self, code: str, message: Any) -> None:
        self.code = code
        super().__init__(message)


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


RULES = {loose(rule.name): rule for rule in SHEETS}


def read_sheets(sheets: Iterable[Sheet]) -> tuple[list[ReadSheet], list[str]]:
    """The sheets of the format that hold anything, in its order, and the names of sheets nobody knows.

    Raises UnreadableRoster where no sheet is known, one comes twice, or a filled one has no headings in its first ten rows.
    """
    found: dict[str, ReadSheet] = {}
    unknown: list[str] = []
    known = 0
    for sheet in sheets:
        rule = RULES.get(loose(sheet.name))
        if rule is None:
            unknown += [sheet.name] if sheet.name != EXPLANATION else []
            continue
        known += 1
        if rule.name in found:
            raise UnreadableRoster("duplicate_sheet", _l("Lembar %(sheet)s ada dua kali. Sisakan satu.", sheet=rule.name))
        if any(not is_empty(cell) for row in sheet.rows for cell in row):
            found[rule.name] = read_sheet(rule, sheet.rows)
    if not known:
        names = ", ".join(rule.name for rule in SHEETS)
        raise UnreadableRoster(
            "no_known_sheet",
            _l("Berkas ini tidak memuat lembar yang dikenal. Beri nama lembar seperti pada templat: %(names)s.", names=names),
        )
    return [found[rule.name] for rule in SHEETS if rule.name in found], unknown


def read_sheet(rule: SheetRule, rows: Sequence[Sequence[Cell]]) -> ReadSheet:
    """Read one sheet by its rule; `rows[n]` is Excel's row n + 1."""
    top, columns, unknown = find_header(rule, rows)
    missing = [column for column in rule.columns if column.required and column not in columns]
    good: list[Row] = []
    refusals: list[RefusedRow] = []
    refused_people: set[str] = set()
    places = [(place, column) for place, column in enumerate(columns) if column is not None]
    order = {column.header: place for place, column in enumerate(rule.columns)}
    finish = FINISHERS.get(rule.name)
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


def find_header(rule: SheetRule, rows: Sequence[Sequence[Cell]]) -> tuple[int, list[ColumnRule | None], tuple[str, ...]]:
    """Index of the heading row, the rule of each of its columns, and the headings without one (or that come a second time)."""
    known = {loose(column.header): column for column in rule.columns}
    counts = [len({loose(cell) for cell in row} & known.keys()) for row in rows[:HEADER_ROWS]]
    best = max(counts, default=0)
    if best < LEAST_HEADINGS:
        raise UnreadableRoster(
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
        column = known.pop(loose(cell), None)
        columns.append(column)
        if column is None and not is_empty(cell):
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
