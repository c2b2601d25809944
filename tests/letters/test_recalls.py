"""Taking a released paper back: two people, a coded reason, the file and the number kept, and the next paper says so."""

import hashlib
from typing import Any

import pytest
from flask import Flask
from flask_security.proxies import _security
from sqlalchemy.exc import DBAPIError

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.letters import recall_actions
from rehab.letters.models import LetterNumber, PaperRecall, ReleasedPaper
from rehab.letters.recall_actions import SecondPersonNeeded, decide_recall
from rehab.plumbing import clock
from rehab.plumbing.formatting import long_date
from rehab.plumbing.saving import saving
from tests import factories
from tests.letters.round import Seeded, command_line_scope, needs_reader, pages_of, seeded, settle
from tests.letters.test_releasing import release, the_paper
from tests.pages import PageClient

ASKED = {"reason": "wrong_content", "note": "Salah tanggal"}


@pytest.fixture
def standing(app: Flask, client: PageClient) -> Seeded:
    """A released letter; the officer of registrasi is signed in."""
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "proposal")
    client.sign_in(f"verifier.{found.facility_id}")
    return found


def ask(app: Flask, client: PageClient, status: int = 303, **typed: str) -> Any:
    paper = the_paper(app)
    return client.post(f"/letters/papers/{paper.id}/recall", {"version": str(paper.version)} | ASKED | typed, status=status)


def code_of(app: Flask, username: str) -> str:
    """The present code of somebody's authenticator, as if half a minute had passed since the last."""
    with app.app_context(), saving():
        user = db.session.query(factories.User).filter_by(username=username).one()
        user.tf_primary_method, user.tf_last_counter = "authenticator", None
        user.tf_totp_secret = user.tf_totp_secret or _security.totp_factory.generate_totp_secret()
        code: str = _security.totp_factory.generate_totp_password(user.tf_totp_secret)
        return code


def decide(app: Flask, client: PageClient, found: Seeded, status: int = 303, **typed: str) -> Any:
    client.sign_in(f"head.{found.facility_id}")
    with app.app_context():
        row = db.session.query(PaperRecall).order_by(PaperRecall.id.desc()).first()
    secret = code_of(app, f"head.{found.facility_id}")
    form = {"version": str(row.version), "choice": "confirm", "note": "", "step_up": secret}
    return client.post(f"/letters/recalls/{row.id}", form | typed, status=status)


def test_asking_changes_nothing_and_a_second_persons_word_takes_the_paper_back(
    app: Flask, client: PageClient, standing: Seeded
) -> None:
    before = client.get(f"/letters/papers/{the_paper(app).id}.pdf").data
    page = client.follow(ask(app, client)).get_data(as_text=True)
    paper = the_paper(app)
    assert paper.state == "released" and "Pencabutan diajukan" in page and "Putuskan pencabutan" not in page
    assert "terbit dan berlaku" in PageClient(app).get(f"/verify/{paper.code}").get_data(as_text=True)
    client.sign_in(f"head.{standing.facility_id}")
    assert "Putuskan pencabutan" in client.get(f"/letters/rounds/{standing.round_id}").get_data(as_text=True)
    assert "Salah tanggal" in client.get("/letters/recalls/1").get_data(as_text=True)
    page = client.follow(decide(app, client, standing)).get_data(as_text=True)
    paper = the_paper(app)
    assert (paper.state, paper.reason) == ("cancelled", "wrong_content")
    assert "Isi atau angkanya keliru" in page and "Dicabut" in page
    after = client.get(f"/letters/papers/{paper.id}.pdf").data
    assert after == before and hashlib.sha256(after).hexdigest() == paper.file_hash
    with app.app_context():
        said = [row.action for row in db.session.query(AuditEntry).order_by(AuditEntry.id) if "recall" in row.action]
        assert said == ["letters.file_recall", "letters.confirm_recall"]
        assert [each.state for each in db.session.query(LetterNumber)] == ["used"]


def test_what_waits_stands_on_the_first_page_of_whoever_decides_on_it(app: Flask, client: PageClient, standing: Seeded) -> None:
    line = f'href="/letters/rounds/{standing.round_id}#terbit"><span class="work__count">1</span>'
    ask(app, client)
    assert line not in client.get("/home").text
    assert line in client.sign_in(f"head.{standing.facility_id}").get("/home").text
    with app.app_context(), saving():
        factories.user("head.elsewhere", Role.KEPALA, factories.facility("RUTAN-02").id)
    assert "Pencabutan kertas" not in client.sign_in("head.elsewhere").get("/home").text
    decide(app, client, standing)
    assert line not in client.get("/home").text


