"""What one cell means: texts, dates, months, sentences, yes and no, numbers. A wrong cell raises `WrongCell`."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

Reader = Callable[[Any], Any]

SPACES = " \u00a0"
NAME_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100
FORMULA_SIGNS = tuple("=+-@＝＋－＠﹢﹣﹦﹫")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NUMERIC_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00(?::00)?)?")
WORD_DATE = re.compile(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4}|\d{2})")
ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
TURNED_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})")
WORD_MONTH = re.compile(r"([a-z]+)\.?[ -](\d{4})")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
TERM = re.compile(r"(?:(\d{1,6}) ?(?:tahun|thn|th)\.?)? ?(?:(\d{1,6}) ?(?:bulan|bln|bl)\.?)? ?(?:(\d{1,6}) ?(?:hari|hr)\.?)?")
NEGATIVE = re.compile(r"(?:^|\s)-\s*\d")

MONTHS = {
    "januari": 1, "jan": 1, "februari": 2, "pebruari": 2, "feb": 2, "peb": 2, "maret": 3, "mar": 3, "mrt": 3,
    "april": 4, "apr": 4, "mei": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7,
    "agustus": 8, "agu": 8, "agt": 8, "ags": 8, "agust": 8,
    "september": 9, "sep": 9, "sept": 9, "oktober": 10, "okt": 10, "november": 11, "nopember": 11, "nov": 11, "nop": 11,
    "desember": 12, "des": 12,
}  # fmt: skip
YES_NO = {"ya": True, "y": True, "1": True, "tidak": False, "t": False, "0": False}


class WrongCell(Exception):
    """A cell that refuses its row: `kind` is one of refusals.SENTENCES, `details` the values its sentence names."""

    def __init__(self, kind: str, **details: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


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


def text_up_to(length: int) -> Reader:
    """Reader of free text: comes in as it is, without the spaces around it; at most `length` characters."""

    def read_text(cell: Any) -> str:
        text = plain(cell)
        if len(text) > length:
            raise WrongCell("too_long", limit=length)
        if UNSTORABLE.search(text):
            raise WrongCell("control_character")
        return text

    return read_text


def read_name(cell: Any) -> str:
    """A person's name: no start of a formula, no control or direction characters, at most 200 characters."""
    text = plain(cell)
    if len(text) > NAME_LENGTH:
        raise WrongCell("too_long", limit=NAME_LENGTH)
    if UNSEEN.search(text):
        raise WrongCell("control_character")
    if text.lstrip().startswith(FORMULA_SIGNS):
        raise WrongCell("formula", value=shown(text))
    return text


@lru_cache(maxsize=20_000, typed=True)
def read_register(cell: Any) -> str:
    """A register number as written, spaces joined."""
    text = " ".join(plain(cell).split())
    if len(text) > 60:
        raise WrongCell("too_long", limit=60)
    if UNSEEN.search(text):
        raise WrongCell("control_character")
    return text


@lru_cache(maxsize=20_000, typed=True)
def register_key(register_number: str) -> str:
    """Register numbers are the same where they differ in case or spaces only."""
    return "".join(register_number.split()).casefold()


def read_nik(cell: Any) -> str:
    """Sixteen digits typed as text; a number has already lost its last digits."""
    if not isinstance(cell, str):
        raise WrongCell("nik_numeric")
    digits = re.sub(r"[\s.'-]", "", cell)
    if re.fullmatch(r"\d+(?:[.,]\d+)?e\+?\d+", digits, re.IGNORECASE):
        raise WrongCell("nik_numeric")
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise WrongCell("not_a_nik")
    return digits


def one_of(values: Mapping[str, Any]) -> Reader:
    """Reader of a word from a list, in any case; spaces, hyphens and underscores are the same."""
    known = {_bare(word): value for word, value in values.items()}
    choices = ", ".join(values)

    @lru_cache(maxsize=1_000, typed=True)
    def read_word(cell: Any) -> Any:
        word = _bare(plain(cell))
        if word not in known:
            raise WrongCell("unknown_value", value=shown(cell), choices=choices)
        return known[word]

    return read_word


def _bare(word: str) -> str:
    return "_".join(re.split(r"[\s_-]+", word.strip().lower()))


@lru_cache(maxsize=1_000, typed=True)
def read_yes_no(cell: Any) -> bool:
    """Ya/Tidak, Y/T, 1/0; an empty cell is never asked: it is unknown."""
    if isinstance(cell, bool):
        return cell
    word = plain(cell).strip().lower()
    if word not in YES_NO:
        raise WrongCell("unknown_value", value=shown(cell), choices="Ya, Tidak, Y, T, 1, 0")
    return YES_NO[word]


