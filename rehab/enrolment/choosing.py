"""URLs of choosing people for a class, checking them and sending; routes.py adds those of the people in it."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.enrolment import choice_actions, labels, queries, suitability
from rehab.enrolment.actions import ClassClosed, OutsideClass
from rehab.enrolment.forms import EnrolForm, NumbersForm, ids_of, put
from rehab.enrolment.models import Batch
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.programs import labels as class_labels
from rehab.programs.queries import Cohort, cohort
from rehab.programs.states import OPEN_CLASS_STATES
from rehab.wbp.queries import all_people, list_blocks, list_people

blueprint = Blueprint("enrolment", __name__)


def today_in(scope: Scope, facility_id: int) -> date:
    """Today in the zone of a facility."""
    return clock.today(zones_of_facilities(scope, {facility_id})[facility_id])


def _asked() -> dict[str, str]:
    return {name: request.values.get(name, "").strip()[:100] for name in ("q", "block")}


@blueprint.get("/classes/<int:cohort_id>/pick")
@requires(Permission.ENROLMENT_ENROL)
def pick(cohort_id: int) -> str:
    return _picker(current_scope(), cohort_id, NumbersForm())


def _picker(scope: Scope, cohort_id: int, form: NumbersForm) -> str:
    group, asked = cohort(scope, cohort_id), _asked()
    if group.state not in OPEN_CLASS_STATES:
        raise ClassClosed()
    page = list_people(scope, search=asked["q"], block=asked["block"], page=asked_page())
    draft = queries.draft_of(scope, group.id)
    return render_template(
        "enrolment/pick.html", cohort=group, page=page, asked=asked, form=form, labels=labels,
        block_options=[(block, block) for block in list_blocks(scope)],
        chosen=set(draft.wbp_ids) if draft else set(), unknown=draft.unknown_numbers if draft else [],
        draft_id=draft.id if draft else None,
        live=queries.live_in_cohort(scope, group.id), programmes=queries.programmes_of(scope, [row.id for row in page.items]),
        left=group.capacity - queries.count_by_cohort(scope, [group.id])[group.id], most=choice_actions.MOST_CHOSEN,
    )  # fmt: skip


@blueprint.post("/classes/<int:cohort_id>/pick")
@requires(Permission.ENROLMENT_ENROL)
@saves
def choose(cohort_id: int) -> Any:
    scope, asked, go = current_scope(), _asked(), request.form.get("go", "check")
    chosen, shown = ids_of(request.form.getlist("wbp_id")), ids_of(request.form.getlist("shown"))
    if go == "all":
        found = all_people(scope, search=asked["q"], block=asked["block"])
        chosen = [*chosen, *(row.id for row in found)]
    draft = choice_actions.choose_people(scope=scope, cohort_id=cohort_id, shown=shown, chosen=chosen, at=clock.now())
    if go == "check":
        return redirect(url_for("enrolment.check", batch_id=draft.id), code=303)
    number = request.args.get("to_page", "1") if go != "all" else request.form.get("on_page", "1")
    page = number if number.isdecimal() and number != "1" else None
    kept = {name: value for name, value in asked.items() if value}
    return redirect(url_for("enrolment.pick", cohort_id=cohort_id, page=page, **kept), code=303)


@blueprint.post("/classes/<int:cohort_id>/numbers")
@requires(Permission.ENROLMENT_ENROL)
@saves
def choose_numbers(cohort_id: int) -> Any:
    scope, form = current_scope(), NumbersForm()
    if not form.validate_on_submit():
        return _picker(scope, cohort_id, form), 422
    draft, found = choice_actions.choose_numbers(scope=scope, cohort_id=cohort_id, numbers=form.lines, at=clock.now())
    flash(ngettext("%(num)d orang ditambahkan ke pilihan.", "%(num)d orang ditambahkan ke pilihan.", found))
    return redirect(url_for("enrolment.check", batch_id=draft.id), code=303)


@blueprint.post("/classes/<int:cohort_id>/empty")
@requires(Permission.ENROLMENT_ENROL)
@saves
def empty_choice(cohort_id: int) -> Any:
    choice_actions.empty_choice(scope=current_scope(), cohort_id=cohort_id, at=clock.now())
    flash(_("Pilihan dikosongkan."))
    return redirect(url_for("enrolment.pick", cohort_id=cohort_id), code=303)


@blueprint.get("/batches/<int:batch_id>/check")
@requires(Permission.ENROLMENT_ENROL)
def check(batch_id: int) -> Any:
    scope = current_scope()
    draft = queries.batch(scope, batch_id)
    if draft.done_at is not None:
        return redirect(url_for("enrolment.result", batch_id=draft.id))
    group = cohort(scope, draft.cohort_id)
    form = EnrolForm(obj=draft)
    form.starts_on.data = max(today_in(scope, group.facility_id), group.starts_on)
    return _checking(scope, draft, group, form, None)


def _checking(scope: Scope, draft: Batch, group: Cohort, form: EnrolForm, ticked: set[int] | None) -> str:
    starts_on = form.starts_on.data or max(today_in(scope, group.facility_id), group.starts_on)
    people = suitability.judge_people(scope, group, draft.wbp_ids, starts_on)
    counts = queries.counts_by_state(scope, [group.id]).get(group.id, {})
    taken = queries.count_by_cohort(scope, [group.id])[group.id]
    if ticked is None:
        ticked = {each.wbp_id for each in people if each.verdict == "fits"}
    return render_template(
        "enrolment/check.html", draft=draft, cohort=group, form=form, people=people, ticked=ticked, taken=taken, labels=labels,
        left=max(0, group.capacity - taken), waiting=counts.get("waiting", 0), class_labels=class_labels,
        fitting=sum(each.verdict == "fits" for each in people), asking=sum(each.verdict == "concern" for each in people),
    )  # fmt: skip


@blueprint.post("/batches/<int:batch_id>")
@requires(Permission.ENROLMENT_ENROL)
@saves
def enrol(batch_id: int) -> Any:
    scope, form = current_scope(), EnrolForm()
    draft = queries.batch(scope, batch_id)
    ticked = set(ids_of(request.form.getlist("wbp_id")))
    if form.validate_on_submit() and form.starts_on.data:
        try:
            choice_actions.enrol_batch(
                scope=scope, batch_id=draft.id, version=form.seen_version, chosen=ticked, starts_on=form.starts_on.data,
                waiting=bool(form.waiting.data), at=clock.now(),
            )  # fmt: skip
        except OutsideClass as refused:
            put(form, "starts_on", refused.message)
        except choice_actions.NobodyChosen as refused:
            form.form_errors = [refused.message]
        else:
            return redirect(url_for("enrolment.result", batch_id=draft.id), code=303)
    return _checking(scope, draft, cohort(scope, draft.cohort_id), form, ticked), 422


@blueprint.get("/batches/<int:batch_id>")
@requires(Permission.ENROLMENT_READ)
def result(batch_id: int) -> Any:
    scope = current_scope()
    batch = queries.batch(scope, batch_id)
    if batch.done_at is None:
        return redirect(url_for("enrolment.check", batch_id=batch.id))
    group = cohort(scope, batch.cohort_id)
    people = {row.wbp.id: row for row in queries.people_of_facility(scope, batch.facility_id, batch.wbp_ids)}
    return render_template(
        "enrolment/result.html", batch=batch, cohort=group, people=people, labels=labels,
        zone=zones_of_facilities(scope, {batch.facility_id})[batch.facility_id],
        groups={
            "refused": [row for row in batch.results if not row["enrolled"]],
            "active": [row for row in batch.results if row["state"] == "active"],
            "waiting": [row for row in batch.results if row["state"] == "waiting"],
        },
    )  # fmt: skip
