"""An application over a freshly filled demonstration, in a folder of its own, shared by the measurements of one run."""

import tempfile
from functools import cache
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from rehab.app import create_app
from rehab.config import Settings
from rehab.demo.fill import fill_demo
from rehab.plumbing import clock
from rehab.plumbing.crypto import new_key
from rehab.plumbing.saving import saving

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@cache
def demo_app() -> Flask:
    """The demonstration on SQLite: a Rutan of 350 and a Lapas of 1,500. Filled once a run; nobody else uses it."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="bina-bench-"))
    folder = Path(_FOLDERS[-1].name)
    keys = {name: new_key() for name in ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "BACKUP_KEY")}
    settings = Settings(
        database_url=f"sqlite:///{folder / 'demo.db'}", keys=keys, instance=folder, demo=True, public_url="http://127.0.0.1:8000",
        port=8000, idle_minutes=15, session_hours=10, argon_memory_kib=16,
    )  # fmt: skip
    app = create_app(settings, WTF_CSRF_ENABLED=False)
    with app.app_context():
        upgrade()
        with saving():
            fill_demo(on=clock.today("WITA"), at=clock.now(), folder=folder)
    return app
