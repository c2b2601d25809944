"""What nobody types by mistake: addresses that lead out of the house, digits that are none, numbers no column holds."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from rehab.access.permissions import Role
from rehab.plumbing.saving import saving
from tests import factories
from tests.house.reading import ROOT
from tests.pages import PageClient

PASSWORD = "sandi-contoh-42"
TYPED = "application/x-www-form-urlencoded"
LEADING_OUT = ["//jahat.example", "/\t/jahat.example", "/\n/jahat.example", "/\r\n/jahat.example", "/\\jahat.example",
               "https://jahat.example", " //jahat.example", "/" + "a" * 5000, "javascript:alert(1)"]  # fmt: skip


@pytest.fixture
def officer(app: Flask, client: PageClient) -> PageClient:
    with app.app_context(), saving():
        place = factories.facility()
        for role in (Role.PEMBINAAN, Role.REGISTRASI, Role.WALI):
            factories.user(role.value, role, place.id)
        factories.user("admin", Role.ADMIN, place.id)
        factories.wbp(place.id)
    return client


@pytest.mark.parametrize("address", LEADING_OUT)
def test_after_signing_in_nobody_is_led_out_of_the_house(officer: PageClient, address: str) -> None:
    answer = officer.post("/login", {"username": "wali", "password": PASSWORD, "next": address})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("address", LEADING_OUT)
def test_choosing_a_language_leads_nobody_out_of_the_house(officer: PageClient, address: str) -> None:
    assert officer.post("/language/en", {"next": address}).headers["Location"] == "/"


def test_an_address_inside_the_house_is_gone_on_to(officer: PageClient) -> None:
    answer = officer.post("/login", {"username": "wali", "password": PASSWORD, "next": "/wbp?q=budi&page=2"})
    assert answer.headers["Location"] == "/wbp?q=budi&page=2"


NO_NUMBERS = ["²", "①", "9" * 5000, "-1", "1.5", "9" * 30, "0x1"]
QUESTIONS = [
    ("registrasi", "/wbp?page={0}"), ("registrasi", "/wbp?wali={0}"), ("registrasi", "/wbp/assign-wali?wbp_id={0}"),
    ("registrasi", "/wbp/1/detentions?edit={0}"), ("admin", "/audit/?actor_id={0}"), ("admin", "/audit/?subject_id={0}"),
    ("admin", "/facilities/holidays?year={0}"), ("pembinaan", "/programs/?agency={0}"),
    ("pembinaan", "/partners/agreements?agency={0}"),
    ("pembinaan", "/outcomes/?programme={0}"), ("wali", "/conduct/sppn?wali={0}"), ("pembinaan", "/reports/?facility={0}"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "address"), QUESTIONS, ids=[each[1] for each in QUESTIONS])
def test_what_is_no_number_in_an_address_is_no_fault_of_ours(officer: PageClient, role: str, address: str) -> None:
    officer.sign_in(role)
    answers = {text[:8]: officer.http.get(address.format(text)).status_code for text in NO_NUMBERS}
    assert {text: status for text, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("version", NO_NUMBERS)
def test_a_version_that_is_no_number_is_an_old_version(officer: PageClient, version: str) -> None:
    officer.sign_in("admin")
    answer = officer.http.post("/users/1", data={"version": version, "name": "Sari", "role": "pembinaan", "facility_id": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize("chosen", ["9" * 12, "9" * 30])
def test_people_whose_number_no_column_holds_are_not_found(officer: PageClient, chosen: str) -> None:
    officer.sign_in("registrasi")
    answer = officer.http.post("/wbp/assign-wali", data={"wbp_id": ["1", chosen], "wali_id": "0"})
    assert answer.status_code == 404


def digit_tests(folder: Path) -> list[str]:
    """Where a text is asked whether it has only digits in the way that takes ² for one, which int() then refuses."""
    found = re.compile(r"\.isdigit\(\)")
    return [path.name for path in sorted(folder.rglob("*.py")) if found.search(path.read_text())]


def test_no_room_takes_a_superscript_for_a_digit(tmp_path: Path) -> None:
    rooms = [path for path in (ROOT / "rehab").iterdir() if path.is_dir() and path.name not in ("remisi_rules", "demo")]
    excused = {"report.py", "sentences.py"}  # they only look at a text, and never make a number of it
    assert [name for room in rooms for name in digit_tests(room) if name not in excused] == []
    (tmp_path / "planted.py").write_text("int(text) if text.isdigit() else 0\n")
    assert digit_tests(tmp_path) == ["planted.py"]


def test_a_database_that_is_away_says_so_and_is_no_fault(
    app: Flask, officer: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.sign_in("registrasi")

    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr("rehab.wbp.routes.queries.list_people", away)
    assert officer.http.get("/wbp").status_code == 503


BLANKS = ["", " ", "\t", "\u00a0", "\n"]


@pytest.mark.parametrize("blank", BLANKS)
def test_a_box_of_spaces_is_an_empty_box(officer: PageClient, blank: str) -> None:
    officer.sign_in("registrasi")
    form = {"level": "berat", "starts_on": blank}
    assert officer.http.post("/conduct/people/1/discipline", data=form).status_code == 422
    officer.sign_in("admin")
    made = {"username": "baru", "name": blank, "role": "wali", "facility_id": "1"}
    assert officer.http.post("/users/new", data=made).status_code == 422


@pytest.mark.parametrize("address", ["/login", "/intake", "/wbp/admit"])
def test_a_body_that_is_too_large_is_taken_to_its_end_before_it_is_refused(officer: PageClient, address: str) -> None:
    officer.sign_in("registrasi")
    body = io.BytesIO(b"a=" + b"x" * (13 * 1024 * 1024))
    answer = officer.http.post(address, input_stream=body, content_length=len(body.getbuffer()), content_type=TYPED)
    assert answer.status_code == 413
    assert body.tell() == len(body.getbuffer())


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("127.0.0.1:8000", 200), ("jahat.example", 400), ("", 200)])
def test_a_request_for_another_house_is_refused(officer: PageClient, host: str, status: int) -> None:
    headers = {"Host": host} if host else {}
    assert officer.http.get("/login", headers=headers).status_code == status
