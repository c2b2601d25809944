"""URLs of the list of people, admission, identity and wali."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import list_staff, names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.plumbing.vault import vault
from rehab.wbp import actions, case_routes, labels, paper_routes, queries, stay_routes
from rehab.wbp.blueprint import blueprint, note_page, open_file, refuse, show
from rehab.wbp.export import people_workbook
from rehab.wbp.forms import AdmitForm, IdentityForm
from rehab.wbp.stay_forms import WaliForm

__all__ = ["blueprint", "case_routes", "paper_routes", "stay_routes"]


def _asked_filters(scope: Scope) -> dict[str, Any]:
    """The filters in the address, as `list_people` takes them; what nobody could have chosen is ignored."""
    asked = request.args.get
    wali = asked("wali", "")
    stay = {"left": False, "all": None}.get(asked("stay", ""), True)
    sees_case = scope.can(Permission.WBP_READ_CASE)
    sort = asked("sort", "name")
    return {
        "search": asked("q", "").strip()[:100],
        "block": asked("block", ""),
        "status": asked("status", "") if asked("status") in (*labels.STATUS_LABELS, "unknown") else "",
        "placed": stay,
        "offence": asked("offence", "") if sees_case and asked("offence") in (*labels.OFFENCE_LABELS, "unknown") else "",
        "wali_id": int(wali) if wali.isdecimal() and len(wali) < 9 else None,
        "papers": "lacking" if asked("papers") == "lacking" else "",
        "sort": sort if sort.lstrip("-") in queries.SORTS else "name",
    }


@blueprint.get("")
@requires(Permission.WBP_READ)
def people() -> str:
    scope = current_scope()
    filters = _asked_filters(scope)
    page = queries.list_people(scope, page=asked_page(), **filters)
    _note_list("wbp.filter_by_offence" if filters["offence"] else "wbp.list", scope, page.total)
    walis = list_staff(scope, roles=["wali"])
    return render_template(
        "wbp/people.html", page=page, filters=filters, asked=request.args, blocks=queries.list_blocks(scope), walis=walis,
        wali_names=names_of(scope, {row.wali_id for row in page.items}), labels=labels, basic=len(queries.BASIC_PAPERS),
    )  # fmt: skip


@blueprint.get("/export")
@requires(Permission.WBP_READ)
def export_people() -> Response:
    scope = current_scope()
    filters = _asked_filters(scope)
    rows = queries.all_people(scope, **filters)
    _note_list("wbp.export", scope, len(rows))
    facility = get_facility(scope, scope.facility_id)
    body = people_workbook(rows, facility, clock.now(), names_of(scope, {row.wali_id for row in rows}))
    name = f"warga-binaan-{facility.code}-{clock.today(facility.zone)}.xlsx"
    return Response(body, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _note_list(action: str, scope: Scope, rows: int) -> None:
    details = {"rows": rows, "query": request.args.to_dict()}
    note_reading(scope=scope, action=action, subject="wbp", facility_id=scope.facility_id, details=details)


@blueprint.get("/admit")
@requires(Permission.WBP_EDIT)
def admit() -> str:
    scope = current_scope()
    search = request.args.get("q", "").strip()[:100]
    form = AdmitForm(name="" if any(each.isdecimal() for each in search) else search)
    form.offer_walis(list_staff(scope, roles=["wali"]))
    form.placed_on.data = clock.today(get_facility(scope, scope.facility_id).zone)
    known = queries.list_people(scope, search=search, placed=None).items[:10] if search else []
    return render_template("wbp/admit.html", form=form, search=search, known=known, similar=[], labels=labels)


@blueprint.post("/admit")
@requires(Permission.WBP_EDIT)
@saves
def admit_person() -> Any:
    scope, form = current_scope(), AdmitForm()
    form.offer_walis(list_staff(scope, roles=["wali"]))
    if not form.validate_on_submit():
        return _admit_again(form, [], 422)
    nik_index = vault().blind_index(form.nik.data) if form.nik.data else None
    known = {"register_no": form.register_no.data, "name": form.name.data, "birth_on": form.birth_on.data}
    similar = queries.similar_people(scope, nik_index=nik_index, **known)
    if similar and not form.someone_else.data:
        form.form_errors.append(_("Orang ini mungkin sudah tercatat. Periksa daftar di bawah sebelum menyimpan."))
        return _admit_again(form, similar, 422)
    try:
        person = actions.admit_person(
            scope=scope, facility_id=scope.facility_id, at=clock.now(), nik=form.nik.data or None, **form.values(),
            status=form.status.data or None, placed_on=form.placed_on.data, detained_on=form.detained_on.data,
            wali_id=int(form.wali_id.data) if form.wali_id.data else None,
        )  # fmt: skip
    except actions.RegisterTaken as refusal:
        return _admit_again(form, similar, refuse(form, refusal, "register_no"))
    except actions.WrongDay as refusal:
        return _admit_again(form, similar, refuse(form, refusal, "placed_on"))
    except actions.NotBornYet as refusal:
        return _admit_again(form, similar, refuse(form, refusal, "birth_on"))
    flash(_("%(name)s tercatat di UPT ini.", name=person.name))
    return redirect(url_for("overview.person", wbp_id=person.id), code=303)


def _admit_again(form: AdmitForm, similar: list[Any], status: int) -> Any:
    return render_template("wbp/admit.html", form=form, search="", known=[], similar=similar, labels=labels), status


@blueprint.get("/<int:wbp_id>/identity")
@requires(Permission.WBP_EDIT)
def edit_identity(wbp_id: int) -> str:
    file = open_file(wbp_id)
    note_page(file, "wbp.read_identity")
    form = IdentityForm(obj=file.person)
    form.nik.data, form.remove_nik.data = "", False
    form.keep_education(file.person.education)
    if file.stay:
        form.block.data, form.cell.data = file.stay.block, file.stay.cell
    return show("edit_identity", file, form=form, masked=labels.masked_nik(file.person.nik))


@blueprint.post("/<int:wbp_id>/identity")
@requires(Permission.WBP_EDIT)
@saves
def correct_identity(wbp_id: int) -> Any:
    file, form = open_file(wbp_id), IdentityForm()
    masked = labels.masked_nik(file.person.nik)
    form.keep_education(file.person.education)
    if not form.validate_on_submit():
        return show("edit_identity", file, form=form, masked=masked), 422
    wanted = form.values() | {"nik": form.wanted_nik, "version": form.seen_version}
    try:
        actions.correct_identity(scope=file.scope, wbp_id=wbp_id, at=clock.now(), **wanted)
    except (actions.RegisterTaken, actions.NikTaken, actions.NotBornYet) as refusal:
        fields = {actions.NikTaken: "nik", actions.NotBornYet: "birth_on"}
        status = refuse(form, refusal, fields.get(type(refusal), "register_no"))
        return show("edit_identity", file, form=form, masked=masked), status
    flash(_("Identitas %(name)s tersimpan.", name=form.name.data))
    return redirect(url_for("overview.person", wbp_id=wbp_id), code=303)


@blueprint.get("/<int:wbp_id>/nik")
@requires(Permission.WBP_READ_NIK)
def show_nik(wbp_id: int) -> str:
    file = open_file(wbp_id)
    note_page(file, "wbp.read_nik")
    return show("show_nik", file)


@blueprint.get("/assign-wali")
@requires(Permission.WBP_EDIT)
def assign_wali() -> Any:
    scope = current_scope()
    chosen = queries.list_chosen(scope, request.args.getlist("wbp_id", type=int))
    if not chosen:
        flash(_("Centang dulu orang yang akan diberi wali."), "info")
        return redirect(url_for("wbp.people"))
    form = WaliForm()
    form.offer_walis(list_staff(scope, roles=["wali"]))
    return render_template("wbp/assign_wali.html", form=form, chosen=chosen)


@blueprint.post("/assign-wali")
@requires(Permission.WBP_EDIT)
@saves
def give_wali() -> Any:
    scope, form = current_scope(), WaliForm()
    form.offer_walis(list_staff(scope, roles=["wali"]))
    wanted = request.form.getlist("wbp_id", type=int)
    if not form.validate_on_submit() or not wanted:
        return render_template("wbp/assign_wali.html", form=form, chosen=queries.list_chosen(scope, wanted)), 422
    count = actions.assign_wali(scope=scope, wbp_ids=wanted, wali_id=int(form.wali_id.data) or None, at=clock.now())
    flash(ngettext("Wali %(num)s orang tersimpan.", "Wali %(num)s orang tersimpan.", count))
    return redirect(url_for("wbp.people"), code=303)
