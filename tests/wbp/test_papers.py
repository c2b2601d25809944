"""Papers and their scans: checked by content, kept encrypted, verified by a named officer."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.wbp.models import Paper, PaperScan
from tests import factories
from tests.pages import PageClient
from tests.wbp.people import Place, audited, count_rows, small_house

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\nsecret of Budi\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def send(
    client: PageClient, place: Place, status: int = 303, code: str = "putusan", scan: bytes | None = None, **values: Any
) -> Any:
    form = {"version": "0", "state": "present", "number": "12/Pid/2025", "dated_on": "01-06-2025"} | values
    if scan is not None:
        form["scan"] = (io.BytesIO(scan), values.get("name", "putusan.pdf"))
    path = f"/wbp/{place.person_id}/papers/{code}"
    return client.post(path, form, status=status, content_type="multipart/form-data")


def paper(app: Flask) -> tuple[str, int, int | None]:
    with app.app_context():
        row = db.session.query(Paper).one()
        return row.state, row.version, row.verified_by


@pytest.mark.parametrize(("scan", "kind"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_scan_is_known_by_its_content_kept_encrypted_and_read_back(
    app: Flask, client: PageClient, scan: bytes, kind: str
) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place, scan=scan)
    with app.app_context():
        kept = db.session.query(PaperScan).one()
        scan_id, media_type = kept.id, kept.media_type
        raw = bytes(db.session.execute(text("SELECT content FROM paper_scan")).scalar_one())
    assert media_type == kind
    assert b"secret" not in raw and b"picture" not in raw
    answer = client.sign_in("tpp").get(f"/wbp/{place.person_id}/scans/{scan_id}")
    assert answer.data == scan
    assert answer.mimetype == kind
    assert "attachment" in answer.headers["Content-Disposition"]
    assert audited(app, "wbp.read_scan") == 1


@pytest.mark.parametrize(
    ("scan", "status"),
    [
        (b"MZ\x90\x00 a program called .pdf", 415),
        (PDF[:-6], 415),
        (JPEG[:-2], 415),
        (b"<html>%PDF-%%EOF</html>", 415),
        (PDF + b"x" * (2 * 1024 * 1024) + b"%%EOF", 413),
    ],
)
def test_a_wrong_cut_or_large_scan_is_refused_and_nothing_is_kept(
    app: Flask, client: PageClient, scan: bytes, status: int
) -> None:
    place = small_house(app)
    page = send(client.sign_in("reg"), place, status=status, scan=scan).get_data(as_text=True)
    assert "unggah lagi" in page
    assert "12/Pid/2025" in page
    assert count_rows(app, Paper) == 0 and count_rows(app, PaperScan) == 0


def test_every_paper_is_listed_missing_until_recorded(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg")
    path = f"/wbp/{place.person_id}/papers"
    assert client.get(path).get_data(as_text=True).count("Belum ada") == 12
    send(client, place)
    page = client.get(path).get_data(as_text=True)
    assert page.count("Belum ada") == 11
    assert "12/Pid/2025" in page


def test_verifying_keeps_who_and_when_and_a_change_takes_it_back(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place)
    path = f"/wbp/{place.person_id}/papers/putusan"
    client.post(f"{path}/verify", {"version": "1", "verified": "yes"})
    state, version, by = paper(app)
    assert state == "verified" and by is not None
    assert "Reg" in client.get(f"/wbp/{place.person_id}/papers").get_data(as_text=True)
    send(client, place, version=str(version))
    assert paper(app)[0] == "verified", "nothing changed, so it stays verified"
    send(client, place, version=str(version), number="13/Pid/2025")
    state, version, by = paper(app)
    assert (state, by) == ("present", None)
    assert audited(app, "wbp.verify_paper") == 1


def test_a_new_scan_of_a_verified_paper_asks_for_verification_again(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place)
    client.post(f"/wbp/{place.person_id}/papers/putusan/verify", {"version": "1"})
    send(client, place, version=str(paper(app)[1]), scan=PDF)
    assert paper(app)[0] == "present"


def test_a_verification_can_be_withdrawn(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place)
    path = f"/wbp/{place.person_id}/papers/putusan/verify"
    client.post(path, {"version": "1", "verified": "yes"})
    client.post(path, {"version": str(paper(app)[1]), "verified": "no"})
    assert paper(app)[0] == "present"
    assert audited(app, "wbp.withdraw_verification") == 1


def test_a_missing_paper_cannot_be_verified(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/papers/putusan/verify"
    client.sign_in("reg").post(path, {"version": "0", "verified": "yes"}, status=422)
    send(client, place, state="missing", number="", dated_on="")
    client.post(path, {"version": "1", "verified": "yes"}, status=422)


@pytest.mark.parametrize("user", ["wali", "bina", "tpp", "kepala"])
def test_only_those_who_may_verify_do(app: Flask, client: PageClient, user: str) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        person = db.session.get(factories.Wbp, place.person_id)
        factories.papers(person, ("putusan",), state="present")
    client.sign_in(user).post(f"/wbp/{place.person_id}/papers/putusan/verify", {"version": "1"}, status=403)
    assert paper(app)[0] == "present"


def test_a_stale_paper_form_is_refused(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place)
    send(client, place, version="1", number="2")
    page = send(client, place, status=409, version="1", number="3").get_data(as_text=True)
    assert ">2<" in page and ">3<" in page
    send(client, place, status=409, version="0", number="4")


def test_an_upload_sent_twice_is_kept_once(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg")
    for _time in range(2):
        send(client, place, scan=PDF, idempotency_key="once")
    assert count_rows(app, PaperScan) == 1
    assert audited(app, "wbp.record_paper") == 1


def test_an_unknown_paper_does_not_exist(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").get(f"/wbp/{place.person_id}/papers/nonsense", status=404)
    send(client, place, status=404, code="nonsense")


def test_a_scan_is_found_only_under_its_own_person(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    send(client.sign_in("reg"), place, scan=PDF)
    with app.app_context():
        scan_id = db.session.query(PaperScan).one().id
        with saving():
            second = factories.wbp(place.facility_id, "Orang Kedua").id
    client.get(f"/wbp/{second}/scans/{scan_id}", status=404)
    client.sign_in("reg2").get(f"/wbp/{place.person_id}/scans/{scan_id}", status=404)
    client.get(f"/wbp/{place.other_person_id}/scans/{scan_id}", status=404)
