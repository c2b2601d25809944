"""URLs of a class's sessions: the list, one cancelled, planned again or caught up, and many at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.fields import parse_date
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.programs import cancel_actions, labels, queries, session_actions, timetable_queries
from rehab.programs.classes import blueprint, zone_of
from rehab.programs.forms import id_or_none
from rehab.programs.timetable_forms import CatchUpForm, ReasonForm
from rehab.programs.timetable_queries import Chosen

MOST_SHOWN = 300
LONGEST = timedelta(days=366)


@blueprint.get("/classes/<int:cohort_id>/sessions")
@requires(Permission.PROGRAMS_READ)
def sessions(cohort_id: int) -> str:
    scope = current_scope()
    row = queries.cohort(scope, cohort_id)
    state, order = request.args.get("state", ""), request.args.get("order", "")
    today = clock.today(zone_of(scope, row.facility_id))
    coming = order != "past"
    page = queries.page_of_sessions(
        scope, cohort_id=row.id, state=state if state in labels.SESSION_STATE_LABELS else "",
        from_on=today if coming else None, to_on=None if coming else today, newest_first=not coming, page=asked_page(),
    )  # fmt: skip
    return render_template(
        "programs/sessions.html", cohort=row, page=page, state=state, coming=coming, labels=labels, today=today,
        zone=zone_of(scope, row.facility_id), replaced=timetable_queries.days_replaced(scope, page.items),
        caught_up=timetable_queries.replaced_among(scope, [each.id for each in page.items]),
    )  # fmt: skip


@blueprint.post("/classes/<int:cohort_id>/sessions")
@requires(Permission.PROGRAMS_EDIT)
@saves
def generate_sessions(cohort_id: int) -> Any:
    from_start = request.form.get("from_start") == "1"
    added = session_actions.generate_sessions(scope=current_scope(), cohort_id=cohort_id, from_start=from_start, at=clock.now())
    flash(
        ngettext("%(num)d sesi baru dibuat.", "%(num)d sesi baru dibuat.", added)
        if added
        else _("Semua sesi dari jadwal ini sudah ada.")
    )
    order = "past" if from_start else None
    return redirect(url_for("programs.sessions", cohort_id=cohort_id, order=order), code=303)


def _one(page: str, session_id: int, form: Any) -> str:
    """A page about one session with a form."""
    scope = current_scope()
    row = queries.session(scope, session_id)
    return render_template(page, session=row, form=form, labels=labels, zone=zone_of(scope, row.facility_id))


def _reason_form(session_id: int) -> ReasonForm:
    """The form of a session that is about to change, with its version."""
    return ReasonForm(data={"version": queries.session(current_scope(), session_id).version})


def _refused(form: Any, refusal: Refusal) -> None:
    """Put a refusal on top of its form; one about a row that changed or is not there answers for itself."""
    if refusal.status in (404, 409):
        raise refusal
    form.form_errors.append(refusal.message)


@blueprint.get("/sessions/<int:session_id>/cancel")
@requires(Permission.PROGRAMS_EDIT)
def stop_session(session_id: int) -> str:
    return _one("programs/stop_session.html", session_id, _reason_form(session_id))


@blueprint.post("/sessions/<int:session_id>/cancel")
@requires(Permission.PROGRAMS_EDIT)
@saves
def cancel_session(session_id: int) -> Any:
    scope, form = current_scope(), ReasonForm()
    row = queries.session(scope, session_id)
    if not form.validate_on_submit():
        return _one("programs/stop_session.html", session_id, form), 422
    cancel_actions.cancel_session(
        scope=scope, session_id=row.id, version=form.seen_version, reason=form.reason.data or "", at=clock.now()
    )
    flash(_("Sesi itu dibatalkan dan tidak menjadi ketidakhadiran siapa pun."))
    return redirect(url_for("programs.sessions", cohort_id=row.cohort_id), code=303)


@blueprint.get("/sessions/<int:session_id>/restore")
@requires(Permission.PROGRAMS_EDIT)
def resume_session(session_id: int) -> str:
    return _one("programs/resume_session.html", session_id, _reason_form(session_id))


@blueprint.post("/sessions/<int:session_id>/restore")
@requires(Permission.PROGRAMS_EDIT)
@saves
def restore_session(session_id: int) -> Any:
    scope, form = current_scope(), ReasonForm()
    row = queries.session(scope, session_id)
    if form.validate_on_submit():
        try:
            cancel_actions.restore_session(
                scope=scope, session_id=row.id, version=form.seen_version, reason=form.reason.data or "", at=clock.now()
            )
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            flash(_("Sesi itu kembali direncanakan."))
            return redirect(url_for("programs.sessions", cohort_id=row.cohort_id), code=303)
    return _one("programs/resume_session.html", session_id, form), 422


@blueprint.get("/sessions/<int:session_id>/catch-up")
@requires(Permission.PROGRAMS_EDIT)
def catch_up(session_id: int) -> str:
    scope = current_scope()
    row = queries.session(scope, session_id)
    usual = {"starts_time": row.starts_time, "ends_time": row.ends_time, "room": row.room}
    return _one("programs/catch_up.html", session_id, CatchUpForm(data=usual).offer(scope, row.facility_id))


@blueprint.post("/sessions/<int:session_id>/catch-up")
@requires(Permission.PROGRAMS_EDIT)
@saves
def add_catch_up(session_id: int) -> Any:
    scope = current_scope()
    row = queries.session(scope, session_id)
    form = CatchUpForm().offer(scope, row.facility_id)
    if form.validate_on_submit():
        try:
            cancel_actions.add_catch_up(scope=scope, session_id=row.id, details=form.details, at=clock.now())
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            flash(_("Sesi pengganti direncanakan."))
            order = "past" if form.held_on.data < clock.today(zone_of(scope, row.facility_id)) else None
            return redirect(url_for("programs.sessions", cohort_id=row.cohort_id, order=order), code=303)
    return _one("programs/catch_up.html", session_id, form), 422


@dataclass(frozen=True)
class Asked:
    """What the page about many sessions is asked for; `until_on` is the last day."""

    again: bool
    from_on: date
    until_on: date
    cohort_id: int | None
    programme_id: int | None

    def chosen(self, facility_id: int) -> Chosen:
        """The sessions meant."""
        return Chosen(facility_id, self.from_on, self.until_on + timedelta(days=1), self.cohort_id, self.programme_id)


def _asked(scope: Scope) -> Asked:
    today = clock.today(zone_of(scope, scope.facility_id))
    from_on = parse_date(request.args.get("from", "")) or today
    until_on = parse_date(request.args.get("until", "")) or from_on
    return Asked(
        again=request.args.get("do") == "restore", from_on=from_on,
        until_on=min(max(until_on, from_on), from_on + LONGEST), cohort_id=id_or_none(request.args.get("class")),
        programme_id=id_or_none(request.args.get("programme")),
    )  # fmt: skip


@blueprint.get("/sessions/many")
@requires(Permission.PROGRAMS_EDIT)
def many_sessions() -> str:
    return _many(ReasonForm(formdata=None))


def _many(form: ReasonForm) -> str:
    scope = current_scope()
    asked = _asked(scope)
    found = timetable_queries.choose_sessions(scope, asked.chosen(scope.facility_id), "cancelled" if asked.again else "planned")
    ticked = {id_or_none(text) for text in request.form.getlist("session")}
    classes = queries.list_cohorts(scope, states=queries.OPEN_CLASS_STATES, per_page=500).items
    courses = {row.programme_id: row.programme.name for row in classes}
    return render_template(
        "programs/many_sessions.html", form=form, asked=asked, found=found[:MOST_SHOWN], total=len(found), most=MOST_SHOWN,
        ticked=ticked if request.method == "POST" else None, labels=labels, zone=zone_of(scope, scope.facility_id),
        classes=[(str(row.id), f"{row.programme.name}: {row.name}") for row in classes],
        programmes=[(str(key), name) for key, name in courses.items()],
    )  # fmt: skip


@blueprint.post("/sessions/many")
@requires(Permission.PROGRAMS_EDIT)
@saves
def change_sessions() -> Any:
    scope, form = current_scope(), ReasonForm()
    ids = [found for text in request.form.getlist("session")[:MOST_SHOWN] if (found := id_or_none(text))]
    if not form.validate_on_submit() or not ids:
        if not ids:
            form.form_errors.append(_("Pilih paling sedikit satu sesi."))
        return _many(form), 422
    asked = _asked(scope)
    act = cancel_actions.restore_sessions if asked.again else cancel_actions.cancel_sessions
    done = act(scope=scope, facility_id=scope.facility_id, session_ids=ids, reason=form.reason.data or "", at=clock.now())
    if asked.again:
        said = ngettext("%(num)d sesi kembali direncanakan.", "%(num)d sesi kembali direncanakan.", done.changed)
    else:
        said = ngettext(
            "%(num)d sesi dibatalkan dan tidak menjadi ketidakhadiran siapa pun.",
            "%(num)d sesi dibatalkan dan tidak menjadi ketidakhadiran siapa pun.", done.changed,
        )  # fmt: skip
    left = _("%(count)s sesi tidak berubah karena keadaannya sudah lain.", count=done.left) if done.left else ""
    flash(" ".join(part for part in (said, left) if part))
    return redirect(url_for("programs.many_sessions", **request.args.to_dict()), code=303)
