"""A real server over a small demonstration, and a real browser."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from rehab.demo.fill import fill_demo
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from tests.conftest import make_app, make_settings
from tests.journeys.visitor import PATIENCE, Visitor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"phone": 360, "desk": 1280}
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def demo_day() -> date:
    return clock.today("WITA")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, demo_day: date) -> Iterator[dict[str, Any]]:
    """The address of a running demonstration and its logins by role."""
    folder = tmp_path_factory.mktemp("demo")
    settings = make_settings(f"sqlite:///{folder / 'demo.db'}", folder, demo=True)
    app = make_app(settings, TESTING=False, RAISE_FAULTS=False)
    with app.app_context():
        upgrade()
        with saving():
            fill_demo(on=demo_day, at=clock.now(), folder=folder, small=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    logins = {login["role"]: login for login in json.loads((folder / "demo-logins.json").read_text())}
    yield {"address": f"http://127.0.0.1:{server.server_port}", "logins": logins, "app": app, "folder": Path(folder)}
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; without one the journeys are not proven, and in CI that is an error."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("not proven in a browser: no chromium on this machine")
        pytest.skip("not proven in a browser: no chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()


@pytest.fixture(params=list(WIDTHS))
def visitor(request: pytest.FixtureRequest, site: dict[str, Any], browser: Browser) -> Iterator[Visitor]:
    """Somebody with a browser of one width."""
    someone = Visitor(browser, site, WIDTHS[request.param])
    yield someone
    someone.close()


@pytest.fixture
def desk(site: dict[str, Any], browser: Browser) -> Iterator[Visitor]:
    """Somebody at a desk."""
    someone = Visitor(browser, site, WIDTHS["desk"])
    yield someone
    someone.close()


@pytest.fixture
def phone(site: dict[str, Any], browser: Browser) -> Iterator[Visitor]:
    """Somebody with a phone."""
    someone = Visitor(browser, site, WIDTHS["phone"])
    yield someone
    someone.close()
