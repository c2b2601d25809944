"""Writing sessions and classes."""

from flask_babel import lazy_gettext as _l

from rehab.plumbing.errors import Refusal
from rehab.programs.models import Session
from rehab.programs.states import session_may_move


class SessionCancelled(Refusal):
    message = _l("Sesi ini dibatalkan. Aktifkan kembali sesi sebelum mencatat kehadiran.")


def mark_session_held(*, session: Session) -> None:
    """Remember that attendance of a session was recorded; the caller's own entry in the audit says so.

    Raises SessionCancelled.
    """
    if session.state == "held":
        return
    if not session_may_move(session.state, "held"):
        raise SessionCancelled()
    session.state = "held"
