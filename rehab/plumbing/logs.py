"""Logs as JSON lines; no name, number or query leaves the walls in them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask

# Sixteen digits are a NIK, wherever they stand.
NIK = re.compile(r"\b\d{16}\b")
SILENT = frozenset({"name", "alias", "nik", "username", "password", "q", "search", "register_no"})


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the values of personal fields and anything that looks like a NIK."""
    for key, value in list(event.items()):
        if key in SILENT:
            event[key] = "[redacted]"
        elif isinstance(value, str):
            event[key] = NIK.sub("[redacted]", value)
    return event


def install(app: Flask) -> None:
    """One JSON line an event on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            redact,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def _without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an error happened, not its text: a database's message repeats the values of a row."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        places, trace = [], error.__traceback__
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('rehab/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["trace"] = places[-12:]
    return event
