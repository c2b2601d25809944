"""URLs of this room."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.accounts.queries import list_staff, names_of
from rehab.audit.actions import note_reading
from rehab.facilities.labels import holiday_label
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.fields import parse_date
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.remisi import actions, check_routes, date_routes, exports, law_routes, person_routes, queries, work_routes
from rehab.remisi.blueprint import blueprint, sent
from rehab.remisi.filters import asked_filters, asked_parameters, chips_of, choices_of, tab_items
from rehab.remisi.forms import ComputeAgainForm, RoundForm
from rehab.remisi.labels import OUTCOME_CODES, cause_label, outcome_label, round_label
from rehab.remisi.law_page import AMOUNT, open_readings
from rehab.remisi.models import OUTCOMES, Round
from rehab.remisi.sentences import days_words
from rehab.remisi.shapes import Filters
from rehab.remisi.work_queries import count_missed_general, general_day_before
from rehab.wbp.labels import REMISSION_LABELS

__all__ = ["blueprint", "check_routes", "date_routes", "law_routes", "person_routes", "work_routes"]


@blueprint.get("")
@requires(Permission.REMISI_READ)
def rounds() -> Any:
    """Kept rounds and the days for which one may be opened."""
    scope = current_scope()
    try:
        today = clock.today(get_facility(scope, scope.facility_id).zone)
        opens = scope.can(Permission.REMISI_RUN)
    except NotFound:
        today, opens = clock.today("WIB"), False
    return render_template(
        "remisi/rounds.html", page=queries.list_rounds(scope, page=asked_page()), days=queries.next_days(scope, on=today),
        opens=opens, here=scope.own_facility_id is not None,
    )  # fmt: skip


@blueprint.get("/rounds/new")
@requires(Permission.REMISI_RUN)
def new_round() -> Any:
    """The form that opens a round, filled with what the link names."""
    form = RoundForm(
        data={"kind": request.args.get("kind", "RU"), "holiday": request.args.get("holiday", ""),
              "on": parse_date(request.args.get("on", ""))},
    )  # fmt: skip
    return render_template("remisi/new_round.html", form=form)


@blueprint.post("/rounds")
@requires(Permission.REMISI_RUN)
@saves
def open_round() -> Any:
    """Compute a round and keep it."""
    scope, form = current_scope(), RoundForm()
    if form.validate_on_submit():
        try:
            round_ = actions.open_round(
                scope=scope, facility_id=scope.facility_id, kind=form.kind.data, on=form.on.data,  # type: ignore[arg-type]
                holiday=form.holiday.data or None, late_on=form.late_on.data, at=clock.now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except Refusal as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(_("%(round)s terhitung dan tersimpan.", round=exports.round_title(round_)), "success")
            return redirect(url_for("remisi.kept_round", round_id=round_.id), code=303)
    return render_template("remisi/new_round.html", form=form), 422


@blueprint.get("/rounds/<int:round_id>")
@requires(Permission.REMISI_READ)
def kept_round(round_id: int) -> Any:
    """One tab of a kept round with its filters."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    facility = get_facility(scope, round_.facility_id)
    filters = asked_filters(scope)
    overview = queries.overview_of(scope, round_id)
    readings = open_readings(round_.kind, round_.held_on)
    deciding = frozenset(readings) - {AMOUNT}
    walis = {user.id: user.name for user in list_staff(scope, roles=["wali"])}
    _note(scope, round_, "remisi.read_list", filters)
    return render_template(
        "remisi/kept_round.html", round=round_, title=exports.round_title(round_), overview=overview, filters=filters,
        page=queries.list_verdicts(scope, round_, filters, page=asked_page()), tabs=tab_items(round_, overview, filters),
        chips=chips_of(filters, walis), choices=choices_of(scope, overview, filters, sorted(deciding), walis),
        readings=readings, deciding=deciding, form=ComputeAgainForm(obj=round_),
        made_of=exports.made_of(round_, facility), statement=exports.preparation(), asked=asked_parameters(filters),
        missed=count_missed_general(scope, round_), general_on=general_day_before(round_.held_on),
        main=queries.find_round(scope, round_.facility_id, round_.kind, round_.held_on, None) if round_.late_on else None,
        by=names_of(scope, [round_.computed_by]).get(round_.computed_by or 0),
    )  # fmt: skip


@blueprint.post("/rounds/<int:round_id>/compute")
@requires(Permission.REMISI_RUN)
@saves
def compute_again(round_id: int) -> Any:
    """Compute a kept round again and show what changed."""
    form = ComputeAgainForm()
    round_ = actions.compute_again(scope=current_scope(), round_id=round_id, version=form.seen_version, at=clock.now())
    flash(_("Dihitung ulang: %(number)d hasil berubah.", number=len(round_.differences)), "success")
    return redirect(url_for("remisi.differences", round_id=round_id), code=303)


@blueprint.get("/rounds/<int:round_id>/list/<outcome>.xlsx")
@requires(Permission.REMISI_READ)
def export_tab(round_id: int, outcome: str) -> Any:
    """One tab as a workbook, filtered as on the page."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    if outcome not in OUTCOMES:
        raise NotFound()
    filters = asked_filters(scope, outcome)
    rows = queries.all_verdicts(scope, round_, filters)
    _note(scope, round_, "remisi.export_list", filters)
    walis = {user.id: user.name for user in list_staff(scope, roles=["wali"])}
    words = [f"{chip['label']}: {chip['value']}" for chip in chips_of(filters, walis)]
    content = exports.tab_workbook(round_, get_facility(scope, round_.facility_id), outcome, rows, words)
    return sent(content, XLSX, f"remisi-{round_.kind}-{round_.held_on}-{outcome}.xlsx")


@blueprint.get("/rounds/<int:round_id>/list.pdf")
@requires(Permission.REMISI_READ)
def export_list(round_id: int) -> Any:
    """The whole list as PDF with letterhead."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    rows = queries.all_verdicts(scope, round_, Filters(outcome=""))
    _note(scope, round_, "remisi.export_paper", None)
    facility = get_facility(scope, round_.facility_id)
    content = exports.list_paper(round_, facility, rows, lang=str(get_locale()), demo=current_app.config["DEMO"])
    return sent(content, "application/pdf", f"remisi-{round_.kind}-{round_.held_on}.pdf")


def _note(scope: Any, round_: Round, action: str, filters: Filters | None) -> None:
    details = {"outcome": filters.outcome} if filters else {}
    note_reading(
        scope=scope, action=action, subject="round", subject_id=round_.id, facility_id=round_.facility_id, details=details
    )


def _round_name(round_: Round) -> Any:
    return round_label(round_.kind, round_.holiday)


for _name, _words in {
    "days_words": days_words, "round_name": _round_name, "rule_names": exports.codes_in_words, "outcome_name": outcome_label,
    "outcome_code": OUTCOME_CODES.get, "kind_name": REMISSION_LABELS.get,
    "verdict_words": exports.verdict_in_words, "cause_words": cause_label, "holiday_name": holiday_label,
}.items():  # fmt: skip
    blueprint.add_app_template_filter(_words, _name)
