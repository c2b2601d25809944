"""A small prison before 17 August 2026 for tests of rounds."""

from datetime import date, timedelta
from typing import Any

from rehab.access.permissions import Role
from rehab.attendance.models import Mark, Recap
from rehab.conduct.models import RiskAssessment, SppnMonth
from rehab.plumbing import clock
from rehab.wbp.models import PAPER_CODES, Wbp
from tests import factories

ON = date(2026, 8, 17)
AT = clock.instant(date(2026, 8, 1), 9, 0, "WITA")
FLAGS = {"fine_paid": True, "loyalty_pledge": True, "deradicalised": True, "justice_collaborator": True}


def spotless(facility_id: int, name: str, **values: Any) -> Wbp:
    """A person who is eligible for the remisi umum of 2026: three years, inside since March 2025, everything in order."""
    sentence = {"kind": "penjara", "years": 3, "months": 0, "days": 0, "final_on": date(2025, 6, 1)}
    defaults = {"sentence": sentence, "since": date(2025, 3, 1), **FLAGS}
    recap = values.pop("recap", (20, 18, 0))
    paper_state = values.pop("paper_state", "verified")
    person = factories.wbp(facility_id, name, **defaults | values)
    factories.papers(person, PAPER_CODES, paper_state)
    for number in range(2, 8):
        score(person, date(2026, number, 1), 80)
    assess(person, ON - timedelta(200), "sedang")
    assess(person, ON - timedelta(30), "rendah")
    if recap:
        scheduled, attended, excused = recap
        recaps(person, date(2026, 5, 1), scheduled, attended, excused)
    return person


def score(person: Wbp, month_on: date, points: int) -> None:
    factories.add(
        SppnMonth(facility_id=person.facility_id, wbp_id=person.id, month_on=month_on, score=points, recorded_at=factories.NOW)
    )


def assess(person: Wbp, on: date, level: str) -> None:
    factories.add(
        RiskAssessment(facility_id=person.facility_id, wbp_id=person.id, assessed_on=on, level=level, recorded_at=factories.NOW)
    )


def recaps(
    person: Wbp, month_on: date, scheduled: int, attended: int, excused: int = 0, programme: str = "Kejar Paket B"
) -> None:
    factories.add(
        Recap(
            facility_id=person.facility_id, wbp_id=person.id, month_on=month_on, programme=programme, scheduled=scheduled,
            attended=attended, excused=excused,
        )
    )  # fmt: skip


def mark(session: Any, person: Wbp, status: str = "hadir") -> None:
    present, excused = {"hadir": (True, False), "sakit": (False, True), "tanpa_keterangan": (False, False)}[status]
    factories.add(
        Mark(
            facility_id=session.facility_id, session_id=session.id, wbp_id=person.id, held_on=session.held_on, status=status,
            present=present, excused=excused, source="officer", is_current=True, marked_at=factories.NOW,
        )
    )  # fmt: skip


def prison(code: str = "RUTAN-01") -> tuple[int, int]:
    """A facility and its registrasi officer `rina` (of RUTAN-01; other codes get `rina-<code>`); ids of both."""
    facility = factories.facility(code, city="Makassar", letterhead=["KEMENTERIAN CONTOH"], head_name="Kepala Contoh")
    name = "rina" if code == "RUTAN-01" else f"rina-{code.lower()}"
    return facility.id, factories.user(name, Role.REGISTRASI, facility.id).id
