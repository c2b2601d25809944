"""URLs of the book of numbers."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.accounts.queries import names_of
from rehab.facilities.queries import get_facility
from rehab.letters import actions, queries
from rehab.letters.blueprint import blueprint
from rehab.letters.forms import ReasonForm, ReserveForm
from rehab.letters.labels import STATE_TONES
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves


@blueprint.get("/letters/numbers")
@requires(Permission.LETTERS_PREPARE)
def numbers() -> Any:
    """The book of numbers: every number of a year, used, reserved or cancelled, none missing."""
    return _numbers_page(ReserveForm())


def _numbers_page(form: ReserveForm) -> str:
    scope = current_scope()
    facility = get_facility(scope, scope.facility_id)
    page = queries.list_numbers(scope, facility.id, page=asked_page())
    users = {each for row in page.items for each in (row.reserved_by, row.closed_by) if each}
    return render_template(
        "letters/numbers.html", page=page, form=form, zone=facility.zone,
        names=names_of(scope, sorted(users)), style=queries.style_of(scope, facility.id), tones=STATE_TONES,
    )  # fmt: skip


@blueprint.post("/letters/numbers")
@requires(Permission.LETTERS_PREPARE)
@saves
def reserve_number() -> Any:
    """Reserve the next number."""
    scope, form = current_scope(), ReserveForm()
    if not form.validate_on_submit():
        return _numbers_page(form), 422
    try:
        row = actions.reserve_number(scope=scope, facility_id=scope.facility_id, purpose=form.purpose.data or "", at=clock.now())
    except Refusal as refusal:
        form.form_errors.append(refusal.message)
        return _numbers_page(form), refusal.status
    flash(_("Nomor %(number)s dipesan.", number=row.number), "success")
    return redirect(url_for("letters.numbers"), code=303)


@blueprint.post("/letters/numbers/<int:number_id>/cancel")
@requires(Permission.LETTERS_PREPARE)
@saves
def cancel_number(number_id: int) -> Any:
    """Give a reserved number up with a reason."""
    scope, form = current_scope(), ReasonForm()
    row = queries.get_number(scope, number_id)
    if not form.validate_on_submit():
        flash(_("Isi alasan pembatalan."), "warning")
    else:
        reason = form.reason.data or ""
        actions.cancel_number(scope=scope, number_id=number_id, version=form.seen_version, reason=reason, at=clock.now())
        flash(_("Nomor %(number)s dibatalkan dan tidak dipakai lagi.", number=row.number), "success")
    return redirect(url_for("letters.numbers"), code=303)
