"""URLs of signing in and of one's own account."""

import re
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from rehab.access.doors import open_to_all, signed_in
from rehab.access.scope import current_scope
from rehab.accounts import actions, queries, signin
from rehab.accounts.forms import CodeForm, PasswordForm, ReplaceFactorForm, SecondFactorForm, SigninForm
from rehab.accounts.models import User
from rehab.accounts.once import keep_once, take_once
from rehab.accounts.passwords import NewPassword, WeakPassword, chosen_password
from rehab.accounts.setup import new_secret, setup_key, setup_picture
from rehab.extensions import limiter
from rehab.facilities.queries import names_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.saving import saves

blueprint = Blueprint("accounts", __name__)
A_MINUTE = "60 per minute"
# Browsers drop tabs and line ends, and read a backslash as a slash: "/<tab>/host" would leave the house.
INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,400}")


@blueprint.get("/login")
@open_to_all
def login() -> Any:
    if current_user.is_authenticated:
        return _onward("")
    return render_template("accounts/login.html", form=SigninForm(next=request.args.get("next", "")))


@blueprint.post("/login")
@open_to_all
@limiter.limit(A_MINUTE)
def sign_in() -> Any:
    form = SigninForm()
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form), 422
    try:
        user = signin.check_password(
            username=form.username.data or "", password=form.password.data or "", address=_address(), at=clock.now()
        )
    except (signin.SigninRefused, signin.TooManyTries) as refused:
        form.form_errors.append(refused.message)
        return render_template("accounts/login.html", form=form), refused.status
    if user.has_second_factor:
        signin.ask_for_code(user)
        session["next"] = form.next.data
        return redirect(url_for("accounts.second_factor"), code=303)
    return _open(user, form.next.data)


@blueprint.get("/login/code")
@open_to_all
def second_factor() -> Any:
    if signin.half_signed_in() is None:
        return redirect(url_for("accounts.login"))
    return render_template("accounts/second_factor.html", form=CodeForm())


@blueprint.post("/login/code")
@open_to_all
@limiter.limit(A_MINUTE)
def send_code() -> Any:
    form, user = CodeForm(), signin.half_signed_in()
    if user is None:
        flash(_("Waktu untuk mengisi kode sudah habis. Masuk sekali lagi."), "info")
        return redirect(url_for("accounts.login"), code=303)
    if not form.validate_on_submit():
        return render_template("accounts/second_factor.html", form=form), 422
    try:
        signin.check_code(user=user, code=form.code.data or "", address=_address(), at=clock.now())
    except (signin.SigninRefused, signin.TooManyTries) as refused:
        form.code.errors = [refused.message]
        return render_template("accounts/second_factor.html", form=form), refused.status
    return _open(user, session.get("next"))


def _open(user: User, onward: str | None) -> Response:
    signin.open_session(user=user, address=_address(), agent=request.user_agent.string, at=clock.now())
    return _onward(onward)


def _onward(path: str | None) -> Response:
    """Go on inside this house; an address of another one is ignored."""
    return redirect(path if path and INSIDE.fullmatch(path) else "/", code=303)  # type: ignore[return-value]


def _address() -> str:
    return (request.remote_addr or "")[:60]


@blueprint.post("/logout")
@open_to_all
def logout() -> Any:
    signin.close_session(at=clock.now())
    flash(_("Anda sudah keluar."), "info")
    return redirect(url_for("accounts.login"), code=303)


@blueprint.post("/language/<any(id, en):code>")
@open_to_all
@saves
def switch_language(code: str) -> Any:
    session["language"] = code
    if current_user.is_authenticated:
        actions.choose_language(scope=current_scope(), language=code, at=clock.now())
    return _onward(request.form.get("next"))


@blueprint.get("/stay")
@signed_in
def stay() -> Any:
    return "", 204


@blueprint.get("/help")
@open_to_all
def help() -> str:  # noqa: A001 - the page is called what readers call it
    return render_template("accounts/help.html")


