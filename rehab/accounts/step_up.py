"""Confirming anew who one is, for a single deed: a code of the authenticator, or the password of who has none.

Hashing and the use of a code happen before the deed's write transaction begins; the deed is handed what was shown.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from rehab.accounts import signin
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import was_answered

P = ParamSpec("P")
R = TypeVar("R")
FIELD = "step_up"


class NotConfirmed(Refusal):
    message = _l("Isi kode autentikator atau kata sandi Anda untuk tindakan ini.")


class WrongSecret(Refusal):
    status = 401
    message = _l("Kata sandi tidak cocok. Ketik kata sandi Anda sendiri.")


def steps_up(view: Callable[P, R]) -> Callable[P, R]:
    """Ask for the code or password a form carries before a view's write transaction begins; stands above `@saves`.

    A form sent again under its own key gets its first answer, and uses no second code.
    """

    @wraps(view)
    def step_up(*args: P.args, **kwargs: P.kwargs) -> R:
        g.step_up, g.step_up_refusal = None, NotConfirmed()
        given = request.form.get(FIELD, "")
        if given.strip() and not was_answered():
            try:
                g.step_up = _confirm(given)
            except Refusal as refused:
                g.step_up_refusal = refused
        return view(*args, **kwargs)

    return step_up


def _confirm(given: str) -> str:
    address = (request.remote_addr or "")[:60]
    user: Any = current_user._get_current_object()
    if user.has_second_factor:
        signin.check_code(user=user, code=given, address=address, at=clock.now())
        return "totp"
    if not signin.prove_password(user=user, password=given, address=address, at=clock.now()):
        raise WrongSecret()
    return "password"


def stepped_up() -> str:
    """How this request was confirmed: "totp" or "password". Raises the refusal where it was not."""
    if g.step_up is None:
        raise g.step_up_refusal
    confirmed: str = g.step_up
    return confirmed
