"""What a teacher's phone fetches: the page for no network, its worker, its key, and a register that stays light."""

import gzip
import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.accounts.models import User
from rehab.extensions import db
from rehab.plumbing import clock
from tests.attendance.classroom import TEN, classroom, spread
from tests.house.reading import ROOT
from tests.pages import PageClient

DIST = ROOT / "static" / "dist"


@pytest.fixture(autouse=True)
def friday_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TEN)


@pytest.fixture
def built() -> dict[str, str]:
    """The built files by their plain names."""
    if not (DIST / "manifest.json").exists():
        pytest.skip("not proven: the front end is not built (npm run build)")
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names


def test_the_page_for_no_network_is_the_same_for_everybody(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    stranger = client.get("/portal/offline").get_data(as_text=True)
    teacher = client.sign_in(room.teacher).get("/portal/offline").get_data(as_text=True)
    assert teacher == stranger
    assert "csrf" not in teacher and "data-idle-minutes" not in teacher and "Guru" not in teacher
    assert len(gzip.compress(teacher.encode(), 6)) <= 15 * 1024


def test_the_page_for_no_network_speaks_the_readers_language(app: Flask, client: PageClient) -> None:
    room = classroom(app)
    client.sign_in(room.teacher)
    before = client.get("/portal/sw.js").get_data()
    client.post("/language/en", {"next": "/portal/today"})
    page = client.get("/portal/offline").get_data(as_text=True)
    assert '<html lang="en">' in page and "Without a Network" in page and "Tanpa Jaringan" not in page
    # The browser sees another worker, and with it fetches the page again.
    assert client.get("/portal/sw.js").get_data() != before


def test_the_worker_keeps_what_was_built_and_no_page_with_data(app: Flask, client: PageClient, built: dict[str, str]) -> None:
    answer = client.get("/portal/sw.js")
    assert answer.mimetype == "text/javascript" and answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-store"
    kept = set(re.findall(r'"(/(?:static|portal|api)[^"]*)"', answer.get_data(as_text=True)))
    names = ("app.css", "app.js", "phone.js", "icons.svg", "mark.svg")
    assert kept == {"/portal/offline", *(f"/static/{built[name]}" for name in names)}


def test_the_worker_is_absent_where_nothing_was_built(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    client.get("/portal/sw.js", status=404)


def test_each_teacher_has_a_key_of_their_own_that_stays_the_same(app: Flask, client: PageClient) -> None:
    rooms = [classroom(app), classroom(app, code="LAPAS-02")]
    answers = [client.sign_in(room.teacher).get("/portal/phone-key").get_json() for room in (*rooms, rooms[0])]
    assert [each["user"] for each in answers] == [_id_of(app, room.teacher) for room in (*rooms, rooms[0])]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each["key"]) for each in answers)
    assert answers[0] == answers[2] and answers[0]["key"] != answers[1]["key"]
    client.sign_in(rooms[0].dinas).get("/portal/phone-key", status=403)
    client.sign_in(rooms[0].officer).get("/portal/phone-key", status=404)


def _id_of(app: Flask, username: str) -> int | None:
    with app.app_context():
        return db.session.scalar(select(User.id).where(User.username == username))


def test_only_a_teacher_gets_the_phones_script(app: Flask, client: PageClient, built: dict[str, str]) -> None:
    room = classroom(app)
    pages = {
        name: client.sign_in(name).get("/account").get_data(as_text=True) for name in (room.teacher, room.dinas, room.officer)
    }
    assert [built["phone.js"] in page for page in pages.values()] == [True, False, False]
    assert f'data-user="{_id_of(app, room.teacher)}"' in pages[room.teacher]


def test_the_application_can_be_installed(built: dict[str, str]) -> None:
    told = json.loads((DIST / built["application.json"]).read_text())
    assert (told["start_url"], told["scope"], told["display"]) == ("/portal/today", "/", "standalone")
    for icon in told["icons"]:
        image = (DIST / icon["src"]).read_bytes()
        assert image[:8] == b"\x89PNG\r\n\x1a\n" and len(image) <= 10 * 1024
        width, height = int.from_bytes(image[16:20]), int.from_bytes(image[20:24])
        assert icon["sizes"] == f"{width}x{height}"


def test_a_teachers_first_visit_stays_light(built: dict[str, str]) -> None:
    names = ("app.css", "app.js", "phone.js", "icons.svg", "mark.svg")
    weights = {name: len(gzip.compress((DIST / built[name]).read_bytes(), 6)) for name in names}
    # A page of at most 15 KB comes on top; all together stay below 60 KB.
    assert sum(weights.values()) <= 45_000, weights
    assert weights["phone.js"] <= 10_000


@pytest.mark.parametrize("marked", [False, True])
def test_a_teachers_register_of_four_hundred_weighs_no_more_than_a_later_page_may(
    app: Flask, client: PageClient, marked: bool
) -> None:
    room = classroom(app, people=400)
    spread(app, room, marked=marked)
    page = client.sign_in(room.teacher).get(f"/portal/sessions/{room.session_id}").get_data()
    assert len(gzip.compress(page, 6)) <= 15 * 1024
