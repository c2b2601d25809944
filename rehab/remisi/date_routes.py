"""URLs of who reaches which date."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import list_staff, names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page, page_of
from rehab.plumbing.spreadsheets import XLSX, Column, write_table
from rehab.remisi import exports
from rehab.remisi.blueprint import blueprint, sent
from rehab.remisi.date_queries import NAMES, WINDOWS, DateFilters, DateList, list_dates
from rehab.remisi.labels import date_label, window_label

_LONGEST = 100


@blueprint.get("/dates")
@requires(Permission.REMISI_READ)
def dates() -> Any:
    """Who reaches which date in the next one, two or three months, and whose has passed."""
    scope = current_scope()
    today = clock.today(get_facility(scope, scope.facility_id).zone)
    filters = _asked()
    found = list_dates(scope, scope.facility_id, filters, on=today)
    _note(scope, "remisi.read_dates", filters, len(found.rows))
    walis = {user.id: user.name for user in list_staff(scope, roles=["wali"])}
    page = page_of(found.rows, asked_page())
    return render_template(
        "remisi/dates.html", page=page, filters=filters, tabs=_tabs(filters, found), choices=_choices(filters, found, walis),
        chips=_chips(filters, walis), names=names_of(scope, {row.wali_id for row in page.items}), date_label=date_label,
        today=today, statement=exports.preparation(), asked=_parameters(filters),
    )  # fmt: skip


def _asked() -> DateFilters:
    given = {name: request.args.get(name, "")[:_LONGEST].strip() for name in ("when", "date", "block", "wali", "q")}
    return DateFilters(
        window=given["when"] if given["when"] in WINDOWS else "1",
        milestone=given["date"] if given["date"] in NAMES else "",
        block=given["block"],
        wali=given["wali"] if given["wali"].isdecimal() and len(given["wali"]) < 9 else "",
        search=given["q"],
    )


def _parameters(filters: DateFilters) -> dict[str, str]:
    found = {
        "when": filters.window, "date": filters.milestone, "block": filters.block, "wali": filters.wali, "q": filters.search,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _tabs(filters: DateFilters, found: DateList) -> list[dict[str, Any]]:
    kept = {name: value for name, value in _parameters(filters).items() if name != "when"}
    return [
        {
            "href": url_for("remisi.dates", when=window, **kept),
            "label": window_label(window),
            "count": found.counts[window],
            "current": filters.window == window,
        }
        for window in WINDOWS
    ]


def _choices(filters: DateFilters, found: DateList, walis: dict[int, str]) -> list[dict[str, Any]]:
    people = [("0", _("Tanpa wali")), *((str(each), name) for each, name in walis.items())]
    fields = (
        ("date", _("Tanggal"), [(name, date_label(name)) for name in NAMES], filters.milestone),
        ("block", _("Blok"), [(each, each) for each in found.blocks], filters.block),
        ("wali", _("Wali"), people, filters.wali),
    )
    return [{"name": name, "label": label, "options": options, "value": value} for name, label, options, value in fields]


def _chips(filters: DateFilters, walis: dict[int, str]) -> list[dict[str, Any]]:
    kept = _parameters(filters)
    wali = walis.get(int(filters.wali or 0), filters.wali) if filters.wali != "0" else _("tanpa wali")
    words = {
        "date": (_("Tanggal"), date_label(filters.milestone)), "block": (_("Blok"), filters.block), "wali": (_("Wali"), wali),
        "q": (_("Pencarian"), filters.search),
    }  # fmt: skip
    return [
        {
            "label": label,
            "value": str(value),
            "href": url_for("remisi.dates", **{key: each for key, each in kept.items() if key != name}),
        }
        for name, (label, value) in words.items()
        if name in kept
    ]


@blueprint.get("/dates.xlsx")
@requires(Permission.REMISI_READ)
def export_dates() -> Any:
    """The same list as a workbook."""
    scope = current_scope()
    facility = get_facility(scope, scope.facility_id)
    today, filters = clock.today(facility.zone), _asked()
    found = list_dates(scope, facility.id, filters, on=today)
    _note(scope, "remisi.export_dates", filters, len(found.rows))
    names = names_of(scope, {row.wali_id for row in found.rows})
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Blok"), 10), Column(_("Wali"), 24),
        Column(_("Yang tercapai"), 34), Column(_("Tanggal"), 14), Column(_("Bila remisi mendatang diterima"), 20),
        Column(_("Sudah lewat"), 12),
    ]  # fmt: skip
    table = [
        [
            number, row.register_no, row.name, row.block, names.get(row.wali_id or 0), str(date_label(row.milestone)), row.on,
            row.projected_on, _("ya") if row.passed else None,
        ]
        for number, row in enumerate(found.rows, 1)
    ]  # fmt: skip
    words = [f"{chip['label']}: {chip['value']}" for chip in _chips(filters, names)]
    notes = [exports.preparation(), f"{_('UPT')}: {facility.name}", str(window_label(filters.window)), *words]
    content = write_table(_("Siapa mencapai tanggal apa"), notes, columns, table)
    return sent(content, XLSX, f"tanggal-penting-{facility.code}-{today}.xlsx")


def _note(scope: Scope, action: str, filters: DateFilters, rows: int) -> None:
    details = {"rows": rows, **_parameters(filters)}
    facility_id = scope.facility_id
    note_reading(scope=scope, action=action, subject="facility", subject_id=facility_id, facility_id=facility_id, details=details)
