"""A round walked by its officers in real browsers: from the opened round to the history of each person."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask_security.proxies import _security
from playwright.sync_api import Browser

from rehab.access.permissions import Role
from rehab.conduct.models import DisciplineEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals.models import Candidate, Deed
from rehab.wbp.models import RemissionReceived, Wbp
from tests import factories
from tests.journeys.conftest import WIDTHS
from tests.journeys.visitor import Visitor
from tests.remisi.people import AT, ON, spotless

pytestmark = pytest.mark.browser
PASSWORD = "sandi-contoh-42"
OFFICERS = {
    "pembinaan": Role.PEMBINAAN, "registrasi": Role.REGISTRASI, "wali": Role.WALI, "tpp": Role.TPP, "kepala": Role.KEPALA,
}  # fmt: skip
LONG = "Muhammad Abdurrahman Syarifuddin Al-Makassari bin Haji Daeng Mattayang Karaeng Tumenanga"
DAY = ON.strftime("%d-%m-%Y")


class Prison:
    """A prison of its own in the running site, so that nobody else's journey meets its people; one browser an officer."""

    def __init__(self, site: dict[str, Any], browser: Browser, name: str) -> None:
        self.site, self.browser, self.name, self.width = site, browser, name, WIDTHS[name]
        self.visitors: dict[str, Visitor] = {}
        with site["app"].app_context(), saving():
            place = factories.facility(f"JALUR-{name}", city="Makassar", letterhead=["KEMENTERIAN CONTOH"], head_name="Kepala")
            self.id = place.id
            users = {role: self._account(role) for role in OFFICERS}
            people = [
                spotless(place.id, "Ani Lengkap"), spotless(place.id, LONG), spotless(place.id, "Dodi Ditarik"),
                spotless(place.id, "Eka Berkehendak"), spotless(place.id, "Fajar Berkelahi"),
                spotless(place.id, "Budi Berkas", paper_state="present"),
                spotless(place.id, "Cici Baru", since=ON.replace(month=4)),
            ]  # fmt: skip
            for person in people:
                person.wali_id = users["wali"].id
            self.who = {person.name: person.id for person in people}

    def _account(self, role: str) -> Any:
        user = factories.user(f"{role}.{self.name}", OFFICERS[role], self.id, name=f"{role.title()} Jalur")
        secret = None
        if user.has_second_factor:
            user.tf_totp_secret = _security.totp_factory.generate_totp_secret()
            secret = _security.totp_factory.get_totp_b32_key(user.tf_totp_secret)
        login = {"role": role, "username": user.username, "password": PASSWORD, "totp_secret": secret}
        self.site["logins"][self.key(role)] = login
        return user

    def key(self, role: str) -> str:
        return f"{role}.{self.name}"

    def officer(self, role: str) -> Visitor:
        """The officer's own browser, signed in once."""
        if role not in self.visitors:
            self.visitors[role] = Visitor(self.browser, self.site, self.width).sign_in(self.key(role))
        return self.visitors[role]

    def fight(self, name: str) -> None:
        """An entry of Register F, written after the round was prepared."""
        entry = {"facility_id": self.id, "wbp_id": self.who[name], "level": "sedang", "starts_on": ON, "note": "Berkelahi"}
        with self.site["app"].app_context(), saving():
            factories.add(DisciplineEntry(recorded_at=AT, **entry))

    def faults(self) -> list[str]:
        return [fault for visitor in self.visitors.values() for fault in visitor.faults]

    def states(self) -> dict[str, str]:
        with self.site["app"].app_context():
            rows = db.session.query(Wbp.name, Candidate.state).join(Candidate, Candidate.wbp_id == Wbp.id)
            return dict(rows.filter(Candidate.facility_id == self.id).all())  # type: ignore[arg-type]


@pytest.fixture(params=list(WIDTHS))
def prison(request: pytest.FixtureRequest, site: dict[str, Any], browser: Browser) -> Iterator[Prison]:
    place = Prison(site, browser, request.param)
    yield place
    for visitor in place.visitors.values():
        visitor.close()


