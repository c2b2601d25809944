"""URLs of the questions of oversight."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.attendance.blueprint import blueprint
from rehab.attendance.oversight import Now, kinds_for
from rehab.attendance.oversight_actions import LONGEST_NOTE, answer_question
from rehab.attendance.oversight_queries import count_open, page_of_questions
from rehab.attendance.oversight_words import EXPLAINED, KIND_LABELS, sentence_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.fields import Form, at_most, no_control_characters, required
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.programs.queries import OPEN_CLASS_STATES, list_cohorts

SUBJECT = ("session_id", "cohort_id", "wbp_id", "part")


class AnswerForm(Form):
    """What was found out about one question."""

    kind = HiddenField()
    note = TextAreaField(
        _l("Hasil pemeriksaan"), [required(_l("hasil pemeriksaan")), at_most(LONGEST_NOTE), no_control_characters]
    )


def _now(scope: Scope) -> Now:
    at = clock.now()
    return Now(clock.local_date(at, get_facility(scope, scope.facility_id).zone), at)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _subject() -> dict[str, int | None]:
    return {name: _number(request.form.get(name)) for name in SUBJECT}


@blueprint.get("/oversight")
@requires(Permission.ATTENDANCE_OVERSEE)
def oversight() -> str:
    return _questions(AnswerForm(formdata=None))


def _questions(form: AnswerForm) -> str:
    scope = current_scope()
    now, kinds = _now(scope), kinds_for(scope)
    asked = request.args.get("kind", "")
    kind = asked if asked in kinds else kinds[0]
    answered, cohort_id = request.args.get("state") == "answered", _number(request.args.get("class"))
    page = page_of_questions(scope, kind, now, answered=answered, cohort_id=cohort_id, page=asked_page())
    note_reading(scope=scope, action="attendance.read_questions", subject="facility", subject_id=scope.facility_id,
                 facility_id=scope.facility_id, details={"kind": kind})  # fmt: skip
    classes = list_cohorts(scope, states=OPEN_CLASS_STATES, per_page=500).items
    return render_template(
        "attendance/oversight.html", page=page, kind=kind, answered=answered, form=form, kinds=KIND_LABELS, explained=EXPLAINED,
        counts=count_open(scope, kinds, now), sentence_of=sentence_of, typed=_subject() if form.is_submitted() else None,
        classes=[(str(row.id), f"{row.programme.name}: {row.name}") for row in classes], cohort_id=cohort_id,
        subject=SUBJECT,
    )  # fmt: skip


@blueprint.post("/oversight")
@requires(Permission.ATTENDANCE_OVERSEE)
@saves
def answer() -> Any:
    scope, form = current_scope(), AnswerForm()
    if not form.validate_on_submit():
        return _questions(form), 422
    zone = get_facility(scope, scope.facility_id).zone
    answer_question(scope=scope, kind=form.kind.data or "", keys=_subject(), note=form.note.data or "", zone=zone, at=clock.now())
    flash(_("Pertanyaan itu sudah diperiksa; catatan Anda tersimpan."))
    return redirect(url_for("attendance.oversight", **request.args.to_dict()), code=303)
