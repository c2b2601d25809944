"""What a roster would change: compared with what stands in Bina and with what was last imported. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from rehab.intake.roster import DETENTION as DETENTION_SHEET
from rehab.intake.roster import Roster, overlap
from rehab.intake.tables import BY_SHEET, DETENTION, LENGTH, LIFE, PLACEMENT, RECAP, SENTENCE, WBP, TableRule, key_text, plain
from rehab.plumbing.refused_rows import Problem, Refusal
from rehab.plumbing.sheet_reading import Row

_ABSENT = object()


class Stored(NamedTuple):
    """A row as it stands: its id, its version (0 where the table keeps none) and its values by field."""

    id: int
    version: int
    values: dict[str, Any]


class KnownPerson(NamedTuple):
    """Somebody the facility holds."""

    id: int
    register_no: str
    name: str
    placed: bool


Last = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a facility: people by register key, rows by table, person and key; `last` by person, with its row's id."""

    people: Mapping[str, KnownPerson]
    rows: Mapping[str, Mapping[int, Mapping[str, Stored]]]
    last: Mapping[int, tuple[int, Last]]


class Insert(NamedTuple):
    """A row to insert; the person's id follows when everybody has one."""

    person: str
    key: str
    values: dict[str, Any]


class Change(NamedTuple):
    """A row to change, with the values it had."""

    person: str
    key: str
    stored: Stored
    values: dict[str, Any]


class Difference(NamedTuple):
    """A value in the file beside the one in Bina; `row` is Excel's row number, `field` None for a whole row."""

    sheet: str
    row: int
    person: str
    table: str
    key: str
    field: str | None
    in_file: Any
    in_bina: Any


@dataclass
class Plan:
    """What an import would do. `last` holds, for everybody in the file, what will have been last imported."""

    inserts: defaultdict[str, list[Insert]] = field(default_factory=lambda: defaultdict(list))
    changes: defaultdict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    differences: list[Difference] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    last: dict[str, Last] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    absent: list[KnownPerson] = field(default_factory=list)


def plan_import(roster: Roster, standing: Standing) -> Plan:
    """Compare a roster with what stands; nothing is written."""
    return _Merging(roster, standing).plan_all()


