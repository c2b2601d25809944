"""URLs that take a batch one step on, or send it back: each confirmed anew by code or password."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.accounts.step_up import stepped_up, steps_up
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal, StaleVersion
from rehab.plumbing.saving import saves
from rehab.proposals import actions, outcome_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, read
from rehab.proposals.blueprint import blueprint
from rehab.proposals.deed_actions import Work
from rehab.proposals.forms import FORMS, ActForm, RecommendForm, SendBackForm, offer_hearings
from rehab.proposals.labels import done_label
from rehab.proposals.models import Hearing
from rehab.proposals.pages import Preview, preview_of
from rehab.proposals.queries import chosen_rows, list_hearings
from rehab.remisi.exports import preparation, round_title
from rehab.remisi.models import Round
from rehab.remisi.queries import get_round

Run = Callable[[Scope, Batch, Any], Work]
# Nobody is told more than "not yours", "not there" or "changed meanwhile" by a page drawn again.
PASSED_ON = (403, 404, 409)


def form_for(scope: Scope, round_id: int, act: str, *, back: bool = False) -> ActForm:
    """The form of a step, asking for what this officer confirms with."""
    form = SendBackForm() if back else FORMS[act]()
    if isinstance(form, RecommendForm):
        offer_hearings(form, list_hearings(scope, round_id))
    if current_user.has_second_factor:
        form.ask_for_code()
    return form


def show_batch(round_: Round, preview: Preview, form: ActForm | None = None) -> str:
    """The page of a batch before it is confirmed; the form carries the batch as it is drawn now."""
    scope = current_scope()
    form = form or form_for(scope, round_.id, preview.act, back=preview.back)
    form.people.data, form.hash.data = preview.people, preview.hash
    endpoint = f"proposals.send_back_at_{preview.act}" if preview.back else f"proposals.{preview.act}"
    return render_template(
        "proposals/batch.html", round=round_, title=round_title(round_), preview=preview, form=form,
        action=url_for(endpoint, round_id=round_.id), statement=preparation(), typed=request.form,
        names=names_of(scope, [row.own_wali_id for row in preview.rows]), sat=_hearings_of(scope, round_.id, preview),
    )  # fmt: skip


def _hearings_of(scope: Scope, round_id: int, preview: Preview) -> list[Hearing]:
    """What the head decides on: the hearings from which the recommendations of a batch came."""
    ids = {row.hearing_id for row in preview.rows} if preview.act == "decide" else set()
    return [each for each, _number in list_hearings(scope, round_id) if each.id in ids] if ids else []


def _step(round_id: int, act: str, run: Run, *, back: bool = False) -> Any:
    """Do what a form asks for; where it is refused, the page comes again with the reason."""
    scope = current_scope()
    round_ = get_round(scope, round_id)
    form = form_for(scope, round_id, act, back=back)
    sent_people, sent_hash = form.people.data or "", form.hash.data or ""
    if form.validate_on_submit():
        try:
            work = run(scope, read(sent_people, sent_hash, stepped_up()), form)
        except StaleVersion as stale:
            stale.back = url_for("proposals.path", round_id=round_id)
            raise
        except Refusal as refused:
            if refused.status in PASSED_ON:
                raise
            form.form_errors.append(refused.message)
        else:
            done = done_label(work.deed.act)
            flash(ngettext("%(step)s: %(num)s orang.", "%(step)s: %(num)s orang.", work.deed.people, step=done), "success")
            return redirect(url_for("proposals.path", round_id=round_id), code=303)
    rows = chosen_rows(scope, round_id, read(sent_people, sent_hash, "").ids)
    return show_batch(round_, preview_of(scope, round_, act, rows, back=back), form), 422


@blueprint.post("/rounds/<int:round_id>/prepare")
@requires(Permission.PROPOSALS_PREPARE)
@steps_up
@saves
def prepare(round_id: int) -> Any:
    """Prepare a batch."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        reason = {"leave_out": form.leave_reason.data, "propose": form.override_reason.data}.get(form.choice.data, "")
        said = Said(form.choice.data, reason or "", form.note.data or "", form.document.data or "")
        return actions.prepare(scope=scope, round_id=round_id, batch=batch, said=said, at=clock.now())

    return _step(round_id, "prepare", run)


