"""URLs of what changed: the newest computation against the one before, and a round computed once more from its own facts."""

from collections import Counter
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.audit.actions import note_reading
from rehab.plumbing.paging import asked_page, page_of
from rehab.remisi import exports, queries
from rehab.remisi.blueprint import blueprint
from rehab.remisi.checking import check_round
from rehab.remisi.differences import AFFECTED
from rehab.remisi.labels import change_label
from rehab.remisi.models import Round
from rehab.remisi_rules.drafts import PAPER_ONLY


@blueprint.get("/rounds/<int:round_id>/differences")
@requires(Permission.REMISI_READ)
def differences(round_id: int) -> Any:
    """What the newest computation changed, person by person, with its cause and what it does to the person."""
    round_ = queries.get_round(current_scope(), round_id)
    _note(round_, "remisi.read_differences")
    wanted = _asked_change()
    counts = Counter(each.get("change", PAPER_ONLY) for each in round_.differences)
    rows = [each for each in round_.differences if not wanted or each.get("change", PAPER_ONLY) == wanted]
    return render_template(
        "remisi/differences.html", round=round_, title=exports.round_title(round_), page=page_of(rows, asked_page()),
        total=len(round_.differences), tabs=_tabs("remisi.differences", round_, counts, len(round_.differences), wanted),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/check")
@requires(Permission.REMISI_READ)
def check(round_id: int) -> Any:
    """Whether the kept round comes out again: identical under its own rules, each difference with its cause under newer ones."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    _note(round_, "remisi.check")
    found, wanted = check_round(scope, round_id), _asked_change()
    rows = [row for row in found.rows if not wanted or row.change == wanted]
    return render_template(
        "remisi/check.html", round=round_, title=exports.round_title(round_), found=found, page=page_of(rows, asked_page()),
        tabs=_tabs("remisi.check", round_, Counter(found.counts), len(found.rows), wanted),
    )  # fmt: skip


def _asked_change() -> str:
    wanted = request.args.get("change", "")
    return wanted if wanted in AFFECTED else ""


def _tabs(endpoint: str, round_: Round, counts: Counter[str], total: int, wanted: str) -> list[dict[str, Any]]:
    everything = {"href": url_for(endpoint, round_id=round_.id), "label": _("Semua"), "count": total, "current": not wanted}
    items = [
        {
            "href": url_for(endpoint, round_id=round_.id, change=name),
            "label": change_label(name),
            "count": counts[name],
            "current": wanted == name,
        }
        for name in AFFECTED
    ]
    return [everything, *items]


def _note(round_: Round, action: str) -> None:
    note_reading(
        scope=current_scope(), action=action, subject="round", subject_id=round_.id, facility_id=round_.facility_id
    )  # fmt: skip
