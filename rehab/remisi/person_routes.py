"""URLs about one person of a round: "Mengapa?" and the sheet."""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.remisi import exports, queries
from rehab.remisi.blueprint import blueprint, sent
from rehab.remisi.models import Round
from rehab.remisi.sheet import sheet_of, sheet_paper
from rehab.remisi.why import why_page


@blueprint.get("/rounds/<int:round_id>/people/<int:wbp_id>")
@requires(Permission.REMISI_READ)
def why(round_id: int, wbp_id: int) -> Any:
    """ "Mengapa?": the letter, what is missing and who owes it, every condition with its article."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    kept = queries.get_verdict(scope, round_id, wbp_id)
    facility = get_facility(scope, round_.facility_id)
    gaps = queries.unrecorded_sessions(scope, kept.facts["unrecorded"])
    _note(scope, round_, "remisi.read_why", wbp_id)
    return render_template(
        "remisi/why.html", round=round_, kept=kept, why=why_page(round_, kept, gaps), title=exports.round_title(round_),
        made_of=exports.made_of(round_, facility, kept), statement=exports.preparation(),
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/people/<int:wbp_id>/sheet")
@requires(Permission.REMISI_READ)
def sheet(round_id: int, wbp_id: int) -> Any:
    """The sheet for one person, to print from the browser."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    kept = queries.get_verdict(scope, round_id, wbp_id)
    found = sheet_of(round_, kept, get_facility(scope, round_.facility_id))
    _note(scope, round_, "remisi.read_sheet", wbp_id)
    return render_template("remisi/sheet.html", round=round_, kept=kept, sheet=found, title=exports.round_title(round_))


@blueprint.get("/rounds/<int:round_id>/people/<int:wbp_id>/sheet.pdf")
@requires(Permission.REMISI_READ)
def export_sheet(round_id: int, wbp_id: int) -> Any:
    """The sheet for one person as PDF with letterhead, in Indonesian whoever prints it."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    kept = queries.get_verdict(scope, round_id, wbp_id)
    facility = get_facility(scope, round_.facility_id)
    _note(scope, round_, "remisi.export_sheet", wbp_id)
    with force_locale("id"):
        found = sheet_of(round_, kept, facility)
        content = sheet_paper(found, round_, facility, lang="id", demo=current_app.config["DEMO"])
    return sent(content, "application/pdf", f"remisi-{round_.kind}-{round_.held_on}-{wbp_id}.pdf")


def _note(scope: Scope, round_: Round, action: str, wbp_id: int) -> None:
    note_reading(
        scope=scope, action=action, subject="wbp", subject_id=wbp_id, facility_id=round_.facility_id, details={"round": round_.id}
    )
