"""Whatever stands in a file, every row of it is taken, refused, or a repetition; and nothing breaks the reading."""

import random
from datetime import date
from pathlib import Path

import pytest

from rehab.intake.roster import read_roster
from rehab.intake.sheets import SHEETS
from rehab.plumbing.sheet_reading import UnreadableSheet, find_header, is_row, loose
from rehab.plumbing.spreadsheets import Sheet, read_path

DATA = Path(__file__).parents[1] / "data"
RULES = {rule.name: rule for rule in SHEETS}
GARBAGE = [
    "", " ", "\u00a0", "-", "=1+1", "+62", "@x", "\u202eabc", "\x00", "x" * 40_000, "30-02-2024", "17-08-85",
    "2025-13", "Juli 2025", "ya", "T", "1e400", "NaN", "٣", "５", "12,5", "1.000", "-1", "9" * 20,
    "Seumur Hidup", "5 Tahun", "JUMLAH", "No. Registrasi", "é", -1, 0, 1e308, float("inf"), float("nan"),
    3399011708850007.0, True, False, date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29), None,
]  # fmt: skip


def mutated(sheets, chance):
    """The sheets with some cells changed, some rows moved, doubled, cut or dropped."""
    result = []
    for sheet in sheets:
        rows = [list(row) for row in sheet.rows]
        for row in rows:
            for place in range(len(row)):
                if chance.random() < 0.03:
                    row[place] = chance.choice(GARBAGE)
            if row and chance.random() < 0.03:
                del row[chance.randrange(len(row)) :]
        if chance.random() < 0.3:
            chance.shuffle(rows[len(rows) // 2 :])
        for _ in range(chance.randrange(4)):
            rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
        result.append(Sheet(sheet.name, rows))
    return result


@pytest.mark.parametrize("seed", range(60))
def test_every_row_of_a_mutilated_file_is_accounted_for(seed):
    chance = random.Random(seed)
    original = read_path(DATA / "roster-broken.xlsx")
    for _ in range(5):
        sheets = mutated(original, chance)
        try:
            roster = read_roster(sheets)
        except UnreadableSheet as refusal:
            assert refusal.code in ("no_header", "duplicate_sheet", "no_known_sheet")
            continue
        rows = 0
        for sheet in sheets:
            rule = RULES[next(name for name in RULES if loose(name) == loose(sheet.name))]
            top, _columns, _unknown = find_header(rule, sheet.rows)
            rows += sum(is_row(row) for row in sheet.rows[top + 1 :])
        taken = len(roster.people) + sum(len(found) for found in roster.rows.values())
        assert taken + len(roster.refusals) + roster.repeated == rows
        assert len({(refusal.sheet, refusal.row) for refusal in roster.refusals}) == len(roster.refusals)
