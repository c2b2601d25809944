"""A person with a browser: signs in, opens pages, and notes every fault a page shows."""

import html
import re
from typing import Any

from passlib.totp import TOTP
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from rehab.accounts.models import User
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests.house.reading import ROOT

# Seconds to wait for a state: nothing that works is slower for it, and nothing breaks on a busy machine.
PATIENCE = 60
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""
CHECK = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '));
}"""
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 1 ? 'page is ' + wide + ' px too wide' : '';
}"""


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open: accessibility, content policy, width."""
    page.evaluate(AXE.read_text())
    faults = list(page.evaluate(CHECK)) + list(page.evaluate("() => window.__violations"))
    return faults + ([page.evaluate(OVERFLOW)] if page.evaluate(OVERFLOW) else [])


class Visitor:
    """One browser context of one width. `faults` fills as pages are opened."""

    def __init__(self, browser: Browser, site: dict[str, Any], width: int, *, javascript: bool = True) -> None:
        self.site, self.width = site, width
        size = {"width": width, "height": 900}
        self.context = browser.new_context(viewport=size, locale="id-ID", java_script_enabled=javascript)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> int:
        """Open an address; returns the status."""
        response = self.page.goto(self.site["address"] + path if path.startswith("/") else path)
        return response.status if response else 0

    def sign_in(self, role: str) -> "Visitor":
        """Through the login page, with the code where the role decides."""
        login = self.site["logins"][role]
        self.open("/login")
        self.page.fill("input[name=username]", login["username"])
        self.page.fill("input[name=password]", login["password"])
        self._go_on()
        if login["totp_secret"]:
            self._give_code(login)
        assert "/login" not in self.page.url, self.page.inner_text("body")[:500]
        return self

    def proof(self, role: str) -> str:
        """What confirms a deed anew: the present code of those who have one, else the password."""
        login = self.site["logins"][role]
        return self._code(login) if login["totp_secret"] else login["password"]

    def _code(self, login: dict[str, Any]) -> str:
        """A code counts once, and journeys need one oftener than every 30 s: the counter last used is forgotten first."""
        with self.site["app"].app_context(), saving():
            db.session.execute(update(User).where(User.username == login["username"]).values(tf_last_counter=None))
        return str(TOTP(key=login["totp_secret"], format="base32").generate().token)

    def _give_code(self, login: dict[str, Any]) -> None:
        self.page.fill("input[name=code]", self._code(login))
        self._go_on()

    def _go_on(self) -> None:
        with self.page.expect_navigation():
            self.page.click("main button[type=submit]")

    def check(self) -> None:
        """Note what is wrong with the page that is open: accessibility, content policy, width."""
        where = self.page.url.removeprefix(self.site["address"])
        self.faults += [f"{where} at {self.width}: {fault}" for fault in faults_of(self.page)]

    def links(self) -> list[str]:
        """The addresses of this site that the page links to."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        base = self.site["address"]
        return [href.removeprefix(base).split("#")[0] for href in found if href.startswith(base + "/")]

    def fetch(self, path: str) -> tuple[int, list[str]]:
        """The status of a page and the addresses it links to, without drawing it."""
        response = self.context.request.get(self.site["address"] + path)
        found = re.findall(r'href="(/[^"#]*)', response.text())
        return response.status, [html.unescape(href) for href in found]

    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")
