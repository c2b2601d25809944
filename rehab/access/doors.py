"""Through which door? Staff, partner, machine, or open to all; a view without a policy stops the application."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_login import current_user

from rehab.access.permissions import DECIDERS, PARTNER_ROLES, Permission, Role
from rehab.access.scope import FindScope, Scope

P = ParamSpec("P")
R = TypeVar("R")


class Door(StrEnum):
    """The four doors of the house; the machine's answers in JSON, to staff and partners alike, and never leads elsewhere."""

    STAFF = "staff"
    PARTNER = "partner"
    MACHINE = "machine"
    OPEN = "open"


class MissingPolicy(Exception):
    """An endpoint says neither who may enter nor that all may: the application does not start."""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the permission a view needs."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.policy = permission  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that any signed-in person may use this view, whatever the role (own account, language)."""
    view.policy = "signed_in"  # type: ignore[attr-defined]
    return view


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a view needs no sign-in (the login itself, health check, static files)."""
    view.policy = "open"  # type: ignore[attr-defined]
    return view


def policy_of(app: Flask, endpoint: str) -> Permission | str | None:
    """The policy declared on an endpoint, looking through decorators."""
    if endpoint == "static":
        return "open"
    return getattr(app.view_functions[endpoint], "policy", None)


def check_policies(app: Flask) -> None:
    """Refuse to start where an endpoint has no policy."""
    missing = sorted(name for name in app.view_functions if policy_of(app, name) is None)
    if missing:
        raise MissingPolicy(", ".join(missing))


def guard(app: Flask, *, doors: dict[str, Door], find_scope: FindScope) -> None:
    """Stand before every request: door, second factor, permission, in this order."""

    @app.before_request
    def stand_at_the_door() -> Any:
        endpoint = request.endpoint
        if endpoint is None:
            return None
        policy = policy_of(app, endpoint)
        if current_user.is_authenticated:
            g.scope = find_scope(current_user)
            request.bina_user_id = current_user.id  # type: ignore[attr-defined]
        if policy == "open":
            return None
        door = doors.get(endpoint.split(".")[0], Door.STAFF)
        if not current_user.is_authenticated:
            return _to_login(door)
        if answer := _unfinished(endpoint):
            return answer if door is not Door.MACHINE else abort(401)
        return _enter(g.scope, policy, door)


def _enter(scope: Scope, policy: Permission | str | None, door: Door) -> None:
    if policy == "signed_in":
        return
    wrong_door = (door is Door.PARTNER) != (scope.role in PARTNER_ROLES)
    if wrong_door and door is not Door.MACHINE:
        abort(404)
    if not isinstance(policy, Permission) or not scope.can(policy):
        abort(403)


def _to_login(door: Door) -> Response:
    """To the page where one signs in; a machine, and whoever sends something, is told instead."""
    if request.method in ("GET", "HEAD") and door is not Door.MACHINE:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
    abort(401)
    return None


def _unfinished(endpoint: str) -> Response | None:
    """Those who decide set up their second factor first; a one-time password is changed first."""
    if endpoint in ("accounts.logout", "accounts.switch_language", "accounts.stay"):
        return None
    if current_user.must_change_password and endpoint not in ("accounts.change_password", "accounts.save_password"):
        return redirect(url_for("accounts.change_password"))  # type: ignore[return-value]
    needs_factor = Role(current_user.role) in DECIDERS and not current_user.has_second_factor
    first_steps = (
        "accounts.set_up_second_factor",
        "accounts.bind_second_factor",
        "accounts.change_password",
        "accounts.save_password",
    )
    if needs_factor and endpoint not in first_steps:
        return redirect(url_for("accounts.set_up_second_factor"))  # type: ignore[return-value]
    return None
