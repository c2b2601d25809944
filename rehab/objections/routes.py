"""URLs of this room."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility, zone_of
from rehab.objections import actions, queries
from rehab.objections.forms import ROUND, AnswerForm, NameForm, ObjectionForm
from rehab.objections.labels import result_label, subject_words
from rehab.objections.queries import ObjectionRow
from rehab.objections.receipt import facts_of, receipt_paper
from rehab.plumbing import clock
from rehab.plumbing.addresses import LARGEST_ID
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.remisi.exports import round_title
from rehab.wbp.queries import get_person, list_people

blueprint = Blueprint("objections", __name__)


@blueprint.get("")
@requires(Permission.OBJECTIONS_READ)
def objections() -> str:
    """What waits for an answer, what is overdue, what is answered."""
    scope = current_scope()
    today = clock.today(zone_of(scope))
    asked = request.args.get("tab", "")
    tab = asked if asked in queries.TABS else queries.OPEN
    mine = scope.user_id if request.args.get("answerer") == "me" else None
    search = request.args.get("q", "").strip()[:100]
    page = queries.list_objections(scope, tab=tab, on=today, answerer_id=mine, search=search, page=asked_page())
    note_reading(scope=scope, action="objections.read_list", subject="report", facility_id=scope.own_facility_id,
                 details={"tab": tab, "rows": page.total})  # fmt: skip
    return render_template(
        "objections/objections.html", page=page, tab=tab, mine=mine is not None, search=search, today=today,
        counts=queries.count_tabs(scope, on=today, answerer_id=mine), about=_about,
        names=names_of(scope, {row.objection.answerer_id for row in page.items}),
    )  # fmt: skip


def _about(row: ObjectionRow) -> str:
    return subject_words(row.objection, round_title(row.round) if row.round else None)


@blueprint.get("/new")
@requires(Permission.OBJECTIONS_RECORD)
def new_objection() -> str:
    """First whose it is, then what is said."""
    scope = current_scope()
    wbp_id, search = _asked_person(), request.args.get("q", "").strip()[:100]
    if wbp_id is None:
        found = list_people(scope, search=search, placed=None).items[:10] if search else []
        return render_template("objections/new_objection.html", person=None, search=search, found=found, form=None)
    form = _offered(ObjectionForm(formdata=None), scope, wbp_id)
    form.received_on.data = clock.today(zone_of(scope))
    form.about.data = f"{ROUND}{request.args.get('round', '')}"
    return _form(scope, wbp_id, form)


def _asked_person() -> int | None:
    text = request.args.get("wbp", "")
    return int(text) if text.isdecimal() and 0 < int(text[:12]) <= LARGEST_ID else None


def _offered(form: ObjectionForm, scope: Scope, wbp_id: int) -> ObjectionForm:
    form.offer(queries.rounds_of(scope, wbp_id), queries.answerers(scope))
    return form


def _form(scope: Scope, wbp_id: int, form: ObjectionForm) -> str:
    person = get_person(scope, wbp_id)
    days = queries.days_to_answer(scope, person.facility_id)
    return render_template("objections/new_objection.html", person=person, search="", found=[], form=form, days=days)


@blueprint.post("/of/<int:wbp_id>")
@requires(Permission.OBJECTIONS_RECORD)
@saves
def record_objection(wbp_id: int) -> Any:
    """Keep what was said, with its number and the day it is due."""
    scope = current_scope()
    get_person(scope, wbp_id)
    form = _offered(ObjectionForm(), scope, wbp_id)
    if not form.validate_on_submit():
        return _form(scope, wbp_id, form), 422
    today = clock.today(zone_of(scope))
    try:
        kept = actions.record_objection(scope=scope, wbp_id=wbp_id, today=today, at=clock.now(), **form.values())
    except (actions.OwnDecision, actions.WrongDay) as refusal:
        field = form.answerer_id if isinstance(refusal, actions.OwnDecision) else form.received_on
        field.errors = [refusal.message]
        return _form(scope, wbp_id, form), 422
    flash(_("Keberatan nomor %(code)s tercatat.", code=kept.code), "success")
    return redirect(url_for("objections.objection", objection_id=kept.id), code=303)


@blueprint.get("/<int:objection_id>")
@requires(Permission.OBJECTIONS_READ)
def objection(objection_id: int) -> str:
    """One objection with its answer, or the form for the named person."""
    scope = current_scope()
    row = queries.get_objection(scope, objection_id)
    note_reading(scope=scope, action="objections.read", subject="objection", subject_id=objection_id,
                 facility_id=row.objection.facility_id)  # fmt: skip
    return _page(scope, row)


def _page(scope: Scope, row: ObjectionRow, answer: AnswerForm | None = None, named: NameForm | None = None) -> str:
    kept = row.objection
    named = named or NameForm(formdata=None, version=str(kept.version), answerer_id=kept.answerer_id)
    named.offer(queries.answerers(scope))
    names = names_of(scope, (kept.recorded_by, kept.answerer_id, kept.answered_by))
    return render_template(
        "objections/objection.html", row=row, kept=kept, facts=facts_of(row, names), names=names,
        result=result_label(kept.result),
        answer=answer or AnswerForm(formdata=None, version=str(kept.version)), named=named,
        zone=get_facility(scope, kept.facility_id).zone, answers=kept.answerer_id == scope.user_id,
        overdue=kept.result is None and kept.due_on < clock.today(zone_of(scope)),
    )  # fmt: skip


@blueprint.post("/<int:objection_id>/answer")
@requires(Permission.OBJECTIONS_ANSWER)
@saves
def answer_objection(objection_id: int) -> Any:
    """Answer as the named person."""
    scope, form = current_scope(), AnswerForm()
    row = queries.get_objection(scope, objection_id)
    if not form.validate_on_submit():
        return _page(scope, row, answer=form), 422
    actions.answer_objection(
        scope=scope, objection_id=objection_id, version=form.seen_version, result=form.result.data or "",
        answer=form.answer.data or "", at=clock.now(),
    )  # fmt: skip
    flash(_("Keberatan nomor %(code)s sudah dijawab.", code=row.objection.code), "success")
    return redirect(url_for("objections.objection", objection_id=objection_id), code=303)


@blueprint.post("/<int:objection_id>/answerer")
@requires(Permission.OBJECTIONS_RECORD)
@saves
def name_answerer(objection_id: int) -> Any:
    """Give it to another named person."""
    scope, form = current_scope(), NameForm()
    row = queries.get_objection(scope, objection_id)
    form.offer(queries.answerers(scope))
    if not form.validate_on_submit():
        return _page(scope, row, named=form), 422
    given = {"version": form.seen_version, "answerer_id": form.answerer_id.data}
    try:
        actions.name_answerer(scope=scope, objection_id=objection_id, at=clock.now(), **given)
    except actions.OwnDecision as refusal:
        form.answerer_id.errors = [refusal.message]
        return _page(scope, row, named=form), 422
    flash(_("Penjawab keberatan nomor %(code)s sudah diganti.", code=row.objection.code), "success")
    return redirect(url_for("objections.objection", objection_id=objection_id), code=303)


@blueprint.get("/<int:objection_id>/receipt.pdf")
@requires(Permission.OBJECTIONS_READ)
def receipt(objection_id: int) -> Response:
    """The receipt for whoever raised it, in Indonesian whoever prints it."""
    scope = current_scope()
    row = queries.get_objection(scope, objection_id)
    kept = row.objection
    note_reading(scope=scope, action="objections.print_receipt", subject="objection", subject_id=objection_id,
                 facility_id=kept.facility_id)  # fmt: skip
    names = names_of(scope, (kept.recorded_by, kept.answerer_id))
    with force_locale("id"):
        facility = get_facility(scope, kept.facility_id)
        content = receipt_paper(row, names, facility, lang="id", demo=current_app.config["DEMO"])
    headers = {"Content-Disposition": f'attachment; filename="keberatan-{kept.number}-{kept.year}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
