"""URLs of withdrawals: filed by one officer, decided on by another."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.accounts.queries import names_of
from rehab.accounts.step_up import stepped_up, steps_up
from rehab.audit.actions import note_reading
from rehab.conduct.labels import discipline_label
from rehab.conduct.queries import discipline_of
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.formatting import short_date
from rehab.plumbing.saving import saves
from rehab.proposals import queries, withdrawal_actions
from rehab.proposals.act_routes import PASSED_ON
from rehab.proposals.batches import batch_hash, read, written
from rehab.proposals.blueprint import blueprint
from rehab.proposals.deed_actions import shown
from rehab.proposals.forms import ActForm, DecideWithdrawalForm, WithdrawForm
from rehab.proposals.models import Withdrawal
from rehab.proposals.shapes import PathPage
from rehab.remisi.exports import round_title


def _with_batch(form: ActForm, page: PathPage, act: str) -> ActForm:
    """The form over this one person as the page shows them."""
    form.people.data = written(page.round, [page.row])
    form.hash.data = batch_hash(page.round, act, [page.row])
    if current_user.has_second_factor:
        form.ask_for_code()
    return form


def _withdraw_form(wbp_id: int) -> WithdrawForm:
    form = WithdrawForm()
    form.discipline_id.choices = [
        (str(each.id), f"{discipline_label(each.level)}, {short_date(each.starts_on)}")
        for each in discipline_of(current_scope(), wbp_id)
    ]
    return form


def _withdrawal_page(page: PathPage, form: WithdrawForm) -> str:
    _with_batch(form, page, "withdraw")
    return render_template(
        "proposals/withdrawal.html", page=page, round=page.round, row=page.row, title=round_title(page.round), form=form,
        shown_hash=shown(form.hash.data or ""),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/people/<int:wbp_id>/withdrawal")
@requires(Permission.PROPOSALS_PREPARE)
def withdrawal(round_id: int, wbp_id: int) -> Any:
    """The form that files a withdrawal."""
    page = queries.get_path(current_scope(), round_id, wbp_id)
    note_reading(
        scope=current_scope(), action="proposals.read_person", subject="wbp", subject_id=wbp_id,
        facility_id=page.round.facility_id, details={"round": round_id},
    )  # fmt: skip
    return _withdrawal_page(page, _withdraw_form(wbp_id))


@blueprint.post("/rounds/<int:round_id>/people/<int:wbp_id>/withdrawal")
@requires(Permission.PROPOSALS_PREPARE)
@steps_up
@saves
def file_withdrawal(round_id: int, wbp_id: int) -> Any:
    """File a withdrawal."""
    scope = current_scope()
    page, form = queries.get_path(scope, round_id, wbp_id), _withdraw_form(wbp_id)
    people, hash_ = form.people.data or "", form.hash.data or ""
    if form.validate_on_submit():
        try:
            withdrawal_actions.file_withdrawal(
                scope=scope, round_id=round_id, wbp_id=wbp_id, batch=read(people, hash_, stepped_up()),
                discipline_id=int(form.discipline_id.data), reason=form.reason.data or "", at=clock.now(),
            )  # fmt: skip
        except Refusal as refused:
            if refused.status in PASSED_ON:
                raise
            form.form_errors.append(refused.message)
        else:
            flash(_("Penarikan diajukan. Usulan tetap berjalan sampai orang kedua menyetujuinya."), "success")
            return redirect(url_for("proposals.person", round_id=round_id, wbp_id=wbp_id), code=303)
    return _withdrawal_page(page, form), 422


def _decision_page(filed: Withdrawal, page: PathPage, form: DecideWithdrawalForm) -> str:
    scope = current_scope()
    # One hash serves both answers: what is compared is the person, and the answer is in the deed.
    _with_batch(form, page, "decide_withdrawal")
    return render_template(
        "proposals/filed_withdrawal.html", filed=filed, page=page, round=page.round, row=page.row, form=form,
        title=round_title(page.round), shown_hash=shown(form.hash.data or ""),
        by=names_of(scope, [filed.filed_by]).get(filed.filed_by, "–"), zone=get_facility(scope, filed.facility_id).zone,
    )  # fmt: skip


@blueprint.get("/withdrawals/<int:withdrawal_id>")
@requires(Permission.PROPOSALS_VERIFY)
def filed_withdrawal(withdrawal_id: int) -> Any:
    """A withdrawal that waits for its second person."""
    scope = current_scope()
    filed, candidate = queries.get_withdrawal(scope, withdrawal_id)
    page = queries.get_path(scope, candidate.round_id, candidate.wbp_id)
    note_reading(
        scope=scope, action="proposals.read_person", subject="wbp", subject_id=candidate.wbp_id,
        facility_id=filed.facility_id, details={"round": candidate.round_id},
    )  # fmt: skip
    return _decision_page(filed, page, DecideWithdrawalForm())


@blueprint.post("/withdrawals/<int:withdrawal_id>")
@requires(Permission.PROPOSALS_VERIFY)
@steps_up
@saves
def decide_withdrawal(withdrawal_id: int) -> Any:
    """Confirm or decline a withdrawal."""
    scope, form = current_scope(), DecideWithdrawalForm()
    filed, candidate = queries.get_withdrawal(scope, withdrawal_id)
    page = queries.get_path(scope, candidate.round_id, candidate.wbp_id)
    people, hash_ = form.people.data or "", form.hash.data or ""
    if form.validate_on_submit():
        try:
            withdrawal_actions.decide_withdrawal(
                scope=scope, withdrawal_id=withdrawal_id, confirmed=form.choice.data == "confirm",
                batch=read(people, hash_, stepped_up()), note=form.note.data or "", at=clock.now(),
            )  # fmt: skip
        except Refusal as refused:
            if refused.status in PASSED_ON:
                raise
            form.form_errors.append(refused.message)
        else:
            done = _("Usulan ditarik.") if form.choice.data == "confirm" else _("Penarikan ditolak; usulan tetap berjalan.")
            flash(done, "success")
            return redirect(url_for("proposals.person", round_id=candidate.round_id, wbp_id=candidate.wbp_id), code=303)
    return _decision_page(filed, page, form), 422
