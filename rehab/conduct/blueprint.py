"""The blueprint of this room, and what its pages share."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask_wtf import FlaskForm

from rehab.access.permissions import Role
from rehab.access.scope import Scope, current_scope
from rehab.audit.actions import note_reading
from rehab.facilities.queries import zones_of_facilities
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.wbp.case_queries import last_stay
from rehab.wbp.queries import get_person

blueprint = Blueprint("conduct", __name__)


def own_wali_id(scope: Scope) -> int | None:
    """The wali whose people a reader sees first: themselves for a wali, everybody's else."""
    return scope.user_id if scope.role is Role.WALI else None


def facility_today(scope: Scope, facility_id: int) -> date:
    """The legal date now in a facility."""
    return clock.today(zones_of_facilities(scope, {facility_id})[facility_id])


@dataclass(frozen=True)
class File:
    """The person a page is about."""

    scope: Scope
    person: Any
    stay: Any
    today: date


def open_file(wbp_id: int) -> File:
    """The person of a page with the last stay, or NotFound."""
    scope = current_scope()
    person = get_person(scope, wbp_id)
    return File(scope, person, last_stay(scope, wbp_id), facility_today(scope, person.facility_id))


def show(template: str, file: File, **context: Any) -> str:
    """A page about one person; whoever opens it leaves a line of having read."""
    if request.method == "GET":
        note_reading(
            scope=file.scope, action="conduct.read", subject="wbp", subject_id=file.person.id,
            facility_id=file.person.facility_id, details={"page": template},
        )  # fmt: skip
    return render_template(f"conduct/{template}.html", person=file.person, stay=file.stay, today=file.today, **context)


def note_list(scope: Scope, page: str, **details: Any) -> None:
    """Remember that somebody reads a list of many people's conduct: one line a list opened, none for each person on it."""
    note_reading(
        scope=scope,
        action="conduct.read_list",
        subject="report",
        facility_id=scope.facility_id,
        details={"page": page, **details},
    )


def refuse(form: FlaskForm, refusal: Refusal, field: str) -> int:
    """Put a refusal at its field; returns the status to answer."""
    form[field].errors = [*form[field].errors, refusal.message]
    return refusal.status
