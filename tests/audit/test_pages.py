"""The pages of the audit: who reads what, whose chain, and what the check of the chain says."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.accounts.queries import list_users, names_of
from rehab.audit.actions import write_entry
from rehab.audit.queries import EntryFilter, history_of, list_entries
from rehab.audit.sources import Sources, set_name_source
from rehab.extensions import db
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing.saving import saving
from tests import factories as make
from tests.audit.test_chain import _tamper
from tests.pages import PageClient
from tests.query_counter import counted_queries

FIRST = datetime(2026, 11, 1, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sources() -> Iterator[None]:
    """Lend names and zones as the application does, and give back what was lent before."""
    before = (Sources.names, Sources.find, Sources.zone)

    def zone(scope: Scope) -> str:
        return next(iter(zones_of_facilities(scope, set(scope.facility_ids or ())).values()), "WIB")

    set_name_source(names_of, find=lambda scope, words: [row.id for row in list_users(scope, search=words).items], zone=zone)
    yield
    Sources.names, Sources.find, Sources.zone = (staticmethod(each) for each in before)


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context(), saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        make.user("kepala", Role.KEPALA, ours.id, name="Kepala Satu")
        make.user("lain", Role.KEPALA, theirs.id)
        make.user("auditor", Role.AUDITOR)
        budi = make.user("budi", Role.PEMBINAAN, ours.id, name="Budi Contoh")
        scope = Scope(user_id=budi.id, name="Budi Contoh", role=Role.PEMBINAAN, facility_ids=frozenset({ours.id}))
        deeds = (
            (
                "wbp.correct_identity",
                "wbp",
                1,
                ours.id,
                {"before": {"name": "Lama"}, "after": {"name": "Baru"}, "reason": "ejaan"},
            ),
            ("wbp.read_nik", "wbp", 1, ours.id, {}),
            ("wbp.readmit", "wbp", 2, ours.id, {}),
            ("outcomes.record_exam", "cohort", 2, ours.id, {"title": "Ujian rahasia"}),
            ("wbp.read_nik", "wbp", 9, theirs.id, {"milik": "tetangga"}),
            ("partners.add_agency", "agency", 3, None, {"code": "DISDIK"}),
        )
        for hours, (action, subject, number, place, details) in enumerate(deeds):
            at = FIRST + timedelta(hours=hours)
            write_entry(scope=scope, action=action, subject=subject, subject_id=number, at=at, facility_id=place, details=details)
        return {"ours": ours.id, "theirs": theirs.id, "budi": budi.id}


def body(page: object) -> str:
    """The rows of the list."""
    found = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)  # type: ignore[attr-defined]
    return found[1] if found else ""


def test_the_head_reads_the_deeds_of_the_own_house_with_names_and_changes(client: PageClient, ids: dict[str, int]) -> None:
    rows = body(client.sign_in("kepala").get("/audit/"))
    assert rows.count("<tr>") == 4
    assert "Budi Contoh" in rows and "<del>Lama</del> → <ins>Baru</ins>" in rows and "ejaan" in rows
    assert "Mencatat hasil ujian" in rows
    assert "tetangga" not in rows and "DISDIK" not in rows


def test_the_auditor_of_all_reads_every_chain_and_those_of_the_installation(client: PageClient, ids: dict[str, int]) -> None:
    rows = body(client.sign_in("auditor").get("/audit/"))
    assert rows.count("<tr>") == 6
    assert "tetangga" in rows and "DISDIK" in rows


def test_an_officer_does_not_read_the_trail(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi").get("/audit/", status=403)
    client.get("/audit/chain", status=403)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("action=wbp.read_nik", 1),
        ("action=wbp.", 3),
        ("subject=cohort", 1),
        ("subject=wbp&subject_id=1", 2),
        ("subject=wbp&subject_id=9", 0),
        ("actor=budi", 4),
        ("actor=kepala", 0),
        ("actor=nobody", 0),
        # 16:30 UTC is already the next day in WITA.
        ("to=01-11-2026", 0),
        ("from=02-11-2026&to=02-11-2026", 4),
        ("from=03-11-2026", 0),
        ("from=nonsense&actor_id=x&page=zz", 4),
    ],
)
def test_the_list_is_narrowed_by_deed_thing_person_and_day(
    client: PageClient, ids: dict[str, int], query: str, rows: int
) -> None:
    assert body(client.sign_in("kepala").get(f"/audit/?{query}")).count("<tr>") == rows


def test_destroyed_details_are_told_as_such(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        db.session.execute(text("DELETE FROM audit_detail"))
    page = client.sign_in("kepala").get("/audit/")
    assert page.text.count("Rincian sudah dimusnahkan.") == 4
    assert "Rantai utuh" in client.get("/audit/chain").text


def test_the_check_names_the_first_bad_entry_of_the_own_chain_alone(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("kepala")
    assert "Rantai utuh" in client.get("/audit/chain").text
    with client.app.app_context():
        _tamper(f"UPDATE audit_entry SET body = body || ' ' WHERE chain = {ids['ours']} AND seq = 2")
    page = client.get("/audit/chain").text
    assert "Rantai tidak utuh" in page and "mulai catatan nomor 2" in page
    client.sign_in("lain")
    assert "Rantai utuh" in client.get("/audit/chain").text


def test_a_history_leaves_readings_out_and_is_empty_for_partners(app: Flask, ids: dict[str, int]) -> None:
    staff = Scope(user_id=1, name="x", role=Role.KEPALA, facility_ids=frozenset({ids["ours"]}))
    partner = Scope(user_id=1, name="x", role=Role.DINAS, facility_ids=frozenset(), agency_id=1)
    with app.app_context():
        entries = history_of(staff, "wbp", [1])
        assert [entry.action for entry in entries] == ["wbp.correct_identity"]
        assert entries[0].changes == [("name", "Lama", "Baru")] and entries[0].actor == "Budi Contoh"
        assert entries[0].rest == {"reason": "ejaan"}
        assert [entry.action for entry in history_of(staff, "wbp", [2])] == ["wbp.readmit"]
        assert history_of(partner, "wbp", [1]) == [] and history_of(staff, "wbp", []) == []
        assert list_entries(partner, EntryFilter()).total == 0


def test_the_list_asks_the_same_number_of_questions_for_few_and_for_many(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("kepala")

    def asked() -> int:
        with counted_queries() as seen:
            client.get("/audit/")
        return len(seen)

    def grow(count: int) -> None:
        scope = Scope(user_id=ids["budi"], name="x", role=Role.PEMBINAAN, facility_ids=frozenset({ids["ours"]}))
        with client.app.app_context(), saving():
            for number in range(count):
                write_entry(
                    scope=scope, action="wbp.admit", subject="wbp", subject_id=number, at=FIRST, facility_id=ids["ours"],
                    details={"n": number},
                )  # fmt: skip

    grow(50)
    few = asked()
    grow(500)
    assert asked() == few <= 12
