"""The whole file at once: contradicting rows, overlapping periods, rows about people nobody knows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rehab.intake.reading import read_sheets
from rehab.intake.sheets import SHEETS
from rehab.plumbing.cells import register_key
from rehab.plumbing.refused_rows import Problem, Refusal
from rehab.plumbing.sheet_reading import ReadSheet, Row, SheetRule
from rehab.plumbing.spreadsheets import Sheet

PERSON, DETENTION = "WBP", "Penahanan"
REGISTER = "No. Registrasi"


@dataclass(frozen=True, slots=True)
class Roster:
    """A file that was read: `people` by register key, `rows` of the other sheets by sheet name, and what was not taken.

    `lists_people` is false where the file has no WBP sheet, so that nobody is missing from it.
    """

    people: Mapping[str, Row]
    rows: Mapping[str, list[Row]]
    refusals: list[Refusal]
    unknown_columns: list[tuple[str, str]]
    unknown_sheets: list[str]
    lists_people: bool
    repeated: int = 0


@dataclass
class _Sorting:
    """Rows accepted so far."""

    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0

    def refuse(self, row: Row, column: str, kind: str, **details: Any) -> None:
        self.refusals.append(Refusal(row.sheet, row.number, (Problem(column, kind, details),)))


def read_roster(
    sheets: Iterable[Sheet], *, known_registers: Collection[str] = (), moved_registers: Collection[str] = ()
) -> Roster:
    """Parse and validate a workbook; no row's fault touches another row.

    `known_registers` are the register numbers that the facility already holds, `moved_registers` those of people who were
    transferred away. Raises UnreadableSheet where the file is no roster.
    """
    read, unknown_sheets = read_sheets(sheets)
    by_name = {sheet.rule.name: sheet for sheet in read}
    sorting = _Sorting([refusal for sheet in read for refusal in sheet.refusals])
    people = _people(by_name.get(PERSON), sorting, {register_key(register) for register in moved_registers})
    refused = _refused_people(by_name.get(PERSON), sorting) - people.keys()
    known = people.keys() | {register_key(register) for register in known_registers}
    rows = {sheet.rule.name: _others(sheet, known, refused, sorting) for sheet in read if sheet.rule.name != PERSON}
    _add_first_detentions(people, rows)
    places = {rule.name: place for place, rule in enumerate(SHEETS)}
    return Roster(
        people=people,
        rows=rows,
        refusals=sorted(sorting.refusals, key=lambda refusal: (places[refusal.sheet], refusal.row)),
        unknown_columns=[(sheet.rule.name, column) for sheet in read for column in sheet.unknown_columns],
        unknown_sheets=unknown_sheets,
        lists_people=PERSON in by_name,
        repeated=sorting.repeated,
    )


def _people(sheet: ReadSheet | None, sorting: _Sorting, moved: set[str]) -> dict[str, Row]:
    people: dict[str, Row] = {}
    for row in sheet.rows if sheet else ():
        earlier = people.get(row.person)
        if row.person in moved:
            sorting.refuse(row, REGISTER, "placed_elsewhere")
        elif earlier is None:
            people[row.person] = row
        elif earlier.values == row.values:
            sorting.repeated += 1
        else:
            sorting.refuse(row, REGISTER, "duplicate_register", other=earlier.number)
    return people


def _refused_people(sheet: ReadSheet | None, sorting: _Sorting) -> set[str]:
    if sheet is None:
        return set()
    numbers = {refusal.row for refusal in sorting.refusals if refusal.sheet == PERSON}
    return set(sheet.refused_people) | {row.person for row in sheet.rows if row.number in numbers}


def _others(sheet: ReadSheet, known: set[str], refused: set[str], sorting: _Sorting) -> list[Row]:
    """The rows of one sheet about known people, without the later ones of those that contradict each other."""
    taken: dict[tuple[Any, ...], Row] = {}
    periods: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows:
        if row.person in refused:
            sorting.refuse(row, REGISTER, "refused_person")
        elif row.person not in known:
            sorting.refuse(row, REGISTER, "unknown_register", value=row.values["register_no"])
        elif _fits(sheet.rule, row, taken, periods[row.person] if sheet.rule.name == DETENTION else [], sorting):
            taken[row.person, *row.key] = row
            periods[row.person].append(row)
    return list(taken.values())


def _fits(rule: SheetRule, row: Row, taken: dict[tuple[Any, ...], Row], periods: list[Row], sorting: _Sorting) -> bool:
    earlier = taken.get((row.person, *row.key))
    if earlier is not None and _same(earlier, row):
        sorting.repeated += 1
        return False
    for period in periods:
        if overlap(period.values, row.values):
            sorting.refuse(row, "Mulai", "overlapping_periods", other=f"{period.values['starts_on']:%d-%m-%Y}")
            return False
    if earlier is not None:
        column = next(column.header for column in rule.columns if column.field == rule.key[0])
        sorting.refuse(row, column, "duplicate_row", other=earlier.number)
        return False
    return True


def _same(one: Row, other: Row) -> bool:
    """Whether two rows say the same; the register number may be written in two ways."""
    return {**one.values, "register_no": ""} == {**other.values, "register_no": ""}


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two half-open periods share a day; a missing end is open."""
    return one["starts_on"] < (other.get("ends_on") or date.max) and other["starts_on"] < (one.get("ends_on") or date.max)


def _add_first_detentions(people: Mapping[str, Row], rows: dict[str, list[Row]]) -> None:
    """`Tanggal Ditahan` in WBP stands for a detention that lasts, for people without rows in Penahanan."""
    detentions = rows.setdefault(DETENTION, [])
    told = {row.person for row in detentions}
    for person, row in people.items():
        starts_on = row.values.pop("detained_on", None)
        if starts_on is not None and person not in told:
            values = {"register_no": row.values["register_no"], "starts_on": starts_on}
            detentions.append(Row(PERSON, row.number, person, (starts_on,), values))
