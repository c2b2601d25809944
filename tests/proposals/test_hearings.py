"""A hearing put right: with a reason, seen by everybody, and only until somebody was decided on by what it says."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.audit.models import AuditEntry
from rehab.audit.queries import history_of
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, StaleVersion
from rehab.plumbing.saving import saving
from rehab.proposals.actions import ReasonMissing, Said, decide
from rehab.proposals.batches import hearing_fingerprint
from rehab.proposals.deed_actions import SHOWN, BatchChanged, NotYours
from rehab.proposals.hearing_actions import HearingDecidedOn, HearingKnown, correct_hearing
from rehab.proposals.models import Hearing
from tests.proposals.acting import LETTER_ON, Place
from tests.proposals.test_pages import Officer, hidden, place  # noqa: F401 - the fixture
from tests.remisi.people import AT

LATER = AT + timedelta(hours=1)
RIGHT_ON = LETTER_ON + timedelta(days=1)


def seen(hearing_id: int) -> str:
    return hearing_fingerprint(db.session.get_one(Hearing, hearing_id))


def correct(prison: Place, hearing_id: int, shown: str, scope: Scope | None = None, **values: Any) -> None:
    """A correction that writes what stands there already, except what is named."""
    found = db.session.get_one(Hearing, hearing_id)
    same = {name: getattr(found, name) for name in ("number", "held_on", "place", "members", "minutes")}
    with saving():
        correct_hearing(
            scope=scope or prison.tpp, hearing_id=hearing_id, seen=shown, at=LATER, **same | {"reason": "Salah ketik."} | values
        )  # fmt: skip


@pytest.fixture
def here(app: Flask, place: Place) -> Any:  # noqa: F811
    with app.app_context():
        yield place


def test_a_correction_keeps_what_was_said_before_with_its_reason(here: Place) -> None:
    hearing = here.hearing("TPP-1")
    correct(here, hearing, seen(hearing), held_on=RIGHT_ON, minutes="Dibahas satu per satu.")
    row = db.session.get_one(Hearing, hearing)
    assert (row.held_on, row.minutes, row.number) == (RIGHT_ON, "Dibahas satu per satu.", "TPP-1")
    (entry,) = history_of(here.tpp, "hearing", [hearing])
    assert entry.changes == [
        ("held_on", LETTER_ON.isoformat(), RIGHT_ON.isoformat()), ("minutes", "Dibahas.", "Dibahas satu per satu."),
    ]  # fmt: skip
    assert (entry.details["reason"], entry.actor_id) == ("Salah ketik.", here.tpp.user_id)


def test_the_later_of_two_corrections_is_refused_and_shows_both(here: Place) -> None:
    hearing = here.hearing("TPP-1")
    shown = seen(hearing)
    correct(here, hearing, shown, held_on=RIGHT_ON)
    with pytest.raises(StaleVersion) as told:
        correct(here, hearing, shown, held_on=RIGHT_ON + timedelta(days=1))
    days = [short for side in (told.value.theirs, told.value.yours) for short in side.values()]
    assert days == [f"{day:%d-%m-%Y}" for day in (RIGHT_ON, RIGHT_ON + timedelta(days=1))]
    assert db.session.get_one(Hearing, hearing).held_on == RIGHT_ON


def test_what_was_decided_on_stays_as_it_was(here: Place) -> None:
    ani, dodi = here.who["Ani"], here.who["Dodi"]
    hearing = here.hearing("TPP-1")
    here.prepare([ani, dodi])
    here.verify([ani, dodi])
    here.recommend([ani, dodi], hearing=hearing)
    correct(here, hearing, seen(hearing), place="Aula besar")
    here.decide([ani])
    with pytest.raises(HearingDecidedOn):
        correct(here, hearing, seen(hearing), place="Aula kecil")
    assert db.session.get_one(Hearing, hearing).place == "Aula besar"


def test_the_heads_open_batch_is_stale_after_a_correction_and_says_who_made_it(here: Place) -> None:
    ani = [here.who["Ani"]]
    hearing = here.hearing("TPP-1")
    here.prepare(ani)
    here.verify(ani)
    here.recommend(ani, hearing=hearing)
    batch = here.batch("decide", ani)
    correct(here, hearing, seen(hearing), held_on=RIGHT_ON)
    with pytest.raises(BatchChanged) as told, saving():
        decide(scope=here.head, round_id=here.round_id, batch=batch, said=Said("as_recommended"), at=LATER)
    assert told.value.theirs == {"Ani Lengkap": f"Catatan sidang TPP diubah, {here.tpp.name}"}
    here.decide(ani)
    assert here.states()["Ani"] == "decided"


def test_a_long_list_of_changed_people_is_cut_and_counted(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SHOWN == 20
    monkeypatch.setattr("rehab.proposals.deed_actions.SHOWN", 1)
    batch = here.batch("prepare", scope=here.preparer)
    here.prepare()
    with pytest.raises(BatchChanged) as told, saving():
        decide(scope=here.head, round_id=here.round_id, batch=batch, said=Said("as_recommended"), at=LATER)
    assert list(told.value.theirs) == ["Ani Lengkap", "3 orang lagi"]


def test_a_correction_needs_a_reason_a_free_number_the_role_and_the_prison(here: Place) -> None:
    hearing, _other = here.hearing("TPP-1"), here.hearing("TPP-2")
    stranger = Place("LAPAS-02").tpp
    for expected, values in (
        (ReasonMissing, {"reason": "", "place": "Aula besar"}),
        (HearingKnown, {"number": "TPP-2"}),
        (NotYours, {"scope": here.head, "place": "Aula besar"}),
        (NotFound, {"scope": stranger, "place": "Aula besar"}),
    ):
        with pytest.raises(expected):
            correct(here, hearing, seen(hearing), **values)
    # Nothing changed is nothing written.
    correct(here, hearing, seen(hearing))
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.correct_hearing")).all() == []


def test_the_form_shows_what_is_recorded_and_the_page_what_it_said_before(app: Flask, place: Place) -> None:  # noqa: F811
    with app.app_context():
        hearing = place.hearing("TPP-1")
    tpp, head = Officer(app, place, "tpp"), Officer(app, place, "head")
    address = f"/proposals/hearings/{hearing}"
    assert f"{address}/correct" in tpp.page(address)
    assert f"{address}/correct" not in head.page(address)
    head.page(f"{address}/correct", 403)
    form = tpp.page(f"{address}/correct")
    assert "Ketua; Ketua" in form
    typed = {name: hidden(form, name) for name in ("seen", "idempotency_key", "number", "held_on", "place")}
    typed |= {"present": "Ketua; Ketua\nAnggota Baru; Anggota", "absent": "", "minutes": "Dibahas."}
    assert "Isi alasan perbaikan" in tpp.client.post(f"{address}/correct", typed, 422).get_data(as_text=True)
    page = tpp.client.follow(tpp.client.post(f"{address}/correct", typed | {"reason": "Anggota terlewat."}))
    text = page.get_data(as_text=True)
    assert "Ketua, Ketua (hadir); Anggota Baru, Anggota (hadir)" in text
    assert "Alasan: Anggota terlewat." in text
    stale = tpp.client.post(f"{address}/correct", typed | {"reason": "Lagi.", "idempotency_key": "b" * 32, "minutes": "-"}, 409)
    assert "Notula" in stale.get_data(as_text=True)


def test_a_hearing_that_is_still_to_come_is_refused_beside_its_day(app: Flask, place: Place) -> None:  # noqa: F811
    with app.app_context():
        hearing = place.hearing("TPP-1")
    tpp = Officer(app, place, "tpp")
    base = f"/proposals/rounds/{place.round_id}/hearings"
    tomorrow = clock.today("WITA") + timedelta(days=1)
    for address, more in ((f"{base}/new", {"number": "TPP-2"}), (f"/proposals/hearings/{hearing}/correct", {"reason": "Salah."})):
        form = tpp.page(address)
        typed = {name: hidden(form, name) for name in ("idempotency_key", "number", "place")} | {"present": "Ketua; Ketua"}
        typed |= {"seen": hidden(form, "seen")} if "seen" in form.split("novalidate")[1] else {}
        page = tpp.client.post(address, typed | more | {"held_on": f"{tomorrow:%d-%m-%Y}"}, 422).get_data(as_text=True)
        assert '<a href="#held_on">Tanggal ini belum tiba.' in page
    with app.app_context():
        assert [row.held_on for row in db.session.query(Hearing)] == [LETTER_ON]


def test_the_page_of_a_hearing_that_was_decided_on_says_what_to_do_instead(app: Flask, place: Place) -> None:  # noqa: F811
    with app.app_context():
        hearing = place.hearing("TPP-1")
        ani = [place.who["Ani"]]
        place.prepare(ani)
        place.verify(ani)
        place.recommend(ani, hearing=hearing)
        place.decide(ani)
    tpp = Officer(app, place, "tpp")
    page = tpp.page(f"/proposals/hearings/{hearing}")
    assert "Kepala sudah memutuskan untuk 1 orang" in page
    assert f"/proposals/rounds/{place.round_id}/hearings/new" in page
    assert f"/proposals/hearings/{hearing}/correct" not in page
    form = tpp.page(f"/proposals/hearings/{hearing}/correct")
    assert "berita acara perbaikan" in form
    assert "<textarea" not in form
