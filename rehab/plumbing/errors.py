"""Refusals people can read, and one page for each error; every error fails closed."""

import secrets
from typing import Any

import structlog
from flask import Flask, Response, abort, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from rehab.extensions import db

log = structlog.get_logger()
MOST_TAKEN = 64 * 1024 * 1024
PAGES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


class Refusal(Exception):
    """The business refuses: `message` says what happened and what to do, in the reader's language."""

    status = 422
    message: Any = _l("Permintaan ini tidak dapat dijalankan. Periksa isian lalu kirim kembali.")

    def __init__(self, message: Any = None) -> None:
        super().__init__(str(type(self).__name__))
        if message is not None:
            self.message = message


class NotFound(Refusal):
    """Absent, or out of scope: the two look the same."""

    status = 404
    message = _l("Halaman atau data ini tidak ada, atau bukan bagian Anda.")


class StaleVersion(Refusal):
    """Somebody else changed the row since the form was opened; both versions are shown.

    `theirs` and `yours` map labels to values; `back` is the address from which the work goes on, where the route knows it.
    """

    status = 409
    message = _l("Data ini sudah diubah orang lain sejak Anda membukanya. Periksa perubahan itu, lalu ulangi.")

    def __init__(self, theirs: dict[str, Any] | None = None, yours: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.theirs = theirs or {}
        self.yours = yours or {}
        self.back = ""


def check_version(row: Any, version: int) -> None:
    """Refuse a change made on an older version of a row than the present one."""
    if row.version != version:
        raise StaleVersion()


def error_response(status: int, message: Any = None, **context: Any) -> Response:
    """The page of an error, with an id to pass on where the fault is ours."""
    page = status if status in PAGES else 400
    db.session.rollback()
    html = render_template(f"errors/{page}.html", message=message, **context)
    return make_response(html, status)


def install(app: Flask) -> None:
    """Register one handler for each way a request can fail."""

    @app.before_request
    def refuse_null_characters() -> None:
        # PostgreSQL keeps no NUL in a text and SQLite cuts the text there; nobody types one.
        typed = [request.path, *(value for part in (request.args, request.form) for _name, value in part.items(multi=True))]
        if any("\x00" in text for text in typed):
            abort(400)

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        stale = isinstance(error, StaleVersion)
        extra = {"theirs": error.theirs, "yours": error.yours, "back": error.back} if stale else {}
        return error_response(error.status, error.message, **extra)

    @app.errorhandler(StaleDataError)
    def stale(_error: StaleDataError) -> Response:
        return error_response(409, StaleVersion.message, theirs={}, yours={})

    _faults_outside_the_house(app)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        return error_response(400, _l("Formulir ini sudah kedaluwarsa. Kembali, muat ulang halaman, lalu kirim sekali lagi."))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        return error_response(error.code or 500)

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        if app.config.get("TESTING") and app.config.get("RAISE_FAULTS", True):
            raise error
        error_id = secrets.token_hex(4)
        log.error("fault", error_id=error_id, kind=type(error).__name__, endpoint=request.endpoint, exc_info=error)
        return error_response(500, error_id=error_id)


def refuse_body(message: Any = None) -> Response:
    """Take the rest of a body that is too large, up to a bound: a browser cut off while sending never shows the answer."""
    take_rest_of_body()
    return error_response(413, message)


def take_rest_of_body() -> None:
    """Read what is still being sent, up to a bound."""
    if (request.content_length or 0) <= MOST_TAKEN:
        body = request.environ["wsgi.input"]
        while body.read(64 * 1024):
            pass


def _faults_outside_the_house(app: Flask) -> None:
    """What the sender, or the database, does before the house can answer."""
    app.register_error_handler(413, lambda _error: refuse_body())
    # Sent to a name that is not ours: no address can be made for it, so no page either.
    app.register_error_handler(SecurityError, lambda _error: make_response("400", 400))

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def beyond_any_column(error: Exception) -> Response:
        # A text longer or a number larger than its column: PostgreSQL refuses, SQLite's driver cannot even send it.
        log.warning("beyond_any_column", kind=type(error).__name__, endpoint=request.endpoint, exc_info=error)
        return error_response(422, Refusal.message)

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> Response:
        log.error("database_away", kind=type(error.orig).__name__, endpoint=request.endpoint, exc_info=error)
        try:
            return error_response(503)
        except OperationalError:
            # Without its database the page cannot even be drawn for its reader.
            return make_response("503", 503)
