"""The open page of a paper: the same answer for every code that is on none, no name on any, and not too often."""

import re

import pytest
from flask import Flask

from rehab.extensions import limiter
from rehab.letters import verify_routes
from tests.letters.round import seeded, settle
from tests.letters.test_releasing import release, the_paper
from tests.pages import PageClient

STRANGE = ("x", "a" * 4000, "%F0%9F%98%80", "a/b", "..%2F..%2Fetc", "1%27%20OR%201=1", "{{7*7}}", "%0a", "%20")


def bare(page: str) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub(r'(nonce|value|href)="[^"]*"', "", page)


@pytest.mark.parametrize("code", STRANGE)
def test_every_code_that_is_on_no_paper_gets_the_same_answer(app: Flask, client: PageClient, code: str) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    stranger = PageClient(app)
    cut = stranger.get(f"/verify/{the_paper(app).code[:-1]}", status=404)
    strange = stranger.get(f"/verify/{code}", status=404)
    assert "Tidak ada kertas terbit dengan kode ini" in cut.get_data(as_text=True)
    assert bare(strange.get_data(as_text=True)) == bare(cut.get_data(as_text=True))
    assert {name: value for name, value in strange.headers if name != "Set-Cookie"}.keys() == {
        name: value for name, value in cut.headers if name != "Set-Cookie"
    }.keys()


def test_a_stranger_reads_the_page_in_english_too(app: Flask) -> None:
    stranger = PageClient(app)
    stranger.http.post("/language/en")
    assert "No released paper has this code" in stranger.get("/verify/x", status=404).get_data(as_text=True)


def test_the_page_is_not_opened_faster_than_people_look_at_papers(app: Flask) -> None:
    most = int(verify_routes.A_MINUTE.split()[0])
    limiter.reset()
    stranger = PageClient(app)
    try:
        answers = [stranger.http.get("/verify/x").status_code for _ in range(most + 1)]
    finally:
        limiter.reset()
    assert answers == [404] * most + [429]