def test_the_open_page_says_taken_back_on_which_day_and_neither_name_nor_reason(
    app: Flask, client: PageClient, standing: Seeded
) -> None:
    ask(app, client)
    decide(app, client, standing)
    paper = the_paper(app)
    page = PageClient(app).get(f"/verify/{paper.code}").get_data(as_text=True)
    with app.test_request_context():
        day = long_date(clock.local_date(paper.closed_at, "WITA"))
    assert f"dicabut pada {day}" in page and "Belum ada penggantinya" in page and "terbit dan berlaku" not in page
    assert not any(word in page for word in ("Salah tanggal", "keliru", "Verifier", "Head", "Ani", "PEJABAT"))


@needs_reader
def test_the_next_paper_has_a_new_number_and_says_which_it_replaces(
    app: Flask, client: PageClient, standing: Seeded, tmp_path
) -> None:
    ask(app, client)
    decide(app, client, standing)
    old = the_paper(app)
    draft = "".join(pages_of(client.get(f"/letters/rounds/{standing.round_id}/proposal.pdf").data, tmp_path))
    assert f"menggantikan surat nomor {old.number}, dicabut" in " ".join(draft.split())
    release(client, standing.round_id, "proposal")
    new = the_paper(app)
    assert new.number.startswith("W.1-2/") and old.number.startswith("W.1-1/")
    text = "".join(pages_of(client.get(f"/letters/papers/{new.id}.pdf").data, tmp_path))
    assert f"nomor {old.number}, dicabut" in " ".join(text.split())
    stranger = PageClient(app)
    assert f"Yang berlaku sekarang bernomor {new.number}" in stranger.get(f"/verify/{old.code}").get_data(as_text=True)
    assert f"nomor {old.number}" in stranger.get(f"/verify/{new.code}").get_data(as_text=True)
    with app.app_context():
        assert [each.state for each in db.session.query(ReleasedPaper).order_by(ReleasedPaper.id)] == ["cancelled", "released"]


def test_a_declined_recall_leaves_the_paper_standing_and_may_be_asked_for_again(
    app: Flask, client: PageClient, standing: Seeded
) -> None:
    ask(app, client)
    assert "mengapa demikian" in decide(app, client, standing, 422, choice="decline").get_data(as_text=True)
    decide(app, client, standing, choice="decline", note="Isinya benar")
    assert the_paper(app).state == "released"
    assert "sudah diputuskan" in client.get("/letters/recalls/1").get_data(as_text=True)
    decide(app, client, standing, 409)
    client.sign_in(f"verifier.{standing.facility_id}")
    ask(app, client)
    with app.app_context():
        assert [each.decision for each in db.session.query(PaperRecall).order_by(PaperRecall.id)] == ["declined", None]


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"reason": ""}, 422, "Isi alasan"),
        ({"reason": "karangan"}, 422, "Alasan"),
        ({"reason": "other", "note": ""}, 422, "mengapa demikian"),
        ({"version": "99"}, 409, "sudah diubah orang lain"),
    ],
)
def test_what_is_asked_badly_is_refused_in_words(app: Flask, client: PageClient, standing: Seeded, typed, status, says) -> None:
    assert says in ask(app, client, status, **typed).get_data(as_text=True)
    with app.app_context():
        assert db.session.query(PaperRecall).count() == 0


def test_it_is_asked_once_and_decided_with_a_secret_of_ones_own(app: Flask, client: PageClient, standing: Seeded) -> None:
    ask(app, client)
    assert "menunggu keputusan kepala" in ask(app, client, 409).get_data(as_text=True)
    decide(app, client, standing, 422, step_up="")
    decide(app, client, standing, 422, step_up="000000")
    decide(app, client, standing, 409, version="99")
    assert the_paper(app).state == "released"


def test_nobody_decides_on_what_they_asked_for(app: Flask, client: PageClient, standing: Seeded) -> None:
    ask(app, client)
    with app.app_context(), saving():
        db.session.query(factories.User).filter_by(username=f"verifier.{standing.facility_id}").one().role = Role.KEPALA
    secret = code_of(app, f"verifier.{standing.facility_id}")
    client.sign_in(f"verifier.{standing.facility_id}")
    form = {"version": "1", "choice": "confirm", "note": "", "step_up": secret}
    page = client.post("/letters/recalls/1", form, status=422).get_data(as_text=True)
    assert "orang lain yang memutuskannya" in page and the_paper(app).state == "released"


