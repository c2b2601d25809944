"""What an import does, as a report that can be kept, shown and printed as JSON."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rehab.intake.merging import Difference, KnownPerson, Plan
from rehab.intake.roster import Roster
from rehab.intake.sheets import SHEETS
from rehab.intake.tables import DETENTION
from rehab.plumbing.refused_rows import Problem, Refusal
from rehab.plumbing.sheet_reading import ColumnRule

COLUMNS: dict[tuple[str, str], ColumnRule] = {(rule.name, column.field): column for rule in SHEETS for column in rule.columns}
SHOWN_DIGITS = 4
LISTS = ("new", "changed", "refused", "conflicts", "absent")


def make_report(roster: Roster, plan: Plan, people: dict[str, KnownPerson]) -> dict[str, Any]:
    """The report as JSON: lists of people, refused rows with their reasons as codes, values as texts, NIK masked."""

    def who(person: str) -> dict[str, str]:
        row, known = roster.people.get(person), people.get(person)
        register_no = row.values["register_no"] if row else known.register_no if known else person
        return {"register_no": register_no, "name": row.values["name"] if row else known.name if known else ""}

    differences: dict[str, list[Any]] = {person: [] for person in plan.changed}
    for found in plan.differences:
        differences[found.person].append([found.sheet, _column(found), _text(found, found.in_bina), _text(found, found.in_file)])
    rows = dict.fromkeys(plan.new, 0)
    for inserts in plan.inserts.values():
        for insert in inserts:
            if insert.person in rows:
                rows[insert.person] += 1
    places = {rule.name: place for place, rule in enumerate(SHEETS)}
    return {
        "new": [who(person) | {"rows": rows[person]} for person in plan.new],
        "changed": [who(person) | {"changes": differences[person]} for person in plan.changed],
        "unchanged": len(plan.unchanged),
        "refused": [_refusal(found) for found in sorted(plan.refusals, key=lambda found: (places[found.sheet], found.row))],
        "conflicts": [who(found.person) | _conflict(found) for found in plan.conflicts],
        "absent": [{"register_no": known.register_no, "name": known.name} for known in plan.absent],
        "unknown_columns": [{"sheet": sheet, "column": column} for sheet, column in roster.unknown_columns],
        "unknown_sheets": roster.unknown_sheets,
        "repeated": roster.repeated,
    }


def counts_of(report: dict[str, Any]) -> dict[str, int]:
    """The numbers of a report, without a name in them."""
    return {name: len(report[name]) for name in LISTS} | {"unchanged": report["unchanged"]}


def refusals_of(report: dict[str, Any]) -> list[Refusal]:
    """The refused rows of a report, ready to say their reasons in the reader's language."""
    return [
        Refusal(found["sheet"], found["row"], tuple(Problem(*problem) for problem in found["problems"]))
        for found in report["refused"]
    ]


def printed(report: dict[str, Any]) -> dict[str, Any]:
    """The report as the command line prints it; numbers of people, lists where there is more to say."""
    refused = [
        {"sheet": found.sheet, "row": found.row, "column": found.column, "kind": found.kind, "message": found.message}
        for found in refusals_of(report)
    ]
    return {
        "new": len(report["new"]),
        "changed": len(report["changed"]),
        "unchanged": report["unchanged"],
        "refused": refused,
        "conflicts": report["conflicts"],
        "absent": [known["register_no"] for known in report["absent"]],
        "unknown_columns": report["unknown_columns"],
        "unknown_sheets": report["unknown_sheets"],
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    problems = [[problem.column, problem.kind, problem.details] for problem in refusal.problems]
    return {"sheet": refusal.sheet, "row": refusal.row, "problems": problems}


def _conflict(found: Difference) -> dict[str, Any]:
    places = {"sheet": found.sheet, "row": found.row, "column": _column(found)}
    return places | {"in_file": _text(found, found.in_file), "in_bina": _text(found, found.in_bina)}


def _column(found: Difference) -> str | None:
    """The heading of a value, None for a whole row."""
    return COLUMNS[found.sheet, found.field].header if found.field and (found.sheet, found.field) in COLUMNS else found.field


def _text(found: Difference, value: Any) -> str | None:
    """A value as an officer would have typed it."""
    if value is None:
        return None
    if found.field is None:
        return " · ".join(_key_part(part) for part in str(value).split("|"))
    if found.field == "nik":
        return f"••••••••••••{value[-SHOWN_DIGITS:]}"
    if found.table == DETENTION.name and found.field == "ends_on":
        value -= timedelta(days=1)
    return typed(found.sheet, found.field, value)


def _key_part(part: str) -> str:
    try:
        return f"{date.fromisoformat(part):%d-%m-%Y}"
    except ValueError:
        return part


def typed(sheet: str, field: str, value: Any) -> str:
    """A value in the words of the format."""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    column = COLUMNS.get((sheet, field))
    return column.words.get(value, str(value)) if column else str(value)
