"""Pages of rows: every list asks for one page and a count, never the whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select

from rehab.extensions import db

Row = TypeVar("Row")
PER_PAGE = 30


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number (from 1) and the total of rows."""

    items: list[Row]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.per_page))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.per_page + 1


def paginate(statement: Select[Any], number: int, per_page: int = PER_PAGE, *, scalars: bool = True) -> Page[Any]:
    """Fetch page `number` of an ordered statement with two queries, whatever its size.

    With `scalars` the first column of each row is returned, else whole rows. A number beyond the end gives the last page.
    """
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    last = max(1, ceil(total / per_page))
    number = min(max(1, number), last)
    limited = statement.limit(per_page).offset((number - 1) * per_page)
    result = db.session.execute(limited)
    items = list(result.scalars().unique()) if scalars else list(result.unique())
    return Page(items=items, number=number, per_page=per_page, total=total)


def page_of(rows: Sequence[Row], number: int, per_page: int = PER_PAGE) -> Page[Row]:
    """Page `number` of rows that are all at hand; a number beyond the end gives the last page."""
    number = min(max(1, number), max(1, ceil(len(rows) / per_page)))
    return Page(list(rows[(number - 1) * per_page : number * per_page]), number, per_page, len(rows))


def asked_page() -> int:
    """The page number asked for in the URL (`page=`), 1 where it is missing or not a number."""
    text = request.args.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 8 else 1
