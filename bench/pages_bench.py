"""The weight of pages: gzip of each body, as a first visitor and as a returning one meets it, and the queries of each page."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from bench.house import demo_app
from bench.register_bench import empty_house
from bench.rows import Row, at_most, figure
from rehab.access.permissions import Role
from rehab.plumbing.saving import saving
from tests.house.crowded import fill
from tests.house.test_list_pages import visits
from tests.pages import PageClient

FIRST_KB, LATER_KB, IMAGE_KB = 60, 15, 10
LEVEL = 6
MOST_PAGES = 300
# The largest prisons hold about as many.
LARGE = 1_500
SUBRESOURCES = re.compile(
    r'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]+href|link[^>]+href|script[^>]+src|img[^>]+src|use href)="([^"#]+)'
)
LINKS = re.compile(r'<a [^>]*href="(/[^"#]*)"')
NOT_PAGES = ("/logout", "/static/")


@dataclass(frozen=True)
class Weight:
    """A page, the gzip of its body in bytes, what else a browser fetches for it, and how many queries it made."""

    path: str
    body: int
    parts: frozenset[str]
    queries: int


def packed(body: bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(body, LEVEL))


def crawled(client: PageClient, seen: set[str]) -> Iterator[Weight]:
    """Fetch one page of each address that the pages of a role lead to."""
    board = client.app.url_map.bind("127.0.0.1")
    queue, fetched = ["/"], 0
    while queue and fetched < MOST_PAGES:
        path = queue.pop(0)
        counted: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_rest: object, counted: list[str] = counted) -> None:
            counted.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        answer = client.http.get(path.replace("&amp;", "&"), follow_redirects=True)
        event.remove(Engine, "before_cursor_execute", count)
        fetched += 1
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        html = answer.get_data()
        text = html.decode()
        yield Weight(path, packed(html), frozenset(part.split("?")[0] for part in SUBRESOURCES.findall(text)), len(counted))
        for link in LINKS.findall(text):
            try:
                endpoint, _ = board.match(link.split("?")[0])
            except (HTTPException, RequestRedirect):
                continue
            kind = f"{endpoint}?{'?' in link}"
            if kind not in seen and not link.startswith(NOT_PAGES):
                seen.add(kind)
                queue.append(link)


def heaviest_of_a_large_prison() -> Row:
    """Every page of a prison of 1,500, a class of 68 and 150 people of one wali, as the role that may do most."""
    with empty_house() as app:
        with app.app_context(), saving():
            fill(LARGE)
        found = visits(app, {})
    bodies = {f"{name}{query}": page.body for name, pages in found.items() for query, page in pages.items()}
    size = {name: packed(body) for name, body in bodies.items() if body.startswith(b"<!doctype html>")}
    name = max(size, key=lambda each: size[each])
    return at_most(f"heaviest page over {LARGE} people ({name})", size[name] / 1024, "KiB gzip", LATER_KB)


def measure() -> list[Row]:
    """Crawl the demonstration as every role; report the heaviest page of each kind."""
    app = demo_app()
    by_role: list[list[Weight]] = []
    for role in (*Role, None):
        client = PageClient(app)
        if role is not None:
            client.sign_in(role.value)
        by_role.append(list(crawled(client, set())))
    pages = [page for found in by_role for page in found]
    parts = {path: client.http.get(path) for path in sorted(frozenset().union(*(page.parts for page in pages)))}
    size = {path: packed(answer.get_data()) for path, answer in parts.items()}
    door = PageClient(app).http.get("/login")
    kept = frozenset(SUBRESOURCES.findall(door.get_data(as_text=True)))
    first = max(pages, key=lambda page: page.body + sum(size[part] for part in page.parts))
    # Signing in leaves its parts in the browser, and the page it leads to those of its door.
    had = {id(page): kept | found[0].parts if page is not found[0] else kept for found in by_role for page in found}
    weights = [page.body + sum(size[part] for part in page.parts - had[id(page)]) for page in pages]
    later_weight, later = max(zip(weights, pages, strict=True), key=lambda each: each[0])
    image = max((size[path] for path, answer in parts.items() if (answer.mimetype or "").startswith("image/")), default=0)
    busiest = max(pages, key=lambda page: page.queries)
    return [
        figure("pages crawled, over all roles", len(pages), "pages"),
        at_most(
            f"heaviest first visit ({first.path})",
            (first.body + sum(size[part] for part in first.parts)) / 1024,
            "KiB gzip",
            FIRST_KB,
        ),
        at_most(
            "first visit of the sign-in page",
            (packed(door.get_data()) + sum(size[part] for part in kept)) / 1024,
            "KiB gzip",
            FIRST_KB,
        ),
        at_most(
            f"heaviest later page ({later.path})",
            later_weight / 1024,
            "KiB gzip",
            LATER_KB,
        ),
        heaviest_of_a_large_prison(),
        at_most("largest image", image / 1024, "KiB gzip", IMAGE_KB),
        figure(f"most queries of one page ({busiest.path})", busiest.queries, "queries"),
    ]
