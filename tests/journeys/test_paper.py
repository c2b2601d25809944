"""A register on paper in a real browser: printed whole from its page, and typed back at keyboard speed."""

import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from rehab.attendance.models import Mark
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.saving import saving
from rehab.wbp.models import Placement, Wbp
from tests import factories as make
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
PEOPLE = 35
ABSENT = {6: "S", 13: "I", 20: "A"}


@pytest.fixture(scope="module")
def sessions(site: dict[str, Any], demo_day: date) -> list[int]:
    """Yesterday's sessions of a class of 35 people who are there already: other journeys count heads."""
    yesterday = demo_day - timedelta(days=1)
    with site["app"].app_context(), saving():
        facility = db.session.scalars(select(Facility).where(Facility.code == site["logins"]["pembinaan"]["facility"])).one()
        programme = make.programme(facility.id, "Kelas kertas")
        cohort = make.cohort(programme, capacity=PEOPLE, starts_on=demo_day - timedelta(days=30), state="running")
        held = select(Wbp).join(Placement, Placement.wbp_id == Wbp.id).where(Placement.facility_id == facility.id)
        still = held.where(Placement.ends_on.is_(None), Placement.starts_on < yesterday).order_by(Wbp.id)
        people = list(db.session.scalars(still.limit(PEOPLE)))
        assert len(people) == PEOPLE
        for person in people:
            make.enrolment(cohort, person)
        return [int(make.session(cohort, yesterday, hour=hour, zone=facility.zone).id) for hour in (6, 12, 18)]


def marks_of(site: dict[str, Any], session_id: int) -> dict[str, str]:
    with site["app"].app_context():
        rows = select(Mark.wbp_id, Mark.status).where(Mark.session_id == session_id, Mark.is_current)
        return {f"mark-{row.wbp_id}": row.status for row in db.session.execute(rows)}


def test_thirty_five_people_take_at_most_seventy_five_keys(desk: Visitor, site: dict[str, Any], sessions: list[int]) -> None:
    session_id = sessions[0]
    desk.sign_in("pembinaan").open(f"/attendance/sessions/{session_id}/paper")
    order = desk.page.eval_on_selector_all("[data-entry] input", "all => all.map(each => each.name)")
    assert len(order) == PEOPLE
    pressed: list[str] = []

    def press(key: str) -> None:
        pressed.append(key)
        desk.page.keyboard.press(key)

    for number in range(PEOPLE):
        press(ABSENT.get(number, "H").lower())
        press("Enter")
    expect(desk.page.get_by_role("button", name="Simpan", exact=True)).to_be_focused()
    desk.check()
    press("Enter")
    desk.page.wait_for_url(f"**/attendance/sessions/{session_id}")
    assert "Kehadiran 35 orang tercatat. Belum dicatat: 0 orang." in desk.page.inner_text("body")
    assert len(pressed) <= 75
    letters = {"H": "hadir", "S": "sakit", "I": "izin", "A": "tanpa_keterangan"}
    assert marks_of(site, session_id) == {name: letters[ABSENT.get(number, "H")] for number, name in enumerate(order)}
    # A letter typed over one that stands replaces it, and the arrows go both ways.
    desk.open(f"/attendance/sessions/{session_id}/paper")
    cells = desk.page.locator("[data-entry] input")
    expect(cells.first).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "T"):
        desk.page.keyboard.press(key)
    expect(cells.nth(1)).to_have_value("T")
    assert desk.faults == []


def test_the_typing_page_fits_a_phone_and_says_what_cannot_be_read(phone: Visitor, sessions: list[int]) -> None:
    phone.sign_in("pembinaan").open(f"/attendance/sessions/{sessions[1]}/paper")
    phone.page.locator("[data-entry] input").first.fill("X")
    phone.page.get_by_role("button", name="Simpan", exact=True).click()
    expect(phone.page.locator(".govuk-error-summary")).to_contain_text("“X” tidak dikenal")
    phone.check()
    assert phone.faults == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: install poppler-utils")
def test_the_print_view_keeps_head_rows_and_signatures_together(desk: Visitor, sessions: list[int], tmp_path: Path) -> None:
    desk.sign_in("pembinaan").open(f"/attendance/sessions/{sessions[2]}/sheet")
    desk.check()
    desk.page.pdf(path=str(tmp_path / "view.pdf"), prefer_css_page_size=True)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "view.pdf"), "-"], capture_output=True, check=True)
    pages = read.stdout.decode().split("\f")[:-1]
    rows = [[int(each) for each in re.findall(r"^ *(\d{1,2}) +[A-Z]{2,}", page, re.MULTILINE)] for page in pages]
    assert [number for page in rows for number in page] == list(range(1, PEOPLE + 1))
    assert all(f"halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all("Nomor" in page and "Kamar" in page for page in pages)
    assert "Petugas" in pages[-1] and rows[-1][-2:] == [PEOPLE - 1, PEOPLE]
    assert desk.faults == []
