"""What stands in the reports of development of everybody eligible, and what it costs to read it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from rehab.attendance.queries import attendance_by_person
from rehab.conduct.queries import sppn_by_person
from rehab.enrolment.queries import enrolments_by_person
from rehab.extensions import db
from rehab.letters import sheet_actions
from rehab.letters.development import development_report
from rehab.letters.framing import draw, fingerprint
from rehab.letters.models import SheetFile
from rehab.letters.sheet_queries import kept_of
from rehab.letters.subjects import subject_of
from rehab.outcomes.queries import Outcomes, outcomes_by_person
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.remisi.models import RoundVerdict
from rehab.wbp.models import Wbp
from tests import factories
from tests.letters.eligible import IN_ORDER, archive_of, ask, eligible_round, enrich, reports
from tests.letters.making import the_file, work
from tests.letters.round import Seeded, command_line_scope, in_order, needs_reader, pages_of, seeded
from tests.letters.test_sheets import bookmarks
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.remisi.people import score


@pytest.fixture
def round_of_blocks(app: Flask, client: PageClient) -> Seeded:
    found = eligible_round(app)
    client.sign_in(f"wali.{found.facility_id}")
    return found


@needs_reader
def test_every_part_is_tagged_and_every_report_has_its_own_pages_and_signature(
    app: Flask, client: PageClient, round_of_blocks: Seeded, tmp_path: Path
) -> None:
    with app.app_context(), saving():
        enrich(round_of_blocks, round_of_blocks.people["ani"], times=12)
        numbers = {each.name.split()[0]: each.register_no for each in db.session.query(RoundVerdict)}
    ask(client, round_of_blocks.round_id)
    assert work(app) == ["done"]
    files = list(archive_of(client, the_file(app).id).values())
    assert all(b"/StructTreeRoot" in each and b"pdfuaid:part" in each for each in files)
    marks = [each.split()[0] for file in files for each in bookmarks(file, tmp_path)]
    assert marks == [each.title() for each in IN_ORDER]
    pages = [page for file in files for page in pages_of(file, tmp_path)]
    starts = [place for place, page in enumerate(pages) if "Laporan Perkembangan Pembinaan" in page]
    assert len(starts) == 6 and starts[1] > 1
    for name, start, stop in zip(marks, starts, [*starts[1:], len(pages)], strict=True):
        own = pages[start:stop]
        assert in_order(own[0], "KEMENTERIAN CONTOH", "Rutan RUTAN-01", name, numbers[name], "Program yang diikuti") == []
        for number, page in enumerate(own, 1):
            assert f"halaman {number} dari {len(own)}" in page and f"{numbers[name]} · " in page
        assert in_order(own[-1], "saat dicetak", "bukan jalur resmi", "Makassar, ", "Kepala", "Kepala Contoh", "NIP") == []


def test_a_report_among_many_says_what_it_says_alone(app: Flask, round_of_blocks: Seeded) -> None:
    with app.app_context(), saving():
        for name in ("ani", "eka", "hari"):
            enrich(round_of_blocks, round_of_blocks.people[name])
    many = reports(app, round_of_blocks)
    scope = command_line_scope(round_of_blocks.facility_id)
    with app.test_request_context(), force_locale("id"):
        for name, sheet in zip(IN_ORDER, many.data["sheets"], strict=True):
            wbp_id = round_of_blocks.people[name]
            subject = subject_of(scope, round_of_blocks.round_id, "development", at=factories.NOW, wbp_id=wbp_id)
            alone = development_report(scope, subject, wbp_id)
            facts = alone.data["body"][0]["facts"]
            assert [sheet["name"], *sheet["body"][0]["facts"]] == [f"{facts[0][1]}, {facts[1][1]}", *facts[2:]]
            assert sheet["body"][1:] == alone.data["body"][1:]
            assert many.data["signatures"] == alone.data["signatures"]
            assert sheet["foot"].endswith(f" · {fingerprint(alone)[:12]}")
            assert (f"Ujian {wbp_id}-1" in str(sheet["body"])) is (name in ("ani", "eka", "hari"))


def test_equal_records_at_an_equal_instant_give_equal_bytes(app: Flask, round_of_blocks: Seeded) -> None:
    with app.app_context(), saving():
        enrich(round_of_blocks, round_of_blocks.people["ani"])
    style = subject_style(app, round_of_blocks)
    first, second = (draw(reports(app, round_of_blocks), style, lang="id", at=factories.NOW) for _ in range(2))
    assert first == second


def subject_style(app: Flask, found: Seeded) -> Any:
    with app.test_request_context():
        return subject_of(command_line_scope(found.facility_id), found.round_id, "development", at=factories.NOW).style


def test_a_part_asks_as_many_queries_for_many_rich_people_as_for_few_poor_ones(app: Flask, round_of_blocks: Seeded) -> None:
    def asked() -> int:
        with counted_queries() as seen:
            reports(app, round_of_blocks)
        return len(seen)

    with app.app_context(), saving():
        enrich(round_of_blocks, round_of_blocks.people["ani"], times=1)
    few = asked()
    with app.app_context(), saving():
        kept = db.session.query(RoundVerdict).filter_by(wbp_id=round_of_blocks.people["ani"]).one()
        values = {column.key: getattr(kept, column.key) for column in RoundVerdict.__table__.columns if column.key != "id"}
        for count in range(20):
            person = factories.wbp(round_of_blocks.facility_id, f"Orang {count}")
            db.session.add(RoundVerdict(**values | {"wbp_id": person.id, "register_no": person.register_no}))
            enrich(round_of_blocks, person.id)
    assert len(reports(app, round_of_blocks).data["sheets"]) == 26
    assert asked() == few


def test_nothing_of_another_facility_is_reported(app: Flask, round_of_blocks: Seeded) -> None:
    """Another prison has a round of its own; and Dodi has moved there since, with everything recorded: that is said."""
    other, people = seeded(app, code="RUTAN-02"), round_of_blocks.people
    with app.app_context(), saving():
        enrich(other, other.people["ani"])
        enrich(round_of_blocks, people["dodi"])
        enrich(round_of_blocks, people["eka"])
        db.session.get_one(Wbp, people["dodi"]).facility_id = other.facility_id
    sheets = reports(app, round_of_blocks).data["sheets"]
    assert [sheet["name"].split()[0].lower() for sheet in sheets] == list(IN_ORDER)
    bodies = {sheet["name"].split()[0].lower(): str(sheet["body"]) for sheet in sheets}
    assert f"Ujian {people['eka']}-1" in bodies["eka"] and "pindah ke UPT lain" not in bodies["eka"]
    assert "pindah ke UPT lain" in bodies["dodi"]
    # Neither what is recorded nor that nothing were: both would be said of what is not read here.
    assert not any(word in bodies["dodi"] for word in ("Ujian", "Program", "Rekap", "SPPN", "Tidak ada", "Belum ada"))
    strangers = [f"{word} {other.people['ani']}" for word in ("Ujian", "Program", "Rekap")]
    assert not any(word in body for body in bodies.values() for word in strangers)
    scope = command_line_scope(other.facility_id)
    with app.test_request_context(), pytest.raises(NotFound):
        subject_of(scope, round_of_blocks.round_id, "development", at=factories.NOW)
    with app.app_context():
        assert kept_of(scope, round_of_blocks.round_id, "development", 0, 100) == []
        ids, nothing = [people["eka"], people["ani"]], [[], []]
        assert list(enrolments_by_person(scope, ids).values()) == nothing
        assert list(sppn_by_person(scope, ids).values()) == nothing
        assert list(attendance_by_person(scope, ids).values()) == [([], []), ([], [])]
        assert list(outcomes_by_person(scope, ids).values()) == [Outcomes([], [])] * 2


def test_every_report_of_a_file_bears_the_day_it_was_asked_for(
    app: Flask, client: PageClient, round_of_blocks: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker may come after midnight: the papers of one file have one day and one who signs."""
    seen: list[tuple[str, Any]] = []

    def draws(drawing: Any, *_args: object, at: Any, **_more: object) -> bytes:
        seen.append((drawing.data["signatures"][0]["place_date"], at))
        return b"%PDF"

    monkeypatch.setattr(sheet_actions, "draw", draws)
    ask(client, round_of_blocks.round_id)
    with app.app_context(), saving():
        db.session.query(SheetFile).one().asked_at = factories.NOW
    work(app)
    assert seen == [("Makassar, 20 November 2026", factories.NOW)] * 3


def test_months_stand_side_by_side_newest_first_and_the_rest_of_a_row_is_empty(app: Flask, round_of_blocks: Seeded) -> None:
    with app.app_context(), saving():
        person = db.session.get_one(Wbp, round_of_blocks.people["ani"])
        score(person, date(2026, 1, 1), 61)
        # After the day of the round: not its matter.
        score(person, date(2026, 9, 1), 99)
    body = reports(app, round_of_blocks).data["sheets"][0]["body"]
    table = next(part for part in body if isinstance(part, dict) and str(part.get("heading")).startswith("Nilai SPPN"))
    assert table["rows"] == [
        ["Juli 2026", "80", "Juni 2026", "80", "Mei 2026", "80"],
        ["April 2026", "80", "Maret 2026", "80", "Februari 2026", "80"],
        ["Januari 2026", "61", "", "", "", ""],
    ]
