"""A cell of a workbook somebody sent, before it means anything: its text, whether it is empty, whether a line is a row."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

SPACES = " \u00a0"
TOTALS = ("jumlah", "total")
LOOSE = re.compile(r"[\s.\u00a0_]+")


def is_empty(cell: Any) -> bool:
    """Whether nothing was typed: no cell, or spaces only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without `.0`, no spaces around, at most 60 characters."""
    return plain(cell)[:60]


def plain(cell: Any) -> str:
    """The text of a cell; whole numbers lose their `.0`."""
    if isinstance(cell, str):
        return cell.strip(SPACES)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    return str(cell)


def folded(text: str) -> str:
    """Small letters and single spaces, for comparing words."""
    return " ".join(text.split()).lower()


@lru_cache(maxsize=20_000, typed=True)
def register_key(register_number: str) -> str:
    """Register numbers are the same where they differ in case or spaces only."""
    return "".join(register_number.split()).casefold()


def loose(text: object) -> str:
    """A heading or sheet name without case, spaces, dots and underscores."""
    return LOOSE.sub("", str(text)).casefold()


def is_row(cells: Sequence[Any]) -> bool:
    """Whether a line is a row of the table: neither blank nor a sum."""
    for cell in cells:
        if cell != "" and not is_empty(cell):
            return not (isinstance(cell, str) and len(cell) < 20 and loose(cell).rstrip(":") in TOTALS)
    return False