@lru_cache(maxsize=20_000, typed=True)
def read_date(cell: Any) -> date:
    """A calendar day in one of the six written forms, or an Excel date."""
    if isinstance(cell, date):
        return _within_years(cell, cell)
    if not isinstance(cell, str):
        raise WrongCell("not_a_date", value=shown(cell))
    found = _date_of(folded(cell))
    if isinstance(found, str):
        raise WrongCell(found, value=shown(cell))
    return _within_years(found, cell)


def _date_of(text: str) -> date | str:
    """The day, or the kind of the refusal."""
    if match := NUMERIC_DATE.fullmatch(text):
        day, month, year = match[1], int(match[3]), match[4]
    elif match := ISO_DATE.fullmatch(text):
        day, month, year = match[3], int(match[2]), match[1]
    elif match := WORD_DATE.fullmatch(text):
        day, month, year = match[1], MONTHS.get(match[2], 0), match[3]
        if not month:
            return "not_a_date"
    else:
        return "not_a_date"
    if len(year) == 2:
        return "two_digit_year"
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return "impossible_date"


def _within_years(found: date, cell: Any) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise WrongCell("out_of_range", value=shown(cell), low=FIRST_YEAR, high=LAST_YEAR)
    return found


@lru_cache(maxsize=5_000, typed=True)
def read_month(cell: Any) -> date:
    """The first day of a month: `2025-07`, `Juli 2025`, or an Excel date in it."""
    if isinstance(cell, date):
        year, month = cell.year, cell.month
    else:
        year, month = _month_of(folded(cell)) if isinstance(cell, str) else (0, 0)
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise WrongCell("not_a_month", value=shown(cell))
    return date(year, month, 1)


def _month_of(text: str) -> tuple[int, int]:
    if match := ISO_MONTH.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := TURNED_MONTH.fullmatch(text):
        return int(match[2]), int(match[1])
    if match := WORD_MONTH.fullmatch(text):
        return int(match[2]), MONTHS.get(match[1], 0)
    return 0, 0


def read_decimal(cell: Any) -> Decimal:
    """A number with decimal comma or point, to two places."""
    if isinstance(cell, str):
        text = cell.strip()
        if not NUMBER.fullmatch(text):
            raise WrongCell("not_a_number", value=shown(cell))
        return _to_cents(Decimal(text.replace(",", ".")))
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        raise WrongCell("not_a_number", value=shown(cell))
    return _to_cents(Decimal(str(cell)))


def _to_cents(number: Decimal) -> Decimal:
    if abs(number) > 10**9:
        raise WrongCell("out_of_range", value=shown(str(number)), low=0, high=10**9)
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def whole_up_to(limit: int) -> Reader:
    """Reader of a whole number from 0 to `limit`, typed as number or text."""

    @lru_cache(maxsize=5_000, typed=True)
    def read_whole(cell: Any) -> int:
        if isinstance(cell, float) and cell.is_integer() and 0 <= cell <= limit:
            return int(cell)
        number = read_decimal(cell)
        if number < 0:
            raise WrongCell("negative_number", value=shown(cell))
        if number != number.to_integral_value():
            raise WrongCell("not_a_number", value=shown(cell))
        if number > limit:
            raise WrongCell("out_of_range", value=shown(cell), low=0, high=limit)
        return int(number)

    return read_whole


@lru_cache(maxsize=5_000, typed=True)
def read_score(cell: Any) -> Decimal:
    """An SPPN score from 0 to 100."""
    score = read_decimal(cell)
    if not 0 <= score <= 100:
        raise WrongCell("out_of_range", value=shown(cell), low=0, high=100)
    return score


def read_term(cell: Any) -> tuple[str | None, int, int, int]:
    """A sentence in one text: (kind, years, months, days); kind is None for a term, else seumur_hidup or mati."""
    text = folded(plain(cell)).removeprefix("pidana ").removeprefix("penjara ")
    if text in ("seumur hidup", "mati"):
        return text.replace(" ", "_"), 0, 0, 0
    if NEGATIVE.search(text):
        raise WrongCell("negative_number", value=shown(cell))
    match = TERM.fullmatch(text)
    if not match or not any(match.groups()):
        raise WrongCell("not_a_sentence", value=shown(cell))
    years, months, days = (int(part or 0) for part in match.groups())
    if years > 100 or months > 1_200 or days > 36_500:
        raise WrongCell("out_of_range", value=shown(cell), low=0, high=100)
    return None, years, months, days


@lru_cache(maxsize=1_000, typed=True)
def read_amount(cell: Any) -> int:
    """The size of a remission in days; a month counts 30 (Keppres 174/1999 Ps 7(4)), a bare number is days."""
    match = TERM.fullmatch(folded(plain(cell)))
    if isinstance(cell, str) and match and any(match.groups()) and not match[1]:
        days = int(match[2] or 0) * 30 + int(match[3] or 0)
    else:
        days = whole_up_to(3_650)(cell)
    if not 0 < days <= 3_650:
        raise WrongCell("out_of_range", value=shown(cell), low=1, high=3_650)
    return days