class _Merging:
    def __init__(self, roster: Roster, standing: Standing) -> None:
        self.roster, self.standing = roster, standing
        self.plan = Plan(refusals=list(roster.refusals))
        self.touched: set[str] = set()

    def plan_all(self) -> Plan:
        for row in self.roster.people.values():
            self._person(row)
        for sheet, rows in self.roster.rows.items():
            if sheet == DETENTION_SHEET:
                self._detentions(rows)
            else:
                for row in rows:
                    self._child(BY_SHEET[sheet], row)
        self._sort_people()
        return self.plan

    def _sort_people(self) -> None:
        plan, people = self.plan, self.standing.people
        for person in self.roster.people.keys() | plan.last.keys():
            chosen = plan.new if person not in people else plan.changed if person in self.touched else plan.unchanged
            chosen.append(person)
        for names in (plan.new, plan.changed, plan.unchanged):
            names.sort()
        if self.roster.lists_people:
            gone = [known for key, known in people.items() if known.placed and key not in self.roster.people]
            plan.absent = sorted(gone, key=lambda known: (known.register_no, known.id))

    def _person(self, row: Row) -> None:
        self._merge(WBP, row, "", self._stored(WBP, row, ""))
        self._merge(SENTENCE, row, "", self._stored(SENTENCE, row, ""))
        self._merge(PLACEMENT, row, "", self._stay(row))

    def _stay(self, row: Row) -> Stored | None:
        """The stay a row speaks of: the one that began that day, else the newest, unless the person came back after it."""
        stays = self._all_stored(PLACEMENT, row)
        if not stays:
            return None
        starts_on = row.values.get("starts_on")
        for stay in stays.values():
            if starts_on is not None and stay.values["starts_on"] == starts_on:
                return stay
        newest = max(stays.values(), key=lambda stay: (stay.values["ends_on"] or date.max, stay.id))
        ended_on = newest.values["ends_on"]
        return None if starts_on and ended_on and starts_on >= ended_on else newest

    def _all_stored(self, table: TableRule, row: Row) -> Mapping[str, Stored]:
        known = self.standing.people.get(row.person)
        return self.standing.rows.get(table.name, {}).get(known.id, {}) if known else {}

    def _stored(self, table: TableRule, row: Row, key: str) -> Stored | None:
        return self._all_stored(table, row).get(key)

    def _last(self, person: str) -> Last:
        """What was last imported about a person, copied so that this import can go on from it."""
        if person not in self.plan.last:
            known = self.standing.people.get(person)
            last = self.standing.last[known.id][1] if known and known.id in self.standing.last else {}
            self.plan.last[person] = {table: dict(rows) for table, rows in last.items()}
        return self.plan.last[person]

    def _child(self, table: TableRule, row: Row) -> None:
        key = key_text(row.key)
        stored = self._stored(table, row, key)
        if table is RECAP and stored is not None and not _recap_fits(row, stored):
            problem = Problem("Hadir", "attended_exceeds_scheduled", {"scheduled": row.values["scheduled"]})
            self.plan.refusals.append(Refusal(row.sheet, row.number, (problem,)))
            return
        self._merge(table, row, key, stored)

    def _detentions(self, rows: list[Row]) -> None:
        """Rows that Bina has come first, so that a period which the file ends makes room for the next one."""
        known = [row for row in rows if self._stored(DETENTION, row, key_text(row.key)) is not None]
        ends = {(row.person, key_text(row.key)): row.values["ends_on"] for row in known if "ends_on" in row.values}
        fresh = [row for row in rows if self._stored(DETENTION, row, key_text(row.key)) is None]
        for row in (*known, *fresh):
            key = key_text(row.key)
            stored = self._stored(DETENTION, row, key)
            if self._has_room(row, key, (stored.values if stored else {}) | row.values, ends):
                self._merge(DETENTION, row, key, stored)

    def _has_room(self, row: Row, key: str, period: dict[str, Any], ends: dict[tuple[str, str], date]) -> bool:
        """Refuse a period that shares a day with another one of Bina, as that one will stand after this import."""
        for other, stored in self._all_stored(DETENTION, row).items():
            starts_on = date.fromisoformat(other)
            standing = {"starts_on": starts_on, "ends_on": ends.get((row.person, other), stored.values["ends_on"])}
            if other != key and overlap(standing, period):
                problem = Problem("Mulai", "overlapping_periods", {"other": f"{starts_on:%d-%m-%Y}"})
                self.plan.refusals.append(Refusal(row.sheet, row.number, (problem,)))
                return False
        return True

    def _merge(self, table: TableRule, row: Row, key: str, stored: Stored | None) -> None:
        incoming = {name: row.values[name] for name in table.fields if name in row.values}
        last_rows = self._last(row.person).setdefault(table.name, {})
        last = last_rows.get(key)
        if stored is None:
            if not (incoming or table.key or table is WBP or row.person not in self.standing.people):
                return
            if last is not None and table is not PLACEMENT:
                self.plan.conflicts.append(Difference(row.sheet, row.number, row.person, table.name, key, None, key, None))
                return
            self._insert(table, row, key, incoming)
            last_rows[key] = {name: plain(value) for name, value in (table.defaults | incoming).items()}
            return
        if table is SENTENCE and "kind" not in incoming and "years" in incoming and stored.values["kind"] in LIFE:
            incoming["kind"] = "penjara"
        values, kept = self._compare(table, row, key, stored, last, incoming)
        if values:
            self.plan.changes[table.name].append(Change(row.person, key, stored, values))
            self.touched.add(row.person)
        last_rows[key] = (last or {}) | {name: plain(value) for name, value in incoming.items() if name not in kept}

    def _insert(self, table: TableRule, row: Row, key: str, incoming: dict[str, Any]) -> None:
        values = dict.fromkeys(table.fields) | table.defaults | incoming
        if table.key:
            values |= dict(zip(table.key, row.key, strict=True))
        if table is WBP:
            values["register_no"] = row.values["register_no"]
        self.plan.inserts[table.name].append(Insert(row.person, key, values))
        if row.person in self.standing.people:
            self.touched.add(row.person)
            self.plan.differences.append(Difference(row.sheet, row.number, row.person, table.name, key, None, key, None))

    def _compare(
        self, table: TableRule, row: Row, key: str, stored: Stored, last: dict[str, Any] | None, incoming: dict[str, Any]
    ) -> tuple[dict[str, Any], set[str]]:
        """Values to change, and fields whose value in Bina is kept; a sentence is changed or kept as one."""
        values: dict[str, Any] = {}
        kept: set[str] = set()
        differences = []
        for name, value in incoming.items():
            now = stored.values[name]
            if now == value:
                continue
            before = last.get(name, _ABSENT) if last is not None else _ABSENT
            differences.append(Difference(row.sheet, row.number, row.person, table.name, key, name, value, now))
            if before == plain(now) or (before is _ABSENT and now is None):
                values[name] = value
            else:
                kept.add(name)
        if table is SENTENCE and kept & LENGTH:
            kept |= LENGTH & values.keys()
        self.plan.differences += [found for found in differences if found.field not in kept]
        self.plan.conflicts += [found for found in differences if found.field in kept]
        return {name: value for name, value in values.items() if name not in kept}, kept


def _recap_fits(row: Row, stored: Stored) -> bool:
    together = stored.values | {name: row.values[name] for name in RECAP.fields if name in row.values}
    return together["attended"] + together["excused"] <= together["scheduled"]
