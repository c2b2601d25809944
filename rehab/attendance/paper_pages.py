"""What the pages of paper show, for officers and for teachers: the fields in the printed order, the print view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rehab.access.scope import Scope
from rehab.attendance.actions import Recorded
from rehab.attendance.forms import SheetForm, asked_session, read_typed
from rehab.attendance.letters import all_letters, letter_of, letters_in_words, reasons_in_words
from rehab.attendance.paper_actions import record_sheet
from rehab.attendance.registers import Register
from rehab.attendance.rows import Line, lines_of
from rehab.attendance.sheets import hours, imprint_of
from rehab.plumbing.errors import NotFound, Refusal
from rehab.programs import queries as programs


@dataclass(frozen=True, slots=True)
class Field:
    """One person of the printed order and what stands in the field: what was just typed, else the letter that is recorded."""

    line: Line
    value: str


def entry_page(
    register: Register, form: SheetForm, *, reasons: Sequence[str], typed: Mapping[int, str], problems: Mapping[int, Any],
) -> dict[str, Any]:  # fmt: skip
    """The values of the page on which a printed register is typed back; an outdated print is told apart."""
    lines = lines_of(register, problems=problems)
    imprint = imprint_of(register.session.id, lines)
    return {
        "register": register, "form": form, "hours": hours(register.session, register.zone), "imprint": imprint,
        "fields": [Field(line, typed.get(line.wbp_id, letter_of(line.status))) for line in lines],
        "letters": letters_in_words(), "allowed": all_letters(), "reasons": reasons_in_words(reasons),
        "outdated": form.sheet.data not in (None, "", imprint.code),
    }  # fmt: skip


def receive_sheet(
    *, scope: Scope, session_id: int, sent: Mapping[str, str], reasons: Sequence[str], at: datetime
) -> tuple[SheetForm, Recorded | None, dict[int, Any]]:  # fmt: skip
    """Record a sent page: the form with what is wrong, what was done (None: nothing was), and the problems of its rows."""
    form = SheetForm(reasons)
    if not form.validate_on_submit():
        return form, None, {}
    try:
        done = record_sheet(
            scope=scope, session_id=session_id, typed=read_typed(sent), reasons=reasons, absent_reason=form.absent_reason.data,
            at=at, correction=form.correction.data or "", seen_mark_id=form.seen_mark_id,
        )  # fmt: skip
    except Refusal as refused:
        if refused.status != Refusal.status:
            raise
        form.form_errors.append(refused.message)
        return form, None, getattr(refused, "problems", {})
    return form, done, {}


def numbered_session(scope: Scope, typed: str) -> int | None:
    """The session whose number was read off a print; None where it is no number or names none within scope."""
    session_id = asked_session(typed)
    try:
        return programs.session(scope, session_id).id if session_id else None
    except NotFound:
        return None
