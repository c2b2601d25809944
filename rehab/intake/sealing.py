"""What is kept of an import holds names and NIK: it stands encrypted, each kind for its own place."""

import json
import zlib
from datetime import date

from rehab.plumbing.spreadsheets import Sheet
from rehab.plumbing.vault import vault

REPORT, SHEETS, CHANGES, LAST = "intake.report", "intake.sheets", "intake.changes", "intake.last"


def sealed_sheets(sheets: list[Sheet]) -> bytes:
    """The sheets of a file with their typed cells, packed and encrypted until they are committed or dropped."""
    text = json.dumps([[sheet.name, sheet.rows] for sheet in sheets], default=lambda day: {"d": day.isoformat()})
    return vault().encrypt(zlib.compress(text.encode(), 1), context=SHEETS)


def opened_sheets(token: bytes) -> list[Sheet]:
    """What `sealed_sheets` was given."""
    text = zlib.decompress(vault().decrypt_bytes(bytes(token), context=SHEETS))
    found = json.loads(text, object_hook=lambda each: date.fromisoformat(each["d"]))
    return [Sheet(name, rows) for name, rows in found]
