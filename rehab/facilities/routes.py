"""URLs of the settings of a facility and of the great days."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.facilities import actions, queries
from rehab.facilities.calendar import SETTING, calendar_days, own_days
from rehab.facilities.forms import DecreeForm, FacilityForm, HolidayForm
from rehab.facilities.labels import HOLIDAY_LABELS, KIND_LABELS, STATE_LABELS, STEP_LABELS
from rehab.facilities.models import Holiday
from rehab.plumbing import clock
from rehab.plumbing.saving import saves

blueprint = Blueprint("facilities", __name__)


@blueprint.get("")
@requires(Permission.FACILITIES_READ)
def settings() -> Any:
    rows = queries.list_facilities(current_scope())
    calendar = [(STEP_LABELS[step], days) for step, days in calendar_days(rows[0].policy).items()] if len(rows) == 1 else []
    return render_template("facilities/settings.html", rows=rows, kinds=KIND_LABELS, calendar=calendar)


@blueprint.get("/<int:facility_id>/edit")
@requires(Permission.FACILITIES_EDIT)
def edit_facility(facility_id: int) -> str:
    row = queries.get_facility(current_scope(), facility_id)
    form = FacilityForm(obj=row)
    form.letterhead.data = "\n".join(row.letterhead)
    form.objection_days.data = row.policy.get("objection_days")
    for step, number in row.policy.get(SETTING, {}).items():
        form[f"days_{step}"].data = number
    return render_template("facilities/edit_facility.html", row=row, form=form)


@blueprint.post("/<int:facility_id>/edit")
@requires(Permission.FACILITIES_EDIT)
@saves
def change_facility(facility_id: int) -> Any:
    scope, form = current_scope(), FacilityForm()
    row = queries.get_facility(scope, facility_id)
    if not form.validate_on_submit():
        return render_template("facilities/edit_facility.html", row=row, form=form), 422
    names = ("name", "zone", "city", "address", "head_name", "head_nip", "paper")
    values: dict[str, Any] = {name: form[name].data or "" for name in names}
    own = {"objection_days": form.objection_days.data, SETTING: own_days(form.days)}
    kept = {name: value for name, value in row.policy.items() if name not in own}
    values["policy"] = kept | {name: value for name, value in own.items() if value}
    actions.change_facility(
        scope=scope, facility_id=facility_id, version=form.seen_version, at=clock.now(), letterhead=form.lines,
        correction_days=form.correction_days.data, **values,
    )  # fmt: skip
    flash(_("Pengaturan %(name)s sudah diubah.", name=form.name.data))
    return redirect(url_for("facilities.settings"), code=303)


@blueprint.get("/holidays")
@requires(Permission.FACILITIES_READ)
def holidays() -> str:
    year = _asked_year()
    rows = queries.list_holidays(current_scope(), from_on=date(year, 1, 1), to_on=date(year, 12, 31))
    return render_template("facilities/holidays.html", rows=rows, year=year, names=HOLIDAY_LABELS, states=STATE_LABELS)


def _asked_year() -> int:
    text, present = request.args.get("year", ""), clock.today("WIB").year
    return int(text) if text.isdecimal() and len(text) < 5 and 2000 <= int(text) <= 2100 else present


@blueprint.get("/holidays/new")
@requires(Permission.FACILITIES_EDIT)
def new_holiday() -> str:
    return render_template("facilities/new_holiday.html", form=HolidayForm())


@blueprint.post("/holidays/new")
@requires(Permission.FACILITIES_EDIT)
@saves
def add_holiday() -> Any:
    form = HolidayForm()
    if form.validate_on_submit() and form.held_on.data:
        try:
            row = actions.add_holiday(scope=current_scope(), code=form.code.data or "", held_on=form.held_on.data, at=clock.now())
        except actions.HolidayTaken as refused:
            form.held_on.errors = [refused.message]
        else:
            return _back_to(row, _("Hari besar ini tercatat sebagai perkiraan."))
    return render_template("facilities/new_holiday.html", form=form), 422


@blueprint.get("/holidays/<int:holiday_id>/confirm")
@requires(Permission.FACILITIES_EDIT)
def confirm(holiday_id: int) -> str:
    row = queries.get_holiday(current_scope(), holiday_id)
    return render_template("facilities/confirm.html", row=row, form=DecreeForm(obj=row), names=HOLIDAY_LABELS)


@blueprint.post("/holidays/<int:holiday_id>/confirm")
@requires(Permission.FACILITIES_EDIT)
@saves
def confirm_holiday(holiday_id: int) -> Any:
    scope, form = current_scope(), DecreeForm()
    row = queries.get_holiday(scope, holiday_id)
    if not form.validate_on_submit():
        return render_template("facilities/confirm.html", row=row, form=form, names=HOLIDAY_LABELS), 422
    actions.confirm_holiday(
        scope=scope, holiday_id=holiday_id, version=form.seen_version, decree=form.decree.data or "", at=clock.now()
    )
    return _back_to(row, _("Tanggal hari besar ini sudah ditetapkan."))


def _back_to(row: Holiday, sentence: str) -> Any:
    flash(sentence)
    return redirect(url_for("facilities.holidays", year=row.held_on.year), code=303)
