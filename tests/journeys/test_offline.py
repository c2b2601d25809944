"""A teacher marks attendance without a network, on a phone that others use too: nothing is lost, doubled or left readable."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, Dialog, expect

from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.wbp.models import Absence, Wbp
from tests.attendance.classroom import Classroom, record
from tests.conftest import make_app, make_settings
from tests.journeys.teaching import CACHES, PASSWORD, Field, Phone
from tests.journeys.visitor import faults_of

pytestmark = pytest.mark.browser
AtClass = Callable[[str, int], tuple[Classroom, Phone]]
SENT = re.compile(r"^Terkirim \d\d\.\d\d$")


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("field")
    app = make_app(make_settings(f"sqlite:///{folder / 'bina.db'}", folder), TESTING=False, RAISE_FAULTS=False)
    with app.app_context():
        upgrade()
    found = Field(app)
    yield found
    found.cut()


@pytest.fixture
def new_phone(field: Field, browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Phones of this test; each is closed after it."""
    phones: list[Phone] = []

    def make(**how: Any) -> Phone:
        phones.append(Phone(browser, tmp_path / f"phone-{len(phones)}", field, **how))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()
    field.newer = False
    field.letters.clear()
    field.restore()


@pytest.fixture
def at_class(field: Field, new_phone: Callable[..., Phone]) -> AtClass:
    """A class of some people, and its teacher's phone with the register open and all it needs to do without a network."""

    def begin(code: str, people: int) -> tuple[Classroom, Phone]:
        room, phone = field.room(code, people), new_phone()
        phone.sign_in(room.teacher)
        phone.register(room)
        phone.ready()
        return room, phone

    return begin


