"""URLs of who was forgotten."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.accounts.queries import list_staff, names_of
from rehab.audit.actions import note_reading
from rehab.facilities.queries import get_facility
from rehab.overview.blueprint import blueprint
from rehab.overview.forgotten import KINDS, Forgotten, ForgottenList, list_forgotten
from rehab.overview.forgotten_words import KIND_LABELS, detail_of
from rehab.plumbing import clock
from rehab.plumbing.paging import asked_page, page_of
from rehab.plumbing.spreadsheets import XLSX, Column, write_table
from rehab.remisi.exports import preparation

_LONGEST = 100


@blueprint.get("/forgotten")
@requires(Permission.REMISI_READ)
def forgotten() -> str:
    """Everybody somebody should look at, by what was forgotten."""
    scope = current_scope()
    asked, found = _found(scope, "overview.read_forgotten")
    walis = {user.id: user.name for user in list_staff(scope, roles=["wali"])}
    page = page_of(found.rows, asked_page())
    return render_template(
        "overview/forgotten.html", page=page, asked=asked, tabs=_tabs(asked, found), choices=_choices(asked, found, walis),
        chips=_chips(asked, walis), kinds=KIND_LABELS, detail_of=detail_of,
        names=names_of(scope, {row.wali_id for row in page.items}),
    )  # fmt: skip


def _found(scope: Scope, action: str) -> tuple[dict[str, str], ForgottenList]:
    facility = get_facility(scope, scope.facility_id)
    asked = {name: request.args.get(name, "")[:_LONGEST].strip() for name in ("kind", "block", "wali", "q")}
    asked["kind"] = asked["kind"] if asked["kind"] in KINDS else ""
    asked["wali"] = asked["wali"] if asked["wali"].isdecimal() and len(asked["wali"]) < 9 else ""
    asked = {name: value for name, value in asked.items() if value}
    found = list_forgotten(
        scope, facility.id, on=clock.today(facility.zone), kind=asked.get("kind", ""), block=asked.get("block", ""),
        wali=asked.get("wali", ""), search=asked.get("q", ""),
    )  # fmt: skip
    note_reading(scope=scope, action=action, subject="facility", subject_id=facility.id, facility_id=facility.id,
                 details={"rows": len(found.rows), **asked})  # fmt: skip
    return asked, found


def _tabs(asked: dict[str, str], found: ForgottenList) -> list[dict[str, Any]]:
    kept = {name: value for name, value in asked.items() if name != "kind"}
    everything = {
        "href": url_for("overview.forgotten", **kept),
        "label": _("Semua"),
        "count": sum(found.counts.values()),
        "current": "kind" not in asked,
    }
    items = [
        {
            "href": url_for("overview.forgotten", kind=kind, **kept),
            "label": KIND_LABELS[kind],
            "count": found.counts[kind],
            "current": asked.get("kind") == kind,
        }
        for kind in KINDS
    ]
    return [everything, *items]


def _choices(asked: dict[str, str], found: ForgottenList, walis: dict[int, str]) -> list[dict[str, Any]]:
    people = [("0", _("Tanpa wali")), *((str(each), name) for each, name in walis.items())]
    return [
        {
            "name": "block",
            "label": _("Blok"),
            "options": [(each, each) for each in found.blocks],
            "value": asked.get("block", ""),
        },
        {"name": "wali", "label": _("Wali"), "options": people, "value": asked.get("wali", "")},
    ]


def _chips(asked: dict[str, str], walis: dict[int, str]) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    wali = asked.get("wali", "")
    words = {
        "block": (_("Blok"), asked.get("block")),
        "wali": (_("Wali"), _("tanpa wali") if wali == "0" else walis.get(int(wali or 0), wali)),
        "q": (_("Pencarian"), asked.get("q")),
    }
    return [
        {
            "label": label,
            "value": value,
            "href": url_for("overview.forgotten", **{key: each for key, each in asked.items() if key != name}),
        }
        for name, (label, value) in words.items()
        if name in asked
    ]


@blueprint.get("/forgotten.xlsx")
@requires(Permission.REMISI_READ)
def export_forgotten() -> Response:
    """The same list as a workbook."""
    scope = current_scope()
    asked, found = _found(scope, "overview.export_forgotten")
    facility = get_facility(scope, scope.facility_id)
    names = names_of(scope, {row.wali_id for row in found.rows})
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Blok"), 10), Column(_("Wali"), 24),
        Column(_("Yang terlewat"), 40), Column(_("Tanggal"), 14), Column(_("Keterangan"), 60),
    ]  # fmt: skip
    table = [_cells(number, row, names) for number, row in enumerate(found.rows, 1)]
    notes = [preparation(), f"{_('UPT')}: {facility.name}", *(f"{name}: {value}" for name, value in asked.items())]
    content = write_table(_("Siapa yang terlewat?"), notes, columns, table)
    name = f"terlewat-{facility.code}-{clock.today(facility.zone)}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cells(number: int, row: Forgotten, names: dict[int, str]) -> list[Any]:
    who = [number, row.register_no, row.name, row.block, names.get(row.wali_id or 0)]
    return [*who, str(KIND_LABELS[row.kind]), row.on, detail_of(row)]
