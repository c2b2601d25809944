"""Part of this room's actions: a class's month read from a sheet, previewed, then written in one go."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.attendance import queries
from rehab.attendance.actions import CorrectionNeedsReason, Recorded
from rehab.attendance.forms import month_after
from rehab.attendance.month_plan import SOURCE, Classbook, MonthPlan, plan_month
from rehab.attendance.month_sheet import TypedCell, TypedMonth, TypedRow, UnreadableMonth
from rehab.attendance.proposal_actions import record_or_ask
from rehab.audit.actions import write_entry
from rehab.plumbing.crypto import CryptoError
from rehab.plumbing.errors import NotFound, Refusal, StaleVersion
from rehab.plumbing.vault import opened, sealed
from rehab.programs import queries as programs

CONTEXT = "attendance.month"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sheet on its way from its preview to its saving: what was read, what the preview showed, which sessions it leaves out."""

    cohort_id: int
    month_on: date
    file: str
    sha256: str
    typed: TypedMonth
    left_out: Mapping[int, str]


class PreviewOutdated(Refusal):
    """The register changed since the preview was made; nothing was written."""

    status = 409
    message = _l("Daftar hadir berubah sejak pratinjau dibuat. Ini pratinjau yang baru: periksa, lalu simpan lagi.")


class SessionsRefused(Refusal):
    """Some sessions cannot be written; nothing was. `sessions`: session → sentence."""

    message = _l("Belum ada yang tersimpan: sebagian sesi ditolak dan kini ditinggalkan. Periksa, lalu simpan sisanya.")

    def __init__(self, sessions: dict[int, str]) -> None:
        super().__init__()
        self.sessions = sessions


def look_ahead(scope: Scope, parcel: Parcel, at: datetime) -> MonthPlan:
    """What saving a sheet would do now; reads only. NotFound where the class is out of scope."""
    row = programs.cohort(scope, parcel.cohort_id)
    to_on = month_after(parcel.month_on)
    sessions = programs.list_sessions(scope, cohort_id=row.id, from_on=parcel.month_on, to_on=to_on)
    rosters = queries.rosters(scope, sessions)
    book = Classbook(
        {each.id: each for each in sessions},
        {session_id: {each.wbp_id: each for each in rows} for session_id, rows in rosters.items()}, at, parcel.left_out,
    )  # fmt: skip
    return plan_month(parcel.typed, book)


def import_month(*, scope: Scope, parcel: Parcel, agreed: list[Any], correction: str, at: datetime) -> Recorded:
    """Write what a preview showed, session by session in one transaction, and one line about the whole file.

    `agreed` is the outline of the plan that was shown. For sessions whose window is over a second person is asked; the file
    is the reason where no other is given. The same sheet again writes nothing. Raises PreviewOutdated,
    SessionsRefused, CorrectionNeedsReason, RecordedMeanwhile, NotFound; then nothing is written.
    """
    plan = look_ahead(scope, parcel, at)
    if plan.outline != agreed:
        raise PreviewOutdated()
    if plan.changed and not correction.strip():
        raise CorrectionNeedsReason({each.mark.wbp_id: _l("Kehadiran ini sudah tercatat.") for each in plan.changed})
    refused: dict[int, str] = {}
    done: list[Recorded] = []
    why = gettext("Lembar bulanan %(file)s", file=parcel.file[-100:])
    for session_id, marks in plan.marks.items():
        try:
            written = record_or_ask(
                scope=scope, session_id=session_id, marks=marks, source=SOURCE, at=at, correction=correction,
                seen_mark_id=plan.seen.get(session_id, 0), why=why,
            )  # fmt: skip
        except (StaleVersion, NotFound):
            raise
        except Refusal as refusal:
            refused[session_id] = str(refusal.message)
        else:
            done.append(written)
    if refused:
        raise SessionsRefused(refused)
    if plan.marks:
        _note(scope, parcel, plan, at)
    sums = {each.name: sum(getattr(one, each.name) for one in done) for each in fields(Recorded)}
    return Recorded(**sums)


def _note(scope: Scope, parcel: Parcel, plan: MonthPlan, at: datetime) -> None:
    row = programs.cohort(scope, parcel.cohort_id)
    details = {"file": parcel.file, "sha256": parcel.sha256, "month": f"{parcel.month_on:%Y-%m}", "counts": plan.counts}
    write_entry(
        scope=scope, action="attendance.import_month", subject="cohort", subject_id=row.id, at=at, facility_id=row.facility_id,
        details=details,
    )  # fmt: skip


def note_refused_month(*, scope: Scope, cohort_id: int, file_name: str, code: str, at: datetime) -> None:
    """Leave a line in the history about a file that could not be read as this class's month. NotFound out of scope."""
    row = programs.cohort(scope, cohort_id)
    write_entry(
        scope=scope, action="attendance.refuse_file", subject="cohort", subject_id=cohort_id, at=at, facility_id=row.facility_id,
        details={"file": file_name[-200:], "reason": code},
    )  # fmt: skip


def packed(scope: Scope, parcel: Parcel, plan: MonthPlan) -> str:
    """A parcel and the outline of its plan as one text for a form: encrypted, for this person and this class's month alone."""
    content = asdict(parcel) | {"month_on": parcel.month_on.isoformat(), "agreed": plan.outline}
    return base64.b64encode(sealed(content, _place(scope, parcel.cohort_id, parcel.month_on))).decode()


def unpacked(scope: Scope, text: str, cohort_id: int, month_on: date) -> tuple[Parcel, list[Any]]:
    """What `packed` was given: the parcel and the outline. Raises UnreadableMonth where it is another's, or none."""
    try:
        found = opened(base64.b64decode(text, validate=True), _place(scope, cohort_id, month_on))
    except (binascii.Error, ValueError, CryptoError) as fault:
        raise UnreadableMonth("old_preview") from fault
    typed = found["typed"]
    rows = tuple(TypedRow(**row | {"cells": tuple(TypedCell(**cell) for cell in row["cells"])}) for row in typed["rows"])
    left_out = {int(session_id): why for session_id, why in found["left_out"].items()}
    sheet = TypedMonth(typed["sheet"], rows)
    return Parcel(cohort_id, month_on, found["file"], found["sha256"], sheet, left_out), found["agreed"]


def _place(scope: Scope, cohort_id: int, month_on: date) -> str:
    return f"{CONTEXT}:{scope.user_id}:{cohort_id}:{month_on:%Y-%m}"
