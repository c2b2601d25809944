"""URLs of this room: the list of entries, and whether the chain is whole."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import Scope, current_scope
from rehab.audit import queries
from rehab.audit.actions import note_reading
from rehab.audit.labels import ACTION_LABELS, ROOM_LABELS, SUBJECT_LABELS, action_label, subject_label
from rehab.plumbing import clock
from rehab.plumbing.fields import parse_date
from rehab.plumbing.paging import asked_page

blueprint = Blueprint("audit", __name__)
NAMES = ("actor", "actor_id", "action", "subject", "subject_id", "from", "to")


@blueprint.get("/")
@requires(Permission.AUDIT_READ)
def entries() -> str:
    scope = current_scope()
    asked = {name: request.args.get(name, "").strip()[:100] for name in NAMES}
    zone = queries.zone_of(scope)
    page = queries.list_entries(scope, _wanted(asked, zone), page=asked_page())
    # The entries quote what was changed about people: one line a page opened, which no history of a person shows.
    note_reading(
        scope=scope, action="audit.read", subject="report", facility_id=scope.own_facility_id,
        details={"rows": page.total, "query": {name: text for name, text in asked.items() if text}},
    )  # fmt: skip
    return render_template(
        "audit/entries.html", page=page, asked=asked, zone=zone, wide=_is_wide(scope), rooms=ROOM_LABELS,
        actions=ACTION_LABELS, subjects=SUBJECT_LABELS, action_label=action_label, subject_label=subject_label,
    )  # fmt: skip


def _is_wide(scope: Scope) -> bool:
    return scope.facility_ids is None or len(scope.facility_ids) != 1


def _wanted(asked: dict[str, str], zone: str) -> queries.EntryFilter:
    from_on, to_on = parse_date(asked["from"]), parse_date(asked["to"])
    return queries.EntryFilter(
        actor=asked["actor"],
        actor_id=_number(asked["actor_id"]),
        action=asked["action"],
        subject=asked["subject"],
        subject_id=_number(asked["subject_id"]),
        from_at=clock.instant(from_on, 0, 0, zone) if from_on else None,
        to_at=clock.instant(_next(to_on), 0, 0, zone) if to_on else None,
    )


def _next(on: date) -> date:
    return on + timedelta(days=1)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@blueprint.get("/chain")
@requires(Permission.AUDIT_READ)
def chain() -> str:
    scope = current_scope()
    states = queries.check_chains(scope)
    return render_template(
        "audit/chain.html", states=states, wide=_is_wide(scope), checked_at=clock.now(), zone=queries.zone_of(scope)
    )
