"""URLs about the law itself: "Hukum", and what a draft of it would change."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import number as number_words
from rehab.plumbing.paging import asked_page, page_of
from rehab.plumbing.spreadsheets import XLSX
from rehab.remisi import exports
from rehab.remisi.blueprint import blueprint, sent
from rehab.remisi.computing import RoundQuestion
from rehab.remisi.draft_forms import parameter_options, round_choices, round_options, typed_draft, value_hint
from rehab.remisi.draft_queries import DraftResult, DraftRow, compare_population
from rehab.remisi.labels import change_label
from rehab.remisi.law_page import LawFilters, law_rows
from rehab.remisi.law_words import parameter_label
from rehab.remisi_rules.drafts import CLASSES, UNCHANGED

_LONGEST = 200
_TOUCHED = tuple(name for name in CLASSES if name != UNCHANGED)


@blueprint.get("/law")
@requires(Permission.REMISI_READ)
def law() -> Any:
    """ "Hukum": the parameters in force on a day, or what changed between two."""
    filters = LawFilters(
        on=parse_date(_given("on")) or _today(current_scope()),
        since=parse_date(_given("since")),
        search=_given("q"),
        confidence=_given("confidence"),
        condition=_given("condition"),
    )
    return render_template("remisi/law.html", filters=filters, topics=law_rows(filters))


@blueprint.get("/what-if")
@requires(Permission.REMISI_RUN)
def what_if() -> Any:
    """ "Bagaimana jika": one value changed on trial, over everybody of the facility; nothing is kept."""
    scope = current_scope()
    today = _today(scope)
    choices = round_choices(scope, on=today)
    page: dict[str, Any] = {
        "options": parameter_options(today), "rounds": round_options(choices), "given": _draft_given(), "hint": value_hint(),
        "result": None, "refusal": None,
    }  # fmt: skip
    if not _draft_given()["parameter"]:
        return render_template("remisi/what_if.html", **page)
    try:
        result = _compare(scope, today)
    except Refusal as refusal:
        return render_template("remisi/what_if.html", **page | {"refusal": refusal.message}), 422
    shown = page_of(_narrowed(result), asked_page())
    _note(scope, "remisi.read_what_if")
    return render_template("remisi/what_if.html", **page | {"result": result, "page": shown, "tab_items": _tabs(result)})


@blueprint.get("/what-if.xlsx")
@requires(Permission.REMISI_RUN)
def export_what_if() -> Any:
    """The people a draft touches, as a workbook."""
    scope = current_scope()
    result = _compare(scope, _today(scope))
    _note(scope, "remisi.export_what_if")
    given = _draft_given()
    notes = [
        exports.preparation(),
        _("Percobaan, bukan aturan yang berlaku. Tidak ada yang disimpan."),
        f"{_('Aturan')}: {parameter_label(given['parameter'])}",
        f"{_('Nilai baru')}: {given['value']}",
        f"{_('Berlaku sejak')}: {given['from']}",
        f"{_('Putaran')}: {given['round']}",
    ]
    return sent(exports.draft_workbook(_narrowed(result), notes), XLSX, f"remisi-percobaan-{_today(scope)}.xlsx")


def _compare(scope: Scope, today: date) -> DraftResult:
    given = _draft_given()
    drafted = typed_draft(given["parameter"], given["value"], given["from"])
    chosen = next((each for each in round_choices(scope, on=today) if each.code == given["round"]), None)
    if chosen is None:
        raise NotFound()
    question = RoundQuestion(chosen.kind, chosen.on, chosen.holiday)
    facility_id = scope.facility_id
    return compare_population(scope, facility_id, question, drafted, at=clock.now())


def _narrowed(result: DraftResult) -> list[DraftRow]:
    wanted, words = _given("change"), _given("q").casefold().split()
    found = [row for row in result.rows if not wanted or row.difference.change == wanted]
    return [row for row in found if all(word in f"{row.name} {row.register_no}".casefold() for word in words)]


def _tabs(result: DraftResult) -> list[dict[str, Any]]:
    kept = {name: value for name, value in request.args.items() if name not in ("change", "page")}
    return [
        {
            "href": url_for("remisi.what_if", **kept, change=name),
            "label": change_label(name),
            "count": result.counts[name],
            "current": _given("change") == name,
        }
        for name in _TOUCHED
    ]


def _draft_given() -> dict[str, str]:
    return {name: _given(name) for name in ("parameter", "value", "from", "round", "change", "q")}


def _given(name: str) -> str:
    return request.args.get(name, "")[:_LONGEST].strip()


def _today(scope: Scope) -> date:
    try:
        return clock.today(get_facility(scope, scope.facility_id).zone)
    except NotFound:
        return clock.today("WIB")


def _note(scope: Scope, action: str) -> None:
    facility_id = scope.facility_id
    details = {name: value for name, value in _draft_given().items() if name in ("parameter", "value", "from", "round")}
    note_reading(scope=scope, action=action, subject="facility", subject_id=facility_id, facility_id=facility_id, details=details)


def _signed(days: int) -> str:
    """Days gained with a plus, days lost with a minus."""
    return f"{'+' if days > 0 else '−' if days < 0 else ''}{number_words(abs(days))}"


blueprint.add_app_template_filter(_signed, "signed_days")
blueprint.add_app_template_filter(change_label, "change_name")
