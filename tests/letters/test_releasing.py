"""Papers from draft to release: what stays, what is refused, and what the open page tells."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.letters import release_actions
from rehab.letters.actions import reserve_number
from rehab.letters.framing import fingerprint
from rehab.letters.models import LetterNumber, ReleasedPaper
from rehab.letters.sealing import DamagedPaper, opened_data, opened_file, sealed_file
from rehab.letters.shapes import Drawing
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.proposals.batches import hearing_fingerprint
from rehab.proposals.hearing_actions import correct_hearing
from rehab.proposals.models import Candidate, CandidateMove, Hearing
from rehab.remisi.models import Round
from tests import factories
from tests.attendance.classroom import scope_of
from tests.letters.round import Seeded, command_line_scope, needs_reader, pages_of, seeded, settle
from tests.pages import PageClient


def release(client: PageClient, round_id: int, kind: str, status: int = 303, **more):
    return client.post(f"/letters/rounds/{round_id}/release", {"kind": kind} | more, status=status)


def the_paper(app: Flask) -> ReleasedPaper:
    with app.app_context():
        return db.session.query(ReleasedPaper).order_by(ReleasedPaper.id.desc()).first()


@needs_reader
def test_a_draft_says_so_on_every_page_and_a_released_paper_does_not(app: Flask, client: PageClient, tmp_path) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    draft = client.get(f"/letters/rounds/{found.round_id}/lists.pdf").data
    assert all("DRAF" in page for page in pages_of(draft, tmp_path))
    release(client, found.round_id, "lists")
    paper = the_paper(app)
    pages = pages_of(client.get(f"/letters/papers/{paper.id}.pdf").data, tmp_path)
    assert not any("DRAF" in page for page in pages)
    assert f"/verify/{paper.code}" in "".join(pages)
    assert paper.data_hash[:12] in "".join(pages)


def test_a_released_paper_gives_the_same_bytes_whatever_happens_to_its_people(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "proposal")
    paper = the_paper(app)
    first = client.get(f"/letters/papers/{paper.id}.pdf").data
    assert hashlib.sha256(first).hexdigest() == paper.file_hash
    with app.app_context(), saving():
        db.session.execute(db.text("UPDATE wbp SET name = 'Lain'"))
        db.session.execute(db.text("UPDATE facility SET name = 'Lain'"))
    assert client.get(f"/letters/papers/{paper.id}.pdf").data == first


def test_nothing_is_released_before_anybody_was_decided_on(app: Flask, client: PageClient) -> None:
    found = seeded(app, states=("recommended", "open", "open", "open"))
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    for kind, says in (("lists", "Belum ada yang diputus"), ("proposal", "Belum ada yang diputus"), ("ceremony", "Belum ada SK")):
        assert says in release(client, found.round_id, kind, status=422).get_data(as_text=True)
    with app.app_context():
        assert db.session.query(ReleasedPaper).count() == 0
        assert db.session.query(LetterNumber).count() == 0


def test_a_letter_needs_a_number_template_and_takes_the_next_number(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found, number_template="")
    client.sign_in(f"head.{found.facility_id}")
    assert "Pola nomor surat belum diisi" in release(client, found.round_id, "proposal", status=422).get_data(as_text=True)
    with app.app_context(), saving():
        db.session.execute(db.text("DELETE FROM letter_setting"))
        db.session.execute(db.text("DELETE FROM letter_signatory"))
    settle(app, found, counter_start=40)
    release(client, found.round_id, "proposal")
    release(client, found.round_id, "proposal")
    with app.app_context():
        numbers = db.session.query(LetterNumber).order_by(LetterNumber.counter).all()
        papers = db.session.query(ReleasedPaper).order_by(ReleasedPaper.sequence).all()
        assert [each.counter for each in numbers] == [40, 41]
        assert {each.state for each in numbers} == {"used"}
        assert [each.state for each in papers] == ["replaced", "released"]
        assert [each.number for each in papers] == [each.number for each in numbers]
        assert len({each.code for each in papers}) == 2


def test_the_open_page_tells_number_hash_and_totals_and_no_name(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    paper = the_paper(app)
    stranger = PageClient(app)
    page = stranger.get(f"/verify/{paper.code}").get_data(as_text=True)
    assert paper.number in page and paper.data_hash in page and paper.file_hash in page
    assert "terbit dan berlaku" in page
    assert paper.totals == {"people": 4, "proposed": 1, "not_proposed": 3, "undecided": 2, "class_two": 0}
    assert not any(name in page for name in ("Ani", "Budi", "Cici", "Dodi", "PEJABAT", "B.I "))


def test_a_replaced_paper_names_its_successor(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    first = the_paper(app)
    release(client, found.round_id, "lists")
    page = PageClient(app).get(f"/verify/{first.code}").get_data(as_text=True)
    assert "sudah diganti" in page and f"Yang berlaku sekarang bernomor {found.round_id}/2" in page
    page = PageClient(app).get(f"/verify/{the_paper(app).code}").get_data(as_text=True)
    assert f"nomor {found.round_id}/1" in page and "terbit dan berlaku" in page


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM letter_paper",
        "UPDATE letter_paper SET number = 'lain'",
        "UPDATE letter_paper SET data_hash = 'x'",
        "UPDATE letter_paper SET file = data",
        "UPDATE letter_paper SET released_at = '2020-01-01 00:00:00'",
        "DELETE FROM letter_number",
        "UPDATE letter_number SET number = 'lain'",
        "UPDATE letter_number SET state = 'reserved'",
    ],
)
def test_the_database_itself_keeps_released_papers_and_numbers(app: Flask, client: PageClient, statement: str) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "proposal")
    with app.app_context(), pytest.raises(DBAPIError), saving():
        db.session.execute(db.text(statement))


def test_every_release_stands_in_the_trail(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="letters.release_paper").count() == 1


def test_registrasi_may_look_but_only_the_head_releases(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"verifier.{found.facility_id}")
    page = client.get(f"/letters/rounds/{found.round_id}").get_data(as_text=True)
    assert 'value="lists"' not in page
    release(client, found.round_id, "lists", status=403)


def test_what_changes_while_a_paper_is_drawn_keeps_it_from_being_released(app: Flask, client: PageClient, monkeypatch) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")

    def slow(*_args: object, **_more: object) -> bytes:
        with saving():
            db.session.execute(db.text("UPDATE facility SET name = 'Nama Lain'"))
        return b"%PDF"

    monkeypatch.setattr(release_actions, "draw", slow)
    assert "Data berubah" in release(client, found.round_id, "lists", status=409).get_data(as_text=True)
    with app.app_context():
        assert db.session.query(ReleasedPaper).count() == 0


def test_a_number_taken_while_the_letter_is_drawn_is_not_given_twice(app: Flask, client: PageClient, monkeypatch) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")

    def slow(*_args: object, **_more: object) -> bytes:
        with saving():
            reserve_number(scope=command_line_scope(found.facility_id), facility_id=found.facility_id, purpose="", at=clock.now())
        return b"%PDF"

    monkeypatch.setattr(release_actions, "draw", slow)
    release(client, found.round_id, "proposal", status=409)
    with app.app_context():
        assert [each.state for each in db.session.query(LetterNumber)] == ["reserved"]


def test_a_reserved_number_is_used_and_only_once(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    with app.app_context(), saving():
        scope = command_line_scope(found.facility_id)
        number_id = str(reserve_number(scope=scope, facility_id=found.facility_id, purpose="usulan", at=clock.now()).id)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "proposal", number_id=number_id)
    release(client, found.round_id, "proposal", status=422, number_id=number_id)
    with app.app_context():
        assert [each.state for each in db.session.query(LetterNumber)] == ["used"]


def test_a_file_that_is_not_the_released_one_is_not_handed_out(app: Flask) -> None:
    with app.app_context():
        sealed = sealed_file(b"%PDF satu")
        assert opened_file(ReleasedPaper(**sealed)) == b"%PDF satu"
        with pytest.raises(DamagedPaper):
            opened_file(ReleasedPaper(file=sealed_file(b"%PDF dua")["file"], file_hash=sealed["file_hash"]))


def test_the_words_of_a_released_paper_are_kept_and_stand_encrypted(app: Flask, client: PageClient) -> None:
    found = seeded(app)
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "lists")
    with app.app_context():
        paper = db.session.query(ReleasedPaper).one()
        assert b"Ani Lengkap" not in bytes(paper.data) and b"PEJABAT" not in bytes(paper.file)
        words = opened_data(paper)
        assert words["data"]["sections"][0]["rows"][0][1] == "Ani Lengkap"
        assert fingerprint(Drawing(words["template"], words["data"], {})) == paper.data_hash


PASSED = "Terbitkan berita acara yang baru"


@pytest.fixture
def minuted(app: Flask, client: PageClient) -> Seeded:
    """Released minutes of a hearing that nobody was decided on yet; the head is signed in."""
    found = seeded(app, states=("recommended", "recommended", "open", "open"))
    settle(app, found)
    client.sign_in(f"head.{found.facility_id}")
    release(client, found.round_id, "minutes", hearing_id=str(found.hearing_id))
    return found


def papers(client: PageClient, found: Seeded) -> str:
    return client.get(f"/letters/rounds/{found.round_id}").text


def test_minutes_say_where_their_hearing_was_corrected_since(app: Flask, client: PageClient, minuted: Seeded) -> None:
    assert PASSED not in papers(client, minuted)
    with app.app_context(), saving():
        row = db.session.get_one(Hearing, minuted.hearing_id)
        same = {name: getattr(row, name) for name in ("number", "held_on", "place", "members")}
        correct_hearing(
            scope=scope_of(f"tpp.{minuted.facility_id}"), hearing_id=row.id, seen=hearing_fingerprint(row), minutes="Lain.",
            reason="Salah ketik.", at=clock.now(), **same,
        )  # fmt: skip
    assert PASSED in papers(client, minuted)
    release(client, minuted.round_id, "minutes", hearing_id=str(minuted.hearing_id))
    assert PASSED not in papers(client, minuted)


def test_minutes_say_where_somebody_more_was_heard_since(app: Flask, client: PageClient, minuted: Seeded) -> None:
    with app.app_context(), saving():
        one = db.session.query(Candidate).filter_by(hearing_id=minuted.hearing_id).first()
        assert one is not None
        round_, tpp = db.session.get_one(Round, minuted.round_id), db.session.get_one(factories.User, one.recommended_by)
        made = factories.deed(round_, tpp, "recommend", at=clock.now())
        place = {"facility_id": one.facility_id, "candidate_id": one.id, "deed_id": made.id}
        db.session.add(CandidateMove(**place, before="verified", after="recommended", said="propose"))
    assert PASSED in papers(client, minuted)
