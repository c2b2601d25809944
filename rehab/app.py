"""The application, as a table of contents."""

import os
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import SQLAlchemyUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from rehab import cli, operations, pages
from rehab.access import doors
from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts import signin
from rehab.accounts.models import User
from rehab.accounts.queries import ids_of_names, names_of
from rehab.accounts.reach import set_reach_source
from rehab.audit import actions as audit
from rehab.audit import refusals
from rehab.audit import sources as audit_sources
from rehab.config import ROOT, Settings, read_settings
from rehab.extensions import babel, csrf, db, limiter, migrate, security
from rehab.facilities.queries import zone_of
from rehab.partners.membership import agency_id_of
from rehab.plumbing import addresses, errors, formatting, headers, logs, vault, worker
from rehab.programs.reach import facilities_reached
from rehab.rooms import ROOMS

MOST_BYTES = 12 * 1024 * 1024


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application. Raises SettingError or MissingPolicy rather than starting half made."""
    settings = settings or read_settings()
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static" / "dist"),
        static_url_path="/static",
        instance_path=str(settings.instance.resolve()),
    )
    app.config.from_mapping(_configuration(settings))
    app.config.update(overrides)
    logs.install(app)
    _database(app, settings)
    _language(app)
    _sign_in(app)
    csrf.init_app(app)
    limiter.init_app(app)
    formatting.install(app)
    headers.install(app, https=settings.https)
    audit.install(app)
    refusals.install(app, find_scope=_scope_of)
    errors.install(app)
    _rooms(app)
    pages.install(app)
    cli.install(app)
    operations.install(app)
    worker.install(app, settings.database_url)
    doors.check_policies(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=app.static_folder, prefix="static/", max_age=31536000, autorefresh=app.debug
    )
    if settings.trusted_proxies:
        # Only so many proxies of our own may say who the visitor is; the login delay and the audit rely on it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.keys["SECRET_KEY"],
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SETTINGS": settings,
        "DEMO": settings.demo,
        "IDLE_MINUTES": settings.idle_minutes,
        "SESSION_HOURS": settings.session_hours,
        "TRUSTED_HOSTS": settings.hosts,
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "SESSION_COOKIE_NAME": "__Host-bina" if settings.https else "bina",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.https,
        "RATELIMIT_HEADERS_ENABLED": False,
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": settings.argon_memory_kib,
            "argon2__time_cost": 4,
            "argon2__parallelism": 2,
        },
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_TOTP_SECRETS": {"1": settings.keys["SECRET_KEY"]},
        "SECURITY_TOTP_ISSUER": "Bina",
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
    }


def _database(app: Flask, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    # The database file and its journals stand here: nobody else on this machine may look.
    if settings.instance.stat().st_uid == os.getuid():
        settings.instance.chmod(0o700)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    vault.install(app, key=settings.keys["NIK_KEY"], index_key=settings.keys["NIK_INDEX_KEY"])


def _language(app: Flask) -> None:
    babel.init_app(app, locale_selector=pages.chosen_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")


def _sign_in(app: Flask) -> None:
    datastore = SQLAlchemyUserDatastore(db, User, None)  # type: ignore[arg-type]
    security.init_app(app, datastore, register_blueprint=False)
    # No bearer tokens: a session is the only way in.
    app.login_manager._request_callback = None  # type: ignore[attr-defined]
    signin.install(app)


def _scope_of(user: Any) -> Scope:
    """The scope of a signed-in person; only a dinas reaches rows through its agency, so nobody else is asked for one."""
    return signin.scope_of_user(user, agency_id_of(user.id) if user.role == Role.DINAS else None)


def _rooms(app: Flask) -> None:
    addresses.install(app)
    app.view_functions["static"].policy = "open"  # type: ignore[attr-defined]
    for room in ROOMS:
        app.register_blueprint(room.blueprint, url_prefix=room.prefix or None)
    audit_sources.set_name_source(names_of, find=ids_of_names, zone=zone_of)
    set_reach_source(facilities_reached)
    board = {room.blueprint.name: room.door for room in ROOMS}
    doors.guard(app, doors=board, find_scope=_scope_of)
