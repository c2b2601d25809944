"""Sums and products without rounding, however many places a decimal has."""

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import reduce

Number = int | Decimal
_EXACTLY = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def total(numbers: Iterable[Number]) -> Number:
    """The sum of the numbers."""
    found = list(numbers)
    added = sum(found)
    return added if type(added) is int else reduce(_EXACTLY.add, found)


def product(number: Number, times: int) -> Number:
    """The number so many times."""
    return number * times if type(number) is int else _EXACTLY.multiply(number, times)
