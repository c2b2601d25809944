"""URLs of the work of a round: who owes what, gaps given to colleagues, and the susulan."""

from collections import Counter
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility, zone_of
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.fields import parse_date
from rehab.plumbing.paging import asked_page, page_of
from rehab.plumbing.saving import saves
from rehab.remisi import exports, labels, queries, work_queries
from rehab.remisi.blueprint import blueprint
from rehab.remisi.filters import asked_filters
from rehab.remisi.late_queries import late_candidates, rounds_of_day
from rehab.remisi.models import Round
from rehab.remisi.shapes import Filters, ListRow
from rehab.remisi.task_actions import assign_gaps
from rehab.remisi.work_forms import AssignForm, ids_of

ROUNDS_LOOKED_INTO = 3


@blueprint.get("/rounds/<int:round_id>/owed")
@requires(Permission.REMISI_READ)
def owed(round_id: int) -> Any:
    """Who owes what for a round, and how much is missing at each day counted backwards."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    _note(scope, round_, "remisi.read_owed")
    today = clock.today(get_facility(scope, round_.facility_id).zone)
    return render_template(
        "remisi/owed.html", round=round_, title=exports.round_title(round_), owed=work_queries.owed_of(scope, round_),
        today=today, labels=labels,
    )  # fmt: skip


@blueprint.get("/rounds/<int:round_id>/assign")
@requires(Permission.REMISI_RUN)
def assign(round_id: int) -> Any:
    """A preview: whom a gap would be given for, and who has it already."""
    scope = current_scope()
    form = AssignForm(formdata=None)
    form.due_on.data = parse_date(request.args.get("due", ""))
    return _assign_page(scope, queries.get_round(scope, round_id), form, _chosen(scope, round_id), request.args.get("topic", ""))


def _chosen(scope: Scope, round_id: int) -> list[ListRow]:
    """The people ticked or named, else all of the filtered list."""
    round_ = queries.get_round(scope, round_id)
    ids = {*request.args.getlist("wbp_id", type=int), *ids_of(request.args.get("people", ""))}
    if not ids and request.args.get("all") == "1":
        return queries.all_verdicts(scope, round_, asked_filters(scope))
    return [row for row in queries.all_verdicts(scope, round_, Filters(outcome="")) if row.wbp_id in ids]


def _assign_page(scope: Scope, round_: Round, form: AssignForm, chosen: list[ListRow], topic: str) -> str:
    counted = Counter(code for row in chosen for code in {*row.unknown, *row.failed})
    asked = topic or request.args.get("paper") or request.args.get("unknown") or ""
    topic = asked if asked in counted else next((code for code, _n in counted.most_common(1)), "")
    lacking = [row for row in chosen if topic in (*row.unknown, *row.failed)]
    form.offer(work_queries.colleagues(scope))
    form.topic.data, form.people.data = topic, ",".join(str(row.wbp_id) for row in lacking)
    known = work_queries.tasks_for(scope, round_.id, [row.wbp_id for row in lacking])
    given = {wbp_id: task for (wbp_id, code), task in known.items() if code == topic}
    _note(scope, round_, "remisi.read_owed")
    return render_template(
        "remisi/assign.html", round=round_, title=exports.round_title(round_), form=form, chosen=chosen, lacking=lacking,
        topic=topic, topics=[(code, f"{labels.topic_label(code)} ({number})") for code, number in counted.most_common()],
        given=given, names=names_of(scope, {task.assignee_id for task in given.values()}), labels=labels,
        all_people=",".join(str(row.wbp_id) for row in chosen),
    )  # fmt: skip


@blueprint.post("/rounds/<int:round_id>/assign")
@requires(Permission.REMISI_RUN)
@saves
def assign_people(round_id: int) -> Any:
    """Give one gap of many people to a colleague."""
    scope, form = current_scope(), AssignForm()
    round_ = queries.get_round(scope, round_id)
    form.offer(work_queries.colleagues(scope))
    rows = [row for row in queries.all_verdicts(scope, round_, Filters(outcome="")) if row.wbp_id in set(form.wbp_ids)]
    if not form.validate_on_submit():
        return _assign_page(scope, round_, form, rows, form.topic.data or ""), 422
    try:
        number = assign_gaps(
            scope=scope, round_id=round_id, wbp_ids=form.wbp_ids, topic=form.topic.data or "",
            assignee_id=form.assignee_id.data, due_on=form.due_on.data, today=clock.today(zone_of(scope)), at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.form_errors.append(refusal.message)
        return _assign_page(scope, round_, form, rows, form.topic.data or ""), refusal.status
    name = names_of(scope, [form.assignee_id.data]).get(form.assignee_id.data, "")
    said = ngettext("%(num)s orang diserahkan kepada %(name)s.", "%(num)s orang diserahkan kepada %(name)s.", number, name=name)
    flash(said, "success")
    return redirect(url_for("remisi.owed", round_id=round_id), code=303)


@blueprint.get("/tasks")
@requires(Permission.REMISI_READ)
def tasks() -> Any:
    """What was given to me (or to anybody): open as long as the facts lack it, whoever ticks what."""
    scope = current_scope()
    today = clock.today(zone_of(scope))
    everybody = request.args.get("who") == "all" and scope.can(Permission.REMISI_RUN)
    waiting = request.args.get("state") != "done"
    mine = None if everybody else scope.user_id or 0
    page = work_queries.list_tasks(scope, on=today, assignee_id=mine, waiting=waiting, page=asked_page())
    note_reading(scope=scope, action="remisi.read_tasks", subject="report", facility_id=scope.own_facility_id,
                 details={"rows": page.total})  # fmt: skip
    return render_template(
        "remisi/tasks.html", page=page, today=today, everybody=everybody, waiting=waiting, now=_lacking_now(scope, page.items),
        count=work_queries.count_tasks(scope, on=today, assignee_id=mine), title_of=exports.round_title, labels=labels,
        names=names_of(scope, {row.task.assignee_id for row in page.items}),
    )  # fmt: skip


def _lacking_now(scope: Scope, rows: list[Any]) -> dict[tuple[int, int], set[str]]:
    """What the people of a page lack by today's records, for the first rounds on it."""
    rounds = {row.round.id: row.round for row in rows if row.is_open}
    found: dict[tuple[int, int], set[str]] = {}
    for round_ in list(rounds.values())[:ROUNDS_LOOKED_INTO]:
        people = [row.task.wbp_id for row in rows if row.round.id == round_.id]
        lacking = work_queries.lacking_now(scope, round_, people, at=clock.now())
        found |= {(round_.id, wbp_id): codes for wbp_id, codes in lacking.items()}
    return found


