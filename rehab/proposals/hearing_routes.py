"""URLs of hearings and decrees."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.audit.queries import history_of
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.paging import Page, asked_page
from rehab.plumbing.saving import saves
from rehab.proposals import hearing_actions, queries
from rehab.proposals.batches import hearing_fingerprint
from rehab.proposals.blueprint import blueprint
from rehab.proposals.deed_actions import NotYet
from rehab.proposals.forms import CorrectHearingForm, HearingForm
from rehab.proposals.hearing_actions import HearingDecidedOn, HearingKnown
from rehab.proposals.history import told_of_hearing
from rehab.proposals.models import Decree, Hearing
from rehab.proposals.shapes import PathRow
from rehab.remisi.exports import preparation, round_title
from rehab.remisi.queries import get_round


@blueprint.get("/rounds/<int:round_id>/hearings")
@requires(Permission.PROPOSALS_READ)
def hearings(round_id: int) -> Any:
    """The TPP's hearings of a round, and the decrees that came of it."""
    scope = current_scope()
    round_ = get_round(scope, round_id)
    return render_template(
        "proposals/hearings.html", round=round_, title=round_title(round_), hearings=queries.list_hearings(scope, round_id),
        decrees=queries.list_decrees(scope, round_id), statement=preparation(),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/hearings/new")
@requires(Permission.PROPOSALS_RECOMMEND)
def new_hearing(round_id: int) -> Any:
    """The form of a hearing."""
    round_ = get_round(current_scope(), round_id)
    return render_template("proposals/new_hearing.html", round=round_, title=round_title(round_), form=HearingForm())


@blueprint.post("/rounds/<int:round_id>/hearings/new")
@requires(Permission.PROPOSALS_RECOMMEND)
@saves
def record_hearing(round_id: int) -> Any:
    """Record a hearing."""
    scope, form = current_scope(), HearingForm()
    round_ = get_round(scope, round_id)
    if form.validate_on_submit():
        try:
            made = hearing_actions.record_hearing(scope=scope, round_id=round_id, at=clock.now(), **form.fields_of_hearing())
        except NotYet as refused:
            form.held_on.errors = [refused.message]
        except Refusal as refused:
            form.number.errors = [refused.message]
        else:
            flash(_("Sidang %(number)s tercatat.", number=made.number), "success")
            return redirect(url_for("proposals.hearing", hearing_id=made.id), code=303)
    return render_template("proposals/new_hearing.html", round=round_, title=round_title(round_), form=form), 422


@blueprint.get("/hearings/<int:hearing_id>")
@requires(Permission.PROPOSALS_READ)
def hearing(hearing_id: int) -> Any:
    """One hearing: who sat, the minutes, and the result of each."""
    scope = current_scope()
    found = queries.get_hearing(scope, hearing_id)
    page = queries.people_of(scope, found.round_id, hearing_id=hearing_id, page=asked_page())
    entries = history_of(scope, "hearing", [hearing_id], room="proposals")
    zone = get_facility(scope, found.facility_id).zone
    return _sheet(
        scope, "hearing", found, page, history=told_of_hearing(entries, zone), decided=queries.decided_on(scope, hearing_id)
    )  # fmt: skip


@blueprint.get("/hearings/<int:hearing_id>/correct")
@requires(Permission.PROPOSALS_RECOMMEND)
def edit_hearing(hearing_id: int) -> Any:
    """The form that corrects a hearing; where somebody was decided on by it, what to do instead."""
    found = queries.get_hearing(current_scope(), hearing_id)
    return _edit_page(found, CorrectHearingForm().show(found, hearing_fingerprint(found)))


@blueprint.post("/hearings/<int:hearing_id>/correct")
@requires(Permission.PROPOSALS_RECOMMEND)
@saves
def correct_hearing(hearing_id: int) -> Any:
    """Correct a hearing."""
    scope, form = current_scope(), CorrectHearingForm()
    found = queries.get_hearing(scope, hearing_id)
    if form.validate_on_submit():
        try:
            hearing_actions.correct_hearing(
                scope=scope, hearing_id=hearing_id, seen=form.seen.data or "", reason=form.reason.data or "", at=clock.now(),
                **form.fields_of_hearing(),
            )  # fmt: skip
        except NotYet as refused:
            form.held_on.errors = [refused.message]
        except HearingKnown as refused:
            form.number.errors = [refused.message]
        else:
            kept = _("Catatan sidang diperbaiki. Yang lama tetap terbaca di riwayatnya.")
            flash(f"{kept} {_('Bila berita acaranya sudah terbit, terbitkan yang baru di halaman Kertas.')}", "success")
            return redirect(url_for("proposals.hearing", hearing_id=hearing_id), code=303)
    return _edit_page(found, form), 422


def _edit_page(found: Hearing, form: CorrectHearingForm) -> str:
    scope = current_scope()
    round_ = get_round(scope, found.round_id)
    return render_template(
        "proposals/edit_hearing.html", hearing=found, round=round_, title=round_title(round_), form=form,
        refused=HearingDecidedOn.message if queries.decided_on(scope, found.id) else None,
    )  # fmt: skip


@blueprint.get("/decrees/<int:decree_id>")
@requires(Permission.PROPOSALS_READ)
def decree(decree_id: int) -> Any:
    """One decree: who received how much, and where that stands."""
    scope = current_scope()
    found = queries.get_decree(scope, decree_id)
    page = queries.people_of(scope, found.round_id, decree_id=decree_id, page=asked_page())
    return _sheet(scope, "decree", found, page)


def _sheet(scope: Scope, name: str, found: Hearing | Decree, page: Page[PathRow], **more: Any) -> str:
    """A hearing or a decree with its people; the reading is noted."""
    round_ = get_round(scope, found.round_id)
    note_reading(
        scope=scope, action=f"proposals.read_{name}", subject="round", subject_id=round_.id, facility_id=round_.facility_id,
        details={name: found.id},
    )  # fmt: skip
    return render_template(
        f"proposals/{name}.html", **{name: found}, round=round_, title=round_title(round_), page=page, statement=preparation(),
        by=names_of(scope, [found.recorded_by]).get(found.recorded_by, "–"),
        zone=get_facility(scope, found.facility_id).zone, **more,
    )  # fmt: skip
