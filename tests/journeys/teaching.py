"""A teacher's phone in a real browser, and a house whose network can be cut and whose answers can be lost."""

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, update
from werkzeug.serving import make_server

from rehab.accounts.models import User, UserSession
from rehab.attendance.models import Mark, SentMark
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Session
from tests.attendance.classroom import Classroom, classroom
from tests.journeys.conftest import BROWSERS
from tests.journeys.visitor import WATCH

PASSWORD = "sandi-contoh-42"
STORE = """async () => {
  const names = (await indexedDB.databases()).map((each) => each.name);
  if (!names.includes('bina')) return null;
  const base = await new Promise((done) => (indexedDB.open('bina').onsuccess = (event) => done(event.target.result)));
  const all = (name) => new Promise((done) => {
    base.transaction(name).objectStore(name).getAll().onsuccess = (event) => done(event.target.result);
  });
  const text = (value) => value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : String(value);
  const found = {};
  for (const name of base.objectStoreNames) {
    const rows = await all(name);
    found[name] = rows.map((row) => {
      const handle = row.key instanceof CryptoKey;
      const body = row.body ? text(row.body) : '';
      return {...row, body, key: handle ? 'key' : row.key, extractable: handle && row.key.extractable};
    });
  }
  base.close();
  return found;
}"""
UNTIL = """async () => {
  const holds = %s;
  for (let left = 400; !(await holds()); left -= 1) {
    if (!left) throw new Error(`never: ${holds}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      // The worker may be putting another in its place.
      found[new URL(request.url).pathname] = (await (await cache.match(request))?.text()) ?? "";
    }
  }
  return found;
}"""


class Field:
    """A running house. `cut` takes the network away, `restore` brings it back at the same address."""

    def __init__(self, app: Flask) -> None:
        self.app, self.port, self.up = app, 0, False
        self.spoil: list[str] = []
        self.newer = False
        self._spoilt, self.arrived = threading.Event(), threading.Event()
        self.inner: Callable[..., Iterable[bytes]] = app.wsgi_app
        app.wsgi_app = self._gate  # type: ignore[method-assign]
        self.restore()

    def _gate(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answers of /api/marks that are to be spoilt: a status that comes instead of the house's, or one of three.

        `lost` is saved and then lost; `html` is the page of somebody else's network; `redirect` leads to one.
        `newer`: the service worker is that of another version.
        """
        if not self.up:
            # A connection opened before the network went.
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        if environ["PATH_INFO"] == "/api/marks" and self.spoil:
            kind = self.spoil.pop(0)
            if kind == "lost":
                b"".join(self.inner(environ, lambda *_args, **_more: None))
            if not self.spoil:
                self._spoilt.set()
            status = {"lost": "500", "html": "200", "redirect": "302"}.get(kind, kind)
            start(f"{status} Spoilt", [("Content-Type", "text/html"), ("Location", "/login")])
            return [b"<h1>Spoilt</h1>"]
        if environ["PATH_INFO"] == "/portal/sw.js" and self.newer:
            body = re.sub(rb"bina-[0-9a-f]+", b"bina-newer", b"".join(self.inner(environ, lambda *_args, **_more: None)))
            start("200 OK", [("Content-Type", "text/javascript"), ("Service-Worker-Allowed", "/")])
            return [body]
        answer = self.inner(environ, start)
        if environ["PATH_INFO"] == "/api/marks":
            self.arrived.set()
        return answer

    def wait_until_spoilt(self) -> None:
        """Wait until every answer that was to be spoilt has been."""
        assert self._spoilt.wait(20)
        self._spoilt.clear()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self.up = False
        self.server.shutdown()
        self.server.server_close()

    def restore(self) -> None:
        if self.up:
            return
        self.up = True
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def room(self, code: str, people: int) -> Classroom:
        """A class whose session began half an hour ago."""
        starts = (clock.now() - timedelta(minutes=30)).replace(second=0, microsecond=0)
        local = starts.astimezone(clock.ZONES["WITA"])
        room = classroom(self.app, people=people, code=code, on=local.date())
        with self.app.app_context(), saving():
            row = db.session.get(Session, room.session_id)
            assert row is not None
            row.starts_time, row.ends_time, row.starts_at = local.time(), local.time(), starts
            row.ends_at = starts + timedelta(hours=2)
        return room

    def standing(self, room: Classroom) -> dict[int, str]:
        with self.app.app_context():
            rows = db.session.scalars(select(Mark).where(Mark.session_id == room.session_id, Mark.is_current))
            return {row.wbp_id: row.status for row in rows}

    def sent(self, room: Classroom) -> list[tuple[int, str, str]]:
        """Person, status and state of every tap the house has kept of a session, in the order of the device."""
        with self.app.app_context():
            rows = db.session.scalars(select(SentMark).where(SentMark.session_id == room.session_id).order_by(SentMark.counter))
            return [(row.wbp_id or 0, row.status, row.state) for row in rows]

    def end_sessions(self, username: str) -> None:
        with self.app.app_context(), saving():
            user = db.session.scalars(select(User).where(User.username == username)).one()
            db.session.execute(update(UserSession).where(UserSession.user_id == user.id).values(ended_at=clock.now()))


class Phone:
    """One phone: a browser with a folder of its own, which survives closing it."""

    def __init__(self, browser: Browser, folder: Path, field: Field, *, javascript: bool = True) -> None:
        self.kind, self.folder, self.field, self.javascript = browser.browser_type, folder, field, javascript
        self.reopen()

    def reopen(self) -> None:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        path = next(found for name in BROWSERS if (found := shutil.which(name)))
        self.context: BrowserContext = self.kind.launch_persistent_context(
            str(self.folder), executable_path=path, args=flags, viewport={"width": 360, "height": 800}, locale="id-ID",
            java_script_enabled=self.javascript,
        )  # fmt: skip
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.pages[0]

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> Page:
        self.page.goto(self.field.address + path)
        return self.page

    def sign_in(self, username: str, onward: str = "") -> "Phone":
        if onward or not self.page.url.startswith(f"{self.field.address}/login"):
            self.open(f"/login?next={onward}")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def ready(self) -> None:
        """Wait until the phone could do without a network: its worker runs and the classes are stored."""
        self.until("async () => Boolean((await navigator.serviceWorker.ready).active)")
        self.until(f"async () => ((await ({STORE})())?.classes ?? []).length > 0")

    def until(self, holds: str) -> None:
        """Wait until a script of the page says yes."""
        self.page.evaluate(UNTIL % holds)

    def register(self, room: Classroom) -> Page:
        return self.open(f"/portal/sessions/{room.session_id}")

    def tap(self, person: int, status: str = "hadir", reason: str = "", page: Page | None = None) -> None:
        page = page or self.page
        page.locator(f"[data-register] label:has(input[name=status-{person}][value={status}])").click()
        if reason:
            page.locator(f"#reason-{person}").select_option(reason)

    def says(self, words: Any, page: Page | None = None, timeout: float = 15_000) -> None:
        expect((page or self.page).locator("[data-say]")).to_have_text(words, timeout=timeout)

    def store(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.page.evaluate(STORE)
        return found

    def caches(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(CACHES)
        return found

    def chosen(self, page: Page | None = None) -> int:
        return (page or self.page).locator("[data-register] input[type=radio]:checked").count()