@blueprint.get("/rounds/<int:round_id>/late")
@requires(Permission.REMISI_RUN)
def late(round_id: int) -> Any:
    """Whom a susulan of this round would propose, each with why only now; opening it is one button further."""
    scope = current_scope()
    round_ = queries.get_round(scope, round_id)
    today = clock.today(get_facility(scope, round_.facility_id).zone)
    late_on = _asked_late_day(round_, today)
    page: dict[str, Any] = {"round": round_, "title": exports.round_title(round_), "late_on": late_on, "result": None}
    page |= {"others": rounds_of_day(scope, round_), "title_of": exports.round_title, "refusal": None, "labels": labels}
    _note(scope, round_, "remisi.read_late")
    if late_on is None:
        return render_template("remisi/late.html", **page)
    try:
        found = late_candidates(scope, round_, late_on, at=clock.now())
    except Refusal as refusal:
        return render_template("remisi/late.html", **page | {"refusal": refusal.message}), 422
    return render_template("remisi/late.html", **page | {"result": found, "page": page_of(found.rows, asked_page())})


def _asked_late_day(round_: Round, today: date) -> date | None:
    """The day of the susulan in the address, else today; None before the day of the round has passed."""
    asked = parse_date(request.args.get("on", "")) or today
    return asked if asked > round_.held_on else None


def _note(scope: Scope, round_: Round, action: str) -> None:
    note_reading(scope=scope, action=action, subject="round", subject_id=round_.id, facility_id=round_.facility_id)
