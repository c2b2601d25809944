"""The papers of a round of 1,500 people, from the question to the database to the finished file."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from bench.import_bench import FACILITY, empty_facility
from bench.rows import Row, at_most, figure
from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.letters.development import all_reports
from rehab.letters.exports import lists_workbook
from rehab.letters.framing import draw
from rehab.letters.grants import read_grants, reconcile
from rehab.letters.lists import parted
from rehab.letters.sheet_queries import PEOPLE_A_PART, kept_of
from rehab.letters.sheets import all_sheets
from rehab.letters.subjects import drawing_of, subject_of
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import read_bytes
from rehab.remisi.actions import open_round
from tests.remisi.crowd import crowd

PEOPLE = 1_500
SHEETS, REPORTS = PEOPLE_A_PART["sheets"], PEOPLE_A_PART["development"]
TIMES = 3
ON = date(2026, 8, 17)


def measure() -> Iterator[Row]:
    """Yield the seconds of each paper."""
    with empty_facility() as (app, _renew), app.test_request_context():
        at = clock.instant(ON - timedelta(10), 9, 0, "WIB")
        scope = command_line_scope(FACILITY)
        with saving():
            for model, rows in crowd(FACILITY, PEOPLE, on=ON, at=at):
                insert_rows(model, rows)
        with saving():
            kept = open_round(scope=scope, facility_id=FACILITY, kind="RU", on=ON, holiday=None, late_on=None, at=at)
            round_id = kept.id

        def paper(kind: str) -> bytes:
            subject = subject_of(scope, round_id, kind, at=at)
            return draw(drawing_of(subject, kind), subject.style, lang="id", at=at)

        for kind, name in (
            ("lists", "both lists"),
            ("proposal", "the letter with both lists"),
            ("ceremony", "the ceremony list"),
        ):
            yield at_most(f"letters: {name}, {PEOPLE} people", _median(lambda kind=kind: paper(kind)), "s", 5)
        yield figure(f"letters: {SHEETS} explanation sheets in one", _median(lambda: _sheets(scope, round_id, at)), "s")
        yield figure(
            f"letters: {REPORTS} reports of development in one file", _median(lambda: _reports(scope, round_id, at)), "s"
        )
        content = lists_workbook(subject_of(scope, round_id, "lists", at=at))
        yield figure(
            f"letters: a file of {PEOPLE} grants read and compared", _median(lambda: _compare(scope, round_id, at, content)), "s"
        )


def _sheets(scope: Any, round_id: int, at: Any) -> bytes:
    subject = subject_of(scope, round_id, "sheets", at=at)
    kept = kept_of(scope, round_id, "sheets", 0, SHEETS)
    return draw(all_sheets(subject, kept), subject.style, lang="id", at=at)


def _reports(scope: Any, round_id: int, at: Any) -> bytes:
    subject = subject_of(scope, round_id, "development", at=at)
    # Nobody of this crowd is eligible: the reports are those of the first people, whoever they are.
    kept = kept_of(scope, round_id, "sheets", 0, REPORTS)
    return draw(all_reports(scope, subject, kept), subject.style, lang="id", at=at)


def _compare(scope: Any, round_id: int, at: Any, content: bytes) -> int:
    subject = subject_of(scope, round_id, "grants", at=at)
    sheets = read_bytes(content, "sdp.xlsx")
    read_grants(sheets)
    return len(reconcile(subject.people, parted(subject)[0], sheets).lines)


def _median(action: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        db.session.rollback()
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
