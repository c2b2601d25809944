"""URLs of agencies and their accounts; those of agreements stand in agreements.py, on the blueprint of this room."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.actions import BadUsername, UsernameTaken
from rehab.accounts.once import keep_once, take_once
from rehab.accounts.passwords import brings_password, brought_password
from rehab.partners import actions, queries
from rehab.partners.agreements import blueprint
from rehab.partners.forms import AgencyForm, MemberForm, NewAgencyForm
from rehab.partners.labels import agreement_state_label, state_tone
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves


@blueprint.get("/")
@requires(Permission.PARTNERS_READ)
def agencies() -> str:
    scope, search = current_scope(), request.args.get("q", "").strip()[:100]
    page = queries.search_agencies(scope, search=search, page=asked_page())
    return render_template("partners/agencies.html", page=page, q=search)


@blueprint.get("/agencies/new")
@requires(Permission.PARTNERS_EDIT)
def new_agency() -> str:
    return render_template("partners/new_agency.html", form=NewAgencyForm())


@blueprint.post("/agencies/new")
@requires(Permission.PARTNERS_EDIT)
@saves
def add_agency() -> Any:
    form = NewAgencyForm()
    if form.validate_on_submit():
        try:
            row = actions.add_agency(
                scope=current_scope(), code=(form.code.data or "").upper(), details=form.details, at=clock.now()
            )
        except actions.CodeTaken as refused:
            form.code.errors = [refused.message]
        else:
            return _to_agency(row.id, _("%(name)s tercatat sebagai mitra.", name=row.name))
    return render_template("partners/new_agency.html", form=form), 422


def _to_agency(agency_id: int, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("partners.agency", agency_id=agency_id), code=303)


@blueprint.get("/agencies/<int:agency_id>")
@requires(Permission.PARTNERS_READ)
def agency(agency_id: int) -> str:
    scope = current_scope()
    row = queries.agency(scope, agency_id)
    return render_template(
        "partners/agency.html", agency=row, agreements=queries.search_agreements(scope, agency_id=row.id, page=asked_page()),
        members=queries.list_members(scope, row.id), password=take_once("partner-password"),
        state_label=agreement_state_label, state_tone=state_tone, many=_sees_many(scope),
    )  # fmt: skip


def _sees_many(scope: Scope) -> bool:
    return scope.facility_ids is None or len(scope.facility_ids) > 1


@blueprint.get("/agencies/<int:agency_id>/edit")
@requires(Permission.PARTNERS_EDIT)
def edit_agency(agency_id: int) -> str:
    row = queries.agency(current_scope(), agency_id)
    return render_template("partners/edit_agency.html", agency=row, form=AgencyForm(obj=row))


@blueprint.post("/agencies/<int:agency_id>/edit")
@requires(Permission.PARTNERS_EDIT)
@saves
def change_agency(agency_id: int) -> Any:
    scope, form = current_scope(), AgencyForm()
    if form.validate_on_submit():
        row = actions.change_agency(
            scope=scope, agency_id=agency_id, version=form.seen_version, details=form.details, at=clock.now()
        )
        return _to_agency(row.id, _("Data %(name)s sudah diubah.", name=row.name))
    return render_template("partners/edit_agency.html", agency=queries.agency(scope, agency_id), form=form), 422


@blueprint.get("/agencies/<int:agency_id>/members/new")
@requires(Permission.ACCOUNTS_ADMINISTER)
def new_member(agency_id: int) -> str:
    row = queries.agency(current_scope(), agency_id)
    return render_template("partners/new_member.html", agency=row, form=MemberForm())


@blueprint.post("/agencies/<int:agency_id>/members/new")
@requires(Permission.ACCOUNTS_ADMINISTER)
@brings_password
@saves
def add_member(agency_id: int) -> Any:
    scope, form, password = current_scope(), MemberForm(), brought_password()
    row = queries.agency(scope, agency_id)
    if form.validate_on_submit():
        try:
            user = actions.add_member(
                scope=scope, agency_code=row.code, username=form.username.data or "", name=form.name.data or "",
                role=form.chosen_role, password=password, at=clock.now(),
            )  # fmt: skip
        except (UsernameTaken, BadUsername) as refused:
            form.username.errors = [refused.message]
        else:
            keep_once("partner-password", f"{user.name}\n{user.username}\n{password.text}")
            return _to_agency(row.id, _("%(name)s sekarang dapat masuk lewat portal mitra.", name=user.name))
    return render_template("partners/new_member.html", agency=row, form=form), 422


@blueprint.post("/agencies/<int:agency_id>/members/<int:user_id>/password")
@requires(Permission.ACCOUNTS_ADMINISTER)
@brings_password
@saves
def reset_member(agency_id: int, user_id: int) -> Any:
    scope, password = current_scope(), brought_password()
    user = actions.reset_member(scope=scope, agency_id=agency_id, user_id=user_id, password=password, at=clock.now())
    keep_once("partner-password", f"{user.name}\n{user.username}\n{password.text}")
    return _to_agency(agency_id, _("Kata sandi lama %(name)s tidak berlaku lagi.", name=user.name))


@blueprint.post("/agencies/<int:agency_id>/members/<int:user_id>/disable")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def disable_member(agency_id: int, user_id: int) -> Any:
    user = actions.set_member_active(scope=current_scope(), agency_id=agency_id, user_id=user_id, active=False, at=clock.now())
    return _to_agency(agency_id, _("Akun %(name)s tertutup dan semua sesinya berakhir.", name=user.name))


@blueprint.post("/agencies/<int:agency_id>/members/<int:user_id>/enable")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def enable_member(agency_id: int, user_id: int) -> Any:
    user = actions.set_member_active(scope=current_scope(), agency_id=agency_id, user_id=user_id, active=True, at=clock.now())
    return _to_agency(agency_id, _("Akun %(name)s terbuka kembali.", name=user.name))
