"""URLs of how a facility writes its letters, and of who signs them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.facilities.queries import get_facility, list_facilities
from rehab.letters import actions, queries
from rehab.letters.blueprint import blueprint
from rehab.letters.defaults import FIXED, SETTINGS
from rehab.letters.forms import EndForm, SettingsForm, SignatoryForm
from rehab.letters.labels import variant_label
from rehab.plumbing import clock
from rehab.plumbing.saving import let_others_write, saves


@blueprint.get("/letters/settings")
@requires(Permission.FACILITIES_READ)
def settings() -> Any:
    """How the facility's letters look and rest on what; where there are several, a list to choose from."""
    scope = current_scope()
    facilities = list_facilities(scope)
    if len(facilities) == 1:
        return _shown(scope, facilities[0].id)
    return render_template("letters/settings.html", facilities=facilities, facility=None)


@blueprint.get("/letters/settings/<int:facility_id>")
@requires(Permission.FACILITIES_READ)
def facility_settings(facility_id: int) -> Any:
    """The same for one facility."""
    return _shown(current_scope(), facility_id)


def _shown(scope: Scope, facility_id: int) -> str:
    facility = get_facility(scope, facility_id)
    style = queries.style_of(scope, facility_id)
    return render_template(
        "letters/settings.html", facility=facility, facilities=[], style=style, settings=SETTINGS, fixed=FIXED,
        signatories=queries.list_signatories(scope, facility_id), variant_label=variant_label, today=clock.today(facility.zone),
        by=names_of(scope, [style.confirmed_by]).get(style.confirmed_by or 0),
    )  # fmt: skip


@blueprint.get("/letters/settings/<int:facility_id>/edit")
@requires(Permission.FACILITIES_EDIT)
def edit_settings(facility_id: int) -> Any:
    """The form that confirms or changes every value."""
    scope = current_scope()
    facility, style = get_facility(scope, facility_id), queries.style_of(scope, facility_id)
    lines = {name: "\n".join(style[name]) for name in ("recipient", "copies")}
    form = SettingsForm(data=style.values | lines | {"version": str(style.version)})
    return render_template("letters/edit_settings.html", facility=facility, form=form, style=style)


@blueprint.post("/letters/settings/<int:facility_id>/edit")
@requires(Permission.FACILITIES_EDIT)
@saves
def change_settings(facility_id: int) -> Any:
    """Confirm every value."""
    scope, form = current_scope(), SettingsForm()
    facility = get_facility(scope, facility_id)
    if form.logo.data:
        # The picture is tried out on a paper.
        let_others_write()
    if not form.validate_on_submit():
        style = queries.style_of(scope, facility_id)
        return render_template("letters/edit_settings.html", facility=facility, form=form, style=style), 422
    actions.change_settings(
        scope=scope, facility_id=facility_id, version=form.seen_version, values=form.values, logo=form.picture, at=clock.now()
    )
    flash(_("Pengaturan surat ditetapkan."), "success")
    return redirect(url_for("letters.facility_settings", facility_id=facility_id), code=303)


@blueprint.get("/letters/settings/<int:facility_id>/signatories/new")
@requires(Permission.FACILITIES_EDIT)
def new_signatory(facility_id: int) -> Any:
    """The form that names somebody who signs."""
    return render_template(
        "letters/new_signatory.html", facility=get_facility(current_scope(), facility_id), form=SignatoryForm()
    )


@blueprint.post("/letters/settings/<int:facility_id>/signatories")
@requires(Permission.FACILITIES_EDIT)
@saves
def add_signatory(facility_id: int) -> Any:
    """Name somebody who signs."""
    scope, form = current_scope(), SignatoryForm()
    facility = get_facility(scope, facility_id)
    if not form.validate_on_submit():
        return render_template("letters/new_signatory.html", facility=facility, form=form), 422
    actions.add_signatory(scope=scope, facility_id=facility_id, at=clock.now(), **form.values)
    flash(_("%(name)s tercatat sebagai penanda tangan.", name=form.name.data), "success")
    return redirect(url_for("letters.facility_settings", facility_id=facility_id), code=303)


@blueprint.post("/letters/signatories/<int:signatory_id>/end")
@requires(Permission.FACILITIES_EDIT)
@saves
def end_signatory(signatory_id: int) -> Any:
    """Let somebody sign no longer from a day on."""
    scope, form = current_scope(), EndForm()
    row = queries.get_signatory(scope, signatory_id)
    if not form.validate_on_submit() or form.ends_on.data is None:
        flash(_("Isi tanggal akhir, misalnya 17-08-2026."), "warning")
    else:
        actions.end_signatory(
            scope=scope, signatory_id=signatory_id, version=form.seen_version, ends_on=form.ends_on.data, at=clock.now()
        )
        flash(_("Masa tanda tangan %(name)s berakhir pada tanggal itu.", name=row.name), "success")
    return redirect(url_for("letters.facility_settings", facility_id=row.facility_id), code=303)
