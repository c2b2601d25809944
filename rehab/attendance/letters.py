"""The letters of paper: what stands in a small cell of a month, and what is typed back from a printed register."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.labels import MARK_LABELS, OTHER_REASON, REASONS, reason_label
from rehab.attendance.models import MARKS

LETTERS = {
    "hadir": "H", "sakit": "S", "izin": "I", "tanpa_keterangan": "A", "terlambat": "T", "pulang_awal": "P",
    "berhalangan_resmi": "B",
}  # fmt: skip
STATUSES = {letter: status for status, letter in LETTERS.items()}
# The number of a reason is its place among all reasons, so that it never depends on who prints or types.
NUMBERS = {reason: number for number, reason in enumerate(REASONS, 1)}
_ENTRY = re.compile(r"([A-Za-z])\s*(\d{1,2})?(?:\s+([^\s\d].*))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed for one person. `reason` "" says none was typed; `note` None says nothing."""

    status: str
    reason: str = ""
    note: str | None = None


class UnreadableEntry(Exception):
    """What was typed is no letter of paper, or its number is no reason; `message` says so in the reader's language."""

    def __init__(self, message: Any) -> None:
        super().__init__()
        self.message = message


def read_entry(text: str, reasons: Sequence[str]) -> Entry:
    """One typed field: a letter, then for the absent the number of one of `reasons`, then perhaps words.

    Words without a number are the reason themselves. Raises UnreadableEntry.
    """
    found = _ENTRY.fullmatch(text.strip())
    status = STATUSES.get(found[1].upper()) if found else None
    if found is None or status is None:
        raise UnreadableEntry(
            _("“%(typed)s” tidak dikenal. Ketik satu huruf: %(letters)s.", typed=text.strip()[:20], letters=all_letters())
        )
    number, words = found[2], found[3]
    if MARKS[status][0]:
        if number:
            raise UnreadableEntry(_("Nomor alasan hanya untuk yang tidak hadir. Periksa hurufnya."))
        return Entry(status, note=words)
    if number is None:
        return Entry(status, OTHER_REASON if words else "", words)
    reason = next((each for each in reasons if NUMBERS[each] == int(number)), None)
    if reason is None:
        raise UnreadableEntry(_("Nomor alasan %(number)s tidak ada dalam daftar.", number=number))
    return Entry(status, reason, words)


def all_letters() -> str:
    """H S I A T P B."""
    return " ".join(STATUSES)


def letter_of(status: str | None) -> str:
    """The letter of a mark; nothing where there is none."""
    return LETTERS.get(status, "") if status else ""


def letters_in_words() -> str:
    """H Hadir · S Sakit · …, in the reader's language."""
    return " · ".join(f"{letter} {MARK_LABELS[status]}" for letter, status in STATUSES.items())


def reasons_in_words(reasons: Sequence[str]) -> str:
    """1 Sakit di kamar · 2 Berobat ke klinik · …, in the reader's language."""
    return " · ".join(f"{NUMBERS[each]} {reason_label(each)}" for each in reasons)


def letters_of(marks: Mapping[tuple[int, int], str], wbp_id: int, session_id: int) -> str | None:
    """The letter of one person in one session, from (person, session) → status; None where nothing is recorded."""
    return letter_of(marks.get((wbp_id, session_id))) or None
