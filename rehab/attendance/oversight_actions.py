"""Answering a question of oversight: a note, by whom and when, kept for good."""

from collections.abc import Mapping
from datetime import datetime

from rehab.access.scope import Scope
from rehab.attendance.models import Answer
from rehab.attendance.oversight import Now
from rehab.attendance.oversight_queries import get_question
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.clock import local_date

LONGEST_NOTE = 500


def answer_question(
    *, scope: Scope, kind: str, keys: Mapping[str, int | None], note: str, zone: str, at: datetime
) -> Answer:  # fmt: skip
    """Write down what was found out about a question that is asked now; an earlier answer stays beside it.

    Raises NotFound where the question is not asked, or not of this reader.
    """
    asked = get_question(scope, kind, Now(local_date(at, zone), at), keys)
    subject = {"session_id": asked.session_id, "cohort_id": asked.cohort_id, "wbp_id": asked.wbp_id, "part": asked.part}
    row = Answer(
        facility_id=asked.facility_id, kind=kind, note=note[:LONGEST_NOTE], answered_by=scope.user_id, answered_at=at, **subject
    )
    db.session.add(row)
    db.session.flush()
    subjects = (("wbp", asked.wbp_id), ("session", asked.session_id), ("cohort", asked.cohort_id))
    name, number = next(each for each in subjects if each[1] is not None)
    write_entry(
        scope=scope, action="attendance.answer_question", subject=name, subject_id=number, at=at,
        facility_id=asked.facility_id, details={"question": kind, "note": note, **subject},
    )  # fmt: skip
    return row