def test_while_a_recall_waits_no_newer_paper_takes_the_place_of_the_old(app: Flask, client: PageClient, standing: Seeded) -> None:
    ask(app, client)
    client.sign_in(f"head.{standing.facility_id}")
    assert "Putuskan dahulu" in release(client, standing.round_id, "proposal", 409).get_data(as_text=True)
    release(client, standing.round_id, "lists")
    with app.app_context():
        assert [each.kind for each in db.session.query(ReleasedPaper).order_by(ReleasedPaper.id)] == ["proposal", "lists"]


def test_who_may_ask_and_who_may_decide(app: Flask, client: PageClient, standing: Seeded) -> None:
    paper_id = the_paper(app).id
    ask(app, client)
    client.get("/letters/recalls/1", status=403)
    with app.app_context(), saving():
        other = factories.facility("RUTAN-02")
        for name, role in (("asing", Role.REGISTRASI), ("kepala-asing", Role.KEPALA)):
            factories.user(name, role, other.id)
    client.sign_in("asing")
    client.get(f"/letters/papers/{paper_id}/recall", status=404)
    ask(app, client, 404)
    client.sign_in("kepala-asing")
    client.get("/letters/recalls/1", status=404)
    client.post("/letters/recalls/1", {"version": "1", "choice": "confirm", "step_up": "x"}, status=404)
    client.sign_in(f"head.{standing.facility_id}")
    client.get(f"/letters/papers/{paper_id}/recall", status=403)


def test_the_action_itself_needs_two_people(app: Flask, client: PageClient, standing: Seeded) -> None:
    ask(app, client)
    with app.app_context(), pytest.raises(SecondPersonNeeded), saving():
        row = db.session.query(PaperRecall).one()
        scope = command_line_scope(standing.facility_id)
        alone = type(scope)(row.filed_by, "x", Role.KEPALA, scope.facility_ids)
        decide_recall(scope=alone, recall_id=row.id, version=1, confirmed=True, note="", step_up="totp", at=clock.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE letter_paper SET state = 'cancelled', reason = 'x'",
        "UPDATE letter_recall SET decision = 'confirmed', decided_by = filed_by, decided_at = filed_at",
        "UPDATE letter_recall SET decision = 'confirmed'",
        "UPDATE letter_recall SET decision = 'declined', decided_by = filed_by + 1, decided_at = filed_at",
        "UPDATE letter_recall SET reason = 'wrong_people'",
        "UPDATE letter_recall SET reason = 'karangan'",
        "UPDATE letter_recall SET note = 'lain'",
        "UPDATE letter_recall SET filed_by = filed_by + 1",
        "DELETE FROM letter_recall",
        "INSERT INTO letter_recall (facility_id, paper_id, reason, note, filed_by, filed_at, decision_note, version)"
        " SELECT facility_id, paper_id, reason, note, filed_by, filed_at, '', 1 FROM letter_recall",
        "INSERT INTO letter_recall (facility_id, paper_id, reason, note, filed_by, filed_at, decision, decided_by, decided_at,"
        " decision_note, version) SELECT facility_id, paper_id, reason, note, filed_by, filed_at, 'confirmed', filed_by + 1,"
        " filed_at, '', 1 FROM letter_recall",
    ],
)
def test_the_database_itself_takes_no_paper_back_by_one_person(
    app: Flask, client: PageClient, standing: Seeded, statement: str
) -> None:
    ask(app, client)
    with app.app_context(), pytest.raises(DBAPIError), saving():
        db.session.execute(db.text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE letter_recall SET decision = 'declined', decision_note = 'x'",
        "UPDATE letter_paper SET state = 'released'",
        "UPDATE letter_paper SET number = 'lain'",
        "UPDATE letter_number SET state = 'reserved'",
        "INSERT INTO letter_recall (facility_id, paper_id, reason, note, filed_by, filed_at, decision_note, version)"
        " SELECT facility_id, paper_id, reason, note, filed_by, filed_at, '', 1 FROM letter_recall",
    ],
)
def test_the_database_itself_lets_nothing_come_back(app: Flask, client: PageClient, standing: Seeded, statement: str) -> None:
    ask(app, client)
    decide(app, client, standing)
    with app.app_context(), pytest.raises(DBAPIError), saving():
        db.session.execute(db.text(statement))


def test_a_paper_closed_meanwhile_is_not_taken_back(app: Flask, client: PageClient, standing: Seeded) -> None:
    ask(app, client)
    with app.app_context(), saving():
        db.session.execute(db.text("UPDATE letter_paper SET state = 'replaced'"))
    decide(app, client, standing, 409)
    assert the_paper(app).state == "replaced"
    assert recall_actions.PaperClosed.status == 409
