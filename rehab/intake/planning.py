"""From the sheets of a file to what an import into a facility would do; reads only."""

from dataclasses import dataclass
from typing import Any

from rehab.access.scope import Scope
from rehab.intake import queries
from rehab.intake.merging import Plan, Standing, plan_import
from rehab.intake.report import make_report
from rehab.intake.roster import Roster, read_roster
from rehab.intake.tables import TABLES
from rehab.plumbing.spreadsheets import Sheet


@dataclass(frozen=True, slots=True)
class Prospect:
    """A plan, what it was compared with, and its report."""

    plan: Plan
    standing: Standing
    report: dict[str, Any]


def look_ahead(scope: Scope, facility_id: int, sheets: list[Sheet]) -> Prospect:
    """Validate the sheets and compare them with the facility; raises UnreadableSheet where they are no roster."""
    people = queries.people_of(scope, facility_id)
    known = [person.register_no for person in people.values()]
    roster = read_roster(sheets, known_registers=known, moved_registers=queries.moved_registers(scope, facility_id))
    tables = _tables_of(roster) if people else []
    standing = Standing(people, queries.rows_of(scope, facility_id, tables), queries.last_imported(scope, facility_id))
    plan = plan_import(roster, standing)
    return Prospect(plan, standing, make_report(roster, plan, people))


def _tables_of(roster: Roster) -> list[str]:
    filled = {sheet for sheet, rows in roster.rows.items() if rows} | ({"WBP"} if roster.people else set())
    return [rule.name for rule in TABLES if rule.sheet in filled]
