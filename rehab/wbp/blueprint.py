"""The blueprint of this room, and what its pages about one person share."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask_wtf import FlaskForm

from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.wbp.case_queries import last_stay
from rehab.wbp.models import Placement, Wbp
from rehab.wbp.queries import get_person

blueprint = Blueprint("wbp", __name__)


@dataclass(frozen=True)
class File:
    """The person a page is about, with the last stay and the zone of their facility."""

    scope: Scope
    person: Wbp
    stay: Placement | None
    zone: str

    @property
    def today(self) -> date:
        return clock.today(self.zone)


def open_file(wbp_id: int, *, reads_case: bool = False) -> File:
    """The person of a page, or NotFound; a page that shows the case leaves its trace in the access log."""
    scope = current_scope()
    person = get_person(scope, wbp_id)
    zone = zones_of_facilities(scope, {person.facility_id})[person.facility_id]
    file = File(scope, person, last_stay(scope, wbp_id), zone)
    if reads_case:
        note_page(file, "wbp.read_case")
    return file


def note_page(file: File, action: str) -> None:
    """Remember that somebody reads this page about a person."""
    note_reading(scope=file.scope, action=action, subject="wbp", subject_id=file.person.id, facility_id=file.person.facility_id)


def show(template: str, file: File, **context: Any) -> str:
    """A page about one person."""
    return render_template(f"wbp/{template}.html", person=file.person, stay=file.stay, zone=file.zone, **context)


def refuse(form: FlaskForm, refusal: Refusal, field: str | None = None) -> int:
    """Put a refusal where it belongs in a form; returns the status to answer."""
    if field:
        form[field].errors = [*form[field].errors, refusal.message]
    else:
        form.form_errors.append(refusal.message)
    return refusal.status
