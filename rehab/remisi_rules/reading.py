"""Strict readers of single values: what is not exactly the right thing is refused, never guessed."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from rehab.remisi_rules.errors import InvalidQuestion

_ISO_LENGTH = len("2025-08-17")
_MONTH_LENGTH = len("2025-08")
_MOST_DECIMALS = -30
KEPT = 2**12  # how many values read or worked out are kept for whoever brings the same again


def date_of(value: object, where: str) -> date | None:
    """A calendar day from a date or an ISO text; None stays None; anything else raises InvalidQuestion."""
    if value is None or type(value) is date:
        return value
    if type(value) is str and len(value) == _ISO_LENGTH and (found := _day(value)) is not None:
        return found
    raise InvalidQuestion(f"{where}: not a date that exists (YYYY-MM-DD)")


def required_date(value: object, where: str) -> date:
    """A calendar day that may not be missing."""
    found = date_of(value, where)
    if found is None:
        raise InvalidQuestion(f"{where}: a date is required")
    return found


def month_of(value: object, where: str) -> int:
    """A month `YYYY-MM` as year * 12 + month - 1."""
    if type(value) is str and len(value) == _MONTH_LENGTH and (found := _month(value)) is not None:
        return found
    raise InvalidQuestion(f"{where}: not a month (YYYY-MM)")


@lru_cache(maxsize=KEPT)
def _day(text: str) -> date | None:
    if text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return None


@lru_cache(maxsize=KEPT)
def _month(text: str) -> int | None:
    year, month = text[:4], text[5:]
    digits = text[4] == "-" and text.isascii() and year.isdigit() and month.isdigit()
    if digits and int(year) > 0 and 1 <= int(month) <= 12:
        return int(year) * 12 + int(month) - 1
    return None


def month_text(index: int) -> str:
    """`YYYY-MM` of a month index."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def word_of(value: object, words: Collection[str], where: str) -> str | None:
    """One of the known words, or None."""
    if value is None:
        return None
    if type(value) is str and value in words:
        return value
    raise InvalidQuestion(f"{where}: unknown word")


def required_word(value: object, words: Collection[str], where: str) -> str:
    """One of the known words, which may not be missing."""
    found = word_of(value, words, where)
    if found is None:
        raise InvalidQuestion(f"{where}: a word is required")
    return found


def flag_of(value: object, where: str) -> bool | None:
    """true, false or null."""
    if value is None or value is True or value is False:
        return value
    raise InvalidQuestion(f"{where}: must be true, false or null")


def count_of(value: object, where: str) -> int | None:
    """A whole number from 0 up, or None."""
    if value is None:
        return None
    if type(value) is int and value >= 0:
        return value
    raise InvalidQuestion(f"{where}: must be a whole number from 0 up")


def required_count(value: object, where: str) -> int:
    """A whole number from 0 up that may not be missing."""
    found = count_of(value, where)
    if found is None:
        raise InvalidQuestion(f"{where}: a number is required")
    return found


def number_of(value: object, where: str, highest: int) -> int | Decimal | None:
    """An exact number from 0 to `highest`, or None; floats are read by their shortest decimal form."""
    if value is None or (type(value) is int and 0 <= value <= highest):
        return value
    number: int | Decimal
    if type(value) is int:
        number = value
    elif type(value) is float:
        number = Decimal(repr(value))
    elif type(value) is Decimal:
        number = value
    else:
        raise InvalidQuestion(f"{where}: must be a number")
    if isinstance(number, Decimal) and not number.is_finite():
        raise InvalidQuestion(f"{where}: must be a finite number")
    if isinstance(number, Decimal) and number.as_tuple().exponent < _MOST_DECIMALS:  # type: ignore[operator]
        raise InvalidQuestion(f"{where}: has too many decimals")
    if not 0 <= number <= highest:
        raise InvalidQuestion(f"{where}: must lie between 0 and {highest}")
    return number


def mapping_of(value: object, keys: frozenset[str], where: str) -> Mapping[str, Any]:
    """A mapping whose keys are all known."""
    if type(value) is not dict:
        raise InvalidQuestion(f"{where}: must be a mapping")
    if not value.keys() <= keys:
        raise InvalidQuestion(f"{where}: unknown key")
    return value


def fields_of(*names: str) -> Callable[[object, str], tuple[Any, ...]]:
    """A reader of a mapping with these keys: their values in this order, None for a key that is not there."""
    known = frozenset(names)
    size = len(names)
    every = itemgetter(*names)

    def read(value: object, where: str) -> tuple[Any, ...]:
        if type(value) is dict and len(value) == size:
            try:
                return every(value)
            except KeyError:
                pass
        found = mapping_of(value, known, where)
        return tuple([found.get(name) for name in names])

    return read


def list_of(value: object, where: str) -> list[Any] | None:
    """A list, or None."""
    if value is None or type(value) is list:
        return value
    if type(value) is tuple:
        return list(value)
    raise InvalidQuestion(f"{where}: must be a list")
