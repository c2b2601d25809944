"""A person of another facility does not exist on any address of these rooms, whatever the method."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.pages import PageClient
from tests.wbp.people import small_house

ROOMS = ("wbp.", "conduct.")
VALUES = {"code": "putusan", "row_id": 1, "scan_id": 1}


def addresses(app: Flask, wbp_id: int, *, rows: bool = True) -> list[tuple[str, str]]:
    """Every (method, address) of both rooms that names a person; without `rows` only those that name nothing else."""
    found = []
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint.startswith(ROOMS)
            and "wbp_id" in rule.arguments
            and (rows or not rule.arguments & {"row_id", "scan_id"})
        ):
            address = _build(rule, wbp_id)
            found += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def _build(rule: Rule, wbp_id: int) -> str:
    _domain, address = rule.build({"wbp_id": wbp_id} | {name: VALUES[name] for name in rule.arguments if name in VALUES})  # type: ignore[misc]
    return str(address)


@pytest.mark.parametrize("user", ["reg", "wali", "bina", "tpp", "kepala"])
def test_no_address_opens_a_foreign_person(app: Flask, client: PageClient, user: str) -> None:
    place = small_house(app)
    client.sign_in(user)
    wrong = []
    for method, address in addresses(app, place.other_person_id):
        status = client.http.open(address, method=method).status_code
        if status not in (403, 404):
            wrong.append(f"{method} {address}: {status}")
    assert wrong == []
    asked = [method for method, _address in addresses(app, 1)]
    assert len(asked) > 40, "the rooms have this many addresses about one person"


def test_a_foreign_person_and_nobody_look_the_same(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg")
    for (method, foreign), (_method, nobody) in zip(addresses(app, place.other_person_id), addresses(app, 987654), strict=True):
        one, other = client.http.open(foreign, method=method), client.http.open(nobody, method=method)
        assert one.status_code == other.status_code, foreign


def test_the_same_addresses_do_open_for_ones_own_people(app: Flask, client: PageClient) -> None:
    """Without this the test above could pass because nothing works."""
    place = small_house(app)
    client.sign_in("reg")
    statuses = {
        address: client.http.get(address).status_code
        for method, address in addresses(app, place.person_id, rows=False)
        if method == "GET"
    }
    closed = {address: status for address, status in statuses.items() if status not in (200, 302)}
    assert closed == {}
    assert len(statuses) >= 12
