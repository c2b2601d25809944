"""URLs of hearings and decrees."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.paging import Page, asked_page
from rehab.plumbing.saving import saves
from rehab.proposals import actions, queries
from rehab.proposals.blueprint import blueprint
from rehab.proposals.forms import HearingForm
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
        typed = {"number": form.number.data or "", "place": form.place.data or "", "minutes": form.minutes.data or ""}
        try:
            made = actions.record_hearing(
                scope=scope, round_id=round_id, held_on=form.held_on.data, members=form.members(), at=clock.now(), **typed
            )
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
    return _sheet(scope, "hearing", found, page)


@blueprint.get("/decrees/<int:decree_id>")
@requires(Permission.PROPOSALS_READ)
def decree(decree_id: int) -> Any:
    """One decree: who received how much, and where that stands."""
    scope = current_scope()
    found = queries.get_decree(scope, decree_id)
    page = queries.people_of(scope, found.round_id, decree_id=decree_id, page=asked_page())
    return _sheet(scope, "decree", found, page)


def _sheet(scope: Scope, name: str, found: Hearing | Decree, page: Page[PathRow]) -> str:
    """A hearing or a decree with its people; the reading is noted."""
    round_ = get_round(scope, found.round_id)
    note_reading(
        scope=scope, action=f"proposals.read_{name}", subject="round", subject_id=round_.id, facility_id=round_.facility_id,
        details={name: found.id},
    )  # fmt: skip
    return render_template(
        f"proposals/{name}.html", **{name: found}, round=round_, title=round_title(round_), page=page, statement=preparation(),
        by=names_of(scope, [found.recorded_by]).get(found.recorded_by, "–"),
        zone=get_facility(scope, found.facility_id).zone,
    )  # fmt: skip
