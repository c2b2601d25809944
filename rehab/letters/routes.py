"""URLs of the papers of a round."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.facilities.queries import get_facility
from rehab.letters import (
    exports,
    grant_routes,
    number_routes,
    queries,
    recall_queries,
    recall_routes,
    release_actions,
    setting_routes,
    sheet_queries,
    sheet_routes,
    verify_routes,
)
from rehab.letters.blueprint import PDF, blueprint, note, sent
from rehab.letters.development import development_report
from rehab.letters.forms import ReleaseForm
from rehab.letters.framing import draw
from rehab.letters.labels import STATE_TONES, number_state_label, paper_label, paper_state_label, recall_reason_label, total_label
from rehab.letters.models import PAPERS
from rehab.letters.sealing import opened_file
from rehab.letters.sheet_actions import KEPT_FOR
from rehab.letters.subjects import drawing_of, subject_of
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page
from rehab.plumbing.saving import saves
from rehab.plumbing.spreadsheets import XLSX
from rehab.proposals.labels import state_label as step_label
from rehab.remisi.exports import preparation, round_title
from rehab.remisi.queries import get_round

__all__ = ["blueprint", "grant_routes", "number_routes", "recall_routes", "setting_routes", "sheet_routes", "verify_routes"]


@blueprint.get("/letters/rounds/<int:round_id>")
@requires(Permission.PROPOSALS_READ)
def papers(round_id: int) -> Any:
    """Every paper of a round: drafts to look at, what was released, and the release itself."""
    return _papers_page(round_id, None)


def _papers_page(round_id: int, form: ReleaseForm | None) -> str:
    scope = current_scope()
    round_ = get_round(scope, round_id)
    facility = get_facility(scope, round_.facility_id)
    found = queries.list_papers(scope, round_id, page=asked_page())
    sheets = sheet_queries.list_sheet_files(scope, round_id, "sheets")
    reports, eligible = [], 0
    if scope.can(Permission.CONDUCT_READ):
        reports = sheet_queries.list_sheet_files(scope, round_id, "development")
        eligible = sheet_queries.count_people(scope, round_id, "development")
    recalls = recall_queries.recalls_of(scope, [each.id for each in found.items])
    search = request.args.get("q", "")[:100]
    if search:
        note(scope, round_, "find_person", search=search)
    return render_template(
        "letters/papers.html", round=round_, title=round_title(round_), statement=preparation(), facility=facility,
        steps=queries.path_begun(scope, round_id), hearings=queries.list_hearings(scope, round_id), page=found,
        names=names_of(scope, [each.released_by for each in found.items] + [each.file.asked_by for each in sheets + reports]),
        form=form or _release_form(scope, round_id), search=search, tones=STATE_TONES, sheet_files=sheets, report_files=reports,
        kept_for=KEPT_FOR, recalls=recalls, eligible=eligible, overtaken=queries.overtaken_minutes(scope, found.items),
        people=queries.named_on(scope, round_id, search) if search else None,
    )  # fmt: skip


def _release_form(scope: Scope, round_id: int) -> ReleaseForm:
    """The form with what there is to choose."""
    form = ReleaseForm()
    facility = get_facility(scope, get_round(scope, round_id).facility_id)
    on = clock.today(facility.zone)
    form.kind.choices = [(each, paper_label(each)) for each in PAPERS]
    form.hearing_id.choices = [("", _("Bukan berita acara"))] + [
        (str(each.id), each.number) for each in queries.list_hearings(scope, round_id)
    ]
    signers = [(str(each.id), f"{each.name}, {each.office}") for each in queries.signatories_on(scope, facility.id, on)]
    form.signatory_id.choices = [("", _("Yang berlaku hari ini")), *signers]
    numbers = [(str(each.id), f"{each.number} · {each.purpose}") for each in queries.free_numbers(scope, facility.id)]
    form.number_id.choices = [("", _("Nomor berikutnya")), *numbers]
    return form


@blueprint.post("/letters/rounds/<int:round_id>/release")
@requires(Permission.LETTERS_RELEASE)
@saves
def release(round_id: int) -> Any:
    """Release one paper: from then on it stays as it is."""
    scope = current_scope()
    form = _release_form(scope, round_id)
    if not form.validate_on_submit():
        return _papers_page(round_id, form), 422
    wanted = release_actions.Wanted(
        round_id, form.kind.data, _id(form.hearing_id.data), _id(form.signatory_id.data), _id(form.number_id.data)
    )
    paper = release_actions.release_paper(scope=scope, wanted=wanted, at=clock.now(), address_of=verify_address)
    flash(_("%(paper)s nomor %(number)s terbit.", paper=paper_label(paper.kind), number=paper.number), "success")
    return redirect(url_for("letters.papers", round_id=round_id), code=303)


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def verify_address(code: str) -> str:
    """The address printed on a released paper."""
    public: str = current_app.config["SETTINGS"].public_url
    return f"{public.rstrip('/')}{url_for('letters.verify', code=code)}"


@blueprint.get("/letters/rounds/<int:round_id>/<any(lists, proposal, ceremony, release):kind>.pdf")
@requires(Permission.PROPOSALS_READ)
def draft(round_id: int, kind: str) -> Any:
    """A paper as it would be released now; every page says that it is a draft."""
    return _draft(round_id, kind, None)


@blueprint.get("/letters/rounds/<int:round_id>/hearings/<int:hearing_id>/minutes.pdf")
@requires(Permission.PROPOSALS_READ)
def draft_minutes(round_id: int, hearing_id: int) -> Any:
    """The minutes of one session of the TPP with its attendance list, as a draft."""
    return _draft(round_id, "minutes", hearing_id)


def _draft(round_id: int, kind: str, hearing_id: int | None) -> Any:
    scope, at = current_scope(), clock.now()
    subject = subject_of(scope, round_id, kind, at=at, hearing_id=hearing_id)
    note(scope, subject.round, "export_draft", kind=kind)
    content = draw(drawing_of(subject, kind), subject.style, lang=str(get_locale()), at=at)
    return sent(content, PDF, f"draf-{kind}-{subject.round.kind}-{subject.round.held_on}.pdf")


@blueprint.get("/letters/rounds/<int:round_id>/<any(lists, sdp, ceremony, release):kind>.xlsx")
@requires(Permission.PROPOSALS_READ)
def workbook(round_id: int, kind: str) -> Any:
    """A list as a workbook; "sdp" is what is typed into SDP."""
    scope = current_scope()
    subject = subject_of(scope, round_id, kind, at=clock.now())
    note(scope, subject.round, "export_workbook", kind=kind)
    if kind in ("lists", "sdp"):
        content = exports.lists_workbook(subject) if kind == "lists" else exports.sdp_workbook(subject)
    else:
        content = exports.sections_workbook(subject, drawing_of(subject, kind))
    return sent(content, XLSX, f"{kind}-{subject.round.kind}-{subject.round.held_on}.xlsx")


@blueprint.get("/letters/rounds/<int:round_id>/people/<int:wbp_id>/development.pdf")
@requires(Permission.CONDUCT_READ)
def development(round_id: int, wbp_id: int) -> Any:
    """One person's report of development, in Indonesian whoever prints it."""
    scope, at = current_scope(), clock.now()
    with force_locale("id"):
        subject = subject_of(scope, round_id, "development", at=at, wbp_id=wbp_id)
        note(scope, subject.round, "export_development", wbp_id=wbp_id)
        content = draw(development_report(scope, subject, wbp_id), subject.style, lang="id", at=at)
    return sent(content, PDF, f"perkembangan-{wbp_id}-{subject.round.held_on}.pdf")


@blueprint.get("/letters/papers/<int:paper_id>.pdf")
@requires(Permission.PROPOSALS_READ)
def released(paper_id: int) -> Any:
    """A released paper again, byte by byte as it was released."""
    scope = current_scope()
    paper = queries.get_paper(scope, paper_id, whole=True)
    note(scope, get_round(scope, paper.round_id), "export_paper", paper=paper.id, number=paper.number)
    return sent(opened_file(paper), PDF, f"{paper.kind}-{paper.round_id}-{paper.sequence}.pdf")


for _name, _words in {
    "paper_name": paper_label,
    "paper_state": paper_state_label,
    "number_state": number_state_label,
    "recall_reason": recall_reason_label,
    "total_name": total_label,
    "step_name": step_label,
}.items():
    blueprint.add_app_template_filter(_words, _name)
