"""The path on its pages: a browser without JavaScript walks it from the kept round to the history."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask_security.proxies import _security

from rehab.access.permissions import Role
from rehab.conduct.models import DisciplineEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals.models import Candidate, Deed, Hearing, Withdrawal
from rehab.remisi.actions import compute_again
from rehab.remisi.models import RoundVerdict
from rehab.wbp.models import RemissionReceived, Wbp
from tests import factories
from tests.pages import PageClient
from tests.proposals.acting import Place
from tests.remisi.people import AT

PASSWORD = "sandi-contoh-42"


@pytest.fixture
def place(app: Flask) -> Place:
    with app.app_context():
        place = Place()
        with saving():
            for name in ("tpp", "head"):
                _user(place, name).tf_totp_secret = _security.totp_factory.generate_totp_secret()
    return place


def _user(place: Place, name: str) -> Any:
    return db.session.query(factories.User).filter_by(username=f"{name}.{place.id}").one()


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page carries."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag, name
    return unescape(re.search(r'value="([^"]*)"', tag[0])[1])


class Officer:
    """Somebody at a browser, who sends the form of a page as it came, with what they type."""

    def __init__(self, app: Flask, place: Place, name: str) -> None:
        self.app, self.place, self.name = app, place, name
        self.client = PageClient(app).sign_in(f"{name}.{place.id}")
        self.base = f"/proposals/rounds/{place.round_id}"

    def secret(self) -> str:
        """The present code of those who have one, as if half a minute had passed since the last; else the password."""
        with self.app.app_context(), saving():
            user = _user(self.place, self.name)
            if not user.has_second_factor:
                return PASSWORD
            user.tf_last_counter = None
            return _security.totp_factory.generate_totp_password(user.tf_totp_secret)

    def page(self, address: str, status: int = 200) -> str:
        return self.client.get(address, status).get_data(as_text=True)

    def batch(self, act: str, query: str = "all=1") -> str:
        return self.page(f"{self.base}/batch?act={act}&{query}")

    def send(self, page: str, status: int = 303, secret: str | None = None, **typed: str) -> Any:
        address = unescape(re.search(r'<form method="post" action="([^"]+)"[^>]*novalidate', page)[1])
        form = dict.fromkeys(re.findall(r'<select[^>]* name="(\w+)"', page.split("novalidate")[1]), "")
        form |= {name: hidden(page, name) for name in ("people", "hash", "idempotency_key")}
        return self.client.post(address, form | {"step_up": secret or self.secret()} | typed, status)


def _counts(page: str) -> list[int]:
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    return [int(number) for number in re.findall(r'<td class="num" data-label="Orang">(\d+)</td>', table)]


def _rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return db.session.query(model).order_by(model.id).all()


def test_the_path_is_walked_from_the_kept_round_to_the_history(app: Flask, place: Place) -> None:
    preparer, verifier, tpp, head = (Officer(app, place, name) for name in ("preparer", "verifier", "tpp", "head"))
    assert f'href="{preparer.base}"' in preparer.page(f"/remisi/rounds/{place.round_id}")
    page = preparer.batch("prepare")
    shown = hidden(page, "hash")[:12]
    assert shown in page
    answer = preparer.send(page, choice="as_computed")
    assert "4 orang" in preparer.client.follow(answer).get_data(as_text=True)
    verifier.send(verifier.batch("verify", "all=1&state=prepared"))
    assert "Belum ada sidang TPP" in tpp.batch("recommend")
    minutes = {"number": "TPP-1", "held_on": "03-08-2026", "present": "Ibu Ketua; Ketua\nPak Rapi; Anggota", "absent": "Pak Jauh"}
    new = tpp.page(f"{tpp.base}/hearings/new")
    tpp.client.post(f"{tpp.base}/hearings/new", minutes | {"idempotency_key": hidden(new, "idempotency_key")})
    hearing = _rows(app, Hearing)[0]
    assert [each["present"] for each in hearing.members] == [True, True, False]
    tpp.send(tpp.batch("recommend"), choice="as_proposed", hearing_id=str(hearing.id))
    head.send(head.batch("decide"), choice="as_recommended")
    ani, dodi = place.who["Ani"], place.who["Dodi"]
    sent = verifier.batch("send")
    assert "2 orang yang dipilih tidak ikut" in sent
    verifier.send(sent, letter="W.1/2026", sent_on="04-08-2026")
    granted = verifier.batch("grant", f"wbp_id={ani}&wbp_id={dodi}")
    verifier.send(granted, number="PAS-1", dated_on="15-08-2026", **{f"days-{ani}": "60", f"days-{dodi}": "30"})
    verifier.send(verifier.batch("hand_over", "all=1&state=granted"), handed_on="17-08-2026")
    verifier.send(verifier.batch("enter", "all=1&state=handed_over"))
    assert {(row.wbp_id, row.days) for row in _rows(app, RemissionReceived)} == {(ani, 60), (dodi, 30)}
    assert {deed.step_up for deed in _rows(app, Deed) if deed.act in ("recommend", "decide")} == {"totp"}
    assert {deed.step_up for deed in _rows(app, Deed) if deed.act == "prepare"} == {"password"}
    assert _rows(app, Deed)[0].batch_hash[:12] == shown
    overview = head.page(head.base)
    assert sum(_counts(overview)[:-1]) == _counts(overview)[-1] == 4
    person = head.page(f"{head.base}/people/{ani}")
    assert all(word in person for word in ("PAS-1", "W.1/2026", "Preparer.", "Head.", "Masuk riwayat"))
    assert "diberikan" not in person + overview
    for address in (f"{head.base}/hearings", f"/proposals/hearings/{hearing.id}", "/proposals/decrees/1"):
        head.page(address)


def test_without_the_right_secret_nothing_happens_and_the_page_comes_again(app: Flask, place: Place) -> None:
    preparer = Officer(app, place, "preparer")
    page = preparer.batch("prepare")
    for wrong in (" ", "bukan-sandi-saya"):
        again = preparer.send(page, 422, secret=wrong, choice="leave_out", leave_reason="own_wish").get_data(as_text=True)
    assert "tidak cocok" in again
    # What was typed is still there.
    assert re.search(r'<option[^>]*selected[^>]*value="own_wish"|value="own_wish"[^>]*selected|selected value="own_wish"', again)
    assert _rows(app, Candidate) == []
    preparer.send(again, choice="as_computed")


def test_a_code_counts_once_and_the_same_form_sent_again_gets_its_first_answer(app: Flask, place: Place) -> None:
    with app.app_context():
        place.prepare()
        place.verify()
        hearing = str(place.hearing())
    tpp = Officer(app, place, "tpp")
    code = tpp.secret()
    page = tpp.batch("recommend", f"wbp_id={place.who['Ani']}")
    first = tpp.send(page, secret=code, choice="as_proposed", hearing_id=hearing)
    again = tpp.send(page, secret=code, choice="as_proposed", hearing_id=hearing)
    assert first.headers["Location"] == again.headers["Location"]
    other = tpp.batch("recommend", f"wbp_id={place.who['Dodi']}")
    told = tpp.send(other, 422, secret=code, choice="as_proposed", hearing_id=hearing).get_data(as_text=True)
    assert "sudah dipakai" in told
    assert len([deed for deed in _rows(app, Deed) if deed.act == "recommend"]) == 1


def test_guesses_at_the_secret_are_slowed(app: Flask, place: Place) -> None:
    preparer = Officer(app, place, "preparer")
    page = preparer.batch("prepare")
    for _guess in range(4):
        preparer.send(page, 422, secret="salah-salah-salah", choice="as_computed")
    told = preparer.send(page, 422, secret=PASSWORD, choice="as_computed").get_data(as_text=True)
    assert "Terlalu banyak percobaan" in told
    assert _rows(app, Deed) == []


def test_who_comes_second_is_told_409_with_what_the_other_did(app: Flask, place: Place) -> None:
    with app.app_context():
        place.prepare()
    verifier, tpp = Officer(app, place, "verifier"), Officer(app, place, "tpp")
    mine, theirs = verifier.batch("verify"), tpp.batch("verify", f"wbp_id={place.who['Ani']}")
    tpp.send(theirs)
    told = verifier.send(mine, 409).get_data(as_text=True)
    assert all(word in told for word in ("Ani Lengkap", "Tpp.", "Diverifikasi petugas kedua", "Verifikasi"))
    assert "Dodi" not in told


def test_who_cannot_take_a_step_is_named_with_the_reason_and_can_be_sent_back(app: Flask, place: Place) -> None:
    with app.app_context():
        place.prepare()
        with saving():
            db.session.get(Wbp, place.who["Ani"]).wali_id = None
    verifier = Officer(app, place, "verifier")
    page = verifier.batch("verify")
    assert "Ani Lengkap: belum mempunyai wali" in page
    verifier.send(page)
    without = verifier.page(f"{verifier.base}?wali=none")
    assert "Ani Lengkap" in without
    assert "Dodi Rapi" not in without
    back = verifier.batch("verify.back", f"wbp_id={place.who['Ani']}")
    verifier.send(back, reason="Tetapkan walinya.")
    with app.app_context():
        assert place.states() == {"Ani": "open", "Budi": "verified", "Cici": "verified", "Dodi": "verified"}


def test_filters_stand_in_the_address_and_narrow_the_batch(app: Flask, place: Place) -> None:
    preparer = Officer(app, place, "preparer")
    page = preparer.page(f"{preparer.base}?tab=eligible&q=lengkap")
    assert "Ani Lengkap" in page
    assert "Dodi Rapi" not in page
    assert '<input type="hidden" name="tab" value="eligible">' in page
    assert "Pilih semua 1 hasil" in page
    preparer.send(preparer.batch("prepare", "all=1&tab=eligible&q=lengkap"), choice="as_computed")
    with app.app_context():
        assert [name for name, state in place.states().items() if state == "prepared"] == ["Ani"]
    for query in ("state=prepared", "proposal=propose"):
        found = preparer.page(f"{preparer.base}?{query}")
        assert "Ani Lengkap" in found
        assert "Dodi Rapi" not in found


def test_a_withdrawal_is_filed_by_one_and_confirmed_by_another(app: Flask, place: Place) -> None:
    ani, dodi = place.who["Ani"], place.who["Dodi"]
    with app.app_context():
        place.decided([ani, dodi])
        with saving():
            entry = {"level": "berat", "starts_on": factories.date(2026, 8, 10), "recorded_at": factories.NOW}
            for wbp_id in (ani, dodi):
                factories.add(DisciplineEntry(facility_id=place.id, wbp_id=wbp_id, **entry))
            factories.user(f"kedua.{place.id}", Role.REGISTRASI, place.id)
    verifier, second, head = Officer(app, place, "verifier"), Officer(app, place, "kedua"), Officer(app, place, "head")
    for wbp_id, number in ((ani, "1"), (dodi, "2")):
        form = verifier.page(f"{verifier.base}/people/{wbp_id}/withdrawal")
        verifier.send(form, 422, discipline_id="3" if number == "1" else "1", reason="Berkelahi.")
        verifier.send(form, discipline_id=number, reason="Berkelahi.")
    person = head.page(f"{head.base}/people/{ani}")
    assert "Penarikan diajukan" in person
    assert "Belum mengubah apa pun" in person
    with app.app_context():
        assert not place.row("Ani").withdrawn
        place.send([ani, dodi])
    own = verifier.page("/proposals/withdrawals/1")
    assert "Anda yang mengajukan" in verifier.send(own, 422, choice="confirm").get_data(as_text=True)
    second.send(second.page("/proposals/withdrawals/1"), choice="confirm")
    second.send(second.page("/proposals/withdrawals/2"), 422, choice="decline")
    second.send(second.page("/proposals/withdrawals/2"), choice="decline", note="Bukan dia.")
    assert [each.decision for each in _rows(app, Withdrawal)] == ["confirmed", "declined"]
    grant = verifier.batch("grant")
    assert "usulannya sudah ditarik" in grant
    verifier.send(grant, number="PAS-1", dated_on="15-08-2026", **{f"days-{dodi}": "60"})
    with app.app_context():
        assert place.row("Ani").withdrawn
        assert place.states()["Ani"] == "sent"
        assert place.states()["Dodi"] == "granted"
    assert "Ditarik" in head.page(f"{head.base}?withdrawn=yes")


def test_class_two_with_days_in_place_of_a_fine_does_not_go_home(app: Flask, place: Place) -> None:
    with app.app_context(), saving():
        for name, days in (("Ani", 90), ("Dodi", 0), ("Budi", None)):
            kept = db.session.query(RoundVerdict).filter_by(round_id=place.round_id, wbp_id=place.who[name]).one()
            facts = kept.facts["facts"]
            kept.release_class = "II"
            kept.facts = kept.facts | {"facts": facts | {"subsidiary": {"days_outstanding": days, "serving": False}}}
    officer = Officer(app, place, "preparer")
    page = officer.page(officer.base)
    assert page.count("Tidak pulang: subsider 90 hari") == 1
    assert page.count("Belum tentu pulang") == 1
    assert page.count("Golongan II") == 3
    assert "Tidak pulang: subsider 90 hari" in officer.page(f"{officer.base}/people/{place.who['Ani']}")


def test_another_prisons_round_person_hearing_and_decree_are_not_there(app: Flask, place: Place) -> None:
    with app.app_context():
        place.decided([place.who["Ani"]])
        place.send([place.who["Ani"]])
        place.grant({place.who["Ani"]: 60})
        other = Place("LAPAS-02")
        with saving():
            for name in ("tpp", "head"):
                _user(other, name).tf_totp_secret = _security.totp_factory.generate_totp_secret()
    stranger = Officer(app, other, "verifier")
    base = f"/proposals/rounds/{place.round_id}"
    for address in (base, f"{base}/batch?act=verify&all=1", f"{base}/people/{place.who['Ani']}", f"{base}/hearings",
                    "/proposals/hearings/1", "/proposals/decrees/1", f"{base}/people/{place.who['Ani']}/withdrawal"):  # fmt: skip
        stranger.page(address, 404)
    for act in ("prepare", "verify", "send", "grant", "hand-over", "enter", "verify/back"):
        stranger.client.post(f"{base}/{act}", {"people": "1.x", "hash": "x", "step_up": PASSWORD}, 404)


def test_an_act_of_another_role_is_no_page_and_no_form(app: Flask, place: Place) -> None:
    wali, head = Officer(app, place, "wali"), Officer(app, place, "head")
    assert "data-select-all" not in wali.page(wali.base)
    wali.page(f"{wali.base}/batch?act=verify&all=1", 403)
    head.page(f"{head.base}/batch?act=prepare&all=1", 403)
    head.page(f"{head.base}/batch?act=nonsense", 404)
    head.client.post(f"{head.base}/prepare", {}, 403)


def test_data_that_changed_since_somebody_was_prepared_is_told_on_every_page_of_theirs(app: Flask, place: Place) -> None:
    with app.app_context():
        place.prepare([place.who["Ani"]])
        with saving():
            db.session.get(Wbp, place.who["Ani"]).escaped = True
            compute_again(scope=place.head, round_id=place.round_id, version=1, at=AT)
    officer = Officer(app, place, "verifier")
    assert "1 orang yang sudah disiapkan akan berbeda hasilnya" in officer.page(officer.base)
    person = officer.page(f"{officer.base}/people/{place.who['Ani']}")
    assert "Data berubah sejak disiapkan" in person
    assert "melarikan diri" in person
    assert "Data berubah sejak disiapkan" in officer.page(f"/remisi/rounds/{place.round_id}/differences")
