"""URLs of one person's risk assessments and Register F."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.accounts.queries import names_of
from rehab.conduct import actions, labels, queries
from rehab.conduct.blueprint import File, blueprint, open_file, refuse, show
from rehab.conduct.forms import DisciplineForm, RemoveForm, RiskForm
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.fields import EditForm
from rehab.plumbing.saving import saves


def _asked_row(rows: list[Any], argument: str = "edit") -> Any:
    text = request.args.get(argument, "")
    if not text:
        return None
    found = next((row for row in rows if str(row.id) == text), None)
    if found is None:
        raise NotFound()
    return found


def _send(file: File, form: EditForm, act: Callable[[], Any], said: str, page: str, draw: Callable[[], str], field: str) -> Any:
    """Validate, act once, go back to the list; a refusal stands at its field with what was typed."""
    if not form.validate_on_submit():
        return draw(), 422
    try:
        act()
    except Refusal as refusal:
        if refusal.status in (404, 409):
            raise
        status = refuse(form, refusal, "reason" if isinstance(refusal, actions.ReasonMissing) else field)
        return draw(), status
    flash(said)
    return redirect(url_for(page, wbp_id=file.person.id), code=303)


def _risks(file: File, form: RiskForm, editing: int | None) -> str:
    rows = queries.risk_of(file.scope, file.person.id)
    names = names_of(file.scope, {row.recorded_by for row in rows})
    return show("risks", file, form=form, rows=rows, editing=editing, names=names, labels=labels)


@blueprint.get("/people/<int:wbp_id>/risk")
@requires(Permission.CONDUCT_READ)
def risks(wbp_id: int) -> str:
    file = open_file(wbp_id)
    row = _asked_row(queries.risk_of(file.scope, wbp_id))
    form = RiskForm(obj=row)
    if row is None:
        form.assessed_on.data = file.today
    return _risks(file, form, row.id if row else None)


@blueprint.post("/people/<int:wbp_id>/risk")
@requires(Permission.CONDUCT_ASSESS)
@saves
def record_risk(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), RiskForm()

    def act() -> Any:
        typed = {"assessed_on": form.assessed_on.data, "level": form.level.data}
        return actions.record_risk(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **typed)

    said = _("Asesmen risiko tercatat.")
    return _send(file, form, act, said, "conduct.risks", lambda: _risks(file, form, None), "assessed_on")


@blueprint.post("/people/<int:wbp_id>/risk/<int:row_id>")
@requires(Permission.CONDUCT_ASSESS)
@saves
def correct_risk(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), RiskForm()
    queries.get_risk(file.scope, wbp_id, row_id)

    def act() -> Any:
        typed = {"assessed_on": form.assessed_on.data, "level": form.level.data, "reason": form.reason.data or ""}
        seen = {"row_id": row_id, "version": form.seen_version, "at": clock.now()}
        return actions.correct_risk(scope=file.scope, wbp_id=wbp_id, **seen, **typed)

    said = _("Asesmen risiko tersimpan.")
    return _send(file, form, act, said, "conduct.risks", lambda: _risks(file, form, row_id), "assessed_on")


@blueprint.get("/people/<int:wbp_id>/risk/<int:row_id>/remove")
@requires(Permission.CONDUCT_ASSESS)
def remove_risk(wbp_id: int, row_id: int) -> str:
    file = open_file(wbp_id)
    row = queries.get_risk(file.scope, wbp_id, row_id)
    return show("remove_risk", file, form=RemoveForm(version=str(row.version)), row=row, labels=labels)


@blueprint.post("/people/<int:wbp_id>/risk/<int:row_id>/remove")
@requires(Permission.CONDUCT_ASSESS)
@saves
def drop_risk(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), RemoveForm()
    row = queries.get_risk(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "reason": form.reason.data or ""}
        return actions.remove_risk(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **seen)

    def draw() -> str:
        return show("remove_risk", file, form=form, row=row, labels=labels)

    return _send(file, form, act, _("Asesmen risiko dihapus dari catatan."), "conduct.risks", draw, "reason")


def _discipline(file: File, form: DisciplineForm, editing: int | None) -> str:
    rows = queries.discipline_of(file.scope, file.person.id)
    names = names_of(file.scope, {row.recorded_by for row in rows})
    return show("discipline", file, form=form, rows=rows, editing=editing, names=names, labels=labels)


def _entry(form: DisciplineForm) -> dict[str, Any]:
    names = ("level", "starts_on", "ends_on", "forfeits_until")
    return {name: form[name].data for name in names} | {"note": form.note.data or ""}


@blueprint.get("/people/<int:wbp_id>/discipline")
@requires(Permission.CONDUCT_READ)
def discipline(wbp_id: int) -> str:
    file = open_file(wbp_id)
    row = _asked_row(queries.discipline_of(file.scope, wbp_id))
    return _discipline(file, DisciplineForm(obj=row), row.id if row else None)


@blueprint.post("/people/<int:wbp_id>/discipline")
@requires(Permission.CONDUCT_DISCIPLINE)
@saves
def record_discipline(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), DisciplineForm()

    def act() -> Any:
        return actions.record_discipline(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **_entry(form))

    said = _("Catatan Register F tersimpan.")
    return _send(file, form, act, said, "conduct.discipline", lambda: _discipline(file, form, None), "starts_on")


@blueprint.post("/people/<int:wbp_id>/discipline/<int:row_id>")
@requires(Permission.CONDUCT_DISCIPLINE)
@saves
def correct_discipline(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), DisciplineForm()
    queries.get_discipline(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "reason": form.reason.data or "", "at": clock.now()}
        return actions.correct_discipline(scope=file.scope, wbp_id=wbp_id, **seen, **_entry(form))

    said = _("Catatan Register F tersimpan.")
    return _send(file, form, act, said, "conduct.discipline", lambda: _discipline(file, form, row_id), "starts_on")


@blueprint.get("/people/<int:wbp_id>/discipline/<int:row_id>/remove")
@requires(Permission.CONDUCT_DISCIPLINE)
def remove_discipline(wbp_id: int, row_id: int) -> str:
    file = open_file(wbp_id)
    row = queries.get_discipline(file.scope, wbp_id, row_id)
    return show("remove_discipline", file, form=RemoveForm(version=str(row.version)), row=row, labels=labels)


@blueprint.post("/people/<int:wbp_id>/discipline/<int:row_id>/remove")
@requires(Permission.CONDUCT_DISCIPLINE)
@saves
def drop_discipline(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), RemoveForm()
    row = queries.get_discipline(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "reason": form.reason.data or ""}
        return actions.remove_discipline(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **seen)

    def draw() -> str:
        return show("remove_discipline", file, form=form, row=row, labels=labels)

    return _send(file, form, act, _("Catatan Register F dihapus."), "conduct.discipline", draw, "reason")