@blueprint.post("/rounds/<int:round_id>/verify")
@requires(Permission.PROPOSALS_VERIFY)
@steps_up
@saves
def verify(round_id: int) -> Any:
    """Verify a batch."""
    return _step(
        round_id, "verify",
        lambda scope, batch, _form: actions.verify(scope=scope, round_id=round_id, batch=batch, at=clock.now()),
    )  # fmt: skip


@blueprint.post("/rounds/<int:round_id>/recommend")
@requires(Permission.PROPOSALS_RECOMMEND)
@steps_up
@saves
def recommend(round_id: int) -> Any:
    """Record what the TPP recommends."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        said = Said(form.choice.data, note=form.note.data or "")
        hearing_id = int(form.hearing_id.data)
        return actions.recommend(scope=scope, round_id=round_id, batch=batch, hearing_id=hearing_id, said=said, at=clock.now())

    return _step(round_id, "recommend", run)


@blueprint.post("/rounds/<int:round_id>/decide")
@requires(Permission.PROPOSALS_DECIDE)
@steps_up
@saves
def decide(round_id: int) -> Any:
    """The head decides."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        said = Said(form.choice.data, form.leave_reason.data or "", form.note.data or "")
        return actions.decide(scope=scope, round_id=round_id, batch=batch, said=said, at=clock.now())

    return _step(round_id, "decide", run)


def _back(round_id: int, check: str) -> Any:
    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        reason = form.reason.data or ""
        return actions.send_back(scope=scope, round_id=round_id, check=check, batch=batch, reason=reason, at=clock.now())

    return _step(round_id, check, run, back=True)


@blueprint.post("/rounds/<int:round_id>/verify/back")
@requires(Permission.PROPOSALS_VERIFY)
@steps_up
@saves
def send_back_at_verify(round_id: int) -> Any:
    """Send a batch back instead of verifying it."""
    return _back(round_id, "verify")


@blueprint.post("/rounds/<int:round_id>/recommend/back")
@requires(Permission.PROPOSALS_RECOMMEND)
@steps_up
@saves
def send_back_at_recommend(round_id: int) -> Any:
    """Send a batch back from the TPP."""
    return _back(round_id, "recommend")


@blueprint.post("/rounds/<int:round_id>/decide/back")
@requires(Permission.PROPOSALS_DECIDE)
@steps_up
@saves
def send_back_at_decide(round_id: int) -> Any:
    """Send a batch back instead of deciding."""
    return _back(round_id, "decide")


@blueprint.post("/rounds/<int:round_id>/send")
@requires(Permission.PROPOSALS_SEND)
@steps_up
@saves
def send(round_id: int) -> Any:
    """Record that a batch was sent."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        letter = {"letter": form.letter.data, "sent_on": form.sent_on.data}
        return outcome_actions.record_sent(scope=scope, round_id=round_id, batch=batch, at=clock.now(), **letter)

    return _step(round_id, "send", run)


@blueprint.post("/rounds/<int:round_id>/grant")
@requires(Permission.PROPOSALS_SEND)
@steps_up
@saves
def grant(round_id: int) -> Any:
    """Record the decree of a batch, with the days of each."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        typed = {wbp_id: request.form.get(f"days-{wbp_id}", "").strip() for wbp_id in batch.people}
        days = {wbp_id: int(text) if text.isdecimal() and len(text) < 6 else None for wbp_id, text in typed.items()}
        decree = {"number": form.number.data, "dated_on": form.dated_on.data}
        return outcome_actions.record_grants(scope=scope, round_id=round_id, batch=batch, days=days, at=clock.now(), **decree)

    return _step(round_id, "grant", run)


@blueprint.post("/rounds/<int:round_id>/hand-over")
@requires(Permission.PROPOSALS_SEND)
@steps_up
@saves
def hand_over(round_id: int) -> Any:
    """Record the handing over of a batch."""

    def run(scope: Scope, batch: Batch, form: Any) -> Work:
        day = form.handed_on.data
        return outcome_actions.record_handed_over(scope=scope, round_id=round_id, batch=batch, handed_on=day, at=clock.now())

    return _step(round_id, "hand_over", run)


@blueprint.post("/rounds/<int:round_id>/enter")
@requires(Permission.PROPOSALS_SEND)
@steps_up
@saves
def enter(round_id: int) -> Any:
    """Enter a batch into the histories."""
    return _step(
        round_id, "enter",
        lambda scope, batch, _form: outcome_actions.enter_grants(scope=scope, round_id=round_id, batch=batch, at=clock.now()),
    )  # fmt: skip