def press(visitor: Visitor, label: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("main").get_by_role("button", name=label, exact=True).first.click()


def follow(visitor: Visitor, label: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator("main").get_by_role("link", name=label, exact=True).first.click()
    visitor.check()


def preview(visitor: Visitor, path: str, act: str, *, state: str = "", names: tuple[str, ...] = ()) -> None:
    """Choose people on the list (everybody of a state where nobody is named) and look at the batch."""
    visitor.open(f"{path}?state={state}" if state else path)
    visitor.check()
    if names:
        for name in names:
            visitor.page.get_by_role("checkbox", name=f"Pilih {name}", exact=True).check()
    else:
        # What is done to all is offered once one is ticked.
        visitor.page.locator("main input[name=wbp_id]").first.check()
        visitor.page.check("main input[name=all]")
    visitor.page.select_option("main select[name=act]", act)
    press(visitor, "Periksa pilihan")
    visitor.check()


def confirm(visitor: Visitor, prison: Prison, role: str, label: str) -> None:
    """Confirm the batch anew with password or code."""
    visitor.page.fill("main input[name=step_up]", visitor.proof(prison.key(role)))
    press(visitor, label)
    visitor.check()


def test_officers_walk_a_round_to_its_end(prison: Prison) -> None:
    preparer, verifier, head = (prison.officer(role) for role in ("pembinaan", "registrasi", "kepala"))
    path = open_round(verifier)
    prepare(prison, path)
    verify_at_once(prison, path)
    hear(prison, path)
    withdraw(prison, path)
    preview(head, path, "decide", names=("Fajar Berkelahi",))
    head.page.check("main input[name=choice][value=leave_out]")
    head.page.select_option("main select[name=leave_reason]", "violation")
    confirm(head, prison, "kepala", "Putuskan")
    preview(head, path, "decide", state="recommended")
    assert "1 orang yang dipilih tidak ikut" in head.text()
    confirm(head, prison, "kepala", "Putuskan")
    finish(prison, path)
    # What everybody of the round came to, each in one place; who was not proposed has a reason, who was withdrawn two people.
    assert prison.states() == {
        "Ani Lengkap": "entered", LONG: "entered", "Dodi Ditarik": "recommended", "Eka Berkehendak": "decided",
        "Fajar Berkelahi": "decided", "Budi Berkas": "decided", "Cici Baru": "decided",
    }  # fmt: skip
    told = look_at_each(preparer, path, prison)
    assert all(word in told["Ani Lengkap"] for word in ("PAS-1/CONTOH", "W.1/CONTOH", "Kepala Jalur", "kode autentikator"))
    assert "Permintaan tertulis yang bersangkutan" in told["Eka Berkehendak"]
    assert "Pelanggaran sedang diperiksa" in told["Fajar Berkelahi"]
    assert "Penarikan disetujui oleh Registrasi Jalur" in told["Dodi Ditarik"]
    with prison.site["app"].app_context():
        rows = db.session.query(RemissionReceived).filter_by(facility_id=prison.id, kind="RU", granted_on=ON)
        assert {row.wbp_id: row.days for row in rows} == {prison.who["Ani Lengkap"]: 60, prison.who[LONG]: 45}
        deeds = db.session.query(Deed).filter_by(facility_id=prison.id, act="decide").all()
        assert {deed.step_up for deed in deeds} == {"totp"}
    assert prison.faults() == []


def open_round(visitor: Visitor) -> str:
    """Open the round of the prison by its form; the address of its path."""
    visitor.open("/remisi/rounds/new")
    visitor.check()
    visitor.page.select_option("select[name=kind]", "RU")
    visitor.page.fill("input[name=on]", DAY)
    press(visitor, "Hitung dan simpan")
    assert "terhitung dan tersimpan" in visitor.page.inner_text("body")
    visitor.check()
    follow(visitor, "Jalur usulan")
    assert "7" in visitor.page.locator("h1").inner_text()
    return visitor.page.url.removeprefix(visitor.site["address"])


def prepare(prison: Prison, path: str) -> None:
    """One is left out by a person's coded reason, the others as computed."""
    officer = prison.officer("pembinaan")
    preview(officer, path, "prepare", names=("Eka Berkehendak",))
    officer.page.check("main input[name=choice][value=leave_out]")
    # Without its reason nothing is prepared, and the page says what is missing.
    confirm(officer, prison, "pembinaan", "Siapkan usulan")
    assert "setiap perbedaan disertai alasan" in officer.text()
    officer.page.select_option("main select[name=leave_reason]", "own_wish")
    confirm(officer, prison, "pembinaan", "Siapkan usulan")
    assert "Usulan disiapkan: 1 orang" in officer.page.inner_text("body")
    preview(officer, path, "prepare", state="open")
    confirm(officer, prison, "pembinaan", "Siapkan usulan")
    assert "Usulan disiapkan: 6 orang" in officer.page.inner_text("body")


def verify_at_once(prison: Prison, path: str) -> None:
    """Two officers have the same batch before them: one is told 409 and what the other did."""
    first, second = prison.officer("registrasi"), prison.officer("tpp")
    for officer in (first, second):
        preview(officer, path, "verify", state="prepared")
    confirm(first, prison, "registrasi", "Verifikasi")
    second.page.fill("main input[name=step_up]", second.proof(prison.key("tpp")))
    with second.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        press(second, "Verifikasi")
    assert answered.value.status == 409
    assert "Diverifikasi petugas kedua" in second.page.inner_text("body")
    assert "Registrasi Jalur" in second.page.inner_text("body")
    second.check()
    assert set(prison.states().values()) == {"verified"}


def hear(prison: Prison, path: str) -> None:
    """The TPP's hearing is recorded, and its result for everybody."""
    tpp = prison.officer("tpp")
    preview(tpp, path, "recommend", state="verified")
    assert "Belum ada sidang TPP" in tpp.text()
    follow(tpp, "Catat sidang TPP")
    tpp.page.fill("input[name=number]", "TPP-1/CONTOH")
    tpp.page.fill("input[name=held_on]", DAY)
    tpp.page.fill("input[name=place]", "Aula")
    tpp.page.fill("textarea[name=present]", "Ibu Ketua; Ketua merangkap anggota\nPak Rapi; Anggota")
    tpp.page.fill("textarea[name=absent]", "Pak Jauh; Anggota")
    tpp.page.fill("textarea[name=minutes]", "Setiap calon dibahas satu per satu.")
    press(tpp, "Simpan")
    tpp.check()
    preview(tpp, path, "recommend", state="verified")
    confirm(tpp, prison, "tpp", "Catat hasil sidang TPP")
    assert set(prison.states().values()) == {"recommended"}
    tpp.open(path)
    follow(tpp, "Sidang dan SK")
    follow(tpp, "TPP-1/CONTOH")


def withdraw(prison: Prison, path: str) -> None:
    """One officer files, and only the second person's word withdraws."""
    filer, second = prison.officer("pembinaan"), prison.officer("registrasi")
    person = f"{path}/people/{prison.who['Dodi Ditarik']}"
    prison.fight("Dodi Ditarik")
    filer.open(person)
    follow(filer, "Ajukan penarikan")
    filer.page.select_option("select[name=discipline_id]", index=0)
    filer.page.fill("textarea[name=reason]", "Berkelahi di dapur pada hari upacara.")
    confirm(filer, prison, "pembinaan", "Ajukan penarikan")
    assert "Belum mengubah apa pun sampai orang kedua menyetujui" in filer.text()
    second.open(f"{path}?withdrawn=filed")
    second.check()
    follow(second, "Dodi Ditarik")
    follow(second, "Putuskan penarikan")
    second.page.check("input[name=choice][value=confirm]")
    confirm(second, prison, "registrasi", "Simpan keputusan")
    assert "Usulan ditarik" in second.page.inner_text("body")


def finish(prison: Prison, path: str) -> None:
    """Sent, the decree recorded with other days than computed for one, handed over, entered."""
    officer, named = prison.officer("registrasi"), ("Ani Lengkap", LONG)
    preview(officer, path, "send", state="decided")
    officer.page.fill("input[name=letter]", "W.1/CONTOH")
    officer.page.fill("input[name=sent_on]", DAY)
    confirm(officer, prison, "registrasi", "Catat pengiriman")
    preview(officer, path, "grant", names=named)
    officer.page.fill("input[name=number]", "PAS-1/CONTOH")
    officer.page.fill("input[name=dated_on]", DAY)
    for name, days in zip(named, ("60", "45"), strict=True):
        officer.page.fill(f"input[name=days-{prison.who[name]}]", days)
    confirm(officer, prison, "registrasi", "Catat SK")
    preview(officer, path, "hand_over", state="granted")
    officer.page.fill("input[name=handed_on]", DAY)
    confirm(officer, prison, "registrasi", "Catat penyerahan SK")
    preview(officer, path, "enter", state="handed_over")
    confirm(officer, prison, "registrasi", "Masukkan ke riwayat")
    officer.open(path)
    follow(officer, "Sidang dan SK")
    follow(officer, "PAS-1/CONTOH")
    officer.open(f"/wbp/{prison.who[LONG]}")
    officer.check()


def look_at_each(visitor: Visitor, path: str, prison: Prison) -> dict[str, str]:
    """The page of each person's path, in words."""
    told = {}
    for name, wbp_id in prison.who.items():
        visitor.open(f"{path}/people/{wbp_id}")
        visitor.check()
        told[name] = re.sub(r"\s+", " ", visitor.text())
    return told
