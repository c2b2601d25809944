"""The test client that checks each page it fetches, and signs in as anybody."""

import time
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from rehab.accounts.models import User, UserSession
from rehab.accounts.signin import _hash
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageFault(AssertionError):
    """A page breaks a promise every page makes."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.headings = 0
        self.title = ""
        self._in_title = 0
        self._in_svg = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "svg":
            self._in_svg += 1
        self._in_title += tag == "title" and not self._in_svg
        self.headings += tag == "h1"
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if "style" in given or tag == "style":
            self.faults.append(f"inline style on <{tag}>")
        if tag == "script" and "src" not in given:
            self.faults.append("inline script")
        self.faults += [f"{name} on <{tag}>" for name in given if name.startswith("on")]
        if tag == "form" and not given.get("action"):
            self.faults.append("a form without an action")
        if tag == "a" and (given.get("href") or "").startswith("javascript:"):
            self.faults.append("a javascript: link")

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._in_svg -= 1
        if tag == "title" and not self._in_svg:
            self._in_title = 0

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        else:
            self.text.append(data)


def check_page(html: str) -> None:
    """What every page promises. Raises PageFault naming what is wrong."""
    page = _Page()
    page.feed(html)
    faults = list(page.faults)
    if page.headings != 1:
        faults.append(f"{page.headings} <h1>")
    if not page.title.strip(" ·Bina\n"):
        faults.append("no title")
    doubled = sorted({each for each in page.ids if page.ids.count(each) > 1})
    if doubled:
        faults.append(f"ids twice: {', '.join(doubled)}")
    if " napi " in f" {' '.join(page.text).lower()} ":
        faults.append('the word "napi"')
    if faults:
        raise PageFault("; ".join(faults))


class PageClient:
    """A client that checks every HTML page it gets; `sign_in` opens a real session without the Argon2 cost."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()

    def sign_in(self, username: str) -> "PageClient":
        """Become a user (the user's second factor counts as given)."""
        with self.app.app_context():
            with saving():
                user = db.session.query(User).filter_by(username=username).one()
                token, uniquifier = f"test-session-{username}-{time.perf_counter_ns()}", user.fs_uniquifier
                db.session.add(UserSession(token_hash=_hash(token), user_id=user.id, created_at=clock.now()))
            db.session.remove()
        now = int(clock.now().timestamp())
        with self.http.session_transaction() as session:
            session.clear()
            session.update(_user_id=uniquifier, _fresh=True, sid=token, seen=now, since=now, language="id")
        return self

    def get(self, path: str, status: int = 200, **kwargs: Any) -> Any:
        """Fetch a page, expect a status, check the page."""
        return self._checked(self.http.get(path, **kwargs), status)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **kwargs: Any) -> Any:
        """Send a form, expect a status (303 by default), check the page where one comes back."""
        return self._checked(self.http.post(path, data=data or {}, **kwargs), status)

    def _checked(self, response: Any, status: int) -> Any:
        text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        assert response.status_code == status, f"{response.status_code} instead of {status}: {text[:1500]}"
        if text and not response.headers.get("HX-Reswap") and "<html" in text:
            check_page(text)
        return response

    def follow(self, response: Any) -> Any:
        """Fetch the page a redirect names."""
        return self.get(response.headers["Location"])
