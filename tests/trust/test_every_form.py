"""Every address that takes a form: no token, no saving; an old version, no saving. Walked from the map of addresses."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, cast, select

from rehab.access.doors import policy_of
from rehab.access.permissions import Permission, Role, allowed
from rehab.accounts.models import User
from rehab.extensions import db
from rehab.plumbing.checksums import table_sums
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

# What stands in every row of words a browser may be made to run.
PAYLOAD = '<script>alert(1)</script>"><img src=x>'


@pytest.fixture
def full(demonstration: Flask) -> Flask:
    """A prison with something in every room."""
    return demonstration


def who_may(app: Flask, endpoint: str) -> Role:
    policy = policy_of(app, endpoint)
    if not isinstance(policy, Permission):
        return Role.ADMIN
    return next(role for role in Role if allowed(role, policy))


def forms_of(app: Flask) -> Iterator[tuple[str, str, Role]]:
    """Endpoint, an address with row 1 everywhere, and a role that may."""
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()):
            continue
        values: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
        for name, converter in rule._converters.items():
            if type(converter).__name__ != "RowNumber":
                values[name] = "id" if rule.endpoint == "accounts.switch_language" else "putusan"
        yield rule.endpoint, rule.build(values)[1], who_may(app, rule.endpoint)  # type: ignore[index]


def standing(app: Flask) -> dict[str, Any]:
    with app.app_context(), db.engine.connect() as connection:
        return {name: each for name, each in table_sums(connection).items() if not name.startswith(("audit_", "user_session"))}


def test_no_form_is_taken_without_its_token(full: Flask) -> None:
    clients = {role: PageClient(full).sign_in(role.value) for role in Role}
    before, answers = standing(full), {}
    full.config["WTF_CSRF_ENABLED"] = True
    try:
        for endpoint, address, role in forms_of(full):
            answers[endpoint] = clients[role].http.post(address, data={"csrf_token": "bukan", "version": "1"}).status_code
    finally:
        full.config["WTF_CSRF_ENABLED"] = False
    assert {endpoint: status for endpoint, status in answers.items() if status != 400} == {}
    assert len(answers) > 80
    assert standing(full) == before


def test_the_walk_sees_a_form_that_needs_no_token(full: Flask) -> None:
    client = PageClient(full).sign_in("admin")
    assert client.http.post("/language/id", data={}).status_code != 400


def test_no_form_that_carries_a_version_saves_over_a_newer_one(full: Flask) -> None:
    """Each page with a hidden version is sent back as it was drawn, but for a version nobody saw."""
    clients = {role: PageClient(full).sign_in(role.value) for role in Role}
    before, answers = standing(full), {}
    for rule in full.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or policy_of(full, rule.endpoint) == "open":
            continue
        values: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
        if any(type(each).__name__ not in ("RowNumber",) for each in rule._converters.values()):
            values = {name: value if name.endswith("_id") else "putusan" for name, value in values.items()}
        try:
            address = rule.build(values)[1]  # type: ignore[index]
        except Exception:  # an address of words only, as report.<kind>
            continue
        client = clients[who_may(full, rule.endpoint)]
        page = client.http.get(address)
        if page.mimetype != "text/html":
            continue
        for form in re.findall(r"<form\b.*?</form>", page.get_data(as_text=True), re.DOTALL):
            if 'name="version"' in form and 'method="post"' in form:
                target = re.search(r'action="([^"]+)"', form)
                assert target, rule.endpoint
                answers[target[1]] = client.http.post(target[1], data=_typed(form)).status_code
    assert {target: status for target, status in answers.items() if status not in (404, 409, 422)} == {}
    assert list(answers.values()).count(409) >= 8
    assert standing(full) == before


def _typed(form: str) -> dict[str, str]:
    """What a browser would send of a form, with a version from long ago."""
    sent = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if (name and not ('type="checkbox"' in tag or 'type="radio"' in tag)) or (name and "checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option[^>]*value="([^"]*)"[^>]*selected', body) or re.search(r'value="([^"]*)"', body)
        sent[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = body
    return sent | {"version": "77"}


def test_a_session_id_set_before_signing_in_is_worth_nothing_after(full: Flask) -> None:
    client = PageClient(full)
    with client.http.session_transaction() as session:
        session.update(sid="milik-penyerang", _user_id="x", seen=0, half_signed_in=1)
    with full.app_context():
        secret = {"username": "wali", "password": "jalan-pulang-terang-74"}
    full.config["DEMO"], before = True, full.config["DEMO"]
    try:
        client.post("/login", secret)
    finally:
        full.config["DEMO"] = before
    with client.http.session_transaction() as session:
        first = session["sid"]
        assert first != "milik-penyerang" and "half_signed_in" not in session
    thief = PageClient(full)
    with thief.http.session_transaction() as session:
        session.update(sid="milik-penyerang", _user_id="x")
    thief.get("/wbp", status=302)


def test_no_page_runs_what_a_name_says(full: Flask) -> None:
    """A payload in every column of words a person types; every page of every role is drawn and holds it as text alone."""
    with full.app_context(), saving():
        db.session.execute(db.update(factories.Wbp).values(name=PAYLOAD, alias=PAYLOAD, birth_place=PAYLOAD))
        for model, columns in (
            (factories.Programme, ("name",)), (factories.Cohort, ("name", "room")), (factories.Instructor, ("name",)),
            (factories.Agency, ("name", "contact_name")), (factories.Agreement, ("title",)), (User, ("name",)),
            (factories.Facility, ("name", "address", "head_name")),
        ):  # fmt: skip
            db.session.execute(db.update(model).values(dict.fromkeys(columns, PAYLOAD + cast(model.id, String))))
        ids = db.session.scalar(select(factories.Wbp.id).order_by(factories.Wbp.id).limit(1))
    assert ids == 1
    seen, raw = 0, []
    for role in Role:
        client = PageClient(full).sign_in(role.value)
        for rule in full.url_map.iter_rules():
            policy = policy_of(full, rule.endpoint)
            words = [name for name, each in rule._converters.items() if type(each).__name__ != "RowNumber"]
            if (
                "GET" not in (rule.methods or set())
                or words
                or not isinstance(policy, Permission)
                or who_may(full, rule.endpoint) != role
            ):
                continue
            address = rule.build(dict.fromkeys(rule.arguments, 1))[1]  # type: ignore[index]
            page = client.http.get(address)
            if page.mimetype == "text/html":
                text = page.get_data(as_text=True)
                raw += [address] if "<script>alert" in text or "<img src=x" in text else []
                seen += "alert(1)" in text
    assert raw == []
    assert seen > 20
