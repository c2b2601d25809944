"""From raw sheets to the rows of a roster."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from rehab.intake.finishing import FINISHERS
from rehab.intake.sheets import EXPLANATION, SHEETS
from rehab.plumbing.cells import is_empty
from rehab.plumbing.sheet_reading import ReadSheet, UnreadableSheet, loose, read_sheet
from rehab.plumbing.spreadsheets import Sheet

RULES = {loose(rule.name): rule for rule in SHEETS}


def read_sheets(sheets: Iterable[Sheet]) -> tuple[list[ReadSheet], list[str]]:
    """The sheets of the format that hold anything, in its order, and the names of sheets nobody knows.

    Raises UnreadableSheet where no sheet is known, one comes twice, or a filled one has no headings in its first ten rows.
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
            raise UnreadableSheet("duplicate_sheet", _l("Lembar %(sheet)s ada dua kali. Sisakan satu.", sheet=rule.name))
        if any(not is_empty(cell) for row in sheet.rows for cell in row):
            found[rule.name] = read_sheet(rule, sheet.rows, FINISHERS.get(rule.name))
    if not known:
        names = ", ".join(rule.name for rule in SHEETS)
        raise UnreadableSheet(
            "no_known_sheet",
            _l("Berkas ini tidak memuat lembar yang dikenal. Beri nama lembar seperti pada templat: %(names)s.", names=names),
        )
    return [found[rule.name] for rule in SHEETS if rule.name in found], unknown
