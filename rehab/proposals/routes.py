"""URLs of this room: where everybody stands, a batch before it is confirmed, and one person's path."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.conduct.labels import discipline_label
from rehab.facilities.queries import get_facility
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import asked_page
from rehab.proposals import act_routes, hearing_routes, labels, queries, withdrawal_routes
from rehab.proposals.act_routes import show_batch
from rehab.proposals.blueprint import blueprint
from rehab.proposals.deed_actions import NotYours
from rehab.proposals.pages import (
    act_options,
    acts_for,
    asked_filters,
    chips_of,
    choices_of,
    groups_of,
    history_of,
    next_of,
    parameters,
    preview_of,
    steps_of,
)
from rehab.proposals.states import CHECKS, STEPS, permission_of
from rehab.remisi.exports import preparation, round_title
from rehab.remisi.queries import get_round

__all__ = ["act_routes", "blueprint", "hearing_routes", "withdrawal_routes"]


@blueprint.get("/rounds/<int:round_id>")
@requires(Permission.PROPOSALS_READ)
def path(round_id: int) -> Any:
    """Where everybody of a round stands, and the list to work on."""
    scope = current_scope()
    round_ = get_round(scope, round_id)
    filters, blocks = asked_filters(), queries.path_blocks(scope, round_id)
    counts = queries.path_counts(scope, round_id)
    page = queries.list_path(scope, round_id, filters, page=asked_page())
    _note(scope, "proposals.read_list", "round", round_id, round_.facility_id)
    return render_template(
        "proposals/path.html", round=round_, title=round_title(round_), counts=counts, groups=groups_of(round_id, counts),
        page=page, filters=filters, used=parameters(filters), chips=chips_of(filters, blocks),
        choices=choices_of(filters, blocks), acts=acts_for(scope, filters.state), statement=preparation(),
        act_options=act_options(scope, filters.state),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/batch")
@requires(Permission.PROPOSALS_READ)
def batch(round_id: int) -> Any:
    """The chosen people before a step is confirmed: those ticked, or everybody a filter leaves."""
    scope = current_scope()
    round_ = get_round(scope, round_id)
    act, _dot, back = request.args.get("act", "").partition(".")
    act = act or next(iter(acts_for(scope, "")), ("prepare", ""))[0]
    if act not in STEPS or (back and act not in CHECKS):
        raise NotFound()
    if not scope.can(permission_of(act)):
        raise NotYours()
    filters = asked_filters()
    if request.args.get("all"):
        rows = queries.filtered_rows(scope, round_id, filters)
    else:
        rows = queries.chosen_rows(scope, round_id, request.args.getlist("wbp_id", type=int))
    _note(scope, "proposals.read_batch", "round", round_id, round_.facility_id)
    return show_batch(round_, preview_of(scope, round_, act, rows, back=bool(back)))


@blueprint.get("/rounds/<int:round_id>/people/<int:wbp_id>")
@requires(Permission.PROPOSALS_READ)
def person(round_id: int, wbp_id: int) -> Any:
    """One person's path: who, when, what, and what is next."""
    scope = current_scope()
    page = queries.get_path(scope, round_id, wbp_id)
    zone = get_facility(scope, page.round.facility_id).zone
    people = [page.row.wali_id, page.row.kept_wali_id, *(move.by_id for move in page.moves)]
    names = names_of(
        scope, people + [each.filed_by for each in page.withdrawals] + [each.decided_by for each in page.withdrawals]
    )
    _note(scope, "proposals.read_person", "wbp", wbp_id, page.round.facility_id, round=round_id)
    return render_template(
        "proposals/person.html", page=page, round=page.round, row=page.row, title=round_title(page.round), names=names, zone=zone,
        steps=steps_of(page, names, zone), history=history_of(page.moves, names, zone), next=next_of(page.row),
        changed=[each for each in page.round.differences if each["wbp_id"] == wbp_id and each.get("frozen")],
        acts=[] if page.row.withdrawn else acts_for(scope, page.row.state), statement=preparation(), me=current_user.id,
    )  # fmt: skip


def _note(scope: Scope, action: str, subject: str, subject_id: int, facility_id: int, **details: Any) -> None:
    note_reading(
        scope=scope, action=action, subject=subject, subject_id=subject_id, facility_id=facility_id, details=details
    )  # fmt: skip


for _name, _words in {
    "path_state": labels.state_label, "proposal_name": labels.proposal_label, "path_reason": labels.reason_label,
    "hindrance_words": labels.hindrance_label, "act_name": labels.act_label, "register_f_level": discipline_label,
    "entry_day": labels.entry_day,
}.items():  # fmt: skip
    blueprint.add_app_template_filter(_words, _name)
