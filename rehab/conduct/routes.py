"""URLs of what waits, and of the SPPN grid."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import list_staff, names_of
from rehab.conduct import actions, labels, person_routes, queries
from rehab.conduct.blueprint import blueprint, facility_today, note_list, own_wali_id
from rehab.conduct.forms import ScoreSheet, read_sheet
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.fields import parse_month
from rehab.plumbing.formatting import month as month_words
from rehab.plumbing.formatting import number
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves

__all__ = ["blueprint", "person_routes"]


def months_before(month_on: date, count: int) -> list[date]:
    """`count` months up to and with one, the oldest first; each its first day."""
    last = month_on.year * 12 + month_on.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - count + 1, last + 1)]


@blueprint.get("")
@requires(Permission.CONDUCT_READ)
def board() -> str:
    scope = current_scope()
    today = facility_today(scope, scope.facility_id)
    this_month, own = today.replace(day=1), own_wali_id(scope)
    last_month = months_before(this_month, 2)[0]
    due = queries.sppn_due(scope, month_on=this_month, wali_id=own)
    before = {line.wali_id: line.waiting for line in queries.sppn_due(scope, month_on=last_month, wali_id=own)}
    note_list(scope, "board")
    return render_template(
        "conduct/board.html", due=due, before=before, this_month=this_month, last_month=last_month, own=own,
        names=names_of(scope, {line.wali_id for line in due}), labels=labels,
        risk_due=queries.count_risk_due(scope, on=today, wali_id=own),
        running=queries.list_running_discipline(scope, on=today, page=asked_page()),
    )  # fmt: skip


def _asked_month(scope: Scope) -> date:
    """The month in the address (?month=2026-11), the present one where it is none or has not come."""
    this_month = facility_today(scope, scope.facility_id).replace(day=1)
    asked = parse_month(request.args.get("month", ""))
    return min(asked, this_month) if asked else this_month


def _asked_wali(scope: Scope) -> int:
    """The wali in the address; else oneself for a wali, the first wali for the others (0: those without one)."""
    text = request.args.get("wali", "")
    if text.isdecimal() and len(text) < 9:
        return int(text)
    if own := own_wali_id(scope):
        return own
    walis = list_staff(scope, roles=["wali"])
    return walis[0].id if walis else 0


@blueprint.get("/sppn")
@requires(Permission.CONDUCT_READ)
def sppn() -> str:
    scope = current_scope()
    return _grid(scope, _asked_wali(scope), _asked_month(scope), ScoreSheet())


def _grid(scope: Scope, wali_id: int, month_on: date, sheet: ScoreSheet) -> str:
    wide = request.args.get("months") == "6"
    months = months_before(month_on, 6 if wide else 2)
    walis = list_staff(scope, roles=["wali"])
    known = {0} | {user.id for user in walis} | {scope.user_id}
    if wali_id not in known:
        raise NotFound()
    own = scope.can(Permission.CONDUCT_SCORE) and wali_id == scope.user_id
    latest = facility_today(scope, scope.facility_id).replace(day=1)
    choices = [(f"{each:%Y-%m}", month_words(each)) for each in reversed(months_before(latest, 13))]
    note_list(scope, "sppn", wali_id=wali_id, month_on=month_on)
    return render_template(
        "conduct/sppn.html", rows=queries.sppn_grid(scope, wali_id=wali_id, months=months), months=months, month_on=month_on,
        wide=wide, walis=walis, wali_id=wali_id, sheet=sheet, may_score=own, choices=choices,
        earlier=months_before(month_on, 2)[0], latest=latest, later=_next_month(month_on),
    )  # fmt: skip


def _next_month(month_on: date) -> date:
    following = month_on.year * 12 + month_on.month
    return date(following // 12, following % 12 + 1, 1)


@blueprint.post("/sppn")
@requires(Permission.CONDUCT_SCORE)
@saves
def record_sppn() -> Any:
    scope = current_scope()
    month_on = parse_month(request.args.get("month", ""))
    if month_on is None:
        raise NotFound()
    wali_id, sheet = _asked_wali(scope), read_sheet(request.form)
    if sheet.errors:
        return _grid(scope, wali_id, month_on, sheet), 422
    try:
        changed = actions.record_sppn(scope=scope, wali_id=wali_id, month_on=month_on, scores=sheet.scores, at=clock.now())
    except actions.ScoreChanged as refusal:
        for wbp_id, (score, _version) in refusal.cells.items():
            sheet.errors[wbp_id] = _(
                "Sudah diubah orang lain menjadi %(score)s. Simpan lagi bila isian Anda yang benar.", score=number(score)
            )
        return _grid(scope, wali_id, month_on, sheet), refusal.status
    said = ngettext(
        "%(num)s nilai %(month)s tersimpan.", "%(num)s nilai %(month)s tersimpan.", changed, month=month_words(month_on)
    )
    flash(said if changed else _("Tidak ada nilai yang berubah."))
    return redirect(url_for("conduct.sppn", wali=wali_id, month=f"{month_on:%Y-%m}"), code=303)


@blueprint.get("/risk-due")
@requires(Permission.CONDUCT_READ)
def risk_due() -> str:
    scope = current_scope()
    own = own_wali_id(scope) if request.args.get("all") != "1" else None
    today = facility_today(scope, scope.facility_id)
    page = queries.list_risk_due(scope, on=today, wali_id=own, page=asked_page())
    names = names_of(scope, {row.wali_id for row in page.items})
    note_list(scope, "risk_due", rows=page.total)
    return render_template(
        "conduct/risk_due.html", page=page, own=own, names=names, days=queries.RISK_VALID_DAYS, is_wali=own_wali_id(scope)
    )
