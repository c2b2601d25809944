"""URLs of the life of a register: finished, taken back, and changes after its window, decided by a second person."""

from collections.abc import Callable, Collection
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.attendance import life_queries, queries
from rehab.attendance.actions import MarksRefused, RegisterNotOpen
from rehab.attendance.blueprint import blueprint
from rehab.attendance.decide_actions import DecisionRefused
from rehab.attendance.finish_actions import FinishRefused, finish_register, take_back_marks
from rehab.attendance.forms import DecisionForm, FinishForm, read_taps
from rehab.attendance.labels import mark_label, reason_label
from rehab.attendance.life import Save
from rehab.attendance.past import may_undo
from rehab.attendance.proposal_actions import decide_proposals
from rehab.attendance.registers import Register
from rehab.attendance.sheets import hours
from rehab.attendance.summary import finished_sentence, proposals_sentence, taken_back_sentence
from rehab.audit.actions import note_reading
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves


def undo_address(register: Register) -> Callable[[Save], str] | None:
    """Where a save of a register is taken back; None where no save can be any more."""
    if not may_undo(register):
        return None
    return lambda save: url_for("attendance.take_back", session_id=register.session.id, mark_id=save.mark_id)


def _back(session_id: int) -> Any:
    return redirect(url_for("attendance.register", session_id=session_id), code=303)


@blueprint.get("/sessions/<int:session_id>/finish")
@requires(Permission.ATTENDANCE_RECORD)
def ask_finish(session_id: int) -> str:
    return _finish_page(session_id, FinishForm(formdata=None))


def _finish_page(session_id: int, form: FinishForm) -> str:
    scope = current_scope()
    found = queries.register(scope, session_id, clock.now())
    place = found.session.facility_id
    note_reading(scope=scope, action="attendance.read_register", subject="session", subject_id=session_id, facility_id=place)
    return render_template("attendance/finish.html", register=found, form=form)


@blueprint.post("/sessions/<int:session_id>/finish")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def finish(session_id: int) -> Any:
    return _finish(session_id)


def _finish(session_id: int) -> Any:
    form, known = FinishForm(), read_taps(request.form.getlist("known"))
    try:
        done = finish_register(scope=current_scope(), session_id=session_id, source="officer", known=known, at=clock.now())
    except (FinishRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _finish_page(session_id, form), 422
    flash(finished_sentence(done))
    return _back(session_id)


def finish_or_ask(session_id: int, unrecorded: int) -> Any:
    """Finish a register just saved, or first name those who are unrecorded; call inside a route that saves."""
    if unrecorded:
        return redirect(url_for("attendance.ask_finish", session_id=session_id), code=303)
    return _finish(session_id)


@blueprint.post("/sessions/<int:session_id>/take-back/<int:mark_id>")
@requires(Permission.ATTENDANCE_RECORD)
@saves
def take_back(session_id: int, mark_id: int) -> Any:
    scope = current_scope()
    flash(
        taken_back_sentence(
            take_back_marks(scope=scope, session_id=session_id, mark_id=mark_id, source="officer", at=clock.now())
        )
    )
    return _back(session_id)


@blueprint.get("/proposals")
@requires(Permission.ATTENDANCE_CORRECT)
def proposals() -> str:
    return _proposals_page(DecisionForm(formdata=None))


def _proposals_page(form: DecisionForm, chosen: Collection[int] = ()) -> str:
    scope, mine = current_scope(), request.args.get("by") == "me"
    page = life_queries.list_proposals(scope, mine=mine, page=asked_page())
    for facility_id in sorted({each.session.facility_id for each in page.items}):
        note_reading(
            scope=scope, action="attendance.read_proposals", subject="facility", subject_id=facility_id, facility_id=facility_id
        )
    return render_template(
        "attendance/proposals.html", page=page, mine=mine, other=life_queries.count_proposals(scope, mine=not mine), form=form,
        chosen=chosen, hours=hours, mark_label=mark_label, reason_label=reason_label,
    )  # fmt: skip


@blueprint.post("/proposals")
@requires(Permission.ATTENDANCE_CORRECT)
@saves
def decide_asked() -> Any:
    form, chosen = DecisionForm(), read_taps(request.form.getlist("proposal"))
    if not form.validate_on_submit():
        return _proposals_page(form, chosen), 422
    confirm = request.form.get("decision") == "confirm"
    try:
        done = decide_proposals(
            scope=current_scope(), proposal_ids=chosen, confirm=confirm, note=form.why.data or "", at=clock.now()
        )
    except (DecisionRefused, MarksRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _proposals_page(form, chosen), 422
    flash(proposals_sentence(done, confirm))
    return redirect(url_for("attendance.proposals"), code=303)
