"""URLs of covers of a class and of the days without classes."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.facilities.day_off_actions import DayTaken, WrongDays, seed_days_off
from rehab.facilities.queries import list_days_off
from rehab.plumbing import clock
from rehab.plumbing.saving import saves
from rehab.programs import cover_actions, day_off_actions, labels, queries, timetable_queries
from rehab.programs.classes import blueprint, zone_of
from rehab.programs.day_off_actions import DaysOffChanged
from rehab.programs.forms import id_or_none
from rehab.programs.timetable_forms import CoverForm, DayOffForm, ReasonForm


def _cover_form(scope: Scope, row: Any, **values: Any) -> CoverForm:
    zone = zone_of(scope, row.facility_id)
    hours = {
        f"{slot.weekday}.{slot.starts_time:%H:%M}": f"{labels.weekday_label(slot.weekday)} "
        + labels.hours(slot.starts_time, slot.ends_time, zone)
        for slot in queries.timetable(scope, row.id)
    }
    return CoverForm(**values).offer(scope, row.facility_id, list(hours.items()))


@blueprint.get("/classes/<int:cohort_id>/covers/new")
@requires(Permission.PROGRAMS_EDIT)
def new_cover(cohort_id: int) -> str:
    """With `on` in the address: for the session of that day alone."""
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    form = _cover_form(scope, row)
    wanted = next((each for each in _on_day(scope, row.id) if str(each.id) == request.args.get("session")), None)
    if wanted is not None:
        form.starts_on.data = form.last_on.data = wanted.held_on
        form.slot.data = f"{wanted.held_on.weekday()}.{wanted.starts_time:%H:%M}"
    return render_template("programs/new_cover.html", form=form, cohort=row)


def _on_day(scope: Scope, cohort_id: int) -> list[Any]:
    number = id_or_none(request.args.get("session"))
    if number is None:
        return []
    found = queries.session(scope, number)
    return [found] if found.cohort_id == cohort_id else []


@blueprint.post("/classes/<int:cohort_id>/covers/new")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_cover(cohort_id: int) -> Any:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    form = _cover_form(scope, row)
    if form.validate_on_submit():
        try:
            _cover, changed = cover_actions.add_cover(scope=scope, cohort_id=row.id, details=form.details, at=clock.now())
        except cover_actions.WrongCoverPeriod as refused:
            form.last_on.errors = [refused.message]
        else:
            return _to_class(row.id, changed)
    return render_template("programs/new_cover.html", form=form, cohort=row), 422


def _to_class(cohort_id: int, changed: int) -> Any:
    flash(ngettext("Pengajar %(num)d sesi sudah berubah.", "Pengajar %(num)d sesi sudah berubah.", changed))
    return redirect(url_for("programs.cohort", cohort_id=cohort_id), code=303)


@blueprint.post("/covers/<int:cover_id>/remove")
@requires(Permission.PROGRAMS_EDIT)
@saves
def remove_cover(cover_id: int) -> Any:
    group, changed = cover_actions.remove_cover(scope=current_scope(), cover_id=cover_id, at=clock.now())
    return _to_class(group.id, changed)


def _asked_year(scope: Scope) -> int:
    text, present = request.values.get("year", ""), clock.today(zone_of(scope, scope.facility_id)).year
    return int(text) if text.isdecimal() and len(text) < 5 and 2000 <= int(text) <= 2100 else present


@blueprint.get("/days-off")
@requires(Permission.ATTENDANCE_READ)
def days_off() -> str:
    return _days_off(ReasonForm(formdata=None))


def _days_off(form: ReasonForm) -> str:
    scope = current_scope()
    year = _asked_year(scope)
    from_on, to_on = date(year, 1, 1), date(year + 1, 1, 1)
    return render_template(
        "programs/days_off.html", year=year, labels=labels, form=form,
        rows=list_days_off(scope, scope.facility_id, from_on=from_on, to_on=to_on),
        sessions=timetable_queries.session_counts_on(scope, scope.facility_id, from_on, to_on),
        ticked={id_or_none(text) for text in request.form.getlist("day")},
    )  # fmt: skip


@blueprint.post("/days-off")
@requires(Permission.PROGRAMS_EDIT)
@saves
def change_days_off() -> Any:
    """Confirm the days chosen, or take them back with a reason."""
    scope, form = current_scope(), ReasonForm()
    ids = [found for text in request.form.getlist("day") if (found := id_or_none(text))]
    back = request.form.get("do") == "take_back"
    if not ids or (back and not form.validate_on_submit()):
        if not ids:
            form.form_errors.append(_("Pilih paling sedikit satu hari."))
        return _days_off(form), 422
    keys = {"scope": scope, "facility_id": scope.facility_id, "ids": ids, "at": clock.now()}
    if back:
        done = day_off_actions.take_back_days_off(**keys, reason=form.reason.data or "")
        flash(
            _("%(days)s hari kembali menjadi hari kelas; %(sessions)s sesi direncanakan.",
              days=done.days, sessions=done.sessions + done.added)
        )  # fmt: skip
    else:
        _say_closed(day_off_actions.confirm_days_off(**keys))
    return redirect(url_for("programs.days_off", year=_asked_year(scope)), code=303)


def _say_closed(done: DaysOffChanged) -> None:
    flash(_("%(days)s hari libur ditetapkan; %(sessions)s sesi dibatalkan.", days=done.days, sessions=done.sessions))


@blueprint.get("/days-off/new")
@requires(Permission.PROGRAMS_EDIT)
def new_day_off() -> str:
    return render_template("programs/new_day_off.html", form=DayOffForm())


@blueprint.post("/days-off/new")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_days_off() -> Any:
    scope, form = current_scope(), DayOffForm()
    if form.validate_on_submit():
        first, last = form.days
        try:
            done = day_off_actions.add_days_off(
                scope=scope, facility_id=scope.facility_id, first=first, last=last, name=form.name.data or "", at=clock.now()
            )
        except (DayTaken, WrongDays) as refused:
            form.first.errors = [refused.message]
        else:
            _say_closed(done)
            return redirect(url_for("programs.days_off", year=first.year), code=303)
    return render_template("programs/new_day_off.html", form=form), 422


@blueprint.post("/days-off/national")
@requires(Permission.PROGRAMS_EDIT)
@saves
def enter_national_days() -> Any:
    """Enter the national days of a year as estimates."""
    scope = current_scope()
    year = _asked_year(scope)
    added = seed_days_off(scope=scope, facility_id=scope.facility_id, years=range(year, year + 1), at=clock.now())
    flash(
        ngettext("%(num)d hari tercatat sebagai perkiraan.", "%(num)d hari tercatat sebagai perkiraan.", added)
        if added
        else _("Semua hari libur nasional tahun itu sudah tercatat.")
    )
    return redirect(url_for("programs.days_off", year=year), code=303)
