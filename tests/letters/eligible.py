"""A round in which most people are eligible, and the records their reports of development are made from."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask_babel import force_locale

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.letters.development import all_reports
from rehab.letters.sheet_queries import kept_of
from rehab.letters.subjects import subject_of
from rehab.outcomes.models import Certificate, ExamResult
from rehab.plumbing.saving import saving
from rehab.remisi.actions import open_round
from rehab.remisi.models import RoundVerdict
from rehab.wbp.models import Wbp
from tests import factories
from tests.letters.round import Seeded, command_line_scope
from tests.pages import PageClient
from tests.remisi.people import AT, ON, mark, recaps, score, spotless

OUTSIDERS = ("kanwil", "auditor")
ELIGIBLE = ("Dodi Rapi", "Ani Lengkap", "Fitri Tekun", "Eka Rajin", "Hari Sabar", "Gita Cermat")
# In the order of a file: by block, then name, who has no block at the end.
IN_ORDER = ("ani", "dodi", "eka", "fitri", "gita", "hari")


def eligible_round(app: Flask) -> Seeded:
    """Six people are eligible: Dodi and Ani in block A, Eka and Fitri in B, Gita and Hari in none. Budi and Cici are not."""
    with app.app_context(), saving():
        place = factories.facility(city="Makassar", letterhead=["KEMENTERIAN CONTOH"], head_name="Kepala Contoh")
        path = factories.path_people(place.id)
        people = [spotless(place.id, name) for name in ELIGIBLE]
        people += [
            spotless(place.id, "Budi Berkas", paper_state="present"),
            spotless(place.id, "Cici Muda", since=date(2026, 4, 1)),
        ]
        round_ = open_round(
            scope=command_line_scope(place.id), facility_id=place.id, kind="RU", on=ON, holiday=None, late_on=None, at=AT
        )
        blocks = dict(zip([each.id for each in people], ("A", "A", "B", "B", None, None, "A", "C"), strict=True))
        for kept in db.session.query(RoundVerdict):
            kept.block = blocks[kept.wbp_id]
        hearing = factories.hearing(round_, path.tpp)
        for role in OUTSIDERS:
            factories.user(role, Role(role))
        return Seeded(place.id, round_.id, hearing.id, {each.name.split()[0].lower(): each.id for each in people})


def ask(client: PageClient, round_id: int, status: int = 303) -> Any:
    """Ask for the reports of everybody eligible."""
    return client.post(f"/letters/rounds/{round_id}/developments", status=status)


def archive_of(client: PageClient, file_id: int) -> dict[str, bytes]:
    answer = client.get(f"/letters/developments/{file_id}.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def reports(app: Flask, found: Seeded, *, at: Any = factories.NOW) -> Any:
    """The reports of everybody eligible as one part, not drawn yet."""
    scope = command_line_scope(found.facility_id)
    with app.test_request_context(), force_locale("id"):
        subject = subject_of(scope, found.round_id, "development", at=at)
        kept = kept_of(scope, found.round_id, "development", 0, 1000)
        return all_reports(scope, subject, kept)


def enrich(found: Seeded, wbp_id: int, times: int = 2) -> None:
    """Give somebody classes with marks, recaps, scores, exams and certificates. Call inside `with saving():`."""
    person = db.session.get_one(Wbp, wbp_id)
    for count in range(times):
        cohort = factories.cohort(factories.programme(found.facility_id, f"Program {wbp_id}-{count}"), f"Kelas {count}")
        factories.enrolment(cohort, person)
        for week in range(3):
            mark(factories.session(cohort, ON - timedelta(30 + week)), person, ("hadir", "sakit", "tanpa_keterangan")[week])
        factories.session(cohort, ON - timedelta(7))
        recaps(person, date(2025, count + 1, 1), 20, 15, 2, f"Rekap {wbp_id}")
        score(person, date(2025, count + 1, 1), 60 + count)
        here = {"facility_id": found.facility_id, "wbp_id": wbp_id, "cohort_id": cohort.id, "recorded_at": factories.NOW}
        exam = {"title": f"Ujian {wbp_id}-{count}", "held_on": ON - timedelta(20), "score": 70 + count, "passed": True}
        factories.add(ExamResult(**here, **exam))
        paper = {"kind": "sertifikat", "title": "Las", "number": f"{wbp_id}/{count}", "issuer": "BLK", "issued_on": ON}
        factories.add(Certificate(**here, **paper))
