"""The register at a desk, by keys alone, and on a phone, by thumbs: few presses, large answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, expect

from rehab.app import create_app
from tests.attendance.classroom import Classroom
from tests.conftest import make_settings
from tests.journeys.teaching import PASSWORD, Field

pytestmark = pytest.mark.browser
PEOPLE = 35
# Of every answer of the first row: its height, and how far it is from the nearest other.
BOXES = """() => {
  const row = document.querySelector("[data-register] > li");
  const answers = [...row.querySelectorAll("label:has(> input[type=radio]), details > summary")];
  const boxes = answers.filter((each) => each.offsetParent).map((each) => each.getBoundingClientRect());
  const gap = (a, b) => Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
  const nearest = (box) => Math.min(...boxes.filter((other) => other !== box).map((other) => gap(box, other)));
  return boxes.map((box) => [box.height, nearest(box)]);
}"""


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("keys")
    app = create_app(make_settings(f"sqlite:///{folder / 'bina.db'}", folder), TESTING=False, RAISE_FAULTS=False)
    with app.app_context():
        upgrade()
    found = Field(app)
    yield found
    found.cut()


def opened(browser: Browser, field: Field, room: Classroom, who: str, path: str, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="id-ID", service_workers="block")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{field.address}/login?next={path}/{room.session_id}")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    yield page
    context.close()


@pytest.fixture
def desk(browser: Browser, field: Field, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Classroom]]:
    room = field.room(f"MEJA-{len(request.node.name)}", PEOPLE)
    for page in opened(browser, field, room, room.officer, "/attendance/sessions", 1280):
        yield page, room


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def test_thirty_five_people_take_fewer_than_forty_presses(field: Field, desk: tuple[Page, Classroom]) -> None:
    page, room = desk
    keys = Keys(page)
    keys.press("ArrowDown", *"h" * (PEOPLE - 1), "s")
    # The last one is ill: the reason is asked for in place, and chosen by its letter.
    expect(page.locator(".row-reason select")).to_be_focused()
    keys.press("b", "Enter")
    expect(page.locator("[data-plain] button").first).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text(f"Kehadiran {PEOPLE} orang tercatat.")
    assert keys.pressed < 40
    standing = field.standing(room)
    assert sorted(standing.values()) == ["hadir"] * (PEOPLE - 1) + ["sakit"] and set(standing) == set(room.people)


def test_keys_find_a_name_take_back_and_can_be_switched_off(desk: tuple[Page, Classroom]) -> None:
    page, _room = desk
    chosen = page.locator("[data-register] input:checked")
    keys = Keys(page)
    page.locator("[data-mark-all]").click()
    expect(chosen).to_have_count(PEOPLE)
    keys.press("u")
    expect(chosen).to_have_count(0)
    keys.press("/")
    page.keyboard.type("Orang 017")
    expect(page.locator("[data-register] > li:visible")).to_have_count(1)
    keys.press("Enter", "i")
    expect(page.locator("[data-register] > li:visible input[value=izin]")).to_be_checked()
    page.locator("summary", has_text="Tombol papan ketik").click()
    page.locator("[data-keys-off]").check()
    page.reload()
    expect(page.locator("[data-keys-off]")).to_be_checked()
    page.locator("[data-register] input").first.focus()
    keys.press("h", "s")
    expect(chosen).to_have_count(0)


@pytest.mark.parametrize("door", ["/attendance/sessions", "/portal/sessions"])
def test_every_answer_is_large_and_apart_on_a_phone(browser: Browser, field: Field, door: str) -> None:
    room = field.room(f"HP-{len(door)}", 2)
    who = room.officer if door.startswith("/attendance") else room.teacher
    for page in opened(browser, field, room, who, door, 360):
        page.wait_for_selector("html.js")
        assert_large(page.evaluate(BOXES), 5)
        page.locator("[data-register] summary").first.click()
        page.wait_for_selector("[data-register] input[value=terlambat]")
        assert_large(page.evaluate(BOXES), 8)


def assert_large(boxes: list[Any], count: int) -> None:
    assert len(boxes) == count
    assert min(height for height, _gap in boxes) >= 48, boxes
    assert min(gap for _height, gap in boxes) >= 8, boxes


def test_a_teacher_finishes_after_every_tap_arrived(browser: Browser, field: Field) -> None:
    room = field.room("GURU-SELESAI", 3)
    for page in opened(browser, field, room, room.teacher, "/portal/sessions", 360):
        page.locator("[data-mark-all]").click()
        expect(page.locator("[data-register] input:checked")).to_have_count(3)
        page.locator("[data-finish] button").click()
        expect(page.locator("h1 + *, .chip").first).to_contain_text("Selesai, terkunci")
        assert set(field.standing(room)) == set(room.people)
        assert {state for _person, _status, state in field.sent(room)} == {"stored"}
        expect(page.locator("[data-finish]")).to_have_count(0)
