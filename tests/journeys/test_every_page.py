"""Every page each role can reach from its first page: no accessibility or content-policy fault, nothing too wide."""

from typing import Any

import pytest
from werkzeug.exceptions import HTTPException

from rehab.access.permissions import Role
from tests.journeys.visitor import Visitor

# Two addresses of each endpoint are enough; a page already checked for one role is not checked again for another.
ENOUGH = 2
MOST_PAGES = 60
FILES = ("export", "download", "pdf", "xlsx", "csv", "scan", "qr", "static")


@pytest.fixture(scope="session")
def checked() -> set[tuple[int, str, str]]:
    return set()


@pytest.mark.browser
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_page_of_a_role_is_sound(visitor: Visitor, site: dict[str, Any], role: str, checked: set[Any]) -> None:
    visitor.sign_in(role)
    waiting, seen, visits = ["/"], set(), dict[str, int]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        endpoint = _endpoint(site, path)
        if path in seen or endpoint is None or visits.get(endpoint, 0) >= ENOUGH:
            continue
        seen.add(path)
        visits[endpoint] = visits.get(endpoint, 0) + 1
        waiting += _look(visitor, path, endpoint, checked)
    assert visitor.faults == []
    assert len(seen) > 1


def _look(visitor: Visitor, path: str, endpoint: str, checked: set[Any]) -> list[str]:
    """Open a page, check it where no role has shown it yet, and return its links."""
    key = (visitor.width, endpoint, path.partition("?")[2][:3])
    if key in checked:
        status, links = visitor.fetch(path)
    else:
        checked.add(key)
        status, links = visitor.open(path), visitor.links()
        if status == 200:
            visitor.check()
    if status != 200:
        visitor.faults.append(f"{path}: {status}")
    return links


def _endpoint(site: dict[str, Any], path: str) -> str | None:
    """The endpoint of an address; None for files to download and for signing out."""
    try:
        endpoint, _values = site["app"].url_map.bind("127.0.0.1").match(path.partition("?")[0])
    except HTTPException:
        return None
    name = endpoint.rsplit(".", 1)[-1]
    file = any(word in name for word in FILES)
    last = path.partition("?")[0].rsplit("/", 1)[-1]
    return None if file or "." in last else endpoint
