"""Every address has a door and a policy, and each role meets what the reviewed list says."""

import pytest
from flask import Flask

from rehab.access.doors import MissingPolicy, check_policies, policy_of
from rehab.access.permissions import PARTNER_ROLES, ROLES, Permission, Role
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.rooms import ROOMS
from tests import factories
from tests.house.reading import ROOT
from tests.pages import PageClient

ROUTES = ROOT / "tests" / "house" / "routes.txt"


def route_lines(app: Flask) -> list[str]:
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"{rule.endpoint} {methods} {rule.rule} {policy_of(app, rule.endpoint)}")
    return sorted(lines)


def test_no_address_appears_or_vanishes_unseen(app: Flask) -> None:
    """After a wanted change write the list anew: python -m tests.house.write_routes."""
    assert route_lines(app) == ROUTES.read_text().splitlines()


def test_an_address_without_a_policy_stops_the_application(app: Flask) -> None:
    view = lambda: ""  # noqa: E731
    app.view_functions["planted"] = view
    try:
        with pytest.raises(MissingPolicy, match="planted"):
            check_policies(app)
    finally:
        del app.view_functions["planted"]


def test_unsafe_addresses_save_and_safe_ones_do_not(app: Flask) -> None:
    wrong = []
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        saves = getattr(app.view_functions[rule.endpoint], "saves", False)
        if saves and "GET" in methods:
            wrong.append(f"{rule.endpoint} saves on GET")
        if "POST" in methods and not saves and not rule.endpoint.startswith("accounts."):
            wrong.append(f"{rule.endpoint} takes POST without @saves")
    assert wrong == []


def test_every_permission_is_used_and_every_role_has_one(app: Flask) -> None:
    used = {policy_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    granted = set().union(*ROLES.values())
    assert granted == set(Permission)
    assert set(ROLES) == set(Role)
    unused = {p for p in Permission if p not in used} - ASKED_INSIDE
    assert unused == set()


# Asked for inside a page, not at its door: they show or hide a part of it.
ASKED_INSIDE = {Permission.WBP_READ_CASE, Permission.WBP_VERIFY, Permission.ATTENDANCE_CORRECT}


@pytest.fixture
def everybody(app: Flask) -> Flask:
    with app.app_context(), saving():
        place = factories.facility()
        agency = factories.agency()
        for role in Role:
            wide = role in (Role.KANWIL, Role.AUDITOR)
            row = factories.user(role.value, role, None if role in PARTNER_ROLES or wide else place.id)
            if role in PARTNER_ROLES:
                factories.member(row, agency)
    return app


@pytest.mark.parametrize("role", list(Role))
def test_a_role_meets_exactly_its_permissions(everybody: Flask, role: Role) -> None:
    """Every address with every method: refused (403, 404) exactly where the matrix and the doors say so."""
    app = everybody
    client = PageClient(app).sign_in(role.value)
    doors = {room.blueprint.name: room.door.value for room in ROOMS}
    wrong = []
    for rule in app.url_map.iter_rules():
        policy = policy_of(app, rule.endpoint)
        if not isinstance(policy, Permission):
            continue
        door = doors[rule.endpoint.split(".")[0]]
        right_door = door == "machine" or (door == "partner") == (role in PARTNER_ROLES)
        through = right_door and policy in ROLES[role]
        address = _address(rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            status = client.http.open(address, method=method).status_code
            refused_at_door = status in (403, 404)
            if through and status == 403:
                wrong.append(f"{method} {address}: {role} is refused ({status})")
            if not through and not refused_at_door:
                wrong.append(f"{method} {address}: {role} gets {status}")
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_gets_no_further_than_the_login(everybody: Flask, method: str) -> None:
    client = PageClient(everybody)
    wrong = []
    for rule in everybody.url_map.iter_rules():
        if policy_of(everybody, rule.endpoint) == "open" or method not in (rule.methods or set()):
            continue
        response = client.http.open(_address(rule), method=method)
        login = response.status_code == 302 and "/login" in response.headers["Location"]
        if not (login if method == "GET" and not rule.rule.startswith("/api/") else response.status_code == 401):
            wrong.append(f"{rule.endpoint}: {response.status_code}")
    assert wrong == []


def _address(rule: object) -> str:
    values = dict.fromkeys(rule.arguments, 999999)  # type: ignore[attr-defined]
    for name, converter in rule._converters.items():  # type: ignore[attr-defined]
        if type(converter).__name__ == "UnicodeConverter":
            values[name] = "x"
        elif type(converter).__name__ == "AnyConverter":
            values[name] = sorted(converter.items)[0]
    _domain, address = rule.build(values)  # type: ignore[attr-defined]
    return str(address)


def test_a_decider_without_a_second_factor_only_gets_to_set_it_up(app: Flask) -> None:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("kepala", Role.KEPALA, place.id, tf_primary_method=None)
    response = PageClient(app).sign_in("kepala").http.get("/home")
    assert response.status_code == 302
    assert "second-factor" in response.headers["Location"]


def test_a_disabled_user_is_out_at_the_next_request(app: Flask) -> None:
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("budi", Role.PEMBINAAN, place.id)
    client = PageClient(app).sign_in("budi")
    assert client.http.get("/home").status_code == 200
    with app.app_context(), saving():
        db.session.query(factories.User).filter_by(username="budi").one().active = False
    assert client.http.get("/home").status_code == 302
