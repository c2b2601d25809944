"""URLs of a person's case: sentence, detention, remissions received, services."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.fields import EditForm
from rehab.plumbing.saving import saves
from rehab.wbp import case_actions as actions
from rehab.wbp import case_queries as asked
from rehab.wbp import labels
from rehab.wbp.blueprint import File, blueprint, open_file, refuse, show
from rehab.wbp.forms import DetentionForm, RemissionForm, SentenceForm, ServiceForm
from rehab.wbp.queries import projected_expiry_on


@blueprint.get("/<int:wbp_id>/sentence")
@requires(Permission.WBP_EDIT)
def edit_sentence(wbp_id: int) -> str:
    file, form = open_file(wbp_id, reads_case=True), SentenceForm()
    form.fill(file.person, asked.sentence_of(file.scope, wbp_id))
    return show("edit_sentence", file, form=form)


@blueprint.post("/<int:wbp_id>/sentence")
@requires(Permission.WBP_EDIT)
@saves
def correct_sentence(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), SentenceForm()
    if not form.validate_on_submit():
        return show("edit_sentence", file, form=form), 422
    actions.correct_sentence(scope=file.scope, wbp_id=wbp_id, version=form.seen_version, at=clock.now(), **form.values())
    flash(_("Pidana dan perkara %(name)s tersimpan.", name=file.person.name))
    return redirect(url_for("overview.person", wbp_id=wbp_id), code=303)


def asked_row(rows: list[Any]) -> Any:
    """The row the address asks to edit (?edit=12), or None. Raises NotFound where it is not among these."""
    text = request.args.get("edit", "")
    if not text:
        return None
    found = next((row for row in rows if str(row.id) == text), None)
    if found is None:
        raise NotFound()
    return found


def seen_version() -> int:
    """The version a remove button was drawn for."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def send(file: File, form: EditForm, act: Callable[[], Any], said: str, page: str, draw: Callable[[], str], field: str) -> Any:
    """Validate, act once, and go back to the list; a refusal stands at its field with what was typed."""
    if not form.validate_on_submit():
        return draw(), 422
    try:
        act()
    except Refusal as refusal:
        if refusal.status in (404, 409):
            raise
        status = refuse(form, refusal, field)
        return draw(), status
    flash(said)
    return redirect(url_for(page, wbp_id=file.person.id), code=303)


def _detentions(file: File, form: DetentionForm, editing: int | None) -> str:
    rows = asked.detentions_of(file.scope, file.person.id)
    expiry = projected_expiry_on(file.scope, [file.person.id])[file.person.id]
    return show("detentions", file, form=form, rows=rows, editing=editing, expiry=expiry)


@blueprint.get("/<int:wbp_id>/detentions")
@requires(Permission.WBP_READ_CASE)
def detentions(wbp_id: int) -> str:
    file, form = open_file(wbp_id, reads_case=True), DetentionForm()
    row = asked_row(asked.detentions_of(file.scope, wbp_id))
    if row:
        form.fill(row)
    return _detentions(file, form, row.id if row else None)


@blueprint.post("/<int:wbp_id>/detentions")
@requires(Permission.WBP_EDIT)
@saves
def record_detention(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), DetentionForm()

    def act() -> Any:
        return actions.record_detention(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **form.values())

    return send(
        file, form, act, _("Masa penahanan tercatat."), "wbp.detentions", lambda: _detentions(file, form, None), "starts_on"
    )


@blueprint.post("/<int:wbp_id>/detentions/<int:row_id>")
@requires(Permission.WBP_EDIT)
@saves
def correct_detention(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), DetentionForm()
    asked.get_detention(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "at": clock.now()}
        return actions.correct_detention(scope=file.scope, wbp_id=wbp_id, **seen, **form.values())

    said = _("Masa penahanan tersimpan.")
    return send(file, form, act, said, "wbp.detentions", lambda: _detentions(file, form, row_id), "starts_on")


@blueprint.post("/<int:wbp_id>/detentions/<int:row_id>/remove")
@requires(Permission.WBP_EDIT)
@saves
def remove_detention(wbp_id: int, row_id: int) -> Any:
    file = open_file(wbp_id)
    actions.remove_detention(scope=file.scope, wbp_id=wbp_id, row_id=row_id, version=seen_version(), at=clock.now())
    flash(_("Masa penahanan dihapus dari catatan."))
    return redirect(url_for("wbp.detentions", wbp_id=wbp_id), code=303)


