"""A teacher's phone in a real browser, and a house whose network can be cut and whose answers can be lost."""

import io
import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
from tests.journeys.visitor import PATIENCE, WATCH

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
OPENED = """async () => {
  const base = await new Promise((done) => (indexedDB.open('bina').onsuccess = (event) => done(event.target.result)));
  const all = (name) => new Promise((done) => {
    base.transaction(name).objectStore(name).getAll().onsuccess = (event) => done(event.target.result);
  });
  const [{ user, key }] = (await all('users')).filter((each) => each.key);
  const open = async ({ iv, body }, place) => {
    const how = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${user}:${place}`) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, body)));
  };
  const classes = await Promise.all((await all('classes')).map((row) => open(row, 'classes')));
  const marks = await Promise.all((await all('marks')).map((row) => open(row, row.key)));
  base.close();
  return { classes, marks };
}"""
FULL = """() => {
  for (const name of ['add', 'put']) {
    const real = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...row) {
      const request = real.apply(this, row);
      this.transaction.abort();
      return request;
    };
  }
}"""
DEAF = """() => {
  const heard = new Promise((done) => addEventListener("submit", () => setTimeout(done)));
  const real = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = async function (...key) {
    await heard;
    return real.apply(this, key);
  };
}"""
UNTIL = """async () => {
  const holds = %s;
  for (let left = 1200; !(await holds()); left -= 1) {
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
    """A running house. `cut` takes the network away, `restore` brings it back at the same address.

    `spoil` is what becomes of every answer of /api/marks until it is empty again: a status that comes instead of the
    house's, or one of three: `lost` is saved and then lost; `html` is the page of somebody else's network; `redirect`
    leads to one. While it holds, no sending by itself can come between. `newer`: the service worker is that of another
    version. `letters` are the sendings that came, each with what was to become of it and the people in it.
    """

    def __init__(self, app: Flask) -> None:
        self.app, self.up = app, False
        self.spoil, self.newer = "", False
        self.letters: list[tuple[str, list[int]]] = []
        self._changed, self._open = threading.Condition(), threading.Event()
        self._open.set()
        self._came = 0
        self._kept: list[tuple[str, str, threading.Event, threading.Event]] = []
        # Keeps the port while nobody listens, so that no other process is given it.
        self._place = _socket_at(0)
        self.port: int = self._place.getsockname()[1]
        self.inner: Callable[..., Iterable[bytes]] = app.wsgi_app
        app.wsgi_app = self._gate  # type: ignore[method-assign]
        self.restore()

    def _gate(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        for method, path, came, free in list(self._kept):
            if method == environ["REQUEST_METHOD"] and re.fullmatch(path, environ["PATH_INFO"]):
                came.set()
                assert free.wait(PATIENCE)
        if not self.up:
            # A connection opened before the network went.
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        if environ["PATH_INFO"] == "/api/marks":
            return self._receive(environ, start)
        if environ["PATH_INFO"] == "/portal/sw.js" and self.newer:
            body = re.sub(rb"bina-[0-9a-f]+", b"bina-newer", b"".join(self.inner(environ, lambda *_args, **_more: None)))
            start("200 OK", [("Content-Type", "text/javascript"), ("Service-Worker-Allowed", "/")])
            return [body]
        return self.inner(environ, start)

    def _receive(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        kind, letter = self.spoil, environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        with self._changed:
            self._came += 1
            self._changed.notify_all()
        assert self._open.wait(PATIENCE)
        environ["wsgi.input"] = io.BytesIO(letter)
        answer: Iterable[bytes] = [b"<h1>Spoilt</h1>"]
        if kind == "lost":
            b"".join(self.inner(environ, lambda *_args, **_more: None))
        if kind:
            status = {"lost": "500", "html": "200", "redirect": "302"}.get(kind, kind)
            start(f"{status} Spoilt", [("Content-Type", "text/html"), ("Location", "/login")])
        else:
            answer = self.inner(environ, start)
        with self._changed:
            self.letters.append((kind, [mark["person"] for mark in json.loads(letter)["marks"]]))
            self._changed.notify_all()
        return answer

    def comes(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that only a letter from a phone can bring about."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), self.letters

    @contextmanager
    def held(self, kind: str) -> Iterator[None]:
        """Keep the next answer back until the block ends; it is spoilt, what comes after it is not."""
        self.spoil, before = kind, self._came
        self._open.clear()
        yield
        self.comes(lambda: self._came > before)
        self.spoil = ""
        self._open.set()

    @contextmanager
    def kept_back(self, path: str, method: str = "GET") -> Iterator[None]:
        """Answer whoever asks for a path (a pattern) only after the block has ended; somebody has to ask."""
        kept = method, path, threading.Event(), threading.Event()
        self._kept.append(kept)
        try:
            yield
            assert kept[2].wait(PATIENCE), path
        finally:
            self._kept.remove(kept)
            kept[3].set()

    def spoilt(self, kind: str, person: int) -> None:
        """Wait until a letter with a tap for this person has been spoilt in this way."""
        self.comes(lambda: any(how == kind and person in people for how, people in self.letters))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        if not self.up:
            return
        self.up = False
        self.server.shutdown()
        self.server.server_close()

    def restore(self) -> None:
        """Bring the network back, and every answer as the house gives it."""
        self.spoil = ""
        if self.up:
            return
        self.up = True
        with _socket_at(self.port) as listening:
            listening.listen(128)
            self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, fd=listening.fileno())
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

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


def _socket_at(port: int) -> socket.socket:
    """A socket bound to a port that others of ours may be bound to as well."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind(("127.0.0.1", port))
    return found


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
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.pages[0]

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> Page:
        self.page.goto(self.field.address + path)
        return self.page

    def sign_in(self, username: str, onward: str = "", until: Any = "load") -> "Phone":
        if onward or not self.page.url.startswith(f"{self.field.address}/login"):
            self.open(f"/login?next={onward}")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/login" not in url, wait_until=until)
        return self

    def ready(self) -> None:
        """Wait until the phone could do without a network: its worker runs and the classes are stored."""
        self.until("async () => Boolean((await navigator.serviceWorker.ready).active)")
        self.until(f"async () => ((await ({STORE})())?.classes ?? []).length > 0")

    def forget_files(self) -> None:
        """Fetch scripts and styles anew with every page."""
        tools = self.context.new_cdp_session(self.page)
        tools.send("Network.enable")
        tools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def deafen(self) -> None:
        """Let the phone's book be opened only after the form of a page was sent."""
        self.context.add_init_script(f"({DEAF})()")

    def freeze(self) -> None:
        """Let no time pass on the open page but what `passes` says: nothing is sent by itself."""
        self.page.clock.install()
        self.page.clock.pause_at(clock.now() + timedelta(minutes=1))

    def passes(self, seconds: int) -> None:
        self.page.clock.fast_forward(seconds * 1000)

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

    def says(self, words: Any, page: Page | None = None) -> None:
        expect((page or self.page).locator("[data-say]")).to_have_text(words)

    def has_unsent(self, number: int, page: Page | None = None) -> None:
        """Wait until the strip counts this many marks that are not sent yet."""
        count = (page or self.page).locator("[data-count]")
        if number:
            expect(count).to_be_visible()
            expect(count).to_have_text(f"{number} belum terkirim")
        else:
            expect(count).to_be_hidden()

    def send(self, page: Page | None = None) -> None:
        """Press "Kirim", which may go away by itself before the finger is there."""
        (page or self.page).locator("[data-send]").dispatch_event("click")

    def store(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.page.evaluate(STORE)
        return found

    def opened(self) -> dict[str, list[dict[str, Any]]]:
        """What the sealed rows of the store say, opened with the phone's own key."""
        found: dict[str, list[dict[str, Any]]] = self.page.evaluate(OPENED)
        return found

    def fill_up(self) -> None:
        """Leave the open page no room for anything more: whatever writes a row ends as on a full phone, with all it did."""
        self.page.evaluate(FULL)

    def caches(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(CACHES)
        return found

    def chosen(self, page: Page | None = None) -> int:
        return (page or self.page).locator("[data-register] input[type=radio]:checked").count()
