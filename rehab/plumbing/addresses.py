"""Numbers in addresses: one that no row can have is an address that does not exist."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """A row's number: without a bound the databases themselves would fail over a number too large for them."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - werkzeug's own name
        super().__init__(map, *args, **{"max": LARGEST_ID, **kwargs})


def install(app: Flask) -> None:
    """Let `<int:…>` in every address stop at the largest id a column holds. Before any address is made."""
    app.url_map.converters["int"] = RowNumber
