"""URLs of agreements and their action plans; routes.py adds those of agencies to the same blueprint."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit.queries import history_of
from rehab.facilities.queries import names_of_facilities, zones_of_facilities
from rehab.partners import actions, queries
from rehab.partners.forms import AgreementForm, PlanItemForm
from rehab.partners.history import told
from rehab.partners.labels import (
    AGREEMENT_STATE_LABELS,
    AGREEMENT_STEPS,
    agreement_state_label,
    plan_state_label,
    state_tone,
)
from rehab.partners.states import AGREEMENT_MOVES, next_states
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves

blueprint = Blueprint("partners", __name__)


def _today(scope: Scope) -> date:
    """Today in the zone of the scope's facility; in WIB for those of many facilities."""
    ids = set(scope.facility_ids or ())
    zones = zones_of_facilities(scope, ids) if len(ids) == 1 else {}
    return clock.today(next(iter(zones.values()), "WIB"))


@blueprint.get("/agreements")
@requires(Permission.PARTNERS_READ)
def agreements() -> str:
    scope = current_scope()
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "state", "agency", "soon")}
    today = _today(scope)
    soon_by = today + timedelta(days=queries.SOON)
    agency_id = int(asked["agency"]) if asked["agency"].isdecimal() and len(asked["agency"]) < 10 else None
    page = queries.search_agreements(
        scope, search=asked["q"], state=asked["state"], agency_id=agency_id, ending_by=soon_by if asked["soon"] else None,
        page=asked_page(),
    )  # fmt: skip
    return render_template(
        "partners/agreements.html", page=page, asked=asked, agencies=queries.list_agencies(scope), today=today,
        soon_by=soon_by, soon=queries.count_ending_soon(scope, on=today), states=AGREEMENT_STATE_LABELS,
        state_label=agreement_state_label, state_tone=state_tone,
        plans=queries.plan_totals(scope, [line.agreement.id for line in page.items]),
        many=scope.facility_ids is None or len(scope.facility_ids) > 1,
    )  # fmt: skip


@blueprint.get("/agencies/<int:agency_id>/agreements/new")
@requires(Permission.PARTNERS_EDIT)
def new_agreement(agency_id: int) -> str:
    scope = current_scope()
    row = queries.agency(scope, agency_id)
    return render_template("partners/new_agreement.html", agency=row, form=AgreementForm().offer(scope))


@blueprint.post("/agencies/<int:agency_id>/agreements/new")
@requires(Permission.PARTNERS_EDIT)
@saves
def draft_agreement(agency_id: int) -> Any:
    scope = current_scope()
    form = AgreementForm().offer(scope)
    if form.validate_on_submit():
        try:
            row = actions.draft_agreement(
                scope=scope, facility_id=form.chosen_facility, agency_id=agency_id, details=form.details, at=clock.now()
            )
        except (actions.NumberTaken, actions.WrongPeriod) as refused:
            _put_on_field(form, refused)
        else:
            return _to_agreement(row.id, _("Perjanjian %(number)s tercatat sebagai rancangan.", number=row.number))
    return render_template("partners/new_agreement.html", agency=queries.agency(scope, agency_id), form=form), 422


def _put_on_field(form: AgreementForm, refused: actions.NumberTaken | actions.WrongPeriod) -> None:
    where = form.number if isinstance(refused, actions.NumberTaken) else form.last_on
    where.errors = [refused.message]


def _to_agreement(agreement_id: int, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("partners.agreement", agreement_id=agreement_id), code=303)


@blueprint.get("/agreements/<int:agreement_id>")
@requires(Permission.PARTNERS_READ)
def agreement(agreement_id: int) -> str:
    scope = current_scope()
    row = queries.agreement(scope, agreement_id)
    items = queries.list_plan_items(scope, row.id)
    zone = zones_of_facilities(scope, {row.facility_id})[row.facility_id]
    entries = history_of(scope, "agreement", [row.id]) + history_of(scope, "plan_item", [item.id for item in items])
    return render_template(
        "partners/agreement.html", agreement=row, items=items, total=queries.plan_totals(scope, [row.id]).get(row.id),
        place=names_of_facilities(scope, {row.facility_id})[row.facility_id],
        today=clock.today(zone), state_label=agreement_state_label, plan_state_label=plan_state_label, state_tone=state_tone,
        steps=[(state, AGREEMENT_STEPS[state]) for state in next_states(AGREEMENT_MOVES, row.state)],
        history=told(entries, zone),
    )  # fmt: skip


