"""What SDP says was granted, beside what Bina proposes: who matches, what differs, and what the difference does to a person."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.letters.shapes import Person
from rehab.plumbing.cells import folded, one_of, read_amount, read_date, read_name, read_register, register_key, text_up_to
from rehab.plumbing.refused_rows import Problem, Refusal
from rehab.plumbing.sheet_reading import ColumnRule, SheetRule, UnreadableSheet, read_sheet
from rehab.plumbing.spreadsheets import Sheet

CLASSES = {"I": "I", "II": "II", "1": "I", "2": "II", "RU I": "I", "RU II": "II", "RK I": "I", "RK II": "II"}
REGISTER_HEADINGS = ("No. Registrasi", "No. Register", "No. Reg", "Register")
AMOUNT_HEADINGS = ("Besaran", "Hari", "Jumlah Hari", "Besar Remisi", "Remisi (hari)")
RULE = SheetRule(
    "SDP",
    (
        ColumnRule("Nomor register", "register_no", read_register, required=True, also=REGISTER_HEADINGS),
        ColumnRule("Nama", "name", read_name, also=("Nama Lengkap", "Nama WBP")),
        ColumnRule("Besaran (hari)", "days", read_amount, required=True, also=AMOUNT_HEADINGS),
        ColumnRule("Golongan", "release_class", one_of(CLASSES), also=("Gol.", "Kelas")),
        ColumnRule("Nomor SK", "decree", text_up_to(100), also=("No. SK", "SK")),
        ColumnRule("Tanggal SK", "decree_on", read_date, also=("Tgl SK", "Tgl. SK")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One person: SDP's values (`row` None where the file does not name them), Bina's, and what the difference is."""

    row: int | None
    wbp_id: int | None
    register_no: str
    name: str = ""
    days: int | None = None
    release_class: str | None = None
    decree: str = ""
    decree_on: date | None = None
    our_name: str = ""
    our_days: int | None = None
    our_class: str | None = None
    our_state: str = ""
    difference: str = "same"
    impact: str = "none"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Every line of a comparison, and the rows of the file that were refused as [row, column, kind, details]."""

    lines: list[Line]
    refused: list[list[Any]]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each impact and difference, and how many rows were refused."""
        found = {"refused": len(self.refused), "lines": len(self.lines)}
        for line in self.lines:
            for name in (line.impact, line.difference):
                found[name] = found.get(name, 0) + 1
        return found

    def rows(self) -> list[dict[str, Any]]:
        """The lines as columns."""
        return [asdict(line) for line in self.lines]


class NoGrants(UnreadableSheet):
    """No sheet of the file has the headings of grants."""

    def __init__(self) -> None:
        super().__init__(
            "no_header",
            _l("Tidak ada lembar dengan judul kolom Nomor register dan Besaran (hari) pada sepuluh baris pertamanya."),
        )


def read_grants(sheets: Iterable[Sheet]) -> tuple[list[tuple[int, dict[str, Any]]], list[list[Any]]]:
    """The good rows of every sheet with the headings, as (row, values), and the refused. Raises NoGrants."""
    rows: list[tuple[int, dict[str, Any]]] = []
    refused: list[Refusal] = []
    found = False
    for sheet in sheets:
        try:
            read = read_sheet(RULE, sheet.rows)
        except UnreadableSheet:
            continue
        found = True
        rows += [(row.number, row.values) for row in read.rows]
        refused += read.refusals
    if not found:
        raise NoGrants()
    return _once(rows, refused)


def _once(rows: list[tuple[int, dict[str, Any]]], refused: list[Refusal]) -> tuple[list[Any], list[list[Any]]]:
    """Each register number once: a second row about the same person is refused, naming the first."""
    first: dict[str, int] = {}
    kept = []
    for number, values in rows:
        key = register_key(values["register_no"])
        if key in first:
            refused.append(Refusal(RULE.name, number, (Problem("Nomor register", "duplicate_row", {"other": first[key]}),)))
        else:
            first[key] = number
            kept.append((number, values))
    return kept, [[each.row, each.column, each.kind, dict(each.problems[0].details)] for each in refused]


def reconcile(people: Sequence[Person], ours: Iterable[Person], sheets: Iterable[Sheet]) -> Reconciled:
    """Compare a file with everybody of a round, of whom Bina proposes some. Raises NoGrants. Nothing is written."""
    granted, refused = read_grants(sheets)
    known = {register_key(each.register_no): each for each in people}
    proposed = {each.wbp_id for each in ours}
    lines = []
    for number, values in granted:
        person = known.get(register_key(values["register_no"]))
        lines.append(_judged(Line(row=number, wbp_id=person.wbp_id if person else None, **values), person, proposed))
    named = {line.wbp_id for line in lines}
    lines += [
        _with_ours(Line(None, each.wbp_id, each.register_no, difference="not_granted", impact="held_longer"), each, True)
        for each in people
        if each.wbp_id in proposed and each.wbp_id not in named
    ]
    return Reconciled(lines, refused)


def _with_ours(line: Line, person: Person, proposed: bool) -> Line:
    return replace(
        line, our_name=person.name, our_state=person.state or "", our_days=person.size if proposed else None,
        our_class=person.release_class if proposed else None,
    )  # fmt: skip


def _judged(line: Line, person: Person | None, proposed: set[int]) -> Line:
    """What differs first in weight: the person, the list, the days, the class, the name."""
    if person is None:
        return replace(line, difference="unknown_person", impact="out_sooner")
    line = _with_ours(line, person, person.wbp_id in proposed)
    if person.wbp_id not in proposed:
        return replace(line, difference="not_proposed", impact="out_sooner")
    if line.days != line.our_days:
        sooner = (line.days or 0) > (line.our_days or 0)
        return replace(line, difference="other_days", impact="out_sooner" if sooner else "held_longer")
    if line.release_class and line.release_class != line.our_class:
        return replace(line, difference="other_class", impact="out_sooner" if line.release_class == "II" else "held_longer")
    if line.name and folded(line.name) != folded(person.name):
        return replace(line, difference="other_name", impact="paper_only")
    return line
