"""Passwords about to be kept: whether they are strong enough, and their slow hash.

Argon2id takes some tenths of a second on purpose, and SQLite has one writer: the hash is made before a write transaction
begins, and an action is handed it ready.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g
from flask_babel import lazy_gettext as _l
from flask_security.utils import hash_password

from rehab.plumbing.errors import Refusal

P = ParamSpec("P")
R = TypeVar("R")
LEAST_PASSWORD = 12
# No look-alikes: a one-time password is read aloud and typed on a phone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
COMMON = ("password", "sandi", "rahasia", "qwerty", "123456", "indonesia", "admin", "lapas", "rutan", "bina")


class WeakPassword(Refusal):
    message = _l("Kata sandi paling sedikit 12 huruf, bukan kata yang mudah ditebak, dan tidak memuat nama pengguna.")


@dataclass(frozen=True)
class NewPassword:
    """A password with its hash; a one-time one is changed at the first sign-in."""

    text: str = field(repr=False)
    kept: str = field(repr=False)
    is_one_time: bool


def one_time_password() -> NewPassword:
    """Sixteen letters in groups of four, some 79 bits."""
    text = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return NewPassword(text, hash_password(text), is_one_time=True)


def chosen_password(text: str, *, username: str) -> NewPassword:
    """A password somebody chose: length and a blocklist, no rules of composition. Raises WeakPassword."""
    folded = text.lower()
    core = re.sub(r"[^a-z]", "", folded)
    guessable = core in COMMON or len(set(folded)) < 5 or username in folded
    if len(text) < LEAST_PASSWORD or len(text) > 256 or guessable:
        raise WeakPassword()
    return NewPassword(text, hash_password(text), is_one_time=False)


def brings_password(view: Callable[P, R]) -> Callable[P, R]:
    """Make a one-time password before a view's write transaction begins; stands above `@saves`."""

    @wraps(view)
    def bring(*args: P.args, **kwargs: P.kwargs) -> R:
        g.brought_password = one_time_password()
        return view(*args, **kwargs)

    return bring


def brought_password() -> NewPassword:
    """The password that `brings_password` made for this request."""
    brought: NewPassword = g.brought_password
    return brought
