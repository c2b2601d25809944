"""URLs of classes with their places, and of the people in them; choosing.py has those of enrolling."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.audit.queries import history_of
from rehab.enrolment import actions, labels, queries
from rehab.enrolment.choosing import blueprint, today_in
from rehab.enrolment.forms import CompleteForm, DayForm, SuspendForm, WithdrawForm, ids_of, put
from rehab.enrolment.models import Enrolment
from rehab.enrolment.states import ENDED_STATES, PLACED_STATES
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.clock import local_date
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import Column, write_table
from rehab.programs import labels as class_labels
from rehab.programs import queries as programs
from rehab.programs.forms import last_day
from rehab.programs.history import told
from rehab.programs.states import OPEN_CLASS_STATES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = {"placed": PLACED_STATES, "waiting": ("waiting",), "ended": ENDED_STATES}
CLASS_GROUPS = {"": OPEN_CLASS_STATES, "all": (), "finished": ("finished",), "cancelled": ("cancelled",)}


@blueprint.get("/")
@requires(Permission.ENROLMENT_READ)
def classes() -> str:
    scope = current_scope()
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "state", "sort")}
    states = CLASS_GROUPS.get(asked["state"], OPEN_CLASS_STATES)
    page = programs.list_cohorts(scope, search=asked["q"], states=states, sort=asked["sort"] or "programme", page=asked_page())
    ids = [row.id for row in page.items]
    return render_template(
        "enrolment/classes.html", page=page, asked=asked, labels=class_labels, last_day=last_day,
        taken=queries.count_by_cohort(scope, ids), counts=queries.counts_by_state(scope, ids),
    )  # fmt: skip


@blueprint.get("/classes/<int:cohort_id>")
@requires(Permission.ENROLMENT_READ)
def members(cohort_id: int) -> str:
    return _members(current_scope(), cohort_id, None)


def _members(scope: Scope, cohort_id: int, form: CompleteForm | None) -> str:
    row = programs.cohort(scope, cohort_id)
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "show")}
    show = asked["show"] if asked["show"] in GROUPS else "placed"
    on = today_in(scope, row.facility_id)
    page = queries.list_participants(scope, row.id, on=on, states=GROUPS[show], search=asked["q"], page=asked_page())
    counts = queries.counts_by_state(scope, [row.id]).get(row.id, {})
    totals = {name: sum(counts.get(state, 0) for state in states) for name, states in GROUPS.items()}
    note_reading(scope=scope, action="enrolment.read_members", subject="cohort", subject_id=row.id, facility_id=row.facility_id)
    return render_template(
        "enrolment/members.html", cohort=row, page=page, show=show, q=asked["q"], totals=totals, labels=labels,
        class_labels=class_labels, form=form or CompleteForm(last_on=on), last_day=last_day,
        open=row.state in OPEN_CLASS_STATES,
    )  # fmt: skip


@blueprint.get("/classes/<int:cohort_id>/export.xlsx")
@requires(Permission.ENROLMENT_READ)
def export(cohort_id: int) -> Response:
    scope = current_scope()
    row = programs.cohort(scope, cohort_id)
    on = today_in(scope, row.facility_id)
    rows = queries.all_participants(scope, row.id, on=on)
    place = (_("Nama"), _("Nomor register"), _("Blok"), _("Kamar"))
    heads = (*place, _("Keadaan"), _("Ikut mulai"), _("Hari terakhir"), _("Alasan"))
    lines = [
        [
            each.wbp.name, each.wbp.register_no, each.block, each.cell, str(labels.state_label(each.enrolment.state)),
            each.enrolment.starts_on, last_day(each.enrolment.ends_on) if each.enrolment.ends_on else None,
            str(labels.end_reason_label(each.enrolment.end_reason)),
        ]
        for each in rows
    ]  # fmt: skip
    title = _("Peserta %(name)s", name=f"{row.programme.name}, {row.name}")
    content = write_table(title, [], [Column(head, 22) for head in heads], lines)
    note_reading(
        scope=scope, action="enrolment.export", subject="cohort", subject_id=row.id, facility_id=row.facility_id,
        details={"rows": len(lines)},
    )  # fmt: skip
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": "attachment; filename=peserta.xlsx"})


@blueprint.post("/classes/<int:cohort_id>/complete")
@requires(Permission.ENROLMENT_ENROL)
@saves
def complete(cohort_id: int) -> Any:
    scope, form = current_scope(), CompleteForm()
    ids = ids_of(request.form.getlist("enrolment_id"))
    if not ids:
        form.form_errors = [_("Centang dulu peserta yang selesai.")]
    elif form.validate_on_submit() and form.last_on.data:
        try:
            done = actions.complete_enrolments(
                scope=scope, cohort_id=cohort_id, enrolment_ids=ids, last_on=form.last_on.data, at=clock.now()
            )
        except actions.WrongDay as refused:
            put(form, "last_on", refused.message)
        else:
            flash(ngettext("%(num)d peserta selesai.", "%(num)d peserta selesai.", done))
            return redirect(url_for("enrolment.members", cohort_id=cohort_id), code=303)
    return _members(scope, cohort_id, form), 422


@blueprint.get("/<int:enrolment_id>")
@requires(Permission.ENROLMENT_READ)
def enrolment(enrolment_id: int) -> str:
    return _show(current_scope(), enrolment_id)


def _show(scope: Scope, enrolment_id: int, **typed: Any) -> str:
    row = queries.enrolment(scope, enrolment_id)
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    on = clock.today(zone)
    first = max(on, row.cohort.starts_on)
    forms = {
        "suspend": SuspendForm(None, obj=row, on=on, prefix="suspend-"),
        "resume": DayForm(None, obj=row, on=on, prefix="resume-"),
        "promote": DayForm(None, obj=row, on=first, prefix="promote-"),
        "withdraw": WithdrawForm(None, version=row.version, last_on=on, prefix="withdraw-"),
    } | typed
    return render_template(
        "enrolment/enrolment.html", row=row, forms=forms, wrong=next(iter(typed.values()), None), labels=labels,
        last_on=last_day(row.ends_on) if row.ends_on else None, pauses=queries.pauses_of(scope, row.id), last_day=last_day,
        undoable=row.ends_on is None and local_date(row.created_at, zone) == on, zone=zone,
        history=told(history_of(scope, "enrolment", [row.id]), zone),
    )  # fmt: skip


def _to_members(row: Enrolment, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("enrolment.members", cohort_id=row.cohort_id), code=303)


@blueprint.post("/<int:enrolment_id>/suspend")
@requires(Permission.ENROLMENT_ENROL)
@saves
def suspend(enrolment_id: int) -> Any:
    scope, form = current_scope(), SuspendForm(prefix="suspend-")
    if form.validate_on_submit() and form.on.data:
        try:
            row = actions.suspend_enrolment(
                scope=scope, enrolment_id=enrolment_id, version=form.seen_version, on=form.on.data,
                reason=form.reason.data or "", at=clock.now(),
            )  # fmt: skip
        except actions.WrongDay as refused:
            put(form, "on", refused.message)
        else:
            return _to_members(row, _("%(name)s ditangguhkan dan tidak diharapkan hadir.", name=row.wbp.name))
    return _show(scope, enrolment_id, suspend=form), 422


@blueprint.post("/<int:enrolment_id>/resume")
@requires(Permission.ENROLMENT_ENROL)
@saves
def resume(enrolment_id: int) -> Any:
    scope, form = current_scope(), DayForm(prefix="resume-")
    if form.validate_on_submit() and form.on.data:
        try:
            row = actions.resume_enrolment(
                scope=scope, enrolment_id=enrolment_id, version=form.seen_version, on=form.on.data, at=clock.now()
            )
        except actions.WrongDay as refused:
            put(form, "on", refused.message)
        else:
            return _to_members(row, _("%(name)s kembali aktif di kelas.", name=row.wbp.name))
    return _show(scope, enrolment_id, resume=form), 422


@blueprint.post("/<int:enrolment_id>/promote")
@requires(Permission.ENROLMENT_ENROL)
@saves
def promote(enrolment_id: int) -> Any:
    scope, form = current_scope(), DayForm(prefix="promote-")
    if form.validate_on_submit() and form.on.data:
        try:
            row = actions.promote_waiting(
                scope=scope, enrolment_id=enrolment_id, version=form.seen_version, on=form.on.data, at=clock.now()
            )
        except (actions.ClassFull, actions.OutsideClass, actions.ClassClosed) as refused:
            put(form, "on", refused.message)
        else:
            return _to_members(row, _("%(name)s mendapat tempat di kelas.", name=row.wbp.name))
    return _show(scope, enrolment_id, promote=form), 422


@blueprint.post("/<int:enrolment_id>/withdraw")
@requires(Permission.ENROLMENT_ENROL)
@saves
def withdraw(enrolment_id: int) -> Any:
    scope, form = current_scope(), WithdrawForm(prefix="withdraw-")
    if form.validate_on_submit() and form.last_on.data:
        try:
            row = actions.withdraw_enrolment(
                scope=scope, enrolment_id=enrolment_id, version=form.seen_version, last_on=form.last_on.data,
                reason=form.reason.data, note=form.note.data or "", at=clock.now(),
            )  # fmt: skip
        except actions.WrongDay as refused:
            put(form, "last_on", refused.message)
        else:
            return _to_members(row, _("%(name)s tercatat keluar dari kelas.", name=row.wbp.name))
    return _show(scope, enrolment_id, withdraw=form), 422


@blueprint.post("/<int:enrolment_id>/undo")
@requires(Permission.ENROLMENT_ENROL)
@saves
def undo(enrolment_id: int) -> Any:
    version = request.form.get("version", "")
    row = actions.undo_enrolment(
        scope=current_scope(),
        enrolment_id=enrolment_id,
        at=clock.now(),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )
    return _to_members(row, _("Pendaftaran %(name)s dibatalkan.", name=row.wbp.name))