def _remissions(file: File, form: RemissionForm, editing: int | None) -> str:
    rows = asked.remissions_of(file.scope, file.person.id)
    return show("remissions", file, form=form, rows=rows, editing=editing, labels=labels)


@blueprint.get("/<int:wbp_id>/remissions")
@requires(Permission.WBP_READ_CASE)
def remissions(wbp_id: int) -> str:
    file = open_file(wbp_id, reads_case=True)
    row = asked_row(asked.remissions_of(file.scope, wbp_id))
    return _remissions(file, RemissionForm(obj=row), row.id if row else None)


@blueprint.post("/<int:wbp_id>/remissions")
@requires(Permission.WBP_EDIT)
@saves
def record_remission(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), RemissionForm()

    def act() -> Any:
        return actions.record_remission(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **_typed(form, REMISSION))

    said = _("Remisi tercatat.")
    return send(file, form, act, said, "wbp.remissions", lambda: _remissions(file, form, None), "granted_on")


@blueprint.post("/<int:wbp_id>/remissions/<int:row_id>")
@requires(Permission.WBP_EDIT)
@saves
def correct_remission(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), RemissionForm()
    asked.get_remission(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "at": clock.now()}
        return actions.correct_remission(scope=file.scope, wbp_id=wbp_id, **seen, **_typed(form, REMISSION))

    said = _("Remisi tersimpan.")
    return send(file, form, act, said, "wbp.remissions", lambda: _remissions(file, form, row_id), "granted_on")


@blueprint.post("/<int:wbp_id>/remissions/<int:row_id>/remove")
@requires(Permission.WBP_EDIT)
@saves
def remove_remission(wbp_id: int, row_id: int) -> Any:
    file = open_file(wbp_id)
    actions.remove_remission(scope=file.scope, wbp_id=wbp_id, row_id=row_id, version=seen_version(), at=clock.now())
    flash(_("Remisi dihapus dari catatan."))
    return redirect(url_for("wbp.remissions", wbp_id=wbp_id), code=303)


REMISSION = ("kind", "granted_on", "days", "decree")


def _typed(form: EditForm, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: form[name].data for name in names}


def _services(file: File, form: ServiceForm, editing: int | None) -> str:
    rows = asked.services_of(file.scope, file.person.id)
    return show("services", file, form=form, rows=rows, editing=editing, labels=labels)


@blueprint.get("/<int:wbp_id>/services")
@requires(Permission.WBP_READ_CASE)
def services(wbp_id: int) -> str:
    file = open_file(wbp_id, reads_case=True)
    row = asked_row(asked.services_of(file.scope, wbp_id))
    return _services(file, ServiceForm(obj=row), row.id if row else None)


@blueprint.post("/<int:wbp_id>/services")
@requires(Permission.WBP_EDIT)
@saves
def record_service(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), ServiceForm()

    def act() -> Any:
        return actions.record_service(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **_service(form))

    said = _("Jasa tercatat.")
    return send(file, form, act, said, "wbp.services", lambda: _services(file, form, None), "rendered_on")


@blueprint.post("/<int:wbp_id>/services/<int:row_id>")
@requires(Permission.WBP_EDIT)
@saves
def correct_service(wbp_id: int, row_id: int) -> Any:
    file, form = open_file(wbp_id), ServiceForm()
    asked.get_service(file.scope, wbp_id, row_id)

    def act() -> Any:
        seen = {"row_id": row_id, "version": form.seen_version, "at": clock.now()}
        return actions.correct_service(scope=file.scope, wbp_id=wbp_id, **seen, **_service(form))

    said = _("Jasa tersimpan.")
    return send(file, form, act, said, "wbp.services", lambda: _services(file, form, row_id), "rendered_on")


def _service(form: ServiceForm) -> dict[str, Any]:
    return _typed(form, ("ground", "rendered_on")) | {"verified": form.verified.answer}


@blueprint.post("/<int:wbp_id>/services/<int:row_id>/remove")
@requires(Permission.WBP_EDIT)
@saves
def remove_service(wbp_id: int, row_id: int) -> Any:
    file = open_file(wbp_id)
    actions.remove_service(scope=file.scope, wbp_id=wbp_id, row_id=row_id, version=seen_version(), at=clock.now())
    flash(_("Jasa dihapus dari catatan."))
    return redirect(url_for("wbp.services", wbp_id=wbp_id), code=303)
