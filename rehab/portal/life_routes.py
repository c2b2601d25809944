"""URLs with which a teacher declares a register finished, or takes back what was just marked."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.attendance import queries as attendance
from rehab.attendance.actions import RegisterNotOpen
from rehab.attendance.finish_actions import FinishRefused, finish_register, take_back_marks
from rehab.attendance.forms import FinishForm, read_taps
from rehab.attendance.past import history_of, may_undo
from rehab.attendance.registers import Register
from rehab.attendance.summary import finished_sentence, taken_back_sentence
from rehab.audit.actions import note_reading
from rehab.plumbing import clock
from rehab.plumbing.saving import saves
from rehab.portal.blueprint import blueprint
from rehab.portal.disclosure import disclosed


def past_of(found: Register) -> list[dict[str, Any]]:
    """The history of a register as disclosed to a teacher: own saves, and that it was finished."""

    def undo(save: Any) -> str:
        return url_for("portal.take_back", session_id=found.session.id, mark_id=save.mark_id)

    own = replace(found, corrections=[], life=replace(found.life, asked=[]))
    return history_of(own, undo if may_undo(found) else None)


@blueprint.get("/sessions/<int:session_id>/finish")
@requires(Permission.PORTAL_TEACH)
def ask_finish(session_id: int) -> str:
    return _finish_page(session_id, FinishForm(formdata=None))


def _finish_page(session_id: int, form: FinishForm) -> str:
    scope = current_scope()
    found = disclosed(attendance.register(scope, session_id, clock.now(), source="teacher"), scope.user_id)
    place = found.session.facility_id
    note_reading(scope=scope, action="portal.read_register", subject="session", subject_id=session_id, facility_id=place)
    return render_template("portal/finish.html", register=found, form=form)


@blueprint.post("/sessions/<int:session_id>/finish")
@requires(Permission.PORTAL_TEACH)
@saves
def finish(session_id: int) -> Any:
    return _finish(session_id)


def _finish(session_id: int) -> Any:
    form, known = FinishForm(), read_taps(request.form.getlist("known"))
    try:
        done = finish_register(scope=current_scope(), session_id=session_id, source="teacher", known=known, at=clock.now())
    except (FinishRefused, RegisterNotOpen) as refused:
        form.form_errors.append(refused.message)
        return _finish_page(session_id, form), 422
    flash(finished_sentence(done))
    return redirect(url_for("portal.register", session_id=session_id), code=303)


def finish_or_ask(session_id: int, unrecorded: int) -> Any:
    """Finish a register just saved, or first name those who are unrecorded; call inside a route that saves."""
    if unrecorded:
        return redirect(url_for("portal.ask_finish", session_id=session_id), code=303)
    return _finish(session_id)


@blueprint.post("/sessions/<int:session_id>/take-back/<int:mark_id>")
@requires(Permission.PORTAL_TEACH)
@saves
def take_back(session_id: int, mark_id: int) -> Any:
    done = take_back_marks(scope=current_scope(), session_id=session_id, mark_id=mark_id, source="teacher", at=clock.now())
    flash(taken_back_sentence(done))
    return redirect(url_for("portal.register", session_id=session_id), code=303)
