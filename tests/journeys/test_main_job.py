"""The main job in a real browser, as each person does it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from rehab.accounts.models import User
from rehab.attendance.models import Mark
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort, Instructor, Session
from tests.house.reading import ROOT
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
ROSTER = ROOT / "tests" / "data" / "roster-idul-fitri-2022.xlsx"
BROKEN = ROOT / "tests" / "data" / "roster-broken.xlsx"


def _press(visitor: Visitor, label: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("main").get_by_role("button", name=label, exact=True).first.click()


def test_a_roster_is_previewed_saved_and_undone(desk: Visitor) -> None:
    desk.sign_in("pembinaan").open("/intake")
    desk.page.set_input_files("input[type=file]", str(ROSTER))
    _press(desk, "Lihat pratinjau")
    assert "Belum ada yang disimpan" in desk.text()
    assert re.search(r"825\s+orang baru", desk.text(), re.IGNORECASE)
    desk.check()
    _press(desk, "Simpan impor")
    desk.open("/wbp")
    assert "865" in desk.text()
    desk.open("/intake")
    desk.page.set_input_files("input[type=file]", str(ROSTER))
    _press(desk, "Lihat pratinjau")
    assert re.search(r"\b0\s+orang baru", desk.text(), re.IGNORECASE)
    _press(desk, "Batal")
    desk.open("/intake")
    with desk.page.expect_navigation():
        desk.page.locator("main tbody tr", has_text="Tersimpan").locator("a").first.click()
    desk.page.get_by_role("button", name="Batalkan impor", exact=True).click()
    with desk.page.expect_navigation():
        desk.page.click("dialog[open] button[value=yes]")
    desk.open("/wbp")
    assert "865" not in desk.text()
    assert desk.faults == []


def test_a_broken_roster_says_which_row_and_why(visitor: Visitor) -> None:
    visitor.sign_in("registrasi").open("/intake")
    visitor.page.set_input_files("input[type=file]", str(BROKEN))
    _press(visitor, "Lihat pratinjau")
    assert re.search(r"41\s+baris ditolak", visitor.text(), re.IGNORECASE)
    visitor.check()
    _press(visitor, "Batal")
    assert visitor.faults == []


def test_a_file_that_is_no_roster_gets_one_clear_sentence(desk: Visitor) -> None:
    desk.sign_in("registrasi").open("/intake")
    desk.page.set_input_files("input[type=file]", str(ROOT / "README.md"))
    _press(desk, "Lihat pratinjau")
    assert "bukan Excel" in desk.text()
    desk.check()
    assert desk.faults == []


def test_an_officer_opens_a_programme_a_class_and_enrols_people(desk: Visitor) -> None:
    desk.sign_in("pembinaan").open("/programs/new")
    desk.page.fill("input[name=name]", "Kelas menulis")
    desk.page.select_option("select[name=kind]", "literasi")
    _press(desk, "Simpan")
    with desk.page.expect_navigation():
        desk.page.locator("main a[href$='/classes/new']").first.click()
    today = clock.today("WITA")
    desk.page.fill("input[name=name]", "Kelas pagi")
    desk.page.fill("input[name=starts_on]", today.strftime("%d-%m-%Y"))
    desk.page.fill("input[name=last_on]", (today + timedelta(days=90)).strftime("%d-%m-%Y"))
    desk.page.fill("input[name=capacity]", "2")
    _press(desk, "Simpan")
    cohort = int(re.search(r"/classes/(\d+)", desk.page.url)[1])  # type: ignore[index]
    desk.open(f"/programs/classes/{cohort}/timetable")
    desk.page.select_option("#weekday-0", "0")
    desk.page.fill("#starts-0", "09:00")
    desk.page.fill("#ends-0", "10:30")
    _press(desk, "Simpan")
    desk.open(f"/programs/classes/{cohort}/sessions")
    assert "09.00" in desk.text()
    desk.open(f"/enrolment/classes/{cohort}/pick")
    for number in range(3):
        desk.page.locator("main tbody input[type=checkbox]").nth(number).check()
    _press(desk, "Periksa pilihan")
    assert "Belum ada yang tersimpan" in desk.text()
    desk.check()
    for box in desk.page.locator("main tbody input[type=checkbox]").all():
        box.check()
    _press(desk, "Daftarkan yang dicentang")
    assert "2 peserta terdaftar" in desk.text()
    assert "Tidak Terdaftar dan Alasannya" in desk.text()
    desk.check()
    assert desk.faults == []


def _running_session(site: dict[str, Any], role: str) -> int:
    """A session of the teacher's class that began half an hour ago."""
    with site["app"].app_context(), saving():
        user = db.session.scalars(select(User).where(User.username == role)).one()
        teacher = db.session.scalars(select(Instructor).where(Instructor.user_id == user.id)).one()
        cohort = db.session.scalars(select(Cohort).where(Cohort.instructor_id == teacher.id).order_by(Cohort.id)).first()
        assert cohort is not None
        starts = (clock.now() - timedelta(minutes=30)).replace(second=0, microsecond=0)
        local = starts.astimezone(clock.ZONES["WITA"])
        row = Session(
            facility_id=cohort.facility_id, cohort_id=cohort.id, instructor_id=teacher.id, held_on=local.date(),
            starts_time=local.time(), ends_time=local.time(), starts_at=starts, ends_at=starts + timedelta(hours=2),
            state="planned", room="Ruang belajar 1",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


def _standing_marks(site: dict[str, Any], session_id: int) -> list[str]:
    with site["app"].app_context():
        rows = db.session.scalars(select(Mark).where(Mark.session_id == session_id, Mark.is_current).order_by(Mark.wbp_id))
        return [row.status for row in rows]


def test_a_teacher_marks_the_class_on_a_phone(phone: Visitor, site: dict[str, Any]) -> None:
    session_id = _running_session(site, "guru")
    phone.sign_in("guru")
    assert "/portal/today" in phone.page.url
    with phone.page.expect_navigation():
        phone.page.locator(f"main a[href='/portal/sessions/{session_id}']").first.click()
    phone.check()
    assert phone.page.locator("main input[type=radio]:checked").count() == 0
    people = phone.page.locator("main input[type=radio][value=sakit]").count()
    # No time passes but what the test lets pass: nothing is sent in between.
    phone.page.clock.install()
    phone.page.clock.pause_at(clock.now() + timedelta(minutes=1))
    phone.page.locator("main label:has(input[type=radio][value=sakit])").first.click()
    phone.page.locator("main select[name^=reason-]").first.select_option(index=1)
    phone.page.get_by_role("button", name="Tandai semua hadir").click()
    expect(phone.page.locator("[data-count]")).to_have_text(f"{people} belum terkirim")
    # Every tap saves itself; those of "all present" go when they can no longer be taken back.
    phone.page.clock.fast_forward(11_000)
    expect(phone.page.locator("[data-say]")).to_have_text(re.compile("^Terkirim"))
    marks = _standing_marks(site, session_id)
    assert sorted(set(marks)) == ["hadir", "sakit"]
    assert marks.count("sakit") == 1
    assert len(marks) == people
    assert phone.faults == []


def test_the_register_works_without_javascript(site: dict[str, Any], browser: Any) -> None:
    session_id = _running_session_later(site)
    plain = Visitor(browser, site, 360, javascript=False).sign_in("pembinaan")
    plain.open(f"/attendance/sessions/{session_id}")
    plain.page.locator("main select[name^=status-]").first.select_option("terlambat")
    with plain.page.expect_navigation():
        plain.page.get_by_role("button", name="Tandai semua hadir").click()
    assert sorted(set(_standing_marks(site, session_id))) == ["hadir", "terlambat"]
    plain.close()


def _running_session_later(site: dict[str, Any]) -> int:
    """Another past session of the same facility without a register."""
    with site["app"].app_context(), saving():
        cohort = db.session.scalars(select(Cohort).where(Cohort.facility_id == 1).order_by(Cohort.id.desc())).first()
        marked = select(Session.cohort_id).join(Mark, Mark.session_id == Session.id)
        cohort = db.session.scalars(
            select(Cohort).where(Cohort.facility_id == 1, Cohort.id.in_(marked)).order_by(Cohort.id)
        ).first()
        assert cohort is not None
        starts = (clock.now() - timedelta(hours=3)).replace(second=0, microsecond=0)
        local = starts.astimezone(clock.ZONES["WITA"])
        row = Session(
            facility_id=cohort.facility_id, cohort_id=cohort.id, held_on=local.date(), starts_time=local.time(),
            ends_time=local.time(), starts_at=starts, ends_at=starts + timedelta(hours=1), state="planned",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


def test_a_wali_scores_a_month(visitor: Visitor) -> None:
    visitor.sign_in("wali").open("/conduct/sppn")
    box = visitor.page.locator("main input[name^=score-]").first
    box.fill("81,5")
    _press(visitor, "Simpan nilai")
    visitor.check()
    assert visitor.page.locator("main input[name^=score-]").first.input_value() == "81,5" or "81,5" in visitor.text()
    assert visitor.faults == []


def test_everyone_of_a_round_is_in_one_tab_and_told_why(visitor: Visitor, site: dict[str, Any]) -> None:
    visitor.sign_in("registrasi").open("/remisi")
    with visitor.page.expect_navigation():
        visitor.page.locator("main a[href$='/remisi/rounds/1']").first.click()
    address = visitor.page.url
    counts = {}
    for outcome in ("eligible", "incomplete", "not_eligible"):
        visitor.open(re.sub(r"\?.*", "", address) + f"?tab={outcome}")
        visitor.check()
        tab = visitor.page.locator("main .tabs [aria-current=page] b").inner_text()
        counts[outcome] = int(re.sub(r"\D", "", tab))
    with site["app"].app_context():
        population = db.session.execute(db.text("SELECT count(*) FROM remisi_verdict WHERE round_id = 1")).scalar()
    assert sum(counts.values()) == population
    with visitor.page.expect_navigation():
        visitor.page.locator("main tbody a[href*='/people/']").first.click()
    assert "Mengapa?" in visitor.text()
    assert re.search(r"Pasal|Ps ", visitor.text())
    visitor.check()
    assert visitor.faults == []


def test_a_dinas_sees_its_programmes_and_no_case(visitor: Visitor) -> None:
    visitor.sign_in("dinas")
    assert "/portal/progress" in visitor.page.url
    visitor.check()
    text = visitor.text()
    for word in ("Narkotika", "Pasal", "Islam", "NIK"):
        assert word not in text
    assert visitor.open("/wbp") == 404
    assert visitor.faults == []


def test_a_new_officer_gets_a_password_once_and_must_change_it(desk: Visitor, site: dict[str, Any], browser: Any) -> None:
    desk.sign_in("admin").open("/users/new")
    desk.page.fill("input[name=name]", "Petugas Baru")
    desk.page.fill("input[name=username]", "petugas.baru")
    desk.page.select_option("select[name=role]", "pembinaan")
    desk.page.select_option("select[name=facility_id]", label="Rutan Kelas IIB Contoh")
    _press(desk, "Simpan")
    password = re.search(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", desk.text())
    assert password, desk.text()
    site["logins"]["baru"] = {"username": "petugas.baru", "password": password[0], "totp_secret": None}
    fresh = Visitor(browser, site, 1280).sign_in("baru")
    assert "/account/password" in fresh.page.url
    fresh.page.fill("input[name=current]", password[0])
    fresh.page.fill("input[name=new]", "sawah luas di kaki bukit")
    fresh.page.fill("input[name=again]", "sawah luas di kaki bukit")
    with fresh.page.expect_navigation():
        fresh.page.click("main form button[type=submit]")
    site["logins"]["baru"]["password"] = "sawah luas di kaki bukit"
    again = Visitor(browser, site, 1280).sign_in("baru")
    assert "Beranda" in again.text()
    fresh.close()
    again.close()
    assert desk.faults == []


def test_the_interface_is_complete_in_english(desk: Visitor) -> None:
    # The choice is kept with the account, so nobody else's journey may use this one.
    desk.sign_in("auditor").open("/home")
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="English").first.click()
    assert desk.page.locator("html").get_attribute("lang") == "en"
    assert "Home" in desk.text()
    assert json.dumps(desk.faults) == "[]"