@blueprint.get("/account")
@signed_in
def own_account() -> str:
    scope = current_scope()
    user = queries.get_self(scope)
    place = names_of_facilities(scope, {user.facility_id} if user.facility_id else set())
    sessions = queries.list_sessions(scope, user.id)
    return render_template("accounts/own_account.html", user=user, sessions=sessions, place=place.get(user.facility_id or 0))


@blueprint.get("/account/password")
@signed_in
def change_password() -> str:
    return render_template("accounts/change_password.html", form=PasswordForm())


@blueprint.post("/account/password")
@signed_in
def save_password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        if not _proven(form.current.data):
            form.current.errors = [actions.WrongPassword.message]
        else:
            try:
                return _keep_password(current_user.password, chosen_password(form.new.data or "", username=current_user.username))
            except WeakPassword as refused:
                form.new.errors = [refused.message]
    return render_template("accounts/change_password.html", form=form), 422


def _proven(password: str | None) -> bool:
    """Whether this is the reader's own password; asked before the write transaction."""
    return signin.prove_password(user=current_user, password=password or "", address=_address(), at=clock.now())


@saves
def _keep_password(proven: str, new: NewPassword) -> Any:
    actions.change_password(scope=current_scope(), proven=proven, new=new, at=clock.now())
    # Every session has ended with the old password, this one too: the sentence must outlive it.
    signin.forget_session()
    flash(_("Kata sandi Anda sudah diganti. Masuk dengan kata sandi baru."))
    return redirect(url_for("accounts.login"), code=303)


@blueprint.get("/account/second-factor")
@signed_in
def set_up_second_factor() -> str:
    session["totp"] = new_secret()
    return _setup_page(_factor_form())


@blueprint.post("/account/second-factor")
@signed_in
def bind_second_factor() -> Any:
    form = _factor_form()
    if (
        isinstance(form, ReplaceFactorForm)
        and session.get("totp")
        and form.validate_on_submit()
        and not _proven(form.password.data)
    ):
        form.form_errors.append(actions.WrongPassword.message)
        return _setup_page(form), 422
    return _keep_second_factor(current_user.password)


@saves
def _keep_second_factor(proven: str) -> Any:
    form, secret = _factor_form(), session.get("totp")
    if secret is None:
        return redirect(url_for("accounts.set_up_second_factor"), code=303)
    if form.validate_on_submit():
        try:
            codes = actions.set_up_second_factor(
                scope=current_scope(), totp_secret=secret, code=form.code.data or "", at=clock.now(), proven=proven
            )
        except actions.WrongCode as refused:
            form.code.errors = [refused.message]
        except actions.WrongPassword as refused:
            form.form_errors.append(refused.message)
        else:
            session.pop("totp")
            keep_once("recovery", " ".join(codes))
            return redirect(url_for("accounts.recovery_codes"), code=303)
    return _setup_page(form), 422


def _factor_form() -> SecondFactorForm:
    return ReplaceFactorForm() if current_user.has_second_factor else SecondFactorForm()


def _setup_page(form: SecondFactorForm) -> str:
    secret = session["totp"]
    picture = setup_picture(current_user.username, secret)
    return render_template("accounts/set_up_second_factor.html", form=form, picture=picture, key=setup_key(secret))


@blueprint.get("/account/recovery-codes")
@signed_in
def recovery_codes() -> Any:
    codes = take_once("recovery")
    if codes is None:
        return redirect(url_for("accounts.own_account"))
    return render_template("accounts/recovery_codes.html", codes=codes.split())


@blueprint.post("/account/sessions")
@signed_in
@saves
def end_own_sessions() -> Any:
    scope = current_scope()
    actions.end_sessions(scope=scope, user_id=scope.user_id or 0, at=clock.now())
    flash(_("Semua sesi Anda sudah diakhiri. Masuk kembali."), "info")
    return redirect(url_for("accounts.login"), code=303)