@blueprint.get("/agreements/<int:agreement_id>/edit")
@requires(Permission.PARTNERS_EDIT)
def edit_agreement(agreement_id: int) -> str:
    scope = current_scope()
    row = queries.agreement(scope, agreement_id)
    form = AgreementForm(obj=row).offer(scope, row)
    return render_template("partners/edit_agreement.html", agreement=row, form=form)


@blueprint.post("/agreements/<int:agreement_id>/edit")
@requires(Permission.PARTNERS_EDIT)
@saves
def change_agreement(agreement_id: int) -> Any:
    scope = current_scope()
    row = queries.agreement(scope, agreement_id)
    form = AgreementForm().offer(scope, row)
    if form.validate_on_submit():
        try:
            actions.change_agreement(
                scope=scope, agreement_id=agreement_id, version=form.seen_version, details=form.details, at=clock.now()
            )
        except (actions.NumberTaken, actions.WrongPeriod) as refused:
            _put_on_field(form, refused)
        else:
            return _to_agreement(row.id, _("Perjanjian %(number)s sudah diubah.", number=row.number))
    return render_template("partners/edit_agreement.html", agreement=row, form=form), 422


@blueprint.post("/agreements/<int:agreement_id>/state")
@requires(Permission.PARTNERS_EDIT)
@saves
def move_agreement(agreement_id: int) -> Any:
    version = request.form.get("version", "")
    row = actions.move_agreement(
        scope=current_scope(), agreement_id=agreement_id,
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        state=request.form.get("state", ""), at=clock.now(),
    )  # fmt: skip
    return _to_agreement(
        row.id, _("Perjanjian %(number)s: %(state)s.", number=row.number, state=agreement_state_label(row.state))
    )


@blueprint.get("/agreements/<int:agreement_id>/plan/new")
@requires(Permission.PARTNERS_EDIT)
def new_plan_item(agreement_id: int) -> str:
    row = queries.agreement(current_scope(), agreement_id)
    return render_template("partners/new_plan_item.html", agreement=row, form=PlanItemForm().offer(None))


@blueprint.post("/agreements/<int:agreement_id>/plan/new")
@requires(Permission.PARTNERS_EDIT)
@saves
def add_plan_item(agreement_id: int) -> Any:
    scope, form = current_scope(), PlanItemForm().offer(None)
    if form.validate_on_submit():
        item = actions.add_plan_item(scope=scope, agreement_id=agreement_id, details=form.details, at=clock.now())
        return _to_agreement(agreement_id, _("Kegiatan “%(title)s” masuk rencana aksi.", title=item.title))
    return render_template("partners/new_plan_item.html", agreement=queries.agreement(scope, agreement_id), form=form), 422


@blueprint.get("/agreements/<int:agreement_id>/plan/<int:item_id>")
@requires(Permission.PARTNERS_EDIT)
def edit_plan_item(agreement_id: int, item_id: int) -> str:
    scope = current_scope()
    item = queries.plan_item(scope, agreement_id, item_id)
    form = PlanItemForm(obj=item).offer(item.state)
    return render_template("partners/edit_plan_item.html", agreement=queries.agreement(scope, agreement_id), item=item, form=form)


@blueprint.post("/agreements/<int:agreement_id>/plan/<int:item_id>")
@requires(Permission.PARTNERS_EDIT)
@saves
def change_plan_item(agreement_id: int, item_id: int) -> Any:
    scope = current_scope()
    item = queries.plan_item(scope, agreement_id, item_id)
    form = PlanItemForm()
    # A form opened on an older version is to hear of that (409), not of a state that may not follow.
    form.offer(item.state, any_state=form.seen_version != item.version)
    if form.validate_on_submit():
        actions.change_plan_item(
            scope=scope, agreement_id=agreement_id, item_id=item_id, version=form.seen_version, details=form.details,
            state=form.state.data, at=clock.now(),
        )  # fmt: skip
        return _to_agreement(agreement_id, _("Kegiatan “%(title)s” sudah diubah.", title=item.title))
    row = queries.agreement(scope, agreement_id)
    return render_template("partners/edit_plan_item.html", agreement=row, item=item, form=form), 422
