"""URLs of this room: two reports, each as a page, as CSV and as a workbook."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.audit.actions import note_reading
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.formatting import moment
from rehab.plumbing.paging import Page, asked_page
from rehab.plumbing.spreadsheets import XLSX
from rehab.programs.labels import KIND_LABELS
from rehab.reports.asked import Asked, read_question
from rehab.reports.findings import participation_report, programme_report
from rehab.reports.tables import Table

blueprint = Blueprint("reports", __name__)
PER_PAGE = 50


def _asked() -> Asked:
    return read_question(current_scope(), request.args)


@blueprint.get("/")
@requires(Permission.REPORTS_READ)
def programmes() -> str:
    asked = _asked()
    report = programme_report(asked)
    page = _page_of(report.sessions)
    return render_template(
        "reports/programmes.html", asked=asked, report=report, page=page, kinds=KIND_LABELS, made_at=clock.now(),
        sessions=replace(report.sessions, rows=page.items),
        results=replace(report.results, rows=_page_of(report.results).items),
    )  # fmt: skip


def _page_of(table: Table) -> Page[Any]:
    total = len(table.rows)
    number = min(asked_page(), max(1, -(-total // PER_PAGE)))
    rows = list(table.rows[(number - 1) * PER_PAGE : number * PER_PAGE])
    return Page(items=rows, number=number, per_page=PER_PAGE, total=total)


@blueprint.get("/programmes.csv")
@requires(Permission.REPORTS_READ)
def programmes_csv() -> Response:
    asked = _asked()
    return _csv(asked, programme_report(asked).files, "program")


@blueprint.get("/programmes.xlsx")
@requires(Permission.REPORTS_READ)
def programmes_xlsx() -> Response:
    asked = _asked()
    return _workbook(asked, programme_report(asked).files, "program")


@blueprint.get("/participation")
@requires(Permission.REPORTS_READ)
def participation() -> str:
    asked = _asked()
    return render_template("reports/participation.html", asked=asked, report=participation_report(asked), made_at=clock.now())


@blueprint.get("/participation.csv")
@requires(Permission.REPORTS_READ)
def participation_csv() -> Response:
    asked = _asked()
    return _csv(asked, participation_report(asked).files, "keikutsertaan")


@blueprint.get("/participation.xlsx")
@requires(Permission.REPORTS_READ)
def participation_xlsx() -> Response:
    asked = _asked()
    return _workbook(asked, participation_report(asked).files, "keikutsertaan")


def _chosen(files: dict[str, Table]) -> tuple[str, Table]:
    name = request.args.get("table", next(iter(files)))
    if name not in files:
        raise NotFound()
    return name, files[name]


def _csv(asked: Asked, files: dict[str, Table], name: str) -> Response:
    which, table = _chosen(files)
    _note(asked, f"{name}-{which}.csv", len(table.rows))
    return _file(table.csv(), "text/csv; charset=utf-8", f"{name}-{which}-{asked.last_on}.csv")


def _workbook(asked: Asked, files: dict[str, Table], name: str) -> Response:
    which, table = _chosen(files)
    notes = [*asked.words, _("Data pada %(moment)s", moment=moment(clock.now(), asked.zone))]
    notes += [_("CONTOH: data rekaan, bukan data sebenarnya.")] if current_app.config["DEMO"] else []
    _note(asked, f"{name}-{which}.xlsx", len(table.rows))
    return _file(table.workbook(notes), XLSX, f"{name}-{which}-{asked.last_on}.xlsx")


def _note(asked: Asked, file: str, rows: int) -> None:
    details = {"file": file, "rows": rows, "query": request.args.to_dict()}
    place = asked.facility.id if asked.facility else None
    note_reading(scope=current_scope(), action="reports.export", subject="report", facility_id=place, details=details)


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