def test_forty_marks_without_a_network_outlive_reload_and_closing(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-40", 40)
    field.cut()
    for person in room.people[:38]:
        phone.tap(person)
    phone.tap(room.people[38], "sakit", "kabar_teman")
    phone.tap(room.people[39], "izin", "keluarga")
    phone.says(re.compile("^Tersimpan di HP"))
    phone.has_unsent(40)
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("Daftar Hadir Kelas 2026")
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(40)
    phone.close()
    phone.reopen()
    phone.open("/portal/today")
    expect(phone.page.locator("[data-marked]")).to_have_text("40 dari 40 tercatat")
    phone.page.get_by_role("link", name="Isi daftar hadir").click()
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(40)
    assert field.standing(room) == {}
    field.restore()
    phone.send()
    phone.says(re.compile("Masuk dengan akun Anda"))
    phone.page.locator("[data-login]").click()
    phone.sign_in(room.teacher)
    assert phone.page.url.endswith(f"/portal/sessions/{room.session_id}")
    phone.says(SENT)
    wanted = dict.fromkeys(room.people[:38], "hadir") | {room.people[38]: "sakit", room.people[39]: "izin"}
    assert field.standing(room) == wanted
    assert [(person, state) for person, _status, state in field.sent(room)] == [(person, "stored") for person in room.people]
    store = phone.store()
    assert store is not None and store["marks"] == []
    phone.register(room)
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(40)


def test_a_login_that_expired_is_asked_for_and_nothing_is_lost(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-41", 3)
    field.end_sessions(room.teacher)
    for person in room.people:
        phone.tap(person)
    phone.has_unsent(3)
    phone.says(re.compile("Masuk dengan akun Anda"))
    assert field.sent(room) == []
    phone.page.locator("[data-login]").click()
    phone.sign_in(room.teacher)
    phone.says(SENT)
    assert field.standing(room) == dict.fromkeys(room.people, "hadir")


def test_answers_that_fail_or_get_lost_change_nothing(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-42", 3)
    phone.freeze()
    for kind in ("500", "lost"):
        field.spoil = kind
        for person in room.people if kind == "500" else ():
            phone.tap(person)
        phone.has_unsent(3)
        # By itself: when the fingers rest, and again after a while.
        phone.passes(301)
        field.spoilt(kind, room.people[-1])
        phone.says(re.compile("belum dapat menerimanya"))
        phone.has_unsent(3)
    field.spoil = ""
    phone.passes(301)
    phone.says(SENT)
    assert field.sent(room) == [(person, "hadir", "stored") for person in room.people]


def test_no_odd_answer_loses_a_mark(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-56", 6)
    for number, kind in enumerate(("413", "429", "503", "403", "html", "redirect")):
        field.spoil = kind
        phone.tap(room.people[number])
        phone.has_unsent(number + 1)
        phone.send()
        field.spoilt(kind, room.people[number])
    phone.has_unsent(6)
    assert field.sent(room) == []
    field.spoil = ""
    # Pressed while the last odd answer may still be on its way: it counts after that.
    phone.send()
    phone.says(SENT)
    assert field.sent(room) == [(person, "hadir", "stored") for person in room.people]


def test_what_the_strip_says_moves_nothing_under_a_finger(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-66", 6)
    box = "() => { const {top, height} = document.querySelector('[data-phone]').getBoundingClientRect(); return [top, height]; }"
    phone.freeze()
    places = {"Ketukan": phone.page.evaluate(box)}
    phone.tap(room.people[0])
    phone.says("Tersimpan di HP")
    places["Tersimpan"] = phone.page.evaluate(box)
    with field.held("503"):
        phone.send()
        phone.says("Mengirim…")
        places["Mengirim"] = phone.page.evaluate(box)
    phone.send()
    phone.says(SENT)
    places["Terkirim"] = phone.page.evaluate(box)
    for number, (kind, words) in enumerate((("503", "belum dapat menerimanya"), ("403", "Masuk dengan akun Anda")), 1):
        field.spoil = kind
        phone.tap(room.people[number])
        phone.has_unsent(number)
        phone.send()
        phone.says(re.compile(words))
        places[words] = phone.page.evaluate(box)
    field.cut()
    phone.send()
    phone.says(re.compile("Tidak ada jaringan"))
    places["Tidak ada jaringan"] = phone.page.evaluate(box)
    assert set(map(tuple, places.values())) == {tuple(places["Ketukan"])}, places


def test_a_press_while_something_is_on_its_way_is_not_forgotten(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-62", 1)
    phone.freeze()
    phone.tap(room.people[0])
    phone.has_unsent(1)
    with field.held("403"):
        phone.send()
        phone.says("Mengirim…")
        phone.send()
    phone.says(SENT)
    assert [how for how, _people in field.letters] == ["403", ""]
    assert field.sent(room) == [(room.people[0], "hadir", "stored")]


def test_a_page_that_is_closed_at_once_still_sends(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-57", 1)
    other = phone.context.new_page()
    phone.page.bring_to_front()
    phone.freeze()
    phone.tap(room.people[0])
    phone.says("Tersimpan di HP")
    assert field.letters == []
    phone.page.close(run_before_unload=True)
    field.comes(lambda: bool(field.letters))
    assert field.sent(room) == [(room.people[0], "hadir", "stored")]
    phone.page = other
    phone.register(room)
    phone.says(SENT)
    assert field.sent(room) == [(room.people[0], "hadir", "stored")]


def test_a_page_with_an_old_token_fetches_a_new_one(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-58", 2)
    sign_in_beside(phone, room.teacher)
    phone.tap(room.people[0])
    phone.says(SENT)
    assert field.standing(room) == {room.people[0]: "hadir"}


def test_a_page_left_open_sends_nothing_in_the_name_of_who_came_after(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-59", 2)
    other = field.room("LAPAS-60", 2)
    sign_in_beside(phone, other.teacher)
    phone.tap(room.people[0])
    phone.says(re.compile("Masuk dengan akun Anda"))
    assert field.sent(room) == []
    # As soon as the other one opens a page here, the page left open is emptied.
    beside = phone.context.new_page()
    beside.goto(field.address + "/portal/today")
    expect(phone.page.locator("main")).to_have_text("")
    assert field.sent(room) == []


def sign_in_beside(phone: Phone, username: str) -> None:
    """Sign in without opening a page: what the phone's browser sends belongs to this user from now on."""
    site, http = phone.field.address, phone.context.request
    phone.field.end_sessions(username)
    phone.context.clear_cookies()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', http.get(f"{site}/login").text())
    assert token
    http.post(f"{site}/login", form={"csrf_token": token[1], "username": username, "password": PASSWORD})


def test_the_last_tap_of_a_person_is_the_one_that_stands(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-61", 1)
    # Closing up the first tap takes longer than the next taps do.
    slow = """() => {
      const real = crypto.subtle.encrypt.bind(crypto.subtle);
      let first = true;
      crypto.subtle.encrypt = async (...how) => {
        if (first) await new Promise((done) => { first = false; setTimeout(done, 700); });
        return real(...how);
      };
    }"""
    phone.page.evaluate(slow)
    phone.tap(room.people[0])
    phone.tap(room.people[0], "tanpa_keterangan", "menolak")
    field.comes(lambda: field.standing(room) == {room.people[0]: "tanpa_keterangan"})
    phone.has_unsent(0)
    phone.says(SENT)
    assert field.standing(room) == {room.people[0]: "tanpa_keterangan"}
    phone.register(room)
    expect(phone.page.locator("[data-register] input:checked")).to_have_value("tanpa_keterangan")


def test_two_tabs_send_once_and_show_the_same(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-43", 4)
    other = phone.context.new_page()
    other.goto(phone.page.url)
    field.cut()
    phone.tap(room.people[0], page=other)
    phone.tap(room.people[1], page=other)
    phone.page.bring_to_front()
    phone.tap(room.people[2])
    phone.tap(room.people[3], "izin", "keluarga")
    phone.has_unsent(4)
    phone.has_unsent(4, page=other)
    expect(other.locator("[data-register] input:checked")).to_have_count(4)
    field.restore()
    for page in (phone.page, other):
        phone.send(page)
    phone.says(SENT)
    phone.says(SENT, page=other)
    assert [(person, state) for person, _status, state in field.sent(room)] == [(person, "stored") for person in room.people]


def test_another_user_of_the_phone_sees_nothing_and_sends_nothing(field: Field, new_phone: Callable[..., Phone]) -> None:
    mine, theirs, phone = field.room("LAPAS-44", 3), field.room("LAPAS-45", 2), new_phone()
    phone.sign_in(mine.teacher)
    phone.register(mine)
    phone.ready()
    field.cut()
    for person in mine.people:
        phone.tap(person)
    phone.has_unsent(3)
    field.end_sessions(mine.teacher)
    field.restore()
    phone.sign_in(theirs.teacher, onward=f"/portal/sessions/{theirs.session_id}")
    phone.ready()
    phone.tap(theirs.people[0])
    phone.says(SENT)
    store = phone.store()
    assert store is not None
    held = {row["user"]: row["key"] for row in store["users"]}
    assert sorted(str(key) for key in held.values()) == ["None", "key"]
    assert len(store["marks"]) == 3 and len(store["classes"]) == 1
    expect(phone.page.locator("[data-broken]")).to_be_hidden()
    assert field.sent(mine) == [] and field.sent(theirs) == [(theirs.people[0], "hadir", "stored")]
    field.cut()
    phone.open("/portal/today")
    expect(phone.page.locator("[data-marked]")).to_have_text("1 dari 2 tercatat")
    phone.open(f"/portal/sessions/{mine.session_id}")
    expect(phone.page.locator("[data-missing]")).to_be_visible()
    assert phone.page.locator("[data-register]").count() == 0
    field.end_sessions(theirs.teacher)
    field.restore()
    phone.sign_in(mine.teacher, onward=f"/portal/sessions/{mine.session_id}")
    phone.says(SENT)
    assert field.sent(mine) == [(person, "hadir", "stored") for person in mine.people]


def test_somebody_of_the_staff_closes_what_a_teacher_left(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-46", 2)
    field.cut()
    phone.tap(room.people[0])
    phone.has_unsent(1)
    field.end_sessions(room.teacher)
    field.restore()
    phone.sign_in(room.officer, onward="/home")
    phone.until("() => localStorage.getItem('phone') === null")
    store = phone.store()
    assert store is not None and [row["key"] for row in store["users"]] == [None]
    assert store["classes"] == [] and len(store["marks"]) == 1
    field.cut()
    phone.open("/portal/today")
    expect(phone.page.locator("[data-lede]")).to_contain_text("di HP ini tidak ada daftar untuk Anda")
    field.restore()


def test_the_phone_keeps_no_secret_in_clear_and_nothing_after_leaving(field: Field, new_phone: Callable[..., Phone]) -> None:
    room, phone = field.room("LAPAS-47", 3), new_phone()
    record(field.app, room, {room.people[0]: "sakit"}, at=clock.now())
    with field.app.app_context(), saving():
        away = {"kind": "rumah_sakit", "starts_at": clock.now() - timedelta(hours=3), "note": "paru-paru"}
        db.session.add(Absence(facility_id=room.facility_id, wbp_id=room.people[2], **away))
        for person in room.people:
            row = db.session.get(Wbp, person)
            assert row is not None
            row.nik, row.offence, row.religion = f"31710123456789{person:02d}"[:16], "narkotika", "hindu"
    phone.sign_in(room.teacher)
    phone.register(room)
    phone.ready()
    # Opened once more, now that the worker stands between.
    phone.open("/portal/today")
    phone.register(room)
    field.cut()
    phone.tap(room.people[1])
    phone.tap(room.people[2], "izin", "keluarga")
    phone.has_unsent(2)
    phone.page.reload()
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(3)
    shown = phone.page.content()
    assert "Orang" in shown and "klinik" not in shown
    store, cached = repr(phone.store()), repr(phone.caches()) + repr(phone.page.evaluate("() => ({...localStorage})"))
    for word in ("Orang", "ORANG", "Contoh 0", "B.I ", "Kelas 2026", "Guru"):
        assert word not in store + cached, word
    for word in ("sakit", "hadir", "keluarga", "klinik", "hindu", "narkotika", "'extractable': True"):
        assert word not in store, word
    # Opened with the phone's own key: names, numbers and marks, and nothing else of anybody.
    opened = phone.opened()
    people = [person for session in opened["classes"][0]["sessions"] for person in session["people"]]
    assert [person["id"] for person in people] == room.people and len(opened["marks"]) == 2
    assert {name for person in people for name in person} == {"id", "family", "given", "number", "mark"}
    assert {name for person in people for name in person["mark"] or ()} == {"id", "status", "reason", "note"}
    assert {name for mark in opened["marks"] for name in mark} <= {
        "at", "complete", "label", "minutes", "name", "note", "person", "reason", "seen", "session", "status", "title",
        "took_part",
    }  # fmt: skip
    for word in ("31710123", "narkotika", "hindu", "klinik", "rumah_sakit", "paru"):
        assert word not in repr(opened) + cached, word
    # The year of birth: as a number of its own, for an instant in milliseconds may hold the same digits.
    assert not re.search(r"(?<!\d)1990(?!\d)", repr(opened) + cached)
    assert "/portal/offline" in phone.caches() and not any(
        path.startswith(("/api", "/portal/sessions")) for path in phone.caches()
    )
    # Leaving without a network: closed at once, signed out as soon as there is one.
    phone.page.locator("[data-leave]").click()
    phone.page.get_by_role("button", name="Simpan terkunci, lalu keluar").click()
    expect(phone.page.locator("[data-lede]")).to_contain_text("di HP ini tidak ada daftar untuk Anda")
    store = phone.store()
    assert store is not None and len(store["marks"]) == 2 and store["classes"] == []
    assert [row["key"] for row in store["users"]] == [None]
    field.restore()
    phone.open("/portal/today")
    phone.page.wait_for_url("**/login")
    phone.sign_in(room.teacher, onward=f"/portal/sessions/{room.session_id}")
    phone.says(SENT)
    assert len(field.standing(room)) == 3
    # Leaving with everything sent: nothing is left at all.
    phone.page.locator("details.drop summary").click()
    phone.page.locator(".drop__panel form[action$='/logout'] button").click()
    phone.page.wait_for_url("**/login")
    assert phone.store() is None
    assert phone.page.evaluate("() => localStorage.getItem('phone')") is None
    left = repr(phone.caches()) + repr(phone.page.evaluate("() => [{...localStorage}, {...sessionStorage}]"))
    for word in ("Orang", "ORANG", "Contoh 0", "B.I ", "Kelas 2026", "Guru"):
        assert word not in left, word
    field.cut()
    phone.open("/portal/today")
    expect(phone.page.locator("[data-lede]")).to_contain_text("di HP ini tidak ada daftar untuk Anda")
    field.restore()


def test_leaving_with_marks_asks_to_send_them_first(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-48", 2)
    field.spoil = "500"
    phone.tap(room.people[0])
    phone.says(re.compile("belum dapat menerimanya"))
    phone.page.locator("details.drop summary").click()
    phone.page.locator(".drop__panel form[action$='/logout'] button").click()
    expect(phone.page.locator("[data-leaving]")).to_contain_text("1 catatan belum terkirim")
    assert field.standing(room) == {}
    field.spoil = ""
    phone.page.get_by_role("button", name="Kirim dulu").click()
    phone.page.wait_for_url("**/login")
    assert field.standing(room) == {room.people[0]: "hadir"}
    assert phone.store() is None


def test_a_full_phone_says_so_and_the_mark_is_sent_from_the_page(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-49", 2)
    full = "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    phone.page.evaluate(full)
    field.spoil = "500"
    phone.tap(room.people[0])
    phone.says(re.compile("^HP ini penuh: 1 catatan"))
    field.spoilt("500", room.people[0])
    phone.has_unsent(1)
    field.spoil = ""
    phone.send()
    phone.says(SENT)
    assert field.standing(room) == {room.people[0]: "hadir"}


def test_a_phone_without_room_for_anything_more_loses_no_mark(field: Field, at_class: AtClass) -> None:
    """The browser refuses when a transaction ends: that of the tap, and that of what the house answers."""
    room, phone = at_class("LAPAS-63", 3)
    field.spoil = "500"
    phone.tap(room.people[0])
    phone.has_unsent(1)
    phone.fill_up()
    phone.tap(room.people[1])
    phone.says(re.compile("^HP ini penuh: 1 catatan"))
    phone.has_unsent(2)
    field.spoil = ""
    phone.send()
    field.comes(lambda: field.standing(room) == dict.fromkeys(room.people[:2], "hadir"))
    phone.says(SENT)
    phone.has_unsent(0)
    assert field.sent(room) == [(person, "hadir", "stored") for person in room.people[:2]]
    phone.register(room)
    phone.has_unsent(0)
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(2)
    assert field.sent(room) == [(person, "hadir", "stored") for person in room.people[:2]]


def test_leaving_in_one_tab_leaves_nothing_in_another(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-64", 2)
    other = phone.context.new_page()
    other.goto(phone.page.url)
    expect(other.locator("[data-register]")).to_contain_text("Contoh")
    phone.page.bring_to_front()
    phone.page.locator("details.drop summary").click()
    phone.page.locator(".drop__panel form[action$='/logout'] button").click()
    phone.page.wait_for_url("**/login")
    expect(other.locator("main")).to_have_text("")
    expect(other.locator("[data-phone]")).to_be_hidden()
    other.close()
    assert phone.store() is None
    assert field.sent(room) == []


def test_all_present_can_be_taken_back_and_an_absence_waits_for_its_reason(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-50", 4)
    phone.freeze()
    phone.tap(room.people[0], "sakit")
    phone.has_unsent(1)
    phone.page.locator("[data-count]").click()
    expect(phone.page.locator("[data-list]")).to_contain_text("pilih alasannya dulu")
    phone.page.get_by_role("button", name="Tandai semua hadir").click()
    phone.has_unsent(4)
    # Pressed once more there is nothing left to fill, and as much to take back.
    phone.page.get_by_role("button", name="Tandai semua hadir").click()
    phone.passes(8)
    phone.page.get_by_role("button", name="Urungkan").click()
    phone.has_unsent(1)
    assert phone.chosen() == 1
    assert field.letters == []
    phone.page.reload()
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(1)
    phone.page.locator(f"#reason-{room.people[0]}").select_option("kabar_teman")
    phone.page.get_by_role("button", name="Tandai semua hadir").click()
    phone.has_unsent(4)
    # The reason goes after two seconds of quiet, the others when they can no longer be taken back.
    phone.passes(3)
    phone.has_unsent(3)
    assert field.sent(room) == [(room.people[0], "sakit", "stored")]
    phone.passes(8)
    phone.has_unsent(0)
    phone.says(SENT)
    assert sorted(field.sent(room)[1:]) == [(person, "hadir", "stored") for person in room.people[1:]]


def test_what_the_house_keeps_for_an_officer_or_refuses_is_shown_until_read(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-51", 2)
    record(field.app, room, {room.people[0]: "izin"}, at=clock.now())
    phone.tap(room.people[0])
    phone.page.get_by_role("button", name="1 jawaban").click()
    expect(phone.page.locator("[data-told]")).to_contain_text("diperiksa petugas")
    assert field.sent(room) == [(room.people[0], "hadir", "waiting")]
    assert field.standing(room) == {room.people[0]: "izin"}
    phone.open("/portal/classes")
    phone.page.get_by_role("button", name="1 jawaban").click()
    expect(phone.page.locator("[data-told]")).to_contain_text("Contoh")
    phone.page.get_by_role("button", name="Sudah saya baca").click()
    expect(phone.page.locator("[data-phone]")).to_be_hidden()
    phone.open("/portal/today")
    expect(phone.page.locator("[data-phone]")).to_be_hidden()


def test_a_new_version_of_the_worker_loses_no_mark(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-52", 2)
    field.spoil = "500"
    phone.tap(room.people[0])
    phone.says(re.compile("belum dapat menerimanya"))
    field.newer = True
    phone.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    phone.until("async () => (await caches.keys()).join() === 'bina-newer'")
    field.newer = False
    field.cut()
    phone.page.reload()
    phone.has_unsent(1)
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(1)
    field.restore()
    phone.send()
    phone.says(SENT)
    assert field.standing(room) == {room.people[0]: "hadir"}


def test_a_day_unsent_is_a_warning_and_three_days_with_nothing_unsent_empty_the_phone(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-53", 2)
    began = clock.now()

    def later(hours: int) -> None:
        phone.page.clock.set_system_time(began + timedelta(hours=hours))
        phone.page.reload()

    field.cut()
    phone.tap(room.people[0])
    phone.has_unsent(1)
    # A day unsent is a warning, not an hour before. Three days take nothing away while a mark waits.
    for hours, warned in ((23, False), (25, True), (73, True)):
        later(hours)
        phone.has_unsent(1)
        expect(phone.page.locator("[data-old]")).to_be_visible(visible=warned)
        expect(phone.page.locator("[data-register] input:checked")).to_have_count(1)
    field.restore()
    phone.page.clock.set_system_time(clock.now())
    phone.register(room)
    phone.says(SENT)
    field.comes(lambda: field.standing(room) == {room.people[0]: "hadir"})
    began = clock.now()
    field.cut()
    # Nothing waits any more: three days after the classes were fetched they are gone, not an hour before.
    later(71)
    expect(phone.page.locator("[data-register] input:checked")).to_have_count(1)
    later(73)
    expect(phone.page.locator("[data-lede]")).to_contain_text("di HP ini tidak ada daftar untuk Anda")
    store = phone.store()
    assert store is None or store["classes"] == []
    field.restore()


def test_without_a_script_one_form_still_sends_the_whole_register(field: Field, new_phone: Callable[..., Phone]) -> None:
    room, phone = field.room("LAPAS-54", 3), new_phone(javascript=False)
    phone.sign_in(room.teacher)
    page = phone.register(room)
    page.locator(f"select[name=status-{room.people[0]}]").select_option("hadir")
    page.get_by_role("button", name="Simpan", exact=True).click()
    assert field.standing(room) == {room.people[0]: "hadir"}
    assert page.locator("[data-phone]").is_hidden()


def test_the_pages_for_no_network_are_accessible_and_fit(field: Field, at_class: AtClass) -> None:
    room, phone = at_class("LAPAS-55", 3)
    phone.tap(room.people[0], "sakit")
    phone.page.locator("[data-count]").click()
    assert faults_of(phone.page) == []
    field.cut()
    for path in ("/portal/today", f"/portal/sessions/{room.session_id}"):
        phone.open(path)
        expect(phone.page.locator("[data-here]")).to_be_visible()
        assert faults_of(phone.page) == []
    heights = phone.page.evaluate(
        "() => [...document.querySelectorAll('[data-register] label:has([type=radio])')].map((each) => each.offsetHeight)"
    )
    assert len(heights) == 12 and min(heights) >= 48
    field.restore()
    phone.open("/portal/today")
    phone.page.locator("form[action='/language/en'] button").dispatch_event("click")
    phone.page.wait_for_url("**/portal/today")
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    phone.register(room)
    expect(phone.page.locator("[data-count]")).to_have_text("1 not sent yet")
    assert faults_of(phone.page) == []
    phone.until(f"async () => (await ({CACHES})())['/portal/offline'].includes('Without a Network')")
    field.cut()
    phone.page.reload()
    expect(phone.page.locator("[data-since]")).to_contain_text("kept on the phone")
    assert faults_of(phone.page) == []


@pytest.fixture
def opening(field: Field, new_phone: Callable[..., Phone]) -> AtClass:
    """A class, and its teacher's new phone before the login, which leads to the register."""

    def begin(code: str, people: int) -> tuple[Classroom, Phone]:
        room, phone = field.room(code, people), new_phone()
        phone.open(f"/login?next=/portal/sessions/{room.session_id}")
        return room, phone

    return begin


def test_what_is_tapped_before_the_phone_listens_is_kept(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-70", 6)
    phone.freeze()
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.tap(room.people[0], "sakit", "kabar_teman")
        phone.tap(room.people[1], "izin")
        phone.tap(room.people[2], "sakit", "kabar_teman")
        phone.tap(room.people[2])
        phone.page.get_by_role("button", name="Tandai semua hadir").click()
    phone.has_unsent(6)
    phone.send()
    # One absence still lacks its reason.
    phone.has_unsent(1)
    phone.page.clock.resume()
    phone.page.locator(f"#reason-{room.people[1]}").select_option("keluarga")
    phone.has_unsent(0)
    assert field.standing(room) == dict.fromkeys(room.people, "hadir") | {room.people[0]: "sakit", room.people[1]: "izin"}
    assert sorted(person for person, _status, _state in field.sent(room)) == sorted(room.people)


def test_all_present_before_the_phone_listens_can_still_be_taken_back(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-71", 4)
    phone.freeze()
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.tap(room.people[0])
        phone.page.get_by_role("button", name="Tandai semua hadir").click()
    phone.has_unsent(4)
    phone.page.get_by_role("button", name="Urungkan").click()
    phone.has_unsent(1)
    assert phone.chosen() == 1
    phone.passes(30)
    phone.says(SENT)
    assert field.sent(room) == [(room.people[0], "hadir", "stored")]


def test_all_present_is_kept_where_the_phone_listens_only_after_its_time_of_grace(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-72", 3)
    phone.freeze()
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.page.get_by_role("button", name="Tandai semua hadir").click()
        phone.passes(11)
        expect(phone.page.get_by_role("button", name="Urungkan")).to_be_hidden()
    phone.has_unsent(3)
    phone.send()
    phone.says(SENT)
    assert field.standing(room) == dict.fromkeys(room.people, "hadir")


def test_a_phone_that_reaches_nobody_at_first_takes_in_what_was_tapped_later(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-77", 3)
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.tap(room.people[0])
        field.cut()
    phone.tap(room.people[1])
    expect(phone.page.locator("[data-phone]")).to_be_hidden()
    field.restore()
    phone.says(SENT)
    assert field.standing(room) == dict.fromkeys(room.people[:2], "hadir")


def test_a_page_with_answers_the_phone_does_not_hold_yet_asks_before_it_goes(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-78", 2)
    phone.freeze()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    phone.page.on("dialog", stay)
    leave = phone.page.get_by_role("link", name="Kelas", exact=True)
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.tap(room.people[0])
        leave.click()
        expect(phone.page.locator("[data-register] input:checked")).to_have_count(1)
    phone.has_unsent(1)
    leave.click()
    phone.page.wait_for_url("**/portal/classes")
    assert asked == ["beforeunload"]


def test_an_answer_chosen_before_any_script_came_is_kept(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-73", 3)
    phone.freeze()
    phone.forget_files()
    with field.kept_back(r"/static/app-\w+\.js"):
        phone.sign_in(room.teacher, until="commit")
        phone.page.locator(f"select[name=status-{room.people[1]}]").select_option("hadir")
    phone.has_unsent(1)
    phone.send()
    phone.says(SENT)
    assert field.sent(room) == [(room.people[1], "hadir", "stored")]


def test_what_another_page_wrote_is_not_taken_for_a_tap(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-74", 3)
    record(field.app, room, {room.people[0]: "hadir"}, at=clock.now())
    phone.freeze()
    phone.sign_in(room.teacher)
    phone.ready()
    assert phone.chosen() == 1
    phone.tap(room.people[1])
    phone.has_unsent(1)
    phone.send()
    phone.says(SENT)
    assert field.sent(room) == [(room.people[1], "hadir", "stored")]


def test_a_form_on_its_way_is_left_to_itself(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-75", 3)
    phone.deafen()
    with phone.page.expect_response("**/portal/phone-key") as key:
        phone.sign_in(room.teacher)
    key.value.finished()
    phone.tap(room.people[0])
    # The phone asks for the classes once it is settled who saves: by then the form is still on its way.
    with field.kept_back(f"/portal/sessions/{room.session_id}", "POST"), field.kept_back("/api/classes"):
        phone.page.get_by_role("button", name="Simpan", exact=True).click(no_wait_after=True)
    expect(phone.page.locator("#riwayat")).to_contain_text("1 orang dicatat, 1 hadir")
    assert field.standing(room) == {room.people[0]: "hadir"}
    assert field.sent(room) == []


def test_a_form_that_was_refused_is_sent_again_by_the_form(field: Field, opening: AtClass) -> None:
    room, phone = opening("LAPAS-76", 3)
    with field.kept_back("/portal/phone-key"):
        phone.sign_in(room.teacher)
        phone.tap(room.people[0], "sakit")
        phone.page.get_by_role("button", name="Simpan", exact=True).click()
        expect(phone.page.locator(".govuk-error-summary")).to_be_visible()
    phone.ready()
    expect(phone.page.locator("[data-phone]")).to_be_hidden()
    phone.page.locator(f"#reason-{room.people[0]}").select_option("kabar_teman")
    phone.page.get_by_role("button", name="Simpan", exact=True).click()
    expect(phone.page.locator("main")).to_contain_text("Kehadiran 1 orang tercatat.")
    assert field.standing(room) == {room.people[0]: "sakit"}
