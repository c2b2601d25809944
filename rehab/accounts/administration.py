"""URLs of other people's accounts and of the matrix of permissions; on the blueprint of this room."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.explain import explain as explain_scope
from rehab.access.permissions import PARTNER_ROLES, ROLES, Permission, Role
from rehab.access.scope import Scope, current_scope
from rehab.accounts import actions, queries
from rehab.accounts.forms import NewUserForm, UserForm
from rehab.accounts.labels import ROLE_LABELS
from rehab.accounts.models import User
from rehab.accounts.once import keep_once, take_once
from rehab.accounts.passwords import NewPassword, brings_password, brought_password
from rehab.accounts.routes import blueprint
from rehab.accounts.signin import scope_of_user
from rehab.facilities.queries import names_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves


@blueprint.get("/users")
@requires(Permission.ACCOUNTS_ADMINISTER)
def users() -> str:
    scope = current_scope()
    asked = {name: request.args.get(name, "") for name in ("q", "role", "state", "sort")}
    asked["sort"] = asked["sort"] or "name"
    page = queries.list_users(
        scope, search=asked["q"], role=asked["role"], state=asked["state"], sort=asked["sort"], page=asked_page()
    )
    places = names_of_facilities(scope, {row.facility_id for row in page.items if row.facility_id})
    return render_template("accounts/users.html", page=page, places=places, asked=asked, roles=ROLE_LABELS)


@blueprint.get("/users/new")
@requires(Permission.ACCOUNTS_ADMINISTER)
def new_user() -> str:
    return render_template("accounts/new_user.html", form=NewUserForm().offer(current_scope()))


@blueprint.post("/users/new")
@requires(Permission.ACCOUNTS_ADMINISTER)
@brings_password
@saves
def create_user() -> Any:
    scope, password = current_scope(), brought_password()
    form = NewUserForm().offer(scope)
    if form.validate_on_submit():
        try:
            user = actions.create_user(
                scope=scope, username=form.username.data or "", name=form.name.data or "", role=Role(form.role.data),
                facility_id=form.place, password=password, at=clock.now(),
            )  # fmt: skip
        except (actions.UsernameTaken, actions.BadUsername) as refused:
            form.username.errors = [refused.message]
        except actions.WrongPlace as refused:
            form.facility_id.errors = [refused.message]
        else:
            return _shown_once(user, password, _("Pengguna %(name)s sudah dibuat.", name=user.name))
    return render_template("accounts/new_user.html", form=form), 422


def _shown_once(user: User, password: NewPassword, sentence: str) -> Any:
    keep_once(f"password:{user.id}", password.text)
    flash(sentence)
    return redirect(url_for("accounts.user", user_id=user.id), code=303)


@blueprint.get("/users/<int:user_id>")
@requires(Permission.ACCOUNTS_ADMINISTER)
def user(user_id: int) -> str:
    scope = current_scope()
    row = queries.get_user(scope, user_id)
    form = UserForm(obj=row, facility_id=str(row.facility_id or "")).offer(scope, partner=Role(row.role) in PARTNER_ROLES)
    return _user_page(scope, row, form, password=take_once(f"password:{row.id}"))


def _user_page(scope: Scope, row: User, form: UserForm, password: str | None = None) -> str:
    places = names_of_facilities(scope, {row.facility_id} if row.facility_id else set())
    return render_template(
        "accounts/user.html", user=row, form=form, password=password, place=places.get(row.facility_id or 0),
        sessions=queries.list_sessions(scope, row.id), own=row.id == scope.user_id,
        owes_factor=actions.must_have_second_factor(role=row.role) and not row.has_second_factor,
    )  # fmt: skip


@blueprint.post("/users/<int:user_id>")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def change_user(user_id: int) -> Any:
    scope = current_scope()
    row = queries.get_user(scope, user_id)
    form = UserForm().offer(scope, partner=Role(row.role) in PARTNER_ROLES)
    if form.validate_on_submit():
        try:
            actions.change_user(
                scope=scope, user_id=user_id, version=form.seen_version, name=form.name.data or "",
                role=Role(form.role.data), facility_id=form.place, at=clock.now(),
            )  # fmt: skip
        except actions.WrongPlace as refused:
            form.facility_id.errors = [refused.message]
        else:
            return _done(user_id, _("Data pengguna sudah diubah."))
    return _user_page(scope, row, form), 422


def _done(user_id: int, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("accounts.user", user_id=user_id), code=303)


@blueprint.post("/users/<int:user_id>/password")
@requires(Permission.ACCOUNTS_ADMINISTER)
@brings_password
@saves
def reset_password(user_id: int) -> Any:
    password = brought_password()
    row = actions.reset_password(scope=current_scope(), user_id=user_id, password=password, at=clock.now())
    return _shown_once(row, password, _("Kata sandi lama tidak berlaku lagi."))


@blueprint.post("/users/<int:user_id>/disable")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def disable_user(user_id: int) -> Any:
    actions.set_active(scope=current_scope(), user_id=user_id, active=False, at=clock.now())
    return _done(user_id, _("Pengguna ini tidak dapat masuk lagi."))


@blueprint.post("/users/<int:user_id>/enable")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def enable_user(user_id: int) -> Any:
    actions.set_active(scope=current_scope(), user_id=user_id, active=True, at=clock.now())
    return _done(user_id, _("Pengguna ini dapat masuk lagi."))


@blueprint.post("/users/<int:user_id>/second-factor")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def forget_second_factor(user_id: int) -> Any:
    actions.forget_second_factor(scope=current_scope(), user_id=user_id, at=clock.now())
    return _done(user_id, _("Autentikator lama dilepas; yang baru dipasang saat masuk berikutnya."))


@blueprint.post("/users/<int:user_id>/sessions")
@requires(Permission.ACCOUNTS_ADMINISTER)
@saves
def end_sessions(user_id: int) -> Any:
    actions.end_sessions(scope=current_scope(), user_id=user_id, at=clock.now())
    return _done(user_id, _("Semua sesi pengguna ini sudah diakhiri."))


@blueprint.get("/access")
@requires(Permission.ACCOUNTS_EXPLAIN)
def access() -> str:
    searched = request.args.get("q", "").strip()
    found = queries.list_users(current_scope(), search=searched, page=asked_page()) if searched else None
    return render_template(
        "accounts/access.html", roles=list(Role), permissions=list(Permission), granted=ROLES, labels=ROLE_LABELS,
        searched=searched, found=found,
    )  # fmt: skip


@blueprint.get("/access/users/<int:user_id>")
@requires(Permission.ACCOUNTS_EXPLAIN)
def explain(user_id: int) -> str:
    scope = current_scope()
    row = queries.get_user(scope, user_id)
    theirs = scope_of_user(row)
    places = names_of_facilities(scope, set(theirs.facility_ids or ()))
    return render_template(
        "accounts/explain.html", user=row, scope=theirs, places=sorted(places.values()), answers=explain_scope(theirs)
    )
