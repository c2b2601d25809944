"""A foreign id is an absent id: nothing of one facility answers people of another."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, UnicodeConverter

from rehab.access.doors import policy_of
from rehab.access.permissions import Permission, Role
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

# Shared by every facility: agencies of the province, great days.
SHARED_ARGUMENTS = {"agency_id", "holiday_id"}
# The first rows of every table belong to the first facility.
IDS = (1, 2)
STRANGERS = [Role.ADMIN, Role.PEMBINAAN, Role.REGISTRASI, Role.WALI, Role.TPP, Role.KEPALA, Role.GURU, Role.DINAS]


@pytest.fixture
def two_prisons(demonstration: Flask) -> Flask:
    """Two full facilities, and a third with one person of each role and nothing else."""
    app = demonstration
    with app.app_context(), saving():
        empty = factories.facility("KOSONG-01")
        other_agency = factories.agency("LAIN")
        for role in STRANGERS:
            partner = role in (Role.GURU, Role.DINAS)
            row = factories.user(f"x.{role.value}", role, None if partner else empty.id)
            if partner:
                factories.member(row, other_agency)
    with app.app_context():
        db.session.remove()
    return app


def test_no_id_of_another_facility_answers(two_prisons: Flask) -> None:
    tried, leaks = 0, []
    for role in STRANGERS:
        asked, found = _leaks_to(two_prisons, role)
        tried, leaks = tried + asked, leaks + found
    assert leaks == []
    # A walk that finds no address with a number would find no leak either.
    assert tried > 8 * 80


def _leaks_to(app: Flask, role: Role) -> tuple[int, list[str]]:
    """How many addresses with a number were asked, and which of them answered."""
    client = PageClient(app).sign_in(f"x.{role.value}")
    tried, leaks = 0, []
    for rule in app.url_map.iter_rules():
        arguments = [name for name, converter in rule._converters.items() if isinstance(converter, IntegerConverter)]
        if not arguments or set(arguments) & SHARED_ARGUMENTS or not isinstance(policy_of(app, rule.endpoint), Permission):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            tried += 1
            leaks += [f"{role}: {each}" for each in _answers(client, rule, method)]
    return tried, leaks


def _answers(client: PageClient, rule: Any, method: str) -> list[str]:
    found = []
    for number in IDS:
        values: dict[str, Any] = dict.fromkeys(rule.arguments, number)
        for name, converter in rule._converters.items():
            if type(converter) is UnicodeConverter:
                values[name] = "putusan"
            elif isinstance(converter, AnyConverter):
                values[name] = sorted(converter.items)[0]
        _domain, address = rule.build(values)
        status = client.http.open(address, method=method).status_code
        if status not in (403, 404):
            found.append(f"{method} {address}: {status}")
            break
        if status == 403:
            break
    return found


def test_the_list_pages_of_an_empty_facility_name_nobody_of_another(two_prisons: Flask) -> None:
    app = two_prisons
    with app.app_context():
        names = set(db.session.scalars(db.select(factories.Wbp.register_no)))
    leaks = []
    for role in STRANGERS:
        client = PageClient(app).sign_in(f"x.{role.value}")
        for rule in app.url_map.iter_rules():
            if rule.arguments or "GET" not in (rule.methods or set()) or policy_of(app, rule.endpoint) == "open":
                continue
            text = client.http.get(rule.rule).get_data().decode("utf-8", "replace")
            leaks += [f"{role} {rule.rule}: {name}" for name in names if name in text]
    assert leaks == []
    assert len(names) > 90
