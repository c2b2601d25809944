"""One line for each request that was refused to somebody signed in: which address, how, with what answer; never what was typed.

Whoever is not signed in leaves a line at the sign-in alone (accounts.signin_failed), so that strangers cannot fill the trail.
A form sent again under its own key gets its first answer: that is no refusal, and its deed has its line already.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.audit.queries import refusals_since
from rehab.plumbing import clock
from rehab.plumbing.saving import saving

log = structlog.get_logger()
REFUSE, REFUSE_MORE = "audit.refuse", "audit.refuse_more"
# An account that is refused more often within a minute gets one line that says so; the rest stands in the log.
MOST_A_MINUTE = 60


def refusal_is_noted() -> None:
    """Say that the refusal of the present request has a line already, in the words of its own room."""
    g.refusal_noted = True


def install(app: Flask, *, find_scope: Callable[[Any], Scope]) -> None:
    """Append the line once the answer is made, after the view's own transaction has ended, in one of its own.

    A reading that cannot be noted is not answered. A refusal stands all the same: it gave nothing away and changed
    nothing, and a full disk must not turn "not yours" into a fault that tells the two apart. The log holds what failed.
    """

    @app.after_request
    def append_refusal(response: Response) -> Response:
        if not g.pop("refusal_noted", False) and _is_refusal(response):
            try:
                if current_user.is_authenticated:
                    _append(g.get("scope") or find_scope(current_user), response.status_code)
            except Exception as error:
                log.error("refusal_not_noted", kind=type(error).__name__, endpoint=request.endpoint, exc_info=error)
        return response


def _is_refusal(response: Response) -> bool:
    """An answer of 4xx at an address of the house; browsers ask by themselves for addresses there are none of."""
    return 400 <= response.status_code < 500 and request.endpoint not in (None, "static")


def _append(scope: Scope, status: int) -> None:
    at = clock.now()
    request_line = {"endpoint": request.endpoint, "method": request.method, "status": status, "ids": _ids()}
    with saving():
        before = refusals_since(scope, (REFUSE, REFUSE_MORE), at=at)
        if before > MOST_A_MINUTE:
            log.warning("refused", user_id=scope.user_id, **request_line)
        elif before == MOST_A_MINUTE:
            _write(scope, REFUSE_MORE, at, {"in_a_minute": MOST_A_MINUTE})
        else:
            _write(scope, REFUSE, at, request_line)


def _write(scope: Scope, action: str, at: datetime, details: dict[str, Any]) -> None:
    """Into the chain of the facility of whoever asked, not of what they asked for: it may be another's."""
    write_entry(
        scope=scope, action=action, subject="request", subject_id=None, at=at, facility_id=scope.own_facility_id, details=details
    )


def _ids() -> dict[str, int]:
    """The row numbers in the address (too small to be a NIK: see plumbing.addresses); words in it are left out."""
    return {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
