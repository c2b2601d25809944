"""What a refused request leaves in the trail: row numbers and no words, one line and not two, a bound against floods."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from rehab.audit import queries, refusals
from rehab.plumbing import clock
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.trust.test_bad_input import ADMITTED, house, standing, trail

__all__ = ["house"]
NIK = "3301234505900001"


def actions_of(app: Flask) -> list[str]:
    return [action for action, _who, _details in trail(app)]


def test_the_line_names_address_way_answer_and_row_alone(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi").post("/wbp/2/identity?q=Budi", {"name": "Rahasia", "nik": NIK}, status=404)
    told = {"endpoint": "wbp.correct_identity", "method": "POST", "status": 404, "ids": {"wbp_id": 2}}
    assert trail(house) == [("audit.refuse", "registrasi", told)]


@pytest.mark.parametrize("address", [f"/people/{NIK}", f"/wbp/1/papers/{NIK}", "/wbp/1/papers/Budi"])
def test_a_nik_or_a_name_in_an_address_is_not_kept(house: Flask, client: PageClient, address: str) -> None:
    client.sign_in("registrasi").get(address, status=404)
    kept = [details["ids"] for _action, _who, details in trail(house)]
    assert kept == ([{"wbp_id": 1}] if "papers" in address else [])


def test_the_line_stands_in_the_chain_of_whoever_asked(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi").get("/people/2", status=404)
    client.sign_in("guru").get("/portal/sessions/1", status=404)
    with house.app_context():
        found = queries.list_entries(factories.scope_for(factories.User(role="admin", facility_id=1)), queries.EntryFilter())
        assert [(line.chain, line.action) for line in found.items] == [(1, "audit.refuse")]


@pytest.mark.parametrize("address", ["/nothing-here", "/static/nothing.css", "/favicon.ico", "/wbp/Budi"])
def test_an_address_of_no_page_leaves_no_line(house: Flask, client: PageClient, address: str) -> None:
    client.sign_in("registrasi").get(address, status=404)
    assert trail(house) == []


def test_whoever_is_not_signed_in_leaves_no_line(house: Flask, client: PageClient) -> None:
    client.post("/wbp/admit", ADMITTED, status=401)
    client.get("/people/2", status=302)
    client.post("/login", {"username": ""}, status=422)
    assert trail(house) == []


def test_a_wrong_password_at_the_door_leaves_the_line_it_always_left(house: Flask, client: PageClient) -> None:
    client.post("/login", {"username": "wali", "password": "bukan-sandinya"}, status=401)
    assert actions_of(house) == ["accounts.signin_failed"]


def test_a_guess_at_the_own_password_leaves_one_line_with_its_author(house: Flask, client: PageClient) -> None:
    form = {"current": "bukan-sandinya", "new": "kalimat yang panjang 7", "again": "kalimat yang panjang 7"}
    client.sign_in("wali").post("/account/password", form, status=422)
    assert [(action, who) for action, who, _details in trail(house)] == [("accounts.signin_failed", "wali")]


def test_a_form_sent_twice_is_one_deed_with_one_line(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi")
    form = ADMITTED | {"idempotency_key": "satu-kunci"}
    first = client.post("/wbp/admit", form)
    after = standing(house)
    again = client.post("/wbp/admit", form)
    assert again.headers["Location"] == first.headers["Location"]
    assert standing(house) == after
    assert actions_of(house) == ["wbp.admit"]
    client.post("/wbp/admit", form | {"name": "Orang Baru"}, status=422)
    assert standing(house) == after
    assert actions_of(house) == ["wbp.admit", "audit.refuse"]


def test_a_form_sent_twice_without_a_key_is_refused_by_its_own_number(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi").post("/wbp/admit", ADMITTED | {"someone_else": "y"})
    after = standing(house)
    client.post("/wbp/admit", ADMITTED | {"someone_else": "y"}, status=422)
    assert standing(house) == after
    assert actions_of(house) == ["wbp.admit", "audit.refuse"]


def test_a_form_without_its_token_leaves_one_line(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi")
    house.config["WTF_CSRF_ENABLED"] = True
    try:
        before = standing(house)
        client.post("/wbp/admit", ADMITTED, status=400)
    finally:
        house.config["WTF_CSRF_ENABLED"] = False
    assert standing(house) == before
    assert [(action, who) for action, who, _details in trail(house)] == [("audit.refuse", "registrasi")]


def test_a_flood_is_one_line_that_says_so_and_then_none(
    house: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_A_MINUTE", 5)
    monkeypatch.setattr(clock, "now", lambda: factories.NOW)
    client.sign_in("registrasi")
    for _time in range(9):
        client.get("/people/2", status=404)
    assert actions_of(house) == ["audit.refuse"] * 5 + ["audit.refuse_more"]
    client.sign_in("wali").get("/people/2", status=404)
    assert actions_of(house)[6:] == ["audit.refuse"]


def test_a_minute_later_refusals_are_told_again(house: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MOST_A_MINUTE", 1)
    client.sign_in("registrasi")
    for seconds in (0, 30, 59, 121):
        monkeypatch.setattr(clock, "now", lambda at=seconds: factories.NOW + queries.A_MINUTE / 60 * at)
        client.get("/people/2", status=404)
    assert actions_of(house) == ["audit.refuse", "audit.refuse_more", "audit.refuse"]


def test_a_refusal_costs_the_same_few_questions_however_long_the_trail(house: Flask, client: PageClient) -> None:
    client.sign_in("registrasi")

    def asked() -> int:
        with counted_queries() as seen:
            client.get("/people/2", status=404)
        return len(seen)

    asked()
    few = asked()
    for _time in range(40):
        client.get("/people/2", status=404)
    assert asked() == few <= 12


def test_a_refusal_stands_where_the_trail_cannot_be_written(
    house: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    client.sign_in("registrasi")
    monkeypatch.setattr(refusals, "write_entry", full)
    assert "bukan bagian Anda" in client.get("/people/2", status=404).get_data(as_text=True)
    assert trail(house) == []
