"""URLs of taking a released paper back: asked for by one officer, decided on by another."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.accounts.queries import names_of
from rehab.accounts.step_up import stepped_up, steps_up
from rehab.facilities.queries import get_facility
from rehab.letters import queries, recall_actions, recall_queries
from rehab.letters.blueprint import blueprint
from rehab.letters.forms import DecideRecallForm, RecallForm
from rehab.letters.models import PaperRecall, ReleasedPaper
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saves
from rehab.remisi.exports import round_title
from rehab.remisi.queries import get_round

# Not answered on the form itself: somebody else was quicker, or there is nothing here.
PASSED_ON = (403, 404, 409)


def _said(paper: ReleasedPaper) -> dict[str, Any]:
    """What both pages tell of the paper."""
    scope = current_scope()
    round_ = get_round(scope, paper.round_id)
    return {
        "paper": paper, "round": round_, "title": round_title(round_), "zone": get_facility(scope, paper.facility_id).zone,
        "by": names_of(scope, [paper.released_by]).get(paper.released_by, "–"),
    }  # fmt: skip


def _recall_page(paper: ReleasedPaper, form: RecallForm) -> str:
    waits = recall_queries.open_recall(current_scope(), paper.id)
    return render_template("letters/recall.html", form=form, waits=waits, **_said(paper))


@blueprint.get("/letters/papers/<int:paper_id>/recall")
@requires(Permission.LETTERS_PREPARE)
def recall(paper_id: int) -> Any:
    """The form that asks for a released paper to be taken back."""
    paper, form = queries.get_paper(current_scope(), paper_id), RecallForm()
    form.version.data = str(paper.version)
    return _recall_page(paper, form)


@blueprint.post("/letters/papers/<int:paper_id>/recall")
@requires(Permission.LETTERS_PREPARE)
@saves
def file_recall(paper_id: int) -> Any:
    """Ask for it."""
    scope, form = current_scope(), RecallForm()
    paper = queries.get_paper(scope, paper_id)
    if not form.validate_on_submit():
        return _recall_page(paper, form), 422
    try:
        recall_actions.file_recall(
            scope=scope, paper_id=paper_id, version=form.seen_version, reason=form.reason.data, note=form.note.data or "",
            at=clock.now(),
        )  # fmt: skip
    except recall_actions.NoteMissing as refused:
        form.note.errors = [refused.message]
        return _recall_page(paper, form), 422
    flash(
        _("Pencabutan nomor %(number)s diajukan. Kertas ini tetap berlaku sampai kepala memutuskan.", number=paper.number),
        "success",
    )
    return redirect(url_for("letters.papers", round_id=paper.round_id, _anchor="terbit"), code=303)


def _decision_page(row: PaperRecall, paper: ReleasedPaper, form: DecideRecallForm) -> str:
    if current_user.has_second_factor:
        form.ask_for_code()
    filed_by = names_of(current_scope(), [row.filed_by]).get(row.filed_by, "–")
    return render_template("letters/filed_recall.html", form=form, recall=row, filed_by=filed_by, **_said(paper))


@blueprint.get("/letters/recalls/<int:recall_id>")
@requires(Permission.LETTERS_RELEASE)
def filed_recall(recall_id: int) -> Any:
    """A recall that waits for its second person."""
    row, paper = recall_queries.get_recall(current_scope(), recall_id)
    form = DecideRecallForm()
    form.version.data = str(row.version)
    return _decision_page(row, paper, form)


@blueprint.post("/letters/recalls/<int:recall_id>")
@requires(Permission.LETTERS_RELEASE)
@steps_up
@saves
def decide_recall(recall_id: int) -> Any:
    """Take the paper back, or leave it standing."""
    scope, form = current_scope(), DecideRecallForm()
    row, paper = recall_queries.get_recall(scope, recall_id)
    if not form.validate_on_submit():
        return _decision_page(row, paper, form), 422
    confirmed = form.choice.data == "confirm"
    try:
        recall_actions.decide_recall(
            scope=scope, recall_id=recall_id, version=form.seen_version, confirmed=confirmed, note=form.note.data or "",
            step_up=stepped_up(), at=clock.now(),
        )  # fmt: skip
    except Refusal as refused:
        if refused.status in PASSED_ON:
            raise
        form.form_errors.append(refused.message)
        return _decision_page(row, paper, form), 422
    if confirmed:
        flash(
            _("Kertas nomor %(number)s dicabut. Yang baru dapat diterbitkan dengan nomor lain.", number=paper.number), "success"
        )
    else:
        flash(_("Kertas nomor %(number)s tetap berlaku.", number=paper.number), "success")
    return redirect(url_for("letters.papers", round_id=paper.round_id, _anchor="terbit"), code=303)
