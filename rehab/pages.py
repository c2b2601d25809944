"""What every template may ask for: assets, tokens, menus, the reader's language."""

import json
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, get_flashed_messages, request, session, url_for
from flask_babel import get_locale
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from rehab.access.permissions import Permission
from rehab.accounts.labels import device_label, permission_label, role_label
from rehab.facilities.queries import get_facility
from rehab.plumbing.errors import NotFound
from rehab.rooms import navigation, portal_navigation

LANGUAGES = ("id", "en")


def chosen_language() -> str:
    """The language chosen on this device, else the reader's own, else Indonesian."""
    chosen = session.get("language") if request else None
    return chosen if chosen in LANGUAGES else "id"


def install(app: Flask) -> None:
    """Give templates their globals and context."""
    app.jinja_env.globals.update(
        asset=asset, csrf_token=generate_csrf, idempotency_key=idempotency_key, url_with=url_with, url_for=url_for, may=may,
        get_flashed_messages=get_flashed_messages, role_label=role_label, permission_label=permission_label,
        device_label=device_label,
    )  # fmt: skip
    app.context_processor(_context)


def idempotency_key() -> str:
    """A fresh key for one form: the same form sent twice carries the same key."""
    return secrets.token_urlsafe(18)


def may(permission: str) -> bool:
    """Whether the reader may do something; templates ask before they offer it."""
    scope = g.get("scope")
    return bool(scope and scope.can(Permission(permission)))


@lru_cache(maxsize=1)
def _manifest(folder: str, _changed: float) -> dict[str, str]:
    result: dict[str, str] = json.loads((Path(folder) / "manifest.json").read_text())
    return result


def asset(name: str) -> str:
    """The address of a built file under its hashed name (the plain name where nothing was built)."""
    folder = Path(current_app.static_folder or "")
    manifest = folder / "manifest.json"
    if manifest.exists():
        name = _manifest(str(folder), manifest.stat().st_mtime).get(name, name)
    return url_for("static", filename=name)


def url_with(**changes: Any) -> str:
    """The present address with some query arguments changed; None or '' removes one."""
    arguments: MultiDict[str, Any] = MultiDict(request.args)
    for key, value in changes.items():
        arguments.poplist(key)
        if value not in (None, ""):
            arguments[key] = value
    query = urlencode(list(arguments.items(multi=True)))
    return f"{request.path}?{query}" if query else request.path


def _context() -> dict[str, Any]:
    scope = g.get("scope")
    signed_in = scope is not None and current_user.is_authenticated
    partner = bool(scope is not None and scope.is_partner)
    return {
        "locale": str(get_locale()),
        "is_demo": current_app.config["DEMO"],
        "idle_minutes": current_app.config["IDLE_MINUTES"] if signed_in else None,
        "navigation": navigation(scope) if scope is not None and signed_in and not partner else [],
        "portal_navigation": portal_navigation(scope) if scope is not None and signed_in and partner else [],
        "facility": _facility(scope) if signed_in else None,
    }


def _facility(scope: Any) -> Any:
    if scope.is_partner or scope.facility_ids is None or len(scope.facility_ids) != 1:
        return None
    try:
        return get_facility(scope, scope.facility_id)
    except NotFound:
        return None
