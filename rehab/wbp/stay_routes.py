"""URLs of where a person is: absences, leaving, coming back."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saves
from rehab.wbp import actions, labels
from rehab.wbp import case_queries as asked
from rehab.wbp import paper_actions as absence_actions
from rehab.wbp.blueprint import File, blueprint, note_page, open_file, refuse, show
from rehab.wbp.case_routes import asked_row, seen_version, send
from rehab.wbp.queries import list_destinations
from rehab.wbp.stay_forms import AbsenceForm, DepartForm, ReadmitForm


def _absences(file: File, form: AbsenceForm, editing: int | None) -> str:
    rows = asked.absences_of(file.scope, file.person.id)
    note_page(file, "wbp.read_absences")
    return show("absences", file, form=form, rows=rows, editing=editing, labels=labels, now=clock.now())


@blueprint.get("/<int:wbp_id>/absences")
@requires(Permission.WBP_READ)
def absences(wbp_id: int) -> str:
    file, form = open_file(wbp_id), AbsenceForm()
    row = asked_row(asked.absences_of(file.scope, wbp_id))
    if row:
        form.fill(row, file.zone)
    else:
        form.from_on.data = file.today
    return _absences(file, form, row.id if row else None)


@blueprint.post("/<int:wbp_id>/absences")
@requires(Permission.WBP_EDIT)
@saves
def record_absence(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), AbsenceForm()

    def act() -> Any:
        return absence_actions.record_absence(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **form.values(file.zone))

    said = _("Ketidakhadiran tercatat.")
    return send(file, form, act, said, "wbp.absences", lambda: _absences(file, form, None), "to_on")


@blueprint.post("/<int:wbp_id>/absences/<int:row_id>")
@requires(Permission.WBP_EDIT)
@saves
def correct_absence(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), AbsenceForm()
    asked.get_absence(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "at": clock.now()}
        return absence_actions.correct_absence(scope=file.scope, wbp_id=wbp_id, **seen, **form.values(file.zone))

    said = _("Ketidakhadiran tersimpan.")
    return send(file, form, act, said, "wbp.absences", lambda: _absences(file, form, row_id), "to_on")


@blueprint.post("/<int:wbp_id>/absences/<int:row_id>/end")
@requires(Permission.WBP_EDIT)
@saves
def end_absence(wbp_id: int, row_id: int) -> Any:
    file = open_file(wbp_id)
    absence_actions.end_absence(scope=file.scope, wbp_id=wbp_id, row_id=row_id, version=seen_version(), at=clock.now())
    flash(_("%(name)s tercatat sudah kembali.", name=file.person.name))
    return redirect(url_for("wbp.absences", wbp_id=wbp_id), code=303)


@blueprint.post("/<int:wbp_id>/absences/<int:row_id>/remove")
@requires(Permission.WBP_EDIT)
@saves
def remove_absence(wbp_id: int, row_id: int) -> Any:
    file = open_file(wbp_id)
    absence_actions.remove_absence(scope=file.scope, wbp_id=wbp_id, row_id=row_id, version=seen_version(), at=clock.now())
    flash(_("Ketidakhadiran dihapus dari catatan."))
    return redirect(url_for("wbp.absences", wbp_id=wbp_id), code=303)


@blueprint.get("/<int:wbp_id>/depart")
@requires(Permission.WBP_EDIT)
def depart(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), DepartForm()
    if file.stay is None or file.stay.ends_on is not None:
        return redirect(url_for("wbp.readmit", wbp_id=wbp_id))
    form.offer_destinations(list_destinations(file.scope))
    form.seen_stay.data, form.on.data = str(file.stay.id), file.today
    return show("depart", file, form=form)


@blueprint.post("/<int:wbp_id>/depart")
@requires(Permission.WBP_EDIT)
@saves
def record_departure(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), DepartForm()
    form.offer_destinations(list_destinations(file.scope))
    if not form.validate_on_submit():
        return show("depart", file, form=form), 422
    try:
        _depart(file, form)
    except actions.NotPlaced:
        raise
    except Refusal as refusal:
        field = "register_no" if isinstance(refusal, actions.RegisterTakenThere) else "on"
        status = refuse(form, refusal, field)
        return show("depart", file, form=form), status
    reason = labels.end_reason_label(form.reason.data)
    flash(_("%(name)s tercatat keluar: %(reason)s.", name=file.person.name, reason=reason))
    gone = form.reason.data == "pindah" and form.to_facility.data != "0"
    page = url_for("wbp.people") if gone else url_for("overview.person", wbp_id=wbp_id)
    return redirect(page, code=303)


def _depart(file: File, form: DepartForm) -> None:
    seen = form.seen_stay.data or ""
    about = {
        "scope": file.scope, "wbp_id": file.person.id, "on": form.on.data, "note": form.note.data or "", "at": clock.now(),
        "seen_stay": int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
    }  # fmt: skip
    if form.reason.data == "pindah":
        to = int(form.to_facility.data) or None
        actions.transfer_person(to_facility_id=to, register_no=form.register_no.data or "", **about)
    else:
        actions.record_departure(reason=form.reason.data, **about)


@blueprint.get("/<int:wbp_id>/readmit")
@requires(Permission.WBP_EDIT)
def readmit(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), ReadmitForm()
    if file.stay is not None and file.stay.ends_on is None:
        return redirect(url_for("wbp.depart", wbp_id=wbp_id))
    form.on.data = file.today
    return show("readmit", file, form=form, labels=labels)


@blueprint.post("/<int:wbp_id>/readmit")
@requires(Permission.WBP_EDIT)
@saves
def readmit_person(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), ReadmitForm()
    if not form.validate_on_submit():
        return show("readmit", file, form=form, labels=labels), 422
    try:
        actions.readmit_person(
            scope=file.scope, wbp_id=wbp_id, on=form.on.data, at=clock.now(), register_no=form.register_no.data or "",
            block=form.block.data, cell=form.cell.data, opens_detention=bool(form.opens_detention.data),
            note=form.note.data or "",
        )  # fmt: skip
    except (actions.RegisterTaken, actions.WrongDay) as refusal:
        field = "register_no" if isinstance(refusal, actions.RegisterTaken) else "on"
        status = refuse(form, refusal, field)
        return show("readmit", file, form=form, labels=labels), status
    flash(_("%(name)s tercatat masuk kembali.", name=file.person.name))
    return redirect(url_for("overview.person", wbp_id=wbp_id), code=303)
